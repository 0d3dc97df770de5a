//! Setting an endpoint up, an account's or the agency's, and calling it.

use rusqlite::Connection;
use url::Url;

use crate::{
    accounts::{
        model::Actor,
        service::{AccountCx, log_agency_act},
    },
    base::{
        error::{Error, Result},
        lang::Message,
        seal::{self, NONCE_BYTES},
        secret::Secret,
        time::{SECOND_MS, Timestamp},
    },
    db::{Class, Tx},
    env::Env,
    outbound::{
        fault::Fault,
        guard,
        http::{self, Answer, Post},
    },
    queue::{
        job::{Job, Kind, NewJob, Outcome},
        table,
    },
    webhooks::{
        model::{Endpoint, Event, OLD_SECRET_MS, parse_url},
        signature::{self, SECRET_BYTES},
        store, texts,
    },
};

/// What the secret of the agency's endpoint is sealed for.
const AGENCY: &str = "webhook:agency";

/// The account's endpoint; absent where none is set up.
pub async fn find(cx: &AccountCx) -> Result<Option<Endpoint>> {
    cx.read(store::find).await
}

/// The agency's; absent where none is set up.
pub async fn of_agency(env: &Env) -> Result<Option<Endpoint>> {
    env.db.control().read(store::find).await
}

/// Is there one to call?
pub fn is_set_up(conn: &Connection) -> Result<bool> {
    Ok(store::find(conn)?.is_some())
}

/// Saves the address. Answers with the secret when it is new: it is shown this once.
pub async fn save(cx: &AccountCx, typed: &str) -> Result<Option<Secret>> {
    let url = judged(cx.env(), typed)?;
    let (secret, sealed) = fresh(cx.env(), &purpose(cx))?;
    cx.write(move |tx| {
        tx.log("webhook.update", "webhook")?;
        Ok(put(tx, &url, &sealed, tx.now())?.then_some(secret))
    })
    .await
}

/// The same for the agency.
pub async fn save_agency(env: &Env, actor: &Actor, typed: &str) -> Result<Option<Secret>> {
    let url = judged(env, typed)?;
    let (secret, sealed) = fresh(env, AGENCY)?;
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| {
        log_agency_act(tx, &actor, "webhook.update", "agency")?;
        Ok(put(tx, &url, &sealed, tx.now())?.then_some(secret))
    };
    env.db.control().write(Class::Person, work).await
}

/// A new secret, shown this once; the present one signs beside it for a day.
pub async fn rotate(cx: &AccountCx) -> Result<Secret> {
    let (secret, sealed) = fresh(cx.env(), &purpose(cx))?;
    cx.write(move |tx| {
        store::rotate(tx, &sealed, tx.now().plus_ms(OLD_SECRET_MS), tx.now())?;
        tx.log("webhook.rotate", "webhook")
    })
    .await?;
    Ok(secret)
}

/// The same for the agency.
pub async fn rotate_agency(env: &Env, actor: &Actor) -> Result<Secret> {
    let (secret, sealed) = fresh(env, AGENCY)?;
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| {
        store::rotate(tx, &sealed, tx.now().plus_ms(OLD_SECRET_MS), tx.now())?;
        log_agency_act(tx, &actor, "webhook.rotate", "agency")
    };
    env.db.control().write(Class::Person, work).await?;
    Ok(secret)
}

pub async fn remove(cx: &AccountCx) -> Result<()> {
    cx.write(|tx| {
        store::delete(tx)?;
        tx.log("webhook.delete", "webhook")
    })
    .await
}

pub async fn remove_agency(env: &Env, actor: &Actor) -> Result<()> {
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| {
        store::delete(tx)?;
        log_agency_act(tx, &actor, "webhook.delete", "agency")
    };
    env.db.control().write(Class::Person, work).await
}

/// Queues a call that tells of nothing but itself.
pub async fn queue_test(cx: &AccountCx) -> Result<()> {
    let key = format!("test:{}", cx.env().chance.token());
    cx.write(move |tx| {
        let event = Event { kind: "webhook.test".into(), timestamp: tx.now(), data: serde_json::json!({}) };
        let payload = serde_json::to_value(&event).map_err(|cause| Error::internal("a webhook's event", cause))?;
        table::enqueue(tx, &NewJob { kind: Kind::Webhook, key: &key, payload: &payload, due_at: tx.now() }, tx.now()).map(drop)
    })
    .await
}

/// Makes one try of a call. Its id stays the same for all tries of the job.
pub async fn call(cx: &AccountCx, job: &Job, event: &Event) -> Result<Outcome> {
    let id = format!("msg_{}_{}", cx.account().id, job.id);
    call_endpoint(cx.env(), find(cx).await?, &purpose(cx), id, event).await
}

/// The same for the agency.
pub async fn call_for_agency(env: &Env, job: &Job, event: &Event) -> Result<Outcome> {
    call_endpoint(env, of_agency(env).await?, AGENCY, format!("msg_agency_{}", job.id), event).await
}

async fn call_endpoint(env: &Env, endpoint: Option<Endpoint>, purpose: &str, id: String, event: &Event) -> Result<Outcome> {
    let Some(endpoint) = endpoint else { return Ok(Outcome::never(texts::NO_ENDPOINT)) };
    let now = env.now();
    let Some(secrets) = secrets(env, purpose, &endpoint, now) else { return Ok(Outcome::later(texts::UNREADABLE)) };
    let timestamp_s = now.0 / SECOND_MS;
    let body = serde_json::to_string(event).map_err(|cause| Error::internal("a webhook's event", cause))?;
    let headers = [
        ("content-type", "application/json".to_owned()),
        ("webhook-signature", signature::sign(secrets.iter(), &id, timestamp_s, &body)),
        ("webhook-timestamp", timestamp_s.to_string()),
        ("webhook-id", id),
    ];
    let near = env.settings.webhooks.private_targets;
    Ok(outcome(http::post(Post { url: &endpoint.url, near, headers: &headers, body }).await))
}

/// An address that may be called.
fn judged(env: &Env, typed: &str) -> Result<Url> {
    let near = env.settings.webhooks.private_targets;
    let is_allowed = |address| guard::is_public(address) || (near && guard::is_near(address));
    parse_url(typed, near, is_allowed).map_err(|why| Error::field("url", why))
}

/// Puts the address in its place. True when it is the first, and so the secret is new.
fn put(conn: &Connection, url: &Url, secret: &[u8], now: Timestamp) -> Result<bool> {
    if store::find(conn)?.is_some() {
        return store::set_url(conn, url, now).map(|()| false);
    }
    store::insert(conn, url, secret, now).map(|()| true)
}

fn outcome(answer: std::result::Result<Answer, Fault>) -> Outcome {
    let answer = match answer {
        Ok(answer) => answer,
        Err(fault) => return Outcome::later(fault.message()),
    };
    let told = |text: crate::base::lang::Text| -> Message { text.with(&[("status", &answer.status), ("answer", &answer.text)]) };
    match answer.status {
        200..=299 => Outcome::Done(told(texts::TAKEN)),
        300..=399 => Outcome::later(told(texts::REDIRECT)),
        410 => Outcome::never(texts::GONE),
        _ => Outcome::Later { why: told(texts::NOT_TAKEN), after_ms: answer.retry_after_ms },
    }
}

/// The secrets that sign now, the newest first; absent when the newest can't be opened.
fn secrets(env: &Env, purpose: &str, endpoint: &Endpoint, now: Timestamp) -> Option<Vec<Secret>> {
    let open = |sealed: &[u8]| seal::open(&env.sealing_key, purpose, sealed);
    let old = endpoint.old_secret.as_deref().filter(|_| endpoint.old_until.is_some_and(|until| now < until)).and_then(open);
    Some(std::iter::once(open(&endpoint.secret)?).chain(old).collect())
}

fn fresh(env: &Env, purpose: &str) -> Result<(Secret, Vec<u8>)> {
    let (random, nonce): ([u8; SECRET_BYTES], [u8; NONCE_BYTES]) = (env.chance.bytes(), env.chance.bytes());
    let secret = signature::secret(random);
    let sealed = seal::seal(&env.sealing_key, purpose, nonce, &secret)?;
    Ok((secret, sealed))
}

fn purpose(cx: &AccountCx) -> String {
    format!("webhook:account:{}", cx.account().id)
}
