//! Rows on their way into an account's file, and how they are written there.

use rusqlite::Connection;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::{Error, Result},
        ids::{FunnelId, LeadId, PageId},
        time::Day,
    },
    cli::demo::bulk::{
        crowd::Settled,
        tally::{Figures, PageSlot, StageSlot},
    },
    conversions::{model::NewConversion, service as conversions},
    customers::{model::Customer, service as customers},
    funnels::model::Funnel,
    interactions::{
        model::{NewRecord, Visit},
        service as interactions,
    },
    leads::{model::Row, service as leads},
    rollups::{
        model::{PageKey, StageKey},
        service::adding,
    },
};

/// Rows of one transaction: enough to be quick, few enough to let others in and to keep memory small.
const ENOUGH: usize = 5_000;

/// What one transaction writes.
#[derive(Default)]
pub struct Batch {
    pub customers: Vec<Customer>,
    pub leads: Vec<Row>,
    /// With what tells those of one millisecond apart.
    pub interactions: Vec<(LeadId, i64, NewRecord)>,
    pub visits: Vec<(Visit, Option<LeadId>)>,
    pub conversions: Vec<NewConversion>,
    pub figures: Vec<Figures>,
    /// New leads of a day.
    pub days: Vec<(Day, usize)>,
    pub settled: Vec<Settled>,
}

impl Batch {
    pub fn is_enough(&self) -> bool {
        let figures: usize = self
            .figures
            .iter()
            .map(|figures| figures.pages.len() + figures.referrers.len() + figures.stages.len() + figures.times.len())
            .sum();
        let rows = self.customers.len() + self.leads.len() + self.interactions.len() + self.visits.len() + self.conversions.len();
        rows + figures + self.settled.len() >= ENOUGH
    }

    /// Writes everything in one transaction.
    pub async fn write(self, cx: &AccountCx, funnels: std::sync::Arc<Vec<Funnel>>) -> Result<()> {
        cx.write(move |tx| self.put(tx, &funnels)).await
    }

    fn put(self, conn: &Connection, funnels: &[Funnel]) -> Result<()> {
        for customer in &self.customers {
            customers::fill::insert(conn, customer)?;
        }
        for lead in &self.leads {
            leads::fill::insert(conn, lead)?;
        }
        for (lead, seq, record) in &self.interactions {
            interactions::fill::insert(conn, *lead, *seq, record)?;
        }
        for (visit, joined) in &self.visits {
            interactions::fill::insert_visit(conn, visit, *joined)?;
        }
        for conversion in &self.conversions {
            conversions::put(conn, conversion)?;
        }
        for (day, leads) in &self.days {
            adding::add_leads(conn, *day, i64::try_from(*leads).unwrap_or(i64::MAX), 0)?;
        }
        for figures in self.figures {
            put_figures(conn, figures, funnels)?;
        }
        for customer in &self.settled {
            customers::fill::settle(conn, customer.id, customer.status, customer.updated_at, customer.last_activity_at)?;
        }
        Ok(())
    }
}

fn put_figures(conn: &Connection, figures: Figures, funnels: &[Funnel]) -> Result<()> {
    for (slot, count) in figures.pages {
        adding::add_to_page(conn, &page_key(slot), count)?;
    }
    for ((day, page, referrer), count) in figures.referrers {
        let key = PageKey { day, page: PageId(page), source: 0, campaign: 0, device: 0, referrer };
        adding::add_to_referrer(conn, &key, count)?;
    }
    for (slot, count) in figures.stages {
        let key = stage_key(slot, funnels)?;
        adding::add_to_stage(conn, &key, count)?;
        if count.conversions > 0 {
            adding::add_to_month(conn, &key, funnels[slot.funnel].currency, count.conversions, count.value)?;
        }
    }
    for ((slot, bucket), conversions) in figures.times {
        adding::add_stage_time(conn, &stage_key(slot, funnels)?, bucket, conversions)?;
    }
    Ok(())
}

fn page_key(slot: PageSlot) -> PageKey {
    PageKey { day: slot.day, page: PageId(slot.page), source: slot.source, campaign: slot.campaign, device: slot.device, referrer: 0 }
}

fn stage_key(slot: StageSlot, funnels: &[Funnel]) -> Result<StageKey> {
    let (funnel, stage) = stage_of(slot.funnel, slot.stage, funnels)?;
    let page = (slot.page != 0).then_some(PageId(slot.page));
    Ok(StageKey { day: slot.day, funnel, stage, source: slot.source, campaign: slot.campaign, page, device: slot.device })
}

/// A funnel's id and a stage's key, by their places.
pub fn stage_of(funnel: usize, stage: usize, funnels: &[Funnel]) -> Result<(FunnelId, String)> {
    let funnel = funnels.get(funnel).ok_or_else(|| Error::internal("the demo", "a funnel that is not there"))?;
    let stage = funnel.stages.get(stage).ok_or_else(|| Error::internal("the demo", "a stage that is not there"))?;
    Ok((funnel.id, stage.key.clone()))
}
