//! A new account, and an account's settings.

pub mod access_log;
pub mod certificate;
pub mod erasing;
pub mod hosts;

use maud::{Markup, html};

use crate::{
    accounts::{
        model::{Account, AccountStatus, Actor, Right},
        texts,
    },
    base::{
        error::FieldErrors,
        form::RawForm,
        lang::{Lang, text},
        time::Zone,
    },
    web::components::{
        button::{self, Kind},
        card,
        confirm::{Confirm, confirm},
        field::Form,
        head::{page_head, page_head_below},
        icon::icon,
        pill::{Tone, pill},
        settings_tabs::{Tab, settings_tabs},
    },
};

/// The form of a new account.
pub fn new(lang: Lang, form_token: &str, typed: &RawForm, errors: &FieldErrors) -> Markup {
    let form = Form::new(lang, typed, errors);
    html! {
        (page_head_below(("/accounts", texts::ACCOUNTS.get(lang)), texts::ADD.get(lang), "", ""))
        div.narrow.stack {
            (form.summary())
            (card::card("", html! {
                form.stack method="post" action="/accounts/new" {
                    (button::token(form_token))
                    (form.text("name", texts::FIELD_NAME).required().max_chars(100).autofocus())
                    (form.text("slug", texts::FIELD_SLUG).help(texts::FIELD_SLUG_HELP).max_chars(63))
                    (zone_and_locale(lang, &form))
                    div.form-submit { (button::submit(Kind::Primary, texts::CREATE.get(lang))) }
                }
            }))
        }
    }
}

/// The settings of one account.
pub fn settings(account: &Account, form_token: &str, form: Form<'_>, actor: &Actor) -> Markup {
    let lang = form.lang;
    let post_to = format!("/accounts/{}/status", account.slug);
    html! {
        (page_head(texts::SETTINGS.get(lang), texts::SETTINGS_SUBTITLE.get(lang), ""))
        (settings_tabs(lang, &format!("/accounts/{}", account.slug), Tab::General))
        div.narrow.stack {
            (form.summary())
            (card::card("", html! {
                form.stack method="post" {
                    (button::token(form_token))
                    (form.text("name", texts::FIELD_NAME).required().max_chars(100))
                    (zone_and_locale(lang, &form))
                    (form.checkbox("mask_lists", texts::FIELD_MASK).help(texts::FIELD_MASK_HELP))
                    @if actor.may(Right::Settings) { div.form-submit { (button::submit(Kind::Primary, texts::SAVE.get(lang))) } }
                }
            }))
            (card::card(texts::ACCESS_LOG.get(lang), html! {
                div.stack {
                    p.muted { (texts::LOG_OF_ACCOUNT.get(lang)) }
                    div { (button::link(Kind::Plain, &format!("/accounts/{}/access-log", account.slug), html! { (icon("history")) (texts::ACCESS_LOG.get(lang)) })) }
                }
            }))
            (card::card(texts::MEMBERS.get(lang), html! {
                div.stack {
                    p.muted { (texts::MEMBERS_HELP.get(lang)) }
                    div { (button::link(Kind::Plain, &format!("/accounts/{}/members", account.slug), html! { (icon("users-group")) (texts::MEMBERS.get(lang)) })) }
                }
            }))
            @if actor.may(Right::Administer) {
                (card::card(texts::STATUS_CARD.get(lang), html! {
                    div.stack {
                        div { (status_pill(lang, account.status)) }
                        @if account.status == AccountStatus::Active {
                            (confirm(lang, &Confirm {
                                label: texts::PAUSE.get(lang), loss: texts::PAUSE_LOSS.get(lang), verb: texts::PAUSE.get(lang),
                                post_to: &format!("{post_to}/paused"), form_token,
                            }))
                        } @else {
                            (button::action(Kind::Primary, &format!("{post_to}/active"), form_token, texts::RESUME.get(lang)))
                        }
                        @if account.status != AccountStatus::Archived {
                            (confirm(lang, &Confirm {
                                label: texts::ARCHIVE.get(lang), loss: texts::ARCHIVE_LOSS.get(lang), verb: texts::ARCHIVE.get(lang),
                                post_to: &format!("{post_to}/archived"), form_token,
                            }))
                        }
                    }
                }))
                (erasing::erase_card(lang, account, form_token))
            }
        }
    }
}

fn zone_and_locale(lang: Lang, form: &Form<'_>) -> Markup {
    let zones: Vec<(&str, &str)> = Zone::names().map(|name| (name, name)).collect();
    html! {
        div.field-row {
            (form.select("time_zone", texts::FIELD_ZONE, &zones))
            (form.select("locale", texts::FIELD_LOCALE, &[("ko", text("한국어", "Korean").get(lang)), ("en", text("영어", "English").get(lang))]))
        }
    }
}

fn status_pill(lang: Lang, status: AccountStatus) -> Markup {
    let tone = match status {
        AccountStatus::Active => Tone::Green,
        AccountStatus::Paused => Tone::Amber,
        AccountStatus::Archived => Tone::Grey,
    };
    pill(tone, status.label().get(lang))
}
