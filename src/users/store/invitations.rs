//! Invitations that wait.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        error::{Error, Result},
        ids::{AccountId, InvitationId},
        time::Timestamp,
    },
    db::types::one_row,
    users::roles::{Invitation, NewInvitation},
};

/// Adds an invitation, in place of an older one for the same address.
pub fn insert(
    conn: &Connection,
    new: &NewInvitation,
    token_hash: [u8; 32],
    invited_by: &str,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<InvitationId> {
    conn.prepare_cached("DELETE FROM invitation WHERE email_key = ?1")?.execute([new.email.key()])?;
    conn.prepare_cached(
        "INSERT INTO invitation (token_hash, email, email_key, role, may_export, invited_by, created_at, expires_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![token_hash, new.email.as_str(), new.email.key(), new.role, new.may_export, invited_by, now, expires_at])?;
    let id = InvitationId(conn.last_insert_rowid());
    let mut statement = conn.prepare_cached("INSERT OR IGNORE INTO invitation_account (invitation_id, account_id) VALUES (?1, ?2)")?;
    for account in &new.accounts {
        statement.execute((id, account))?;
    }
    Ok(id)
}

/// The invitation of a token that has not run out; absent when there is none.
pub fn find(conn: &Connection, token_hash: [u8; 32], now: Timestamp) -> Result<Option<Invitation>> {
    let found = conn
        .prepare_cached(
            "SELECT id, email, role, may_export, invited_by, created_at, expires_at FROM invitation WHERE token_hash = ?1 AND expires_at > ?2",
        )?
        .query_row(params![token_hash, now], read)
        .optional()?;
    found.map(|invitation| with_accounts(conn, invitation)).transpose()
}

/// All that wait, run out or not, the newest first.
pub fn list(conn: &Connection) -> Result<Vec<Invitation>> {
    let mut statement =
        conn.prepare_cached("SELECT id, email, role, may_export, invited_by, created_at, expires_at FROM invitation ORDER BY id DESC")?;
    let found: Vec<Invitation> = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    found.into_iter().map(|invitation| with_accounts(conn, invitation)).collect()
}

/// Gives an invitation another token and more time. Its old token is good no longer.
pub fn renew(conn: &Connection, id: InvitationId, token_hash: [u8; 32], expires_at: Timestamp) -> Result<Invitation> {
    let touched = conn
        .prepare_cached("UPDATE invitation SET token_hash = ?2, expires_at = ?3 WHERE id = ?1")?
        .execute(params![id, token_hash, expires_at])?;
    one_row(touched)?;
    list(conn)?.into_iter().find(|invitation| invitation.id == id).ok_or(Error::NotFound)
}

pub fn delete(conn: &Connection, id: InvitationId) -> Result<()> {
    one_row(conn.prepare_cached("DELETE FROM invitation WHERE id = ?1")?.execute([id])?)
}

fn with_accounts(conn: &Connection, invitation: Invitation) -> Result<Invitation> {
    let mut statement = conn.prepare_cached("SELECT account_id FROM invitation_account WHERE invitation_id = ?1")?;
    let accounts: Vec<AccountId> = statement.query_map([invitation.id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(Invitation { accounts, ..invitation })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Invitation> {
    Ok(Invitation {
        id: row.get(0)?,
        email: row.get(1)?,
        role: row.get(2)?,
        may_export: row.get(3)?,
        accounts: Vec::new(),
        invited_by: row.get(4)?,
        created_at: row.get(5)?,
        expires_at: row.get(6)?,
    })
}

/// Deletes those that ran out before an instant, at most `limit`. Says how many there were.
pub fn delete_expired(conn: &Connection, before: Timestamp, limit: u32) -> Result<usize> {
    let deleted = conn
        .prepare_cached("DELETE FROM invitation WHERE id IN (SELECT id FROM invitation WHERE expires_at < ?1 LIMIT ?2)")?
        .execute((before, limit))?;
    Ok(deleted)
}
