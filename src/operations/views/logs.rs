//! How the log looks.

use maud::{Markup, html};

use crate::{
    accounts::model::Account,
    base::{
        form::RawForm,
        lang::{Lang, Text},
        log_line::{Line, Severity},
        time::{SECOND_MS, Timestamp, Zone},
    },
    operations::texts::logs as texts,
    web::components::{
        button::{self, Kind},
        card, empty, filter,
        head::page_head,
        icon::icon,
        pill::{Tone, pill},
        table::{self, Address},
    },
};

pub const PATH: &str = "/logs";
pub const BUNDLE: &str = "/logs/diagnostics";

pub struct Shown<'a> {
    pub lang: Lang,
    /// The agency's clock.
    pub zone: Zone,
    pub form_token: &'a str,
    pub query: &'a RawForm,
    pub filtered: bool,
    pub lines: &'a [Line],
    /// Where older lines begin; absent when all were looked at.
    pub older: Option<String>,
    pub unreadable: usize,
    pub accounts: &'a [Account],
    pub keep_days: u32,
    pub max_mb: u64,
}

pub fn page(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let subtitle = texts::LOGS_SUBTITLE.with(&[("days", &shown.keep_days), ("mb", &shown.max_mb)]);
    let address = Address::new(PATH, shown.query);
    let refresh = button::link(Kind::Plain, &address.with("cursor", ""), html! { (icon("refresh")) (texts::REFRESH.get(lang)) });
    html! {
        (page_head(texts::LOGS.get(lang), subtitle.get(lang), refresh))
        div.stack {
            (card::flush(html! {
                (filters(shown))
                @if shown.lines.is_empty() { (nothing(shown, address)) }
                @else { (rows(shown, address)) (further(shown, address)) }
                @if shown.unreadable > 0 {
                    p.muted.small.card-body { (texts::UNREADABLE.with(&[("n", &shown.unreadable)]).get(lang)) }
                }
            }))
            (card::card(texts::BUNDLE_TITLE.get(lang), html! {
                div.stack {
                    p.muted { (texts::BUNDLE_HELP.get(lang)) }
                    (button::action(Kind::Plain, BUNDLE, shown.form_token, html! { (icon("download")) (texts::BUNDLE.get(lang)) }))
                }
            }))
        }
    }
}

pub const fn label(severity: Severity) -> Text {
    match severity {
        Severity::Error => texts::ERROR,
        Severity::Warn => texts::WARN,
        Severity::Info => texts::INFO,
        Severity::Debug => texts::DEBUG,
        Severity::Trace => texts::TRACE,
    }
}

const fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Red,
        Severity::Warn => Tone::Amber,
        Severity::Info => Tone::Blue,
        Severity::Debug | Severity::Trace => Tone::Grey,
    }
}

fn filters(shown: &Shown<'_>) -> Markup {
    let (lang, query) = (shown.lang, shown.query);
    let names: Vec<(String, String)> = Severity::ALL
        .into_iter()
        .map(|severity| {
            let level = label(severity).get(lang);
            let words = if severity == Severity::Error {
                level.to_owned()
            } else {
                texts::AND_GRAVER.with(&[("level", &level)]).get(lang).to_owned()
            };
            (severity.name().to_lowercase(), words)
        })
        .collect();
    let levels: Vec<(&str, &str)> = std::iter::once(("", texts::ANY_LEVEL.get(lang)))
        .chain(names.iter().map(|(name, words)| (name.as_str(), words.as_str())))
        .collect();
    let accounts: Vec<(&str, &str)> = std::iter::once(("", texts::ANY_ACCOUNT.get(lang)))
        .chain(shown.accounts.iter().map(|account| (account.slug.as_str(), account.name.as_str())))
        .collect();
    filter::filter_bar(
        lang,
        PATH,
        html! {
            (filter::search("q", query.text("q"), texts::TEXT.get(lang)))
            (filter::choice("level", texts::LEVEL.get(lang), &levels, &query.text("level").to_lowercase()))
            (filter::choice("account", texts::ACCOUNT.get(lang), &accounts, query.text("account")))
            input.form-control type="text" name="request" value=(query.text("request")) maxlength="40" placeholder=(texts::REQUEST.get(lang)) aria-label=(texts::REQUEST.get(lang));
            input.form-control type="date" name="day" value=(query.text("day")) aria-label=(texts::DAY.get(lang));
        },
    )
}

fn nothing(shown: &Shown<'_>, address: Address<'_>) -> Markup {
    let lang = shown.lang;
    let all = || button::link(Kind::Plain, PATH, texts::SHOW_ALL.get(lang));
    match &shown.older {
        Some(older) => empty::empty_state(
            icon("search"),
            texts::NONE_SO_FAR.get(lang),
            texts::NONE_SO_FAR_HELP.get(lang),
            html! { (button::link(Kind::Primary, &address.with("cursor", older), texts::LOOK_FURTHER.get(lang))) (all()) },
        ),
        None if shown.filtered => empty::empty_state(icon("search"), texts::NONE_FOUND.get(lang), texts::NONE_FOUND_HELP.get(lang), all()),
        None => empty::empty_state(icon("file-text"), texts::NONE.get(lang), texts::NONE_HELP.get(lang), ""),
    }
}

fn rows(shown: &Shown<'_>, address: Address<'_>) -> Markup {
    let lang = shown.lang;
    let head = html! {
        (table::th(texts::WHAT.get(lang)))
        (table::th(texts::ACCOUNT.get(lang)))
        (table::th(texts::REQUEST.get(lang)))
        (table::th_right(texts::TIME.get(lang)))
    };
    let rows = html! {
        @for line in shown.lines {
            tr {
                td.log-line {
                    div { (pill(tone(line.severity), label(line.severity).get(lang))) " " (line.message) }
                    @let facts = facts(line);
                    @if !facts.is_empty() { div.small.muted { (facts) } }
                }
                td { @match line.account() { Some(slug) => (name_of(shown.accounts, slug)), None => "–" } }
                td.num {
                    @match line.request_id() {
                        Some(id) => {
                            @let only = texts::ONLY_THIS_REQUEST.with(&[("id", &id)]);
                            a href=(address.with("request", id)) aria-label=(only.get(lang)) { (id) }
                        },
                        None => "–",
                    }
                }
                td.right.muted.num.nowrap { time datetime=(line.at) { (moment(shown.zone, line.at)) } }
            }
        }
    };
    table::table(texts::LOGS.get(lang), head, rows)
}

/// The time with its seconds, which are the same in every zone.
fn moment(zone: Zone, at: Timestamp) -> String {
    format!("{}:{:02}", zone.date_time(at), at.0.div_euclid(SECOND_MS).rem_euclid(60))
}

/// The facts without those that have their own column.
fn facts(line: &Line) -> String {
    let mut rest = line.clone();
    rest.fields.retain(|(name, _)| !matches!(name.as_str(), "account.slug" | "request_id"));
    rest.facts()
}

fn further(shown: &Shown<'_>, address: Address<'_>) -> Markup {
    let lang = shown.lang;
    let is_first = shown.query.filled("cursor").is_none();
    html! {
        @if !is_first || shown.older.is_some() {
            nav.pages aria-label=(texts::PAGES.get(lang)) {
                div.actions {
                    @if !is_first { (button::link(Kind::Small, &address.with("cursor", ""), texts::NEWEST.get(lang))) }
                    @if let Some(older) = &shown.older { (button::link(Kind::Small, &address.with("cursor", older), texts::OLDER.get(lang))) }
                }
            }
        }
    }
}

fn name_of<'a>(accounts: &'a [Account], slug: &'a str) -> &'a str {
    accounts.iter().find(|account| account.slug == slug).map_or(slug, |account| account.name.as_str())
}
