//! `host`: accounts' own host names, in the agency's file.

use std::net::IpAddr;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    accounts::{
        host::{Dns, Host, HostName, Hosted, NewHost},
        texts::hosts as texts,
    },
    base::{
        error::{Error, Result},
        ids::{AccountId, HostId, PageId},
        time::Timestamp,
    },
    db::types::{is_unique_violation, one_row},
};

const COLUMNS: &str = "id, name, account_id, root_page_id, is_main, created_at, dns_state, dns_found, dns_wanted, checked_at";

/// All names that requests are looked for under.
pub fn served(conn: &Connection) -> Result<Vec<Hosted>> {
    let mut statement = conn.prepare_cached(
        "SELECT host.account_id, account.slug, host.name, host.root_page_id
         FROM host JOIN account ON account.id = host.account_id
         WHERE account.ready = 1",
    )?;
    let read = |row: &Row<'_>| {
        Ok(Hosted { account: row.get(0)?, slug: row.get(1)?, name: HostName::from_stored(row.get(2)?), root_page: row.get(3)? })
    };
    let all = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(all)
}

/// All names of all accounts that are there, by name.
pub fn all(conn: &Connection) -> Result<Vec<Host>> {
    let sql = format!("SELECT {COLUMNS} FROM host WHERE account_id IN (SELECT id FROM account WHERE ready = 1) ORDER BY name");
    let all = conn.prepare_cached(&sql)?.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(all)
}

/// An account's names, as they were added.
pub fn list(conn: &Connection, account: AccountId) -> Result<Vec<Host>> {
    let sql = format!("SELECT {COLUMNS} FROM host WHERE account_id = ?1 ORDER BY id");
    let all = conn.prepare_cached(&sql)?.query_map([account], read)?.collect::<Result<_, _>>()?;
    Ok(all)
}

/// One of an account's names, or `NotFound`.
pub fn get(conn: &Connection, account: AccountId, id: HostId) -> Result<Host> {
    let sql = format!("SELECT {COLUMNS} FROM host WHERE id = ?1 AND account_id = ?2");
    conn.prepare_cached(&sql)?.query_row((id, account), read).optional()?.ok_or(Error::NotFound)
}

pub fn count(conn: &Connection, account: AccountId) -> Result<usize> {
    let count: i64 = conn.prepare_cached("SELECT count(*) FROM host WHERE account_id = ?1")?.query_row([account], |row| row.get(0))?;
    Ok(usize::try_from(count).unwrap_or(usize::MAX))
}

/// Adds a name, not yet the main one. One that any account has is a conflict.
pub fn insert(conn: &Connection, account: AccountId, new: &NewHost, now: Timestamp) -> Result<HostId> {
    conn.prepare_cached("INSERT INTO host (name, account_id, root_page_id, created_at) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![new.name.as_str(), account, new.root_page, now])
        .map_err(
            |cause| {
                if is_unique_violation(&cause, "host.name") { Error::conflict("name", texts::NAME_TAKEN) } else { cause.into() }
            },
        )?;
    Ok(HostId(conn.last_insert_rowid()))
}

pub fn set_root(conn: &Connection, account: AccountId, id: HostId, page: Option<PageId>) -> Result<()> {
    let mut statement = conn.prepare_cached("UPDATE host SET root_page_id = ?3 WHERE id = ?1 AND account_id = ?2")?;
    one_row(statement.execute(params![id, account, page])?)
}

/// Makes a name the one that links carry; with none they carry the visitors' own.
pub fn set_main(conn: &Connection, account: AccountId, id: Option<HostId>) -> Result<()> {
    conn.prepare_cached("UPDATE host SET is_main = 0 WHERE account_id = ?1 AND is_main = 1")?.execute([account])?;
    let Some(id) = id else { return Ok(()) };
    one_row(conn.prepare_cached("UPDATE host SET is_main = 1 WHERE id = ?1 AND account_id = ?2")?.execute((id, account))?)
}

pub fn delete(conn: &Connection, account: AccountId, id: HostId) -> Result<()> {
    one_row(conn.prepare_cached("DELETE FROM host WHERE id = ?1 AND account_id = ?2")?.execute((id, account))?)
}

/// Notes what a look-up found. A name that was removed meanwhile is passed over.
pub fn note_dns(conn: &Connection, id: HostId, dns: &Dns) -> Result<()> {
    conn.prepare_cached("UPDATE host SET dns_state = ?2, dns_found = ?3, dns_wanted = ?4, checked_at = ?5 WHERE id = ?1")?
        .execute(params![id, dns.state, joined(&dns.found), joined(&dns.wanted), dns.checked_at])?;
    Ok(())
}

/// Does an account's file hold this landing page?
pub fn page_exists(file: &Connection, id: PageId) -> Result<bool> {
    Ok(file.prepare_cached("SELECT 1 FROM landing_page WHERE id = ?1")?.exists([id])?)
}

fn joined(addresses: &[IpAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
}

fn split(text: &str) -> Vec<IpAddr> {
    text.split(' ').filter_map(|address| address.parse().ok()).collect()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Host> {
    let (found, wanted): (String, String) = (row.get(7)?, row.get(8)?);
    Ok(Host {
        id: row.get(0)?,
        name: HostName::from_stored(row.get(1)?),
        account: row.get(2)?,
        root_page: row.get(3)?,
        is_main: row.get(4)?,
        created_at: row.get(5)?,
        dns: Dns { state: row.get(6)?, found: split(&found), wanted: split(&wanted), checked_at: row.get(9)? },
    })
}
