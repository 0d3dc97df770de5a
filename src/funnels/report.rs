//! The report of a funnel and a period: pure figures from rollup rows.
//!
//! Every number counts what happened in the period: a lead that entered a stage twice is two entries, and a stage that is entered
//! past the ones before it may have more entries than they. Shares may so exceed the whole; a drop-off is never below nothing.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    ops::AddAssign,
};

use crate::{
    base::{
        ids::PageId,
        period::{Period, share_bp},
        time::{Day, Timestamp, Zone},
    },
    funnels::model::{Stage, Version},
    rollups::{
        breakdown::{Part, add, largest},
        histogram,
        model::{PageCount, PageRow, StageCount, StageRow, TimeRow},
    },
};

/// The rows of a period.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    pub pages: Vec<PageRow>,
    pub stages: Vec<StageRow>,
    pub times: Vec<TimeRow>,
}

/// What is told of a whole period, of one of its days, or of one way to come. `entries` are those of the stage that was the first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub page_views: i64,
    pub unique_views: i64,
    pub opt_ins: i64,
    pub entries: i64,
    pub conversions: i64,
    /// In the smallest unit of the funnel's currency.
    pub value: i64,
}

impl Figures {
    /// All opt-ins ÷ unique page views; absent without views.
    pub fn opt_in_rate_bp(&self) -> Option<i64> {
        share_bp(self.opt_ins, self.unique_views)
    }

    /// Conversions ÷ entries of the first stage; absent without entries.
    pub fn conversion_rate_bp(&self) -> Option<i64> {
        share_bp(self.conversions, self.entries)
    }

    fn add_page(&mut self, count: &PageCount) {
        self.page_views += count.views;
        self.unique_views += count.unique_views;
        self.opt_ins += count.opt_ins;
    }

    fn add_stage(&mut self, count: &StageCount, is_first: bool) {
        self.entries += if is_first { count.entries } else { 0 };
        self.conversions += count.conversions;
        self.value += count.value;
    }

    /// What the order of a breakdown goes by: what came of it, then how much it was.
    const fn weight(&self) -> (i64, i64, i64, i64) {
        (self.conversions, self.entries, self.opt_ins, self.unique_views)
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, more: Self) {
        self.page_views += more.page_views;
        self.unique_views += more.unique_views;
        self.opt_ins += more.opt_ins;
        self.entries += more.entries;
        self.conversions += more.conversions;
        self.value += more.value;
    }
}

/// How long conversions took, from the opt-in to the goal, each off by [`histogram::RELATIVE_ERROR_BP`] at most. Absent without any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Took {
    pub median_ms: Option<i64>,
    pub p90_ms: Option<i64>,
}

/// One stage in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageFigures {
    pub stage: Stage,
    /// It was taken out of the funnel before the period ended.
    pub removed: bool,
    pub count: StageCount,
    /// Entries of the period before.
    pub entries_before: i64,
    /// Entries as a share of those of the stage before it; absent for the first, and where that had none.
    pub of_previous_bp: Option<i64>,
    /// The same of the first stage.
    pub of_first_bp: Option<i64>,
    /// Entries that the next stage had fewer; absent for the last.
    pub drop_off: Option<i64>,
    pub drop_off_bp: Option<i64>,
    pub took: Took,
}

/// The figures of a period, before anybody has given words to its keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub total: Figures,
    pub before: Figures,
    pub took: Took,
    pub stages: Vec<StageFigures>,
    pub by_source: Vec<Part<i64, Figures>>,
    pub by_campaign: Vec<Part<i64, Figures>>,
    /// Page 0 stands for leads that came through none.
    pub by_page: Vec<Part<PageId, Figures>>,
    pub by_device: Vec<Part<i64, Figures>>,
    /// Every day of the period in order.
    pub days: Vec<(Day, Figures)>,
}

/// The first stage of each day: that which the funnel had when the day ended. Days before the first version have that one's.
#[derive(Clone, Debug, Default)]
pub struct Firsts(Vec<(Day, String)>);

impl Firsts {
    pub fn of(versions: &[Version], zone: Zone) -> Self {
        let first = |version: &Version| Some((zone.day_of(version.from_at), version.stages.first()?.key.clone()));
        Self(versions.iter().filter_map(first).collect())
    }

    fn have(&self, row: &StageRow) -> bool {
        let then = self.0.iter().rev().find(|(from, _)| *from <= row.day).or_else(|| self.0.first());
        then.is_some_and(|(_, key)| *key == row.stage)
    }
}

/// Adds up the rows of a period and of the one before it. `stages` are those of [`stages_of`].
pub fn report(period: Period, stages: &[(Stage, bool)], firsts: &Firsts, now: &Rows, before: &Rows) -> Report {
    let mut days: BTreeMap<Day, Figures> = period.each().map(|day| (day, Figures::default())).collect();
    let (mut sources, mut campaigns, mut pages, mut devices) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for row in &now.pages {
        let mut one = Figures::default();
        one.add_page(&row.count);
        *days.entry(row.day).or_default() += one;
        add(&mut sources, row.source, one);
        add(&mut campaigns, row.campaign, one);
        add(&mut pages, row.page, one);
        add(&mut devices, row.device, one);
    }
    for row in &now.stages {
        let mut one = Figures::default();
        one.add_stage(&row.count, firsts.have(row));
        *days.entry(row.day).or_default() += one;
        add(&mut sources, row.source, one);
        add(&mut campaigns, row.campaign, one);
        add(&mut pages, row.page.unwrap_or(PageId(0)), one);
        add(&mut devices, row.device, one);
    }
    Report {
        total: total(now, firsts),
        before: total(before, firsts),
        took: took(now.times.iter()),
        stages: stage_figures(stages, now, before),
        by_source: largest(sources, Figures::weight),
        by_campaign: largest(campaigns, Figures::weight),
        by_page: largest(pages, Figures::weight),
        by_device: largest(devices, Figures::weight),
        days: days.into_iter().collect(),
    }
}

/// The stages that a period had: those of its last version in order, and those removed before its end, marked, where they stood.
/// A period before the first version has that one's.
pub fn stages_of(versions: &[Version], period: Period, zone: Zone) -> Vec<(Stage, bool)> {
    let (start, end) = (zone.start_of(period.from), zone.start_of(period.to.plus(1)));
    let mut in_force = in_force(versions, start, end);
    let Some(last) = in_force.pop() else { return Vec::new() };
    let mut stages: Vec<(Stage, bool)> = last.stages.iter().map(|stage| (stage.clone(), false)).collect();
    // The later version of a removed stage counts.
    for version in in_force.into_iter().rev() {
        let mut after = 0;
        for stage in &version.stages {
            if let Some(place) = stages.iter().position(|(known, _)| known.key == stage.key) {
                after = place + 1;
            } else {
                stages.insert(after, (stage.clone(), true));
                after += 1;
            }
        }
    }
    stages
}

fn in_force(versions: &[Version], start: Timestamp, end: Timestamp) -> Vec<&Version> {
    let until = versions.iter().skip(1).map(|next| next.from_at).chain(std::iter::once(Timestamp(i64::MAX)));
    let during: Vec<&Version> =
        versions.iter().zip(until).filter(|(version, until)| version.from_at < end && *until > start).map(|(version, _)| version).collect();
    if during.is_empty() { versions.iter().take(1).collect() } else { during }
}

fn total(rows: &Rows, firsts: &Firsts) -> Figures {
    let mut total = Figures::default();
    for row in &rows.pages {
        total.add_page(&row.count);
    }
    for row in &rows.stages {
        total.add_stage(&row.count, firsts.have(row));
    }
    total
}

fn took<'a>(times: impl Iterator<Item = &'a TimeRow>) -> Took {
    let mut buckets: BTreeMap<i64, i64> = BTreeMap::new();
    for row in times {
        *buckets.entry(row.bucket).or_default() += row.conversions;
    }
    let percentile = |percent| histogram::percentile_ms(buckets.iter().map(|(bucket, count)| (*bucket, *count)), percent);
    Took { median_ms: percentile(50), p90_ms: percentile(90) }
}

fn stage_figures(stages: &[(Stage, bool)], now: &Rows, before: &Rows) -> Vec<StageFigures> {
    let (counts, counts_before) = (by_stage(&now.stages), by_stage(&before.stages));
    let count = |key: &str| counts.get(key).copied().unwrap_or_default();
    // A stage without a version is told by its key: figures are never left out.
    let unknown: BTreeSet<&str> = counts.keys().copied().filter(|key| !stages.iter().any(|(stage, _)| stage.key == *key)).collect();
    let unknown = unknown.into_iter().map(|key| (Stage { key: key.to_owned(), name: key.to_owned(), ..Stage::default() }, true));
    let shown: Vec<(Stage, bool)> =
        stages.iter().cloned().chain(unknown).filter(|(stage, removed)| !removed || count(&stage.key) != StageCount::default()).collect();
    let first = shown.iter().find(|(_, removed)| !removed).map(|(stage, _)| count(&stage.key).entries);
    let mut previous: Option<i64> = None;
    let mut figures = Vec::with_capacity(shown.len());
    for (place, (stage, removed)) in shown.iter().enumerate() {
        let own = count(&stage.key);
        let next = shown.iter().skip(place + 1).find(|(_, removed)| !removed).map(|(next, _)| count(&next.key).entries);
        let drop_off = next.map(|next| (own.entries - next).max(0));
        figures.push(StageFigures {
            stage: stage.clone(),
            removed: *removed,
            count: own,
            entries_before: counts_before.get(stage.key.as_str()).map_or(0, |count| count.entries),
            of_previous_bp: previous.and_then(|previous| share_bp(own.entries, previous)),
            of_first_bp: first.and_then(|first| share_bp(own.entries, first)),
            drop_off,
            drop_off_bp: drop_off.and_then(|lost| share_bp(lost, own.entries)),
            took: took(now.times.iter().filter(|row| row.stage == stage.key)),
        });
        if !removed {
            previous = Some(own.entries);
        }
    }
    figures
}

fn by_stage(rows: &[StageRow]) -> HashMap<&str, StageCount> {
    let mut counts: HashMap<&str, StageCount> = HashMap::new();
    for row in rows {
        *counts.entry(row.stage.as_str()).or_default() += row.count;
    }
    counts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PERIOD: Period = Period { from: Day(100), to: Day(104) };

    fn stage(key: &str) -> Stage {
        Stage { key: key.to_owned(), name: format!("{key} name"), ..Stage::default() }
    }

    fn stages(keys: &[&str]) -> Vec<(Stage, bool)> {
        keys.iter().map(|key| (stage(key), false)).collect()
    }

    fn first(key: &str) -> Firsts {
        Firsts(vec![(Day(0), key.to_owned())])
    }

    fn entered(day: i32, stage: &str, source: i64, entries: i64, conversions: i64) -> StageRow {
        let count = StageCount { entries, exits: 0, conversions, value: conversions * 1_000 };
        StageRow { day: Day(day), stage: stage.to_owned(), source, campaign: 0, page: Some(PageId(1)), device: 2, count }
    }

    fn viewed(day: i32, source: i64, unique_views: i64, opt_ins: i64) -> PageRow {
        let count = PageCount { views: unique_views + 1, unique_views, bot_views: 3, opt_ins };
        PageRow { day: Day(day), page: PageId(1), source, campaign: 0, device: 2, count }
    }

    fn version(number: i64, from_day: i32, keys: &[&str]) -> Version {
        let stages = keys.iter().map(|key| stage(key)).collect();
        Version { number, from_at: Zone::default().start_of(Day(from_day)), stages }
    }

    #[test]
    fn shares_are_told_of_the_stages_before() {
        let rows = Rows {
            pages: vec![viewed(100, 1, 40, 10), viewed(101, 2, 10, 0)],
            stages: vec![
                entered(100, "new", 1, 8, 0),
                entered(101, "new", 2, 2, 0),
                entered(101, "booked", 1, 5, 0),
                entered(102, "won", 1, 6, 2),
            ],
            times: [10, 10, 40].map(|bucket| TimeRow { stage: "won".into(), bucket, conversions: 1 }).to_vec(),
        };
        let before = Rows { stages: vec![entered(99, "new", 1, 5, 0)], ..Rows::default() };
        let told = report(PERIOD, &stages(&["new", "booked", "won"]), &first("new"), &rows, &before);
        let shares: Vec<_> = told
            .stages
            .iter()
            .map(|one| (one.count.entries, one.entries_before, one.of_previous_bp, one.of_first_bp, one.drop_off, one.drop_off_bp))
            .collect();
        assert_eq!(
            shares,
            [
                (10, 5, None, Some(10_000), Some(5), Some(5_000)),
                (5, 0, Some(5_000), Some(5_000), Some(0), Some(0)),
                (6, 0, Some(12_000), Some(6_000), None, None)
            ]
        );
        assert_eq!((told.total.opt_in_rate_bp(), told.total.conversion_rate_bp()), (Some(2_000), Some(2_000)));
        assert_eq!((told.total.entries, told.total.value, told.before.entries), (10, 2_000, 5));
        assert_eq!((told.took.median_ms, told.took), (histogram::percentile_ms([(10, 1)], 50), told.stages[2].took));
        assert_eq!(told.by_source.iter().map(|part| part.key).collect::<Vec<_>>(), [Some(1), Some(2)]);
        assert_eq!(told.days.len(), 5);
    }

    #[test]
    fn nothing_happened_is_no_division() {
        let told = report(PERIOD, &stages(&["new", "won"]), &first("new"), &Rows::default(), &Rows::default());
        assert_eq!((told.total, told.total.opt_in_rate_bp(), told.took), (Figures::default(), None, Took::default()));
        assert!(told.stages.iter().all(|one| one.of_first_bp.is_none() && one.drop_off_bp.is_none()) && told.by_source.is_empty());
    }

    #[test]
    fn a_period_has_the_stages_it_had() {
        let versions = [version(1, 90, &["new", "call", "won"]), version(2, 102, &["new", "visit", "won"]), version(3, 120, &["new"])];
        let told = |from: i32, to: i32| {
            let period = Period { from: Day(from), to: Day(to) };
            let stages = stages_of(&versions, period, Zone::default());
            stages.iter().map(|(stage, removed)| format!("{}{}", stage.key, if *removed { "-" } else { "" })).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(told(91, 101), "new call won");
        assert_eq!(told(100, 104), "new call- visit won");
        assert_eq!(told(102, 110), "new visit won");
        assert_eq!(told(91, 130), "new call- visit- won-");
        assert_eq!(told(1, 2), "new call won", "before there was a funnel");
        assert!(stages_of(&[], PERIOD, Zone::default()).is_empty());
    }

    #[test]
    fn each_day_is_measured_by_the_stage_that_was_its_first() {
        let versions = [version(1, 90, &["new", "won"]), version(2, 102, &["call", "new", "won"])];
        let now = Rows {
            stages: vec![
                entered(80, "new", 1, 1, 0),
                entered(101, "new", 1, 2, 0),
                entered(102, "call", 1, 4, 0),
                entered(103, "new", 1, 8, 0),
                entered(104, "call", 2, 16, 1),
            ],
            ..Rows::default()
        };
        let before = Rows { stages: vec![entered(98, "new", 1, 32, 0), entered(98, "call", 1, 64, 0)], ..Rows::default() };
        let zone = Zone::default();
        let told = report(PERIOD, &stages_of(&versions, PERIOD, zone), &Firsts::of(&versions, zone), &now, &before);
        assert_eq!((told.total.entries, told.before.entries), (1 + 2 + 4 + 16, 32));
        assert_eq!(
            told.days.iter().map(|(day, figures)| (day.0, figures.entries)).collect::<Vec<_>>(),
            [(80, 1), (100, 0), (101, 2), (102, 4), (103, 0), (104, 16)]
        );
    }

    #[test]
    fn removed_stages_without_figures_are_left_out_and_unknown_ones_are_not() {
        let mut all = stages(&["new", "won"]);
        all.insert(1, (stage("call"), true));
        let rows = Rows { stages: vec![entered(100, "new", 0, 4, 0), entered(100, "lost", 0, 1, 0)], ..Rows::default() };
        let told = report(PERIOD, &all, &first("new"), &rows, &Rows::default());
        let keys: Vec<_> = told.stages.iter().map(|one| (one.stage.key.as_str(), one.removed)).collect();
        assert_eq!(keys, [("new", false), ("won", false), ("lost", true)]);
        assert_eq!(told.stages[0].drop_off, Some(4), "what was removed is no next stage");
    }

    proptest! {
        #[test]
        fn every_breakdown_adds_up_to_the_total(
            pages in prop::collection::vec((100..105_i32, 0..70_i64, 0..9_i64, 0..9_i64), 0..90),
            moves in prop::collection::vec((100..105_i32, 0..4_usize, 0..70_i64, 0..9_i64, 0..9_i64), 0..90),
        ) {
            let keys = ["new", "booked", "won", "gone"];
            let rows = Rows {
                pages: pages.iter().map(|(day, source, views, opt_ins)| viewed(*day, *source, *views, *opt_ins)).collect(),
                stages: moves.iter().map(|(day, key, source, n, won)| entered(*day, keys[*key], *source, *n, *won)).collect(),
                times: Vec::new(),
            };
            let told = report(PERIOD, &stages(&keys[..3]), &first("new"), &rows, &rows);
            prop_assert_eq!(told.total, told.before);
            let sum = |figures: Vec<Figures>| {
                let mut sum = Figures::default();
                for more in figures {
                    sum += more;
                }
                sum
            };
            prop_assert_eq!(sum(told.by_source.iter().map(|part| part.figures).collect()), told.total);
            prop_assert_eq!(sum(told.by_page.iter().map(|part| part.figures).collect()), told.total);
            prop_assert_eq!(sum(told.by_device.iter().map(|part| part.figures).collect()), told.total);
            prop_assert_eq!(sum(told.days.iter().map(|(_, figures)| *figures).collect()), told.total);
            prop_assert_eq!(told.stages.iter().map(|one| one.count.conversions).sum::<i64>(), told.total.conversions);
            prop_assert!(told.stages.iter().all(|one| one.drop_off.is_none_or(|lost| (0..=one.count.entries).contains(&lost))));
        }
    }
}
