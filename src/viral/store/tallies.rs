//! Clicks and shares of a day: each visitor once, and no more shares than a person makes.

use rusqlite::Connection;

use crate::base::{error::Result, ids::ViralLoopId, time::Day};

/// Days for which a click and a share are remembered: today, and yesterday for a request that came at midnight.
const KEPT_DAYS: i32 = 2;

/// Notes a visitor of a link. False when they came before on that day.
pub fn note_click(conn: &Connection, loop_id: ViralLoopId, visitor: [u8; 16], day: Day) -> Result<bool> {
    let inserted = conn
        .prepare_cached("INSERT OR IGNORE INTO viral_click (loop_id, visitor, day) VALUES (?1, ?2, ?3)")?
        .execute((loop_id, visitor, day.0))?;
    Ok(inserted == 1)
}

/// Notes a share. False above `most` of a day.
pub fn note_share(conn: &Connection, loop_id: ViralLoopId, day: Day, most: i64) -> Result<bool> {
    let touched = conn
        .prepare_cached(
            "INSERT INTO viral_share (loop_id, day, shares) VALUES (?1, ?2, 1)
             ON CONFLICT (loop_id, day) DO UPDATE SET shares = shares + 1 WHERE shares < ?3",
        )?
        .execute((loop_id, day.0, most))?;
    Ok(touched == 1)
}

/// Deletes clicks and shares that are no longer needed.
pub fn delete_old(conn: &Connection, today: Day, limit: u32) -> Result<usize> {
    let before = today.0 - KEPT_DAYS;
    let clicks = conn
        .prepare_cached(
            "DELETE FROM viral_click WHERE (loop_id, visitor, day) IN (SELECT loop_id, visitor, day FROM viral_click WHERE day <= ?1 LIMIT ?2)",
        )?
        .execute((before, limit))?;
    let shares = conn
        .prepare_cached("DELETE FROM viral_share WHERE (loop_id, day) IN (SELECT loop_id, day FROM viral_share WHERE day <= ?1 LIMIT ?2)")?
        .execute((before, limit))?;
    Ok(clicks + shares)
}
