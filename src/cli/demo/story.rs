//! The days of the demo: what each is to bring, and how the clock goes through it.

use std::sync::Arc;

use crate::{
    accounts::{
        model::Actor,
        service::{self as accounts, AccountCx},
    },
    app,
    base::{
        error::{Error, Result},
        form::RawForm,
        time::{DAY_MS, Day, FrozenClock, HOUR_MS, MINUTE_MS, SECOND_MS, Timestamp, Zone},
    },
    cli::demo::{
        act::{Act, Born, Submit, Visit, What, prepare, view},
        agency::{self, Client},
        agenda::Agenda,
        answers::{TRICKS, Trick},
        dice::Dice,
        follow_up::{self, Case},
        members,
        size::{Sizes, shares},
        trade::Life,
        traffic::{self, Arrival, WEEKDAYS},
    },
    env::Env,
    leads::{bulk::Order, service::bulk},
    scoring::service as scoring,
    viral::channel::Channel,
};

/// The first day, the last, and where the last ends: now, when it is today.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub first: Day,
    pub last: Day,
    pub end: Timestamp,
}

pub struct Story {
    env: Env,
    clock: Arc<FrozenClock>,
    dice: Dice,
    span: Span,
    zone: Zone,
    agenda: Agenda<Act>,
    clients: Vec<Client>,
    /// Of each client: leads by day, the odds of a hundred that a lead is somebody new, leads so far.
    outlook: Vec<Outlook>,
}

struct Outlook {
    leads_by_day: Vec<usize>,
    new_percent: usize,
    so_far: usize,
}

/// Of a client's customers so many of a hundred are added by hand, and of its leads.
const BY_HAND: usize = 14;
const PHONED_IN: usize = 5;
const SUSPECT: usize = 5;
/// Visitors who only look, for each lead.
const LOOKERS: usize = 8;
const GATHERED_MS: i64 = 6 * HOUR_MS;
/// Clients by how much comes in; those after these are alike.
const WEIGHTS: [usize; 3] = [45, 32, 24];
const USUAL_WEIGHT: usize = 22;

impl Story {
    /// Sets the agency up on the first morning.
    pub async fn begin(env: Env, clock: Arc<FrozenClock>, span: Span, sizes: Sizes, seed: u64) -> Result<Self> {
        let (mut dice, zone) = (Dice::new(seed), Zone::default());
        clock.set(zone.start_of(span.first).plus_ms(9 * HOUR_MS));
        let owner: Arc<Actor> = agency::set_up(&env).await?;
        let mut clients = Vec::new();
        for place in 0..sizes.accounts {
            clock.advance_ms(5 * MINUTE_MS);
            clients.extend(agency::take_on(&env, &clock, &owner, place, sizes).await?);
        }
        members::hire(&env, &owner, &mut clients).await?;
        let weights: Vec<usize> = (0..clients.len()).map(|place| WEIGHTS.get(place).copied().unwrap_or(USUAL_WEIGHT)).collect();
        let (leads, people) = (shares(sizes.leads, &weights), shares(sizes.people, &weights));
        let mut story = Self { env, clock, dice: Dice::new(seed), span, zone, agenda: Agenda::default(), clients, outlook: Vec::new() };
        for (client, (leads, people)) in leads.into_iter().zip(people).enumerate() {
            let by_hand = people * BY_HAND / 100;
            story.outlook.push(Outlook {
                leads_by_day: story.leads_by_day(leads, &mut dice),
                new_percent: ((people - by_hand) * 100 / leads.max(1)).min(100),
                so_far: 0,
            });
            story.plan_pages(client);
            story.plan_customers(client, by_hand);
            story.plan_reviews(client);
        }
        Ok(story)
    }

    pub fn days(&self) -> impl Iterator<Item = Day> + use<> {
        (self.span.first.0..=self.span.last.0).map(Day)
    }

    /// Lets a day pass.
    pub async fn pass(&mut self, day: Day) -> Result<()> {
        let (start, end) = self.bounds(day);
        if day > self.span.first {
            for client in 0..self.clients.len() {
                self.plan_visits(client, day, start, end);
            }
        }
        while let Some((at, wave)) = self.agenda.next(end) {
            // Setting up may have taken until after the first acts.
            self.clock.set(at.max(self.env.now()));
            let mut jobs = Vec::with_capacity(wave.len());
            for act in wave {
                let client = &mut self.clients[act.client];
                if let Some(job) = prepare(&self.env, client, act, self.env.now(), &mut self.dice).await? {
                    jobs.push(tokio::spawn(job));
                }
            }
            for job in jobs {
                if let Some(born) = job.await.map_err(|cause| Error::internal("filling the demo", cause))?? {
                    self.follow(&born);
                }
            }
        }
        self.let_hear().await?;
        self.relay_access_log().await
    }

    /// Name of each client and its leads so far.
    pub fn so_far(&self) -> impl Iterator<Item = (&'static str, usize)> + '_ {
        self.clients.iter().map(|client| client.name).zip(self.outlook.iter().map(|outlook| outlook.so_far))
    }

    /// Does what a running appliance would have done by now.
    pub async fn end(self) -> Result<()> {
        self.clock.set(self.span.end);
        self.let_hear().await?;
        for client in &self.clients {
            scoring::score_all(&self.product(client).await?, |_| ()).await?;
        }
        if let Some(first) = self.clients.first() {
            change_many(&first.manager, first.trade.tags[0]).await?;
        }
        self.relay_access_log().await?;
        app::forget_old_visits(&self.env).await
    }

    /// Scores and referrals follow what happened, as they would a moment later.
    async fn let_hear(&self) -> Result<()> {
        for client in &self.clients {
            let cx = self.product(client).await?;
            while app::hear(&cx).await? > 0 {}
        }
        Ok(())
    }

    async fn product(&self, client: &Client) -> Result<AccountCx> {
        accounts::enter(&self.env, &client.cx.account().slug, Arc::new(Actor::product())).await
    }

    fn bounds(&self, day: Day) -> (Timestamp, Timestamp) {
        (self.zone.start_of(day), self.zone.start_of(day.plus(1)).min(self.span.end))
    }

    /// More on weekdays and towards the end; a last day that is not over has its part, and a little in any case.
    fn leads_by_day(&self, leads: usize, dice: &mut Dice) -> Vec<usize> {
        let days: Vec<Day> = self.days().skip(1).collect();
        let weight = |(index, day): (usize, &Day)| {
            let weekday = usize::try_from(self.zone.parts(self.zone.start_of(*day)).weekday).unwrap_or_default();
            (60 + index) * WEEKDAYS[weekday] * (70 + dice.below(60))
        };
        let mut by_day = shares(leads, &days.iter().enumerate().map(weight).collect::<Vec<_>>());
        if let Some(last) = by_day.last_mut() {
            let (start, end) = self.bounds(self.span.last);
            let hours = usize::try_from(end.ms_since(start) / HOUR_MS).unwrap_or_default();
            *last = (*last * hours.min(24) / 24).max(2);
        }
        by_day
    }

    fn plan_pages(&mut self, client: usize) {
        let mut pages: Vec<(i32, What)> = vec![(12, What::Revise(0))];
        for (page, known) in self.clients[client].pages.iter().enumerate() {
            match known.life {
                Life::From(day) => pages.push((day, What::Publish(page))),
                Life::Until(day) => pages.push((day, What::Archive(page))),
                Life::Always | Life::Draft => {}
            }
        }
        for (day, what) in pages {
            let morning = self.zone.start_of(self.span.first.plus(day)).plus_ms(10 * HOUR_MS);
            let at = morning.plus_ms(self.dice.between(0, 5 * HOUR_MS));
            self.agenda.enter(at, Act { client, what });
        }
    }

    /// Half of those whom the client knew before are added on the first afternoon, the others as it happens.
    fn plan_customers(&mut self, client: usize, count: usize) {
        let (start, days) = (self.zone.start_of(self.span.first), i64::from(self.span.last.0 - self.span.first.0));
        for index in 0..count {
            let day = if index % 2 == 0 { 0 } else { self.dice.between(1, days) };
            let at = start.plus_ms(day * DAY_MS + 14 * HOUR_MS + self.dice.between(0, 4 * HOUR_MS));
            self.agenda.enter(at, Act { client, what: What::AddCustomer });
        }
    }

    /// Each week the manager looks through the referrals that look odd.
    fn plan_reviews(&mut self, client: usize) {
        let Some(campaign) = self.clients[client].campaign.as_ref().map(|campaign| campaign.id) else { return };
        for week in 2..=(self.span.last.0 - self.span.first.0) / 7 {
            let at = self.zone.start_of(self.span.first.plus(7 * week)).plus_ms(16 * HOUR_MS);
            self.agenda.enter(at, Act { client, what: What::ReviewReferrals(campaign) });
        }
    }

    fn plan_visits(&mut self, client: usize, day: Day, start: Timestamp, end: Timestamp) {
        let live: Vec<(usize, usize)> =
            self.clients[client].pages.iter().enumerate().filter(|(_, page)| page.live).map(|(page, _)| (8 - page.min(6), page)).collect();
        let index = usize::try_from(day.0 - self.span.first.0 - 1).unwrap_or_default();
        let leads = self.outlook[client].leads_by_day.get(index).copied().unwrap_or_default();
        for _ in 0..leads {
            let at = traffic::moment(start, end, &mut self.dice);
            let page = self.dice.weighted(&live);
            if self.dice.percent(PHONED_IN) {
                self.agenda.enter(at, Act { client, what: What::AddLead });
            } else {
                self.plan_submission(client, page, at);
            }
        }
        for _ in 0..leads * LOOKERS + 3 + self.dice.below(6) {
            let at = traffic::moment(start, end, &mut self.dice);
            let (page, agent) = (self.dice.weighted(&live), traffic::browser(&mut self.dice));
            let arrival = Arrival::draw(self.clients[client].trade, &mut self.dice);
            let mut visit = self.visit(agent);
            self.see(&mut visit, client, page, &arrival, at);
            self.enter_look(client, visit, at, end);
        }
        for _ in 0..2 {
            let at = traffic::moment(start, end, &mut self.dice);
            let (page, agent) = (self.dice.weighted(&live), traffic::robot(&mut self.dice));
            let mut visit = self.visit(agent);
            let arrival = Arrival { query: String::new(), referrer: None };
            visit.events.push(view(&self.env.settings.public_base_url(), &self.clients[client], page, &arrival, at, &mut self.dice));
            self.enter_look(client, visit, at, end);
        }
    }

    fn plan_submission(&mut self, client: usize, page: usize, at: Timestamp) {
        let trick = if self.dice.percent(SUSPECT) { Some(self.dice.weighted(TRICKS)) } else { None };
        let agent = if trick == Some(Trick::Robot) { traffic::robot(&mut self.dice) } else { traffic::browser(&mut self.dice) };
        let arrival = Arrival::draw(self.clients[client].trade, &mut self.dice);
        let mut visit = self.visit(agent);
        let mut sent_at = at;
        if trick.is_none() && self.dice.percent(28) {
            // Came by something else some days before the form was sent.
            let before = Arrival::draw(self.clients[client].trade, &mut self.dice);
            let mut first = visit.clone();
            self.see(&mut first, client, page, &before, at);
            let end = self.zone.start_of(self.zone.day_of(at).plus(1)).min(self.span.end);
            self.enter_look(client, first, at, end);
            sent_at = at.plus_ms(self.dice.between(1, 4) * DAY_MS + self.dice.between(-3, 3) * HOUR_MS);
        }
        let fill_ms = if trick == Some(Trick::TooFast) { 600 } else { self.dice.between(35 * SECOND_MS, 6 * MINUTE_MS) };
        let base_url = self.env.settings.public_base_url();
        visit.events.push(view(&base_url, &self.clients[client], page, &arrival, sent_at.plus_ms(-fill_ms), &mut self.dice));
        let new_person = trick.is_some() || self.dice.percent(self.outlook[client].new_percent);
        let submit = Submit { visit, page, arrival, cookies: trick.is_some() || self.dice.percent(97), fill_ms, trick, new_person };
        self.agenda.enter(sent_at, Act { client, what: What::Submit(Box::new(submit)) });
    }

    fn visit(&mut self, agent: &'static str) -> Visit {
        Visit { visitor: self.dice.bytes(), address: traffic::address(&mut self.dice), agent, events: Vec::new() }
    }

    /// One view of a page, or a few in a row that end at `at`.
    fn see(&mut self, visit: &mut Visit, client: usize, page: usize, arrival: &Arrival, at: Timestamp) {
        let base_url = self.env.settings.public_base_url();
        for back in (0..=self.dice.weighted(&[(70, 0), (22, 1), (8, 2)])).rev() {
            let seen_at = at.plus_ms(-back * self.dice.between(20 * SECOND_MS, 3 * MINUTE_MS));
            visit.events.push(view(&base_url, &self.clients[client], page, arrival, seen_at, &mut self.dice));
        }
    }

    /// Views are taken in some hours later, so that many of them are one commit; each keeps its own time.
    fn enter_look(&mut self, client: usize, visit: Visit, seen_at: Timestamp, end: Timestamp) {
        let gathered = Timestamp((seen_at.0 / GATHERED_MS + 1) * GATHERED_MS - SECOND_MS);
        let at = gathered.min(end.plus_ms(-1)).max(seen_at);
        self.agenda.enter(at, Act { client, what: What::Look(visit) });
    }

    fn follow(&mut self, born: &Born) {
        let (received, client) = (self.env.now(), born.client);
        self.outlook[client].so_far += 1;
        self.take_part(born);
        let agent = self.dice.below(self.clients[client].agents.len().max(1));
        let steps = if born.suspect {
            follow_up::review(received, self.zone, &mut self.dice).into_iter().collect()
        } else {
            let known = &self.clients[client];
            let funnel = known.funnels.iter().find(|funnel| Some(funnel.id) == born.funnel);
            let stages: Vec<String> =
                funnel.map(|funnel| funnel.stages.iter().map(|stage| stage.key.clone()).collect()).unwrap_or_default();
            let Some(assignee) = known.agents.get(agent).map(|agent| agent.id) else { return };
            let case = Case { trade: known.trade, stages: &stages, received, assignee, zone: self.zone, end: self.span.end };
            follow_up::plan(&case, &mut self.dice)
        };
        for (at, deeds) in steps {
            self.agenda.enter(at, Act { client, what: What::Follow(born.lead, agent, deeds) });
        }
    }

    /// Who takes part in a campaign from now on passes the link on, sooner or later.
    fn take_part(&mut self, born: &Born) {
        let (now, dice) = (self.env.now(), &mut self.dice);
        let Some(campaign) = self.clients[born.client].campaign.as_mut() else { return };
        let Some(new) = &born.participant else { return };
        if campaign.participants.iter().any(|known| known.id == new.id) {
            return;
        }
        campaign.participants.push(new.clone());
        for _ in 0..dice.weighted(&[(35, 0), (40, 1), (25, 3)]) {
            let at = now.plus_ms(dice.between(MINUTE_MS, 2 * DAY_MS));
            let channel = dice.pick(&Channel::SHARED);
            self.agenda.enter(at, Act { client: born.client, what: What::Share(new.id, channel) });
        }
    }

    async fn relay_access_log(&self) -> Result<()> {
        for client in &self.clients {
            while accounts::relay_access_log(&self.env, client.cx.account()).await? > 0 {}
        }
        Ok(())
    }
}

/// The manager changes many leads at once, and waits until it is done.
async fn change_many(manager: &AccountCx, tag: &str) -> Result<()> {
    let form = RawForm::from([("scope", "all"), ("filter", "status=won"), ("action", "add_tag"), ("tag", tag)]);
    let id = bulk::start(manager, Order::parse(&form, manager.account().zone)?).await?;
    while bulk::progress(manager, id).await?.at_work {
        tokio::task::yield_now().await;
    }
    Ok(())
}
