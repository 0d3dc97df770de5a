//! How certificates look: each host's, how long it is good for, and what is wrong with it.

use maud::{Markup, html};

use crate::{
    base::{
        host::Side,
        lang::Lang,
        time::{DAY_MS, Timestamp, Zone},
    },
    operations::{
        certificates::{Held, Known, Source, State},
        renewal,
        texts::certificates as texts,
    },
    web::components::{
        button::{self, Kind},
        card, empty,
        head::page_head_below,
        icon::icon,
        moment::moment,
        notice::notice,
        pill::{Tone, pill},
        table::{table, th},
    },
};

pub const PATH: &str = "/settings/certificates";

/// What to put into the settings file.
const LINES: &str = "[tls.acme]\nemail = \"ops@example.kr\"\n\n[admin]\nbase_url = \"https://admin.example.kr\"\n\n\
                     [public]\nbase_url = \"https://page.example.kr\"";

/// Who speaks HTTPS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Ourselves,
    /// A proxy in front of us.
    Proxy,
    Nobody,
}

pub struct Shown<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub now: Timestamp,
    pub form_token: &'a str,
    pub mode: Mode,
    pub hosts: &'a [Known],
}

pub fn page(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    html! {
        (page_head_below(("/settings", texts::SETTINGS.get(lang)), texts::TITLE.get(lang), texts::SUBTITLE.get(lang), ""))
        div.stack {
            @match shown.mode {
                Mode::Ourselves if shown.hosts.is_empty() => {
                    (card::flush(empty::empty_state(icon("certificate"), texts::NO_HOSTS.get(lang), texts::NO_HOSTS_HELP.get(lang), "")))
                }
                Mode::Ourselves => {
                    @for known in shown.hosts { (fault(shown, known)) }
                    (card::flush(list(shown)))
                }
                Mode::Proxy => (card::flush(off(lang, texts::OFF_PROXY.get(lang)))),
                Mode::Nobody => {
                    (card::flush(off(lang, texts::OFF_PLAIN.get(lang))))
                    (card::card("dangol.toml", html! { pre tabindex="0" { code { (LINES) } } }))
                }
            }
        }
    }
}

fn off(lang: Lang, help: &str) -> Markup {
    empty::empty_state(icon("certificate-off"), texts::OFF.get(lang), help, "")
}

fn fault(shown: &Shown<'_>, known: &Known) -> Markup {
    let tone = match known.state(shown.now) {
        State::Good | State::Waiting => return html! {},
        State::Ending => Tone::Amber,
        State::Missing | State::Expired => Tone::Red,
    };
    let why = known.fault.as_ref().map_or(texts::ENDING.get(shown.lang), |fault| fault.get(shown.lang));
    notice(tone, html! { (why) })
}

fn list(shown: &Shown<'_>) -> Markup {
    let lang = shown.lang;
    let head = html! {
        (th(texts::HOST.get(lang)))
        (th(texts::STATE.get(lang)))
        (th(texts::VALID_UNTIL.get(lang)))
        (th(texts::ISSUER.get(lang)))
        (th(texts::TRIED.get(lang)))
        (th(texts::ACTION.get(lang)))
    };
    table(texts::TITLE.get(lang), head, html! { @for known in shown.hosts { (row(shown, known)) } })
}

fn row(shown: &Shown<'_>, known: &Known) -> Markup {
    let (lang, state) = (shown.lang, known.state(shown.now));
    let side = match known.side {
        Side::Admin => texts::SIDE_ADMIN,
        Side::Visitors => texts::SIDE_VISITORS,
    };
    let (tone, label) = match state {
        State::Good => (Tone::Green, texts::GOOD),
        State::Ending => (Tone::Amber, texts::ENDING_SOON),
        State::Waiting => (Tone::Blue, texts::WAITING),
        State::Missing => (Tone::Red, texts::MISSING),
        State::Expired => (Tone::Red, texts::EXPIRED),
    };
    html! {
        tr {
            td {
                span.strong { (url::quirks::domain_to_unicode(&known.host)) }
                div.small.muted { (side.get(lang)) }
            }
            td { (pill(tone, label.get(lang))) }
            td.nowrap { @if let Some(held) = &known.held { (until(shown, known, held)) } @else { "–" } }
            td {
                @if known.source == Source::File { (texts::OWN_FILE.get(lang)) br; }
                @if let Some(held) = &known.held { span.muted { (held.issuer) } }
            }
            td.nowrap {
                @if let Some(at) = known.tried_at { (moment(lang, shown.zone, shown.now, at)) }
                @if let Some(at) = known.try_at {
                    div.small.muted { (texts::NEXT.with(&[("at", &shown.zone.date_time(at))]).get(lang)) }
                }
            }
            td {
                @if known.source == Source::Acme && !matches!(state, State::Good) {
                    form method="post" action={ (PATH) "/try" } {
                        (button::token(shown.form_token))
                        input type="hidden" name="host" value=(known.host);
                        (button::submit(Kind::Small, texts::TRY_NOW.get(lang)))
                    }
                }
            }
        }
    }
}

fn until(shown: &Shown<'_>, known: &Known, held: &Held) -> Markup {
    let (lang, zone) = (shown.lang, shown.zone);
    let days = held.not_after.ms_since(shown.now).max(0) / DAY_MS;
    let due = renewal::due(held.not_before, held.not_after);
    html! {
        time datetime=(held.not_after) { (zone.day_of(held.not_after)) }
        div.small.muted {
            (texts::DAYS_LEFT.with(&[("days", &days)]).get(lang))
            @if known.source == Source::Acme && due > shown.now {
                " · " (texts::RENEWED_AT.with(&[("at", &zone.day_of(due))]).get(lang))
            }
        }
    }
}
