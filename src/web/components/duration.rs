//! How long something took, in the two largest units that say it.

use crate::base::{
    lang::{Lang, Text, text},
    time::{DAY_MS, HOUR_MS, MINUTE_MS},
};

const DAYS_HOURS: Text = text("{a}일 {b}시간", "{a} d {b} h");
const DAYS: Text = text("{a}일", "{a} d");
const HOURS_MINUTES: Text = text("{a}시간 {b}분", "{a} h {b} min");
const HOURS: Text = text("{a}시간", "{a} h");
const MINUTES: Text = text("{a}분", "{a} min");
const BELOW: Text = text("1분 미만", "under 1 min");

/// `3일 4시간`, in English `3 d 4 h`. Above a fortnight days alone, and no less than a minute is told.
pub fn duration(lang: Lang, ms: i64) -> String {
    const FORTNIGHT: i64 = 14;
    let (days, hours, minutes) = (ms / DAY_MS, ms % DAY_MS / HOUR_MS, ms % HOUR_MS / MINUTE_MS);
    let said = match (days, hours, minutes) {
        (FORTNIGHT.., ..) | (1.., 0, _) => DAYS.with(&[("a", &days)]),
        (1.., ..) => DAYS_HOURS.with(&[("a", &days), ("b", &hours)]),
        (_, 1.., 0) => HOURS.with(&[("a", &hours)]),
        (_, 1.., _) => HOURS_MINUTES.with(&[("a", &hours), ("b", &minutes)]),
        (_, _, 1..) => MINUTES.with(&[("a", &minutes)]),
        _ => BELOW.into(),
    };
    said.get(lang).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_in_their_largest_units() {
        let minutes = [0, 5, 60, 130, 1_440, 1_441, 3 * 1_440 + 240, 20 * 1_440 + 60];
        let said = minutes.map(|minutes| duration(Lang::Ko, minutes * MINUTE_MS));
        assert_eq!(said, ["1분 미만", "5분", "1시간", "2시간 10분", "1일", "1일", "3일 4시간", "20일"]);
        assert_eq!(duration(Lang::En, 3 * DAY_MS + 4 * HOUR_MS), "3 d 4 h");
    }
}
