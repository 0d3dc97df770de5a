//! All backups, how they stand, and when each account was last proven to restore.

use maud::{Markup, html};

use crate::{
    backups::{
        model::Step,
        report::{AccountReport, OffsiteReport, Report, SnapshotReport, StepReport, Told},
        standing::Level,
        texts,
    },
    base::{
        bytes::byte_size,
        lang::{Lang, Text},
        time::{Timestamp, Zone},
    },
    web::components::{
        button::{self, Kind},
        card, empty,
        head::page_head,
        icon::icon,
        identity,
        moment::{ago, moment},
        notice::notice,
        number::grouped,
        pill::{Tone, pill},
        table,
    },
};

pub const PATH: &str = "/backups";
/// Backups that are listed; more are over the API.
const LISTED: usize = 60;

/// A step that runs or waits to.
#[derive(Clone, Copy, Debug)]
pub struct AtWork {
    pub step: Step,
    pub waits: bool,
    pub done: i64,
    pub total: Option<i64>,
    pub elapsed_ms: i64,
}

pub struct Shown<'a> {
    pub lang: Lang,
    /// The agency's clock.
    pub zone: Zone,
    pub now: Timestamp,
    pub form_token: &'a str,
    pub report: &'a Report,
    pub at_work: &'a [AtWork],
    /// Has anybody seen the recovery key?
    pub key_shown: bool,
}

pub fn page(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    html! {
        (page_head(texts::BACKUPS.get(lang), texts::SUBTITLE.get(lang), actions(shown)))
        div.stack {
            (standing(shown))
            @if !shown.key_shown {
                (notice(Tone::Amber, html! {
                    (texts::KEY_NOT_SHOWN.get(lang)) " "
                    a href="/backups/key" { (texts::TO_KEY.get(lang)) }
                }))
            }
            (under_way(lang, shown.at_work))
            (tiles(shown))
            (backups(shown))
            (accounts(shown))
            @if !report.steps.is_empty() { (steps(shown)) }
        }
    }
}

fn actions(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let is_at_work = |step: Step| shown.at_work.iter().any(|at_work| at_work.step == step);
    let run = |kind: Kind, step: Step, sign: Markup, label: Text| {
        html! {
            @if !is_at_work(step) {
                (button::action(kind, &run_path(step), shown.form_token, html! { (sign) (label.get(lang)) }))
            }
        }
    };
    html! {
        (button::link(Kind::Plain, "/settings/backups", html! { (icon("settings")) (texts::SETTINGS_LINK.get(lang)) }))
        (button::link(Kind::Plain, "/backups/key", html! { (icon("key")) (texts::SHEET.get(lang)) }))
        @if !shown.report.backups.is_empty() {
            (button::link(Kind::Plain, "/backups/restore", html! { (icon("restore")) (texts::RESTORE_ACCOUNT.get(lang)) }))
            (run(Kind::Plain, Step::Verify, icon("checks"), texts::VERIFY_NOW))
            @if shown.report.offsite.is_some() { (run(Kind::Plain, Step::Copy, icon("upload"), texts::COPY_NOW)) }
        }
        (run(Kind::Primary, Step::Run, icon("refresh"), texts::BACK_UP_NOW))
    }
}

fn run_path(step: Step) -> String {
    format!("{PATH}/steps/{}/run", step.job())
}

fn standing(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    let failed = report.steps.iter().find(|step| step.step == "run" && !step.good);
    let why = failed.and_then(|step| step.told.first()).map(Told::message);
    let last = report.last_good_at.map(|at| shown.zone.date_time(at));
    let (tone, text) = match (report.standing, last) {
        (Level::Failing, Some(last)) => (Tone::Red, texts::FAILING.with(&[("nights", &report.missed_nights), ("last", &last)])),
        (Level::Failing, None) => (Tone::Red, texts::FAILING_NEVER.with(&[("nights", &report.missed_nights)])),
        (Level::Late, Some(last)) => (Tone::Amber, texts::LATE.with(&[("last", &last)])),
        (Level::Late, None) => (Tone::Amber, texts::LATE_NEVER.into()),
        (Level::Good | Level::Waiting, _) => return html! {},
    };
    notice(tone, html! { (text.get(lang)) @if let Some(why) = &why { " " (why.get(lang)) } })
}

/// What runs or waits to, asked for again while there is any.
pub fn under_way(lang: Lang, at_work: &[AtWork]) -> Markup {
    let again = if at_work.is_empty() { "every 15s" } else { "every 2s" };
    html! {
        div id="under-way" hx-get="/backups/under-way" hx-trigger=(again) hx-select="#under-way" hx-swap="outerHTML" {
            @if !at_work.is_empty() {
                (card::card(texts::UNDER_WAY.get(lang), html! { div.stack { @for work in at_work { (progress(lang, work)) } } }))
            }
        }
    }
}

fn progress(lang: Lang, work: &AtWork) -> Markup {
    let label = work.step.label().get(lang);
    let amount = |n: i64| if work.step == Step::Run { byte_size(n) } else { grouped(n) };
    html! {
        div {
            p {
                b { (label) } " "
                span.muted.small {
                    @if work.waits { (texts::WAITS.get(lang)) }
                    @else {
                        (took(lang, work.elapsed_ms))
                        @if let Some(total) = work.total { " · " (amount(work.done)) " / " (amount(total)) }
                    }
                }
            }
            @if !work.waits {
                progress value=[work.total.map(|_| work.done)] max=(work.total.unwrap_or(1).max(1)) aria-label=(label) {}
            }
        }
    }
}

fn tiles(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    let tile = |sign: Markup, label: Text, value: &str, below: &str| {
        let (value, unit) = value.split_once(' ').unwrap_or((value, ""));
        html! {
            section.card.kpi {
                div.what { (sign) span { (label.get(lang)) } }
                div.value { (value) @if !unit.is_empty() { span.unit { " " (unit) } } }
                div.than { (below) }
            }
        }
    };
    let newest = report.backups.first();
    let last = report.last_good_at.map_or_else(|| texts::NONE.get(lang).to_owned(), |at| ago(lang, shown.zone, shown.now, at));
    let last_below = newest.map_or_else(String::new, |backup| {
        texts::ACCOUNTS_IN.with(&[("n", &accounts_in(backup)), ("size", &byte_size(backup.bytes))]).get(lang).to_owned()
    });
    let room = texts::FORECAST.with(&[("days", &report.keep_days), ("size", &byte_size(report.forecast_bytes))]);
    let days = texts::DAYS.with(&[("n", &report.local_days)]);
    let days_below = if report.local_days < report.keep_days {
        texts::DAYS_LESS.with(&[("wanted", &report.keep_days), ("room", &byte_size(report.room_bytes))])
    } else {
        texts::DAYS_FIT.with(&[("free", &byte_size(report.disk_free_bytes))])
    };
    let (far, far_below) = offsite(shown, report.offsite.as_ref());
    let proven = report.accounts.iter().filter(|account| account.proven_at.is_some() && account.fault.is_none()).count();
    let proven = texts::PROVEN_OF.with(&[("n", &proven), ("all", &report.accounts.len())]);
    let slowest = report.accounts.iter().filter_map(|account| account.restore_ms).max();
    let slowest = slowest.map_or_else(|| texts::NOT_PROVEN.into(), |ms| texts::SLOWEST.with(&[("took", &took(lang, ms))]));
    html! {
        div.kpis {
            (words(&icon("history"), texts::LAST_BACKUP.get(lang), &last, &last_below))
            (tile(icon("database"), texts::REPOSITORY, &byte_size(report.repository_bytes), room.get(lang)))
            (words(&icon("calendar"), texts::KEPT_HERE.get(lang), days.get(lang), days_below.get(lang)))
            (words(&icon("upload"), texts::OFFSITE.get(lang), &far, &far_below))
            (words(&icon("checks"), texts::PROVEN_CARD.get(lang), proven.get(lang), slowest.get(lang)))
        }
    }
}

/// A tile whose value is said in words.
fn words(sign: &Markup, label: &str, value: &str, below: &str) -> Markup {
    html! {
        section.card.kpi {
            div.what { (sign) span { (label) } }
            div.value { (value) }
            div.than { (below) }
        }
    }
}

fn offsite(shown: &Shown<'_>, offsite: Option<&OffsiteReport>) -> (String, String) {
    let lang = shown.lang;
    let Some(offsite) = offsite else {
        return (texts::OFFSITE_NONE.get(lang).to_owned(), texts::OFFSITE_NONE_HELP.get(lang).to_owned());
    };
    let copies = texts::COPIES.with(&[("n", &offsite.copies)]).get(lang).to_owned();
    let below = match (&offsite.fault, offsite.newest_at) {
        (Some(fault), _) => fault.message().get(lang).to_owned(),
        (None, Some(at)) => texts::NEWEST_COPY.with(&[("when", &ago(lang, shown.zone, shown.now, at))]).get(lang).to_owned(),
        (None, None) => offsite.bucket.clone(),
    };
    (copies, below)
}

fn backups(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    if report.backups.is_empty() {
        let now = button::action(Kind::Primary, &run_path(Step::Run), shown.form_token, texts::BACK_UP_NOW.get(lang));
        let nothing = empty::empty_state(icon("history"), texts::EMPTY.get(lang), texts::EMPTY_HELP.get(lang), now);
        return card::flush(nothing);
    }
    let head = html! {
        (table::th(texts::MADE.get(lang)))
        (table::th_right(texts::SIZE.get(lang)))
        (table::th_right(texts::NEW_DATA.get(lang)))
        (table::th_right(texts::TOOK.get(lang)))
        (table::th(texts::WHERE.get(lang)))
        (table::th(texts::HOLDS.get(lang)))
        (table::th_right(texts::RESTORE.get(lang)))
    };
    let rows = html! { @for backup in report.backups.iter().take(LISTED) { (row(shown, backup)) } };
    let title = texts::ALL_BACKUPS.with(&[("n", &report.backups.len())]);
    card::titled(title.get(lang), "", table::table(texts::BACKUPS.get(lang), head, rows))
}

fn row(shown: &Shown<'_>, backup: &SnapshotReport) -> Markup {
    let lang = shown.lang;
    let proven = shown.report.accounts.iter().filter(|account| account.snapshot.as_ref() == Some(&backup.id)).count();
    html! {
        tr {
            td.nowrap {
                div.strong { time datetime=(backup.at) { (shown.zone.date_time(backup.at)) } }
                div.small.muted { (short(&backup.id)) }
            }
            td.right.num.nowrap { (byte_size(backup.bytes)) }
            td.right.num.nowrap { (byte_size(backup.new_bytes)) }
            td.right.num.nowrap { (took(lang, backup.duration_ms)) }
            td {
                @if backup.local { (pill(Tone::Green, texts::HERE.get(lang))) " " }
                @if backup.copied_at.is_some() { (pill(Tone::Blue, texts::FAR.get(lang))) " " }
                @if proven > 0 { (pill(Tone::Green, texts::PROVEN.get(lang))) }
            }
            td { (contents(lang, backup)) }
            td.right { (button::link(Kind::Small, &format!("/backups/restore?snapshot={}", backup.id), texts::RESTORE.get(lang))) }
        }
    }
}

/// What is in a backup, file by file, and the command that brings it back.
fn contents(lang: Lang, backup: &SnapshotReport) -> Markup {
    html! {
        details {
            summary { (texts::ACCOUNTS_COUNT.with(&[("n", &accounts_in(backup))]).get(lang)) }
            ul.small {
                @for file in &backup.files {
                    li { code { (file.path) } " " span.muted { (byte_size(file.bytes)) " · " (texts::ROWS_OF.with(&[("n", &grouped(file.rows))]).get(lang)) } }
                }
            }
            p.small { (texts::RESTORE_HOW.get(lang)) " " code { "dangol backup restore --at " (short(&backup.id)) } }
        }
    }
}

fn accounts(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    let head = html! {
        (table::th(texts::ACCOUNT.get(lang)))
        (table::th(texts::LAST_PROVEN.get(lang)))
        (table::th_right(texts::RESTORE_TAKES.get(lang)))
        (table::th_right(texts::SIZE.get(lang)))
        (table::th_right(texts::ROWS.get(lang)))
    };
    let rows = html! { @for account in &report.accounts { (account_row(shown, account)) } };
    let drill = button::action(Kind::Small, &run_path(Step::Drill), shown.form_token, texts::DRILL_NOW.get(lang));
    let actions = html! {
        span.muted.small { (texts::PROVEN_HELP.get(lang)) }
        @if !report.backups.is_empty() && shown.at_work.iter().all(|work| work.step != Step::Drill) { (drill) }
    };
    card::titled(texts::PROVEN_CARD.get(lang), actions, table::table(texts::PROVEN_CARD.get(lang), head, rows))
}

fn account_row(shown: &Shown<'_>, account: &AccountReport) -> Markup {
    let lang = shown.lang;
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    html! {
        tr {
            td {
                @match (&account.slug, &account.name) {
                    (Some(slug), Some(name)) => (identity::avatar_cell(&format!("/accounts/{slug}"), name, slug)),
                    _ => { div.strong { (texts::AGENCY_FILE.get(lang)) } div.small.muted { "control.db" } },
                }
            }
            td {
                @match account.proven_at {
                    Some(at) => (moment(lang, shown.zone, shown.now, at)),
                    None => span.muted { (texts::NOT_PROVEN.get(lang)) },
                }
                @if let Some(fault) = &account.fault { div { (pill(Tone::Red, texts::DRILL_FAILED.get(lang))) " " span.small { (fault.message().get(lang)) } } }
            }
            td.right.num.nowrap { (or_dash(account.restore_ms.map(|ms| took(lang, ms)))) }
            td.right.num.nowrap { (or_dash(account.bytes.map(byte_size))) }
            td.right.num { (or_dash(account.rows.map(grouped))) }
        }
    }
}

fn steps(shown: &Shown<'_>) -> Markup {
    let (lang, report) = (shown.lang, shown.report);
    let head = html! {
        (table::th(texts::STEP.get(lang)))
        (table::th(texts::OUTCOME.get(lang)))
        (table::th_right(texts::LAST_RUN.get(lang)))
    };
    let label = |step: &StepReport| {
        let known = Step::ALL.into_iter().find(|known| known.name() == step.step);
        known.map_or_else(|| step.step.clone(), |known| known.label().get(lang).to_owned())
    };
    let rows = html! {
        @for step in &report.steps {
            tr {
                td.strong { (label(step)) }
                td {
                    @if step.good { (pill(Tone::Green, texts::GOOD.get(lang))) } @else { (pill(Tone::Red, texts::FAILED.get(lang))) }
                    @if let Some(told) = step.told.first() {
                        div.small.muted { @if let Some(account) = &told.account { (account) ": " } (told.message().get(lang)) }
                    }
                }
                td.right.muted.nowrap { (moment(lang, shown.zone, shown.now, step.ended_at)) }
            }
        }
    };
    let more = button::link(Kind::Small, "/jobs", texts::TO_JOBS.get(lang));
    card::titled(texts::STEPS.get(lang), more, table::table(texts::STEPS.get(lang), head, rows))
}

fn accounts_in(backup: &SnapshotReport) -> usize {
    backup.files.iter().filter(|file| file.account.is_some() && !file.path.ends_with(".archive.db")).count()
}

/// As restic shortens it.
fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

fn took(lang: Lang, ms: i64) -> String {
    let seconds = ms / 1_000;
    let said = match seconds {
        ..60 => texts::SECONDS.with(&[("n", &format!("{seconds}.{}", ms % 1_000 / 100))]),
        _ => texts::MINUTES.with(&[("m", &grouped(seconds / 60)), ("s", &(seconds % 60))]),
    };
    said.get(lang).to_owned()
}
