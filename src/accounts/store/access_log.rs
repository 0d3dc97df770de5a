//! `access_log`: added to, walked from its beginning, and listed from its end.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    accounts::{
        access_log::{self, Entry, Filter, Hash},
        model::Access,
    },
    base::{
        error::Result,
        ids::AccountId,
        page::{Page, PageRequest},
        time::Timestamp,
    },
    db::list::Listing,
};

/// The one order of the list, as its cursors name it.
pub const NEWEST_FIRST: &str = "-at";

const COLUMNS: &str = "id, at, account_id, event_id, actor, actor_name, address, subject, action";

/// Appends a row. One that was relayed from an account's outbox before is left out.
pub fn append(conn: &Connection, account: Option<AccountId>, event_id: Option<i64>, access: &Access, at: Timestamp) -> Result<()> {
    let known =
        conn.prepare_cached("SELECT 1 FROM access_log WHERE account_id = ?1 AND event_id = ?2")?.exists(params![account, event_id])?;
    if known {
        return Ok(());
    }
    // Behind the end as it was noted, not behind the last row that is there: else rows cut off before this one would never be missed.
    let (reached, previous) = end(conn)?.unwrap_or_default();
    let last: Option<i64> =
        conn.prepare_cached("SELECT id FROM access_log ORDER BY id DESC LIMIT 1")?.query_row([], |row| row.get(0)).optional()?;
    let id = reached.max(last.unwrap_or_default()) + 1;
    let hash = access_log::hash(previous, account, event_id, access, at);
    conn.prepare_cached(
        "INSERT INTO access_log (id, at, actor, actor_name, address, account_id, event_id, subject, action, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        id,
        at,
        access.actor,
        access.actor_name,
        access.address,
        account,
        event_id,
        access.subject,
        access.action,
        hash
    ])?;
    conn.prepare_cached(
        "INSERT INTO access_log_end (only, row_id, hash) VALUES (1, ?1, ?2)
         ON CONFLICT (only) DO UPDATE SET row_id = excluded.row_id, hash = excluded.hash",
    )?
    .execute(params![id, hash])?;
    Ok(())
}

/// The last row that the log has reached, and its hash; absent while it has none.
pub fn end(conn: &Connection) -> Result<Option<(i64, Hash)>> {
    let mut statement = conn.prepare_cached("SELECT row_id, hash FROM access_log_end WHERE only = 1")?;
    Ok(statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// The row behind which the log begins, and its hash; absent while it has all its rows.
pub fn start(conn: &Connection) -> Result<Option<(i64, Hash)>> {
    let mut statement = conn.prepare_cached("SELECT row_id, hash FROM access_log_start WHERE only = 1")?;
    Ok(statement.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Deletes the rows up to one, which has this hash: from now on the log begins behind it.
pub fn delete_up_to(conn: &Connection, id: i64, hash: Hash) -> Result<()> {
    conn.prepare_cached("DELETE FROM access_log WHERE id <= ?1")?.execute([id])?;
    conn.prepare_cached(
        "INSERT INTO access_log_start (only, row_id, hash) VALUES (1, ?1, ?2)
         ON CONFLICT (only) DO UPDATE SET row_id = excluded.row_id, hash = excluded.hash",
    )?
    .execute(params![id, hash])?;
    Ok(())
}

/// How many rows are from before an instant.
pub fn count_before(conn: &Connection, before: Timestamp) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT count(*) FROM access_log WHERE at < ?1")?.query_row([before], |row| row.get(0))?)
}

/// The next rows behind an id with their stored hashes, in the order of the chain.
pub fn after(conn: &Connection, id: i64, limit: u32) -> Result<Vec<(Entry, Hash)>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, at, account_id, event_id, actor, actor_name, address, subject, action, hash FROM access_log
         WHERE id > ?1 ORDER BY id LIMIT ?2",
    )?;
    // Whatever else stands in the hash's place is no hash of ours.
    let rows = statement.query_map((id, limit), |row| Ok((read(row)?, row.get(9).unwrap_or_default())))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// One page of the rows asked for, the newest first. Nobody needs their number, which would have to be counted.
pub fn list(conn: &Connection, filter: &Filter, request: &PageRequest) -> Result<Page<Entry>> {
    let mut listing = Listing::new(COLUMNS, "access_log", "id", "at", true);
    for (condition, text) in [("actor = ?", &filter.actor), ("action = ?", &filter.action), ("subject = ?", &filter.subject)] {
        if let Some(text) = text {
            listing.filter(condition, text.clone());
        }
    }
    let numbers = [
        ("account_id = ?", filter.account.map(|id| id.0)),
        ("at >= ?", filter.from.map(|at| at.0)),
        ("at < ?", filter.until.map(|at| at.0)),
    ];
    for (condition, number) in numbers {
        if let Some(number) = number {
            listing.filter(condition, number);
        }
    }
    listing.page(conn, request, NEWEST_FIRST, 0, read)
}

/// Everybody who stands in the log, by name, with the name they had last; at most `limit`.
pub fn actors(conn: &Connection, limit: u32) -> Result<Vec<(String, String)>> {
    // Leaps from actor to actor: each is found by the index, however many rows they have.
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE known (actor) AS (
             SELECT min(actor) FROM access_log
             UNION ALL
             SELECT (SELECT min(actor) FROM access_log WHERE actor > known.actor) FROM known WHERE known.actor IS NOT NULL
         )
         SELECT actor, (SELECT actor_name FROM access_log WHERE access_log.actor = known.actor ORDER BY at DESC LIMIT 1)
         FROM known WHERE actor IS NOT NULL LIMIT ?1",
    )?;
    let mut actors: Vec<(String, String)> =
        statement.query_map([limit], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    actors.sort_by(|one, other| one.1.cmp(&other.1));
    Ok(actors)
}

/// Every action in the log, in alphabetical order, at most `limit`.
pub fn actions(conn: &Connection, limit: u32) -> Result<Vec<String>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE known (action) AS (
             SELECT min(action) FROM access_log
             UNION ALL
             SELECT (SELECT min(action) FROM access_log WHERE action > known.action) FROM known WHERE known.action IS NOT NULL
         )
         SELECT action FROM known WHERE action IS NOT NULL LIMIT ?1",
    )?;
    let actions = statement.query_map([limit], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(actions)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        at: row.get(1)?,
        account: row.get(2)?,
        event_id: row.get(3)?,
        access: Access { actor: row.get(4)?, actor_name: row.get(5)?, address: row.get(6)?, subject: row.get(7)?, action: row.get(8)? },
    })
}
