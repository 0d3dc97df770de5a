//! Members' roles, and who is an owner.

use rusqlite::Connection;

use crate::{
    accounts::model::Role,
    base::{
        error::Result,
        ids::{AccountId, UserId},
    },
    db::types::one_row,
    users::{
        model::{Membership, User},
        roles::{Member, Roles},
        store::{list, memberships, read_user, set_membership},
    },
};

/// All members, by e-mail address.
pub fn all(conn: &Connection) -> Result<Vec<Member>> {
    list(conn)?.into_iter().map(|user| Ok(Member { memberships: memberships(conn, user.id)?, user })).collect()
}

/// Members who may enter an account, by name; owners, who may enter them all, have no membership.
pub fn of_account(conn: &Connection, account: AccountId) -> Result<Vec<(User, Option<Membership>)>> {
    let mut statement = conn.prepare_cached(
        "SELECT user.id, email, name, user.role, locale, created_at, disabled_at, totp_secret IS NOT NULL, own.role, own.may_export
         FROM user LEFT JOIN user_account AS own ON own.user_id = user.id AND own.account_id = ?1
         WHERE user.role = ?2 OR own.role IS NOT NULL ORDER BY name, user.id",
    )?;
    let members = statement
        .query_map((account, Role::Owner), |row| {
            let role: Option<Role> = row.get(8)?;
            let may_export: Option<bool> = row.get(9)?;
            let membership = role.map(|role| Membership { account, role, may_export: may_export.unwrap_or_default() });
            Ok((read_user(row)?, membership))
        })?
        .collect::<Result<_, _>>()?;
    Ok(members)
}

/// Gives a user these roles, and no others.
pub fn set_roles(conn: &Connection, user: UserId, roles: &Roles) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE user SET role = ?2 WHERE id = ?1")?.execute((user, roles.strongest()))?)?;
    conn.prepare_cached("DELETE FROM user_account WHERE user_id = ?1")?.execute([user])?;
    roles.memberships().iter().try_for_each(|membership| set_membership(conn, user, membership))
}

/// Lets a disabled user in again.
pub fn enable(conn: &Connection, user: UserId) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE user SET disabled_at = NULL WHERE id = ?1")?.execute([user])?)
}

/// Owners who can log in.
pub fn owners(conn: &Connection) -> Result<Vec<UserId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM user WHERE role = ?1 AND disabled_at IS NULL")?;
    let owners = statement.query_map([Role::Owner], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(owners)
}
