//! The step of the host names: what is set, what the DNS says, and what is to be written into the settings file.

use std::net::IpAddr;

use maud::{Markup, html};

use crate::{
    base::lang::Lang,
    operations::{
        first_day::{
            lines::{Way, Wish},
            model::{Leads, Step},
        },
        texts::first_day as texts,
        views::first_day::frame::{Look, doing, step},
    },
    web::components::{
        button::{self, Kind},
        card,
        copy::copy_field,
        field::Form,
        notice::notice,
        pill::{Tone, pill},
    },
};

const RESTART: &str = "sudo systemctl restart dangol";

/// Where the doors are now.
#[derive(Clone, Copy, Debug)]
pub struct Now<'a> {
    pub admin: &'a str,
    pub visitors: &'a str,
    /// Their listeners, which a proxy would pass to.
    pub listeners: (&'a str, &'a str),
    /// The settings file.
    pub file: &'a str,
    /// An account that may have a domain of its own; absent while there is none.
    pub account: Option<&'a str>,
}

/// What came of looking.
#[derive(Clone, Copy, Debug)]
pub struct Looked<'a> {
    pub wish: &'a Wish,
    pub admin: &'a Leads,
    pub visitors: &'a Leads,
    /// The address under which this machine goes out; absent without a network.
    pub own: Option<IpAddr>,
}

pub fn hosts(look: Look<'_>, form: Form<'_>, now: Now<'_>, looked: Option<Looked<'_>>) -> Markup {
    let lang = look.lang;
    let ways = Way::ALL.map(|way| (way.name(), way.label().get(lang)));
    let kind = if looked.is_some() { Kind::Plain } else { doing(look, Step::Hosts) };
    let content = html! {
        @if look.progress.has(Step::Hosts) { (notice(Tone::Green, texts::HOSTS_SET.get(lang))) }
        (card::facts(&[
            (texts::ADMIN_NOW.get(lang), address(lang, now.admin)),
            (texts::VISITORS_NOW.get(lang), address(lang, now.visitors)),
        ]))
        h2 { (texts::HOSTS_WISH.get(lang)) }
        (form.summary())
        form.stack method="get" action=(Step::Hosts.path()) {
            (form.text("admin", texts::ADMIN_HOST).help(texts::ADMIN_HOST_HELP).required().max_chars(253).placeholder("admin.example.kr"))
            (form.text("visitors", texts::VISITORS_HOST).help(texts::VISITORS_HOST_HELP).required().max_chars(253).placeholder("page.example.kr"))
            (form.radios("way", texts::WAY, &ways))
            (form.email("email", texts::ACME_EMAIL).help(texts::ACME_EMAIL_HELP).max_chars(254))
            div.form-submit { (button::submit(kind, texts::MAKE_LINES.get(lang))) }
        }
        @if let Some(looked) = looked { (instructions(lang, now, looked)) }
        p.small.muted {
            (texts::HOSTS_OF_ACCOUNTS.get(lang))
            @if let Some(slug) = now.account { " " a href={ "/accounts/" (slug) "/settings/domains" } { (texts::TO_DOMAINS.get(lang)) } }
        }
    };
    step(look, Step::Hosts, texts::HOSTS_HELP.get(lang), content)
}

fn address(lang: Lang, url: &str) -> Markup {
    let is_local = ["//127.", "//localhost", "//[::1]"].iter().any(|host| url.contains(host));
    html! {
        code { (url) }
        @if is_local { " " (pill(Tone::Amber, texts::ONLY_HERE.get(lang))) }
    }
}

fn instructions(lang: Lang, now: Now<'_>, looked: Looked<'_>) -> Markup {
    let wish = looked.wish;
    let lines = wish.lines();
    let url = format!("https://{}", wish.admin);
    html! {
        h2 { (texts::DNS.get(lang)) }
        div.stack-small {
            (dns(lang, &wish.admin, looked.admin, looked.own))
            (dns(lang, &wish.visitors, looked.visitors, looked.own))
            @if wish.way != Way::Proxy { p.small.muted { (texts::PORTS_HELP.get(lang)) } }
        }
        h2 { (texts::LINES.get(lang)) }
        p { (texts::LINES_HELP.with(&[("file", &now.file)]).get(lang)) }
        textarea.form-control.code rows=(lines.len()) readonly aria-label=(texts::LINES_LABEL.get(lang)) { "\n" (lines.join("\n")) }
        @match wish.way {
            Way::Acme => {}
            Way::Files => p.small.muted { (texts::FILES_HELP.get(lang)) },
            Way::Proxy => p.small.muted {
                (texts::PROXY_HELP.with(&[
                    ("admin", &wish.admin),
                    ("admin_to", &now.listeners.0),
                    ("visitors", &wish.visitors),
                    ("visitors_to", &now.listeners.1),
                ]).get(lang))
            },
        }
        h2 { (texts::RESTART.get(lang)) }
        (copy_field(lang, texts::RESTART_LABEL.get(lang), RESTART))
        p { (texts::RESTART_HELP.with(&[("url", &url)]).get(lang)) }
    }
}

fn dns(lang: Lang, host: &str, leads: &Leads, own: Option<IpAddr>) -> Markup {
    let own = own.map_or_else(|| texts::NO_OWN_ADDRESS.get(lang).to_owned(), |own| own.to_string());
    let (tone, said) = match leads {
        Leads::Here => (Tone::Green, texts::DNS_HERE.with(&[("own", &own)])),
        Leads::To(found) => {
            let found = found.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            (Tone::Amber, texts::DNS_TO.with(&[("found", &found), ("own", &own)]))
        }
        Leads::Nowhere => (Tone::Amber, texts::DNS_NOWHERE.with(&[("host", &host)])),
    };
    notice(tone, html! { b { (host) } span { (said.get(lang)) } })
}
