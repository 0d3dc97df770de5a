//! The whole page, its figures at a glance, and who takes how much.

use maud::{Markup, html};

use crate::{
    base::{
        lang::{Lang, Text},
        time::{Day, Timestamp, Zone},
    },
    capacity::{
        model::DaySample,
        report::{AccountReport, Report},
        texts,
        views::{ahead, boxes, tables},
    },
    web::components::{
        button::{self, Kind},
        card, empty,
        head::page_head,
        icon::icon,
        identity,
        moment::{ago, day_name},
        notice::notice,
        number::{grouped, percent},
        pill::Tone,
        table,
    },
};

/// Accounts that are listed; the API lists them all.
const LISTED: usize = 50;

/// What the page is shown with.
pub struct Shown<'a> {
    pub lang: Lang,
    pub now: Timestamp,
    pub report: &'a Report,
    /// The disk on past days, the oldest first.
    pub history: &'a [DaySample],
    /// Files measured so far, of how many; absent while nothing is being measured.
    pub measuring: Option<(usize, usize)>,
    pub form_token: &'a str,
}

impl Shown<'_> {
    /// The agency has no time zone of its own.
    pub fn today(&self) -> Day {
        Zone::default().day_of(self.now)
    }
}

pub fn page(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    let when = ago(lang, Zone::default(), shown.now, report.measured_at);
    let measure = html! {
        @if shown.measuring.is_none() {
            (button::action(Kind::Plain, "/capacity/measure", shown.form_token, html! { (icon("refresh")) (texts::MEASURE_NOW.get(lang)) }))
        }
    };
    html! {
        // While it is being measured the page asks for itself again.
        div.stack id="capacity" hx-get=[shown.measuring.map(|_| "/capacity")] hx-trigger=[shown.measuring.map(|_| "every 1s")]
            hx-select="#capacity" hx-swap="outerHTML" {
            (page_head(texts::CAPACITY.get(lang), texts::MEASURED.with(&[("when", &when)]).get(lang), measure))
            @if let Some((done, total)) = shown.measuring {
                (notice(Tone::Blue, texts::MEASURING.with(&[("done", &done), ("total", &total)]).get(lang)))
            }
            (tiles(shown))
            (tables::tables(shown))
            div.halves {
                (ahead::sizes(shown))
                (ahead::rows(shown))
            }
            (accounts(lang, &report.accounts))
            @if shown.history.len() > 1 { (ahead::history(shown)) }
            (boxes::tiers(lang, report))
        }
    }
}

fn tiles(shown: &Shown<'_>) -> Markup {
    let (lang, totals) = (shown.lang, &shown.report.totals);
    let tile = |sign: Markup, label: Text, bytes: i64, below: &str| {
        let said = texts::bytes(bytes);
        let (value, unit) = said.split_once(' ').unwrap_or((said.as_str(), ""));
        html! {
            section.card.kpi {
                div.what { (sign) span { (label.get(lang)) } }
                div.value { (value) span.unit { (unit) } }
                div.than { (below) }
            }
        }
    };
    let parts =
        texts::TABLES_AND_INDEXES.with(&[("data", &texts::bytes(totals.data_bytes)), ("indexes", &texts::bytes(totals.index_bytes))]);
    let plan = texts::PLAN_HERE.with(&[("size", &texts::bytes(totals.measured_plan_bytes))]);
    let full = totals
        .disk_full_on
        .map_or_else(|| texts::DISK_LASTS.into(), |day| texts::DISK_FULL_WHEN.with(&[("day", &day_name(lang, shown.today(), day))]));
    let or_none = |bytes: i64, below: &str| if bytes == 0 { texts::NONE_YET.get(lang).to_owned() } else { below.to_owned() };
    html! {
        div.kpis {
            (tile(icon("database"), texts::DATABASES, totals.database_bytes, parts.get(lang)))
            (tile(icon("target-arrow"), texts::PLAN_LABEL, totals.study_plan_bytes, plan.get(lang)))
            (tile(icon("archive"), texts::ARCHIVES, totals.archive_bytes, &or_none(totals.archive_bytes, "")))
            (tile(icon("history"), texts::BACKUPS, totals.backup_bytes, &or_none(totals.backup_bytes, "")))
            (tile(icon("server"), texts::DISK_FREE, totals.disk_free_bytes, full.get(lang)))
        }
    }
}

fn accounts(lang: Lang, accounts: &[AccountReport]) -> Markup {
    if accounts.is_empty() {
        let add = button::link(Kind::Primary, "/accounts/new", html! { (icon("plus")) (texts::ADD_ACCOUNT.get(lang)) });
        let nothing = empty::empty_state(icon("building-store"), texts::NO_ACCOUNTS.get(lang), texts::NO_ACCOUNTS_HELP.get(lang), add);
        return card::titled(texts::ACCOUNTS.get(lang), "", nothing);
    }
    let head = html! {
        (table::th(texts::COLUMN_ACCOUNT.get(lang)))
        (table::th_right(texts::COLUMN_LEADS.get(lang)))
        (table::th_right(texts::DATABASES.get(lang)))
        (table::th_right(texts::ARCHIVES.get(lang)))
        (table::th_right(texts::COLUMN_PART.get(lang)))
    };
    let rows = html! {
        @for account in accounts.iter().take(LISTED) {
            tr {
                td { (identity::avatar_cell(&format!("/accounts/{}", account.slug), &account.name, &account.slug)) }
                td.right { (grouped(account.leads)) }
                td.right { (texts::bytes(account.database_bytes)) }
                td.right.muted { @if account.archive_bytes > 0 { (texts::bytes(account.archive_bytes)) } @else { "–" } }
                td.right { (percent(account.share_bp)) }
            }
        }
    };
    card::titled(texts::ACCOUNTS.get(lang), "", table::table(texts::ACCOUNTS.get(lang), head, rows))
}
