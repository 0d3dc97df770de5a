//! What the control file says about the first day; all of it belongs to others.

use rusqlite::{Connection, OptionalExtension as _};

use crate::base::{error::Result, time::Timestamp};

/// When the agency was set up; absent before.
pub fn set_up_at(conn: &Connection) -> Result<Option<Timestamp>> {
    Ok(conn.prepare_cached("SELECT created_at FROM agency WHERE id = 1")?.query_row([], |row| row.get(0)).optional()?)
}

/// Has anybody done this?
pub fn was_done(conn: &Connection, action: &str) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM access_log WHERE action = ?1 LIMIT 1")?.exists([action])?)
}
