//! The resources page.

use maud::{Markup, html};

use crate::{
    base::{
        bytes::byte_size,
        lang::{Lang, Text},
        time::Zone,
    },
    operations::{
        report::Report,
        resources::{Point, Span},
        texts,
        views::{resource_charts, resource_tables},
    },
    web::components::{
        chart, empty,
        figure::{self, Tile},
        head::page_head,
        icon::icon,
        notice::notice,
        number::{grouped, millis, percent},
        pill::Tone,
        tabs::{self, Tab},
    },
};

pub const PATH: &str = "/resources";
pub const NOW: &str = "/resources/now";
pub const CHARTS: &str = "/resources/charts";

/// What the page is shown with.
pub struct Shown<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub report: &'a Report,
}

/// The whole page.
pub fn page(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    html! {
        (page_head(texts::RESOURCES.get(lang), texts::RESOURCES_SUBTITLE.get(lang), spans(shown)))
        (now(shown))
        (charts(shown))
        (resource_tables::tables(shown))
    }
}

fn spans(shown: &Shown<'_>) -> Markup {
    let (lang, chosen) = (shown.lang, shown.report.span);
    let addresses = Span::ALL.map(|span| format!("{PATH}?span={}", span.name()));
    let tabs: Vec<Tab> = Span::ALL
        .iter()
        .zip(&addresses)
        .map(|(span, href)| Tab { href, label: span.label().get(lang), current: *span == chosen, count: None })
        .collect();
    tabs::segmented(texts::SPAN.get(lang), &tabs)
}

/// What is warned of, and the figures of the moment. It asks for itself again every minute, as often as a sample is taken.
pub fn now(shown: &Shown<'_>) -> Markup {
    let again = format!("{NOW}?span={}", shown.report.span.name());
    html! {
        div.stack id="resources-now" hx-get=(again) hx-trigger="every 60s" hx-swap="outerHTML" {
            @for warning in &shown.report.warnings {
                @let tone = if warning.is_urgent() { Tone::Red } else { Tone::Amber };
                (notice(tone, html! { b { (warning.what().get(shown.lang)) } " " (warning.remedy().get(shown.lang)) }))
            }
            (tiles(shown))
        }
    }
}

/// The charts of the span; those of an hour grow while one looks.
pub fn charts(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    let grows = report.span == Span::Hour;
    let again = format!("{CHARTS}?span={}", report.span.name());
    html! {
        div id="resources-charts" hx-get=[grows.then_some(again)] hx-trigger=[grows.then_some("every 60s")] hx-swap=[grows.then_some("outerHTML")] {
            @if report.points.iter().any(Option::is_some) { (resource_charts::charts(shown)) }
            @else { section.card { (empty::empty_state(icon("chart-line"), texts::NO_SAMPLES.get(lang), texts::NO_SAMPLES_HELP.get(lang), "")) } }
        }
    }
}

fn tiles(shown: &Shown<'_>) -> Markup {
    let (report, standing) = (shown.report, &shown.report.standing);
    let last = report.last.as_ref();
    let machine = &report.machine;
    let of = |total: Option<i64>| total.map(|total| texts::OF_TOTAL.with(&[("total", &byte_size(total))]).get(shown.lang).to_owned());
    let size = |bytes: Option<i64>, total: Option<i64>| {
        let Some(bytes) = bytes else { return none() };
        let said = byte_size(bytes);
        let (value, unit) = said.split_once(' ').unwrap_or((&said, ""));
        (value.to_owned(), format!("{unit}{}", of(total).unwrap_or_default()))
    };
    let disk = standing.disk_used_bytes.zip(standing.disk_free_bytes).map(|(used, free)| used + free);
    let waiting = standing.waiting_reads + standing.waiting_writes;
    html! {
        div.grid {
            (tile(shown, icon("cpu-2"), texts::MEMORY, size(standing.rss_bytes, machine.memory_bytes), |point| point.rss_bytes))
            (tile(shown, icon("cpu"), texts::CPU, share(last.and_then(|point| point.cpu_bp)), |point| point.cpu_bp))
            (tile(shown, icon("database"), texts::DISK_FREE, size(standing.disk_free_bytes, disk), |point| point.disk_free_bytes))
            (tile(shown, icon("activity"), texts::REQUESTS_A_SECOND, rate(last), |point| Some(point.requests_per_ks)))
            (tile(shown, icon("clock"), texts::RESPONSE_P95, time(last.and_then(|point| point.p95_us)), |point| point.p95_us))
            (tile(shown, icon("bolt"), texts::HIT_RATE, share(last.and_then(|point| point.cache_hit_bp)), |point| point.cache_hit_bp))
            (tile(shown, icon("plug-connected"), texts::CONNECTIONS, (grouped(standing.connections), format!(" / {}", machine.connection_limit)),
                |point| Some(point.connections)))
            (tile(shown, icon("hourglass"), texts::WAITING, (grouped(waiting), String::new()),
                |point| Some(point.waiting_reads + point.waiting_writes)))
        }
    }
}

fn tile(shown: &Shown<'_>, sign: Markup, label: Text, (value, unit): (String, String), of: fn(&Point) -> Option<i64>) -> Markup {
    let values: Vec<i64> = shown.report.points.iter().flatten().filter_map(of).collect();
    figure::tile(&Tile { sign, label: label.get(shown.lang), value: &value, unit: &unit, change: None, spark: chart::sparkline(&values) })
}

fn share(share_bp: Option<i64>) -> (String, String) {
    share_bp.map_or_else(none, |share| (percent(share).trim_end_matches('%').to_owned(), "%".to_owned()))
}

fn time(us: Option<i64>) -> (String, String) {
    let Some(said) = us.map(millis) else { return none() };
    said.split_once(' ').map_or_else(|| (said.clone(), String::new()), |(value, unit)| (value.to_owned(), unit.to_owned()))
}

fn rate(last: Option<&Point>) -> (String, String) {
    last.map_or_else(none, |point| (per_second(point.requests_per_ks), String::new()))
}

/// Thousandths as `0.25`, `4.1`, `120`.
pub fn per_second(thousandths: i64) -> String {
    match thousandths {
        i64::MIN..10_000 => format!("{}.{:02}", thousandths / 1_000, thousandths % 1_000 / 10),
        10_000..100_000 => format!("{}.{}", thousandths / 1_000, thousandths % 1_000 / 100),
        100_000.. => grouped(thousandths / 1_000),
    }
}

fn none() -> (String, String) {
    ("–".to_owned(), String::new())
}
