//! The off-site copy: the same snapshots in a store somewhere else, opened by the same key, kept by a rule of its own.
//!
//! What is already there is not sent again, also after a copy that broke off: its packs are found by their headers. A snapshot is
//! written last, so that the store never shows one that is not whole.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use rustic_core::{
    IndexedFull, RepairIndexOptions, RusticError, WriteBackend,
    repofile::{PackId, SnapshotFile},
};

use crate::{
    backup::{
        Fault, Key, Lock, Place, Repository, Shared, Snapshot,
        keep::Pruned,
        save::lost,
        snapshot::parse_id,
        store::{self, Doing, Patience, Remote, Store, Watch},
        texts,
    },
    base::{lang::Text, time::Zone},
};

/// Snapshots whose new chunks are held in memory together, each by its name and place.
const AT_ONCE: usize = 7;

/// A repository in a store.
pub struct Offsite {
    remote: Arc<Remote>,
    repository: Repository,
}

/// How a copy is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Days that are kept there, each with its last backup.
    pub days: u32,
    pub zone: Zone,
    /// Shall space be given back? It reads much of the store: once a week is enough.
    pub prune: bool,
}

/// What a copy has done and left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The local ids of those that went over, the newest first.
    pub copied: Vec<String>,
    /// Those that should have gone over and did not, by their local ids: the files that they can't give.
    pub damaged: BTreeMap<String, Vec<String>>,
    /// What lies there now, in the order in which it was made; ids and sizes are those of the store.
    pub there: Vec<Snapshot>,
    pub sent_bytes: u64,
    pub forgotten: usize,
    pub pruning: Pruning,
}

/// What became of the space of forgotten snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pruning {
    NotDue,
    Done(Pruned),
    /// The key may not delete, so the copy grows until somebody else prunes it.
    MayNotDelete,
}

impl Pruning {
    /// What the owner should know; absent where all is as it should be.
    pub const fn note(self) -> Option<Text> {
        match self {
            Self::MayNotDelete => Some(texts::MAY_NOT_PRUNE),
            Self::NotDue | Self::Done(_) => None,
        }
    }
}

impl Offsite {
    /// Opens the copy in a store. `lock` is a file of this machine for whoever works on it.
    pub fn open(store: &Store, key: &Key, lock: &Path, patience: Patience) -> Result<Self, Fault> {
        Self::with(store, lock, patience, |place| Repository::open(place, key))
    }

    /// Opens it, or begins it with the same key and the same chunks where there is none.
    pub fn open_or_init(store: &Store, key: &Key, lock: &Path, patience: Patience) -> Result<Self, Fault> {
        Self::with(store, lock, patience, |place| Repository::open_or_init(place, key))
    }

    /// To list, restore and verify as any other.
    pub const fn repository(&self) -> &Repository {
        &self.repository
    }

    pub fn lock(&self, doing: &str) -> Result<Lock, Fault> {
        self.repository.place().lock(doing)
    }

    fn with(store: &Store, lock: &Path, patience: Patience, open: impl FnOnce(Place) -> Result<Repository, Fault>) -> Result<Self, Fault> {
        let remote = Remote::open(store, patience)?;
        let backend: Arc<dyn WriteBackend> = Arc::clone(&remote) as _;
        let repository = open(Place::store(store.repository(), backend, lock.to_owned()))?;
        Ok(Self { remote, repository })
    }

    /// Makes the packs of a copy that broke off known, so that they are not sent again.
    fn resume(&self) -> Result<(), Fault> {
        let library = self.repository.library()?;
        library.repair_index(&RepairIndexOptions::default(), false).map_err(|error| self.repository.fault(&error))
    }
}

impl Repository {
    /// Copies what the plan keeps and the store does not have; forgets there what the plan no longer keeps.
    pub fn copy_to(&self, _: &Shared, offsite: &Offsite, lock: &Lock, plan: Plan, watch: Watch) -> Result<Copied, Fault> {
        let may_delete = offsite.remote.check()?.may_delete;
        offsite.remote.watch(watch);
        let before = offsite.remote.sent_bytes();
        let (here, there) = (self.files()?, offsite.repository.snapshots()?);
        let here: Vec<(Snapshot, SnapshotFile)> = here.into_iter().filter_map(|file| Some((Snapshot::of(&file)?, file))).collect();
        let library = self.library()?.to_indexed().map_err(|error| self.fault(&error))?;
        let Choice { kept, missing, damaged } = choose(&library, &self.packs()?, &here, &there, plan);
        self.send(&library, offsite, &missing)?;
        let sent_bytes = offsite.remote.sent_bytes() - before;
        // Without a sound backup here nothing says what is old there.
        let is_kept = |known: &Snapshot| here.len() == damaged.len() || kept.iter().any(|kept| kept.key() == known.key());
        let expired: Vec<&Snapshot> = there.iter().filter(|known| !is_kept(known)).collect();
        let (forgotten, pruning) = offsite.make_room(lock, &expired, may_delete, plan.prune)?;
        Ok(Copied {
            copied: missing.iter().map(|(snapshot, _)| snapshot.id.clone()).collect(),
            there: offsite.repository.snapshots()?,
            damaged,
            sent_bytes,
            forgotten,
            pruning,
        })
    }

    /// The newest alone and first: it is the one that will be missed most.
    fn send<S: IndexedFull>(
        &self,
        local: &rustic_core::Repository<S>,
        offsite: &Offsite,
        missing: &[&(Snapshot, SnapshotFile)],
    ) -> Result<(), Fault> {
        let Some((newest, others)) = missing.split_first() else { return Ok(()) };
        let unfinished = offsite.repository.place().unfinished();
        if unfinished.exists() {
            offsite.resume()?;
        }
        fs::write(&unfinished, b"").map_err(|cause| Fault::io(&unfinished, &cause))?;
        for part in std::iter::once(std::slice::from_ref(newest)).chain(others.chunks(AT_ONCE)) {
            let fault = |error: Box<RusticError>| offsite.repository.witness.fault().unwrap_or_else(|| Fault::of(&self.place.name, &error));
            let target = offsite.repository.library()?.to_indexed_ids().map_err(fault)?;
            local.copy(&target, part.iter().map(|(_, file)| file)).map_err(fault)?;
        }
        fs::remove_file(&unfinished).map_err(|cause| Fault::io(&unfinished, &cause))
    }
}

impl Offsite {
    /// Forgets and prunes, as far as the key may.
    fn make_room(&self, lock: &Lock, expired: &[&Snapshot], may_delete: bool, prune: bool) -> Result<(usize, Pruning), Fault> {
        if !may_delete {
            return Ok((0, if expired.is_empty() { Pruning::NotDue } else { Pruning::MayNotDelete }));
        }
        let ids: Vec<_> = expired.iter().filter_map(|snapshot| parse_id(&snapshot.id)).collect();
        let work = || {
            self.repository.drop_snapshots(&ids)?;
            Ok(if prune { Pruning::Done(self.repository.prune(lock)?) } else { Pruning::NotDue })
        };
        match work() {
            Ok(pruning) => Ok((ids.len(), pruning)),
            // It may delete the probe, but not these.
            Err(Fault::Store(store::Fault::MayNot { doing: Doing::Delete, .. })) => Ok((0, Pruning::MayNotDelete)),
            Err(fault) => Err(fault),
        }
    }
}

/// What a copy is about.
struct Choice<'a> {
    kept: Vec<&'a Snapshot>,
    missing: Vec<&'a (Snapshot, SnapshotFile)>,
    damaged: BTreeMap<String, Vec<String>>,
}

/// Chooses what is kept and what has to be sent for it. Of a snapshot that is damaged the library would send the rest and have it count,
/// so that one is left out, and its day's copy stays what it is.
///
/// A copy and what it is a copy of have the same number and time. Here files may have been given up since, of which the copy is the last.
fn choose<'a, S: IndexedFull>(
    library: &rustic_core::Repository<S>,
    packs: &BTreeSet<PackId>,
    here: &'a [(Snapshot, SnapshotFile)],
    there: &'a [Snapshot],
    plan: Plan,
) -> Choice<'a> {
    let (mut looked_at, mut damaged) = (BTreeSet::new(), BTreeMap::new());
    loop {
        let usable = here.iter().map(|(snapshot, _)| snapshot).filter(|snapshot| !damaged.contains_key(&snapshot.id));
        let kept = kept(usable, there, plan);
        let is_missing = |kept: &&&Snapshot| !there.iter().any(|known| known.key() == kept.key());
        let missing: Vec<_> =
            kept.iter().filter(is_missing).filter_map(|kept| here.iter().find(|(snapshot, _)| snapshot.id == kept.id)).collect();
        let before = damaged.len();
        for (snapshot, file) in &missing {
            if looked_at.insert(&snapshot.id) {
                let lost = lost(library, file, &snapshot.record, |pack| packs.contains(&pack));
                if !lost.is_empty() {
                    damaged.insert(snapshot.id.clone(), lost);
                }
            }
        }
        if damaged.len() == before {
            return Choice { kept, missing, damaged };
        }
    }
}

/// What is kept in the store, of both places together, the newest first.
///
/// What is here is newer than what is only there: that has been forgotten here, or it comes from the life before a restore into an
/// empty box, whose numbers say nothing about ours.
fn kept<'a>(here: impl Iterator<Item = &'a Snapshot>, there: &'a [Snapshot], plan: Plan) -> Vec<&'a Snapshot> {
    let mut newest_first: Vec<&Snapshot> = here.collect();
    newest_first.sort_by_key(|snapshot| std::cmp::Reverse((snapshot.record.number, snapshot.record.at)));
    let mut only_there: Vec<&Snapshot> =
        there.iter().filter(|known| !newest_first.iter().any(|snapshot| snapshot.key() == known.key())).collect();
    only_there.sort_by_key(|snapshot| std::cmp::Reverse((snapshot.record.at, snapshot.record.number)));
    newest_first.extend(only_there);
    let mut days = BTreeSet::new();
    newest_first.retain(|snapshot| days.len() < plan.days.max(1) as usize && days.insert(plan.zone.day_of(snapshot.record.at)));
    newest_first
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{
        backup::snapshot::Record,
        base::time::{DAY_MS, Timestamp},
    };

    /// Backups by number and day.
    fn made(life: &str, numbers_and_days: &[(u64, i64)]) -> Vec<Snapshot> {
        let snapshot = |(number, day): &(u64, i64)| Snapshot {
            id: format!("{life}{number}"),
            record: Record {
                number: *number,
                at: Timestamp((20_000 + day) * DAY_MS),
                reason: life.to_owned(),
                version: "1".to_owned(),
                files: Vec::new(),
            },
            new_bytes: 0,
            took: Duration::ZERO,
        };
        numbers_and_days.iter().map(snapshot).collect()
    }

    fn ids(here: &[Snapshot], there: &[Snapshot], days: u32) -> Vec<String> {
        let plan = Plan { days, zone: Zone::default(), prune: false };
        kept(here.iter(), there, plan).iter().map(|snapshot| snapshot.id.clone()).collect()
    }

    #[test]
    fn days_are_kept_beyond_those_that_are_here() {
        let (here, there) = (made("a", &[(3, 3), (4, 4)]), made("a", &[(1, 1), (2, 2), (3, 3)]));
        assert_eq!(ids(&here, &there, 9), ["a4", "a3", "a2", "a1"]);
        assert_eq!(ids(&here, &there, 3), ["a4", "a3", "a2"]);
        assert_eq!(ids(&here, &there, 0), ["a4"]);
    }

    #[test]
    fn two_backups_of_a_day_are_one() {
        assert_eq!(ids(&made("a", &[(1, 1), (2, 1), (3, 2)]), &made("a", &[(1, 1)]), 9), ["a3", "a2"]);
    }

    #[test]
    fn a_new_life_begins_after_the_old_one_whatever_its_numbers() {
        let (here, there) = (made("new", &[(1, 60)]), made("old", &[(200, 50), (201, 51)]));
        assert_eq!(ids(&here, &there, 2), ["new1", "old201"]);
    }

    #[test]
    fn a_clock_set_back_takes_the_newest_along() {
        let (here, there) = (made("a", &[(5, 90), (6, 3)]), made("a", &[(5, 90)]));
        assert_eq!(ids(&here, &there, 2), ["a6", "a5"]);
    }
}
