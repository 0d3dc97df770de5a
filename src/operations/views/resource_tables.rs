//! The tables of the resources page.

use maud::{Markup, html};

use crate::{
    base::{bytes::byte_size, lang::Lang},
    operations::{
        report::{CacheFigures, FileFigures, RouteFigures, StatementFigures},
        texts,
        views::resources::{Shown, per_second},
    },
    web::components::{
        card,
        moment::moment,
        number::{grouped, millis, percent},
        table::{self, th, th_right},
    },
};

/// Routes that are shown; the API has them all.
const ROUTES: usize = 40;

pub fn tables(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    html! {
        (card::titled(texts::ROUTES.get(lang), help(texts::ROUTES_HELP.get(lang)), routes(lang, &report.routes)))
        (card::titled(texts::STATEMENTS.get(lang), help(texts::STATEMENTS_HELP.get(lang)), statements(lang, &report.statements)))
        div.halves {
            (card::titled(texts::CACHES.get(lang), "", caches(lang, &report.caches)))
            (machine(shown))
        }
        (card::titled(texts::FILES.get(lang), help(texts::FILES_HELP.get(lang)), files(lang, &report.files)))
    }
}

fn help(text: &str) -> Markup {
    html! { span.small.muted { (text) } }
}

fn routes(lang: Lang, routes: &[RouteFigures]) -> Markup {
    if routes.is_empty() {
        return html! { div.card-body { p.muted { (texts::NO_ROUTES.get(lang)) } } };
    }
    let head = html! {
        (th(texts::ROUTE.get(lang)))
        @for label in [texts::REQUESTS, texts::RATE, texts::P50, texts::P95, texts::P99, texts::REFUSED, texts::FAILED] { (th_right(label.get(lang))) }
    };
    let rows = html! {
        @for route in routes.iter().take(ROUTES) {
            tr {
                td {
                    div.strong.num { @if route.route.is_empty() { (texts::NO_ROUTE.get(lang)) } @else { (route.method) " " (route.route) } }
                    div.small.muted { @if route.door == "admin" { (texts::DOOR_ADMIN.get(lang)) } @else { (texts::DOOR_VISITORS.get(lang)) } }
                }
                td.right.num { (grouped(route.requests)) }
                td.right.num { (per_second(route.requests_per_ks)) }
                @for us in [route.p50_us, route.p95_us, route.p99_us] { td.right.num.nowrap { (us.map_or_else(|| "–".to_owned(), millis)) } }
                td.right.num.muted { (grouped(route.refused)) }
                td class=(if route.failed == 0 { "right num muted" } else { "right num strong" }) { (grouped(route.failed)) }
            }
        }
    };
    table::table(texts::ROUTES.get(lang), head, rows)
}

fn statements(lang: Lang, statements: &[StatementFigures]) -> Markup {
    if statements.is_empty() {
        return html! { div.card-body { p.muted { (texts::NO_STATEMENTS.get(lang)) } } };
    }
    let head = html! {
        (th(texts::STATEMENT.get(lang)))
        @for label in [texts::RUNS, texts::LONGEST, texts::TOTAL] { (th_right(label.get(lang))) }
    };
    let rows = html! {
        @for statement in statements {
            tr {
                td.statement { code { (statement.sql) } }
                td.right.num { (grouped(statement.runs)) }
                td.right.num.nowrap { (millis(statement.longest_us)) }
                td.right.num.nowrap { (millis(statement.total_us)) }
            }
        }
    };
    table::table(texts::STATEMENTS.get(lang), head, rows)
}

fn caches(lang: Lang, caches: &[CacheFigures]) -> Markup {
    let head = html! {
        (th(texts::CACHE.get(lang)))
        @for label in [texts::HIT_RATE, texts::HITS, texts::MISSES, texts::ENTRIES, texts::SIZE] { (th_right(label.get(lang))) }
    };
    let count = |number: Option<i64>| number.map_or_else(|| "–".to_owned(), grouped);
    let rows = html! {
        @for cache in caches {
            tr {
                td { (texts::cache_name(&cache.name).map_or(&*cache.name, |name| name.get(lang))) }
                td.right.num { (cache.hit_rate_bp.map_or_else(|| "–".to_owned(), percent)) }
                td.right.num { (grouped(cache.hits)) }
                td.right.num { (grouped(cache.misses)) }
                td.right.num { (count(cache.entries)) }
                td.right.num.nowrap { (cache.bytes.map_or_else(|| "–".to_owned(), byte_size)) }
            }
        }
    };
    html! { div.compact { (table::table(texts::CACHES.get(lang), head, rows)) } }
}

fn machine(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    let machine = &report.machine;
    let tier = match machine.tier {
        "recommended" => texts::TIER_RECOMMENDED,
        "optimal" => texts::TIER_OPTIMAL,
        _ => texts::TIER_MINIMUM,
    };
    let facts = [
        (texts::MACHINE_TIER, html! { (tier.get(lang)) }),
        (texts::MACHINE_CORES, html! { (grouped(machine.cores)) }),
        (texts::MACHINE_MEMORY, html! { (machine.memory_bytes.map_or_else(|| texts::UNKNOWN.get(lang).to_owned(), byte_size)) }),
        (texts::MACHINE_CACHE, html! { (byte_size(machine.cache_limit_bytes)) }),
        (texts::MACHINE_STARTED, html! { (moment(lang, shown.zone, report.as_of, report.started_at)) }),
        (texts::MACHINE_VERSION, html! { (env!("CARGO_PKG_VERSION")) }),
    ];
    card::card(texts::MACHINE.get(lang), card::facts(&facts.map(|(label, value)| (label.get(lang), value))))
}

fn files(lang: Lang, files: &[FileFigures]) -> Markup {
    let head = html! {
        (th(texts::FILE.get(lang)))
        @for label in [texts::SIZE, texts::WAL, texts::CONNECTIONS, texts::WAITING_READS, texts::WAITING_WRITES, texts::COMMITS] {
            (th_right(label.get(lang)))
        }
    };
    let rows = html! {
        @for file in files {
            tr {
                td { (name(lang, &file.name)) }
                td.right.num.nowrap { (byte_size(file.size_bytes)) }
                td.right.num.nowrap { (byte_size(file.wal_bytes)) }
                td.right.num { (grouped(file.connections)) }
                td.right.num { (grouped(file.waiting_reads)) }
                td.right.num { (grouped(file.waiting_writes)) }
                td.right.num { (grouped(file.commits)) }
            }
        }
    };
    html! { div.compact { (table::table(texts::FILES.get(lang), head, rows)) } }
}

fn name(lang: Lang, name: &str) -> String {
    match (name, name.strip_suffix(".archive")) {
        ("control", _) => texts::FILE_CONTROL.get(lang).to_owned(),
        (_, Some(slug)) => texts::FILE_ARCHIVE.with(&[("name", &slug)]).get(lang).to_owned(),
        (slug, None) => slug.to_owned(),
    }
}
