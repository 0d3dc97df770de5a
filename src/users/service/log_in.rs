//! Coming in: a password, and where there is a second factor a code.
//!
//! Between the two steps nothing is stored: a signed text says whose password was right, and when. It is good for five minutes, and
//! only as long as the password stays what it was.

use std::net::IpAddr;

use crate::{
    accounts::{
        model::{Actor, ActorKind},
        service::log_agency_act,
    },
    base::{
        email::Email,
        error::{Error, Result},
        ids::UserId,
        network,
        secret::Secret,
        sign,
        time::{MINUTE_MS, Timestamp},
    },
    db::{Class, Tx},
    env::Env,
    users::{
        model::User,
        password, recovery,
        service::{DELETED_AT_ONCE, LoginThrottle, blocking, hash_of, idle_ms},
        store, texts,
        throttle::{Place, Try},
        totp,
    },
};

/// How long the code may be waited for after the password.
pub const STEP_MS: i64 = 5 * MINUTE_MS;
const SECOND_STEP: &str = "second step of a log-in";

/// Where somebody logs in.
#[derive(Clone, Debug)]
pub struct Origin {
    pub address: IpAddr,
    pub user_agent: String,
    /// The text by which a browser shows that somebody has logged in there before, as it came.
    pub device: Option<String>,
}

/// A log-in as it was typed.
#[derive(Debug)]
pub struct Login {
    pub email: String,
    pub password: Secret,
    pub origin: Origin,
}

/// What came of a password that was right.
#[derive(Debug)]
pub enum Outcome {
    In(Entry),
    /// A code is needed yet: the text to come back with.
    CodeWanted(String),
}

/// Somebody is in.
#[derive(Debug)]
pub struct Entry {
    /// The session's token, for its cookie.
    pub token: String,
    /// The text that makes this browser a known one from now on.
    pub device: String,
}

/// Checks a password. Who has a second factor is asked for it, everybody else is in.
pub async fn log_in(env: &Env, throttle: &LoginThrottle, login: Login) -> Result<Outcome> {
    let wrong = || Error::field("password", texts::WRONG_LOGIN);
    let Ok(email) = Email::parse(&login.email) else { return Err(wrong()) };
    let key = email.key();
    // The try is counted before it is checked, in one step, so that tries sent at the same time count too.
    let place = place(env, &login.origin, &key);
    throttle.admit(&place, &Try::Password(&key), env.now())?;
    let wanted = key.clone();
    let found = env.db.control().read(move |conn| store::find_by_email(conn, &wanted)).await?;
    let found = found.filter(|(user, _)| user.disabled_at.is_none());
    let (stored, typed) = (found.as_ref().map(|(_, hash)| hash.clone()), login.password);
    let matches = blocking(move || password::matches(&typed, stored.as_deref())).await?;
    let Some((user, hash)) = found.filter(|_| matches) else {
        tracing::warn!(network = network::neighbourhood(login.origin.address), "a log-in failed");
        return Err(wrong());
    };
    throttle.succeeded(&place, &Try::Password(&key));
    if user.has_totp {
        let waiting = format!("{}-{}-{}", user.id, env.now().0, stamp(env, &hash));
        return Ok(Outcome::CodeWanted(sign::signed(&env.signing_key, SECOND_STEP, &waiting)));
    }
    open(env, user, login.origin, |_| Ok(())).await.map(Outcome::In)
}

/// Checks the code of somebody whose password was right: one of the authenticator app, or a recovery code. When it took too long, or
/// anything about the user has changed meanwhile, it is `Unauthenticated`: the log-in begins again.
pub async fn confirm(env: &Env, throttle: &LoginThrottle, waiting: &str, typed: &str, origin: Origin) -> Result<Entry> {
    let user = waiting_user(env, waiting).await?;
    let what = Try::SecondStep(user.id.0);
    let place = place(env, &origin, &key_of(&user));
    throttle.admit(&place, &what, env.now())?;
    let (id, typed, actor) = (user.id, typed.to_owned(), actor_of(&user, origin.address));
    let entry = open(env, user, origin, move |tx| use_code(tx, id, &typed, &actor)).await?;
    throttle.succeeded(&place, &what);
    Ok(entry)
}

/// Is somebody's second step still to come, and not too late?
pub async fn awaits_code(env: &Env, waiting: &str) -> Result<bool> {
    match waiting_user(env, waiting).await {
        Ok(_) => Ok(true),
        Err(Error::Unauthenticated) => Ok(false),
        Err(other) => Err(other),
    }
}

/// Who acts, when it is a user.
pub fn actor_of(user: &User, address: IpAddr) -> Actor {
    Actor { kind: ActorKind::User(user.id), name: user.name.clone(), role: user.role, may_export: false, address: Some(address) }
}

/// Where a try counts: at a device that this e-mail address has logged in from before, or else at the address it comes from.
pub fn place(env: &Env, origin: &Origin, email_key: &str) -> Place {
    let known = origin.device.as_deref().and_then(|device| sign::verified(&env.signing_key, &purpose(email_key), device));
    known.map_or(Place::Address(origin.address), |name| Place::Device(name.to_owned()))
}

pub fn key_of(user: &User) -> String {
    Email::from_stored(user.email.clone()).key()
}

async fn waiting_user(env: &Env, waiting: &str) -> Result<User> {
    let said = sign::verified(&env.signing_key, SECOND_STEP, waiting).ok_or(Error::Unauthenticated)?;
    let mut parts = said.splitn(3, '-');
    let mut number = || parts.next().and_then(|part| part.parse::<i64>().ok());
    let (id, since) = number().zip(number()).ok_or(Error::Unauthenticated)?;
    let stamped = parts.next().unwrap_or_default();
    if env.now().ms_since(Timestamp(since)) > STEP_MS {
        return Err(Error::Unauthenticated);
    }
    let found = env.db.control().read(move |conn| store::find(conn, UserId(id))).await?;
    let is_same = |(user, hash): &(User, String)| user.disabled_at.is_none() && user.has_totp && stamp(env, hash) == stamped;
    found.filter(is_same).map(|(user, _)| user).ok_or(Error::Unauthenticated)
}

fn use_code(tx: &Tx<'_>, user: UserId, typed: &str, actor: &Actor) -> Result<()> {
    let wrong = || Error::field("code", texts::WRONG_CODE);
    if recovery::looks_like(typed) {
        if !store::second_factor::use_code(tx, user, recovery::hash(typed))? {
            return Err(wrong());
        }
        return log_agency_act(tx, actor, "user.recovery_code_used", &format!("user:{user}"));
    }
    let (secret, last) = store::second_factor::totp(tx, user)?.ok_or(Error::Unauthenticated)?;
    let step = totp::matching_step(&secret, typed, tx.now(), last).ok_or_else(wrong)?;
    store::second_factor::use_step(tx, user, step)
}

/// Opens a session, if `prove` holds in its transaction.
pub async fn open(env: &Env, user: User, origin: Origin, prove: impl FnOnce(&Tx<'_>) -> Result<()> + Send + 'static) -> Result<Entry> {
    let (token, device_name) = (env.chance.token(), env.chance.token());
    let (hash, idle_ms, key) = (hash_of(&token), idle_ms(env), key_of(&user));
    let device = match place(env, &origin, &key) {
        // It stays the device that it was, and what was counted for it too.
        Place::Device(_) => origin.device.clone().unwrap_or_default(),
        Place::Address(_) => sign::signed(&env.signing_key, &purpose(&key), &device_name),
    };
    env.db
        .control()
        .write(Class::Person, move |tx| {
            prove(tx)?;
            store::sessions::delete_before(tx, tx.now().plus_ms(-idle_ms), DELETED_AT_ONCE)?;
            let agent: String = origin.user_agent.chars().take(300).collect();
            store::sessions::insert(tx, hash, user.id, &origin.address.to_string(), &agent, tx.now())?;
            log_agency_act(tx, &actor_of(&user, origin.address), "user.log_in", &format!("user:{}", user.id))
        })
        .await?;
    Ok(Entry { token, device })
}

fn purpose(email_key: &str) -> String {
    format!("known device of {email_key}")
}

/// Changes with the password, and tells nothing of it.
fn stamp(env: &Env, password_hash: &str) -> String {
    sign::signature(&env.signing_key, "password behind a second step", password_hash)
}
