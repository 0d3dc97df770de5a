//! The mail server of a file: the agency's or an account's.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    base::{email::Email, error::Result, time::Timestamp},
    mail::model::{Stored, Typed},
};

/// Absent where none is set up.
pub fn find(conn: &Connection) -> Result<Option<Stored>> {
    let found = conn
        .prepare_cached(
            "SELECT host, port, security, username, password, from_email, from_name, reply_to, updated_at FROM mail_server WHERE id = 1",
        )?
        .query_row([], |row| {
            Ok(Stored {
                host: row.get(0)?,
                port: row.get(1)?,
                security: row.get(2)?,
                username: row.get(3)?,
                password: row.get(4)?,
                from_email: Email::from_stored(row.get(5)?),
                from_name: row.get(6)?,
                reply_to: row.get::<_, Option<String>>(7)?.map(Email::from_stored),
                updated_at: row.get(8)?,
            })
        })
        .optional()?;
    Ok(found)
}

/// Puts a server in the place of the one before. `password` is sealed.
pub fn save(conn: &Connection, typed: &Typed, password: Option<&[u8]>, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO mail_server (id, host, port, security, username, password, from_email, from_name, reply_to, updated_at)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (id) DO UPDATE SET host = ?1, port = ?2, security = ?3, username = ?4, password = ?5, from_email = ?6,
             from_name = ?7, reply_to = ?8, updated_at = ?9",
    )?
    .execute(params![
        typed.host,
        typed.port,
        typed.security,
        typed.username,
        password,
        typed.from_email.as_str(),
        typed.from_name,
        typed.reply_to.as_ref().map(Email::as_str),
        now
    ])?;
    Ok(())
}

pub fn delete(conn: &Connection) -> Result<()> {
    conn.prepare_cached("DELETE FROM mail_server WHERE id = 1")?.execute([])?;
    Ok(())
}
