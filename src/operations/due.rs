//! When recurring work is due: a decision from what was done, the zone's wall clock and the time.
//!
//! A slot is a reading of the wall clock, not an instant. So a reading that comes twice when summer time ends is one slot, a day is done
//! once although its account moved to another zone, and a clock that was set back meets only slots that are done.

use crate::base::{
    cron::Cron,
    time::{HOUR_MS, MINUTE_MS, Timestamp, WallTime, Zone},
};

/// A run that begins later than this after its slot says that it is late.
pub const LATE_AFTER_MS: i64 = 10 * MINUTE_MS;
/// How far ahead of the clock what is done may lie and still stand for the slots it made up for. Beyond that the clock itself was wrong
/// when it was done: then only the very slot that was done counts, or a clock that was once years ahead would stop all work for years.
const TRUSTED_AHEAD_MS: i64 = 36 * HOUR_MS;

/// A slot that is done, and the earlier ones it made up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    pub slot: WallTime,
    /// The slot done before it: what lies between was made up for.
    pub after: WallTime,
    /// The instant that the slot was in the zone of that time.
    pub at: Timestamp,
}

/// What is known of a job's slots in an account: the newest done at or before some reading, and all that are done after it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    pub last: Option<Done>,
    pub ahead: Vec<Done>,
}

/// What to do about a job now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nothing before its next slot.
    Wait,
    /// Note the slot as done without a run: the job is seen for the first time, or the account's zone has just changed and the day's work
    /// was done by the clock of the old one.
    Note(Done),
    /// Run it.
    Run { done: Done, late: bool },
}

/// The newest slot that has come, if the expression ever had one.
pub fn newest(cron: &Cron, zone: Zone, now: Timestamp) -> Option<WallTime> {
    let mut wall = zone.wall(now);
    // A reading in a gap comes when the gap is over; one that the clock shows again after it was set back has come before.
    loop {
        let slot = cron.newest(wall)?;
        if zone.instant(slot) <= now {
            return Some(latest_shown(cron, zone, now, slot));
        }
        wall = slot.plus_minutes(-1);
    }
}

/// While the clock repeats an hour it shows less than it has shown: the slots of that hour have come already.
fn latest_shown(cron: &Cron, zone: Zone, now: Timestamp, slot: WallTime) -> WallTime {
    let mut slot = slot;
    while let Some(next) = cron.next(slot).filter(|next| zone.instant(*next) <= now) {
        slot = next;
    }
    slot
}

/// Decides about the newest slot. `known` is what is done around it.
pub fn decide(zone: Zone, now: Timestamp, slot: WallTime, period: i64, known: &Known) -> Decision {
    let at = zone.instant(slot);
    let is_trusted = |done: &&Done| done.at.ms_since(now) <= TRUSTED_AHEAD_MS;
    let Some(last) = known.last else {
        let seen = known.ahead.iter().any(|done| is_trusted(&done));
        return if seen { Decision::Wait } else { Decision::Note(Done { slot, after: slot, at }) };
    };
    if last.slot == slot || known.ahead.iter().filter(is_trusted).any(|done| done.after < slot) {
        return Decision::Wait;
    }
    let done = Done { slot, after: last.slot, at };
    // In its own zone the last slot would have been another instant: the account has moved since.
    let moved = zone.instant(last.slot) != last.at;
    if moved && at.ms_since(last.at) < period * MINUTE_MS / 4 * 3 {
        return Decision::Note(done);
    }
    Decision::Run { done, late: now.ms_since(at) > LATE_AFTER_MS }
}

/// The usual minutes between two slots: those to the one before this.
pub fn period(cron: &Cron, slot: WallTime) -> i64 {
    cron.newest(slot.plus_minutes(-1)).map_or(WallTime::DAY, |before| slot.0 - before.0)
}

/// The instant of the next slot after now.
pub fn next(cron: &Cron, zone: Zone, now: Timestamp) -> Option<Timestamp> {
    let newest = newest(cron, zone, now)?;
    cron.next(newest).map(|slot| zone.instant(slot))
}

/// How long work that was cut off again and again waits before it is tried once more: a job that takes the box down with it must not do
/// so all night.
pub const fn pause_ms(cut_off: u32) -> i64 {
    match cut_off {
        0..=2 => 0,
        3..=8 => MINUTE_MS << (cut_off - 3),
        _ => HOUR_MS,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::base::time::DAY_MS;

    /// A box with one job, as it remembers it.
    struct Clockwork {
        cron: Cron,
        zone: Zone,
        done: Vec<Done>,
        runs: Vec<(Done, bool)>,
    }

    impl Clockwork {
        fn new(cron: &str, zone: &str) -> Self {
            let (cron, zone) = (Cron::parse(cron).expect("an expression"), Zone::parse(zone).expect("a zone"));
            Self { cron, zone, done: Vec::new(), runs: Vec::new() }
        }

        /// What the box does when it looks at this instant. True when it runs the job.
        fn look(&mut self, now: Timestamp) -> bool {
            let slot = newest(&self.cron, self.zone, now).expect("a slot");
            let known = Known {
                last: self.done.iter().filter(|done| done.slot <= slot).max_by_key(|done| done.slot).copied(),
                ahead: self.done.iter().filter(|done| done.slot > slot).copied().collect(),
            };
            match decide(self.zone, now, slot, period(&self.cron, slot), &known) {
                Decision::Wait => false,
                Decision::Note(done) => {
                    self.done.push(done);
                    false
                }
                Decision::Run { done, late } => {
                    self.done.push(done);
                    self.runs.push((done, late));
                    true
                }
            }
        }

        fn at(&mut self, local: &str) -> bool {
            let now = self.zone.parse_local(local).expect("a local time");
            self.look(now)
        }
    }

    fn time(text: &str) -> Timestamp {
        Timestamp::parse(text).expect("a time")
    }

    #[test]
    fn a_slot_is_done_once_when_it_comes() {
        let mut work = Clockwork::new("0 2 * * *", "Asia/Seoul");
        assert!(!work.at("2026-11-22T12:00"), "the first sight is no missed run");
        assert!(!work.at("2026-11-23T01:59"));
        assert!(work.at("2026-11-23T02:00"));
        assert!(!work.at("2026-11-23T02:01"));
        assert_eq!(work.runs.len(), 1);
        assert!(!work.runs[0].1, "in time");
    }

    #[test]
    fn several_missed_slots_are_one_late_run() {
        let mut work = Clockwork::new("0 2 * * *", "Asia/Seoul");
        work.at("2026-11-22T12:00");
        assert!(work.at("2026-11-26T08:00"));
        assert!(!work.at("2026-11-26T08:01"));
        let (done, late) = work.runs[0];
        assert!(late && done.slot.0 - done.after.0 == 4 * WallTime::DAY);
        assert!(work.at("2026-11-27T02:00") && !work.runs[1].1);
    }

    #[test]
    fn a_clock_that_was_set_back_runs_nothing_twice() {
        let mut work = Clockwork::new("0 2 * * *", "Asia/Seoul");
        work.at("2026-11-10T12:00");
        for day in 11..=20 {
            assert!(work.at(&format!("2026-11-{day}T02:00")));
        }
        for back in ["2026-11-20T01:59", "2026-11-19T12:00", "2026-11-13T02:00", "2026-11-20T02:00", "2026-11-09T12:00"] {
            assert!(!work.at(back), "{back}");
        }
        // What a late run has made up for stays made up for, too.
        assert!(work.at("2026-11-24T09:00"));
        assert!(!work.at("2026-11-23T09:00"));
        assert!(work.at("2026-11-25T02:00"));
    }

    #[test]
    fn a_clock_that_was_years_ahead_stops_nothing() {
        let mut work = Clockwork::new("0 2 * * *", "Asia/Seoul");
        work.at("2026-11-22T12:00");
        assert!(work.at("2031-01-01T02:00"), "the box believes its clock");
        assert!(!work.at("2026-11-22T12:10"));
        assert!(work.at("2026-11-23T02:00") && work.at("2026-11-24T02:00"));
        let mut first_seen_ahead = Clockwork::new("0 2 * * *", "Asia/Seoul");
        first_seen_ahead.at("2031-01-01T02:00");
        assert!(!first_seen_ahead.at("2026-11-22T12:00"));
        assert!(first_seen_ahead.at("2026-11-23T02:00"));
    }

    #[test]
    fn a_time_that_does_not_exist_is_the_first_instant_after_the_gap() {
        let mut work = Clockwork::new("30 2 * * *", "Europe/Berlin");
        work.look(time("2026-03-28T12:00:00Z"));
        assert!(!work.look(time("2026-03-29T00:59:59.999Z")));
        assert!(work.look(time("2026-03-29T01:00:00Z")));
        assert!(!work.look(time("2026-03-29T05:00:00Z")));
        assert!(!work.runs[0].1);
    }

    #[test]
    fn a_time_that_exists_twice_is_done_once() {
        let mut work = Clockwork::new("30 2 * * *", "Europe/Berlin");
        work.look(time("2026-10-24T12:00:00Z"));
        assert!(!work.look(time("2026-10-25T00:29:00Z")));
        assert!(work.look(time("2026-10-25T00:30:00Z")));
        assert!(!work.look(time("2026-10-25T01:00:00Z")) && !work.look(time("2026-10-25T01:30:00Z")));
        assert!(!work.look(time("2026-10-25T12:00:00Z")));
        assert_eq!(next(&work.cron, work.zone, time("2026-10-25T01:10:00Z")), Some(time("2026-10-26T01:30:00Z")));
    }

    #[test]
    fn an_account_that_moves_is_not_done_twice_in_a_day() {
        for (from, to) in [("America/New_York", "Asia/Seoul"), ("Asia/Seoul", "America/New_York"), ("Pacific/Kiritimati", "Pacific/Midway")]
        {
            let mut work = Clockwork::new("0 2 * * *", from);
            let start = time("2026-11-20T00:00:00Z");
            let mut runs = Vec::new();
            for minutes in (0..6 * 1_440).step_by(10) {
                let now = start.plus_ms(minutes * MINUTE_MS);
                if minutes == 2 * 1_440 + 730 {
                    work.zone = Zone::parse(to).expect("a zone");
                }
                if work.look(now) {
                    runs.push(now);
                }
            }
            let gaps: Vec<i64> = runs.windows(2).map(|pair| pair[1].ms_since(pair[0]) / HOUR_MS).collect();
            assert!(runs.len() >= 4 && gaps.iter().all(|hours| (18..=50).contains(hours)), "{from} to {to}: {gaps:?}");
        }
    }

    #[test]
    fn work_that_is_cut_off_again_and_again_waits_longer() {
        assert_eq!([0, 2, 3, 4, 8, 9, 400].map(|times| pause_ms(times) / MINUTE_MS), [0, 0, 1, 2, 32, 60, 60]);
    }

    #[derive(Clone, Debug)]
    enum Step {
        Forward(i64),
        Back(i64),
        Move(&'static str),
    }

    const ZONES: [&str; 8] = [
        "Asia/Seoul",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Africa/Casablanca",
        "Asia/Kathmandu",
    ];
    const CRONS: [&str; 5] = ["0 2 * * *", "30 2 * * *", "0 5 * * 0", "17 * * * *", "0 0 1 * *"];

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let forward = prop_oneof![1..120_i64, 60..3_000_i64, Just(40_000_i64)].prop_map(Step::Forward);
        let back = prop_oneof![1..180_i64, 60..30_000_i64].prop_map(Step::Back);
        let moved = prop::sample::select(&ZONES[..]).prop_map(Step::Move);
        prop::collection::vec(prop_oneof![8 => forward, 2 => back, 1 => moved], 1..120)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn no_slot_is_done_twice(cron in prop::sample::select(&CRONS[..]), zone in prop::sample::select(&ZONES[..]),
            start in 1_700_000_000_000_i64..1_900_000_000_000, steps in steps()) {
            let mut work = Clockwork::new(cron, zone);
            let mut now = Timestamp(start);
            work.look(now);
            for step in steps {
                match step {
                    Step::Forward(minutes) => now = now.plus_ms(minutes * MINUTE_MS),
                    Step::Back(minutes) => now = now.plus_ms(-minutes * MINUTE_MS),
                    Step::Move(zone) => work.zone = Zone::parse(zone).expect("a zone"),
                }
                work.look(now);
                prop_assert!(!work.look(now), "twice in one instant");
            }
            let slots: BTreeSet<WallTime> = work.runs.iter().map(|(done, _)| done.slot).collect();
            prop_assert_eq!(slots.len(), work.runs.len());
        }

        #[test]
        fn none_is_lost_while_the_box_is_on(cron in prop::sample::select(&CRONS[..]), zone in prop::sample::select(&ZONES[..]),
            start in 1_700_000_000_000_i64..1_900_000_000_000, minutes in prop::collection::vec(1..90_i64, 50..300)) {
            let mut work = Clockwork::new(cron, zone);
            let mut now = Timestamp(start);
            work.look(now);
            let mut slot = work.done[0].slot;
            for step in minutes {
                now = now.plus_ms(step * MINUTE_MS);
                work.look(now);
            }
            // Every slot that has come since the first sight is done or made up for, each by one run.
            while let Some(next) = work.cron.next(slot).filter(|next| work.zone.instant(*next) <= now) {
                slot = next;
                let runs = work.runs.iter().filter(|(done, _)| done.after < slot && slot <= done.slot).count();
                prop_assert_eq!(runs, 1, "{:?}", slot);
            }
        }

        #[test]
        fn the_next_slot_is_near_and_to_come(cron in prop::sample::select(&CRONS[..4]), zone in prop::sample::select(&ZONES[..]),
            start in 1_000_000_000_000_i64..1_900_000_000_000) {
            let work = Clockwork::new(cron, zone);
            let next = next(&work.cron, work.zone, Timestamp(start)).expect("a slot");
            prop_assert!(next.0 > start && next.0 - start <= 8 * DAY_MS, "{next}");
        }
    }
}
