//! Figures of days, from the rollups alone.

use std::collections::BTreeMap;

use rusqlite::{Connection, Row};

use crate::{
    base::{error::Result, ids::FunnelId, money::Currency, period::Period, time::Day},
    dashboard::{
        figures::{FunnelDay, SourceDay, Traffic},
        model::Readiness,
    },
};

/// Views and opt-ins of each day by source.
pub fn sources(conn: &Connection, from: Day, to: Day) -> Result<Vec<SourceDay>> {
    let mut statement =
        conn.prepare_cached("SELECT day, source, unique_views, opt_ins FROM rollup_day_source WHERE day BETWEEN ?1 AND ?2")?;
    let days = statement.query_map([from.0, to.0], |row| {
        Ok(SourceDay { day: Day(row.get(0)?), source: row.get(1)?, traffic: Traffic { visitors: row.get(2)?, opt_ins: row.get(3)? } })
    })?;
    Ok(days.collect::<Result<_, _>>()?)
}

/// New leads of each day.
pub fn leads(conn: &Connection, from: Day, to: Day) -> Result<BTreeMap<Day, i64>> {
    let mut statement = conn.prepare_cached("SELECT day, leads FROM rollup_lead WHERE day BETWEEN ?1 AND ?2")?;
    let days = statement.query_map([from.0, to.0], |row| Ok((Day(row.get(0)?), row.get(1)?)))?;
    Ok(days.collect::<Result<_, _>>()?)
}

/// Entries and conversions of each day by funnel.
pub fn funnels(conn: &Connection, from: Day, to: Day) -> Result<Vec<FunnelDay>> {
    let mut statement =
        conn.prepare_cached("SELECT day, funnel_id, entries, conversions, value FROM rollup_day_funnel WHERE day BETWEEN ?1 AND ?2")?;
    let days = statement.query_map([from.0, to.0], |row| {
        Ok(FunnelDay { day: Day(row.get(0)?), funnel: row.get(1)?, entries: row.get(2)?, conversions: row.get(3)?, value: row.get(4)? })
    })?;
    Ok(days.collect::<Result<_, _>>()?)
}

/// The currency of each funnel.
pub fn currencies(conn: &Connection) -> Result<BTreeMap<FunnelId, Currency>> {
    let mut statement = conn.prepare_cached("SELECT id, currency FROM funnel")?;
    let rows = statement.query_map([], |row| {
        let currency: String = row.get(1)?;
        Ok((row.get(0)?, Currency::parse(&currency).unwrap_or_default()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Conversions of some days in all.
pub fn conversions(conn: &Connection, from: Day, to: Day) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT coalesce(sum(conversions), 0) FROM rollup_day_funnel WHERE day BETWEEN ?1 AND ?2")?
        .query_row([from.0, to.0], |row| row.get(0))?)
}

/// Entries into each stage of a funnel, day by day: others' rows of those days are not read.
pub fn entries(conn: &Connection, funnel: FunnelId, period: Period) -> Result<Vec<(String, i64)>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE span (day) AS (SELECT ?1 UNION ALL SELECT day + 1 FROM span WHERE day < ?2)
         SELECT stage, sum(entries) FROM span CROSS JOIN rollup_stage AS r ON r.day = span.day AND r.funnel_id = ?3 GROUP BY stage",
    )?;
    let rows = statement.query_map((period.from.0, period.to.0, funnel), |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// What there is of pages and funnels. 1 is a published page (`landing/model.rs`), 2 an archived funnel (`funnels/model.rs`).
pub fn readiness(conn: &Connection) -> Result<Readiness> {
    let read = |row: &Row<'_>| {
        Ok(Readiness {
            funnels: row.get(0)?,
            pages: row.get(1)?,
            published: row.get(2)?,
            without_funnel: row.get(3)?,
            has_leads: row.get(4)?,
        })
    };
    let readiness = conn
        .prepare_cached(
            "SELECT (SELECT count(*) FROM funnel WHERE status <> 2), count(*), coalesce(sum(status = 1), 0),
                 coalesce(sum(status = 1 AND funnel_id IS NULL), 0), EXISTS (SELECT 1 FROM rollup_lead WHERE leads + suspects > 0)
             FROM landing_page",
        )?
        .query_row([], read)?;
    Ok(readiness)
}
