//! Measures all files, one after the other and beside their owner: a reader of its own for each, so that requests keep theirs.

use std::{
    path::Path,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::{
    accounts::{model::Account, service as accounts},
    base::{
        error::{Error, Result},
        time::{DAY_MS, Timestamp, Zone},
    },
    capacity::{
        model::{Disk, Measurement, RECENT_DAYS, Sizes},
        service::{disk::disk, guarding},
        store,
    },
    db::{Class, inspect, migrate::Fault},
    env::Env,
};

/// Days that the history keeps: five years.
const KEPT_DAYS: i32 = 1_827;

/// How far a measuring is, in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: usize,
    pub total: usize,
}

/// The measuring that somebody asked for; absent while nobody waits for one.
#[derive(Default)]
struct AtWork(Mutex<Option<Progress>>);

impl AtWork {
    fn lock(&self) -> MutexGuard<'_, Option<Progress>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the work however it ends, by a panic too: otherwise it would go on for ever.
struct Working(std::sync::Arc<AtWork>);

impl Drop for Working {
    fn drop(&mut self) {
        *self.0.lock() = None;
    }
}

/// Reads every page of every file and says after each how far it is. A file that can't be read is left out and named.
pub fn measure(data_dir: &Path, accounts: &[Account], at: Timestamp, mut tell: impl FnMut(Progress)) -> Measurement {
    let since = at.plus_ms(-RECENT_DAYS * DAY_MS);
    let mut measurement = Measurement { at, agency: Sizes::default(), accounts: Vec::new(), unread: Vec::new() };
    let total = accounts.len() + 1;
    match inspect::open(&data_dir.join("control.db"))
        .map_err(|fault| reason(&fault))
        .and_then(|conn| store::measuring::agency(&conn, since))
    {
        Ok(sizes) => measurement.agency = sizes,
        Err(cause) => measurement.unread.push(("control".to_owned(), cause.to_string())),
    }
    tell(Progress { done: 1, total });
    for (account, done) in accounts.iter().zip(2..) {
        let path = data_dir.join("accounts").join(format!("{}.db", account.slug));
        match inspect::open(&path).map_err(|fault| reason(&fault)).and_then(|conn| store::measuring::account(&conn, since)) {
            Ok(sizes) => measurement.accounts.push((account.id, sizes)),
            Err(cause) => measurement.unread.push((account.slug.clone(), cause.to_string())),
        }
        tell(Progress { done, total });
    }
    measurement.accounts.sort_by_key(|(id, _)| *id);
    measurement
}

/// Keeps a measurement as the last one and as that of its day, and tells the plan.
pub async fn keep(env: &Env, measurement: Measurement, disk: Disk) -> Result<()> {
    let day = Zone::default().day_of(measurement.at);
    env.db
        .control()
        .write(Class::Batch, move |tx| {
            store::keep(tx, &measurement, disk, day)?;
            store::forget_before(tx, day.plus(-KEPT_DAYS)).map(drop)
        })
        .await?;
    guarding::refresh(env).await
}

/// Begins to measure in the background, unless that is being done.
pub async fn begin(env: &Env) -> Result<()> {
    let at_work = env.db.control().beside().get::<AtWork>();
    let accounts = accounts::list(env).await?;
    {
        let mut now = at_work.lock();
        if now.is_some() {
            return Ok(());
        }
        *now = Some(Progress { done: 0, total: accounts.len() + 1 });
    }
    let working = Working(at_work);
    let env = env.clone();
    tokio::spawn(async move {
        let (data_dir, backups, at) = (env.db.data_dir().to_owned(), env.settings.backup_directory(), env.now());
        let measured = tokio::task::spawn_blocking({
            let at_work = std::sync::Arc::clone(&working.0);
            move || (measure(&data_dir, &accounts, at, |progress| *at_work.lock() = Some(progress)), disk(&data_dir, &backups))
        })
        .await;
        let kept = match measured {
            Ok((measurement, disk)) => keep(&env, measurement, disk).await,
            Err(cause) => Err(Error::internal("measuring the files", cause)),
        };
        if let Err(cause) = kept {
            tracing::warn!(%cause, "the sizes could not be measured; they stay those of the last time");
        }
        drop(working);
    });
    Ok(())
}

/// How far the measuring in the background is; absent while there is none.
pub fn progress(env: &Env) -> Option<Progress> {
    *env.db.control().beside().get::<AtWork>().lock()
}

fn reason(fault: &Fault) -> Error {
    Error::Internal(fault.to_string())
}
