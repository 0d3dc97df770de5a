//! Instants, days and time zones. `chrono` stays inside this file.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, SecondsFormat, TimeDelta, TimeZone as _, Timelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub const SECOND_MS: i64 = 1_000;
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// An instant: milliseconds since 1970 UTC. JSON and text form: RFC 3339 with `Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This instant moved by some milliseconds, backwards when negative.
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this, negative when it is later.
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// Reads RFC 3339 with any offset.
    pub fn parse(text: &str) -> Option<Self> {
        DateTime::parse_from_rfc3339(text.trim()).ok().map(|at| Self(at.timestamp_millis()))
    }

    /// `Fri, 20 Nov 2026 06:04:05 GMT`, the form of HTTP headers (RFC 9110, 5.6.7).
    pub fn http_date(self) -> String {
        self.utc().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    fn utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }
}

impl std::fmt::Display for Timestamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.utc().to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a time like 2026-11-22T15:04:05Z"))
    }
}

/// A calendar day: days since 1970-01-01. Text form `2026-11-22`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

impl Day {
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// Reads `2026-11-22`, `2026.11.22` or `2026년 11월 22일`, with or without spaces.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || year.len() != 4 {
            return None;
        }
        NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).map(Self::of_date)
    }

    /// Year, month and day of the month.
    pub fn parts(self) -> (i32, u32, u32) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// The day of a year, month and day of the month; absent when there is none.
    pub fn of_parts(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::of_date)
    }

    /// The month that the day lies in.
    pub fn month(self) -> Month {
        let date = self.date();
        Month(date.year() * 12 + i32::try_from(date.month0()).unwrap_or(0))
    }

    /// The same day so many months earlier, or the last one of a shorter month.
    pub fn months_before(self, months: u32) -> Self {
        self.date().checked_sub_months(chrono::Months::new(months)).map_or(self, Self::of_date)
    }

    fn of_date(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - Self::EPOCH_FROM_CE)
    }

    fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0.saturating_add(Self::EPOCH_FROM_CE)).unwrap_or_default()
    }

    const EPOCH_FROM_CE: i32 = 719_163; // 1970-01-01
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A calendar month: months since the year 0. Text form `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0.saturating_add(months))
    }

    /// Reads `2026-11`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.trim().split_once('-')?;
        if year.len() != 4 || month.len() != 2 {
            return None;
        }
        Day::parse(&format!("{year}-{month}-01")).map(Day::month)
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

/// What the clock on the wall shows somewhere: minutes since 1970-01-01 00:00 of that clock. In another zone it is another instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WallTime(pub i64);

impl WallTime {
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes))
    }

    /// The date, and the minutes since its midnight.
    pub const fn day(self) -> Day {
        #[expect(clippy::cast_possible_truncation, reason = "a day of four million years fits")]
        Day(self.0.div_euclid(Self::DAY) as i32)
    }

    pub const fn minute_of_day(self) -> i64 {
        self.0.rem_euclid(Self::DAY)
    }

    /// The minutes of a day that no clock change makes longer or shorter.
    pub const DAY: i64 = DAY_MS / MINUTE_MS;
}

/// A named time zone of the IANA table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone(chrono_tz::Tz);

impl Default for Zone {
    fn default() -> Self {
        Self(chrono_tz::Asia::Seoul)
    }
}

impl Zone {
    /// The zone of a name such as `Asia/Seoul`.
    pub fn parse(name: &str) -> Option<Self> {
        name.trim().parse().ok().map(Self)
    }

    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Every name of the table, for a choice.
    pub fn names() -> impl Iterator<Item = &'static str> {
        chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name())
    }

    /// The calendar day on which an instant falls here.
    pub fn day_of(self, at: Timestamp) -> Day {
        Day::of_date(self.local(at).date())
    }

    /// The first instant of a day here; where a clock change skips midnight, the first that exists.
    pub fn start_of(self, day: Day) -> Timestamp {
        let midnight = day.date().and_time(chrono::NaiveTime::MIN);
        (0..=4)
            .find_map(|half_hours| self.0.from_local_datetime(&(midnight + TimeDelta::minutes(30 * half_hours))).earliest())
            .map_or_else(|| Timestamp(midnight.and_utc().timestamp_millis()), |at| Timestamp(at.timestamp_millis()))
    }

    /// What the clock on the wall shows here.
    pub fn wall(self, at: Timestamp) -> WallTime {
        WallTime(self.local(at).and_utc().timestamp_millis().div_euclid(MINUTE_MS))
    }

    /// The instant at which the clock here first shows a time. One that a clock change skips is the first instant after the gap.
    pub fn instant(self, wall: WallTime) -> Timestamp {
        const STEP: i64 = 15;
        const LONGEST_GAP: i64 = 25 * 60; // Samoa left out the whole of 30 December 2011
        let naive = |wall: WallTime| DateTime::from_timestamp_millis(wall.0.saturating_mul(MINUTE_MS)).unwrap_or_default().naive_utc();
        let exact = |wall: WallTime| self.0.from_local_datetime(&naive(wall)).earliest().map(|at| Timestamp(at.timestamp_millis()));
        if let Some(at) = exact(wall) {
            return at;
        }
        let before = (1..=LONGEST_GAP / STEP).find_map(|steps| Some((exact(wall.plus_minutes(-steps * STEP))?, steps * STEP)));
        let Some((mut before, minutes)) = before else { return Timestamp(naive(wall).and_utc().timestamp_millis()) };
        let mut after = before.plus_ms(minutes * MINUTE_MS);
        while after.ms_since(before) > 1 {
            let middle = before.plus_ms(after.ms_since(before) / 2);
            if self.wall(middle) < wall { before = middle } else { after = middle }
        }
        after
    }

    /// The instant of a local date and time as a browser's `datetime-local` field writes it: `2026-11-22T15:04`.
    pub fn parse_local(self, text: &str) -> Option<Timestamp> {
        let local = NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%dT%H:%M")
            .or_else(|_| NaiveDateTime::parse_from_str(text.trim(), "%Y-%m-%dT%H:%M:%S"))
            .ok()?;
        self.0.from_local_datetime(&local).earliest().map(|at| Timestamp(at.timestamp_millis()))
    }

    /// `2026-11-22T15:04`, the value of a `datetime-local` field.
    pub fn field_value(self, at: Timestamp) -> String {
        self.local(at).format("%Y-%m-%dT%H:%M").to_string()
    }

    /// `2026-11-22 15:04`.
    pub fn date_time(self, at: Timestamp) -> String {
        self.local(at).format("%Y-%m-%d %H:%M").to_string()
    }

    /// Month, day, hour and minute here, for texts that name them in words.
    pub fn parts(self, at: Timestamp) -> LocalParts {
        let local = self.local(at);
        LocalParts {
            year: local.year(),
            month: local.month(),
            day: local.day(),
            hour: local.hour(),
            minute: local.minute(),
            weekday: local.weekday().num_days_from_monday(),
        }
    }

    fn local(self, at: Timestamp) -> NaiveDateTime {
        at.utc().with_timezone(&self.0).naive_local()
    }
}

/// A local date and time, taken apart. `weekday` is 0 for Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LocalParts {
    pub year: i32,
    pub month: u32,
    pub day: u32,
    pub hour: u32,
    pub minute: u32,
    pub weekday: u32,
}

/// Where the time comes from. Everything that asks "when" asks this.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "the one door through which the machine's time comes in")]
        Timestamp(Utc::now().timestamp_millis())
    }
}

/// A clock that stands until it is told to move.
pub struct FrozenClock(AtomicI64);

impl FrozenClock {
    pub const fn at(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.0))
    }

    pub fn advance_ms(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn set(&self, at: Timestamp) {
        self.0.store(at.0, Ordering::SeqCst);
    }
}

impl Clock for FrozenClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms_are_read_back() {
        let at = Timestamp::parse("2026-11-22T15:04:05.250+09:00").expect("a time");
        assert_eq!(at.to_string(), "2026-11-22T06:04:05.250Z");
        assert_eq!(Timestamp::parse(&at.to_string()), Some(at));
        assert_eq!(at.http_date(), "Sun, 22 Nov 2026 06:04:05 GMT");
        assert_eq!(Day::parse("2026. 11. 22.").map(|day| day.to_string()).as_deref(), Some("2026-11-22"));
        assert_eq!(Day::parse("2026년 11월 22일"), Day::parse("2026-11-22"));
        assert_eq!(Day::parse("2026-13-01"), None);
    }

    #[test]
    fn months_are_read_back() {
        let months = ["2026-11", "2026-12", "2027-01"].map(|text| Month::parse(text).expect("a month"));
        assert_eq!((months[0].plus(1), months[1].plus(1)), (months[1], months[2]));
        assert_eq!((months[2].to_string().as_str(), Month::parse("2026-13"), Month::parse("26-1")), ("2027-01", None, None));
        assert_eq!(Day::parse("2026-12-31").map(Day::month), Some(months[1]));
    }

    #[test]
    fn months_before_a_day_end_with_their_last() {
        let before = |text: &str, months| Day::parse(text).expect("a day").months_before(months).to_string();
        assert_eq!((before("2026-11-22", 12).as_str(), before("2026-08-31", 6).as_str()), ("2025-11-22", "2026-02-28"));
        assert_eq!((before("2024-02-29", 12).as_str(), before("2026-11-22", 0).as_str()), ("2023-02-28", "2026-11-22"));
    }

    #[test]
    fn days_are_cut_in_the_zone() {
        let seoul = Zone::default();
        let last_ms = Timestamp::parse("2026-11-21T14:59:59.999Z").expect("a time");
        assert_eq!(seoul.day_of(last_ms).plus(1), seoul.day_of(last_ms.plus_ms(1)));
        assert_eq!(seoul.start_of(seoul.day_of(last_ms).plus(1)), last_ms.plus_ms(1));
    }

    #[test]
    fn the_wall_clock_names_instants_also_where_it_jumps() {
        let berlin = Zone::parse("Europe/Berlin").expect("a zone");
        let wall = |text: &str| {
            let at = Timestamp::parse(&format!("{text}:00Z")).expect("a time");
            WallTime(at.0 / MINUTE_MS)
        };
        for (shown, at) in [
            ("2026-03-29T01:59", "2026-03-29T00:59:00Z"),
            ("2026-03-29T02:30", "2026-03-29T01:00:00Z"), // skipped: the clock goes from 2 to 3
            ("2026-03-29T03:00", "2026-03-29T01:00:00Z"),
            ("2026-10-25T02:30", "2026-10-25T00:30:00Z"), // twice: the first counts
            ("2026-10-25T03:00", "2026-10-25T02:00:00Z"),
        ] {
            assert_eq!(Some(berlin.instant(wall(shown))), Timestamp::parse(at), "{shown}");
        }
        let apia = Zone::parse("Pacific/Apia").expect("a zone");
        assert_eq!(apia.instant(wall("2011-12-30T02:00")), apia.instant(wall("2011-12-31T00:00")), "a day that never was");
        assert_eq!((wall("2026-03-29T01:59").day().to_string(), wall("2026-03-29T01:59").minute_of_day()), ("2026-03-29".into(), 119));
    }

    #[test]
    fn a_day_without_midnight_starts_at_one() {
        let zone = Zone::parse("America/Asuncion").expect("a zone");
        let day = Day::parse("2023-10-01").expect("a day");
        assert_eq!(zone.day_of(zone.start_of(day)), day);
        assert_eq!(zone.day_of(zone.start_of(day).plus_ms(-1)), day.plus(-1));
    }
}
