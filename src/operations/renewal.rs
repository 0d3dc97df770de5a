//! When a certificate is renewed, and when what failed is tried again.

use std::time::Duration;

use crate::base::time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp};

/// The longest time before its end at which a certificate is renewed.
const EARLIEST_MS: i64 = 30 * DAY_MS;

/// Waits between tries after what we found ourselves: name servers take a while to tell of a change.
const LOOKS_MS: [i64; 6] = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS, HOUR_MS];

/// Waits between orders: an authority counts failed ones (Let's Encrypt takes five an hour for a name).
const ORDERS_MS: [i64; 6] = [5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS, 12 * HOUR_MS, DAY_MS];

/// From when on a certificate is renewed: when a third of its life is left, and 30 days before its end at the earliest.
pub const fn due(not_before: Timestamp, not_after: Timestamp) -> Timestamp {
    let third = not_after.ms_since(not_before) / 3;
    let ahead = if third < 0 {
        0
    } else if third < EARLIEST_MS {
        third
    } else {
        EARLIEST_MS
    };
    not_after.plus_ms(-ahead)
}

/// When to try again after so many failures in a row. An authority's own wish counts up to a week.
pub fn again(now: Timestamp, failures: u32, found_here: bool, wish: Option<Duration>) -> Timestamp {
    let ladder = if found_here { LOOKS_MS } else { ORDERS_MS };
    let step = usize::try_from(failures.saturating_sub(1)).unwrap_or(usize::MAX).min(ladder.len() - 1);
    let wish_ms = wish.map_or(0, |wish| i64::try_from(wish.as_millis()).unwrap_or(i64::MAX).min(7 * DAY_MS));
    now.plus_ms(ladder[step].max(wish_ms))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_795_316_400_000);

    #[test]
    fn a_third_of_its_life_is_left() {
        for (life_days, expected_days_before) in [(90, 30), (6, 2), (365, 30), (47, 15)] {
            let before = NOW.plus_ms(life_days * DAY_MS).ms_since(due(NOW, NOW.plus_ms(life_days * DAY_MS)));
            assert_eq!(before / DAY_MS, expected_days_before, "{life_days}");
        }
        // One that ends before it begins is due at its end.
        assert_eq!(due(NOW, NOW.plus_ms(-DAY_MS)), NOW.plus_ms(-DAY_MS));
    }

    #[test]
    fn failures_are_tried_again_ever_more_rarely() {
        let wait = |failures, here, wish| again(NOW, failures, here, wish).ms_since(NOW);
        assert_eq!((wait(1, true, None), wait(1, false, None)), (MINUTE_MS, 5 * MINUTE_MS));
        assert_eq!((wait(99, true, None), wait(99, false, None)), (HOUR_MS, DAY_MS));
        assert_eq!(wait(1, false, Some(Duration::from_hours(2))), 2 * HOUR_MS);
        assert_eq!(wait(9, false, Some(Duration::from_hours(2))), DAY_MS);
    }

    proptest! {
        #[test]
        fn a_next_try_lies_ahead_and_within_a_week(failures: u32, here: bool, wish in proptest::option::of(0_u64..u64::MAX)) {
            let wait = again(NOW, failures, here, wish.map(Duration::from_secs)).ms_since(NOW);
            prop_assert!((MINUTE_MS..=7 * DAY_MS).contains(&wait));
        }

        #[test]
        fn renewal_lies_within_its_life(life in 0_i64..20_000 * DAY_MS) {
            let end = NOW.plus_ms(life);
            prop_assert!((NOW..=end).contains(&due(NOW, end)));
            prop_assert!(end.ms_since(due(NOW, end)) <= EARLIEST_MS);
        }
    }
}
