//! Certificates by host, and who we are in an authority's book.

use rusqlite::{Connection, OptionalExtension as _, Row, params, types::Type};

use crate::{
    base::{
        error::{Error, Result},
        lang::Message,
        time::Timestamp,
    },
    db::types::one_row,
    operations::certificates::{Held, Known},
};

/// All hosts, by name.
pub fn all(conn: &Connection) -> Result<Vec<Known>> {
    let mut statement = conn.prepare_cached(
        "SELECT host, side, source, directory, issuer, not_before, not_after, tried_at, failures, fault, try_at FROM certificate
         ORDER BY host",
    )?;
    let found = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// The chain of a host and its sealed key; absent where it has none of an authority's.
pub fn pair(conn: &Connection, host: &str) -> Result<Option<(String, Vec<u8>)>> {
    let found = conn
        .prepare_cached("SELECT chain, key FROM certificate WHERE host = ?1 AND chain IS NOT NULL AND key IS NOT NULL")?
        .query_row([host], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

/// Puts what is known of a host in the place of what was known. What an authority gave stays.
pub fn save(conn: &Connection, known: &Known) -> Result<()> {
    let held = known.held.as_ref();
    let fault = known.fault.as_ref().map(serde_json::to_string).transpose();
    let fault = fault.map_err(|cause| Error::internal("a certificate's fault", cause))?;
    conn.prepare_cached(
        "INSERT INTO certificate (host, side, source, directory, issuer, not_before, not_after, tried_at, failures, fault, try_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (host) DO UPDATE SET side = ?2, source = ?3, directory = ?4, issuer = ?5, not_before = ?6, not_after = ?7,
             tried_at = ?8, failures = ?9, fault = ?10, try_at = ?11",
    )?
    .execute(params![
        known.host,
        known.side,
        known.source,
        held.and_then(|held| held.directory.as_ref()),
        held.map(|held| &held.issuer),
        held.map(|held| held.not_before),
        held.map(|held| held.not_after),
        known.tried_at,
        known.failures,
        fault,
        known.try_at,
    ])?;
    Ok(())
}

/// Keeps what an authority gave; `key` is sealed.
pub fn save_pair(conn: &Connection, host: &str, chain: &str, key: &[u8]) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE certificate SET chain = ?2, key = ?3 WHERE host = ?1")?.execute(params![host, chain, key])?)
}

/// What an authority gave is not needed any more.
pub fn forget_pair(conn: &Connection, host: &str) -> Result<()> {
    conn.prepare_cached("UPDATE certificate SET chain = NULL, key = NULL WHERE host = ?1")?.execute([host])?;
    Ok(())
}

/// The next try may be made at once. A host that is not there is `NotFound`.
pub fn try_now(conn: &Connection, host: &str) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE certificate SET try_at = NULL WHERE host = ?1")?.execute([host])?)
}

pub fn delete(conn: &Connection, host: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM certificate WHERE host = ?1")?.execute([host])?;
    Ok(())
}

/// Who we are in the book of an authority: the address that it knows, and the sealed key. Absent while we are not in it.
pub fn entry(conn: &Connection, directory: &str) -> Result<Option<(String, Vec<u8>)>> {
    let found = conn
        .prepare_cached("SELECT email, credentials FROM acme_account WHERE directory = ?1")?
        .query_row([directory], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found)
}

pub fn save_entry(conn: &Connection, directory: &str, email: &str, credentials: &[u8], now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO acme_account (directory, email, credentials, created_at) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (directory) DO UPDATE SET email = ?2, credentials = ?3, created_at = ?4",
    )?
    .execute(params![directory, email, credentials, now])?;
    Ok(())
}

pub fn save_contact(conn: &Connection, directory: &str, email: &str) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE acme_account SET email = ?2 WHERE directory = ?1")?.execute([directory, email])?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Known> {
    let held = match (row.get(4)?, row.get(5)?, row.get(6)?) {
        (Some(issuer), Some(not_before), Some(not_after)) => Some(Held { issuer, not_before, not_after, directory: row.get(3)? }),
        _ => None,
    };
    let fault: Option<String> = row.get(9)?;
    let fault: Option<Message> = fault
        .map(|stored| serde_json::from_str(&stored))
        .transpose()
        .map_err(|cause| rusqlite::Error::FromSqlConversionFailure(9, Type::Text, cause.into()))?;
    Ok(Known {
        host: row.get(0)?,
        side: row.get(1)?,
        source: row.get(2)?,
        held,
        tried_at: row.get(7)?,
        failures: row.get(8)?,
        fault,
        try_at: row.get(10)?,
    })
}
