//! A snapshot of a directory that nobody serves, before another version changes its files. The files are those of the older one: nothing
//! of them is known but where they lie.

use std::{
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, SystemTime},
};

use crate::{
    accounts::service::errand::send,
    backup::{self, Fault, Source, save::About, stream::Progress},
    backups::{
        model::{Snapshot, Step, StepRun},
        service::{
            facts::{self, KeepRun},
            repository::{self, Listed},
            work::{backed_up, told},
        },
    },
    base::{
        chance::Chance,
        error::Result as Answer,
        time::{Clock, Timestamp},
    },
    config::settings::Settings,
    db::writer::wal_path,
    env::Env,
};

/// What is written into the snapshot as its cause.
const REASON: &str = "upgrade";
const TELL_EVERY: Duration = Duration::from_secs(5);

/// The snapshot.
#[derive(Debug)]
pub struct Saved {
    pub id: String,
    pub snapshot: Snapshot,
    /// What lies in the repository now.
    listed: Listed,
    started_at: Timestamp,
    ended_at: Timestamp,
    /// Does it hold every account?
    is_whole: bool,
}

/// Saves these databases, paths in the data directory. Where the last snapshot was taken for an upgrade and nothing was written since, it
/// serves: a service that is started again and again saves its files once.
pub fn save(settings: &Settings, paths: &[String], is_whole: bool, clock: &Arc<dyn Clock>, chance: &dyn Chance) -> Result<Saved, Fault> {
    let (data_dir, started_at) = (&settings.data_dir, clock.now());
    let repository = repository::find_or_make_in(&settings.backup_directory(), data_dir, chance)?;
    let lock = repository.place().lock("backup")?;
    let sources: Vec<Source> = paths.iter().map(|path| Source::database(data_dir, path)).collect();
    let snapshot = if let Some(last) = repository.snapshots()?.pop().filter(|last| still_holds(last, &sources)) {
        last
    } else {
        let about = About { reason: REASON.to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
        repository.save(&lock, sources, &about, clock, Arc::new(telling()))?
    };
    Ok(Saved {
        snapshot: repository::facts(&snapshot),
        id: snapshot.id,
        listed: repository::list(&repository)?,
        started_at,
        ended_at: clock.now(),
        is_whole,
    })
}

/// Has a snapshot known that was taken before there was anybody to know it. One that lacks an account is listed, but counts as no backup.
pub async fn remember(env: &Env, saved: Saved) -> Answer<()> {
    if saved.is_whole {
        let run = StepRun {
            step: Step::Run,
            started_at: saved.started_at,
            ended_at: saved.ended_at,
            is_good: true,
            snapshot: Some(saved.id),
            told: vec![told(backed_up(&saved.snapshot))],
        };
        send(env, KeepRun { run, snapshot: Some(saved.snapshot) }).await?;
    }
    facts::keep_lists(env, Some(&saved.listed), None).await
}

/// Does it hold these files as they are now?
fn still_holds(last: &backup::Snapshot, sources: &[Source]) -> bool {
    let is_in = |source: &Source| {
        let Some(saved) = last.file(&source.path) else { return false };
        let written = [source.file.clone(), wal_path(&source.file)].iter().filter_map(|file| file.metadata().ok()?.modified().ok()).max();
        written.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok()).is_some_and(|at| at.as_millis() < at_ms(saved.at))
    };
    last.record.reason == REASON && last.record.files.len() == sources.len() && sources.iter().all(is_in)
}

fn at_ms(at: Timestamp) -> u128 {
    u128::try_from(at.0).unwrap_or(0)
}

/// Says every few seconds how far it is.
fn telling() -> impl Fn(&Progress) -> ControlFlow<()> {
    let told = std::sync::Mutex::new(std::time::Instant::now());
    move |progress| {
        let mut told = told.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if told.elapsed() >= TELL_EVERY {
            *told = std::time::Instant::now();
            tracing::info!(files = progress.files_done, of = progress.files, bytes = progress.bytes_done, "saving");
        }
        ControlFlow::Continue(())
    }
}
