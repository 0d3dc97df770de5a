//! The page of an account's webhook.

use maud::{Markup, html};

use crate::{
    base::{error::FieldErrors, form::RawForm, lang::Lang, secret::Secret},
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm},
        copy::copy_field,
        field::Form,
        head::page_head,
        notice::notice,
        pill::Tone,
        settings_tabs::{AlarmTab, Tab, alarm_tabs, settings_tabs},
    },
    webhooks::texts,
};

pub struct Shown<'a> {
    pub lang: Lang,
    pub path: &'a str,
    /// `/accounts/{slug}`; absent for the agency.
    pub account: Option<&'a str>,
    pub is_set_up: bool,
    /// Just made: this page alone shows it.
    pub secret: Option<&'a Secret>,
    pub form_token: &'a str,
}

pub fn webhook(shown: &Shown<'_>, typed: &RawForm, errors: &FieldErrors) -> Markup {
    let lang = shown.lang;
    let form = Form::new(lang, typed, errors);
    let path = shown.path;
    html! {
        @if let Some(base) = shown.account {
            (page_head(texts::TITLE.get(lang), texts::SUBTITLE.get(lang), ""))
            (settings_tabs(lang, base, Tab::Webhook))
        } @else {
            (page_head(texts::TITLE.get(lang), texts::AGENCY_SUBTITLE.get(lang), ""))
            (alarm_tabs(lang, AlarmTab::Webhook))
        }
        div.narrow.stack {
            @if let Some(secret) = shown.secret {
                (notice(Tone::Green, texts::SECRET_ONCE.get(lang)))
                (card::card(texts::SECRET_LABEL.get(lang), copy_field(lang, texts::SECRET_LABEL.get(lang), secret.reveal())))
            }
            (form.summary())
            (card::card(texts::URL_CARD.get(lang), html! {
                form.stack method="post" action=(path) {
                    (button::token(shown.form_token))
                    (form.url("url", texts::FIELD_URL).help(texts::FIELD_URL_HELP).required().max_chars(2000).placeholder("https://example.com/hooks/leads"))
                    div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) }
                }
            }))
            @if shown.is_set_up {
                (card::card(texts::TEST_CARD.get(lang), html! {
                    div.stack {
                        @if shown.account.is_some() {
                            p { (texts::TEST_HELP.get(lang)) }
                            (button::action(Kind::Plain, &format!("{path}/test"), shown.form_token, texts::TEST.get(lang)))
                        } @else {
                            p { (texts::AGENCY_TEST_HELP.get(lang)) }
                            div { (button::link(Kind::Plain, "/settings/alarms", texts::TO_ALARMS.get(lang))) }
                        }
                    }
                }))
                (card::card(texts::SECRET_CARD.get(lang), html! {
                    div.stack {
                        p { (texts::SECRET_HELP.get(lang)) }
                        (confirm(lang, &Confirm {
                            label: texts::ROTATE.get(lang), loss: texts::ROTATE_LOSS.get(lang), verb: texts::ROTATE.get(lang),
                            post_to: &format!("{path}/secret"), form_token: shown.form_token,
                        }))
                    }
                }))
                (card::card(texts::REMOVE_CARD.get(lang), confirm(lang, &Confirm {
                    label: texts::REMOVE.get(lang), loss: texts::REMOVE_LOSS.get(lang), verb: texts::REMOVE.get(lang),
                    post_to: &format!("{path}/removal"), form_token: shown.form_token,
                })))
            }
        }
    }
}
