//! Increments of the counting tables.

use rusqlite::{Connection, Row, params};

use crate::{
    base::{
        error::Result,
        ids::{CustomerId, FunnelId, LeadId},
        money::Currency,
        time::Day,
    },
    rollups::model::{PageCount, PageKey, StageCount, StageKey},
};

pub fn add_to_page(conn: &Connection, key: &PageKey, step: PageCount) -> Result<()> {
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

/// Robots are not told apart by referrer.
pub fn add_to_referrer(conn: &Connection, key: &PageKey, step: PageCount) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO rollup_referrer (day, page_id, referrer, views, unique_views, opt_ins) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET views = views + excluded.views, unique_views = unique_views + excluded.unique_views,
             opt_ins = opt_ins + excluded.opt_ins",
    )?
    .execute(params![key.day.0, key.page, key.referrer, step.views, step.unique_views, step.opt_ins])?;
    Ok(())
}

pub fn add_to_stage(conn: &Connection, key: &StageKey, step: StageCount) -> Result<()> {
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

pub fn add_to_month(conn: &Connection, key: &StageKey, currency: Currency, conversions: i64, value: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO rollup_month (funnel_id, month, stage, currency, conversions, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET conversions = conversions + excluded.conversions, value = value + excluded.value",
    )?
    .execute(params![key.funnel, key.day.month().0, key.stage, currency.as_str(), conversions, value])?;
    Ok(())
}

pub fn add_stage_time(conn: &Connection, key: &StageKey, bucket: i64, by: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO rollup_stage_time (day, funnel_id, stage, source, campaign, page_id, device, bucket, conversions)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT DO UPDATE SET conversions = conversions + excluded.conversions",
    )?
    .execute(params![key.day.0, key.funnel, key.stage, key.source, key.campaign, page_column(key), key.device, bucket, by])?;
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

pub fn add_to_stage_count(conn: &Connection, funnel: FunnelId, stage: &str, by: i64) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO stage_count (funnel_id, stage, leads) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET leads = leads + excluded.leads",
    )?
    .execute(params![funnel, stage, by])?;
    Ok(())
}

pub fn add_to_counter(conn: &Connection, name: &str, by: i64) -> Result<()> {
    conn.prepare_cached("INSERT INTO counter (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = value + excluded.value")?
        .execute(params![name, by])?;
    Ok(())
}

/// Sets what is no total.
pub fn set_counter(conn: &Connection, name: &str, value: i64) -> Result<()> {
    conn.prepare_cached("INSERT INTO counter (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value")?
        .execute(params![name, value])?;
    Ok(())
}

/// Sets a total that only ever grows.
pub fn raise_counter(conn: &Connection, name: &str, to: i64) -> Result<()> {
    conn.prepare_cached("INSERT INTO counter (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)")?
        .execute(params![name, to])?;
    Ok(())
}

/// What a lead adds to the present totals.
pub struct Standing {
    pub stage: Option<(FunnelId, String)>,
    pub suspect: bool,
    pub conversions: i64,
    pub voided: i64,
}

pub fn standing_of_customer(conn: &Connection, customer: CustomerId) -> Result<Vec<Standing>> {
    let mut statement = conn.prepare_cached(
        "SELECT funnel_id, stage, suspect, (SELECT count(*) FROM funnel_conversion WHERE lead_id = lead.id AND voided_at IS NULL),
             (SELECT count(*) FROM funnel_conversion WHERE lead_id = lead.id AND voided_at IS NOT NULL)
         FROM lead WHERE customer_id = ?1",
    )?;
    let leads = statement.query_map([customer], read_standing)?;
    Ok(leads.collect::<Result<_, _>>()?)
}

pub fn standing_of_lead(conn: &Connection, lead: LeadId) -> Result<Standing> {
    let standing = conn
        .prepare_cached(
            "SELECT funnel_id, stage, suspect, (SELECT count(*) FROM funnel_conversion WHERE lead_id = lead.id AND voided_at IS NULL),
             (SELECT count(*) FROM funnel_conversion WHERE lead_id = lead.id AND voided_at IS NOT NULL)
             FROM lead WHERE id = ?1",
        )?
        .query_row([lead], read_standing)?;
    Ok(standing)
}

fn read_standing(row: &Row<'_>) -> rusqlite::Result<Standing> {
    let funnel: Option<FunnelId> = row.get(0)?;
    let stage: Option<String> = row.get(1)?;
    Ok(Standing { stage: funnel.zip(stage), suspect: row.get::<_, i64>(2)? != 0, conversions: row.get(3)?, voided: row.get(4)? })
}
