//! The tables of a report. A name in a breakdown leads to the report of that part alone.

use maud::{Markup, html};

use crate::{
    base::{
        device::Device,
        lang::{Lang, Text},
        money::{self, Money},
    },
    funnels::{
        texts,
        told::{Told, ToldPart, ToldStage},
    },
    rollups::breakdown::NONE,
    web::components::{
        card,
        duration::duration,
        icon::icon,
        number::{grouped, percent},
        pill::{Tone, pill, tag},
        table::{self, Address},
        tabs::{self, Tab},
    },
};

/// The names that filter a report, what they are called, and the parts of which they choose one.
type By<'a> = (&'static str, &'static str, Text, &'a [ToldPart]);

fn all(told: &Told) -> [By<'_>; 4] {
    [
        ("source", "source", texts::BY_SOURCE, &told.by_source),
        ("campaign", "campaign", texts::BY_CAMPAIGN, &told.by_campaign),
        ("page", "landing_page_id", texts::BY_PAGE, &told.by_page),
        ("device", "device", texts::BY_DEVICE, &told.by_device),
    ]
}

/// What the report is narrowed to, each with the way to take it off.
pub fn filters(lang: Lang, address: Address, told: &Told) -> Markup {
    let active: Vec<(&str, Text, &ToldPart)> = all(told)
        .into_iter()
        .filter(|(_, name, ..)| address.query.filled(name).is_some())
        .filter_map(|(_, name, label, parts)| Some((name, label, parts.first()?)))
        .collect();
    let empty = all(told).into_iter().filter(|(_, name, _, parts)| address.query.filled(name).is_some() && parts.is_empty());
    let nothing: Vec<(&str, Text, &str)> = empty.map(|(_, name, label, _)| (name, label, address.query.text(name))).collect();
    html! {
        @if !active.is_empty() || !nothing.is_empty() {
            div.actions aria-label=(texts::FILTERED_BY.get(lang)) role="group" {
                @for (name, label, part) in &active { (chip(lang, address, name, *label, &named(lang, *label, part))) }
                @for (name, label, asked) in &nothing { (chip(lang, address, name, *label, asked)) }
            }
        }
    }
}

fn chip(lang: Lang, address: Address, name: &str, label: Text, value: &str) -> Markup {
    let off = texts::TAKE_OFF.with(&[("name", &label.get(lang))]);
    html! {
        a.btn.btn-small href=(address.with(name, "")) title=(off.get(lang)) {
            (label.get(lang)) ": " (value) " " (icon("x")) span.hidden-text { (off.get(lang)) }
        }
    }
}

pub fn stages(lang: Lang, told: &Told) -> Markup {
    let head = html! {
        (table::th(texts::STAGE.get(lang)))
        (table::th_right(texts::ENTRIES.get(lang)))
        (table::th_right(texts::ENTRIES_BEFORE.get(lang)))
        (table::th_right(texts::OF_FIRST.get(lang)))
        (table::th_right(texts::OF_PREVIOUS_STAGE.get(lang)))
        (table::th_right(texts::DROP_OFF.get(lang)))
        (table::th_right(texts::EXITS.get(lang)))
        (table::th_right(texts::CONVERSIONS.get(lang)))
        (table::th_right(texts::VALUE.get(lang)))
        (table::th_right(texts::MEDIAN.get(lang)))
    };
    let rows = html! { @for stage in &told.stages { (stage_row(lang, told, stage)) } };
    let title = texts::STAGE_TABLE.get(lang);
    card::titled(title, html! {}, table::table(title, head, rows))
}

fn stage_row(lang: Lang, told: &Told, stage: &ToldStage) -> Markup {
    let took = stage.median_ms.map(|ms| duration(lang, ms));
    let p90 = stage.p90_ms.map(|ms| texts::NINE_OF_TEN.with(&[("time", &duration(lang, ms))]));
    html! {
        tr {
            td {
                span.strong { (stage.name) }
                @if stage.goal { " " (pill(Tone::Green, texts::GOAL.get(lang))) }
                @if stage.removed { " " (tag(texts::REMOVED_STAGE.get(lang))) }
            }
            td.right.strong { (grouped(stage.entries)) }
            td.right.muted { (grouped(stage.previous_entries)) }
            td.right { (rate(stage.share_of_first_bp)) }
            td.right { (rate(stage.share_of_previous_bp)) }
            td.right {
                @match stage.drop_off {
                    Some(lost) => { (grouped(lost)) @if let Some(bp) = stage.drop_off_bp { span.muted { " (" (percent(bp)) ")" } } }
                    None => { "–" }
                }
            }
            td.right { (grouped(stage.exits)) }
            td.right { (grouped(stage.conversions)) }
            td.right { @if stage.conversions > 0 { (money::format(Money(stage.value), told.currency, lang)) } @else { "–" } }
            td.right {
                @match &took { Some(took) => (took), None => "–" }
                @if let Some(p90) = &p90 { div.small.muted { (p90.get(lang)) } }
            }
        }
    }
}

/// One breakdown at a time, chosen in the address.
pub fn breakdown(lang: Lang, address: Address, told: &Told) -> Markup {
    let all = all(told);
    let chosen = all.iter().find(|(key, ..)| *key == address.query.text("by")).unwrap_or(&all[0]);
    let links: Vec<(String, Text, bool)> =
        all.iter().map(|(key, _, label, _)| (address.with("by", key), *label, *key == chosen.0)).collect();
    let tabs: Vec<Tab> =
        links.iter().map(|(href, label, current)| Tab { href, label: label.get(lang), current: *current, count: None }).collect();
    let (_, filter, by, parts) = chosen;
    let head = html! {
        (table::th(by.get(lang)))
        (table::th_right(texts::UNIQUE_VIEWS.get(lang)))
        (table::th_right(texts::OPT_INS.get(lang)))
        (table::th_right(texts::OPT_IN_RATE.get(lang)))
        (table::th_right(texts::ENTRIES.get(lang)))
        (table::th_right(texts::CONVERSIONS.get(lang)))
        (table::th_right(texts::VALUE.get(lang)))
    };
    let rows = html! {
        @for part in *parts {
            @let figures = &part.figures;
            tr {
                td {
                    @match value(part) {
                        Some(value) => a href=(address.with(filter, &value)) { (named(lang, *by, part)) },
                        None => (named(lang, *by, part)),
                    }
                }
                td.right { (grouped(figures.unique_page_views)) }
                td.right { (grouped(figures.opt_ins)) }
                td.right { (rate(figures.opt_in_rate_bp)) }
                td.right { (grouped(figures.entries)) }
                td.right { (grouped(figures.conversions)) }
                td.right { @if figures.conversions > 0 { (money::format(Money(figures.value), told.currency, lang)) } @else { "–" } }
            }
        }
    };
    let title = texts::BREAKDOWN.get(lang);
    card::titled(title, tabs::segmented(title, &tabs), table::table(by.get(lang), head, rows))
}

/// What the filter asks for; absent where it can't.
fn value(part: &ToldPart) -> Option<String> {
    match (&part.name, part.landing_page_id) {
        _ if part.is_rest => None,
        (_, Some(page)) => Some(page.to_string()),
        (Some(name), None) => Some(name.clone()),
        (None, None) => Some(NONE.to_owned()),
    }
}

fn rate(bp: Option<i64>) -> String {
    bp.map_or_else(|| "–".to_owned(), percent)
}

/// How a part is called.
pub fn named(lang: Lang, by: Text, part: &ToldPart) -> String {
    match (&part.name, part.landing_page_id) {
        _ if part.is_rest => texts::REST.get(lang).to_owned(),
        (Some(name), _) if by == texts::BY_DEVICE => {
            Device::from_name(name).map_or_else(|| name.clone(), |device| device.label().get(lang).to_owned())
        }
        (Some(name), _) => name.clone(),
        (None, Some(page)) => texts::GONE_PAGE.with(&[("id", &page)]).get(lang).to_owned(),
        (None, None) if by == texts::BY_SOURCE => texts::DIRECT.get(lang).to_owned(),
        (None, None) if by == texts::BY_PAGE => texts::NO_PAGE.get(lang).to_owned(),
        (None, None) => texts::NO_CAMPAIGN.get(lang).to_owned(),
    }
}
