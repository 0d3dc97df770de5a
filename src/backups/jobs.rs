//! The nightly work on backups, each step a job of its own: what fails in one is told apart from the others and tried again alone.

use crate::{
    accounts::service::{
        self as accounts,
        errand::send,
        job::{Done, Note, Run},
    },
    backup::Fault,
    backups::{
        disk_rule,
        model::{Step, StepRun, Told},
        service::{
            self, copying, drilling,
            facts::{self, KeepRun},
            restore::kept::ForgetKept,
            work::{self, Found, told},
        },
        texts,
    },
    base::{
        error::{Error, Result},
        time::{Timestamp, Zone},
    },
};

/// Takes a snapshot of everything. Where the repository has lost what that would lean on, it is mended first.
pub async fn back_up(run: &Run) -> Result<Done> {
    let (done, is_damaged) = take(run).await?;
    if is_damaged {
        let checked = check(run, Step::Verify, false).await?;
        if !checked.faults.is_empty() {
            return Ok(checked);
        }
    }
    Ok(done)
}

/// Takes one, and says whether it failed for the repository's damage.
async fn take(run: &Run) -> Result<(Done, bool)> {
    let started_at = run.env().now();
    let settings = service::settings(run.env()).await?;
    let accounts = accounts::list(run.env()).await?;
    let known: Vec<String> = accounts.iter().map(|account| account.slug.clone()).collect();
    let mut found = blocking(run, move |run| work::back_up(run, &accounts, &settings, REASON)).await?;
    // An account that was erased meanwhile is no fault: once more, without it.
    if let Err(fault) = &found
        && work::misses_files(fault)
    {
        let accounts = accounts::list(run.env()).await?;
        if accounts.len() != known.len() || accounts.iter().any(|account| !known.contains(&account.slug)) {
            found = blocking(run, move |run| work::back_up(run, &accounts, &settings, REASON)).await?;
        }
    }
    let is_damaged = matches!(found, Err(Fault::Damaged { .. }));
    Ok((end(run, Step::Run, started_at, found).await?, is_damaged))
}

/// What is written into a snapshot as its cause.
const REASON: &str = "schedule";
const SUNDAY: u32 = 6;

/// Lets old snapshots go: as many days stay as were chosen, fewer where the disk would not hold them.
pub async fn prune(run: &Run) -> Result<Done> {
    let started_at = run.env().now();
    // What a restore has put aside has its days too.
    send(run.env(), ForgetKept {}).await?;
    let settings = service::settings(run.env()).await?;
    let (live_bytes, disk) = service::sizes(run.env()).await?;
    let days = disk_rule::local_days(&settings, disk, live_bytes);
    let found = blocking(run, move |run| work::prune(run, settings, days)).await?;
    end(run, Step::Prune, started_at, found).await
}

/// Copies off-site what is not there yet. Nothing to do where no store is set up.
pub async fn copy(run: &Run) -> Result<Done> {
    let (env, started_at) = (run.env(), run.env().now());
    let Some(access) = service::access(env).await? else {
        let mut done = Done::default();
        done.note(None, texts::NO_STORE);
        return Ok(done);
    };
    let (store, days) = (access.store()?, access.offsite.keep_days);
    // It reads much of the store, so once a week.
    let prune = Zone::default().parts(started_at).weekday == SUNDAY;
    let found = match blocking(run, move |run| copying::copy(run, &store, days, prune)).await? {
        Ok((found, there)) => {
            if let Some(there) = &there {
                facts::keep_lists(env, None, Some(there)).await?;
            }
            Ok(found)
        }
        Err(fault) => Err(fault),
    };
    end(run, Step::Copy, started_at, found).await
}

/// Checks how the repository is built.
pub async fn verify(run: &Run) -> Result<Done> {
    check(run, Step::Verify, false).await
}

/// Reads every byte of it.
pub async fn read_data(run: &Run) -> Result<Done> {
    check(run, Step::ReadData, true).await
}

async fn check(run: &Run, step: Step, read_data: bool) -> Result<Done> {
    let started_at = run.env().now();
    let mut found = blocking(run, move |run| work::verify(run, read_data)).await?;
    if let Ok(damaged) = &mut found
        && !damaged.faults.is_empty()
    {
        // The live files still hold most of what was taken out. Saved again, it is there for the older backups too.
        let (made, _) = take(run).await?;
        let is_made = made.faults.is_empty();
        damaged.faults.extend(made.faults.into_iter().map(|note| Told { account: note.account, what: note.what }));
        // As long as none is made, a later one may still bring it back.
        if is_made {
            match blocking(run, work::give_up_lost).await? {
                Ok(left) => {
                    damaged.local = left.local;
                    damaged.faults.extend(left.faults);
                }
                Err(fault) => found = Err(fault),
            }
        }
    }
    end(run, step, started_at, found).await
}

/// Restores one account aside and compares it.
pub async fn drill(run: &Run) -> Result<Done> {
    let (env, started_at) = (run.env(), run.env().now());
    let (accounts, proofs, settings) = (accounts::list(env).await?, facts::proofs(env).await?, service::settings(env).await?);
    let drilled = {
        let accounts = accounts.clone();
        blocking(run, move |run| drilling::drill(run, &accounts, &proofs, &settings)).await?
    };
    let found = match drilled {
        Ok(None) => Ok(work::nothing_yet()),
        Ok(Some(proof)) => {
            let account = drilling::slug_of(&accounts, proof.account);
            let mut found = Found::default();
            match &proof.found {
                Ok(proven) => {
                    found.count = u64::try_from(proven.rows).unwrap_or(0);
                    let values: [(&str, &dyn std::fmt::Display); 2] = [("rows", &proven.rows), ("ms", &proven.restore_ms)];
                    found.notes.push(Told { account, what: texts::DRILLED.with(&values) });
                }
                Err(fault) => found.faults.push(Told { account, what: fault.clone() }),
            }
            send(env, proof).await?;
            Ok(found)
        }
        Err(fault) => Err(fault),
    };
    end(run, Step::Drill, started_at, found).await
}

type Worked = std::result::Result<Found, Fault>;

async fn blocking<T: Send + 'static>(run: &Run, work: impl FnOnce(&Run) -> T + Send + 'static) -> Result<T> {
    let run = run.clone();
    tokio::task::spawn_blocking(move || work(&run)).await.map_err(|cause| Error::internal("a step of the backup", cause))
}

/// Has what came of a step kept, and says it. One that was told to stop came to no end: it is due again.
async fn end(run: &Run, step: Step, started_at: Timestamp, worked: Worked) -> Result<Done> {
    let env = run.env();
    let found = match worked {
        Ok(found) => found,
        Err(Fault::Stopped) => return Err(Error::busy()),
        Err(fault) => Found { faults: vec![told(fault.message())], ..Found::default() },
    };
    let Found { count, made, local, notes, faults } = found;
    let (snapshot, made) = made.unzip();
    let told = faults.iter().chain(&notes).cloned().collect();
    let step_run = StepRun { step, started_at, ended_at: env.now(), is_good: faults.is_empty(), snapshot, told };
    send(env, KeepRun { run: step_run, snapshot: made }).await?;
    if let Some(local) = &local {
        facts::keep_lists(env, Some(local), None).await?;
    }
    let note = |told: Told| Note { account: told.account, what: told.what };
    Ok(Done { rows: count, notes: notes.into_iter().map(note).collect(), faults: faults.into_iter().map(note).collect() })
}
