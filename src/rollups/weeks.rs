//! Which weeks lie wholly in a period: figures of whole weeks are kept, so only the days around them are added up one by one.

use std::ops::RangeInclusive;

use crate::base::{period::Period, time::Day};

/// A period in parts that don't overlap. An empty part ends before it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Weeks, counted as days divided by seven.
    pub weeks: RangeInclusive<i32>,
    /// Days before the first week, or all where no week is whole.
    pub before: RangeInclusive<i32>,
    pub after: RangeInclusive<i32>,
}

const DAYS: i32 = 7;

pub fn parts(Period { from: Day(from), to: Day(to) }: Period) -> Parts {
    let (first, end) = ((from + DAYS - 1).div_euclid(DAYS), (to + 1).div_euclid(DAYS));
    if first < end {
        Parts { weeks: first..=end - 1, before: from..=first * DAYS - 1, after: end * DAYS..=to }
    } else {
        let (weeks, after) = (first..=first - 1, to + 1..=to);
        Parts { weeks, before: from..=to, after }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_period_is_its_whole_weeks_and_the_days_around_them() {
        let parts = |from, to| super::parts(Period { from: Day(from), to: Day(to) });
        assert_eq!(parts(5, 22), Parts { weeks: 1..=2, before: 5..=6, after: 21..=22 });
        assert_eq!(parts(7, 13), Parts { weeks: 1..=1, before: RangeInclusive::new(7, 6), after: RangeInclusive::new(14, 13) });
        let of_none = parts(8, 14);
        assert!((of_none.before == (8..=14)) && of_none.weeks.is_empty() && of_none.after.is_empty());
    }

    proptest! {
        #[test]
        fn each_day_is_in_one_part(from in 0..30_000_i32, days in 1..400_i32) {
            let Parts { weeks, before, after } = parts(Period { from: Day(from), to: Day(from + days - 1) });
            let days_of = weeks.flat_map(|week| week * DAYS..(week + 1) * DAYS);
            let mut all: Vec<i32> = days_of.chain(before).chain(after).collect();
            all.sort_unstable();
            prop_assert_eq!(all, (from..from + days).collect::<Vec<_>>());
        }
    }
}
