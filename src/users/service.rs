//! Setting up, logging in, and what stands behind a cookie or a token.

pub mod invitations;
pub mod log_in;
pub mod members;
pub mod profile;
pub mod second_factor;

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::{
    accounts::{
        model::{Actor, ActorKind, Role},
        service::log_agency_act,
    },
    base::{
        email::Email,
        error::{Error, Result},
        ids::{AccountId, UserId},
        lang::Lang,
        secret::Secret,
        time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp},
    },
    cache::{AGENCY, Shelf, Space, Weigh},
    db::Class,
    env::Env,
    users::{
        model::{Membership, NewAgency, NewUser, Principal, Reach, Session, Token, User, parse_agency_name},
        password, store, texts,
        throttle::{Place, Throttle, Try},
    },
};

/// Sessions and tokens by the hash of their secret: asked for with every request.
const SESSIONS: Space = Space { name: "sessions", lifetime_ms: MINUTE_MS, shelf: Shelf::Data };
const TOKENS: Space = Space { name: "tokens", lifetime_ms: MINUTE_MS, shelf: Shelf::Data };
/// How often a session in use is noted as seen.
const SEEN_EVERY_MS: i64 = 5 * MINUTE_MS;
/// Sessions, or invitations, that one transaction deletes.
const DELETED_AT_ONCE: u32 = 1_000;
/// What every API token begins with.
const TOKEN_PREFIX: &str = "dgl_";

/// Whose doing a request is. One that an open page makes by itself shows nobody at work, so a session ends in spite of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    Person,
    Page,
}

/// Failed log-ins, shared by all handlers of a process.
#[derive(Clone, Default)]
pub struct LoginThrottle(Arc<Mutex<Throttle>>);

/// Is there nobody who could log in yet?
pub async fn needs_setup(env: &Env) -> Result<bool> {
    env.db.control().read(|conn| Ok(!store::any_user(conn)?)).await
}

/// The agency's name; absent before the set-up.
pub async fn agency_name(env: &Env) -> Result<Option<String>> {
    env.db.control().read(store::agency_name).await
}

/// The same inside a transaction.
pub fn name(conn: &Connection) -> Result<Option<String>> {
    store::agency_name(conn)
}

/// Where each owner is written to, and in which language.
pub fn owners(conn: &Connection) -> Result<Vec<(Email, Lang)>> {
    let users = store::list(conn)?.into_iter();
    let owners = users.filter(|user| user.role == Role::Owner && user.disabled_at.is_none());
    Ok(owners.map(|user| (Email::from_stored(user.email), user.lang)).collect())
}

/// Names the agency and makes its first owner, once.
pub async fn set_up(env: &Env, new: NewAgency) -> Result<UserId> {
    let hash = hash_password(env, new.owner.password.clone()).await?;
    let forget = forget_on_commit(env);
    env.db
        .control()
        .write(Class::Person, move |tx| {
            if store::any_user(tx)? {
                return Err(Error::conflict("email", texts::ALREADY_SET_UP));
            }
            store::name_agency(tx, &new.name, tx.now())?;
            let id = store::insert(tx, &new.owner, &hash, tx.now())?;
            log_agency_act(tx, &Actor::operator(), "agency.set_up", &format!("user:{id}"))?;
            tx.after_commit(forget);
            Ok(id)
        })
        .await
}

/// Gives the agency another name.
pub async fn rename_agency(env: &Env, actor: &Actor, typed: &str) -> Result<()> {
    let name = parse_agency_name(typed).map_err(|message| Error::field("agency", message))?;
    let actor = actor.clone();
    env.db
        .control()
        .write(Class::Person, move |tx| {
            store::name_agency(tx, &name, tx.now())?;
            log_agency_act(tx, &actor, "agency.update", "agency")
        })
        .await
}

/// Adds a user; one who is no owner gets the accounts named.
pub async fn add(env: &Env, actor: &Actor, new: NewUser, accounts: Vec<AccountId>) -> Result<UserId> {
    let hash = hash_password(env, new.password.clone()).await?;
    let actor = actor.clone();
    env.db
        .control()
        .write(Class::Person, move |tx| {
            let id = store::insert(tx, &new, &hash, tx.now())?;
            for account in accounts {
                store::set_membership(tx, id, &Membership { account, role: new.role, may_export: false })?;
            }
            log_agency_act(tx, &actor, "user.add", &format!("user:{id}"))?;
            Ok(id)
        })
        .await
}

pub async fn list(env: &Env) -> Result<Vec<User>> {
    env.db.control().read(store::list).await
}

/// Users who may work on an account's leads, by name: whom they can be assigned to.
pub async fn of_account(env: &Env, account: AccountId) -> Result<Vec<User>> {
    env.db.control().read(move |conn| store::of_account(conn, account)).await
}

/// Keeps a user out; whoever is logged in as this user is out at once.
pub async fn disable(env: &Env, actor: &Actor, email: &str) -> Result<()> {
    change_user(env, actor, email, "user.disable", |tx, id| store::disable(tx, id, tx.now())).await
}

/// Gives a user a new password; all sessions end, and a disabled user may enter again.
pub async fn reset_password(env: &Env, actor: &Actor, email: &str, password: Secret) -> Result<()> {
    let hash = hash_password(env, password).await?;
    change_user(env, actor, email, "user.reset_password", move |tx, id| store::set_password(tx, id, &hash)).await
}

/// Takes a user's second factor away.
pub async fn reset_totp(env: &Env, actor: &Actor, email: &str) -> Result<()> {
    change_user(env, actor, email, "user.reset_totp", |tx, id| store::second_factor::clear(tx, id)).await
}

/// Remembers the language a user has chosen.
pub async fn choose_language(env: &Env, user: UserId, lang: Lang) -> Result<()> {
    let forget = forget_on_commit(env);
    env.db
        .control()
        .write(Class::Person, move |tx| {
            tx.after_commit(forget);
            store::set_locale(tx, user, lang)
        })
        .await
}

pub async fn log_out(env: &Env, token: &str) -> Result<()> {
    let hash = hash_of(token);
    let (env_after, key) = (env.clone(), name_of(hash));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            tx.after_commit(move || env_after.cache.drop_entry(&SESSIONS, AGENCY, &key));
            store::sessions::delete(tx, hash)
        })
        .await
}

/// Whom a session cookie lets in; absent when it ended: idle too long, too old, logged out or disabled.
pub async fn by_session(env: &Env, token: &str, address: IpAddr, asks: Asks) -> Result<Option<(Principal, User)>> {
    let hash = hash_of(token);
    let load = env.db.control().read(move |conn| store::sessions::find(conn, hash)?.ok_or(Error::NotFound));
    let Some(session) = known(env.cache.get_or_load(&SESSIONS, AGENCY, &name_of(hash), env.now(), load).await)? else { return Ok(None) };
    if !is_fresh(env, &session) {
        return Ok(None);
    }
    if asks == Asks::Person && env.now().ms_since(session.seen_at) > SEEN_EVERY_MS {
        // Looking at a page does not depend on this write.
        if let Err(cause) = note_seen(env, hash).await {
            tracing::warn!(%cause, "a session's last use could not be noted");
        }
    }
    let user = session.user.clone();
    let actor =
        Actor { kind: ActorKind::User(user.id), name: user.name.clone(), role: user.role, may_export: false, address: Some(address) };
    Ok(Some((Principal { actor, lang: user.lang, reach: session.reach.clone() }, user)))
}

/// Whom an API token lets in; absent when it is not one of ours or was revoked.
pub async fn by_token(env: &Env, token: &str, address: IpAddr) -> Result<Option<Principal>> {
    let Some(secret) = token.strip_prefix(TOKEN_PREFIX) else { return Ok(None) };
    let hash = hash_of(secret);
    let load = env.db.control().read(move |conn| store::find_token(conn, hash)?.ok_or(Error::NotFound));
    let found = known(env.cache.get_or_load(&TOKENS, AGENCY, &name_of(hash), env.now(), load).await)?;
    Ok(found.map(|token| Principal {
        actor: Actor {
            kind: ActorKind::Token(token.id),
            name: token.name.clone(),
            role: token.role,
            may_export: false,
            address: Some(address),
        },
        lang: Lang::En,
        reach: token
            .account
            .map_or(Reach::Agency, |account| Reach::Accounts(vec![Membership { account, role: token.role, may_export: false }])),
    }))
}

/// What is not there is not kept: anybody can make up any number of cookies and tokens.
fn known<T>(found: Result<Arc<T>>) -> Result<Option<Arc<T>>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes an API token and returns it, the only time it is seen. Without an account it is the agency's.
pub async fn create_token(env: &Env, actor: &Actor, name: String, account: Option<AccountId>, role: Role) -> Result<String> {
    let secret = env.chance.token();
    let (hash, actor) = (hash_of(&secret), actor.clone());
    let forget = forget_on_commit(env);
    env.db
        .control()
        .write(Class::Person, move |tx| {
            let id = store::insert_token(tx, hash, &name, account, role, tx.now())?;
            tx.after_commit(forget);
            log_agency_act(tx, &actor, "token.create", &format!("token:{id}"))
        })
        .await?;
    Ok(format!("{TOKEN_PREFIX}{secret}"))
}

impl LoginThrottle {
    fn admit(&self, place: &Place, what: &Try<'_>, now: Timestamp) -> Result<()> {
        let mut throttle = self.lock();
        if let Some(wait_ms) = throttle.wait_ms(place, what, now) {
            return Err(Error::Later { retry_after: Duration::from_millis(wait_ms.unsigned_abs()), busy: false });
        }
        throttle.failed(place, what, now);
        Ok(())
    }

    fn succeeded(&self, place: &Place, what: &Try<'_>) {
        self.lock().succeeded(place, what);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Throttle> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn change_user(
    env: &Env,
    actor: &Actor,
    email: &str,
    action: &'static str,
    change: impl FnOnce(&crate::db::Tx<'_>, UserId) -> Result<()> + Send + 'static,
) -> Result<()> {
    let key = Email::parse(email).map_err(|message| Error::field("email", message))?.key();
    let (actor, forget) = (actor.clone(), forget_on_commit(env));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            let (user, _) = store::find_by_email(tx, &key)?.ok_or(Error::NotFound)?;
            change(tx, user.id)?;
            log_agency_act(tx, &actor, action, &format!("user:{}", user.id))?;
            tx.after_commit(forget);
            Ok(())
        })
        .await
}

async fn note_seen(env: &Env, hash: [u8; 32]) -> Result<()> {
    let (env_after, key) = (env.clone(), name_of(hash));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            tx.after_commit(move || env_after.cache.drop_entry(&SESSIONS, AGENCY, &key));
            store::sessions::touch(tx, hash, tx.now())
        })
        .await
}

fn is_fresh(env: &Env, session: &Session) -> bool {
    let absolute_ms = i64::try_from(env.settings.admin.session_hours).unwrap_or(i64::MAX / HOUR_MS) * HOUR_MS;
    env.now().ms_since(session.seen_at) < idle_ms(env) && env.now().ms_since(session.created_at) < absolute_ms
}

/// Deletes a slice of the sessions that nobody has used for as long as they may rest, and of the invitations that ran out a month ago.
/// Says how many: 0 when nothing is left.
pub async fn forget_expired(env: &Env) -> Result<usize> {
    const RENEWABLE_MS: i64 = 30 * DAY_MS;
    let idle_ms = idle_ms(env);
    env.db
        .control()
        .write(Class::Batch, move |tx| {
            let sessions = store::sessions::delete_before(tx, tx.now().plus_ms(-idle_ms), DELETED_AT_ONCE)?;
            Ok(sessions + store::invitations::delete_expired(tx, tx.now().plus_ms(-RENEWABLE_MS), DELETED_AT_ONCE)?)
        })
        .await
}

fn idle_ms(env: &Env) -> i64 {
    i64::try_from(env.settings.admin.session_idle_minutes).unwrap_or(i64::MAX / MINUTE_MS) * MINUTE_MS
}

/// Drops what is remembered of sessions and tokens, for use after a commit that changed who may enter.
fn forget_on_commit(env: &Env) -> impl FnOnce() + Send + 'static {
    let env = env.clone();
    move || {
        env.cache.drop_space(&SESSIONS, AGENCY);
        env.cache.drop_space(&TOKENS, AGENCY);
    }
}

async fn hash_password(env: &Env, password: Secret) -> Result<String> {
    let salt = env.chance.bytes();
    blocking(move || password::hash(&password, salt)).await
}

/// Runs a password's hashing off the async threads. Each takes 19 MiB, so only a few run at a time and the others wait.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    static HASHING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);
    let _place = HASHING.acquire().await.map_err(|cause| Error::internal("a password", cause))?;
    tokio::task::spawn_blocking(work).await.map_err(|cause| Error::internal("a password", cause))?
}

fn hash_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

fn name_of(hash: [u8; 32]) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&hash)
}

impl Weigh for Token {
    fn weight_bytes(&self) -> usize {
        size_of::<Token>() + 64
    }
}

impl Weigh for Session {
    fn weight_bytes(&self) -> usize {
        size_of::<Session>() + 256
    }
}
