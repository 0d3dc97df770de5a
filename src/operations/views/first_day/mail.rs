//! The step of the mail server.

use maud::{Markup, html};

use crate::{
    base::encryption::Encryption,
    operations::{
        first_day::model::Step,
        texts::first_day as texts,
        views::first_day::frame::{Look, doing, step},
    },
    web::components::{
        button::{self, Kind},
        field::Form,
        notice::notice,
        pill::Tone,
        table,
    },
};

/// The server in use: its name and the sender.
pub type InUse<'a> = Option<(&'a str, &'a str)>;

pub fn mail(look: Look<'_>, form: Form<'_>, in_use: InUse<'_>, has_password: bool) -> Markup {
    let lang = look.lang;
    let kinds: Vec<(&str, &str)> = Encryption::ALL.iter().map(|security| (security.name(), security.label().get(lang))).collect();
    let content = html! {
        @if let Some((host, from)) = in_use {
            (notice(Tone::Green, texts::MAIL_IN_USE.with(&[("host", &host), ("from", &from)]).get(lang)))
        }
        (form.summary())
        (known(look))
        form.stack method="post" action=(Step::Mail.path()) {
            (button::token(look.form_token))
            div.field-row {
                (form.text("host", texts::MAIL_HOST).required().max_chars(253).placeholder("smtp.example.com"))
                (form.number("port", texts::MAIL_PORT).required())
            }
            (form.select("security", texts::MAIL_SECURITY, &kinds))
            (form.text("username", texts::MAIL_USERNAME).help(texts::MAIL_USERNAME_HELP).max_chars(254).autocomplete("off"))
            (form.password("password", texts::MAIL_PASSWORD)
                .help(if has_password { texts::MAIL_PASSWORD_KEPT } else { texts::MAIL_PASSWORD_NEW }).autocomplete("new-password"))
            div.field-row {
                (form.email("from_email", texts::MAIL_FROM).required().max_chars(254))
                (form.text("from_name", texts::MAIL_FROM_NAME).max_chars(100))
            }
            (form.hidden("reply_to"))
            div.form-submit {
                (button::submit_as(doing(look, Step::Mail), "act", "try", texts::MAIL_TRY.get(lang)))
                (button::submit_as(Kind::Quiet, "act", "save", texts::SAVE.get(lang)))
            }
        }
        @if in_use.is_none() { p.small.muted { (texts::MAIL_WITHOUT.get(lang)) } }
    };
    step(look, Step::Mail, texts::MAIL_HELP.get(lang), content)
}

/// What to enter for the services that agencies here mostly have.
fn known(look: Look<'_>) -> Markup {
    let lang = look.lang;
    let head = html! {
        (table::th(texts::SERVICE.get(lang)))
        (table::th(texts::MAIL_HOST.get(lang)))
        (table::th(texts::MAIL_PORT.get(lang)))
        (table::th(texts::MAIL_SECURITY.get(lang)))
    };
    let rows = html! {
        @for (service, host, port, security) in texts::KNOWN_SERVERS {
            tr { td { (service.get(lang)) } td { code { (host) } } td.num { (port) } td { (security) } }
        }
    };
    html! {
        details.known {
            summary.small { (texts::MAIL_KNOWN.get(lang)) }
            (table::table(texts::MAIL_KNOWN.get(lang), head, rows))
            p.small.muted { (texts::MAIL_KNOWN_HELP.get(lang)) }
        }
    }
}
