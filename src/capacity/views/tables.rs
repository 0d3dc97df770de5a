//! The nine tables against the plan and the sizing study.

use maud::{Markup, html};

use crate::{
    base::lang::Lang,
    capacity::{report::TableReport, texts, views::page::Shown},
    web::components::{
        card,
        moment::day_name,
        number::{grouped, percent},
        pill::{Tone, pill},
        table,
    },
};

/// From here on the meter warns, and from there it is full.
const WARN_FROM_BP: i64 = 8_000;
const FULL_BP: i64 = 10_000;

pub fn tables(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let head = html! {
        (table::th(texts::COLUMN_TABLE.get(lang)))
        (table::th_right(texts::COLUMN_ROWS.get(lang)))
        (table::th(texts::COLUMN_SHARE.get(lang)))
        (table::th_right(texts::COLUMN_DATA.get(lang)))
        (table::th_right(texts::COLUMN_INDEXES.get(lang)))
        (table::th_right(texts::COLUMN_RECORD.get(lang)))
        (table::th_right(texts::COLUMN_NEW.get(lang)))
        (table::th_right(texts::COLUMN_REACHED.get(lang)))
    };
    let rows = html! { @for row in &shown.report.tables { (line(shown, row)) } };
    card::titled(
        texts::TABLES.get(lang),
        "",
        html! {
            div.sizing { (table::table(texts::TABLES.get(lang), head, rows)) }
            div.card-body.stack-small {
                p.small.muted { (texts::TABLES_HELP.get(lang)) }
                p.small.muted { (texts::PARTITIONS.get(lang)) }
            }
        },
    )
}

fn line(shown: &Shown<'_>, row: &TableReport) -> Markup {
    let lang = shown.lang;
    html! {
        tr {
            td { b { (row.table.label().get(lang)) } div.small.muted { code { (row.table.name()) } } }
            td.right { b { (grouped(row.rows)) } div.small.muted { (texts::OF_PLANNED.with(&[("planned", &grouped(row.planned))]).get(lang)) } }
            td { (fullness(row.share_bp)) }
            td.right { (texts::bytes(row.data_bytes)) (study(lang, &texts::bytes(row.study_data_bytes))) }
            td.right { (texts::bytes(row.index_bytes)) (study(lang, &texts::bytes(row.study_index_bytes))) }
            td.right {
                @match row.average_record_bytes { Some(bytes) => (texts::record_bytes(bytes)), None => "–" }
                (study(lang, &texts::record_bytes(row.study_average_record_bytes)))
            }
            td.right { @if row.new_30_days > 0 { "+" (grouped(row.new_30_days)) } @else { span.muted { "0" } } }
            td.right {
                @match row.plan_reached_on {
                    Some(_) if row.share_bp >= FULL_BP => (pill(Tone::Red, texts::FULL_NOW.get(lang))),
                    Some(day) => (day_name(lang, shown.today(), day)),
                    None => span.muted { (texts::NOT_IN_SIGHT.get(lang)) },
                }
            }
        }
    }
}

fn study(lang: Lang, size: &str) -> Markup {
    html! { div.small.muted { (texts::STUDY.with(&[("size", &size)]).get(lang)) } }
}

/// How much of the plan is there. The bar's length is an SVG attribute, since the content security policy allows no style attributes.
fn fullness(share_bp: i64) -> Markup {
    let class = match share_bp {
        ..WARN_FROM_BP => "bar",
        WARN_FROM_BP..FULL_BP => "bar nearly",
        _ => "bar full",
    };
    html! {
        span.meter.fullness {
            svg class=(class) viewBox="0 0 10000 14" preserveAspectRatio="none" aria-hidden="true" {
                rect width=(share_bp.clamp(0, FULL_BP)) height="14" {}
            }
            span { (percent(share_bp)) }
        }
    }
}
