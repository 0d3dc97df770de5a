//! How long snapshots stay and how much of the disk they may take.

use crate::{
    accounts::{model::Actor, service::log_agency_act},
    backups::{model::Settings, store::settings as store},
    base::error::Result,
    db::{Class, Tx},
    env::Env,
};

/// What holds: as chosen, or as usual.
pub async fn settings(env: &Env) -> Result<Settings> {
    Ok(env.db.control().read(store::find).await?.unwrap_or_default())
}

pub async fn save(env: &Env, actor: &Actor, settings: Settings) -> Result<()> {
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| {
        store::save(tx, &settings, tx.now())?;
        log_agency_act(tx, &actor, "backup_settings.update", "agency")
    };
    env.db.control().write(Class::Person, work).await
}
