//! Trying a mail server up to the log-in, looked at from outside: by the doctor, beside a running server or without one.

use rusqlite::Connection;

use crate::{
    base::{error::Result, ids::AccountId, lang::Message, seal, sign::Key},
    db::server_key,
    env::SEALING,
    mail::{
        model::Stored,
        service::{AGENCY, purpose_of},
        store, texts,
    },
    mailer::{send, server::Server},
};

/// A server to be tried.
pub struct Trial {
    stored: Stored,
    key: Key,
    purpose: String,
    may_be_near: bool,
}

impl Trial {
    /// The agency's; absent where none is set up.
    pub fn of_agency(control: &Connection) -> Result<Option<Self>> {
        Self::of(control, control, AGENCY.to_owned(), true)
    }

    /// An account's own; absent where it has none.
    pub fn of_account(control: &Connection, file: &Connection, id: AccountId, may_be_near: bool) -> Result<Option<Self>> {
        Self::of(control, file, purpose_of(id), may_be_near)
    }

    fn of(control: &Connection, file: &Connection, purpose: String, may_be_near: bool) -> Result<Option<Self>> {
        let Some(stored) = store::find(file)? else { return Ok(None) };
        Ok(Some(Self { stored, key: server_key::get(control, SEALING)?, purpose, may_be_near }))
    }

    /// Host and port.
    pub fn address(&self) -> String {
        format!("{}:{}", self.stored.host, self.stored.port)
    }
}

/// Connects, encrypts and logs in, and takes its leave. The fault says what to do.
pub async fn log_in(trial: &Trial) -> std::result::Result<(), Message> {
    let Stored { host, port, security, username, password, from_email, from_name, reply_to, .. } = trial.stored.clone();
    let login = match &password {
        Some(sealed) => Some((username, seal::open(&trial.key, &trial.purpose, sealed).ok_or_else(|| Message::from(texts::UNREADABLE))?)),
        None => None,
    };
    let may_be_near = trial.may_be_near;
    let server = Server { host, port, security, login, from: from_email, from_name, reply_to, may_be_near };
    send::log_in(&server).await.map_err(|refusal| refusal.why)
}
