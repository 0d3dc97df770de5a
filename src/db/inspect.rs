//! Looks at a file without changing it, beside its owner or without one.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags};

use crate::db::{
    migrate::{Fault, Schema},
    writer::wal_path,
};

/// Complaints of the integrity check that are brought; further ones would say nothing new.
const COMPLAINTS: u32 = 5;

/// How a file is that could be opened.
#[derive(Debug)]
pub struct Condition {
    /// Migrations that the next start will make.
    pub steps_behind: usize,
    /// What `PRAGMA quick_check` complains of.
    pub complaints: Vec<String>,
    pub bytes: u64,
    pub wal_bytes: u64,
    /// Reading took too long and was ended; what was read had no fault that would have been told.
    pub is_cut_short: bool,
}

/// Opens a file for looking only.
pub fn open(path: &Path) -> Result<Connection, Fault> {
    if !path.exists() {
        return Err(Fault::Missing);
    }
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    conn.busy_timeout(Duration::from_secs(5))?;
    conn.pragma_update(None, "trusted_schema", false)?;
    Ok(conn)
}

/// Does a file hold the tables, indexes, views and triggers of its schema, word for word, and no others? Only one that is up to date does.
pub fn is_as_made(conn: &Connection, schema: Schema) -> Result<bool, Fault> {
    let mut made = Connection::open_in_memory()?;
    schema.migrate(&mut made)?;
    Ok(parts_of(conn)? == parts_of(&made)?)
}

fn parts_of(conn: &Connection) -> rusqlite::Result<Vec<[Option<String>; 4]>> {
    let mut statement = conn.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name")?;
    let parts = statement.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]))?;
    parts.collect()
}

/// Opens a file, and reads nothing of it but its version.
pub fn glance(conn: &Connection, path: &Path, schema: Schema) -> Result<Condition, Fault> {
    Ok(condition(path, schema.steps_behind(conn)?, Vec::new()))
}

/// Reads a file from end to end, as far as it takes no longer than so.
pub fn examine_within(conn: &Connection, path: &Path, schema: Schema, limit: Duration) -> Result<Condition, Fault> {
    /// Steps of SQLite's machine between two looks at the clock.
    const STEPS: i32 = 100_000;
    let until = Instant::now() + limit;
    conn.progress_handler(STEPS, Some(move || Instant::now() > until))?;
    let examined = examine(conn, path, schema);
    conn.progress_handler(0, None::<fn() -> bool>)?;
    match examined {
        Err(Fault::Unreadable(rusqlite::Error::SqliteFailure(failure, _))) if failure.code == rusqlite::ErrorCode::OperationInterrupted => {
            Ok(Condition { is_cut_short: true, ..glance(conn, path, schema)? })
        }
        examined => examined,
    }
}

/// Reads a file from end to end.
pub fn examine(conn: &Connection, path: &Path, schema: Schema) -> Result<Condition, Fault> {
    let steps_behind = schema.steps_behind(conn)?;
    let mut statement = conn.prepare(&format!("PRAGMA quick_check({COMPLAINTS})"))?;
    let lines = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(condition(path, steps_behind, lines.into_iter().filter(|line| line != "ok").collect()))
}

fn condition(path: &Path, steps_behind: usize, complaints: Vec<String>) -> Condition {
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
    Condition { steps_behind, complaints, bytes: size(path), wal_bytes: size(&wal_path(path)), is_cut_short: false }
}
