//! The counting tables.

use rusqlite::{Connection, Row, params};

use crate::{
    base::{
        error::Result,
        ids::{CustomerId, FunnelId, LeadId, PageId},
        time::{Day, Timestamp},
    },
    rollups::model::{Drift, PageDay, PageKey, StageKey},
};

/// What one more event adds to a page's day.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageStep {
    pub views: i64,
    pub unique_views: i64,
    pub bot_views: i64,
    pub opt_ins: i64,
}

pub fn add_to_page(conn: &Connection, key: &PageKey, step: PageStep) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO rollup_page (day, page_id, source, campaign, device, views, unique_views, bot_views, opt_ins)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT DO UPDATE SET views = views + excluded.views, unique_views = unique_views + excluded.unique_views,
             bot_views = bot_views + excluded.bot_views, opt_ins = opt_ins + excluded.opt_ins",
    )?
    .execute(params![
        key.day.0,
        key.page,
        key.source,
        key.campaign,
        key.device,
        step.views,
        step.unique_views,
        step.bot_views,
        step.opt_ins
    ])?;
    Ok(())
}

/// A page's days in order; a day on which nothing happened has no row.
pub fn page_days(conn: &Connection, page: PageId, from: Day, to: Day) -> Result<Vec<PageDay>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, sum(views), sum(unique_views), sum(bot_views), sum(opt_ins) FROM rollup_page
         WHERE day BETWEEN ?2 AND ?3 AND page_id = ?1 GROUP BY day ORDER BY day",
    )?;
    let days = statement.query_map(params![page, from.0, to.0], |row| {
        Ok(PageDay { day: Day(row.get(0)?), views: row.get(1)?, unique_views: row.get(2)?, bot_views: row.get(3)?, opt_ins: row.get(4)? })
    })?;
    Ok(days.collect::<Result<_, _>>()?)
}

/// What one more event adds to a stage's day.
#[derive(Clone, Copy, Debug, Default)]
pub struct StageStep {
    pub entries: i64,
    pub exits: i64,
    pub conversions: i64,
    pub value: i64,
}

pub fn add_to_stage(conn: &Connection, key: &StageKey, step: StageStep) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO rollup_stage (day, funnel_id, stage, source, campaign, page_id, device, entries, exits, conversions, value)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT DO UPDATE SET entries = entries + excluded.entries, exits = exits + excluded.exits,
             conversions = conversions + excluded.conversions, value = value + excluded.value",
    )?
    .execute(params![
        key.day.0,
        key.funnel,
        key.stage,
        key.source,
        key.campaign,
        page_column(key),
        key.device,
        step.entries,
        step.exits,
        step.conversions,
        step.value
    ])?;
    Ok(())
}

pub fn add_stage_time(conn: &Connection, key: &StageKey, bucket: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO rollup_stage_time (day, funnel_id, stage, source, campaign, page_id, device, bucket, conversions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)
         ON CONFLICT DO UPDATE SET conversions = conversions + 1",
    )?
    .execute(params![key.day.0, key.funnel, key.stage, key.source, key.campaign, page_column(key), key.device, bucket])?;
    Ok(())
}

fn page_column(key: &StageKey) -> i64 {
    key.page.map_or(0, |page| page.0)
}

pub fn add_leads(conn: &Connection, day: Day, leads: i64, suspects: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO rollup_lead (day, leads, suspects) VALUES (?1, ?2, ?3)
         ON CONFLICT DO UPDATE SET leads = leads + excluded.leads, suspects = suspects + excluded.suspects",
    )?
    .execute((day.0, leads, suspects))?;
    Ok(())
}

pub fn leads_on(conn: &Connection, day: Day) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(leads), 0) FROM rollup_lead WHERE day = ?1")?.query_row([day.0], |row| row.get(0))?)
}

pub fn add_to_stage_count(conn: &Connection, funnel: FunnelId, stage: &str, by: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO stage_count (funnel_id, stage, leads) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET leads = leads + excluded.leads",
    )?
    .execute(params![funnel, stage, by])?;
    Ok(())
}

pub fn stage_counts(conn: &Connection, funnel: FunnelId) -> Result<Vec<(String, i64)>> {
    let mut statement = conn.prepare_cached("SELECT stage, leads FROM stage_count WHERE funnel_id = ?1")?;
    let counts = statement.query_map([funnel], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(counts.collect::<Result<_, _>>()?)
}

pub fn add_to_counter(conn: &Connection, name: &str, by: i64) -> Result<()> {
    conn.prepare_cached("INSERT INTO counter (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = value + excluded.value")?
        .execute(params![name, by])?;
    Ok(())
}

pub fn counter(conn: &Connection, name: &str) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(value), 0) FROM counter WHERE name = ?1")?.query_row([name], |row| row.get(0))?)
}

/// What a lead adds to the present totals.
pub struct Standing {
    pub stage: Option<(FunnelId, String)>,
    pub suspect: bool,
    pub conversions: i64,
}

pub fn standing_of_customer(conn: &Connection, customer: CustomerId) -> Result<Vec<Standing>> {
    let mut statement = conn.prepare_cached(
        "SELECT funnel_id, stage, suspect, (SELECT count(*) FROM funnel_conversion WHERE lead_id = lead.id)
         FROM lead WHERE customer_id = ?1",
    )?;
    let leads = statement.query_map([customer], read_standing)?;
    Ok(leads.collect::<Result<_, _>>()?)
}

pub fn standing_of_lead(conn: &Connection, lead: LeadId) -> Result<Standing> {
    let standing = conn
        .prepare_cached(
            "SELECT funnel_id, stage, suspect, (SELECT count(*) FROM funnel_conversion WHERE lead_id = lead.id)
             FROM lead WHERE id = ?1",
        )?
        .query_row([lead], read_standing)?;
    Ok(standing)
}

fn read_standing(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let funnel: Option<FunnelId> = row.get(0)?;
    let stage: Option<String> = row.get(1)?;
    Ok(Standing { stage: funnel.zip(stage), suspect: row.get::<_, i64>(2)? != 0, conversions: row.get(3)? })
}

/// Stages whose count differs from the leads that stand in them.
pub fn drifted_stages(conn: &Connection) -> Result<Vec<Drift>> {
    let mut statement = conn.prepare(
        "SELECT funnel_id, stage, sum(kept), sum(counted) /* whole table: a recount */ FROM (
             SELECT funnel_id, stage, leads AS kept, 0 AS counted FROM stage_count
             UNION ALL
             SELECT funnel_id, stage, 0, count(*) FROM lead
             WHERE suspect = 0 AND funnel_id IS NOT NULL AND stage IS NOT NULL GROUP BY funnel_id, stage
         ) GROUP BY funnel_id, stage HAVING sum(kept) <> sum(counted)",
    )?;
    let drifts = statement.query_map([], |row| {
        let (funnel, stage): (FunnelId, String) = (row.get(0)?, row.get(1)?);
        Ok(Drift { what: format!("stage_count {funnel}/{stage}"), kept: row.get(2)?, counted: row.get(3)? })
    })?;
    Ok(drifts.collect::<Result<_, _>>()?)
}

/// The rows behind the counters: customers, leads, suspect leads, conversions.
pub fn counted_rows(conn: &Connection) -> Result<[i64; 4]> {
    let counted = conn
        .prepare(
            "SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM lead WHERE suspect = 0),
                 (SELECT count(*) FROM lead WHERE suspect <> 0), (SELECT count(*) FROM funnel_conversion) /* whole table: a recount */",
        )?
        .query_row([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
    Ok(counted)
}

/// Hands out every lead's birth, and whether it is a suspect.
pub fn each_lead(conn: &Connection, mut visit: impl FnMut(Timestamp, bool)) -> Result<()> {
    let mut statement = conn.prepare("SELECT created_at, suspect /* whole table: a recount */ FROM lead ORDER BY created_at")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        visit(row.get(0)?, row.get::<_, i64>(1)? != 0);
    }
    Ok(())
}

/// New leads and suspects of every day.
pub fn lead_days(conn: &Connection) -> Result<Vec<(Day, i64, i64)>> {
    let mut statement = conn.prepare("SELECT day, leads, suspects FROM rollup_lead ORDER BY day")?;
    let days = statement.query_map([], |row| Ok((Day(row.get(0)?), row.get(1)?, row.get(2)?)))?;
    Ok(days.collect::<Result<_, _>>()?)
}
