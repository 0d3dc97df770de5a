//! Users, sessions and tokens in the control file.

pub mod invitations;
pub mod members;
pub mod second_factor;
pub mod sessions;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    accounts::model::{Right, Role},
    base::{
        error::{Error, Result},
        ids::{AccountId, TokenId, UserId},
        lang::Lang,
        time::Timestamp,
    },
    db::types::{is_unique_violation, one_row},
    users::{
        model::{Membership, NewUser, Token, User},
        texts,
    },
};

pub fn any_user(conn: &Connection) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM user LIMIT 1")?.exists([])?)
}

pub fn name_agency(conn: &Connection, name: &str, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO agency (id, name, created_at) VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    )?
    .execute(params![name, now])?;
    Ok(())
}

/// The agency's name; absent before the set-up.
pub fn agency_name(conn: &Connection) -> Result<Option<String>> {
    Ok(conn.prepare_cached("SELECT name FROM agency WHERE id = 1")?.query_row([], |row| row.get(0)).optional()?)
}

pub fn list(conn: &Connection) -> Result<Vec<User>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, email, name, role, locale, created_at, disabled_at, totp_secret IS NOT NULL FROM user ORDER BY email_key",
    )?;
    let users = statement.query_map([], read_user)?.collect::<Result<_, _>>()?;
    Ok(users)
}

/// Users who may work on an account's leads, by name: the agency's own, and those whose role there says so.
pub fn of_account(conn: &Connection, account: AccountId) -> Result<Vec<User>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, email, name, role, locale, created_at, disabled_at, totp_secret IS NOT NULL FROM user
         WHERE disabled_at IS NULL
             AND (role = ?2 OR EXISTS (SELECT 1 FROM user_account AS own
                 WHERE own.user_id = user.id AND own.account_id = ?1 AND own.role IN (SELECT value FROM json_each(?3))))
         ORDER BY name, id",
    )?;
    let working: Vec<i64> = Role::ALL.into_iter().filter(|role| role.allows(Right::WorkLeads)).map(Role::code).collect();
    let users =
        statement.query_map(params![account, Role::Owner, serde_json::json!(working).to_string()], read_user)?.collect::<Result<_, _>>()?;
    Ok(users)
}

/// The user of an e-mail address, with the stored password hash; absent when there is none.
pub fn find_by_email(conn: &Connection, email_key: &str) -> Result<Option<(User, String)>> {
    let found = conn
        .prepare_cached("SELECT id, email, name, role, locale, created_at, disabled_at, totp_secret IS NOT NULL, password_hash FROM user WHERE email_key = ?1")?
        .query_row([email_key], |row| Ok((read_user(row)?, row.get(8)?)))
        .optional()?;
    Ok(found)
}

/// The user of an id, with the stored password hash; absent when there is none.
pub fn find(conn: &Connection, id: UserId) -> Result<Option<(User, String)>> {
    let found = conn
        .prepare_cached(
            "SELECT id, email, name, role, locale, created_at, disabled_at, totp_secret IS NOT NULL, password_hash FROM user WHERE id = ?1",
        )?
        .query_row([id], |row| Ok((read_user(row)?, row.get(8)?)))
        .optional()?;
    Ok(found)
}

pub fn insert(conn: &Connection, new: &NewUser, password_hash: &str, now: Timestamp) -> Result<UserId> {
    conn.prepare_cached(
        "INSERT INTO user (email, email_key, name, password_hash, role, locale, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![new.email.as_str(), new.email.key(), new.name, password_hash, new.role, new.lang.tag(), now])
    .map_err(|cause| {
        if is_unique_violation(&cause, "user.email_key") { Error::conflict("email", texts::EMAIL_TAKEN) } else { cause.into() }
    })?;
    Ok(UserId(conn.last_insert_rowid()))
}

/// Gives a user a role in an account, or another one.
pub fn set_membership(conn: &Connection, user: UserId, membership: &Membership) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO user_account (user_id, account_id, role, may_export) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET role = excluded.role, may_export = excluded.may_export",
    )?
    .execute((user, membership.account, membership.role, membership.may_export))?;
    Ok(())
}

/// Keeps a user out from now on: the sessions go too.
pub fn disable(conn: &Connection, user: UserId, now: Timestamp) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE user SET disabled_at = ?2 WHERE id = ?1")?.execute((user, now))?)?;
    sessions::end_all(conn, user)
}

/// Sets a password and lets a disabled user in again; older sessions end.
pub fn set_password(conn: &Connection, user: UserId, password_hash: &str) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE user SET password_hash = ?2, disabled_at = NULL WHERE id = ?1")?
        .execute(params![user, password_hash])?;
    one_row(touched)?;
    sessions::end_all(conn, user)
}

/// Sets a password that its user has chosen.
pub fn change_password(conn: &Connection, user: UserId, password_hash: &str) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE user SET password_hash = ?2 WHERE id = ?1")?.execute(params![user, password_hash])?)
}

pub fn set_name(conn: &Connection, user: UserId, name: &str, lang: Lang) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE user SET name = ?2, locale = ?3 WHERE id = ?1")?.execute(params![user, name, lang.tag()])?)
}

pub fn set_locale(conn: &Connection, user: UserId, lang: Lang) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE user SET locale = ?2 WHERE id = ?1")?.execute(params![user, lang.tag()])?)
}

/// A user's roles in the accounts they may enter. An owner needs none.
pub fn memberships(conn: &Connection, user: UserId) -> Result<Vec<Membership>> {
    let mut statement = conn.prepare_cached("SELECT account_id, role, may_export FROM user_account WHERE user_id = ?1")?;
    let memberships = statement
        .query_map([user], |row| Ok(Membership { account: row.get(0)?, role: row.get(1)?, may_export: row.get(2)? }))?
        .collect::<Result<_, _>>()?;
    Ok(memberships)
}

pub fn insert_token(
    conn: &Connection,
    token_hash: [u8; 32],
    name: &str,
    account: Option<AccountId>,
    role: Role,
    now: Timestamp,
) -> Result<TokenId> {
    conn.prepare_cached("INSERT INTO api_token (token_hash, name, account_id, role, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![token_hash, name, account, role, now])?;
    Ok(TokenId(conn.last_insert_rowid()))
}

/// The token of a hash; absent when there is none or it was revoked.
pub fn find_token(conn: &Connection, token_hash: [u8; 32]) -> Result<Option<Token>> {
    let found = conn
        .prepare_cached("SELECT id, name, account_id, role FROM api_token WHERE token_hash = ?1 AND revoked_at IS NULL")?
        .query_row([token_hash], |row| Ok(Token { id: row.get(0)?, name: row.get(1)?, account: row.get(2)?, role: row.get(3)? }))
        .optional()?;
    Ok(found)
}

fn read_user(row: &Row<'_>) -> rusqlite::Result<User> {
    Ok(User {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        role: row.get(3)?,
        lang: Lang::from_tag(&row.get::<_, String>(4)?).unwrap_or_default(),
        created_at: row.get(5)?,
        disabled_at: row.get(6)?,
        has_totp: row.get(7)?,
    })
}
