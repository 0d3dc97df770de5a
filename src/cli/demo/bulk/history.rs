//! The history of one account, told day by day.

use std::{collections::HashMap, sync::Arc};

use rusqlite::Connection;

use crate::{
    accounts::service as accounts,
    base::{
        device::Device,
        error::Result,
        ids::{LeadId, PageId},
        time::{Day, MINUTE_MS, Timestamp},
    },
    cli::demo::{
        bulk::{
            batch::{Batch, stage_of},
            births::{Births, Draw},
            capacity::Rows,
            crowd::{self, Crowd},
            era::Era,
            ground::{self, Browser, Ground, Known, Way},
            spread,
            staff::Client,
            tally::{PageSlot, Tally},
        },
        dice::Dice,
        size::shares,
        traffic,
    },
    customers::{model::CustomerStatus, service as customers},
    interactions::{
        model::{ActorType, KnownTouch, Visit},
        service as interactions,
        touch::Touch,
    },
    landing::service as landing,
    rollups::{
        model::{CONVERSIONS, CONVERSIONS_FROM, CUSTOMERS, INTERACTIONS_FROM, LEADS, PageCount},
        service as rollups,
    },
    scoring::service as scoring,
};

/// Visitors who only look, for each lead, and robots for each ten of those.
const LOOKERS: usize = 4;
/// Ways by which visitors come to one page in a season.
const WAYS_OF_PAGE: usize = 6;
/// Pages that are packed and written together.
const PAGES_AT_ONCE: usize = 20;

/// One account while it is filled.
pub struct History {
    pub client: Client,
    pub era: Era,
    pub dice: Dice,
    pub ground: Ground,
    pub births: Births,
    pub converting: Draw,
    pub crowd: Crowd,
    pub tally: Tally,
    pub batch: Batch,
    /// Pages that draw visitors today, each with the sum of weights up to it.
    pub drawing: Vec<(usize, usize)>,
    pub standing: HashMap<(usize, usize), i64>,
    pub by_hand: Vec<usize>,
    pub loops: usize,
    pub interactions_left: usize,
    pub leads_left: usize,
    pub leads: i64,
    pub conversions: i64,
}

impl History {
    /// Lays the ground: pages, dictionary, and when everything is to come.
    pub async fn begin(client: Client, era: Era, rows: Rows, seed: u64) -> Result<Self> {
        // Accounts are filled side by side: each has dice of its own.
        let place = u64::try_from(client.place).unwrap_or_default();
        let mut dice = Dice::new(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(place));
        let trade = client.trade;
        let mut pages = ground::pages(trade, era, rows.pages, client.funnels.len(), &mut dice);
        for page in &mut pages {
            page.rehearse(trade, client.name, era.zone.day_of(page.created_at), &mut dice)?;
        }
        let seasons = ground::touches(trade, era, &mut dice);
        let agents = ground::agents(&mut dice);
        let known = client.cx.write(move |tx| know(tx, seasons, &agents)).await?;
        let funnels = client.funnels.iter().map(|funnel| funnel.id).collect();
        let ground = Ground { trade, funnels, pages, known };
        let births = Births::draw(era, rows.leads, &mut dice);
        let recent = births.between(era.zone.start_of(era.interactions_from), era.end);
        let by_hand = shares(crowd::by_hand(rows.customers), &vec![1; era.days().count()]);
        let mut history = Self {
            converting: Draw::new(rows.conversions, births.between(era.ripe.0, era.ripe.1)),
            crowd: Crowd::new(trade, rows.customers, births.count()),
            tally: Tally::default(),
            batch: Batch::default(),
            drawing: Vec::new(),
            standing: HashMap::new(),
            loops: rows.loops,
            interactions_left: rows.interactions,
            leads_left: recent,
            leads: 0,
            conversions: 0,
            client,
            era,
            dice,
            ground,
            births,
            by_hand,
        };
        history.put_pages().await?;
        Ok(history)
    }

    pub const fn name(&self) -> &'static str {
        self.client.name
    }

    /// Tells all of it. Answers with how many leads there are.
    pub async fn tell(mut self) -> Result<usize> {
        for (index, day) in self.era.days().enumerate() {
            let (start, end) = self.era.bounds(day);
            self.open_pages(day);
            for _ in 0..self.by_hand[index] {
                let at = start.plus_ms(self.dice.between(0, end.ms_since(start)));
                let customer = self.crowd.add(at, &mut self.dice)?;
                self.batch.customers.push(customer);
            }
            let leads = self.births.of_day(index);
            let lookers = leads.len() * LOOKERS + self.dice.below(8);
            self.look(day, lookers);
            self.batch.days.push((day, leads.len()));
            for lead in leads {
                self.bear(day, lead)?;
                if self.batch.is_enough() {
                    self.flush().await?;
                }
            }
            // Views reach some days back from a submission.
            let done = day.plus(-4);
            self.batch.figures.push(self.tally.take_until(done));
        }
        self.batch.figures.push(self.tally.take_until(self.era.last));
        self.flush().await?;
        self.settle().await?;
        let pages = self.ground.pages.len();
        spread::spread(&self.client.cx, self.era, &self.crowd.candidates(), self.loops, pages, &mut self.dice).await?;
        scoring::score_first(&self.client.cx).await?;
        while accounts::relay_access_log(self.client.cx.env(), self.client.cx.account()).await? > 0 {}
        // Rows came day by day, not in the order of their keys: half-full pages would be a tenth of the file.
        self.client.cx.env().db.account(&self.client.cx.account().slug).await?.write_anew().await?;
        Ok(self.births.count())
    }

    async fn put_pages(&mut self) -> Result<()> {
        let (era, name) = (self.era, self.client.name);
        for from in (0..self.ground.pages.len()).step_by(PAGES_AT_ONCE) {
            let mut uploads = Vec::new();
            for page in self.ground.pages.iter().skip(from).take(PAGES_AT_ONCE) {
                let upload = page.upload(name, self.ground.funnels[page.funnel], &mut self.dice)?;
                uploads.push((page.id, upload, page.created_at, page.published(era)));
            }
            let put = move |conn: &Connection| {
                uploads.iter().try_for_each(|(id, upload, made, shown)| landing::put(conn, *id, upload, *made, *shown))
            };
            self.client.cx.write(move |tx| put(tx)).await?;
        }
        Ok(())
    }

    fn open_pages(&mut self, day: Day) {
        self.drawing.clear();
        let mut sum = 0;
        for (index, page) in self.ground.pages.iter().enumerate().filter(|(_, page)| page.draws_on(day)) {
            sum += page.weight;
            self.drawing.push((sum, index));
        }
    }

    pub fn pick_page(&mut self) -> usize {
        let sum = self.drawing.last().map_or(0, |(sum, _)| *sum);
        let thrown = self.dice.below(sum);
        let place = self.drawing.partition_point(|(until, _)| *until <= thrown);
        self.drawing.get(place).map_or(0, |(_, page)| *page)
    }

    /// A page is advertised in a few places at a time, not everywhere.
    pub fn pick_way(&mut self, page: usize, day: Day) -> Way {
        let season = &self.ground.known.ways[Ground::season(self.era, day)];
        season[(page * WAYS_OF_PAGE + self.dice.below(WAYS_OF_PAGE)) % season.len()].clone()
    }

    /// Visitors of a day who only look, and robots.
    fn look(&mut self, day: Day, visitors: usize) {
        let (start, end) = self.era.bounds(day);
        for visitor in 0..visitors {
            let page = self.pick_page();
            let way = self.pick_way(page, day);
            let at = traffic::moment(start, end, &mut self.dice);
            let is_robot = visitor % 12 == 11;
            let browsers = if is_robot { &self.ground.known.robots } else { &self.ground.known.browsers };
            let browser = self.dice.pick(browsers);
            let touch = if is_robot { self.ground.known.direct } else { way.touch };
            let views = if is_robot { 1 } else { 1 + i64::try_from(self.dice.below(5) / 3).unwrap_or_default() };
            let id = self.dice.bytes::<16>();
            let actor = if is_robot { ActorType::Bot } else { ActorType::Human };
            for view in 0..views {
                let seen = self.visit(id, page, at.plus_ms(view * MINUTE_MS).min(end.plus_ms(-1)), touch, browser, actor);
                self.note_visit(seen, view == 0, None);
            }
        }
    }

    pub fn visit(&self, visitor: [u8; 16], page: usize, at: Timestamp, touch: KnownTouch, browser: Browser, actor: ActorType) -> Visit {
        let (page, day) = (self.ground.pages[page].id, self.era.zone.day_of(at));
        Visit { visitor, page, day, at, touch, device: browser.device, actor, agent: browser.agent }
    }

    /// Counts a page view, and writes it down while such are kept.
    pub fn note_visit(&mut self, visit: Visit, unique: bool, joined: Option<LeadId>) {
        let count = match visit.actor {
            ActorType::Bot => PageCount { bot_views: 1, ..PageCount::default() },
            _ => PageCount { views: 1, unique_views: i64::from(unique), ..PageCount::default() },
        };
        self.tally.page(page_slot(visit.day, visit.page, visit.touch, visit.device), visit.touch.referrer, count);
        if visit.at >= self.era.visits_from {
            self.batch.visits.push((visit, joined));
        }
    }

    async fn flush(&mut self) -> Result<()> {
        std::mem::take(&mut self.batch).write(&self.client.cx, Arc::clone(&self.client.funnels)).await
    }

    /// What stands at the end: customers, leads in stages, totals.
    async fn settle(&mut self) -> Result<()> {
        let mut by_status = [0_i64; CustomerStatus::ALL.len()];
        for customer in self.crowd.settled(self.era.end) {
            by_status[usize::try_from(customer.status.code()).unwrap_or_default()] += 1;
            self.batch.settled.push(customer);
            if self.batch.is_enough() {
                self.flush().await?;
            }
        }
        self.flush().await?;
        let standing = std::mem::take(&mut self.standing);
        let funnels = Arc::clone(&self.client.funnels);
        let (leads, conversions) = (self.leads, self.conversions);
        let (customers, era) = (by_status.iter().sum::<i64>(), self.era);
        self.client
            .cx
            .write(move |tx| {
                for ((funnel, stage), count) in standing {
                    let (funnel, stage) = stage_of(funnel, stage, &funnels)?;
                    rollups::adding::add_to_stage_count(tx, funnel, &stage, count)?;
                }
                for (status, count) in CustomerStatus::ALL.into_iter().zip(by_status) {
                    rollups::add_to_counter(tx, &customers::status_counter(status), count)?;
                }
                let kept = [(INTERACTIONS_FROM, i64::from(era.interactions_from.0)), (CONVERSIONS_FROM, i64::from(era.conversions_from.0))];
                [(CUSTOMERS, customers), (LEADS, leads), (CONVERSIONS, conversions)]
                    .into_iter()
                    .chain(kept)
                    .try_for_each(|(name, count)| rollups::add_to_counter(tx, name, count))
            })
            .await
    }
}

pub fn page_slot(day: Day, page: PageId, touch: KnownTouch, device: i64) -> PageSlot {
    PageSlot { day, page: page.0, source: touch.source, campaign: touch.campaign, device }
}

/// Puts into the account's dictionary what its visitors will come with.
fn know(conn: &Connection, seasons: Vec<Vec<Touch>>, agents: &(Vec<&'static str>, Vec<&'static str>)) -> Result<Known> {
    let way = |touch: Touch| -> Result<Way> { Ok(Way { touch: interactions::touch_id(conn, &touch)?, source: touch.source }) };
    let browser = |agent: &&'static str| -> Result<Browser> {
        Ok(Browser { agent: interactions::word_id(conn, Some(agent))?, device: Device::of(agent).code() })
    };
    Ok(Known {
        ways: seasons.into_iter().map(|touches| touches.into_iter().map(way).collect()).collect::<Result<_>>()?,
        by_phone: way(Touch { source: Some("전화 문의".to_owned()), ..Touch::default() })?,
        direct: way(Touch::default())?.touch,
        browsers: agents.0.iter().map(browser).collect::<Result<_>>()?,
        robots: agents.1.iter().map(browser).collect::<Result<_>>()?,
    })
}
