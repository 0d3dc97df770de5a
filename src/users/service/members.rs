//! Who is in the agency, and what they may do where. A change is seen with the next request of whoever it concerns.

use crate::{
    accounts::{model::Actor, service::log_agency_act},
    base::{
        error::{Error, Result},
        ids::{AccountId, UserId},
    },
    db::{Class, Tx},
    env::Env,
    users::{
        model::{Membership, User},
        roles::{Member, Roles, leaves_no_owner},
        service::forget_on_commit,
        store::{self, members},
        texts,
    },
};

/// All members, by e-mail address.
pub async fn list(env: &Env) -> Result<Vec<Member>> {
    env.db.control().read(members::all).await
}

/// One member, or `NotFound`.
pub async fn get(env: &Env, id: UserId) -> Result<Member> {
    env.db
        .control()
        .read(move |conn| {
            let (user, _) = store::find(conn, id)?.ok_or(Error::NotFound)?;
            Ok(Member { memberships: store::memberships(conn, id)?, user })
        })
        .await
}

/// Members who may enter an account; owners have no membership in it.
pub async fn of_account(env: &Env, account: AccountId) -> Result<Vec<(User, Option<Membership>)>> {
    env.db.control().read(move |conn| members::of_account(conn, account)).await
}

/// Gives a member these roles, and no others. The last owner stays one.
pub async fn set_roles(env: &Env, actor: &Actor, id: UserId, roles: Roles) -> Result<()> {
    change(env, actor, id, "user.roles", move |tx, user| {
        keep_an_owner(tx, user, roles == Roles::Owner)?;
        members::set_roles(tx, user.id, &roles)
    })
    .await
}

/// Keeps a member out from now on, wherever they are logged in. The last owner stays.
pub async fn disable(env: &Env, actor: &Actor, id: UserId) -> Result<()> {
    change(env, actor, id, "user.disable", |tx, user| {
        keep_an_owner(tx, user, false)?;
        store::disable(tx, user.id, tx.now())
    })
    .await
}

/// Lets a member in again, with the roles and the password they had.
pub async fn enable(env: &Env, actor: &Actor, id: UserId) -> Result<()> {
    change(env, actor, id, "user.enable", |tx, user| members::enable(tx, user.id)).await
}

fn keep_an_owner(tx: &Tx<'_>, user: &User, stays: bool) -> Result<()> {
    if leaves_no_owner(user, &members::owners(tx)?, stays) { Err(Error::conflict("owner", texts::LAST_OWNER)) } else { Ok(()) }
}

async fn change(
    env: &Env,
    actor: &Actor,
    id: UserId,
    action: &'static str,
    change: impl FnOnce(&Tx<'_>, &User) -> Result<()> + Send + 'static,
) -> Result<()> {
    let (actor, forget) = (actor.clone(), forget_on_commit(env));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            let (user, _) = store::find(tx, id)?.ok_or(Error::NotFound)?;
            change(tx, &user)?;
            log_agency_act(tx, &actor, action, &format!("user:{id}"))?;
            tx.after_commit(forget);
            Ok(())
        })
        .await
}
