//! A period of whole days in the account's time zone, as reports are asked for: `from` and `to`, or the last so many days.

use serde::Serialize;

use crate::base::{
    error::{Error, FieldErrors, Result},
    form::RawForm,
    lang::{Message, Text, text},
    time::Day,
};

/// Both days are part of it, and `from` is never after `to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Period {
    pub from: Day,
    pub to: Day,
}

/// Days where nothing is asked for.
pub const DEFAULT_DAYS: i32 = 30;
/// A year and the month that it is compared with: more would make a report slow and its chart unreadable.
pub const MAX_DAYS: i32 = 400;

impl Period {
    /// The last days up to and with one; at least one, [`MAX_DAYS`] at most.
    pub fn last(days: i32, to: Day) -> Self {
        Self { from: to.plus(1 - days.clamp(1, MAX_DAYS)), to }
    }

    /// Reads `from`, `to` and `days`. A first day that is not given lies `days` before the last, a last day that is not given is today.
    /// Names every fault at once.
    pub fn parse(query: &RawForm, today: Day) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let mut day = |name: &'static str| {
            let parsed = query.filled(name).map(|text| Day::parse(text).ok_or_else(|| Message::from(WRONG_DAY))).transpose();
            errors.take(name, parsed).flatten()
        };
        let (from, to) = (day("from"), day("to"));
        let days = errors.take("days", length(query)).unwrap_or(DEFAULT_DAYS);
        errors.check()?;
        let to = to.unwrap_or(today);
        let Some(from) = from else { return Ok(Self::last(days, to)) };
        if from > to {
            return Err(Error::field("to", BACKWARDS));
        }
        if i64::from(to.0) - i64::from(from.0) >= i64::from(MAX_DAYS) {
            return Err(Error::field("from", TOO_LONG.with(&[("n", &MAX_DAYS)])));
        }
        Ok(Self { from, to })
    }

    /// How many days it has, 1 at least.
    pub const fn days(self) -> i32 {
        self.to.0 - self.from.0 + 1
    }

    /// As many days just before it: what a figure is compared with.
    pub const fn previous(self) -> Self {
        Self { from: self.from.plus(-self.days()), to: self.from.plus(-1) }
    }

    /// Its days in order.
    pub fn each(self) -> impl Iterator<Item = Day> {
        (self.from.0..=self.to.0).map(Day)
    }

    pub const fn contains(self, day: Day) -> bool {
        self.from.0 <= day.0 && day.0 <= self.to.0
    }

    /// The length, when it ends today: what `days` would ask for.
    pub fn days_back_from(self, today: Day) -> Option<i32> {
        (self.to == today).then(|| self.days())
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut both = serializer.serialize_struct("Period", 2)?;
        both.serialize_field("from", &self.from.to_string())?;
        both.serialize_field("to", &self.to.to_string())?;
        both.end()
    }
}

/// By how much a figure differs from the one before, in basis points of that one; absent when there is none to compare with.
pub fn change_bp(now: i64, before: i64) -> Option<i64> {
    let change = (i128::from(now) - i128::from(before)) * 10_000;
    let change = change.checked_div(i128::from(before))?;
    Some(i64::try_from(change).unwrap_or(if change < 0 { i64::MIN } else { i64::MAX }))
}

/// A part of a whole in basis points, rounded down; absent when there is no whole.
pub fn share_bp(part: i64, whole: i64) -> Option<i64> {
    let share = (i128::from(part) * 10_000).checked_div(i128::from(whole))?;
    Some(i64::try_from(share).unwrap_or(i64::MAX))
}

fn length(query: &RawForm) -> Result<i32, Message> {
    let Some(typed) = query.filled("days") else { return Ok(DEFAULT_DAYS) };
    typed.parse().ok().filter(|days| (1..=MAX_DAYS).contains(days)).ok_or_else(|| WRONG_LENGTH.with(&[("n", &MAX_DAYS)]))
}

const WRONG_DAY: Text = text("날짜를 2026-11-22처럼 입력해 주세요.", "Give the day like 2026-11-22.");
const BACKWARDS: Text =
    text("끝 날짜가 시작 날짜보다 앞섭니다. 날짜를 확인해 주세요.", "The last day is before the first. Check the days.");
const TOO_LONG: Text = text("기간은 {n}일까지 볼 수 있습니다. 기간을 줄여 주세요.", "A period has at most {n} days. Choose a shorter one.");
const WRONG_LENGTH: Text = text("일수는 1에서 {n} 사이의 숫자로 넣어 주세요.", "Give the number of days, 1 to {n}.");

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TODAY: Day = Day(20_779); // 2026-11-22

    fn read(from: &str, to: &str, days: &str) -> Result<Period> {
        Period::parse(&RawForm::from([("from", from), ("to", to), ("days", days)]), TODAY)
    }

    fn ok(from: &str, to: &str, days: &str) -> String {
        let period = read(from, to, days).expect("a period");
        format!("{} {}", period.from, period.to)
    }

    fn faults(from: &str, to: &str, days: &str) -> Vec<String> {
        let errors = read(from, to, days).expect_err("a fault").into_field_errors().expect("of fields");
        errors.iter().map(|(field, _)| field.to_owned()).collect()
    }

    #[test]
    fn what_is_not_given_ends_today() {
        assert_eq!(ok("", "", ""), "2026-10-24 2026-11-22");
        assert_eq!(ok("", "", "7"), "2026-11-16 2026-11-22");
        assert_eq!(ok("2026-11-01", "", "7"), "2026-11-01 2026-11-22");
        assert_eq!(ok("", "2026.11.10", "7"), "2026-11-04 2026-11-10");
        assert_eq!(ok("2026-11-22", "2026-11-22", ""), "2026-11-22 2026-11-22");
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(faults("soon", "later", "0"), ["from", "to", "days"]);
        assert_eq!(faults("2026-11-02", "2026-11-01", ""), ["to"]);
        assert_eq!(faults("2025-01-01", "2026-11-01", ""), ["from"]);
        assert_eq!(faults("", "", "401"), ["days"]);
        assert_eq!(faults("0000-01-01", "9999-12-31", ""), ["from"]);
    }

    #[test]
    fn nothing_can_be_compared_with_nothing() {
        assert_eq!((change_bp(150, 100), change_bp(0, 100), change_bp(5, 0)), (Some(5_000), Some(-10_000), None));
        assert_eq!((share_bp(1, 3), share_bp(0, 0)), (Some(3_333), None));
    }

    proptest! {
        #[test]
        fn the_period_before_is_as_long_and_ends_the_day_before(from in 0..40_000_i32, days in 1..=MAX_DAYS) {
            let period = Period { from: Day(from), to: Day(from + days - 1) };
            let before = period.previous();
            prop_assert_eq!((before.days(), before.to.plus(1)), (period.days(), period.from));
            prop_assert_eq!(period.each().count(), usize::try_from(days).expect("positive"));
            prop_assert!(period.each().all(|day| period.contains(day) && !before.contains(day)));
            let read = Period::parse(&RawForm::from([("from", period.from.to_string().as_str()), ("to", &period.to.to_string())]), TODAY);
            prop_assert_eq!(read.expect("what we wrote"), period);
        }
    }
}
