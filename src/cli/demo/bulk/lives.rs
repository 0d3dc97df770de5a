//! The lives of an account's leads, as rows and figures.

use std::sync::Arc;

use serde_json::json;

use crate::{
    base::{
        error::Result,
        ids::{ConversionId, LeadId},
        money::Money,
        time::{DAY_MS, Day, HOUR_MS, Timestamp},
    },
    cli::demo::{
        bulk::{
            batch::stage_of,
            ground::Browser,
            history::{History, page_slot},
            journey::{self, Journey, Newborn},
            tally::StageSlot,
        },
        traffic,
    },
    conversions::model::NewConversion,
    interactions::{
        model::{ActorType, InteractionKind, KnownTouch, NewRecord},
        suspicion::{Suspicion, Suspicions},
    },
    leads::model::{LeadStatus, Row},
    rollups::{histogram, model::PageCount},
};

/// Leads that somebody takes down on the phone, in a hundred.
const PHONED_IN: usize = 4;
/// Towards the end no lead gets more interactions than the mean, so that the last one gets what is left.
const LAST_LEADS: usize = 60;
/// Views before a submission reach so far back.
const VIEWS_BEFORE_MS: i64 = 3 * DAY_MS;

impl History {
    /// A lead comes, with all that becomes of it.
    pub fn bear(&mut self, day: Day, lead: usize) -> Result<()> {
        let at = self.births.at(lead);
        self.leads += 1;
        let id = LeadId(self.leads);
        let ripe = (self.era.ripe.0..self.era.ripe.1).contains(&at);
        let converts = ripe && self.converting.next(&mut self.dice);
        let page = (!self.dice.percent(PHONED_IN)).then(|| self.pick_page());
        let funnel = page.map_or_else(|| self.dice.below(self.ground.funnels.len()), |page| self.ground.pages[page].funnel);
        let funnels = Arc::clone(&self.client.funnels);
        let stages = &funnels[funnel].stages;
        let way = match page {
            Some(page) => self.pick_way(page, day),
            None => self.ground.known.by_phone.clone(),
        };
        let first_touch = page.filter(|_| self.dice.percent(15)).map_or(way.touch, |page| self.pick_way(page, day).touch);
        let browser = if page.is_some() { self.dice.pick(&self.ground.known.browsers) } else { Browser { agent: 0, device: 0 } };
        let (customer, new) = self.crowd.next(id, at, way.source.as_deref(), &mut self.dice)?;
        self.batch.customers.extend(new);
        let life = Journey::draw(Newborn { at, converts, stages: stages.len() }, self.era, self.ground.trade, &mut self.dice);
        let assignee = if life.taken { Some(self.dice.pick(&self.client.workers)) } else { None };
        let (entered_at, stage) = life.steps.last().copied().unwrap_or((at, 0));
        let form = match page {
            Some(page) => self.dice.pick(&self.ground.pages[page].answers),
            None => json!({ "memo": self.dice.pick(self.ground.trade.memos) }).to_string(),
        };
        let row = Row {
            id,
            customer,
            page: page.map(|page| self.ground.pages[page].id),
            funnel: Some(self.ground.funnels[funnel]),
            stage: Some(stage_of(funnel, stage, &funnels)?.1),
            status: life.status,
            work_status: life.work_status.to_owned(),
            suspicions: self.odd(page.is_some()),
            first_touch: first_touch.id,
            last_touch: way.touch.id,
            source: way.touch.source,
            campaign: way.touch.campaign,
            device: browser.device,
            value: life.value.map(Money),
            assignee,
            form,
            created_at: at,
            updated_at: life.changed_at().unwrap_or(at),
            stage_entered_at: entered_at,
            closed_at: life.closed_at,
            callback_at: life.callback_at,
            score: None,
            grade: None,
        };
        *self.standing.entry((funnel, stage)).or_default() += 1;
        let mut told = Vec::new();
        if let Some(page) = page {
            self.submit(&row, page, (first_touch, way.touch), browser, &mut told);
        }
        self.walk(&row, funnel, page.is_some(), &life, &mut told)?;
        self.crowd.hear(customer, row.updated_at, life.status == LeadStatus::Won);
        let most_views = if page.is_some() { 12 } else { 0 };
        self.fill(&row, page, (first_touch, way.touch), browser, most_views, &mut told);
        told.retain(|record| self.era.zone.day_of(record.at) >= self.era.interactions_from);
        told.sort_by_key(|record| record.at);
        self.interactions_left = self.interactions_left.saturating_sub(told.len());
        let mut before: Option<(Timestamp, i64)> = None;
        for record in told {
            let seq = before.filter(|(at, _)| *at == record.at).map_or(0, |(_, seq)| seq + 1);
            before = Some((record.at, seq));
            self.batch.interactions.push((id, seq, record));
        }
        self.batch.leads.push(row);
        Ok(())
    }

    /// What is odd about a submission without setting it apart.
    fn odd(&mut self, submitted: bool) -> Suspicions {
        let reason = match self.dice.below(200) {
            _ if !submitted => None,
            0..=9 => Some(Suspicion::NoCookie),
            10 => Some(Suspicion::SuspiciousPhone),
            11 => Some(Suspicion::SuspiciousName),
            _ => None,
        };
        reason.into_iter().collect()
    }

    /// The submission, and its page's opt-in.
    fn submit(&mut self, lead: &Row, page: usize, (first, last): (KnownTouch, KnownTouch), browser: Browser, told: &mut Vec<NewRecord>) {
        let day = self.era.zone.day_of(lead.created_at);
        let slot = page_slot(day, self.ground.pages[page].id, last, browser.device);
        self.tally.page(slot, first.referrer, PageCount { opt_ins: 1, ..PageCount::default() });
        let consents = if self.dice.percent(55) { json!(["privacy", "marketing"]) } else { json!(["privacy"]) };
        let address = traffic::address(&mut self.dice).to_string();
        let data = json!({ "page_id": self.ground.pages[page].id, "consents": consents, "address": address });
        told.push(NewRecord {
            kind: InteractionKind::FormSubmit,
            actor: ActorType::Human,
            user_id: None,
            agent: browser.agent,
            data,
            at: lead.created_at,
        });
    }

    /// Through the stages, and the conversion at the end where there is one.
    fn walk(&mut self, lead: &Row, funnel: usize, submitted: bool, life: &Journey, told: &mut Vec<NewRecord>) -> Result<()> {
        let funnels = Arc::clone(&self.client.funnels);
        let stages = &funnels[funnel].stages;
        let slot = |day: Day, stage: usize| StageSlot {
            day,
            funnel,
            stage,
            source: lead.source,
            campaign: lead.campaign,
            page: lead.page.map_or(0, |page| page.0),
            device: lead.device,
        };
        let mut from: Option<usize> = None;
        for (at, to) in &life.steps {
            let day = self.era.zone.day_of(*at);
            if let Some(from) = from {
                self.tally.stage(slot(day, from)).exits += 1;
            }
            self.tally.stage(slot(day, *to)).entries += 1;
            let cause = match from {
                Some(_) => "manual",
                None if submitted => "submission",
                None => "created",
            };
            let data = json!({
                "funnel_id": funnels[funnel].id,
                "from": from.map(|from| &stages[from].key),
                "to": stages[*to].key,
                "from_name": from.map(|from| &stages[from].name),
                "to_name": stages[*to].name,
                "cause": cause,
            });
            let (actor, user_id) = match (from, lead.assignee) {
                (Some(_), Some(user)) => (ActorType::User, Some(user)),
                _ => (ActorType::System, None),
            };
            told.push(NewRecord { kind: InteractionKind::StageChange, actor, user_id, agent: 0, data, at: *at });
            from = Some(*to);
        }
        if let (Some(at), Some(goal)) = (life.converted_at, from) {
            let day = self.era.zone.day_of(at);
            let count = self.tally.stage(slot(day, goal));
            count.conversions += 1;
            count.value += life.value.unwrap_or_default();
            self.tally.time(slot(day, goal), histogram::bucket(at.ms_since(lead.created_at)));
            if day >= self.era.conversions_from {
                told.push(self.convert(lead, funnel, goal, at, day)?);
            }
        }
        Ok(())
    }

    fn convert(&mut self, lead: &Row, funnel: usize, goal: usize, at: Timestamp, day: Day) -> Result<NewRecord> {
        let funnels = Arc::clone(&self.client.funnels);
        self.conversions += 1;
        let (id, stage) = stage_of(funnel, goal, &funnels)?;
        let currency = funnels[funnel].currency;
        let data = json!({
            "conversion_id": ConversionId(self.conversions),
            "funnel_id": id,
            "stage": stage,
            "stage_name": funnels[funnel].stages[goal].name,
            "value": lead.value,
            "currency": currency,
        });
        self.batch.conversions.push(NewConversion {
            funnel: id,
            lead: lead.id,
            stage,
            value: lead.value,
            currency,
            at,
            day,
            repeats: false,
        });
        Ok(NewRecord { kind: InteractionKind::Conversion, actor: ActorType::System, user_id: None, agent: 0, data, at })
    }

    /// What else is known of a lead: as much as makes the whole come out right.
    fn fill(
        &mut self,
        lead: &Row,
        page: Option<usize>,
        touches: (KnownTouch, KnownTouch),
        browser: Browser,
        most_views: usize,
        told: &mut Vec<NewRecord>,
    ) {
        if self.era.zone.day_of(lead.created_at) < self.era.interactions_from {
            return;
        }
        let mean = self.interactions_left / self.leads_left.max(1);
        let wanted = match self.leads_left {
            0 | 1 => self.interactions_left,
            2..=LAST_LEADS => mean,
            _ => {
                (mean + self.dice.below(7)).saturating_sub(3)
                    + usize::from(self.dice.below(self.leads_left) < self.interactions_left % self.leads_left)
            }
        };
        self.leads_left = self.leads_left.saturating_sub(1);
        let missing = wanted.saturating_sub(told.len());
        let views = (missing * (65 + self.dice.below(30)) / 100).min(most_views);
        let earliest = self.era.zone.start_of(self.era.interactions_from);
        let mut at: Vec<Timestamp> = (0..views)
            .map(|_| lead.created_at.plus_ms(-self.before()))
            .map(|at| at.max(earliest.min(lead.created_at.plus_ms(-1))))
            .collect();
        at.retain(|at| *at >= earliest);
        at.sort_unstable();
        let visitor = self.dice.bytes::<16>();
        let mut seen_on: Option<Day> = None;
        let notes = missing.saturating_sub(at.len());
        for (index, at) in at.into_iter().enumerate() {
            let Some(page) = page else { break };
            let touch = if index == 0 { touches.0 } else { touches.1 };
            let visit = self.visit(visitor, page, at, touch, browser, ActorType::Human);
            self.note_visit(visit, seen_on != Some(visit.day), Some(lead.id));
            seen_on = Some(visit.day);
            let data = json!({ "page_id": visit.page });
            told.push(NewRecord {
                kind: InteractionKind::PageView,
                actor: ActorType::Human,
                user_id: None,
                agent: browser.agent,
                data,
                at,
            });
        }
        let until = lead.closed_at.unwrap_or(self.era.end).min(lead.updated_at.plus_ms(12 * DAY_MS)).min(self.era.end);
        for _ in 0..notes {
            let at = lead.created_at.plus_ms(self.dice.between(1, until.ms_since(lead.created_at)));
            let note = journey::note(at.min(self.era.end.plus_ms(-1)), self.ground.trade, &mut self.dice);
            let user_id = lead.assignee.filter(|_| note.actor == ActorType::User);
            self.crowd.hear(lead.customer, note.at, false);
            told.push(NewRecord { kind: note.kind, actor: note.actor, user_id, agent: 0, data: note.data, at: note.at });
        }
    }

    fn before(&mut self) -> i64 {
        if self.dice.percent(70) { self.dice.between(20_000, HOUR_MS) } else { self.dice.between(HOUR_MS, VIEWS_BEFORE_MS) }
    }
}
