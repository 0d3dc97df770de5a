//! The pages on which somebody comes in.

pub mod members;
pub mod profile;

use maud::{Markup, html};

use crate::{
    base::{
        error::FieldErrors,
        form::RawForm,
        lang::{Lang, Message},
    },
    operations::first_day::model::Step as FirstDay,
    users::texts,
    web::components::{
        button::{self, Kind},
        field::Form,
        notice::notice,
        pill::Tone,
        steps::{Step, steps},
    },
};

/// The log-in form; `refusal` says why the last try did not work.
pub fn login(lang: Lang, form_token: &str, typed: &RawForm, refusal: Option<&Message>) -> Markup {
    let errors = FieldErrors::default();
    let form = Form::new(lang, typed, &errors);
    html! {
        h1 { (texts::LOG_IN.get(lang)) }
        @if let Some(refusal) = refusal { (notice(Tone::Red, refusal.get(lang))) }
        form.stack method="post" action="/login" {
            (button::token(form_token))
            (form.hidden("next"))
            (form.email("email", texts::EMAIL).required().autocomplete("username").autofocus())
            (form.password("password", texts::PASSWORD).required().autocomplete("current-password"))
            (button::submit(Kind::Primary, texts::LOG_IN.get(lang)))
        }
    }
}

/// The form of the second step.
pub fn second_step(lang: Lang, form_token: &str, typed: &RawForm, errors: &FieldErrors) -> Markup {
    let form = Form::new(lang, typed, errors);
    html! {
        h1 { (texts::CODE_TITLE.get(lang)) }
        p.muted { (texts::CODE_HELP.get(lang)) }
        form.stack method="post" action="/login/code" {
            (button::token(form_token))
            (form.hidden("next"))
            (form.text("code", texts::CODE).required().max_chars(20).autocomplete("one-time-code").autofocus())
            (button::submit(Kind::Primary, texts::CODE_SUBMIT.get(lang)))
        }
        p.small { a href="/login" { (texts::BACK_TO_LOG_IN.get(lang)) } }
    }
}

/// The first day's first step.
pub fn set_up(lang: Lang, form_token: &str, typed: &RawForm, errors: &FieldErrors) -> Markup {
    let form = Form::new(lang, typed, errors);
    let all =
        FirstDay::ALL.map(|step| Step { label: step.label().get(lang), href: None, is_done: false, is_current: step == FirstDay::Agency });
    html! {
        (steps(lang, texts::SET_UP.get(lang), &all))
        h1 { (texts::SET_UP.get(lang)) }
        p.muted { (texts::SET_UP_HELP.get(lang)) }
        form.stack method="post" {
            (button::token(form_token))
            (form.text("agency", texts::AGENCY_NAME).required().autocomplete("organization").autofocus())
            (form.text("name", texts::YOUR_NAME).autocomplete("name"))
            (form.email("email", texts::EMAIL).required().autocomplete("username"))
            (form.password("password", texts::PASSWORD).required().help(texts::PASSWORD_HELP).autocomplete("new-password"))
            (button::submit(Kind::Primary, texts::BEGIN.get(lang)))
        }
    }
}
