//! Accounts in the control file, and the access log's way there.

pub mod access_log;
pub mod erasing;
pub mod hosts;
pub mod parcel;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    accounts::{
        host::HostName,
        model::{Account, AccountChange, AccountStatus, NewAccount},
    },
    base::{
        error::{Error, Result},
        ids::AccountId,
        lang::Lang,
        time::{Timestamp, Zone},
    },
    db::types::{is_unique_violation, one_row},
};

const WITH_MAIN_HOST: &str =
    "account.id, account.slug, account.name, account.status, account.time_zone, account.locale, account.created_at,
     account.mask_lists, host.name
     FROM account LEFT JOIN host ON host.account_id = account.id AND host.is_main = 1";

/// All accounts that have their file, by name.
pub fn list(conn: &Connection) -> Result<Vec<Account>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {WITH_MAIN_HOST} WHERE account.ready = 1 ORDER BY account.name"))?;
    let accounts = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(accounts)
}

/// The account of a slug; absent while it has no file.
pub fn find(conn: &Connection, slug: &str) -> Result<Option<Account>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {WITH_MAIN_HOST} WHERE account.slug = ?1 AND account.ready = 1"))?;
    Ok(statement.query_row([slug], read).optional()?)
}

/// Slugs whose creation was interrupted before their file was there.
pub fn pending(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn
        .prepare_cached("SELECT slug FROM account WHERE ready = 0 AND id NOT IN (SELECT account_id FROM erased_account) ORDER BY slug")?;
    let slugs = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(slugs)
}

pub fn count_active(conn: &Connection) -> Result<usize> {
    let active: i64 = conn
        .prepare_cached("SELECT count(*) FROM account WHERE status = ?1 AND ready = 1")?
        .query_row([AccountStatus::Active], |row| row.get(0))?;
    Ok(usize::try_from(active).unwrap_or(usize::MAX))
}

/// Adds an account that is not ready yet, under an id that none had before. A taken slug is a conflict, unless it is that of an interrupted
/// creation.
pub fn insert_pending(conn: &Connection, new: &NewAccount, now: Timestamp) -> Result<AccountId> {
    conn.prepare_cached("DELETE FROM account WHERE slug = ?1 AND ready = 0 AND id NOT IN (SELECT account_id FROM erased_account)")?
        .execute([new.slug.as_str()])?;
    conn.prepare_cached(
        "INSERT INTO account (id, slug, name, status, ready, time_zone, locale, created_at)
         VALUES (1 + max((SELECT coalesce(max(id), 0) FROM account), (SELECT coalesce(max(account_id), 0) FROM erased_account),
                         (SELECT coalesce(max(account_id), 0) FROM access_log)),
                 ?1, ?2, ?3, 0, ?4, ?5, ?6)",
    )?
    .execute(params![new.slug.as_str(), new.name, AccountStatus::Active, new.zone.name(), new.lang.tag(), now])
    .map_err(|cause| {
        if is_unique_violation(&cause, "account.slug") { Error::conflict("slug", crate::accounts::texts::SLUG_TAKEN) } else { cause.into() }
    })?;
    Ok(AccountId(conn.last_insert_rowid()))
}

/// Does an account wait for its file? Not one that was erased meanwhile.
pub fn is_pending(conn: &Connection, id: AccountId) -> Result<bool> {
    let sql = "SELECT 1 FROM account WHERE id = ?1 AND ready = 0 AND id NOT IN (SELECT account_id FROM erased_account)";
    Ok(conn.prepare_cached(sql)?.exists([id])?)
}

/// Confirms that an account's file is there.
pub fn confirm(conn: &Connection, id: AccountId) -> Result<()> {
    let sql = "UPDATE account SET ready = 1 WHERE id = ?1 AND id NOT IN (SELECT account_id FROM erased_account)";
    one_row(conn.prepare_cached(sql)?.execute([id])?)
}

/// Takes an account out of the list.
pub fn delete(conn: &Connection, id: AccountId) -> Result<()> {
    one_row(conn.prepare_cached("DELETE FROM account WHERE id = ?1")?.execute([id])?)
}

pub fn update(conn: &Connection, id: AccountId, change: &AccountChange) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE account SET name = coalesce(?2, name), time_zone = coalesce(?3, time_zone), locale = coalesce(?4, locale),
                 status = coalesce(?5, status), mask_lists = coalesce(?6, mask_lists)
             WHERE id = ?1",
        )?
        .execute(params![id, change.name, change.zone.map(Zone::name), change.lang.map(Lang::tag), change.status, change.mask_lists])?;
    one_row(touched)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        id: row.get(0)?,
        slug: row.get(1)?,
        name: row.get(2)?,
        status: row.get(3)?,
        zone: Zone::parse(&row.get::<_, String>(4)?).unwrap_or_default(),
        lang: Lang::from_tag(&row.get::<_, String>(5)?).unwrap_or_default(),
        created_at: row.get(6)?,
        mask_lists: row.get(7)?,
        host: row.get::<_, Option<String>>(8)?.map(HostName::from_stored),
    })
}
