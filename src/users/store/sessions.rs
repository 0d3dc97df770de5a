//! Sessions.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    accounts::model::Role,
    base::{error::Result, ids::UserId, time::Timestamp},
    users::{
        model::{OpenSession, Reach, Session},
        store::{memberships, read_user},
    },
};

pub fn insert(conn: &Connection, token_hash: [u8; 32], user: UserId, address: &str, user_agent: &str, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO session (token_hash, user_id, created_at, seen_at, address, user_agent) VALUES (?1, ?2, ?3, ?3, ?4, ?5)",
    )?
    .execute(params![token_hash, user, now, address, user_agent])?;
    Ok(())
}

/// The session of a token hash, with its user; absent when it ended or the user is disabled.
pub fn find(conn: &Connection, token_hash: [u8; 32]) -> Result<Option<Session>> {
    let found = conn
        .prepare_cached(
            "SELECT u.id, u.email, u.name, u.role, u.locale, u.created_at, u.disabled_at, u.totp_secret IS NOT NULL, s.created_at, s.seen_at
             FROM session s JOIN user u ON u.id = s.user_id
             WHERE s.token_hash = ?1 AND u.disabled_at IS NULL",
        )?
        .query_row([token_hash], |row| Ok((read_user(row)?, row.get(8)?, row.get(9)?)))
        .optional()?;
    let Some((user, created_at, seen_at)) = found else { return Ok(None) };
    let reach = if user.role == Role::Owner { Reach::Agency } else { Reach::Accounts(memberships(conn, user.id)?) };
    Ok(Some(Session { user, reach, created_at, seen_at }))
}

/// A user's sessions that were used since, the last one first.
pub fn of_user(conn: &Connection, user: UserId, seen_since: Timestamp, created_since: Timestamp) -> Result<Vec<OpenSession>> {
    let mut statement = conn.prepare_cached(
        "SELECT token_hash, created_at, seen_at, address, user_agent FROM session
         WHERE user_id = ?1 AND seen_at >= ?2 AND created_at >= ?3 ORDER BY seen_at DESC",
    )?;
    let sessions = statement
        .query_map((user, seen_since, created_since), |row| {
            Ok(OpenSession {
                token_hash: row.get(0)?,
                created_at: row.get(1)?,
                seen_at: row.get(2)?,
                address: row.get(3)?,
                user_agent: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(sessions)
}

pub fn touch(conn: &Connection, token_hash: [u8; 32], now: Timestamp) -> Result<()> {
    conn.prepare_cached("UPDATE session SET seen_at = ?2 WHERE token_hash = ?1")?.execute(params![token_hash, now])?;
    Ok(())
}

pub fn delete(conn: &Connection, token_hash: [u8; 32]) -> Result<()> {
    conn.prepare_cached("DELETE FROM session WHERE token_hash = ?1")?.execute([token_hash])?;
    Ok(())
}

/// Ends one session of a user; another's is not touched.
pub fn end(conn: &Connection, user: UserId, token_hash: [u8; 32]) -> Result<()> {
    conn.prepare_cached("DELETE FROM session WHERE token_hash = ?2 AND user_id = ?1")?.execute(params![user, token_hash])?;
    Ok(())
}

/// Ends all sessions of a user but one.
pub fn end_others(conn: &Connection, user: UserId, kept: [u8; 32]) -> Result<()> {
    conn.prepare_cached("DELETE FROM session WHERE user_id = ?1 AND token_hash <> ?2")?.execute(params![user, kept])?;
    Ok(())
}

pub fn end_all(conn: &Connection, user: UserId) -> Result<()> {
    conn.prepare_cached("DELETE FROM session WHERE user_id = ?1")?.execute([user])?;
    Ok(())
}

/// Removes sessions that nobody has used since, at most `limit`. Says how many there were.
pub fn delete_before(conn: &Connection, seen_before: Timestamp, limit: u32) -> Result<usize> {
    let deleted = conn
        .prepare_cached("DELETE FROM session WHERE token_hash IN (SELECT token_hash FROM session WHERE seen_at < ?1 LIMIT ?2)")?
        .execute((seen_before, limit))?;
    Ok(deleted)
}
