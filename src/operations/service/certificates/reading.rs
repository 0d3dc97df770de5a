//! How the certificates stand, and the wish to try one now.

use rusqlite::Connection;

use crate::{
    accounts::{model::Actor, service::log_agency_act},
    base::error::Result,
    db::Class,
    env::Env,
    operations::{certificates::Known, store::certificates as store},
};

/// All hosts with their certificates, by name; empty without encryption of our own.
pub async fn list(env: &Env) -> Result<Vec<Known>> {
    env.db.control().read(store::all).await
}

/// The same, looked at from outside.
pub fn all(conn: &Connection) -> Result<Vec<Known>> {
    store::all(conn)
}

/// Has a certificate asked for at once that would be tried again later. A host that is not ours is `NotFound`.
pub async fn try_now(env: &Env, actor: &Actor, host: &str) -> Result<()> {
    let (actor, host) = (actor.clone(), host.to_owned());
    let work = move |tx: &crate::db::Tx<'_>| {
        store::try_now(tx, &host)?;
        log_agency_act(tx, &actor, "certificate.try", &format!("host:{host}"))
    };
    env.db.control().write(Class::Person, work).await?;
    env.tls.ask();
    Ok(())
}
