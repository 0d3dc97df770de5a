//! The steps themselves. They block, read beside the owner of the directory and write into the repository alone.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    accounts::{model::Account, service::job::Run},
    backup::{Fault, Source, fault::Why, save::About, stream::Progress},
    backups::{
        disk_rule,
        model::{Settings, Snapshot, Told},
        service::{
            repository::{self, Listed},
            waiting::patiently,
        },
        texts,
    },
    base::{bytes::byte_size, lang::Message, time::Zone},
    env::Env,
};

/// What a step has done.
#[derive(Debug, Default)]
pub struct Found {
    /// Whatever it counts: files, snapshots, rows.
    pub count: u64,
    pub made: Option<(String, Snapshot)>,
    /// What lies in the repository now; absent where there is none.
    pub local: Option<Listed>,
    pub notes: Vec<Told>,
    /// What was wrong: with any the step has failed.
    pub faults: Vec<Told>,
}

/// A sentence about all.
pub fn told(what: impl Into<Message>) -> Told {
    Told { account: None, what: what.into() }
}

/// Takes a snapshot of all files of these accounts, archived ones too. Stops before it has filled the disk, on which the live files may
/// lie too.
pub fn back_up(run: &Run, accounts: &[Account], settings: &Settings, reason: &str) -> Result<Found, Fault> {
    let env = run.env();
    let repository = repository::find_or_make(env)?;
    let lock = patiently(run, || repository.place().lock("backup"))?;
    let about = About { reason: reason.to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
    let place = repository.place().clone();
    let reserve = disk_rule::reserve_bytes(settings, place.free_bytes().unwrap_or(u64::MAX));
    let has_room = move || place.free_bytes().is_none_or(|free| free >= reserve);
    let full = || Fault::DiskFull { place: repository.place().name.clone() };
    if !has_room() {
        return Err(full());
    }
    let is_full = Arc::new(AtomicBool::new(false));
    let watch = {
        let (run, is_full) = (run.clone(), Arc::clone(&is_full));
        Arc::new(move |progress: &Progress| {
            run.tell(progress.bytes_done, Some(progress.bytes.max(progress.bytes_done)));
            if !has_room() {
                is_full.store(true, Ordering::Relaxed);
                return ControlFlow::Break(());
            }
            if run.is_stopping() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    };
    let saved = match repository.save(&lock, sources(env, accounts), &about, &env.clock, watch) {
        Err(Fault::Stopped) if is_full.load(Ordering::Relaxed) => return Err(full()),
        saved => saved?,
    };
    let made = repository::facts(&saved);
    Ok(Found {
        count: made.files.len() as u64,
        local: Some(repository::list(&repository)?),
        notes: vec![told(backed_up(&made))],
        made: Some((saved.id, made)),
        ..Found::default()
    })
}

/// What is said of a snapshot that was taken.
pub fn backed_up(made: &Snapshot) -> Message {
    texts::BACKED_UP.with(&[("files", &made.files.len()), ("bytes", &byte_size(made.bytes)), ("new", &byte_size(made.new_bytes))])
}

/// Everything that a directory needs to be served again: the agency's file, and each account's with its archive.
fn sources(env: &Env, accounts: &[Account]) -> Vec<Source> {
    let data_dir = env.db.data_dir();
    let mut sources = vec![Source::database(data_dir, "control.db")];
    for account in accounts {
        sources.push(Source::database(data_dir, format!("accounts/{}.db", account.slug)));
        let archive = format!("accounts/{}.archive.db", account.slug);
        if data_dir.join(&archive).exists() {
            sources.push(Source::database(data_dir, archive));
        }
    }
    sources
}

/// Does a fault say that a file was missing?
pub fn misses_files(fault: &Fault) -> bool {
    matches!(fault, Fault::Incomplete(files) if files.iter().any(|file| file.why == Why::Missing))
}

/// Lets go what is older than so many days and gives its space back.
pub fn prune(run: &Run, settings: Settings, days: u32) -> Result<Found, Fault> {
    let Some(repository) = repository::find(run.env())? else { return Ok(nothing_yet()) };
    let lock = patiently(run, || repository.place().lock("backup-prune"))?;
    let gone = repository.forget(&lock, days, Zone::default())?;
    run.tell(1, Some(2));
    let pruned = match repository.prune(&lock) {
        Err(Fault::DiskFull { .. }) => {
            let faults = vec![told(texts::NO_ROOM_TO_PRUNE)];
            return Ok(Found { count: gone.len() as u64, local: Some(repository::list(&repository)?), faults, ..Found::default() });
        }
        pruned => pruned?,
    };
    let freed = byte_size(i64::try_from(pruned.freed_bytes).unwrap_or(i64::MAX));
    let mut notes = vec![told(texts::PRUNED.with(&[("n", &gone.len()), ("freed", &freed)]))];
    if days < settings.keep_days {
        notes.push(told(texts::DAYS_SHRUNK.with(&[("days", &days), ("wanted", &settings.keep_days)])));
    }
    Ok(Found { count: gone.len() as u64, local: Some(repository::list(&repository)?), notes, ..Found::default() })
}

/// Checks how the repository is built; with `read_data` also every byte of it. What is damaged is taken out: then the run has failed, and
/// it takes a new backup and [`give_up_lost`] to be well again.
pub fn verify(run: &Run, read_data: bool) -> Result<Found, Fault> {
    let Some(repository) = repository::find(run.env())? else { return Ok(nothing_yet()) };
    let lock = patiently(run, || repository.place().lock("backup-verify"))?;
    let report = repository.verify(&lock, read_data)?;
    let local = repository::list(&repository)?;
    let mut faults = Vec::new();
    if !report.is_well() {
        repository.mend(&lock, &report)?;
        let finding = report.findings.first().map_or("", String::as_str);
        faults.push(told(texts::DAMAGED.with(&[("n", &report.lost.len()), ("of", &local.len()), ("finding", &finding)])));
    }
    Ok(Found { count: local.len() as u64, local: Some(local), faults, ..Found::default() })
}

/// Takes out of the snapshots what they can't bring back even after the newest backup, and says what that is.
pub fn give_up_lost(run: &Run) -> Result<Found, Fault> {
    let Some(repository) = repository::find(run.env())? else { return Ok(nothing_yet()) };
    let lock = patiently(run, || repository.place().lock("backup-verify"))?;
    let lost = repository.give_up_lost(&lock)?;
    let local = repository::list(&repository)?;
    let faults = lost.iter().rev().take(LISTED).map(|(id, paths)| {
        let (id, paths) = (&id[..id.len().min(8)], paths.join(", "));
        told(texts::LOST_IN.with(&[("id", &id), ("paths", &paths)]))
    });
    Ok(Found { count: local.len() as u64, faults: faults.collect(), local: Some(local), ..Found::default() })
}

/// Damaged snapshots that are told with their files.
pub const LISTED: usize = 5;

pub fn nothing_yet() -> Found {
    Found { notes: vec![told(texts::NOTHING_YET)], ..Found::default() }
}
