//! `erased_account`, and what an account leaves behind in the agency's file.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    accounts::{
        model::{Account, Actor, ErasedAccount},
        store::{WITH_MAIN_HOST, read as read_account},
    },
    base::{
        error::{Error, Result},
        ids::AccountId,
        time::Timestamp,
    },
    db::types::one_row,
};

const COLUMNS: &str = "account_id, slug, name, created_at, actor, actor_name, at, rows, files, done_at";

/// What an account holds: how many rows of which table, and how large which file is.
#[derive(Clone, Debug, Default)]
pub struct Holds {
    pub rows: Vec<(String, i64)>,
    pub files: Vec<(String, u64)>,
}

/// Notes that an account is to be erased; from now on nobody finds it, and its slug stays taken until it is gone. Fails where nobody
/// finds it any more.
pub fn begin(conn: &Connection, account: &Account, actor: &Actor, holds: &Holds, now: Timestamp) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE account SET ready = 0 WHERE id = ?1 AND ready = 1")?.execute([account.id])?)?;
    note(conn, account, actor, holds, now)
}

/// The same of an account that shows a snapshot of one that is erased. Its files may be on their way only: they don't come any more.
pub fn begin_shown(conn: &Connection, account: &Account, actor: &Actor, holds: &Holds, now: Timestamp) -> Result<()> {
    conn.prepare_cached("UPDATE account SET ready = 0 WHERE id = ?1")?.execute([account.id])?;
    note(conn, account, actor, holds, now)
}

/// The accounts that show snapshots of this one, or of one that does.
pub fn showing(conn: &Connection, id: AccountId) -> Result<Vec<Account>> {
    let sql = format!(
        "WITH RECURSIVE showing (id) AS (
             SELECT account_id FROM restored_account WHERE of_account = ?1
             UNION SELECT further.account_id FROM showing JOIN restored_account AS further ON further.of_account = showing.id)
         SELECT {WITH_MAIN_HOST}
         WHERE account.id IN (SELECT id FROM showing) AND account.id NOT IN (SELECT account_id FROM erased_account)"
    );
    let showing = conn.prepare_cached(&sql)?.query_map([id], read_account)?.collect::<Result<_, _>>()?;
    Ok(showing)
}

/// How far the erasure of an account has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Its files may be there.
    Files,
    /// Its row is gone, and so were its files before: whatever goes by its slug is another's.
    Gone,
    /// It is in use again.
    Used,
}

pub fn stage(conn: &Connection, id: AccountId) -> Result<Stage> {
    let is_ready: Option<bool> =
        conn.prepare_cached("SELECT ready FROM account WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?;
    Ok(match is_ready {
        Some(false) => Stage::Files,
        Some(true) => Stage::Used,
        None => Stage::Gone,
    })
}

fn note(conn: &Connection, account: &Account, actor: &Actor, holds: &Holds, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO erased_account (account_id, slug, name, created_at, actor, actor_name, at, rows, files)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        account.id,
        account.slug,
        account.name,
        account.created_at,
        actor.log_name(),
        actor.name,
        now,
        json(&holds.rows)?,
        json(&holds.files)?
    ])?;
    Ok(())
}

/// The last step: its files are gone, now its rows go. A trigger takes those along that other features keep of it.
pub fn finish(conn: &Connection, id: AccountId, now: Timestamp) -> Result<()> {
    conn.prepare_cached("DELETE FROM account WHERE id = ?1")?.execute([id])?;
    one_row(conn.prepare_cached("UPDATE erased_account SET done_at = coalesce(done_at, ?2) WHERE account_id = ?1")?.execute((id, now))?)
}

/// Erasures that were cut short.
pub fn open(conn: &Connection) -> Result<Vec<ErasedAccount>> {
    let sql = format!("SELECT {COLUMNS} FROM erased_account /* whole table: few are ever erased */ WHERE done_at IS NULL");
    let open = conn.prepare_cached(&sql)?.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(open)
}

/// All that were erased, the last one first.
pub fn list(conn: &Connection) -> Result<Vec<ErasedAccount>> {
    let sql = format!("SELECT {COLUMNS} FROM erased_account /* whole table: few are ever erased */ ORDER BY at DESC");
    let all = conn.prepare_cached(&sql)?.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(all)
}

pub fn find(conn: &Connection, id: AccountId) -> Result<Option<ErasedAccount>> {
    let sql = format!("SELECT {COLUMNS} FROM erased_account WHERE account_id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], read).optional()?)
}

/// How many rows each table of a file holds, those without any left out.
pub fn count_rows(conn: &Connection) -> Result<Vec<(String, i64)>> {
    let mut statement = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")?;
    let tables = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let mut counted = Vec::new();
    for table in tables {
        let sql = format!("SELECT count(*) /* whole table: once, before it goes */ FROM \"{}\"", table.replace('"', ""));
        let rows: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
        if rows > 0 {
            counted.push((table, rows));
        }
    }
    Ok(counted)
}

fn json<T: serde::Serialize + ?Sized>(counted: &T) -> Result<String> {
    serde_json::to_string(counted).map_err(|cause| Error::internal("counted rows", cause))
}

fn read(row: &Row<'_>) -> rusqlite::Result<ErasedAccount> {
    let (rows, files): (String, String) = (row.get(7)?, row.get(8)?);
    Ok(ErasedAccount {
        id: row.get(0)?,
        slug: row.get(1)?,
        name: row.get(2)?,
        created_at: row.get(3)?,
        by: row.get(5)?,
        at: row.get(6)?,
        rows: serde_json::from_str(&rows).unwrap_or_default(),
        files: serde_json::from_str(&files).unwrap_or_default(),
        done_at: row.get(9)?,
    })
}
