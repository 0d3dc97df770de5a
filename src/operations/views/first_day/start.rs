//! The steps that show what is there: the agency, and the recovery key.

use maud::{Markup, html};

use crate::{
    base::lang::Lang,
    operations::{
        first_day::model::Step,
        texts::first_day as texts,
        views::first_day::frame::{Look, doing, step},
    },
    web::components::{
        button::{self, Kind},
        card,
        field::Form,
        icon::icon,
        notice::notice,
        pill::Tone,
    },
};

/// The agency's name, and who its owner is.
pub fn agency(look: Look<'_>, form: Form<'_>, owner: (&str, &str)) -> Markup {
    let lang = look.lang;
    let content = html! {
        form.stack method="post" action=(Step::Agency.path()) {
            (button::token(look.form_token))
            (form.text("agency", texts::AGENCY_NAME).required().max_chars(100).autocomplete("organization"))
            (card::facts(&[(texts::OWNER.get(lang), html! { (owner.0) " · " (owner.1) })]))
            div.form-submit {
                (button::submit(Kind::Plain, texts::SAVE.get(lang)))
                (button::link(Kind::Quiet, "/profile", texts::TO_PROFILE.get(lang)))
            }
        }
    };
    step(look, Step::Agency, texts::AGENCY_HELP.get(lang), content)
}

/// The way to the sheet with the recovery key.
pub fn key(look: Look<'_>) -> Markup {
    let lang = look.lang;
    let content = html! {
        @if look.progress.has(Step::Key) { (notice(Tone::Green, texts::KEY_SEEN.get(lang))) }
        (sheet(lang, doing(look, Step::Key)))
    };
    step(look, Step::Key, texts::KEY_HELP.get(lang), content)
}

fn sheet(lang: Lang, kind: Kind) -> Markup {
    html! {
        div.stack-small {
            div {
                @if kind == Kind::Primary {
                    a.btn.btn-primary href="/backups/key" target="_blank" rel="noopener" { (icon("printer")) (texts::KEY_OPEN.get(lang)) }
                } @else {
                    a.btn href="/backups/key" target="_blank" rel="noopener" { (icon("printer")) (texts::KEY_OPEN.get(lang)) }
                }
            }
            p.small.muted { (texts::KEY_OPEN_HELP.get(lang)) }
        }
    }
}
