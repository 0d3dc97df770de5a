//! `erased_person` of the agency's file.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    accounts::model::Actor,
    base::{
        error::{Error, Result},
        ids::AccountId,
        page::{Page, PageInfo, PageRequest},
        time::Timestamp,
    },
    db::types::one_row,
    retention::{
        erasure::{Marks, Reason},
        model::Erasure,
    },
};

const COLUMNS: &str = "id, account_id, customer_id, known_since, reason, actor_name, at, rows, done_at, tidied_at";

/// Notes that somebody is to be erased. Answers with the row's id.
pub fn insert(
    conn: &Connection,
    account: AccountId,
    marks: &Marks,
    (reason, actor): (Reason, &Actor),
    rows: &[(String, i64)],
    now: Timestamp,
) -> Result<i64> {
    let rows = serde_json::to_string(rows).map_err(|cause| Error::internal("counted rows", cause))?;
    conn.prepare_cached(
        "INSERT INTO erased_person (account_id, customer_id, known_since, email_hash, phone_hash, reason, actor, actor_name, at, rows)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        account,
        marks.customer,
        marks.since,
        marks.email,
        marks.phone,
        reason,
        actor.log_name(),
        actor.name,
        now,
        rows
    ])?;
    Ok(conn.last_insert_rowid())
}

/// No row of the person is left.
pub fn set_done(conn: &Connection, id: i64, now: Timestamp) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE erased_person SET done_at = coalesce(done_at, ?2) WHERE id = ?1")?.execute((id, now))?)
}

/// The account's files were written anew: of whom was erased before `id` and this one, no trace is left.
pub fn set_tidied(conn: &Connection, account: AccountId, up_to: i64, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "UPDATE erased_person SET tidied_at = ?3 WHERE account_id = ?1 AND id <= ?2 AND done_at IS NOT NULL AND tidied_at IS NULL",
    )?
    .execute((account, up_to, now))?;
    Ok(())
}

/// Erasures that are not at their end, the oldest first.
pub fn open(conn: &Connection) -> Result<Vec<Erasure>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM erased_person WHERE tidied_at IS NULL ORDER BY id"))?;
    let open = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(open)
}

pub fn find(conn: &Connection, account: AccountId, id: i64) -> Result<Option<Erasure>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM erased_person WHERE account_id = ?1 AND id = ?2"))?;
    Ok(statement.query_row((account, id), read).optional()?)
}

/// The erasures of an account, the newest first.
pub fn list(conn: &Connection, account: AccountId, request: &PageRequest) -> Result<Page<Erasure>> {
    let total = conn.prepare_cached("SELECT count(*) FROM erased_person WHERE account_id = ?1")?.query_row([account], |row| row.get(0))?;
    let sql = format!("SELECT {COLUMNS} FROM erased_person WHERE account_id = ?1 ORDER BY id DESC LIMIT ?2 OFFSET ?3");
    let mut statement = conn.prepare_cached(&sql)?;
    let data = statement.query_map(params![account, request.size, request.offset()], read)?.collect::<Result<_, _>>()?;
    Ok(Page { data, page: PageInfo { number: request.number, size: request.size, total, next: None } })
}

/// What is kept of everybody who was erased from an account, and when they were.
pub fn marks(conn: &Connection, account: AccountId) -> Result<Vec<(Marks, Timestamp)>> {
    let mut statement =
        conn.prepare_cached("SELECT customer_id, known_since, email_hash, phone_hash, at FROM erased_person WHERE account_id = ?1")?;
    let marks = statement.query_map([account], |row| {
        let marks = Marks { customer: row.get(0)?, since: row.get(1)?, email: row.get(2)?, phone: row.get(3)? };
        Ok((marks, row.get(4)?))
    })?;
    Ok(marks.collect::<Result<_, _>>()?)
}

/// The account whose snapshot this one shows; absent for an ordinary one.
pub fn shown_of(conn: &Connection, account: AccountId) -> Result<Option<AccountId>> {
    let mut statement = conn.prepare_cached("SELECT of_account FROM restored_account WHERE account_id = ?1")?;
    Ok(statement.query_row([account], |row| row.get(0)).optional()?)
}

/// The accounts that show snapshots of this one, or of one that does, with their slugs; those too whose files are on their way.
pub fn showing(conn: &Connection, account: AccountId) -> Result<Vec<(AccountId, String)>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE showing (id) AS (
             SELECT account_id FROM restored_account WHERE of_account = ?1
             UNION SELECT further.account_id FROM showing JOIN restored_account AS further ON further.of_account = showing.id)
         SELECT account.id, account.slug FROM showing JOIN account ON account.id = showing.id",
    )?;
    let showing = statement.query_map([account], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(showing.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Erasure> {
    let rows: String = row.get(7)?;
    Ok(Erasure {
        id: row.get(0)?,
        account: row.get(1)?,
        customer: row.get(2)?,
        since: row.get(3)?,
        reason: row.get(4)?,
        by: row.get(5)?,
        at: row.get(6)?,
        rows: serde_json::from_str(&rows).unwrap_or_default(),
        done_at: row.get(8)?,
        tidied_at: row.get(9)?,
    })
}
