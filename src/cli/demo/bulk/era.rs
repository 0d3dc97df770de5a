//! The time the data set tells of.

use crate::base::time::{DAY_MS, Day, Timestamp, Zone};

/// Leads and customers are up to this old.
const DAYS: i32 = 730;
/// A little less than the year and the half year after which rows are archived or deleted: the next nights take none of them.
const INTERACTION_DAYS: i32 = 350;
const CONVERSION_DAYS: i32 = 170;
/// Whoever converts was born at most so long before the end.
const RIPENING_DAYS: i32 = 270;
/// Visits are kept for thirty days.
const VISIT_DAYS: i64 = 30;

/// Days and instants between which things happen.
#[derive(Clone, Copy, Debug)]
pub struct Era {
    pub zone: Zone,
    pub first: Day,
    pub last: Day,
    pub start: Timestamp,
    pub end: Timestamp,
    /// The first day of which interactions are still in the file, and the first of which conversions are.
    pub interactions_from: Day,
    pub conversions_from: Day,
    /// Leads born in between may have a conversion that is still in the file.
    pub ripe: (Timestamp, Timestamp),
    pub visits_from: Timestamp,
}

impl Era {
    /// The two years that end on a day, or now when that day is not over.
    pub fn until(last: Day, now: Timestamp) -> Self {
        let zone = Zone::default();
        let end = zone.start_of(last.plus(1)).min(now);
        Self {
            zone,
            first: last.plus(1 - DAYS),
            last,
            start: zone.start_of(last.plus(1 - DAYS)),
            end,
            interactions_from: last.plus(1 - INTERACTION_DAYS),
            conversions_from: last.plus(1 - CONVERSION_DAYS),
            ripe: (zone.start_of(last.plus(1 - RIPENING_DAYS)), end.plus_ms(-2 * DAY_MS)),
            visits_from: end.plus_ms(-VISIT_DAYS * DAY_MS),
        }
    }

    pub fn days(self) -> impl Iterator<Item = Day> {
        (self.first.0..=self.last.0).map(Day)
    }

    /// A day's first instant and the one after its last.
    pub fn bounds(self, day: Day) -> (Timestamp, Timestamp) {
        (self.zone.start_of(day).min(self.end), self.zone.start_of(day.plus(1)).min(self.end))
    }

    pub fn index_of(self, day: Day) -> usize {
        usize::try_from(day.0 - self.first.0).unwrap_or_default()
    }
}
