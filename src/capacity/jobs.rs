//! The nightly measuring. It runs in a process of its own and has what it measured kept by the owner.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    accounts::service::{
        self as accounts,
        errand::{AgencyErrand, send},
        job::{Done, Run},
    },
    base::error::{Error, Result},
    capacity::{
        model::{Disk, Measurement},
        service, texts,
    },
    env::Env,
};

/// How often it is told how far the work is.
const TOLD_EVERY: Duration = Duration::from_millis(200);

/// What was measured, to be kept.
#[derive(Serialize, Deserialize)]
pub struct Keep {
    measurement: Measurement,
    disk: Disk,
}

impl AgencyErrand for Keep {
    const NAME: &'static str = "capacity.keep";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        service::keep(env, self.measurement, self.disk).await
    }
}

/// Measures every file. A run for one account measures the others too: the figures belong together.
pub async fn measure(run: &Run) -> Result<Done> {
    let env = run.env();
    let (data_dir, accounts, at) = (env.db.data_dir().to_owned(), accounts::list(env).await?, env.now());
    let backups = env.settings.backup_directory();
    let (teller, told) = std::sync::mpsc::channel();
    let mut work = tokio::task::spawn_blocking(move || {
        // Nobody may listen any more: then it is measured all the same.
        let measurement = service::measure(&data_dir, &accounts, at, |progress| {
            let _ = teller.send(progress);
        });
        (measurement, service::disk(&data_dir, &backups))
    });
    let (measurement, disk) = loop {
        let ended = tokio::time::timeout(TOLD_EVERY, &mut work).await;
        if let Some(progress) = told.try_iter().last() {
            run.tell(progress.done as u64, Some(progress.total as u64));
        }
        if let Ok(ended) = ended {
            break ended.map_err(|cause| Error::internal("measuring the files", cause))?;
        }
    };
    let mut done = Done::rows(u64::try_from(measurement.total().parts.iter().map(|part| part.rows).sum::<i64>()).unwrap_or(0));
    for (file, cause) in &measurement.unread {
        done.fail(Some(file.clone()), &Error::Internal(texts::UNREAD.with(&[("cause", cause)]).en));
    }
    send(env, Keep { measurement, disk }).await?;
    Ok(done)
}
