//! Conversions by month: columns for each currency, and the table.

use maud::{Markup, html};

use crate::{
    base::{
        lang::Lang,
        money::{self, Currency},
    },
    conversions::{model::Months, texts, views::tabs::tabs},
    rollups::model::MonthRow,
    web::components::{
        card,
        chart::{self, Chart, Series, Unit},
        empty,
        head::page_head,
        icon::icon,
        number::grouped,
        table,
    },
};

/// `path` is that of the list.
pub fn months(lang: Lang, path: &str, asked: Months, rows: &[MonthRow]) -> Markup {
    let title = texts::MONTHS_TITLE.get(lang);
    html! {
        (page_head(texts::TITLE.get(lang), texts::SUBTITLE.get(lang), ""))
        (tabs(lang, path, true))
        @if rows.is_empty() {
            (card::flush(empty::empty_state(icon("target-arrow"), texts::NO_MONTHS.get(lang), texts::NO_MONTHS_HELP.get(lang), "")))
        } @else {
            div.halves {
                (card::card(texts::COUNT.get(lang), counts(lang, asked, rows)))
                @for currency in currencies(rows) {
                    (card::card(&format!("{} ({currency})", texts::VALUE.get(lang)), values(lang, asked, rows, currency)))
                }
            }
            (card::flush(table::table(title, head(lang), html! { @for row in rows.iter().rev() { (line(lang, row)) } })))
        }
    }
}

fn counts(lang: Lang, asked: Months, rows: &[MonthRow]) -> Markup {
    let values = by_month(asked, rows.iter().map(|row| (row, row.conversions)));
    let series = [Series { name: texts::COUNT.get(lang), values: &values }];
    columns(lang, "conversions-by-month", texts::COUNT.get(lang), asked, &series, Unit::Count)
}

fn values(lang: Lang, asked: Months, rows: &[MonthRow], currency: Currency) -> Markup {
    let values = by_month(asked, rows.iter().filter(|row| row.currency == currency).map(|row| (row, row.value.0)));
    let series = [Series { name: texts::VALUE.get(lang), values: &values }];
    columns(lang, &format!("value-by-month-{currency}"), texts::VALUE.get(lang), asked, &series, Unit::Money(currency))
}

fn columns(lang: Lang, id: &str, title: &str, asked: Months, series: &[Series<'_>], unit: Unit) -> Markup {
    let labels: Vec<String> = (asked.from.0..=asked.to.0).map(|month| crate::base::time::Month(month).to_string()).collect();
    chart::columns(&Chart { lang, id, title, head: texts::MONTH_HEAD.get(lang), labels: &labels, series, unit })
}

/// One number for each month that is asked for.
fn by_month<'a>(asked: Months, rows: impl Iterator<Item = (&'a MonthRow, i64)>) -> Vec<i64> {
    let mut sums: Vec<i64> = (asked.from.0..=asked.to.0).map(|_| 0).collect();
    for (row, value) in rows {
        let place = usize::try_from(row.month.0 - asked.from.0).ok().and_then(|place| sums.get_mut(place));
        if let Some(sum) = place {
            *sum += value;
        }
    }
    sums
}

fn currencies(rows: &[MonthRow]) -> Vec<Currency> {
    let mut all: Vec<Currency> = Vec::new();
    for row in rows {
        if !all.contains(&row.currency) {
            all.push(row.currency);
        }
    }
    all
}

fn head(lang: Lang) -> Markup {
    html! {
        (table::th(texts::MONTH_HEAD.get(lang)))
        (table::th(texts::FUNNEL.get(lang)))
        (table::th(texts::STAGE.get(lang)))
        (table::th_right(texts::COUNT.get(lang)))
        (table::th_right(texts::VALUE.get(lang)))
    }
}

fn line(lang: Lang, row: &MonthRow) -> Markup {
    let gone = texts::GONE_FUNNEL.with(&[("id", &row.funnel)]);
    html! {
        tr {
            td.nowrap.num { (row.month) }
            td { (row.funnel_name.as_deref().unwrap_or_else(|| gone.get(lang))) }
            td { (row.stage_name) }
            td.right { (grouped(row.conversions)) }
            td.right.strong { (money::format(row.value, row.currency, lang)) }
        }
    }
}
