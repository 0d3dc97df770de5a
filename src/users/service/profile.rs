//! What somebody does about themselves: name, password, and the places where they are logged in.

use crate::{
    accounts::{model::Actor, service::log_agency_act},
    base::{
        error::{Error, Result},
        ids::UserId,
        secret::Secret,
        time::HOUR_MS,
    },
    db::Class,
    env::Env,
    users::{
        model::{OpenSession, PasswordChange, ProfileChange, User},
        password,
        service::{
            LoginThrottle, blocking, forget_on_commit, hash_of, hash_password, idle_ms,
            log_in::{Origin, key_of, place},
        },
        store, texts,
        throttle::Try,
    },
};

pub async fn update(env: &Env, actor: &Actor, user: UserId, change: ProfileChange) -> Result<()> {
    let (actor, forget) = (actor.clone(), forget_on_commit(env));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            store::set_name(tx, user, &change.name, change.lang)?;
            log_agency_act(tx, &actor, "user.update", &format!("user:{user}"))?;
            tx.after_commit(forget);
            Ok(())
        })
        .await
}

/// Checks the present password of somebody who is logged in, as slowly as at the door: a session left open must not serve to guess it.
pub async fn check_password(env: &Env, throttle: &LoginThrottle, user: &User, typed: Secret, origin: &Origin) -> Result<()> {
    let key = key_of(user);
    let place = place(env, origin, &key);
    throttle.admit(&place, &Try::Password(&key), env.now())?;
    let id = user.id;
    let stored = env.db.control().read(move |conn| store::find(conn, id)).await?.map(|(_, hash)| hash);
    if !blocking(move || password::matches(&typed, stored.as_deref())).await? {
        return Err(Error::field("current_password", texts::WRONG_PASSWORD));
    }
    throttle.succeeded(&place, &Try::Password(&key));
    Ok(())
}

/// Sets a new password, once the present one was checked. Every other session ends.
pub async fn change_password(env: &Env, actor: &Actor, user: UserId, change: &PasswordChange, token: &str) -> Result<()> {
    let hash = hash_password(env, change.new.clone()).await?;
    let (actor, forget, kept) = (actor.clone(), forget_on_commit(env), hash_of(token));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            store::change_password(tx, user, &hash)?;
            store::sessions::end_others(tx, user, kept)?;
            log_agency_act(tx, &actor, "user.change_password", &format!("user:{user}"))?;
            tx.after_commit(forget);
            Ok(())
        })
        .await
}

/// Where a user is logged in now, the last used first.
pub async fn sessions(env: &Env, user: UserId) -> Result<Vec<OpenSession>> {
    let session_ms = i64::try_from(env.settings.admin.session_hours).unwrap_or(i64::MAX / HOUR_MS) * HOUR_MS;
    let (seen_since, created_since) = (env.now().plus_ms(-idle_ms(env)), env.now().plus_ms(-session_ms));
    env.db.control().read(move |conn| store::sessions::of_user(conn, user, seen_since, created_since)).await
}

/// Ends one of a user's own sessions.
pub async fn end_session(env: &Env, actor: &Actor, user: UserId, session: [u8; 32]) -> Result<()> {
    let (actor, forget) = (actor.clone(), forget_on_commit(env));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            store::sessions::end(tx, user, session)?;
            log_agency_act(tx, &actor, "session.revoke", &format!("user:{user}"))?;
            tx.after_commit(forget);
            Ok(())
        })
        .await
}

/// Ends all of a user's sessions but the one with this token.
pub async fn end_other_sessions(env: &Env, actor: &Actor, user: UserId, token: &str) -> Result<()> {
    let (actor, forget, kept) = (actor.clone(), forget_on_commit(env), hash_of(token));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            store::sessions::end_others(tx, user, kept)?;
            log_agency_act(tx, &actor, "session.revoke", &format!("user:{user}"))?;
            tx.after_commit(forget);
            Ok(())
        })
        .await
}

/// Is this the session of that token?
pub fn is_same(session: &OpenSession, token: Option<&str>) -> bool {
    token.is_some_and(|token| hash_of(token) == session.token_hash)
}
