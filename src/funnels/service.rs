//! What is done with funnels. Moving leads between stages belongs to `leads`.

use std::sync::Arc;

use rusqlite::Connection;

use crate::{
    accounts::service::{AccountCx, AccountTx},
    base::{
        device::Device,
        error::{Error, Result},
        ids::{AccountId, FunnelId, PageId},
        page::Page,
        period::Period,
        table::Table,
        time::{MINUTE_MS, Timestamp, Zone},
    },
    cache::{Shelf, Space, Weigh},
    db::outbox,
    env::Env,
    funnels::{
        journey::Journey,
        model::{Funnel, FunnelChange, NewFunnel, Stage},
        query::{FunnelQuery, ReportQuery},
        report::{self, Firsts, Rows},
        store, texts,
        told::{self, Told},
    },
    rollups::{model::Slice, service as rollups},
};

/// Funnels by id: needed for every submission and every list of leads.
const FUNNELS: Space = Space { name: "funnels", lifetime_ms: 10 * MINUTE_MS, shelf: Shelf::Data };

/// Drops what is cached of a funnel once its change is on disk; goes into the transaction.
#[derive(Clone)]
pub struct Forget {
    env: Env,
    account: AccountId,
}

impl Forget {
    pub fn of(cx: &AccountCx) -> Self {
        Self { env: cx.env().clone(), account: cx.account().id }
    }

    fn after(&self, tx: &AccountTx<'_, '_>, id: FunnelId) {
        let forget = self.clone();
        tx.after_commit(move || forget.env.cache.drop_entry(&FUNNELS, forget.account, &id.to_string()));
    }
}

/// The funnel of an id, or `NotFound`; for use inside a transaction.
pub fn get(conn: &Connection, id: FunnelId) -> Result<Funnel> {
    store::get(conn, id)
}

/// The funnel of an id, or `NotFound`, at most ten minutes old and never older than a change.
pub async fn cached(cx: &AccountCx, id: FunnelId) -> Result<Arc<Funnel>> {
    let load = cx.read(move |conn| store::get(conn, id));
    cx.env().cache.get_or_load(&FUNNELS, cx.account().id, &id.to_string(), cx.now(), load).await
}

/// Tells later features of a lead's step, in the transaction that makes it.
pub fn tell(conn: &Connection, journey: &Journey, now: Timestamp) -> Result<()> {
    let payload = serde_json::to_string(journey).map_err(|cause| Error::internal("a lead's journey", cause))?;
    outbox::add(conn, outbox::Kind::Journey, &payload, now)
}

/// Ids and names of the funnels that are not archived, by name: what a choice offers.
pub fn names(conn: &Connection) -> Result<Vec<(FunnelId, String)>> {
    store::names(conn)
}

/// All funnels by name, archived ones last.
pub fn all(conn: &Connection) -> Result<Vec<Funnel>> {
    store::all(conn)
}

/// Leads in every stage of every funnel now, without suspects; a stage that never had one is left out.
pub fn stage_counts(conn: &Connection) -> Result<Vec<(FunnelId, String, i64)>> {
    store::stage_counts(conn)
}

/// Leads that stand in a stage, suspects too.
pub fn leads_in_stage(conn: &Connection, id: FunnelId, stage: &str) -> Result<i64> {
    store::leads_in_stage(conn, id, stage)
}

/// One page of the funnels.
pub async fn list(cx: &AccountCx, query: FunnelQuery) -> Result<Page<Funnel>> {
    cx.read(move |conn| store::list(conn, &query)).await
}

pub async fn create(cx: &AccountCx, new: NewFunnel) -> Result<Funnel> {
    cx.env().plan.room_for(Table::Funnel, 1)?;
    let env = cx.env().clone();
    cx.write(move |tx| {
        let id = store::insert(tx, &new, tx.now())?;
        store::add_version(tx, id, &new.stages, tx.now())?;
        tx.log("funnel.create", &format!("funnel:{id}"))?;
        tx.after_commit(move || env.plan.added(Table::Funnel, 1));
        store::get(tx, id)
    })
    .await
}

/// Changes a funnel. A stage that holds leads is not removed: `leads::service::change_funnel` moves them first.
pub async fn change(cx: &AccountCx, id: FunnelId, change: FunnelChange) -> Result<Funnel> {
    let forget = Forget::of(cx);
    cx.write(move |tx| change_in(tx, &forget, id, change)).await
}

/// The same inside a transaction.
pub fn change_in(tx: &AccountTx<'_, '_>, forget: &Forget, id: FunnelId, change: FunnelChange) -> Result<Funnel> {
    let mut funnel = store::get(tx, id)?;
    if let Some(stages) = change.stages {
        let mut homeless = 0;
        for removed in funnel.stages.iter().filter(|old| !stages.iter().any(|stage| stage.key == old.key)) {
            homeless += store::leads_in_stage(tx, id, &removed.key)?;
        }
        if homeless > 0 {
            return Err(Error::conflict("stages", texts::STAGE_HOLDS_LEADS.with(&[("count", &homeless)])));
        }
        if stages != funnel.stages {
            store::add_version(tx, id, &stages, tx.now())?;
        }
        funnel.stages = stages;
    }
    // Values of a funnel are added up, so they are all in one currency.
    if change.currency.is_some_and(|currency| currency != funnel.currency) && rollups::has_months(tx, id)? {
        return Err(Error::conflict("currency", texts::CURRENCY_IN_USE.with(&[("code", &funnel.currency)])));
    }
    funnel.name = change.name.unwrap_or(funnel.name);
    funnel.status = change.status.unwrap_or(funnel.status);
    funnel.currency = change.currency.unwrap_or(funnel.currency);
    store::update(tx, &funnel, tx.now())?;
    tx.log("funnel.update", &format!("funnel:{id}"))?;
    forget.after(tx, id);
    store::get(tx, id)
}

/// What a funnel brought in a period, compared with the one before; from daily figures alone, so that it stays the same when the
/// leads and interactions behind it are gone.
pub async fn report(cx: &AccountCx, id: FunnelId, asked: ReportQuery) -> Result<Told> {
    let zone = cx.account().zone;
    cx.read(move |conn| {
        let funnel = store::get(conn, id)?;
        let slice = Slice {
            source: rollups::asked_word(conn, asked.source.as_deref())?,
            campaign: rollups::asked_word(conn, asked.campaign.as_deref())?,
            page: asked.page,
            device: asked.device.map(Device::code),
        };
        let (period, before) = (asked.period, asked.period.previous());
        let pages = pages_of(conn, id, period)?;
        let rows = |period| {
            Ok::<_, Error>(Rows {
                pages: rollups::page_rows(conn, &pages, period, slice)?,
                stages: rollups::stage_rows(conn, id, period, slice)?,
                times: rollups::time_rows(conn, id, period, slice)?,
            })
        };
        let versions = store::versions(conn, id)?;
        let (stages, firsts) = (report::stages_of(&versions, period, zone), Firsts::of(&versions, zone));
        let report = report::report(period, &stages, &firsts, &rows(period)?, &rows(before)?);
        let words = rollups::words(conn, &told::words_of(&report))?;
        let titles = rollups::titles(conn, &told::pages_of(&report))?;
        Ok(Told::of(&funnel, period, report, &words, &titles))
    })
    .await
}

/// The pages that count for a funnel in a period and the one before it: those that name it or did, and those through which its leads
/// came then, although they may have lost it since.
pub fn pages_of(conn: &Connection, id: FunnelId, period: Period) -> Result<Vec<PageId>> {
    let mut pages = store::pages_of(conn, id)?;
    pages.extend(rollups::pages_seen(conn, id, Period { from: period.previous().from, to: period.to })?);
    pages.sort_unstable();
    pages.dedup();
    Ok(pages)
}

/// The stages that a funnel had in a period; those that were taken out before its end are marked.
pub fn stages_of(conn: &Connection, id: FunnelId, period: Period, zone: Zone) -> Result<Vec<(Stage, bool)>> {
    Ok(report::stages_of(&store::versions(conn, id)?, period, zone))
}

/// Notes that somebody took a report out as a file.
pub async fn note_export(cx: &AccountCx, id: FunnelId) -> Result<()> {
    cx.note_access("report.export", format!("funnel:{id}")).await
}

/// Removes a funnel that nothing points to; others can be archived.
pub async fn delete(cx: &AccountCx, id: FunnelId) -> Result<()> {
    let forget = Forget::of(cx);
    cx.write(move |tx| {
        store::get(tx, id)?;
        let (leads, pages) = store::users_of(tx, id)?;
        if leads > 0 || pages > 0 {
            return Err(Error::conflict("status", texts::IN_USE.with(&[("leads", &leads), ("pages", &pages)])));
        }
        if store::is_remembered(tx, id)? || rollups::has_months(tx, id)? {
            return Err(Error::conflict("status", texts::REMEMBERED));
        }
        store::delete(tx, id)?;
        tx.log("funnel.delete", &format!("funnel:{id}"))?;
        forget.after(tx, id);
        Ok(())
    })
    .await
}

impl Weigh for Funnel {
    fn weight_bytes(&self) -> usize {
        let stages: usize = self.stages.iter().map(|stage| size_of_val(stage) + stage.key.len() + stage.name.len()).sum();
        size_of::<Self>() + self.name.len() + stages
    }
}
