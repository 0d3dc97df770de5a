//! The choice of a report's period: the last 7, 30 or 90 days, or two days of one's own. It stands in the address.

use maud::{Markup, html};

use crate::{
    base::{
        lang::{Lang, Text, text},
        period::Period,
        time::Day,
    },
    web::components::{
        button::{self, Kind},
        table::Address,
        tabs::{self, Tab},
    },
};

/// The lengths that one click chooses.
const LENGTHS: [i32; 3] = [7, 30, 90];

/// The names that say the period in an address.
const NAMES: [&str; 3] = ["from", "to", "days"];

const PERIOD: Text = text("기간", "Period");
const DAYS: Text = text("{n}일", "{n} days");
const FROM: Text = text("시작 날짜", "First day");
const TO: Text = text("끝 날짜", "Last day");
const SHOW: Text = text("보기", "Show");
const BEFORE: Text = text("이전 {n}일 대비", "vs the {n} days before");

/// What a figure of this period is compared with, for [`crate::web::components::figure::Change`].
pub fn than(lang: Lang, period: Period) -> String {
    BEFORE.with(&[("n", &period.days())]).get(lang).to_owned()
}

/// The choice. Everything else in the address stays as it is.
pub fn picker(lang: Lang, address: Address, period: Period, today: Day) -> Markup {
    let lengths: Vec<(String, String, bool)> = LENGTHS
        .into_iter()
        .map(|days| {
            let label = DAYS.with(&[("n", &days)]).get(lang).to_owned();
            (with_days(address, days), label, period.days_back_from(today) == Some(days))
        })
        .collect();
    let tabs: Vec<Tab> = lengths.iter().map(|(href, label, current)| Tab { href, label, current: *current, count: None }).collect();
    html! {
        div.period {
            (tabs::segmented(PERIOD.get(lang), &tabs))
            form.range method="get" action=(address.path) aria-label=(PERIOD.get(lang)) {
                @for (name, value) in rest(address) { input type="hidden" name=(name) value=(value); }
                input.form-control type="date" name="from" value=(period.from) max=(today) aria-label=(FROM.get(lang));
                span aria-hidden="true" { "–" }
                input.form-control type="date" name="to" value=(period.to) max=(today) aria-label=(TO.get(lang));
                (button::submit(Kind::Plain, SHOW.get(lang)))
            }
        }
    }
}

fn with_days(address: Address, days: i32) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(rest(address));
    query.append_pair("days", &days.to_string());
    format!("{}?{}", address.path, query.finish())
}

fn rest(address: Address<'_>) -> impl Iterator<Item = (&str, &str)> {
    address.query.iter().filter(|(name, value)| !NAMES.contains(name) && !matches!(*name, "page" | "cursor") && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::form::RawForm;

    #[test]
    fn the_rest_of_the_address_stays() {
        let query = RawForm::from([("source", "네이버"), ("from", "2026-11-01"), ("days", "9"), ("page", "2"), ("device", "")]);
        let address = Address::new("/report", &query);
        assert_eq!(with_days(address, 7), "/report?source=%EB%84%A4%EC%9D%B4%EB%B2%84&days=7");
        let today = Day(20_779);
        let shown = picker(Lang::Ko, address, Period::last(30, today), today).0;
        assert!(shown.contains(r#"<a href="/report?source=%EB%84%A4%EC%9D%B4%EB%B2%84&amp;days=30" aria-current="page">30일"#), "{shown}");
        assert!(shown.contains(r#"name="from" value="2026-10-24""#) && !shown.contains(r#"name="days""#), "{shown}");
    }
}
