//! The month by which an archived interaction is kept.

use crate::base::time::{DAY_MS, Day};

/// The last day of the year 9999: nothing is later.
const LAST_DAY: i64 = 2_932_896;

/// Of UTC, so that an account that moves to another time zone finds its rows again. Counted from the year 0.
pub fn month_of(at_ms: i64) -> i32 {
    let day = at_ms.div_euclid(DAY_MS).clamp(0, LAST_DAY);
    Day(i32::try_from(day).unwrap_or(0)).month().0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::{Month, Timestamp};

    #[test]
    fn months_are_those_of_utc() {
        let month = |text: &str| Month(month_of(Timestamp::parse(text).expect("a time").0)).to_string();
        assert_eq!((month("2025-12-31T23:59:59.999Z"), month("2026-01-01T00:00:00Z")), ("2025-12".into(), "2026-01".into()));
        assert_eq!(month("2026-01-01T08:59:59+09:00"), "2025-12");
        assert_eq!((Month(month_of(i64::MAX)).to_string(), Month(month_of(i64::MIN)).to_string()), ("9999-12".into(), "1970-01".into()));
    }
}
