//! `past_conversion`: conversions that are gone by their age, and the way there.

use rusqlite::{Connection, params};

use crate::base::{
    error::Result,
    ids::ConversionId,
    time::{Day, Timestamp},
};

/// Which conversions are old: those from before an instant that were counted before a day.
const OLD: &str = "converted_at < ?1 AND (day IS NULL OR day < ?2)";

/// How many conversions are old.
pub fn count(conn: &Connection, before: Timestamp, day: Day) -> Result<i64> {
    let sql = format!("SELECT count(*) FROM funnel_conversion WHERE {OLD}");
    Ok(conn.prepare_cached(&sql)?.query_row(params![before, day.0], |row| row.get(0))?)
}

/// The oldest old conversions, each with whether it was voided.
pub fn oldest(conn: &Connection, before: Timestamp, day: Day, limit: u32) -> Result<Vec<(ConversionId, bool)>> {
    let sql = format!("SELECT id, voided_at IS NOT NULL FROM funnel_conversion WHERE {OLD} ORDER BY converted_at LIMIT ?3");
    let mut statement = conn.prepare_cached(&sql)?;
    let found = statement.query_map(params![before, day.0, limit], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Deletes a conversion; that it was stays known.
pub fn let_go(conn: &Connection, id: ConversionId) -> Result<()> {
    conn.prepare_cached(
        "INSERT OR REPLACE INTO past_conversion (id, lead_id, funnel_id, stage, voided)
         SELECT id, lead_id, funnel_id, stage, voided_at IS NOT NULL FROM funnel_conversion WHERE id = ?1",
    )?
    .execute([id])?;
    conn.prepare_cached("DELETE FROM funnel_conversion WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Is it gone by its age?
pub fn is_past(conn: &Connection, id: ConversionId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM past_conversion WHERE id = ?1")?.exists([id])?)
}
