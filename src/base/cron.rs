//! When something recurs: a cron expression of five fields, read on the clock on the wall.
//!
//! The expression knows no zone and no clock changes: what a wall clock reading means as an instant is the zone's business
//! ([`Zone::instant`](crate::base::time::Zone::instant)), so that a reading that comes twice is still one.

use std::{cmp::Ordering, str::FromStr as _};

use croner::{
    errors::CronError,
    time::{CivilDate, CivilDateTime, CivilTime, CronDateTime, Resolution, Weekday},
};

use crate::base::time::{Day, WallTime};

/// A parsed expression.
#[derive(Clone, Debug)]
pub struct Cron(croner::Cron);

impl Cron {
    /// Reads an expression such as `0 2 * * *`; absent when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        croner::Cron::from_str(text).ok().map(Self)
    }

    /// The newest reading that is not after this one.
    pub fn newest(&self, until: WallTime) -> Option<WallTime> {
        self.0.find_previous_occurrence(&Reading::of(until), true).ok().map(Reading::minute)
    }

    /// The first reading after this one.
    pub fn next(&self, after: WallTime) -> Option<WallTime> {
        self.0.find_next_occurrence(&Reading::of(after.plus_minutes(1)), true).ok().map(Reading::minute)
    }
}

/// A reading of the clock in seconds, as the search walks over it.
#[derive(Clone)]
struct Reading(i64);

const MINUTE: i64 = 60;
const DAY: i64 = WallTime::DAY * MINUTE;

impl Reading {
    const fn of(wall: WallTime) -> Self {
        Self(wall.0.saturating_mul(MINUTE))
    }

    const fn minute(self) -> WallTime {
        WallTime(self.0.div_euclid(MINUTE))
    }

    fn day(&self) -> Day {
        WallTime(self.0.div_euclid(MINUTE)).day()
    }
}

impl CronDateTime for Reading {
    fn to_civil(&self) -> CivilDateTime {
        let (year, month, day) = self.day().parts();
        let second = u32::try_from(self.0.rem_euclid(DAY)).unwrap_or(0);
        let time = CivilTime::from_parts_unchecked(second / 3_600, second / 60 % 60, second % 60);
        CivilDateTime::new(CivilDate::from_parts_unchecked(year, month, day), time)
    }

    fn civil_weekday(&self) -> Weekday {
        const THURSDAY: i32 = 4; // 1 January 1970
        Weekday::from_days_from_sunday(self.day().0.saturating_add(THURSDAY).rem_euclid(7).unsigned_abs())
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let day = Day::of_parts(civil.year(), civil.month(), civil.day()).ok_or(CronError::InvalidDate)?;
        let second = (i64::from(civil.hour()) * 60 + i64::from(civil.minute())) * 60 + i64::from(civil.second());
        Ok(Resolution::Single(Self(i64::from(day.0) * DAY + second)))
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        self.0.checked_add(seconds).map(Self)
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::{MINUTE_MS, Timestamp};

    fn wall(text: &str) -> WallTime {
        WallTime(Timestamp::parse(&format!("{text}:00Z")).expect("a time").0 / MINUTE_MS)
    }

    #[test]
    fn the_neighbours_of_a_reading_are_found() {
        for (expression, at, newest, next) in [
            ("0 2 * * *", "2026-11-22T01:59", "2026-11-21T02:00", "2026-11-22T02:00"),
            ("0 2 * * *", "2026-11-22T02:00", "2026-11-22T02:00", "2026-11-23T02:00"),
            ("0 5 * * 0", "2026-11-21T23:00", "2026-11-15T05:00", "2026-11-22T05:00"), // a Saturday
            ("17 * * * *", "2026-12-31T23:30", "2026-12-31T23:17", "2027-01-01T00:17"),
            ("0 3 29 2 *", "2026-11-22T00:00", "2024-02-29T03:00", "2028-02-29T03:00"),
            ("*/5 * * * *", "2026-11-22T12:04", "2026-11-22T12:00", "2026-11-22T12:05"),
        ] {
            let cron = Cron::parse(expression).expect("an expression");
            assert_eq!((cron.newest(wall(at)), cron.next(wall(at))), (Some(wall(newest)), Some(wall(next))), "{expression} {at}");
        }
        assert!(Cron::parse("at two").is_none());
    }
}
