//! Setting mail servers up, trying them, and handing letters to them.

pub mod trial;

use rusqlite::Connection;

use crate::{
    accounts::{
        model::Actor,
        service::{AccountCx, log_agency_act},
    },
    base::{
        email::Email,
        error::{Error, Result},
        ids::AccountId,
        lang::{Lang, Message},
        seal::{self, NONCE_BYTES},
        sign::Key,
        time::Timestamp,
    },
    db::Class,
    env::Env,
    mail::{
        model::{Source, Stored, Typed},
        store, texts,
    },
    mailer::{letter::Letter, send, server::Server},
    queue::{
        job::{Kind, NewJob, Outcome},
        table,
    },
    users::service as users,
};

const AGENCY: &str = "smtp:agency";

/// A server, and whose it is: absent where nobody has one.
pub type InUse = (Source, Option<Stored>);

/// The agency's server; absent where none is set up.
pub async fn of_agency(env: &Env) -> Result<Option<Stored>> {
    env.db.control().read(store::find).await
}

/// Has the agency a server?
pub fn agency_has_server(conn: &Connection) -> Result<bool> {
    Ok(store::find(conn)?.is_some())
}

/// The account's own server; absent where it has none.
pub async fn of_account(cx: &AccountCx) -> Result<Option<Stored>> {
    cx.read(store::find).await
}

/// The server through which an account's letters go, and whose it is.
pub async fn in_use(cx: &AccountCx) -> Result<InUse> {
    if let Some(own) = of_account(cx).await? {
        return Ok((Source::Account, Some(own)));
    }
    Ok(match of_agency(cx.env()).await? {
        Some(agency) => (Source::Agency, Some(agency)),
        None => (Source::Nobody, None),
    })
}

pub async fn save_agency(env: &Env, actor: &Actor, typed: Typed) -> Result<()> {
    let (key, nonce, actor) = (env.sealing_key, env.chance.bytes(), actor.clone());
    let work = move |tx: &crate::db::Tx<'_>| {
        save(tx, &typed, &key, AGENCY, nonce, tx.now())?;
        log_agency_act(tx, &actor, "mail_server.update", "agency")
    };
    env.db.control().write(Class::Person, work).await
}

pub async fn save_account(cx: &AccountCx, typed: Typed) -> Result<()> {
    let (key, nonce, purpose) = (cx.env().sealing_key, cx.env().chance.bytes(), purpose_of(cx.account().id));
    cx.write(move |tx| {
        save(tx, &typed, &key, &purpose, nonce, tx.now())?;
        tx.log("mail_server.update", "mail_server")
    })
    .await
}

fn save(conn: &Connection, typed: &Typed, key: &Key, purpose: &str, nonce: [u8; NONCE_BYTES], now: Timestamp) -> Result<()> {
    let stored = store::find(conn)?;
    let password = match (&typed.password, &stored) {
        _ if typed.username.is_empty() => None,
        (Some(password), _) => Some(seal::seal(key, purpose, nonce, password)?),
        (None, Some(stored)) if typed.keeps_password_of(stored) && stored.password.is_some() => stored.password.clone(),
        (None, Some(stored)) if stored.password.is_some() => return Err(Error::field("password", texts::PASSWORD_AGAIN)),
        (None, _) => return Err(Error::field("password", texts::PASSWORD_NEEDED)),
    };
    store::save(conn, typed, password.as_deref(), now)
}

pub async fn remove_agency(env: &Env, actor: &Actor) -> Result<()> {
    let actor = actor.clone();
    let work = move |tx: &crate::db::Tx<'_>| {
        store::delete(tx)?;
        log_agency_act(tx, &actor, "mail_server.delete", "agency")
    };
    env.db.control().write(Class::Person, work).await
}

pub async fn remove_account(cx: &AccountCx) -> Result<()> {
    cx.write(|tx| {
        store::delete(tx)?;
        tx.log("mail_server.delete", "mail_server")
    })
    .await
}

/// Sends one letter now, through the agency's server. Answers with what that server said, or why it was not taken.
pub async fn test_agency(env: &Env, to: Email, lang: Lang) -> Result<std::result::Result<Message, Message>> {
    let stored = of_agency(env).await?;
    test(env, (Source::Agency, stored), AGENCY, to, lang).await
}

/// The same through the server that the account's letters use.
pub async fn test_account(cx: &AccountCx, to: Email, lang: Lang) -> Result<std::result::Result<Message, Message>> {
    cx.refuse_archived()?;
    let (source, stored) = in_use(cx).await?;
    let purpose = purpose_for(cx, source);
    test(cx.env(), (source, stored), &purpose, to, lang).await
}

async fn test(env: &Env, stored: InUse, purpose: &str, to: Email, lang: Lang) -> Result<std::result::Result<Message, Message>> {
    let server = match unsealed(env, stored, purpose) {
        Ok(server) => server,
        Err(why) => return Ok(Err(why)),
    };
    let name = users::agency_name(env).await?.unwrap_or_default();
    let body = texts::TEST_BODY.with(&[("name", &name)]).get(lang).to_owned();
    let letter = Letter {
        id: format!("test.{}", env.chance.token()),
        to,
        subject: texts::TEST_SUBJECT.get(lang).to_owned(),
        html: maud::html! { p { (body) } }.into_string(),
        text: body,
    };
    Ok(send::send(&server, &letter, env.now()).await.map_err(|refusal| refusal.why))
}

/// Queues a letter in the transaction that causes it: in an account's file to go through that account's server, in the agency's file
/// through the agency's. The letter's id says what it is, once.
pub fn queue_letter(conn: &Connection, letter: &Letter, now: Timestamp) -> Result<bool> {
    let payload = serde_json::to_value(letter).map_err(|cause| Error::internal("a letter", cause))?;
    table::enqueue(conn, &NewJob { kind: Kind::Letter, key: &letter.id, payload: &payload, due_at: now }, now)
}

/// Hands a letter to the agency's server.
pub async fn deliver_for_agency(env: &Env, letter: &Letter) -> Result<Outcome> {
    let stored = of_agency(env).await?;
    Ok(deliver(env, (Source::Agency, stored), AGENCY, letter).await)
}

/// Hands a letter to the server that the account's letters use.
pub async fn deliver_for(cx: &AccountCx, letter: &Letter) -> Result<Outcome> {
    let (source, stored) = in_use(cx).await?;
    Ok(deliver(cx.env(), (source, stored), &purpose_for(cx, source), letter).await)
}

async fn deliver(env: &Env, stored: InUse, purpose: &str, letter: &Letter) -> Outcome {
    let server = match unsealed(env, stored, purpose) {
        Ok(server) => server,
        Err(why) => return Outcome::later(why),
    };
    match send::send(&server, letter, env.now()).await {
        Ok(answer) => Outcome::Done(answer),
        Err(refusal) if refusal.for_good => Outcome::Never(refusal.why),
        Err(refusal) => Outcome::later(refusal.why),
    }
}

fn unsealed(env: &Env, (source, stored): InUse, purpose: &str) -> std::result::Result<Server, Message> {
    let stored = stored.ok_or_else(|| Message::from(texts::NO_SERVER))?;
    let login = match &stored.password {
        Some(sealed) => {
            let password = seal::open(&env.sealing_key, purpose, sealed).ok_or_else(|| Message::from(texts::UNREADABLE))?;
            Some((stored.username, password))
        }
        None => None,
    };
    let Stored { host, port, security, from_email, from_name, reply_to, .. } = stored;
    // The agency's is set up by its owners, who may know their own network.
    let may_be_near = source == Source::Agency || env.settings.mail.private_servers;
    Ok(Server { host, port, security, login, from: from_email, from_name, reply_to, may_be_near })
}

fn purpose_of(id: AccountId) -> String {
    format!("smtp:account:{id}")
}

fn purpose_for(cx: &AccountCx, source: Source) -> String {
    if source == Source::Account { purpose_of(cx.account().id) } else { AGENCY.to_owned() }
}
