//! The store of the off-site copy.

use crate::{
    accounts::{model::Actor, service::log_agency_act},
    backup::store::{self as backup, Store, Style},
    backups::{
        offsite::{Offsite, Stored, Typed},
        store::{self, settings},
        texts,
    },
    base::{
        error::{Error, Result},
        lang::Message,
        seal,
        secret::Secret,
    },
    db::{Class, Tx},
    env::Env,
};

/// What the secret key is sealed for.
const PURPOSE: &str = "s3:backups";

/// Where copies go, with the secret that opens it.
#[derive(Clone, Debug)]
pub struct OffsiteAccess {
    pub offsite: Offsite,
    pub secret_access_key: Secret,
}

impl OffsiteAccess {
    /// The store as it is spoken to. Fails with what is wrong, by the fields of the form.
    pub fn store(&self) -> Result<Store> {
        let Offsite { endpoint, region, bucket, prefix, style, near, access_key_id, upload_kib, .. } = self.offsite.clone();
        Store::parse(&backup::Typed {
            endpoint,
            region,
            bucket,
            prefix,
            access_key_id,
            secret_access_key: self.secret_access_key.clone(),
            style: Style::from_name(&style).unwrap_or_default(),
            upload_limit_bytes_per_s: upload_kib.map(|limit| u64::from(limit) << 10),
            near,
        })
    }
}

/// The store as it is kept; absent where there is none.
pub async fn store(env: &Env) -> Result<Option<Stored>> {
    env.db.control().read(settings::find_store).await
}

/// The store, ready to be used; absent where there is none.
pub async fn access(env: &Env) -> Result<Option<OffsiteAccess>> {
    let Some(stored) = store(env).await? else { return Ok(None) };
    let secret_access_key = seal::open(&env.sealing_key, PURPOSE, &stored.secret_access_key)
        .ok_or_else(|| Error::conflict("secret_access_key", texts::SECRET_KEY_LOST))?;
    Ok(Some(OffsiteAccess { offsite: stored.offsite, secret_access_key }))
}

/// What was typed, ready to be tried: with the secret that is stored where none was typed.
pub async fn typed_access(env: &Env, typed: &Typed) -> Result<OffsiteAccess> {
    let stored = store(env).await?;
    let secret_access_key = match (&typed.secret_access_key, stored) {
        (Some(secret), _) => secret.clone(),
        (None, Some(stored)) if typed.keeps_secret_of(&stored) => seal::open(&env.sealing_key, PURPOSE, &stored.secret_access_key)
            .ok_or_else(|| Error::field("secret_access_key", texts::SECRET_KEY_AGAIN))?,
        (None, Some(_)) => return Err(Error::field("secret_access_key", texts::SECRET_KEY_AGAIN)),
        (None, None) => return Err(Error::field("secret_access_key", texts::SECRET_KEY_NEEDED)),
    };
    Ok(OffsiteAccess { offsite: typed.offsite.clone(), secret_access_key })
}

/// Puts a store in the place of the one before. Copies in another store are no longer known of.
pub async fn save_store(env: &Env, actor: &Actor, typed: Typed) -> Result<()> {
    let access = typed_access(env, &typed).await?;
    access.store()?;
    let sealed = seal::seal(&env.sealing_key, PURPOSE, env.chance.bytes(), &access.secret_access_key)?;
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| {
        let offsite = access.offsite;
        if !settings::find_store(tx)?.is_some_and(|stored| stored.offsite.is_same_place(&offsite)) {
            store::forget_copies(tx)?;
        }
        settings::save_store(tx, &offsite, &sealed, tx.now())?;
        log_agency_act(tx, &actor, "backup_store.update", "agency")
    };
    env.db.control().write(Class::Person, work).await
}

/// Tries the store as it is kept: lists, writes, reads and deletes. Answers with what came of it, or why it does not work.
pub async fn test_store(env: &Env) -> Result<std::result::Result<Message, Message>> {
    let Some(access) = access(env).await? else { return Ok(Err(texts::OFFSITE_NONE_YET.into())) };
    Ok(match backup::check(&access.store()?).await {
        Ok(checked) if checked.may_delete => Ok(texts::TESTED.into()),
        Ok(_) => Ok(texts::TESTED_MAY_NOT_DELETE.into()),
        Err(fault) => Err(fault.message()),
    })
}

/// From now on nothing is copied. What lies in the store stays there.
pub async fn remove_store(env: &Env, actor: &Actor) -> Result<()> {
    let actor = actor.clone();
    let work = move |tx: &Tx<'_>| {
        settings::delete_store(tx)?;
        store::forget_copies(tx)?;
        log_agency_act(tx, &actor, "backup_store.delete", "agency")
    };
    env.db.control().write(Class::Person, work).await
}
