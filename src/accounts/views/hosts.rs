//! The page of an account's own host names: which there are, what to set in their DNS, what is found there.

use std::net::IpAddr;

use maud::{Markup, html};

use crate::{
    accounts::{
        host::{DnsState, Host, dns_lines, with_host},
        texts::hosts as texts,
    },
    base::{
        error::FieldErrors,
        form::RawForm,
        ids::{HostId, PageId},
        lang::{Lang, Text},
        time::{Timestamp, Zone},
    },
    operations::certificates::{Known, State},
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm},
        empty::empty_state,
        field::Form,
        head::page_head,
        icon::icon,
        moment::moment,
        pill::{Tone, pill},
        settings_tabs::{Tab, settings_tabs},
        table,
    },
};

pub struct Shown<'a> {
    pub lang: Lang,
    pub zone: Zone,
    pub now: Timestamp,
    /// This page, `/accounts/{slug}/settings/domains`.
    pub path: &'a str,
    /// `/accounts/{slug}`
    pub base: &'a str,
    pub form_token: &'a str,
    /// What the visitors' own addresses begin with.
    pub visitors: &'a str,
    /// The host in it.
    pub own_host: &'a str,
    pub slug: &'a str,
    pub hosts: &'a [Host],
    /// All landing pages with their titles.
    pub pages: &'a [(PageId, String)],
    /// Of all hosts; empty without encryption of our own.
    pub certificates: &'a [Known],
}

/// The field in which a host name's page is chosen: each form on the page has one of its own.
pub fn root_field(id: HostId) -> String {
    format!("root_page_{id}")
}

pub fn page(shown: &Shown<'_>, form: Form<'_>) -> Markup {
    let lang = shown.lang;
    let without = format!("{}/p/{}", shown.visitors, shown.slug);
    let pages = choices(shown, None);
    html! {
        (page_head(texts::TITLE.get(lang), texts::SUBTITLE.get(lang), ""))
        (settings_tabs(lang, shown.base, Tab::Domains))
        div.narrow.stack {
            (form.summary())
            (card::card(texts::ADD_CARD.get(lang), html! {
                form.stack method="post" action=(shown.path) {
                    (button::token(shown.form_token))
                    (form.text("name", texts::FIELD_NAME).help(texts::FIELD_NAME_HELP).required().max_chars(300).placeholder("www.example.kr").autocomplete("off"))
                    (form.select("root_page_id", texts::FIELD_ROOT, &borrowed(&pages)).help(texts::FIELD_ROOT_HELP))
                    div.form-submit { (button::submit(Kind::Primary, texts::ADD.get(lang))) }
                }
            }))
            @if shown.hosts.is_empty() {
                @let help = texts::NONE_HELP.with(&[("base", &without)]);
                (card::flush(empty_state(icon("world"), texts::NONE.get(lang), help.get(lang), "")))
            }
            @for host in shown.hosts { (host_card(shown, host, &without)) }
        }
    }
}

fn host_card(shown: &Shown<'_>, host: &Host, without: &str) -> Markup {
    let lang = shown.lang;
    let readable = host.name.readable();
    let pills = html! {
        span.tags {
            @if host.is_main { (pill(Tone::Blue, texts::MAIN.get(lang))) }
            (pill(tone(host.dns.state), host.dns.state.label().get(lang)))
        }
    };
    card::card_with(
        &readable,
        pills,
        html! {
            div.stack {
                @if readable != host.name.as_str() { p.muted { code { (host.name) } } }
                p { (says(host.dns.state).get(lang)) }
                (card::facts(&facts(shown, host)))
                @if host.dns.state != DnsState::Here { (dns(shown, host)) }
                (root_form(shown, host))
                (actions(shown, host, &readable, without))
            }
        },
    )
}

fn facts(shown: &Shown<'_>, host: &Host) -> Vec<(&'static str, Markup)> {
    let lang = shown.lang;
    let checked = host.dns.checked_at.map(|at| moment(lang, shown.zone, shown.now, at));
    let mut facts = vec![(texts::CHECKED_AT.get(lang), checked.unwrap_or_else(|| html! { (texts::NEVER.get(lang)) }))];
    if host.dns.checked_at.is_some() {
        facts.push((texts::FOUND.get(lang), addresses(lang, &host.dns.found)));
    }
    if host.dns.state == DnsState::Elsewhere {
        facts.push((texts::WANTED.get(lang), addresses(lang, &host.dns.wanted)));
    }
    if let Some(known) = certificate_of(shown, host) {
        facts.push((texts::CERTIFICATE.get(lang), certificate(shown, known)));
    }
    if host.dns.state == DnsState::Here {
        let url = format!("{}/", with_host(shown.visitors, &host.name));
        facts.push((texts::ADDRESS.get(lang), html! { a href=(url) target="_blank" rel="noopener" { (url) } }));
    }
    facts
}

fn certificate_of<'a>(shown: &Shown<'a>, host: &Host) -> Option<&'a Known> {
    shown.certificates.iter().find(|known| known.host == host.name.as_str())
}

/// How the certificate stands, and why there is none.
fn certificate(shown: &Shown<'_>, known: &Known) -> Markup {
    let lang = shown.lang;
    let until = known.held.as_ref().map(|held| shown.zone.day_of(held.not_after).to_string()).unwrap_or_default();
    let (tone, label) = match known.state(shown.now) {
        State::Good => (Tone::Green, texts::CERT_GOOD.with(&[("day", &until)])),
        State::Ending => (Tone::Amber, texts::CERT_GOOD.with(&[("day", &until)])),
        State::Waiting => (Tone::Blue, texts::CERT_WAITING.into()),
        State::Missing => (Tone::Red, texts::CERT_NONE.into()),
        State::Expired => (Tone::Red, texts::CERT_EXPIRED.into()),
    };
    html! {
        (pill(tone, label.get(lang)))
        @if let Some(fault) = &known.fault { p.small { (fault.get(lang)) } }
    }
}

/// Would a link with this name open?
fn opens(shown: &Shown<'_>, host: &Host) -> bool {
    let has_certificate = certificate_of(shown, host).is_none_or(|known| matches!(known.state(shown.now), State::Good | State::Ending));
    host.dns.state == DnsState::Here && has_certificate
}

fn addresses(lang: Lang, addresses: &[IpAddr]) -> Markup {
    html! {
        @if addresses.is_empty() { (texts::FOUND_NOTHING.get(lang)) }
        @for (index, address) in addresses.iter().enumerate() { @if index > 0 { ", " } code { (address) } }
    }
}

fn dns(shown: &Shown<'_>, host: &Host) -> Markup {
    let lang = shown.lang;
    let lines = dns_lines(shown.own_host, &host.dns.wanted);
    let head = html! {
        (table::th(texts::DNS_TYPE.get(lang))) (table::th(texts::DNS_NAME.get(lang))) (table::th(texts::DNS_VALUE.get(lang)))
    };
    let rows = html! {
        @for line in &lines { tr { td { (line.kind) } td { code { (host.name) "." } } td { code { (line.value) } } } }
    };
    html! {
        div.stack {
            div {
                h3.facts-title { (texts::DNS_TITLE.get(lang)) }
                p { (if lines.is_empty() { texts::DNS_UNKNOWN } else { texts::DNS_HELP }.get(lang)) }
            }
            @if !lines.is_empty() {
                (table::table(texts::DNS_TITLE.get(lang), head, rows))
                @if lines.iter().any(|line| line.kind == "CNAME") { p.muted.small { (texts::DNS_EITHER.get(lang)) } }
            }
        }
    }
}

fn root_form(shown: &Shown<'_>, host: &Host) -> Markup {
    let (field, none) = (root_field(host.id), FieldErrors::default());
    let chosen = host.root_page.map(|page| page.to_string()).unwrap_or_default();
    let values = RawForm::from([(field.as_str(), chosen.as_str())]);
    let form = Form::new(shown.lang, &values, &none);
    let pages = choices(shown, host.root_page);
    html! {
        form.stack method="post" action={ (shown.path) "/" (host.id) } {
            (button::token(shown.form_token))
            (form.select(&field, texts::FIELD_ROOT, &borrowed(&pages)))
            div { (button::submit(Kind::Plain, texts::SAVE.get(shown.lang))) }
        }
    }
}

fn actions(shown: &Shown<'_>, host: &Host, readable: &str, without: &str) -> Markup {
    let (lang, path, form_token) = (shown.lang, format!("{}/{}", shown.path, host.id), shown.form_token);
    let (to_main, to_plain, to_removal) = (format!("{path}/main"), format!("{path}/main/removal"), format!("{path}/removal"));
    let unmake_loss = texts::UNMAKE_MAIN_LOSS.with(&[("base", &without)]);
    let loss = texts::REMOVE_LOSS.with(&[("name", &readable), ("base", &without)]);
    // What opens below a button opens to its left.
    html! {
        div.actions.row-tools {
            (button::action(Kind::Plain, &format!("{path}/check"), form_token, html! { (icon("refresh")) (texts::CHECK.get(lang)) }))
            @if !host.is_main && opens(shown, host) {
                (button::action(Kind::Plain, &to_main, form_token, texts::MAKE_MAIN.get(lang)))
            }
            @if !host.is_main && !opens(shown, host) {
                (confirm(lang, &Confirm {
                    label: texts::MAKE_MAIN.get(lang), loss: texts::MAKE_MAIN_LOSS.get(lang), verb: texts::MAKE_MAIN.get(lang),
                    post_to: &to_main, form_token,
                }))
            }
            @if host.is_main {
                (confirm(lang, &Confirm {
                    label: texts::UNMAKE_MAIN.get(lang), loss: unmake_loss.get(lang), verb: texts::UNMAKE_MAIN.get(lang),
                    post_to: &to_plain, form_token,
                }))
            }
            (confirm(lang, &Confirm {
                label: texts::REMOVE.get(lang), loss: loss.get(lang), verb: texts::REMOVE_VERB.get(lang), post_to: &to_removal, form_token,
            }))
        }
    }
}

/// The pages that can stand at `/`; one that was deleted stays chosen until another is.
fn choices<'a>(shown: &Shown<'a>, chosen: Option<PageId>) -> Vec<(String, &'a str)> {
    let lang = shown.lang;
    let mut choices = vec![(String::new(), texts::NO_ROOT.get(lang))];
    choices.extend(shown.pages.iter().map(|(id, title)| (id.to_string(), title.as_str())));
    if let Some(gone) = chosen.filter(|id| shown.pages.iter().all(|(known, _)| known != id)) {
        choices.push((gone.to_string(), texts::ROOT_GONE.get(lang)));
    }
    choices
}

fn borrowed<'a>(choices: &'a [(String, &'a str)]) -> Vec<(&'a str, &'a str)> {
    choices.iter().map(|(value, text)| (value.as_str(), *text)).collect()
}

const fn tone(state: DnsState) -> Tone {
    match state {
        DnsState::Here => Tone::Green,
        DnsState::Unchecked | DnsState::Unsure => Tone::Grey,
        DnsState::Elsewhere | DnsState::Nowhere => Tone::Amber,
    }
}

const fn says(state: DnsState) -> Text {
    match state {
        DnsState::Unchecked => texts::SAYS_UNCHECKED,
        DnsState::Here => texts::SAYS_HERE,
        DnsState::Elsewhere => texts::SAYS_ELSEWHERE,
        DnsState::Nowhere => texts::SAYS_NOWHERE,
        DnsState::Unsure => texts::SAYS_UNSURE,
    }
}
