//! How the access log looks.

use maud::{Markup, html};

use crate::{
    accounts::{
        access_log::{Entry, wording},
        model::Account,
        texts,
    },
    base::{
        form::RawForm,
        ids::AccountId,
        lang::{Lang, Text},
        page::Page,
        time::Zone,
    },
    web::components::{
        button::{self, Kind},
        card, empty, filter,
        head::{page_head, page_head_below},
        icon::icon,
        table::{self, Address},
    },
};

/// The columns of the file that can be taken out.
pub const HEAD: [Text; 8] = [
    texts::LOG_NUMBER,
    texts::LOG_AT,
    texts::LOG_WHO,
    texts::LOG_WHO_ID,
    texts::LOG_ADDRESS,
    texts::LOG_ACCOUNT,
    texts::LOG_ACTION,
    texts::LOG_SUBJECT,
];

/// What the filters offer to an owner.
pub struct Choices<'a> {
    pub actors: &'a [(String, String)],
    pub actions: &'a [String],
    pub accounts: &'a [Account],
}

pub struct Shown<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub path: &'a str,
    pub query: &'a RawForm,
    pub filtered: bool,
    pub found: &'a Page<Entry>,
    pub accounts: &'a [Account],
    pub form_token: &'a str,
    /// Absent on the page of one account.
    pub choices: Option<Choices<'a>>,
}

pub fn list(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let title = texts::ACCESS_LOG.get(lang);
    let subtitle = texts::ACCESS_LOG_SUBTITLE.get(lang);
    html! {
        @if shown.choices.is_some() { (page_head(title, subtitle, actions(shown))) }
        @else {
            @let settings = shown.path.replace("/access-log", "/settings");
            (page_head_below((&settings, texts::SETTINGS.get(lang)), title, subtitle, ""))
        }
        (card::flush(html! {
            (filters(shown))
            @if shown.found.data.is_empty() {
                (empty::empty_state(
                    icon("history"),
                    if shown.filtered { texts::LOG_NONE_FOUND } else { texts::LOG_NONE }.get(lang),
                    if shown.filtered { texts::LOG_NONE_FOUND_HELP } else { texts::LOG_NONE_HELP }.get(lang),
                    if shown.filtered { button::link(Kind::Plain, shown.path, texts::LOG_SHOW_ALL.get(lang)) } else { html! {} },
                ))
            } @else {
                (rows(shown))
                (further(shown))
            }
        }))
    }
}

/// The check of the chain, and the file with what is seen.
fn actions(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    html! {
        (button::link(Kind::Plain, "/settings/retention", html! { (icon("archive")) (texts::RETENTION.get(lang)) }))
        (button::action(Kind::Plain, "/access-log/check", shown.form_token, html! { (icon("shield-check")) (texts::LOG_CHECK.get(lang)) }))
        form method="post" action="/access-log/export" {
            (button::token(shown.form_token))
            @for (name, value) in shown.query.iter().filter(|(name, _)| *name != "cursor") { input type="hidden" name=(name) value=(value); }
            (button::submit(Kind::Plain, html! { (icon("download")) (texts::LOG_EXPORT.get(lang)) }))
        }
    }
}

fn filters(shown: &Shown<'_>) -> Markup {
    let (lang, query) = (shown.lang, shown.query);
    let day = |name: &str, label: Text| {
        html! { input.form-control type="date" name=(name) value=(query.text(name)) aria-label=(label.get(lang)); }
    };
    filter::filter_bar(
        lang,
        shown.path,
        html! {
            (filter::search("subject", query.text("subject"), texts::LOG_SUBJECT_HINT.get(lang)))
            @if let Some(choices) = &shown.choices { (selects(lang, query, choices)) }
            div.range { (day("from", texts::LOG_FROM)) span aria-hidden="true" { "–" } (day("to", texts::LOG_TO)) }
        },
    )
}

fn selects(lang: Lang, query: &RawForm, choices: &Choices<'_>) -> Markup {
    let who: Vec<(&str, String)> = choices.actors.iter().map(|(actor, name)| (actor.as_str(), called(name, actor))).collect();
    let who: Vec<(&str, &str)> =
        std::iter::once(("", texts::LOG_ANYBODY.get(lang))).chain(who.iter().map(|(actor, name)| (*actor, name.as_str()))).collect();
    let ids: Vec<(String, &str)> = choices.accounts.iter().map(|account| (account.id.to_string(), account.name.as_str())).collect();
    let accounts: Vec<(&str, &str)> =
        std::iter::once(("", texts::LOG_ANY_ACCOUNT.get(lang))).chain(ids.iter().map(|(id, name)| (id.as_str(), *name))).collect();
    let words: Vec<_> = choices.actions.iter().map(|action| (action.as_str(), wording(action))).collect();
    let actions: Vec<(&str, &str)> = std::iter::once(("", texts::LOG_ANY_ACTION.get(lang)))
        .chain(words.iter().map(|(action, words)| (*action, words.get(lang))))
        .collect();
    html! {
        (filter::choice("who", texts::LOG_WHO.get(lang), &who, query.text("who")))
        (filter::choice("account", texts::LOG_ACCOUNT.get(lang), &accounts, query.text("account")))
        (filter::choice("action", texts::LOG_ACTION.get(lang), &actions, query.text("action")))
    }
}

fn rows(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let names_account = shown.choices.is_some();
    let head = html! {
        (table::th(texts::LOG_WHO.get(lang)))
        (table::th(texts::LOG_ACTION.get(lang)))
        @if names_account { (table::th(texts::LOG_ACCOUNT.get(lang))) }
        (table::th(texts::LOG_SUBJECT.get(lang)))
        (table::th(texts::LOG_ADDRESS.get(lang)))
        (table::th_right(texts::LOG_AT.get(lang)))
        (table::th_right(texts::LOG_NUMBER.get(lang)))
    };
    let rows = html! {
        @for row in &shown.found.data {
            @let access = &row.access;
            tr {
                td { div.strong { (called(&access.actor_name, &access.actor)) } div.small.muted { (access.actor) } }
                td.nowrap { (wording(&access.action).get(lang)) }
                @if names_account { td { (row.account.and_then(|id| name_of(shown.accounts, id)).unwrap_or("–")) } }
                td.num { (access.subject) }
                td.num.muted { @if access.address.is_empty() { "–" } @else { (access.address) } }
                td.right.muted.nowrap { time datetime=(row.at) { (shown.zone.date_time(row.at)) } }
                td.right.muted.num { (row.id) }
            }
        }
    };
    table::table(texts::ACCESS_LOG.get(lang), head, rows)
}

/// The way to older rows: the log is long, and nobody looks for its page 4,000.
fn further(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let address = Address::new(shown.path, shown.query);
    let is_first = shown.query.filled("cursor").is_none();
    html! {
        @if !is_first || shown.found.page.next.is_some() {
            nav.pages aria-label=(texts::LOG_PAGES.get(lang)) {
                div.actions {
                    @if !is_first { (button::link(Kind::Small, &address.with("cursor", ""), texts::LOG_NEWEST.get(lang))) }
                    @if let Some(next) = &shown.found.page.next { (button::link(Kind::Small, &address.with("cursor", next), texts::LOG_OLDER.get(lang))) }
                }
            }
        }
    }
}

fn called(name: &str, actor: &str) -> String {
    if name.is_empty() { actor.to_owned() } else { name.to_owned() }
}

fn name_of(accounts: &[Account], id: AccountId) -> Option<&str> {
    accounts.iter().find(|account| account.id == id).map(|account| account.name.as_str())
}
