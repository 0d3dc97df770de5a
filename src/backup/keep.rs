//! Which snapshots may go, and giving their space back.
//!
//! Counted by the order in which they were made, so that a clock set back or a box that was off for weeks takes nothing away: an old
//! day goes only when enough newer days with a backup are there.

use std::{collections::BTreeSet, time::Duration};

use rustic_core::{LimitOption, PruneOptions, RusticError, jiff::Span};

use crate::{
    backup::{Fault, Lock, Repository, Snapshot, snapshot::parse_id},
    base::time::Zone,
};

/// How long a pack that nothing needs stays marked. A little less than a day, so that the next night's prune takes it.
const GRACE: Duration = Duration::from_hours(23);

/// What a prune's new index and its packs on the way need besides.
const INDEX_ROOM: u64 = 64 << 20;

/// What a prune did and left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Gone from the disk.
    pub freed_bytes: u64,
    /// Written anew because little in it was still needed.
    pub repacked_bytes: u64,
    /// Marked now, gone by a prune a day later.
    pub marked_bytes: u64,
}

/// The snapshots to be forgotten when `days` days are kept, each with its last backup. The one made last always stays.
pub fn expired(snapshots: &[Snapshot], days: u32, zone: Zone) -> Vec<&Snapshot> {
    let mut newest_first: Vec<&Snapshot> = snapshots.iter().collect();
    newest_first.sort_by_key(|snapshot| std::cmp::Reverse((snapshot.record.number, snapshot.record.at)));
    let mut kept = BTreeSet::new();
    newest_first.retain(|snapshot| {
        let is_kept = kept.len() < days.max(1) as usize && kept.insert(zone.day_of(snapshot.record.at));
        !is_kept
    });
    newest_first
}

impl Repository {
    /// Forgets what [`expired`] names, and says what that was. The space comes back by [`Repository::prune`].
    pub fn forget(&self, _: &Lock, days: u32, zone: Zone) -> Result<Vec<Snapshot>, Fault> {
        let snapshots = self.snapshots()?;
        let expired: Vec<Snapshot> = expired(&snapshots, days, zone).into_iter().cloned().collect();
        let ids: Vec<_> = expired.iter().filter_map(|snapshot| parse_id(&snapshot.id)).collect();
        self.drop_snapshots(&ids)?;
        Ok(expired)
    }

    /// Gives the space of forgotten snapshots back in two steps: what nothing needs is marked, and goes when it has been marked for
    /// a day. So nothing that somebody still reads or copies is pulled away.
    pub fn prune(&self, lock: &Lock) -> Result<Pruned, Fault> {
        self.prune_after(lock, GRACE)
    }

    /// The same for what has been marked for so long.
    ///
    /// It needs room itself: a pack of which little is needed is written anew before it goes. Where the disk does not hold that, only
    /// packs that nothing needs go this time.
    pub fn prune_after(&self, lock: &Lock, grace: Duration) -> Result<Pruned, Fault> {
        self.tidy(lock)?;
        let fault = |error: Box<RusticError>| self.fault(&error);
        let library = self.library()?;
        let seconds = i64::try_from(grace.as_secs()).unwrap_or(i64::MAX);
        let options = PruneOptions::default().keep_delete(Span::new().seconds(seconds));
        let mut plan = library.prune_plan(&options).map_err(fault)?;
        let needed = plan.stats.size_sum().repack + INDEX_ROOM;
        if self.place.free_bytes().is_some_and(|free| free < needed) {
            plan = library.prune_plan(&options.clone().max_repack(LimitOption::Percentage(0))).map_err(fault)?;
        }
        let sizes = plan.stats.size_sum();
        let pruned = Pruned {
            freed_bytes: plan.stats.size_to_delete.remove,
            repacked_bytes: sizes.repack,
            marked_bytes: sizes.remove + sizes.repack + plan.stats.size_unref,
        };
        library.prune(&options, plan).map_err(fault)?;
        match self.witness.fault() {
            Some(fault) => Err(fault),
            None => Ok(pruned),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        backup::snapshot::Record,
        base::time::{DAY_MS, HOUR_MS, Timestamp},
    };

    const START: i64 = 20_000 * DAY_MS;

    /// Snapshots made in this order, at so many hours.
    fn made(hours: &[i64]) -> Vec<Snapshot> {
        let record = |(number, hour): (usize, &i64)| Record {
            number: number as u64 + 1,
            at: Timestamp(START + hour * HOUR_MS),
            reason: "schedule".to_owned(),
            version: "1".to_owned(),
            files: Vec::new(),
        };
        let snapshot = |(number, record): (usize, Record)| Snapshot { id: format!("{number}"), record, new_bytes: 0, took: Duration::ZERO };
        hours.iter().enumerate().map(record).enumerate().map(snapshot).collect()
    }

    fn left(hours: &[i64], days: u32) -> Vec<i64> {
        let snapshots = made(hours);
        let gone: BTreeSet<&str> = expired(&snapshots, days, Zone::default()).iter().map(|snapshot| snapshot.id.as_str()).collect();
        hours.iter().enumerate().filter(|(number, _)| !gone.contains(number.to_string().as_str())).map(|(_, hour)| *hour).collect()
    }

    #[test]
    fn a_day_keeps_its_last_and_old_days_go() {
        assert_eq!(left(&[0, 24, 48, 50, 72], 3), [24, 50, 72]);
    }

    #[test]
    fn weeks_without_the_box_take_nothing_away() {
        assert_eq!(left(&[0, 24, 24 + 40 * 24], 30), [0, 24, 24 + 40 * 24]);
        assert_eq!(left(&[0, 24, 24 + 40 * 24], 0), [24 + 40 * 24]);
    }

    #[test]
    fn a_clock_set_back_takes_nothing_away() {
        assert_eq!(left(&[9_000, 9_024, 0, 24], 3), [9_024, 0, 24]);
    }

    proptest! {
        #[test]
        fn the_last_one_made_stays_and_every_kept_day_once(hours in prop::collection::vec(0..2_000i64, 1..60), days in 0..40u32) {
            let kept = left(&hours, days);
            prop_assert_eq!(kept.last(), hours.last());
            let days_kept: BTreeSet<_> = kept.iter().map(|hour| Zone::default().day_of(Timestamp(START + hour * HOUR_MS))).collect();
            prop_assert_eq!(days_kept.len(), kept.len());
            prop_assert!(kept.len() <= days.max(1) as usize);
        }
    }
}
