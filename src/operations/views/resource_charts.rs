//! The charts of the resources page.

use maud::{Markup, html};

use crate::{
    base::lang::Text,
    operations::{
        resources::{self, Point, Span},
        texts,
        views::resources::Shown,
    },
    web::components::{
        card,
        chart::{self, Chart, GAP, Series, Unit},
    },
};

/// One line of a chart.
type Line = (Text, fn(&Point) -> Option<i64>);

/// What is drawn: id, title, unit, up to three lines.
const CHARTS: [(&str, Text, Unit, &[Line]); 12] = [
    (
        "memory",
        texts::MEMORY,
        Unit::Bytes,
        &[(texts::MEMORY_SERVER, |point| point.rss_bytes), (texts::MEMORY_JOBS, |point| point.children_rss_bytes)],
    ),
    ("cpu", texts::CPU, Unit::Rate, &[(texts::CPU, |point| point.cpu_bp)]),
    (
        "requests",
        texts::REQUESTS_A_MINUTE,
        Unit::Count,
        &[
            (texts::REQUESTS_ALL, |point| Some(point.requests_per_ks * 60 / 1_000)),
            (texts::REQUESTS_VISITORS, |point| Some(point.visitors_per_ks * 60 / 1_000)),
        ],
    ),
    (
        "response-time",
        texts::RESPONSE_TIME,
        Unit::Micros,
        &[(texts::P50, |point| point.p50_us), (texts::P95, |point| point.p95_us), (texts::P99, |point| point.p99_us)],
    ),
    (
        "disk-traffic",
        texts::DISK_TRAFFIC,
        Unit::Bytes,
        &[(texts::READ, |point| point.read_bytes_per_s), (texts::WRITTEN, |point| point.written_bytes_per_s)],
    ),
    (
        "disk-calls",
        texts::DISK_CALLS,
        Unit::Count,
        &[(texts::READ, |point| point.reads_per_s), (texts::WRITTEN, |point| point.writes_per_s)],
    ),
    (
        "database-times",
        texts::DATABASE_TIMES,
        Unit::Micros,
        &[(texts::COMMIT_P99, |point| point.commit_p99_us), (texts::READ_WAIT_P99, |point| point.read_wait_p99_us)],
    ),
    (
        "waiting",
        texts::WAITING,
        Unit::Count,
        &[
            (texts::WAITING_READS, |point| Some(point.waiting_reads)),
            (texts::WAITING_WRITES, |point| Some(point.waiting_writes)),
            (texts::WAITING_JOBS, |point| Some(point.waiting_jobs)),
        ],
    ),
    ("connections", texts::CONNECTIONS, Unit::Count, &[(texts::CONNECTIONS, |point| Some(point.connections))]),
    ("hit-rate", texts::HIT_RATE, Unit::Rate, &[(texts::HIT_RATE, |point| point.cache_hit_bp)]),
    ("wal", texts::WAL, Unit::Bytes, &[(texts::WAL, |point| Some(point.wal_bytes))]),
    ("disk-use", texts::DISK_USE, Unit::Bytes, &[(texts::DISK_USE, |point| point.disk_used_bytes)]),
];

pub fn charts(shown: &Shown<'_>) -> Markup {
    let labels = labels(shown);
    html! { div.halves { @for drawn in &CHARTS { (one(shown, &labels, drawn)) } } }
}

fn one(shown: &Shown<'_>, labels: &[String], (id, title, unit, lines): &(&str, Text, Unit, &[Line])) -> Markup {
    let (lang, title) = (shown.lang, title.get(shown.lang));
    let values: Vec<Vec<i64>> = lines.iter().map(|(_, of)| values(&shown.report.points, *of)).collect();
    let series: Vec<Series> = lines.iter().zip(&values).map(|((name, _), values)| Series { name: name.get(lang), values }).collect();
    let chart = Chart { lang, id, title, head: texts::TIME.get(lang), labels, series: &series, unit: *unit };
    card::card(title, chart::line(&chart))
}

fn values(points: &[Option<Point>], of: fn(&Point) -> Option<i64>) -> Vec<i64> {
    points.iter().map(|point| point.as_ref().and_then(of).unwrap_or(GAP)).collect()
}

/// When each point begins: the time of the day, with its date where the span is longer than one.
fn labels(shown: &Shown<'_>) -> Vec<String> {
    let report = shown.report;
    let from = if matches!(report.span, Span::Hour | Span::Day) { "2026-11-22 ".len() } else { "2026-".len() };
    (0..report.points.len())
        .map(|place| {
            let at = shown.zone.date_time(resources::start_of(report.span, report.now_minute, place));
            at.get(from..).unwrap_or(&at).to_owned()
        })
        .collect()
}
