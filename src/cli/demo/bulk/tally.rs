//! The daily figures of an account while its history is told, handed out day by day in the order of their tables' keys.

use std::collections::BTreeMap;

use crate::{
    base::time::Day,
    rollups::model::{PageCount, StageCount},
};

/// A page, a way to come and a device on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageSlot {
    pub day: Day,
    pub page: i64,
    pub source: i64,
    pub campaign: i64,
    pub device: i64,
}

/// A stage of a funnel, by its place, and a way to come on a day. Page 0: none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StageSlot {
    pub day: Day,
    pub funnel: usize,
    pub stage: usize,
    pub source: i64,
    pub campaign: i64,
    pub page: i64,
    pub device: i64,
}

#[derive(Default)]
pub struct Tally {
    pages: BTreeMap<PageSlot, PageCount>,
    /// By day, page and the word of a host.
    referrers: BTreeMap<(Day, i64, i64), PageCount>,
    stages: BTreeMap<StageSlot, StageCount>,
    times: BTreeMap<(StageSlot, i64), i64>,
}

/// The figures of some days.
#[derive(Default)]
pub struct Figures {
    pub pages: Vec<(PageSlot, PageCount)>,
    pub referrers: Vec<((Day, i64, i64), PageCount)>,
    pub stages: Vec<(StageSlot, StageCount)>,
    /// With the bucket of the histogram.
    pub times: Vec<((StageSlot, i64), i64)>,
}

impl Tally {
    /// `referrer` is the word of the host that led there; robots are not told apart by it.
    pub fn page(&mut self, slot: PageSlot, referrer: i64, more: PageCount) {
        *self.pages.entry(slot).or_default() += more;
        if more.bot_views == 0 {
            *self.referrers.entry((slot.day, slot.page, referrer)).or_default() += more;
        }
    }

    pub fn stage(&mut self, slot: StageSlot) -> &mut StageCount {
        self.stages.entry(slot).or_default()
    }

    pub fn time(&mut self, slot: StageSlot, bucket: i64) {
        *self.times.entry((slot, bucket)).or_default() += 1;
    }

    /// Hands out all figures up to a day.
    pub fn take_until(&mut self, day: Day) -> Figures {
        Figures {
            pages: taken(&mut self.pages, |slot| slot.day <= day),
            referrers: taken(&mut self.referrers, |(of, ..)| *of <= day),
            stages: taken(&mut self.stages, |slot| slot.day <= day),
            times: taken(&mut self.times, |(slot, _)| slot.day <= day),
        }
    }
}

fn taken<K: Ord, V>(all: &mut BTreeMap<K, V>, is_due: impl Fn(&K) -> bool) -> Vec<(K, V)> {
    let mut due = Vec::new();
    while let Some(first) = all.first_entry()
        && is_due(first.key())
    {
        due.push(first.remove_entry());
    }
    due
}
