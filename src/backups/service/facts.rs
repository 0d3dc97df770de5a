//! What runs have found, kept by the owner of the directory: a run in a process of its own sends it as errands.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    accounts::service::errand::{AgencyErrand, send},
    alerts::{
        alarm::{Alarm, Severity},
        service as alerts,
    },
    backups::{
        model::{Known, Proof, Proven, Snapshot, SnapshotKey, Step, StepRun},
        standing::{self, Facts, Level, RED_NIGHTS},
        store, texts,
    },
    base::{
        error::Result,
        ids::AccountId,
        lang::Message,
        time::{Timestamp, Zone},
    },
    db::{Class, Tx},
    env::Env,
};

/// The alarm that nights pass without a backup. That a single run failed is told by the alarm of its job.
const ALARM: &str = "backup:late";

/// Whole snapshots, the one made last first, as they were last listed.
pub async fn snapshots(env: &Env) -> Result<Vec<Known>> {
    env.db.control().read(store::snapshots).await
}

/// What the drill knows, by account.
pub async fn proofs(env: &Env) -> Result<Vec<Proof>> {
    env.db.control().read(store::proofs).await
}

/// The last run of a step; absent before the first.
pub async fn last_run(env: &Env, step: Step) -> Result<Option<StepRun>> {
    env.db.control().read(move |conn| store::last_run(conn, step)).await
}

/// The last good run of a step; absent before the first.
pub async fn last_good_run(env: &Env, step: Step) -> Result<Option<StepRun>> {
    env.db.control().read(move |conn| store::last_good_run(conn, step)).await
}

/// What the standing is told from.
pub async fn facts(env: &Env) -> Result<Facts> {
    env.db.control().read(store::facts).await
}

/// The same from a connection of the caller's.
pub fn facts_in(conn: &Connection) -> Result<Facts> {
    store::facts(conn)
}

/// A run has ended; with the snapshot that it made, if it made one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepRun {
    pub run: StepRun,
    pub snapshot: Option<Snapshot>,
}

impl AgencyErrand for KeepRun {
    const NAME: &'static str = "backups.keep_run";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        let work = move |tx: &Tx<'_>| {
            if let Some(snapshot) = &self.snapshot {
                store::keep_snapshot(tx, snapshot)?;
                store::set_local(tx, snapshot.key(), self.run.snapshot.as_deref())?;
            }
            store::keep_run(tx, &self.run)
        };
        env.db.control().write(Class::Batch, work).await?;
        tell(env).await
    }
}

/// What lies where, as it was just listed, each with its id there. An absent list was not looked at.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepLists {
    /// Those that were not known of.
    pub fresh: Vec<Snapshot>,
    pub local: Option<Vec<(SnapshotKey, String)>>,
    pub copied: Option<Vec<(SnapshotKey, String)>>,
}

impl AgencyErrand for KeepLists {
    const NAME: &'static str = "backups.keep_lists";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        let work = move |tx: &Tx<'_>| {
            for known in store::snapshots(tx)? {
                let key = known.snapshot.key();
                if self.local.is_some() {
                    store::set_local(tx, key, None)?;
                }
                if self.copied.as_ref().is_some_and(|copied| copied.iter().all(|(there, _)| *there != key)) {
                    store::set_copy(tx, key, None, tx.now())?;
                }
            }
            for snapshot in &self.fresh {
                store::keep_snapshot(tx, snapshot)?;
            }
            for (key, id) in self.local.iter().flatten() {
                store::set_local(tx, *key, Some(id))?;
            }
            for (key, id) in self.copied.iter().flatten() {
                store::set_copy(tx, *key, Some(id), tx.now())?;
            }
            store::forget_gone(tx).map(drop)
        };
        env.db.control().write(Class::Batch, work).await
    }
}

/// Snapshots with their ids, as a repository lists them.
pub type Listed = [(String, Snapshot)];

/// Has the lists kept. Only what is new travels in full.
pub async fn keep_lists(env: &Env, local: Option<&Listed>, copied: Option<&Listed>) -> Result<()> {
    let mut keys: Vec<SnapshotKey> = snapshots(env).await?.iter().map(|known| known.snapshot.key()).collect();
    let mut fresh: Vec<Snapshot> = Vec::new();
    for (_, snapshot) in local.into_iter().chain(copied).flatten() {
        if !keys.contains(&snapshot.key()) {
            keys.push(snapshot.key());
            fresh.push(snapshot.clone());
        }
    }
    let ids = |listed: &Listed| listed.iter().map(|(id, snapshot)| (snapshot.key(), id.clone())).collect();
    send(env, KeepLists { fresh, local: local.map(ids), copied: copied.map(ids) }).await
}

/// What came of restoring one account aside.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepProof {
    pub account: AccountId,
    pub at: Timestamp,
    pub found: std::result::Result<Proven, Message>,
}

impl AgencyErrand for KeepProof {
    const NAME: &'static str = "backups.keep_proof";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        let work = move |tx: &Tx<'_>| match &self.found {
            Ok(proven) => store::keep_proven(tx, self.account, proven),
            Err(fault) => store::keep_fault(tx, self.account, self.at, fault),
        };
        env.db.control().write(Class::Batch, work).await
    }
}

/// Tells the operator when nights pass without a backup, and when that is over. Called after each run and from time to time: a night
/// that was missed has no run.
pub async fn tell(env: &Env) -> Result<()> {
    let (facts, now) = (facts(env).await?, env.now());
    if standing::level(facts, now, Zone::default()) != Level::Failing {
        return alerts::alarm_over(env, ALARM).await;
    }
    let nights = standing::missed_nights(facts, now, Zone::default()).max(RED_NIGHTS);
    let what = match facts.last_good_at {
        Some(at) => texts::ALARM_NIGHTS.with(&[("nights", &nights), ("at", &Zone::default().date_time(at))]),
        None => texts::ALARM_NEVER.with(&[("nights", &nights)]),
    };
    let alarm = Alarm { key: ALARM.to_owned(), severity: Severity::Critical, what, remedy: texts::ALARM_REMEDY.into() };
    alerts::alarm(env, alarm).await
}
