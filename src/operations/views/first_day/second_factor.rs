//! The step of the second factor.

use maud::{Markup, html};

use crate::{
    operations::{
        first_day::model::Step,
        texts::first_day as texts,
        views::first_day::frame::{Look, step, way},
    },
    web::components::{
        button::{self, Kind},
        copy::copy_field,
        field::Form,
        icon::icon,
        notice::notice,
        pill::Tone,
        qr::qr,
    },
};

/// What an authenticator app is given.
#[derive(Clone, Copy, Debug)]
pub struct Enrolment<'a> {
    /// The secret as the form carries it.
    pub sealed: &'a str,
    /// The secret for typing.
    pub spelled: &'a str,
    /// The address in the code.
    pub uri: &'a str,
}

pub fn enrol(look: Look<'_>, form: Form<'_>, given: Enrolment<'_>) -> Markup {
    let lang = look.lang;
    let content = html! {
        (form.summary())
        div.enrol {
            (qr(given.uri, texts::TOTP_QR.get(lang)))
            div.stack-small {
                p { (texts::TOTP_SCAN.get(lang)) }
                p.muted.small { (texts::TOTP_BY_HAND.get(lang)) }
                p.letters { code { (given.spelled) } }
                (copy_field(lang, texts::TOTP_SECRET.get(lang), given.spelled))
            }
        }
        form.stack method="post" action=(Step::SecondFactor.path()) {
            (button::token(look.form_token))
            input type="hidden" name="sealed" value=(given.sealed);
            (form.text("code", texts::CODE).required().help(texts::CODE_HELP).max_chars(20).autocomplete("one-time-code"))
            div.form-submit { (button::submit(Kind::Primary, texts::TOTP_TURN_ON.get(lang))) }
        }
        p.small.muted { (texts::TOTP_WITHOUT.get(lang)) }
    };
    step(look, Step::SecondFactor, texts::TOTP_HELP.get(lang), content)
}

pub fn on(look: Look<'_>) -> Markup {
    let lang = look.lang;
    let content = html! {
        (notice(Tone::Green, texts::TOTP_ON.get(lang)))
        div { (button::link(Kind::Plain, "/profile/second-factor", texts::TO_SECOND_FACTOR.get(lang))) }
    };
    step(look, Step::SecondFactor, texts::TOTP_HELP.get(lang), content)
}

/// The recovery codes, this once.
pub fn codes(look: Look<'_>, codes: &[String]) -> Markup {
    let lang = look.lang;
    html! {
        (way(look, Some(Step::SecondFactor)))
        h1 { (texts::CODES.get(lang)) }
        (notice(Tone::Amber, texts::CODES_HELP.get(lang)))
        ol.recovery-codes { @for code in codes { li { code { (code) } } } }
        (copy_field(lang, texts::CODES.get(lang), &codes.join(" ")))
        div.step-foot {
            (button::link(Kind::Primary, Step::SecondFactor.next_path(), html! { (texts::CODES_KEPT.get(lang)) (icon("arrow-right")) }))
        }
    }
}
