//! How long a failed job waits, and when it is given up.

use crate::base::time::{HOUR_MS, SECOND_MS};

/// Tries after which a job is given up: about a day after it was queued.
pub const TRIES: u32 = 11;
const FIRST_MS: i64 = 5 * SECOND_MS;
const LONGEST_MS: i64 = 6 * HOUR_MS;

/// The wait after the `tries`th try: 5 s, 20 s, 80 s … 6 h, each up to a fifth shorter, so that what failed together does not come back
/// together. The other side may ask for more, but for no more than the longest.
pub fn wait_ms(tries: u32, asked_ms: Option<i64>, chance: u32) -> i64 {
    let full = 4_i64
        .checked_pow(tries.saturating_sub(1))
        .and_then(|factor| factor.checked_mul(FIRST_MS))
        .map_or(LONGEST_MS, |ms| ms.min(LONGEST_MS));
    let shorter = full / 5 * i64::from(chance % 1_000) / 1_000;
    (full - shorter).max(asked_ms.unwrap_or(0).clamp(0, LONGEST_MS))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::time::DAY_MS;

    #[test]
    fn waits_grow_and_end_within_a_day_or_so() {
        let waits: Vec<i64> = (1..TRIES).map(|tries| wait_ms(tries, None, 0) / SECOND_MS).collect();
        assert_eq!(waits, [5, 20, 80, 320, 1_280, 5_120, 20_480, 21_600, 21_600, 21_600]);
        let all: i64 = waits.iter().sum::<i64>() * SECOND_MS;
        assert!((DAY_MS * 9 / 10..DAY_MS * 12 / 10).contains(&all), "{all}");
    }

    proptest! {
        #[test]
        fn a_wait_is_never_shorter_than_asked_nor_absurd(tries in 1_u32..1_000, asked in proptest::option::of(-5_i64..i64::MAX), chance: u32) {
            let wait = wait_ms(tries, asked, chance);
            prop_assert!((FIRST_MS * 4 / 5..=LONGEST_MS).contains(&wait));
            prop_assert!(wait >= asked.unwrap_or(0).min(LONGEST_MS));
        }
    }
}
