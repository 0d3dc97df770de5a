//! Leads that wait for a call. The index of callbacks holds these alone, so the conditions below are always its own.

use rusqlite::{Connection, params};

use crate::{
    base::{error::Result, ids::UserId, time::Timestamp},
    leads::{
        model::Row,
        store::{self, COLUMNS},
    },
};

/// Callbacks are counted up to here: beyond it people read "999+".
const COUNTED: i64 = 1_000;

/// Callbacks due from an instant on and before another.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    pub from: Timestamp,
    pub until: Timestamp,
    /// Of this user; absent for everybody's.
    pub of: Option<UserId>,
    /// With `of`: also those that nobody has taken.
    pub with_nobodys: bool,
}

/// The earliest first.
pub fn list(conn: &Connection, span: Span, limit: u32) -> Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM lead LEFT JOIN lead_score ON lead_id = id
         WHERE callback_at >= ?1 AND callback_at < ?2 AND closed_at IS NULL AND suspect = 0
             AND (?3 IS NULL OR assignee_id = ?3 OR (?4 AND assignee_id IS NULL))
         ORDER BY callback_at, id LIMIT ?5"
    ))?;
    let rows = statement.query_map(params![span.from, span.until, span.of, span.with_nobodys, limit], store::read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How many there are, 1,000 at most: every page asks.
pub fn count(conn: &Connection, span: Span) -> Result<i64> {
    let count = conn
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM lead
             WHERE callback_at >= ?1 AND callback_at < ?2 AND closed_at IS NULL AND suspect = 0
                 AND (?3 IS NULL OR assignee_id = ?3 OR (?4 AND assignee_id IS NULL)) LIMIT ?5)",
        )?
        .query_row(params![span.from, span.until, span.of, span.with_nobodys, COUNTED], |row| row.get(0))?;
    Ok(count)
}
