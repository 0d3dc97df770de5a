//! The report: how backups stand, what there is, and what it takes.

use std::path::Path;

use crate::{
    accounts::service as accounts,
    backups::{
        disk_rule::{self, Disk},
        model::{AGENCY, Proof, Step},
        report::{self, AccountReport, OffsiteReport, Report, SnapshotReport},
        service::{facts, offsite, settings},
        standing::{self, Level},
        texts,
    },
    base::{
        error::{Error, Result},
        lang::Message,
        time::{Timestamp, Zone},
    },
    capacity::service::disk,
    env::Env,
};

/// How backups stand, in a word, and when the last good one was made.
pub async fn standing(env: &Env) -> Result<(Level, Option<Timestamp>)> {
    let facts = facts::facts(env).await?;
    Ok((standing::level(facts, env.now(), Zone::default()), facts.last_good_at))
}

/// What the overview says in red: two nights or more without a backup. Absent while all is well.
pub async fn trouble(env: &Env) -> Result<Option<Message>> {
    let (facts, now, zone) = (facts::facts(env).await?, env.now(), Zone::default());
    if standing::level(facts, now, zone) != Level::Failing {
        return Ok(None);
    }
    let nights = standing::missed_nights(facts, now, zone);
    Ok(Some(match facts.last_good_at {
        Some(at) => texts::FAILING.with(&[("nights", &nights), ("last", &zone.date_time(at))]),
        None => texts::FAILING_NEVER.with(&[("nights", &nights)]),
    }))
}

/// All of it, for the page and the API.
pub async fn report(env: &Env) -> Result<Report> {
    let (facts, settings) = (facts::facts(env).await?, settings::settings(env).await?);
    let (known, proofs) = (facts::snapshots(env).await?, facts::proofs(env).await?);
    let accounts = accounts::list(env).await?;
    let (live_bytes, disk) = sizes(env).await?;
    let offsite = match offsite::store(env).await? {
        Some(stored) => {
            let last = facts::last_run(env, Step::Copy).await?;
            Some(OffsiteReport::of(&stored.offsite, &known, last.as_ref()))
        }
        None => None,
    };
    let proof = |id| proofs.iter().find(|proof: &&Proof| proof.account == id);
    let mut reports = vec![AccountReport::of(None, proof(AGENCY))];
    reports.extend(accounts.iter().map(|account| AccountReport::of(Some((&account.slug, &account.name)), proof(account.id))));
    let mut steps = Vec::new();
    for step in Step::ALL {
        if let Some(last) = facts::last_run(env, step).await? {
            let good_at = facts::last_good_run(env, step).await?.map(|run| run.ended_at);
            steps.push(report::StepReport::of(&last, good_at));
        }
    }
    Ok(Report {
        standing: standing::level(facts, env.now(), Zone::default()),
        last_good_at: facts.last_good_at,
        missed_nights: standing::missed_nights(facts, env.now(), Zone::default()),
        directory: env.settings.backup_directory().to_string_lossy().into_owned(),
        keep_days: settings.keep_days,
        local_days: disk_rule::local_days(&settings, disk, live_bytes),
        live_bytes,
        repository_bytes: disk.repository_bytes,
        forecast_bytes: disk_rule::forecast_bytes(live_bytes, settings.keep_days),
        room_bytes: disk_rule::room_bytes(&settings, disk).max(0),
        disk_free_bytes: disk.free_bytes,
        disk_total_bytes: disk.total_bytes,
        offsite,
        backups: known.iter().map(SnapshotReport::of).collect(),
        accounts: reports,
        steps,
    })
}

/// Bytes of all files that are backed up, and the disk that the repository lies on.
pub async fn sizes(env: &Env) -> Result<(i64, Disk)> {
    let (data_dir, directory) = (env.db.data_dir().to_owned(), env.settings.backup_directory());
    let look = move || {
        let live = disk(&data_dir, &directory);
        (live.database_bytes + live.archive_bytes, disk_of(&directory, live.backup_bytes))
    };
    tokio::task::spawn_blocking(look).await.map_err(|cause| Error::internal("looking at the disk", cause))
}

fn disk_of(directory: &Path, repository_bytes: i64) -> Disk {
    let mut of = Disk { repository_bytes, ..Disk::default() };
    // A directory that is yet to be made will lie where its parent does.
    if let Some(room) = directory.ancestors().find_map(|existing| rustix::fs::statvfs(existing).ok()) {
        let whole = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
        of.free_bytes = whole(room.f_bavail.saturating_mul(room.f_frsize));
        of.total_bytes = whole(room.f_blocks.saturating_mul(room.f_frsize));
    }
    of
}
