//! What there will be, and what there was.

use maud::{Markup, html};

use crate::{
    base::period::share_bp,
    capacity::{
        report::{TableReport, YEARS},
        study, texts,
        views::page::Shown,
    },
    web::components::{
        card,
        chart::{self, Chart, Series, Unit},
        moment::month_day,
        number::{grouped, percent},
        table,
    },
};

/// Points that a chart of the past has at most.
const POINTS: usize = 120;

/// All bytes in the years to come.
pub fn sizes(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    let now = report.totals.database_bytes + report.totals.archive_bytes;
    let label = |years: i32| texts::YEARS_ON.with(&[("n", &years)]).get(lang).to_owned();
    let labels: Vec<String> =
        std::iter::once(texts::NOW.get(lang).to_owned()).chain(report.forecast.iter().map(|ahead| label(ahead.years))).collect();
    let all: Vec<i64> = std::iter::once(now).chain(report.forecast.iter().map(|ahead| ahead.all_bytes)).map(megabytes).collect();
    let (from, to) = (texts::bytes(study::LATER_BYTES.0), texts::bytes(study::LATER_BYTES.1));
    let later = texts::STUDY_LATER.with(&[("from", &from), ("to", &to)]);
    card::card(
        texts::FORECAST.get(lang),
        html! {
            p.small.muted { (texts::FORECAST_HELP.get(lang)) }
            (chart::line(&Chart {
                lang,
                id: "ahead",
                title: texts::FORECAST.get(lang),
                head: texts::YEAR.get(lang),
                labels: &labels,
                series: &[Series { name: texts::ALL_TOGETHER.get(lang), values: &all }],
                unit: Unit::Count,
            }))
            p {
                (texts::NOW.get(lang)) " " b { (texts::bytes(now)) }
                @for ahead in report.forecast.iter().filter(|ahead| YEARS.contains(&ahead.years)) {
                    " · " (texts::IN_YEARS.with(&[("n", &ahead.years)]).get(lang)) " " b { (texts::bytes(ahead.all_bytes)) }
                }
            }
            p.small.muted { (later.get(lang)) }
        },
    )
}

/// The rows of each table in the years that count most.
pub fn rows(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let head = html! {
        (table::th(texts::COLUMN_TABLE.get(lang)))
        @for years in YEARS { (table::th_right(texts::IN_YEARS.with(&[("n", &years)]).get(lang))) }
    };
    let rows = html! {
        @for row in &shown.report.tables {
            tr {
                td { (row.table.label().get(lang)) }
                (then(row.rows_in_3_years, row))
                (then(row.rows_in_5_years, row))
            }
        }
    };
    card::titled(texts::ROWS_AHEAD.get(lang), "", html! { div.sizing.compact { (table::table(texts::ROWS_AHEAD.get(lang), head, rows)) } })
}

fn then(rows: i64, row: &TableReport) -> Markup {
    let share = share_bp(rows, row.planned).unwrap_or(0);
    html! { td.right { (grouped(rows)) " " span.small.muted { (percent(share)) } } }
}

pub fn history(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    // Of many days every so many is drawn, and the last one.
    let stride = shown.history.len().div_ceil(POINTS).max(1);
    let mut days: Vec<_> = shown.history.iter().rev().step_by(stride).collect();
    days.reverse();
    let labels: Vec<String> = days.iter().map(|sample| month_day(lang, sample.day)).collect();
    let databases: Vec<i64> = days.iter().map(|sample| megabytes(sample.database_bytes)).collect();
    let archives: Vec<i64> = days.iter().map(|sample| megabytes(sample.archive_bytes)).collect();
    card::card(
        texts::HISTORY.get(lang),
        html! {
            p.small.muted { (texts::HISTORY_HELP.get(lang)) }
            (chart::line(&Chart {
                lang,
                id: "history",
                title: texts::HISTORY.get(lang),
                head: texts::DAY.get(lang),
                labels: &labels,
                series: &[
                    Series { name: texts::DATABASES.get(lang), values: &databases },
                    Series { name: texts::ARCHIVES.get(lang), values: &archives },
                ],
                unit: Unit::Count,
            }))
        },
    )
}

const fn megabytes(bytes: i64) -> i64 {
    (bytes + 500_000) / 1_000_000
}
