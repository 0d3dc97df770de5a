//! The recovery key, and the sheet on which it is kept outside of this machine.

use crate::{
    accounts::{model::Actor, service::log_agency_act},
    backup::{
        Fault, Key,
        repository::exists,
        store::{Store, Style},
    },
    backups::{
        service::{offsite, repository},
        sheet::{Far, Sheet},
        store, texts,
    },
    base::{
        error::{Error, Result},
        time::Timestamp,
    },
    db::{Class, Tx},
    env::Env,
    users::service as users,
};

const LONGEST_REASON: usize = 200;

/// Makes the key where there is none, and nothing yet that another key would open.
pub fn keep(env: &Env) -> Result<(), Fault> {
    match exists(&repository::place(env)?) {
        Ok(false) => Key::keep(env.db.data_dir(), &*env.chance).map(drop),
        _ => Ok(()),
    }
}

/// When the sheet was first shown; absent: never.
pub async fn shown_at(env: &Env) -> Result<Option<Timestamp>> {
    env.db.control().read(store::key_shown_at).await
}

/// The sheet, shown to somebody: noted in the access log, and from the second time on with the reason.
pub async fn show(env: &Env, actor: &Actor, reason: &str) -> Result<Sheet> {
    if shown_at(env).await?.is_some() && reason.is_empty() {
        return Err(Error::field("reason", texts::REASON_NEEDED));
    }
    if reason.chars().count() > LONGEST_REASON || reason.chars().any(char::is_control) {
        return Err(Error::field("reason", texts::TOO_LONG));
    }
    keep(env).map_err(|fault| told(&fault))?;
    let key = Key::read(env.db.data_dir()).map_err(|fault| told(&fault))?;
    let far = match offsite::access(env).await? {
        Some(access) => Some(far(access.store()?)),
        None => None,
    };
    let agency = users::agency_name(env).await?.unwrap_or_default();
    let (actor, subject) = (actor.clone(), if reason.is_empty() { "first".to_owned() } else { reason.to_owned() });
    let work = move |tx: &Tx<'_>| {
        store::note_key_shown(tx, &actor.name, tx.now())?;
        log_agency_act(tx, &actor, "recovery_key.show", &format!("recovery_key:{subject}"))
    };
    env.db.control().write(Class::Person, work).await?;
    Ok(Sheet {
        agency,
        at: env.now(),
        data_dir: env.db.data_dir().display().to_string(),
        directory: env.settings.backup_directory().display().to_string(),
        key: key.printed().to_owned(),
        far,
    })
}

fn far(store: Store) -> Far {
    let is_usual = store.style == Style::default();
    let own_options = if is_usual { Vec::new() } else { vec!["--bucket-style".to_owned(), store.style.name().to_owned()] };
    Far {
        repository: store.repository(),
        options: store.restic_options().iter().map(|&option| option.to_owned()).collect(),
        own_options,
        region: store.region,
        access_key_id: store.access_key_id,
        secret_access_key: store.secret_access_key,
    }
}

/// A fault of the repository as somebody at a form is told.
fn told(fault: &Fault) -> Error {
    Error::conflict("backup", fault.message())
}
