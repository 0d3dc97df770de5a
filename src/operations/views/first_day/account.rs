//! The step of the first account.

use maud::{Markup, html};

use crate::{
    base::{lang::Lang, time::Zone},
    operations::{
        first_day::model::Step,
        texts::first_day as texts,
        views::first_day::frame::{Look, step},
    },
    web::components::{
        button::{self, Kind},
        field::Form,
        icon::icon,
        notice::notice,
        pill::Tone,
    },
};

/// Where the address that the account would get is asked for.
pub const PROPOSAL: &str = "/first-day/account/proposal";

/// The account that is there.
#[derive(Clone, Copy, Debug)]
pub struct There<'a> {
    pub slug: &'a str,
    pub name: &'a str,
    /// The address of a page of its that visitors see; absent while there is none.
    pub page: Option<&'a str>,
}

pub fn new(look: Look<'_>, form: Form<'_>) -> Markup {
    let lang = look.lang;
    let zones: Vec<(&str, &str)> = Zone::names().map(|name| (name, name)).collect();
    let locales = [("ko", texts::LOCALE_KO.get(lang)), ("en", texts::LOCALE_EN.get(lang))];
    let content = html! {
        (form.summary())
        form.stack method="post" action=(Step::Account.path()) {
            (button::token(look.form_token))
            (form.text("name", texts::ACCOUNT_NAME).required().max_chars(100).placeholder(texts::ACCOUNT_NAME_EXAMPLE).autofocus())
            div.stack-small {
                (form.text("slug", texts::ACCOUNT_SLUG).help(texts::ACCOUNT_SLUG_HELP).max_chars(63))
                // Asked for as one types; without scripts the account's address is seen when it is there.
                div hx-get=(PROPOSAL) hx-trigger="input changed delay:200ms from:#f-name, input changed delay:200ms from:#f-slug"
                    hx-include="#f-name, #f-slug" hx-target="#proposal" hx-swap="outerHTML" { (proposal(lang, None)) }
            }
            details {
                summary.small { (texts::ZONE_AND_LANGUAGE.get(lang)) }
                div.field-row {
                    (form.select("time_zone", texts::TIME_ZONE, &zones))
                    (form.select("locale", texts::LOCALE, &locales))
                }
            }
            (form.checkbox("with_page", texts::WITH_PAGE).help(texts::WITH_PAGE_HELP))
            div.form-submit { (button::submit(Kind::Primary, texts::CREATE.get(lang))) }
        }
    };
    step(look, Step::Account, texts::ACCOUNT_HELP.get(lang), content)
}

/// The address that the account would get: absent before a name was typed, empty where none can be made of it.
pub fn proposal(lang: Lang, url: Option<&str>) -> Markup {
    html! {
        p.small.muted id="proposal" aria-live="polite" {
            @match url {
                None => "",
                Some("") => (texts::ADDRESS_UNKNOWN.get(lang)),
                Some(url) => (texts::ADDRESS_WILL_BE.with(&[("url", &url)]).get(lang)),
            }
        }
    }
}

pub fn there(look: Look<'_>, there: There<'_>) -> Markup {
    let lang = look.lang;
    let content = html! {
        (notice(Tone::Green, texts::ACCOUNT_THERE.with(&[("name", &there.name)]).get(lang)))
        (links(lang, there))
        div { (button::link(Kind::Quiet, "/accounts/new", html! { (icon("plus")) (texts::ADD_ACCOUNT.get(lang)) })) }
    };
    step(look, Step::Account, texts::ACCOUNT_HELP.get(lang), content)
}

/// The ways to what the account shows.
pub fn links(lang: Lang, there: There<'_>) -> Markup {
    html! {
        div.actions {
            @if let Some(page) = there.page {
                a.btn href=(page) target="_blank" rel="noopener" { (icon("external-link")) (texts::SEE_PAGE.get(lang)) }
            }
            (button::link(Kind::Plain, &format!("/accounts/{}", there.slug), html! { (icon("building-store")) (texts::SEE_ACCOUNT.get(lang)) }))
        }
    }
}
