//! Submissions of the last minute.

use rusqlite::{Connection, OptionalExtension as _};

use crate::base::{error::Result, ids::LeadId, time::Timestamp};

/// The lead that the same submission made since; absent when there is none.
pub fn find_repeated(conn: &Connection, fingerprint: [u8; 32], since: Timestamp) -> Result<Option<LeadId>> {
    let found = conn
        .prepare_cached("SELECT lead_id FROM submission WHERE fingerprint = ?1 AND at > ?2")?
        .query_row((fingerprint, since), |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Remembers a submission, and forgets those from before.
pub fn remember(conn: &Connection, fingerprint: [u8; 32], lead: LeadId, now: Timestamp, forget_before: Timestamp) -> Result<()> {
    conn.prepare_cached("DELETE FROM submission WHERE at <= ?1")?.execute([forget_before])?;
    conn.prepare_cached("INSERT OR REPLACE INTO submission (fingerprint, lead_id, at) VALUES (?1, ?2, ?3)")?.execute((
        fingerprint,
        lead,
        now,
    ))?;
    Ok(())
}
