//! The page of a mail server.

use maud::{Markup, html};

use crate::{
    base::{encryption::Encryption, error::FieldErrors, form::RawForm, lang::Lang},
    mail::{
        model::{Source, Stored},
        texts,
    },
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm},
        field::Form,
        head::page_head,
        notice::notice,
        pill::Tone,
        settings_tabs::{Tab, settings_tabs},
    },
};

pub struct Shown<'a> {
    pub lang: Lang,
    pub path: &'a str,
    /// `/accounts/{slug}`; absent for the agency.
    pub account: Option<&'a str>,
    pub source: Source,
    /// The server that letters go through; absent where there is none.
    pub in_use: Option<&'a Stored>,
    /// The one that this page edits.
    pub own: Option<&'a Stored>,
    /// Whose address a test letter goes to.
    pub reader: Option<&'a str>,
    pub form_token: &'a str,
}

pub fn server(shown: &Shown<'_>, typed: &RawForm, errors: &FieldErrors) -> Markup {
    let lang = shown.lang;
    let form = Form::new(lang, typed, errors);
    html! {
        @if let Some(base) = shown.account {
            (page_head(texts::TITLE.get(lang), texts::ACCOUNT_SUBTITLE.get(lang), ""))
            (settings_tabs(lang, base, Tab::Mail))
        } @else {
            (page_head(texts::TITLE.get(lang), texts::AGENCY_SUBTITLE.get(lang), ""))
        }
        div.narrow.stack {
            (source(shown))
            (form.summary())
            (card::card(texts::SERVER_CARD.get(lang), fields(shown, form)))
            @if let (Some(_), Some(reader)) = (shown.in_use, shown.reader) {
                (card::card(texts::TEST_CARD.get(lang), html! {
                    div.stack {
                        p { (texts::TEST_HELP.with(&[("email", &reader)]).get(lang)) }
                        (button::action(Kind::Plain, &format!("{}/test", shown.path), shown.form_token, texts::TEST.get(lang)))
                    }
                }))
            }
            @if shown.own.is_some() {
                (card::card(texts::REMOVE_CARD.get(lang), confirm(lang, &Confirm {
                    label: texts::REMOVE.get(lang),
                    loss: if shown.account.is_some() { texts::REMOVE_LOSS_ACCOUNT.get(lang) } else { texts::REMOVE_LOSS_AGENCY.get(lang) },
                    verb: texts::REMOVE.get(lang),
                    post_to: &format!("{}/removal", shown.path),
                    form_token: shown.form_token,
                })))
            }
        }
    }
}

/// Which server letters go through now.
fn source(shown: &Shown<'_>) -> Markup {
    let (tone, text) = match shown.source {
        Source::Account => (Tone::Green, texts::FROM_ACCOUNT),
        Source::Agency if shown.account.is_none() => return html! {},
        Source::Agency => (Tone::Blue, texts::FROM_AGENCY),
        Source::Nobody => (Tone::Amber, texts::FROM_NOBODY),
    };
    let (host, from) = shown.in_use.map(|server| (server.host.as_str(), server.from_email.as_str())).unwrap_or_default();
    notice(tone, text.with(&[("host", &host), ("from", &from)]).get(shown.lang))
}

fn fields(shown: &Shown<'_>, form: Form<'_>) -> Markup {
    let lang = shown.lang;
    let kinds: Vec<(&str, &str)> = Encryption::ALL.iter().map(|security| (security.name(), security.label().get(lang))).collect();
    let has_password = shown.own.is_some_and(|own| own.password.is_some());
    html! {
        form.stack method="post" action=(shown.path) {
            (button::token(shown.form_token))
            div.field-row {
                (form.text("host", texts::FIELD_HOST).required().max_chars(253).placeholder("smtp.example.com"))
                (form.number("port", texts::FIELD_PORT).required())
            }
            (form.select("security", texts::FIELD_SECURITY, &kinds))
            (form.text("username", texts::FIELD_USERNAME).help(texts::FIELD_USERNAME_HELP).max_chars(254).autocomplete("off"))
            (form.password("password", texts::FIELD_PASSWORD)
                .help(if has_password { texts::PASSWORD_KEPT } else { texts::PASSWORD_NEW }).autocomplete("new-password"))
            (form.email("from_email", texts::FIELD_FROM_EMAIL).help(texts::FIELD_FROM_EMAIL_HELP).required().max_chars(254))
            div.field-row {
                (form.text("from_name", texts::FIELD_FROM_NAME).max_chars(100))
                (form.email("reply_to", texts::FIELD_REPLY_TO).max_chars(254))
            }
            div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
        }
    }
}
