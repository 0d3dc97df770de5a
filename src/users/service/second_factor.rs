//! A user's authenticator app and recovery codes.

use crate::{
    accounts::{model::Actor, service::log_agency_act},
    base::{
        error::{Error, Result},
        ids::UserId,
        sign,
    },
    db::Class,
    env::Env,
    users::{
        model::User,
        recovery,
        service::{agency_name, forget_on_commit},
        store, texts,
        totp::{self, TotpSecret},
    },
};

/// A second factor that its user has not confirmed yet.
#[derive(Debug)]
pub struct Enrolment {
    /// The secret as a form carries it, signed for this user.
    pub sealed: String,
    /// The secret for typing it into an app.
    pub spelled: String,
    /// The address in the QR code.
    pub uri: String,
}

/// Must this user set a second factor up before anything else?
pub fn is_owed(env: &Env, user: &User) -> bool {
    use crate::accounts::model::Role;
    env.settings.users.totp_required_for_owners && user.role == Role::Owner && !user.has_totp
}

/// A fresh secret, or again the one that a form came back with.
pub async fn begin(env: &Env, user: &User, sealed: Option<&str>) -> Result<Enrolment> {
    let secret = sealed.and_then(|sealed| unsealed(env, user.id, sealed)).unwrap_or_else(|| env.chance.bytes());
    let issuer = agency_name(env).await?.unwrap_or_else(|| "Dangol".to_owned());
    let letters = data_encoding::BASE32_NOPAD.encode(&secret);
    Ok(Enrolment {
        sealed: sign::signed(&env.signing_key, &purpose(user.id), &letters),
        spelled: totp::spelled(&secret),
        uri: totp::uri(&secret, &issuer, &user.email),
    })
}

/// Turns the second factor on once a code of the app proves it. Answers with the recovery codes, the only time they are seen.
pub async fn enrol(env: &Env, actor: &Actor, user: UserId, sealed: &str, typed: &str) -> Result<Vec<String>> {
    let secret = unsealed(env, user, sealed).ok_or_else(|| Error::field("code", texts::ENROLMENT_STALE))?;
    let codes = new_codes(env);
    let (actor, typed, forget) = (actor.clone(), typed.to_owned(), forget_on_commit(env));
    let hashes: Vec<_> = codes.iter().map(|code| recovery::hash(code)).collect();
    env.db
        .control()
        .write(Class::Person, move |tx| {
            if store::second_factor::totp(tx, user)?.is_some() {
                return Err(Error::field("code", texts::ENROLMENT_STALE));
            }
            let step = totp::matching_step(&secret, &typed, tx.now(), None).ok_or_else(|| Error::field("code", texts::WRONG_CODE))?;
            store::second_factor::set_totp(tx, user, &secret, step)?;
            store::second_factor::replace_codes(tx, user, &hashes)?;
            log_agency_act(tx, &actor, "user.totp_on", &format!("user:{user}"))?;
            tx.after_commit(forget);
            Ok(())
        })
        .await?;
    Ok(codes)
}

/// Hands new recovery codes out; the old ones are no longer good. The caller has checked the password.
pub async fn renew_codes(env: &Env, actor: &Actor, user: UserId) -> Result<Vec<String>> {
    let codes = new_codes(env);
    let hashes: Vec<_> = codes.iter().map(|code| recovery::hash(code)).collect();
    let actor = actor.clone();
    env.db
        .control()
        .write(Class::Person, move |tx| {
            store::second_factor::totp(tx, user)?.ok_or(Error::NotFound)?;
            store::second_factor::replace_codes(tx, user, &hashes)?;
            log_agency_act(tx, &actor, "user.recovery_codes", &format!("user:{user}"))
        })
        .await?;
    Ok(codes)
}

/// Turns the second factor off. The caller has checked the password.
pub async fn turn_off(env: &Env, actor: &Actor, user: UserId) -> Result<()> {
    let (actor, forget) = (actor.clone(), forget_on_commit(env));
    env.db
        .control()
        .write(Class::Person, move |tx| {
            store::second_factor::clear(tx, user)?;
            log_agency_act(tx, &actor, "user.totp_off", &format!("user:{user}"))?;
            tx.after_commit(forget);
            Ok(())
        })
        .await
}

/// Recovery codes that have not been used.
pub async fn codes_left(env: &Env, user: UserId) -> Result<i64> {
    env.db.control().read(move |conn| store::second_factor::count_codes(conn, user)).await
}

fn new_codes(env: &Env) -> Vec<String> {
    (0..recovery::COUNT).map(|_| recovery::code(env.chance.bytes())).collect()
}

fn unsealed(env: &Env, user: UserId, sealed: &str) -> Option<TotpSecret> {
    let letters = sign::verified(&env.signing_key, &purpose(user), sealed)?;
    data_encoding::BASE32_NOPAD.decode(letters.as_bytes()).ok()?.try_into().ok()
}

fn purpose(user: UserId) -> String {
    format!("second factor of user {user}")
}
