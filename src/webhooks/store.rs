//! The endpoint in an account's file.

use rusqlite::{Connection, OptionalExtension as _, params, types::Type};
use url::Url;

use crate::{
    base::{error::Result, time::Timestamp},
    db::types::one_row,
    webhooks::model::Endpoint,
};

/// Absent where none is set up.
pub fn find(conn: &Connection) -> Result<Option<Endpoint>> {
    let found = conn
        .prepare_cached("SELECT url, secret, old_secret, old_until, updated_at FROM webhook WHERE id = 1")?
        .query_row([], |row| {
            let url: String = row.get(0)?;
            Ok(Endpoint {
                url: Url::parse(&url).map_err(|cause| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, cause.into()))?,
                secret: row.get(1)?,
                old_secret: row.get(2)?,
                old_until: row.get(3)?,
                updated_at: row.get(4)?,
            })
        })
        .optional()?;
    Ok(found)
}

pub fn insert(conn: &Connection, url: &Url, secret: &[u8], now: Timestamp) -> Result<()> {
    conn.prepare_cached("INSERT INTO webhook (id, url, secret, updated_at) VALUES (1, ?1, ?2, ?3)")?.execute(params![
        url.as_str(),
        secret,
        now
    ])?;
    Ok(())
}

pub fn set_url(conn: &Connection, url: &Url, now: Timestamp) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE webhook SET url = ?1, updated_at = ?2 WHERE id = 1")?.execute(params![url.as_str(), now])?)
}

/// A new secret; the one before it goes on signing until `old_until`.
pub fn rotate(conn: &Connection, secret: &[u8], old_until: Timestamp, now: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE webhook SET old_secret = secret, secret = ?1, old_until = ?2, updated_at = ?3 WHERE id = 1")?
        .execute(params![secret, old_until, now])?;
    one_row(touched)
}

pub fn delete(conn: &Connection) -> Result<()> {
    conn.prepare_cached("DELETE FROM webhook WHERE id = 1")?.execute([])?;
    Ok(())
}
