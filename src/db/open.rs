//! Opens one connection with the settings that its use asks for.

use std::{path::Path, time::Duration};

use rusqlite::{
    Connection, OpenFlags,
    config::DbConfig,
    trace::{TraceEvent, TraceEventCodes},
};

use crate::db::slow;

/// An existing file; each connection stays on one thread at a time.
pub const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

/// How long a connection waits for a lock of another one.
pub const BUSY: Duration = Duration::from_secs(5);
/// Statements kept prepared for each connection.
const PREPARED: usize = 128;

/// The connection that writes: acknowledged means on disk, so `synchronous` is FULL; checkpoints run elsewhere.
pub fn writer(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, FLAGS)?;
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "journal_mode", "wal")?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "wal_autocheckpoint", 0)?;
    conn.pragma_update(None, "cache_size", -4000)?;
    settle(&conn)?;
    Ok(conn)
}

/// The writing connection to a file that is made when it is not there.
pub fn create(path: &Path) -> rusqlite::Result<Connection> {
    drop(Connection::open_with_flags(path, FLAGS | OpenFlags::SQLITE_OPEN_CREATE)?);
    writer(path)
}

/// A connection that only reads.
pub fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let mut conn = Connection::open_with_flags(path, FLAGS)?;
    make_reader(&mut conn)?;
    Ok(conn)
}

/// Turns a fresh connection into one that can only read. (Opened read-write all the same: the WAL's index needs it.)
fn make_reader(conn: &mut Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "cache_size", -384)?;
    settle(conn)?;
    conn.pragma_update(None, "query_only", true)
}

/// The connection that checkpoints: it never waits for anyone.
pub fn checkpointer(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, FLAGS)?;
    conn.busy_timeout(Duration::ZERO)?;
    conn.pragma_update(None, "synchronous", "full")?;
    conn.pragma_update(None, "cache_size", -128)?;
    Ok(conn)
}

/// A connection that looks at a file which nobody may have open, and leaves it and its write-ahead log as they are.
pub fn looker(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, FLAGS)?;
    conn.busy_timeout(BUSY)?;
    // Otherwise the last connection takes the log into the file, and away.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    conn.pragma_update(None, "cache_size", -2000)?;
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "query_only", true)?;
    Ok(conn)
}

/// The connection that changes a copy which counts for nothing until it is whole: nothing is synced, and what a large sort needs lies in
/// files, so that memory stays bounded.
pub fn copy(path: &Path) -> rusqlite::Result<Connection> {
    let conn = Connection::open_with_flags(path, FLAGS)?;
    conn.busy_timeout(BUSY)?;
    conn.pragma_update(None, "journal_mode", "delete")?;
    conn.pragma_update(None, "synchronous", "off")?;
    conn.pragma_update(None, "cache_size", -16_000)?;
    settle(&conn)?;
    conn.pragma_update(None, "temp_store", "file")?;
    Ok(conn)
}

fn settle(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "temp_store", "memory")?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // A plan may not depend on bound values. Otherwise SQLite looks at that of each `LIMIT ?` and prepares the statement anew whenever
    // another is bound, that is each time: a page of 50 customers costs a fifth more.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(PREPARED);
    watch(conn);
    Ok(())
}

/// Has SQLite tell what took long, and in tests what ran at all: a connection has one callback for both. Measuring a statement costs
/// two looks at the clock.
fn watch(conn: &Connection) {
    let profile = TraceEventCodes::SQLITE_TRACE_PROFILE;
    #[cfg(feature = "testing")]
    let events = if crate::db::plan::is_watching() { profile | TraceEventCodes::SQLITE_TRACE_STMT } else { profile };
    #[cfg(not(feature = "testing"))]
    let events = profile;
    conn.trace_v2(
        events,
        Some(|event| match event {
            TraceEvent::Profile(statement, took) => slow::note(took, || statement.sql().into_owned()),
            #[cfg(feature = "testing")]
            TraceEvent::Stmt(_, sql) => crate::db::plan::note(sql),
            _ => {}
        }),
    );
}
