//! What a restored file takes over from the one that it replaces, and the restores that somebody asked for.

use std::path::Path;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    backups::restore::{Order, OrderState, Progress, Told, Wanted},
    base::{
        error::{Error, Result},
        ids::AccountId,
        time::Timestamp,
    },
};

/// The rows of each table, counted.
pub fn count_rows(conn: &Connection) -> Result<Vec<(String, i64)>> {
    let mut statement =
        conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name")?;
    let tables = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let count = |table: String| {
        let sql = format!("SELECT count(*) FROM \"{table}\" /* whole table: once before a restore, to show what it changes */");
        let rows = conn.query_row(&sql, [], |row| row.get(0))?;
        Ok((table, rows))
    };
    tables.into_iter().map(count).collect()
}

/// The last ids that were handed out, by table.
pub fn sequences(conn: &Connection) -> Result<Vec<(String, i64)>> {
    let mut statement = conn.prepare("SELECT name, seq FROM sqlite_sequence")?;
    let sequences = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(sequences.collect::<rusqlite::Result<_>>()?)
}

/// Hands out no id again that was handed out up to here: the access log, letters and other systems name rows by them.
pub fn raise_sequence(conn: &Connection, table: &str, last: i64) -> Result<()> {
    let is_there = conn.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")?.exists([table])?;
    if !is_there {
        return Ok(());
    }
    let raised = conn.execute("UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1", params![table, last])?;
    if raised == 0 {
        conn.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)", params![table, last])?;
    }
    Ok(())
}

/// The last event of an account that the access log knows.
pub fn last_event(conn: &Connection, account: AccountId) -> Result<i64> {
    let last: Option<i64> = conn
        .prepare_cached("SELECT event_id FROM access_log WHERE account_id = ?1 ORDER BY event_id DESC LIMIT 1")?
        .query_row([account], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(last.unwrap_or(0))
}

/// When an account of this slug was erased last, and since when it had been there.
pub fn erased(conn: &Connection, slug: &str) -> Result<Option<(Timestamp, Timestamp)>> {
    let mut statement = conn.prepare_cached("SELECT created_at, at FROM erased_account WHERE slug = ?1 ORDER BY at DESC LIMIT 1")?;
    Ok(statement.query_row([slug], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Notes that an account shows a snapshot of another.
pub fn note_aside(conn: &Connection, account: AccountId, of: AccountId, snapshot: &str, at: Timestamp) -> Result<()> {
    conn.prepare_cached("INSERT INTO restored_account (account_id, of_account, snapshot, snapshot_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![account, of, snapshot, at])?;
    Ok(())
}

/// Whose snapshot an account shows, and which; absent for an ordinary account.
pub fn aside_of(conn: &Connection, account: AccountId) -> Result<Option<(AccountId, String, Timestamp)>> {
    let mut statement = conn.prepare_cached("SELECT of_account, snapshot, snapshot_at FROM restored_account WHERE account_id = ?1")?;
    Ok(statement.query_row([account], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?)
}

/// Adds a restore that somebody asks for.
pub fn insert(conn: &Connection, by: &str, wanted: &Wanted, now: Timestamp) -> Result<i64> {
    conn.prepare_cached("INSERT INTO restore (asked_at, asked_by, wanted, state, progress, told) VALUES (?1, ?2, ?3, ?4, ?5, '[]')")?
        .execute(params![now, by, written(wanted)?, OrderState::Waiting, written(&Progress::default())?])?;
    Ok(conn.last_insert_rowid())
}

/// Is one under way?
pub fn is_open(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM restore WHERE state <= 1")?.exists([])?)
}

pub fn tell(conn: &Connection, id: i64, progress: &Progress) -> Result<()> {
    conn.prepare_cached("UPDATE restore SET state = ?2, progress = ?3 WHERE id = ?1")?.execute(params![
        id,
        OrderState::Running,
        written(progress)?
    ])?;
    Ok(())
}

pub fn end(conn: &Connection, id: i64, state: OrderState, told: &[Told], now: Timestamp) -> Result<()> {
    conn.prepare_cached("UPDATE restore SET state = ?2, told = ?3, ended_at = ?4 WHERE id = ?1")?.execute(params![
        id,
        state,
        written(&told)?,
        now
    ])?;
    Ok(())
}

/// Ends what a process that died has left open.
pub fn end_open(conn: &Connection, told: &[Told], now: Timestamp) -> Result<usize> {
    Ok(conn.prepare_cached("UPDATE restore SET state = ?1, told = ?2, ended_at = ?3 WHERE state <= 1")?.execute(params![
        OrderState::Failed,
        written(&told)?,
        now
    ])?)
}

/// The newest ones, newest first.
pub fn newest(conn: &Connection, limit: u32) -> Result<Vec<Order>> {
    let mut statement =
        conn.prepare_cached("SELECT id, asked_at, wanted, state, progress, told, ended_at FROM restore ORDER BY id DESC LIMIT ?1")?;
    let orders = statement.query_map([limit], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(orders)
}

pub fn find(conn: &Connection, id: i64) -> Result<Order> {
    let mut statement = conn.prepare_cached("SELECT id, asked_at, wanted, state, progress, told, ended_at FROM restore WHERE id = ?1")?;
    Ok(statement.query_row([id], read)?)
}

/// An account as the control file of a snapshot has it.
pub struct Listed {
    pub id: AccountId,
    pub slug: String,
    /// Does a newer list say that it was erased?
    pub is_erased: bool,
}

/// Takes over who was erased, from the control file of a newer snapshot beside this one. What finds erased persons again comes with it.
pub fn take_over_erasures(conn: &Connection, newer: &Path) -> Result<()> {
    conn.execute("ATTACH DATABASE ?1 AS newer", [newer.to_string_lossy()])?;
    let taken = conn.execute_batch(
        "INSERT OR REPLACE INTO erased_person SELECT * FROM newer.erased_person;
         INSERT OR REPLACE INTO erased_account SELECT * FROM newer.erased_account;
         INSERT OR IGNORE INTO server_key SELECT * FROM newer.server_key WHERE name = 'erasure';",
    );
    conn.execute_batch("DETACH DATABASE newer")?;
    Ok(taken?)
}

/// The accounts of a control file.
pub fn listed(conn: &Connection) -> Result<Vec<Listed>> {
    let mut statement = conn.prepare(
        "SELECT id, slug, EXISTS (SELECT 1 FROM erased_account AS erased WHERE erased.account_id = account.id) FROM account ORDER BY slug",
    )?;
    let listed = statement.query_map([], |row| Ok(Listed { id: row.get(0)?, slug: row.get(1)?, is_erased: row.get(2)? }))?;
    Ok(listed.collect::<rusqlite::Result<_>>()?)
}

/// What was under way when a control file was saved is not under way where it is restored.
pub fn forget_under_way(conn: &Connection, told: &[Told], now: Timestamp) -> Result<()> {
    conn.execute("DELETE FROM swap /* whole table: empty, unless an account's files were just being moved */", [])?;
    end_open(conn, told, now)?;
    Ok(())
}

fn read(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        id: row.get(0)?,
        asked_at: row.get(1)?,
        wanted: json(row, 2)?,
        state: row.get(3)?,
        progress: json(row, 4)?,
        told: json(row, 5)?,
        ended_at: row.get(6)?,
    })
}

fn json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text)
        .map_err(|cause| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, cause.into()))
}

fn written(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::internal("noting a restore", cause))
}
