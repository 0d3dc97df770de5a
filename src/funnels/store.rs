//! Funnels in the account's file.

use rusqlite::{Connection, Row, params};

use crate::{
    base::{
        error::Result,
        ids::{FunnelId, PageId},
        money::Currency,
        page::Page,
        time::Timestamp,
    },
    db::{list::Listing, types::one_row},
    funnels::{
        model::{Funnel, FunnelStatus, NewFunnel, Stage, Version},
        query::{FunnelQuery, Order},
    },
};

const COLUMNS: &str = "id, name, status, stages, currency, created_at, updated_at";

/// The funnel of an id, or `NotFound`.
pub fn get(conn: &Connection, id: FunnelId) -> Result<Funnel> {
    Ok(conn
        .prepare_cached("SELECT id, name, status, stages, currency, created_at, updated_at FROM funnel WHERE id = ?1")?
        .query_row([id], read)?)
}

/// Names of all funnels that are not archived, by name.
pub fn names(conn: &Connection) -> Result<Vec<(FunnelId, String)>> {
    let mut statement = conn.prepare_cached("SELECT id, name FROM funnel WHERE status <> ?1 ORDER BY name, id")?;
    let names = statement.query_map([FunnelStatus::Archived], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(names)
}

/// All funnels, by name, archived ones last.
pub fn all(conn: &Connection) -> Result<Vec<Funnel>> {
    let mut statement =
        conn.prepare_cached("SELECT id, name, status, stages, currency, created_at, updated_at FROM funnel ORDER BY status = 2, name, id")?;
    let funnels = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(funnels)
}

/// One page of the funnels.
pub fn list(conn: &Connection, query: &FunnelQuery) -> Result<Page<Funnel>> {
    let order = match query.sort.column {
        Order::Name => "name",
        Order::Created => "created_at",
        Order::Updated => "updated_at",
    };
    let mut listing = Listing::new(COLUMNS, "funnel", "id", order, query.sort.descending);
    if let Some(status) = query.status {
        listing.filter("status = ?", status.code());
    }
    let total = listing.count(conn)?;
    listing.page(conn, &query.page, &query.sort_text, total, read)
}

pub fn insert(conn: &Connection, new: &NewFunnel, now: Timestamp) -> Result<FunnelId> {
    conn.prepare_cached("INSERT INTO funnel (name, status, stages, currency, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)")?
        .execute(params![new.name, new.status, stages_json(&new.stages), new.currency.as_str(), now])?;
    Ok(FunnelId(conn.last_insert_rowid()))
}

pub fn update(conn: &Connection, funnel: &Funnel, now: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE funnel SET name = ?2, status = ?3, stages = ?4, currency = ?5, updated_at = ?6 WHERE id = ?1")?
        .execute(params![funnel.id, funnel.name, funnel.status, stages_json(&funnel.stages), funnel.currency.as_str(), now])?;
    one_row(touched)
}

pub fn delete(conn: &Connection, id: FunnelId) -> Result<()> {
    one_row(conn.prepare_cached("DELETE FROM funnel WHERE id = ?1")?.execute([id])?)
}

/// Leads that stand in a stage, suspects too: none of them may lose it.
pub fn leads_in_stage(conn: &Connection, id: FunnelId, stage: &str) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM lead WHERE funnel_id = ?1 AND stage = ?2")?
        .query_row(params![id, stage], |row| row.get(0))?)
}

/// Leads, and landing pages with their published versions, that point to a funnel.
pub fn users_of(conn: &Connection, id: FunnelId) -> Result<(i64, i64)> {
    let leads = conn.prepare_cached("SELECT count(*) FROM lead WHERE funnel_id = ?1")?.query_row([id], |row| row.get(0))?;
    let pages = conn.prepare_cached("SELECT count(*) FROM landing_page WHERE funnel_id = ?1")?.query_row([id], |row| row.get(0))?;
    Ok((leads, pages))
}

/// Old versions, conversions and viral campaigns keep pointing to a funnel after its pages and leads have let go of it.
pub fn is_remembered(conn: &Connection, id: FunnelId) -> Result<bool> {
    let by_version = conn.prepare_cached("SELECT 1 FROM landing_page_version WHERE funnel_id = ?1 LIMIT 1")?.exists([id])?;
    let by_conversion = conn
        .prepare_cached(
            "SELECT 1 FROM funnel_conversion WHERE funnel_id = ?1 UNION ALL SELECT 1 FROM past_conversion WHERE funnel_id = ?1 LIMIT 1",
        )?
        .exists([id])?;
    let by_campaign = conn.prepare_cached("SELECT 1 FROM viral_campaign WHERE funnel_id = ?1 LIMIT 1")?.exists([id])?;
    Ok(by_version || by_conversion || by_campaign)
}

/// Leads in every stage of every funnel now, without suspects.
pub fn stage_counts(conn: &Connection) -> Result<Vec<(FunnelId, String, i64)>> {
    let mut statement = conn.prepare_cached("SELECT funnel_id, stage, leads FROM stage_count")?;
    let counts = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect::<Result<_, _>>()?;
    Ok(counts)
}

/// The stages of a funnel as they were from an instant on.
pub fn versions(conn: &Connection, id: FunnelId) -> Result<Vec<Version>> {
    let mut statement = conn.prepare_cached("SELECT number, from_at, stages FROM funnel_version WHERE funnel_id = ?1 ORDER BY number")?;
    let versions = statement.query_map([id], |row| Ok(Version { number: row.get(0)?, from_at: row.get(1)?, stages: stages(row, 2)? }))?;
    Ok(versions.collect::<Result<_, _>>()?)
}

/// Pages that name a funnel, or did in a version that visitors saw.
pub fn pages_of(conn: &Connection, id: FunnelId) -> Result<Vec<PageId>> {
    let mut statement = conn.prepare_cached(
        "SELECT id FROM landing_page WHERE funnel_id = ?1 UNION SELECT page_id FROM landing_page_version WHERE funnel_id = ?1",
    )?;
    let pages = statement.query_map([id], |row| row.get(0))?;
    Ok(pages.collect::<Result<_, _>>()?)
}

/// Notes the stages that a funnel has from now on.
pub fn add_version(conn: &Connection, id: FunnelId, stages: &[Stage], now: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "INSERT INTO funnel_version (funnel_id, number, stages, from_at)
             SELECT ?1, 1 + coalesce(max(number), 0), ?2, ?3 FROM funnel_version WHERE funnel_id = ?1",
        )?
        .execute(params![id, stages_json(stages), now])?;
    one_row(touched)
}

fn stages(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<Stage>> {
    serde_json::from_str(&row.get::<_, String>(column)?)
        .map_err(|cause| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(cause)))
}

fn stages_json(stages: &[Stage]) -> String {
    serde_json::json!(stages).to_string()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Funnel> {
    Ok(Funnel {
        id: row.get(0)?,
        name: row.get(1)?,
        status: row.get(2)?,
        stages: stages(row, 3)?,
        currency: Currency::parse(&row.get::<_, String>(4)?).unwrap_or_default(),
        created_at: row.get(5)?,
        updated_at: row.get(6)?,
    })
}
