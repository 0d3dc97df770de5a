//! Times as people say them: 방금, 3분 전, 어제, 11월 18일.

use maud::{Markup, html};

use crate::{
    base::{
        lang::{Lang, Text},
        time::{Day, HOUR_MS, MINUTE_MS, Timestamp, Zone},
    },
    web::texts,
};

/// How long ago it was, up to a day; from then on the day it was. Days are cut in the zone. A time to come is given in full.
pub fn ago(lang: Lang, zone: Zone, now: Timestamp, at: Timestamp) -> String {
    let days = zone.day_of(now).0 - zone.day_of(at).0;
    let (here, today) = (zone.parts(at), zone.parts(now));
    let number = |text: Text, n: i64| text.with(&[("n", &n)]).get(lang).to_owned();
    let ms = now.ms_since(at);
    if ms < -MINUTE_MS {
        // Less than that, and two clocks differ by a little.
        return zone.date_time(at);
    }
    if ms < MINUTE_MS {
        return texts::JUST_NOW.get(lang).to_owned();
    }
    match days {
        _ if ms < HOUR_MS => number(texts::MINUTES_AGO, ms / MINUTE_MS),
        0 => number(texts::HOURS_AGO, ms / HOUR_MS),
        1 => texts::YESTERDAY.get(lang).to_owned(),
        _ => {
            let month_name = month_name(here.month);
            let text = if here.year == today.year { texts::MONTH_DAY } else { texts::YEAR_MONTH_DAY };
            text.with(&[("year", &here.year), ("month", &here.month), ("month_name", &month_name), ("day", &here.day)]).get(lang).to_owned()
        }
    }
}

/// The same for a page, with the exact time for machines and for who points at it.
pub fn moment(lang: Lang, zone: Zone, now: Timestamp, at: Timestamp) -> Markup {
    html! { time datetime=(at) title=(zone.date_time(at)) { (ago(lang, zone, now, at)) } }
}

/// A day of the year as charts name it: `11월 7일`, `Nov 7`.
pub fn month_day(lang: Lang, day: Day) -> String {
    let (_, month, day) = day.parts();
    texts::MONTH_DAY.with(&[("month", &month), ("month_name", &month_name(month)), ("day", &day)]).get(lang).to_owned()
}

/// The same with its year, unless that is the year of `today`.
pub fn day_name(lang: Lang, today: Day, day: Day) -> String {
    let (year, month, of_month) = day.parts();
    if year == today.parts().0 {
        return month_day(lang, day);
    }
    texts::YEAR_MONTH_DAY
        .with(&[("year", &year), ("month", &month), ("month_name", &month_name(month)), ("day", &of_month)])
        .get(lang)
        .to_owned()
}

fn month_name(month: u32) -> &'static str {
    texts::MONTHS.get(month as usize - 1).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_named() {
        let day = Day::parse("2026-11-07").expect("a day");
        assert_eq!((month_day(Lang::Ko, day), month_day(Lang::En, day)), ("11월 7일".to_owned(), "Nov 7".to_owned()));
        let said = |today| day_name(Lang::Ko, Day::parse(today).expect("a day"), day);
        assert_eq!((said("2026-01-01"), said("2027-01-01")), ("11월 7일".to_owned(), "2026년 11월 7일".to_owned()));
    }

    #[test]
    fn times_are_said_as_people_say_them() {
        let time = |text: &str| Timestamp::parse(text).expect("a time");
        let now = time("2026-11-22T15:04:05+09:00");
        for (at, korean, english) in [
            ("2026-11-22T15:04:00+09:00", "방금", "just now"),
            ("2026-11-22T15:04:30+09:00", "방금", "just now"),
            ("2026-11-22T15:01:00+09:00", "3분 전", "3 min ago"),
            ("2026-11-22T14:05:00+09:00", "59분 전", "59 min ago"),
            ("2026-11-22T00:00:00+09:00", "15시간 전", "15 h ago"),
            ("2026-11-21T23:59:59+09:00", "어제", "yesterday"),
            ("2026-11-21T00:00:00+09:00", "어제", "yesterday"),
            ("2026-11-20T23:59:59+09:00", "11월 20일", "Nov 20"),
            ("2025-12-31T23:59:59+09:00", "2025년 12월 31일", "Dec 31, 2025"),
            ("2026-11-23T09:00:00+09:00", "2026-11-23 09:00", "2026-11-23 09:00"),
        ] {
            assert_eq!(ago(Lang::Ko, Zone::default(), now, time(at)), korean);
            assert_eq!(ago(Lang::En, Zone::default(), now, time(at)), english);
        }
        let midnight = time("2026-11-22T00:10:00+09:00");
        assert_eq!(ago(Lang::Ko, Zone::default(), midnight, time("2026-11-21T23:30:00+09:00")), "40분 전");
        assert_eq!(ago(Lang::Ko, Zone::default(), midnight, time("2026-11-21T22:30:00+09:00")), "어제");
    }
}
