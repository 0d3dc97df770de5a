//! How backups stand: when the last good one was made, and how many nights have passed without one.

use serde::{Deserialize, Serialize};

use crate::base::time::{HOUR_MS, Timestamp, Zone};

/// A night's backup begins then, on the agency's clock.
const BEGINS_MS: i64 = 4 * HOUR_MS;
/// By so much later it is over, or late.
const GRACE_MS: i64 = 2 * HOUR_MS;
/// Nights without a backup from which on the overview is red.
pub const RED_NIGHTS: u32 = 2;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// There was no backup yet, and none is late.
    Waiting,
    /// The last night has one.
    Good,
    /// The last night has none.
    Late,
    /// Two nights or more have none.
    Failing,
}

/// The facts that it is told from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// When the last good run ended.
    pub last_good_at: Option<Timestamp>,
    /// Since when there is anything to back up.
    pub since: Option<Timestamp>,
    /// Failed runs since the last good one.
    pub failures: u32,
}

/// Nights that have passed without a good backup: failed, missed or cut off. A clock that was set back makes none.
pub fn missed_nights(facts: Facts, now: Timestamp, zone: Zone) -> u32 {
    let Some(from) = facts.last_good_at.or(facts.since) else { return 0 };
    let night = |at: Timestamp| zone.day_of(at.plus_ms(-BEGINS_MS)).0;
    u32::try_from(night(now.plus_ms(-GRACE_MS)) - night(from)).unwrap_or(0)
}

pub fn level(facts: Facts, now: Timestamp, zone: Zone) -> Level {
    match (missed_nights(facts, now, zone), facts.last_good_at) {
        (RED_NIGHTS.., _) => Level::Failing,
        (1, _) => Level::Late,
        (_, _) if facts.failures > 0 => Level::Late,
        (_, Some(_)) => Level::Good,
        (_, None) => Level::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::DAY_MS;

    /// Five past four in the morning of 22 November 2026 in Seoul.
    const NIGHT: Timestamp = Timestamp(1_795_287_900_000);

    fn good() -> Facts {
        Facts { last_good_at: Some(NIGHT), ..Facts::default() }
    }

    fn at(facts: Facts, days: i64, hours: i64) -> (u32, Level) {
        let now = NIGHT.plus_ms(days * DAY_MS + hours * HOUR_MS);
        (missed_nights(facts, now, Zone::default()), level(facts, now, Zone::default()))
    }

    #[test]
    fn two_nights_without_a_backup_are_red() {
        assert_eq!(at(good(), 0, 1), (0, Level::Good));
        assert_eq!(at(good(), 0, 23), (0, Level::Good));
        assert_eq!(at(good(), 1, 1), (0, Level::Good), "the night's run may still be at it");
        assert_eq!(at(good(), 1, 2), (1, Level::Late));
        assert_eq!(at(good(), 2, 1), (1, Level::Late));
        assert_eq!(at(good(), 2, 2), (2, Level::Failing));
        assert_eq!(at(good(), 40, 2), (40, Level::Failing));
    }

    #[test]
    fn a_failure_is_told_at_once_and_a_clock_set_back_is_no_failure() {
        assert_eq!(at(Facts { failures: 1, ..good() }, 0, 1), (0, Level::Late));
        assert_eq!(at(good(), -300, 0), (0, Level::Good));
    }

    #[test]
    fn before_the_first_there_is_nothing_to_miss() {
        assert_eq!(at(Facts::default(), 5, 0), (0, Level::Waiting));
        let since = Facts { since: Some(NIGHT.plus_ms(HOUR_MS)), ..Facts::default() };
        assert_eq!(at(since, 0, 5), (0, Level::Waiting));
        assert_eq!(at(since, 3, 5), (3, Level::Failing));
    }
}
