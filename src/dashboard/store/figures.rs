//! Figures of days, from the rollups alone.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row};

use crate::{
    base::{
        error::Result,
        ids::{FunnelId, PageId},
        money::Currency,
        period::Period,
        time::Day,
    },
    dashboard::{
        figures::{ByOrigin, Earned, Traffic},
        model::Readiness,
    },
};

/// Views and opt-ins of each day.
pub fn traffic(conn: &Connection, from: Day, to: Day) -> Result<BTreeMap<Day, Traffic>> {
    let mut statement =
        conn.prepare_cached("SELECT day, sum(unique_views), sum(opt_ins) FROM rollup_page WHERE day BETWEEN ?1 AND ?2 GROUP BY day")?;
    let days =
        statement.query_map([from.0, to.0], |row| Ok((Day(row.get(0)?), Traffic { visitors: row.get(1)?, opt_ins: row.get(2)? })))?;
    Ok(days.collect::<Result<_, _>>()?)
}

/// New leads of each day.
pub fn leads(conn: &Connection, from: Day, to: Day) -> Result<BTreeMap<Day, i64>> {
    let mut statement = conn.prepare_cached("SELECT day, leads FROM rollup_lead WHERE day BETWEEN ?1 AND ?2")?;
    let days = statement.query_map([from.0, to.0], |row| Ok((Day(row.get(0)?), row.get(1)?)))?;
    Ok(days.collect::<Result<_, _>>()?)
}

/// Conversions of each day by currency: that of the funnel. History outlives a funnel that was deleted; its currency is gone with it,
/// and its values are told as won.
pub fn earned(conn: &Connection, from: Day, to: Day) -> Result<Vec<Earned>> {
    let mut statement = conn.prepare_cached(
        "SELECT s.day, coalesce(f.currency, 'KRW') AS currency, sum(s.conversions), sum(s.value)
         FROM rollup_stage s LEFT JOIN funnel f ON f.id = s.funnel_id
         WHERE s.day BETWEEN ?1 AND ?2 AND s.conversions <> 0 GROUP BY s.day, currency",
    )?;
    let rows = statement.query_map([from.0, to.0], |row| {
        let currency: String = row.get(1)?;
        let currency = Currency::parse(&currency).unwrap_or_default();
        Ok(Earned { day: Day(row.get(0)?), currency, conversions: row.get(2)?, value: row.get(3)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Conversions of some days in all.
pub fn conversions(conn: &Connection, from: Day, to: Day) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT coalesce(sum(conversions), 0) FROM rollup_stage WHERE day BETWEEN ?1 AND ?2")?
        .query_row([from.0, to.0], |row| row.get(0))?)
}

/// Views and opt-ins by page and source.
pub fn by_origin(conn: &Connection, period: Period) -> Result<ByOrigin> {
    let mut statement = conn.prepare_cached(
        "SELECT page_id, source, sum(unique_views), sum(opt_ins) FROM rollup_page WHERE day BETWEEN ?1 AND ?2 GROUP BY page_id, source",
    )?;
    let rows = statement.query_map([period.from.0, period.to.0], |row| {
        Ok((PageId(row.get(0)?), row.get(1)?, Traffic { visitors: row.get(2)?, opt_ins: row.get(3)? }))
    })?;
    Ok(ByOrigin(rows.collect::<Result<_, _>>()?))
}

/// Entries into each stage of each funnel.
pub fn entries(conn: &Connection, period: Period) -> Result<Vec<(FunnelId, String, i64)>> {
    let mut statement = conn
        .prepare_cached("SELECT funnel_id, stage, sum(entries) FROM rollup_stage WHERE day BETWEEN ?1 AND ?2 GROUP BY funnel_id, stage")?;
    let rows = statement.query_map([period.from.0, period.to.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What there is of pages and funnels. 1 is a published page (`landing/model.rs`), 2 an archived funnel (`funnels/model.rs`).
pub fn readiness(conn: &Connection) -> Result<Readiness> {
    let read = |row: &Row<'_>| {
        Ok(Readiness { funnels: row.get(0)?, pages: row.get(1)?, published: row.get(2)?, without_funnel: row.get(3)?, leads: row.get(4)? })
    };
    let readiness = conn
        .prepare_cached(
            "SELECT (SELECT count(*) FROM funnel WHERE status <> 2), count(*), coalesce(sum(status = 1), 0),
                 coalesce(sum(status = 1 AND funnel_id IS NULL), 0), (SELECT coalesce(sum(leads + suspects), 0) FROM rollup_lead)
             FROM landing_page",
        )?
        .query_row([], read)?;
    Ok(readiness)
}
