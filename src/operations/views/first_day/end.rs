//! The end of the first day: how far one came, and what is next.

use maud::{Markup, html};

use crate::{
    operations::{
        first_day::model::{END, Step},
        texts::first_day as texts,
        views::first_day::{
            account::{There, links},
            frame::{Look, way},
        },
    },
    web::components::{
        button::{self, Kind},
        icon::icon,
        pill::{Tone, pill},
    },
};

pub fn end(look: Look<'_>, account: Option<There<'_>>) -> Markup {
    let lang = look.lang;
    let title = if look.progress.is_done() { texts::END_TITLE } else { texts::END_TITLE_OPEN };
    let next = [
        ("/members/invite".to_owned(), icon("users-group"), texts::NEXT_INVITE),
        (
            account.map(|account| format!("/accounts/{}/settings/alerts", account.slug)).unwrap_or_default(),
            icon("bell"),
            texts::NEXT_ALERTS,
        ),
        ("/settings/backups".to_owned(), icon("shield-check"), texts::NEXT_OFFSITE),
        ("/settings".to_owned(), icon("settings"), texts::NEXT_SETTINGS),
    ];
    html! {
        (way(look, None))
        h1 { (title.get(lang)) }
        @if !look.progress.is_done() { p.muted { (texts::END_HELP.get(lang)) } }
        ul.rows.ended {
            @for step in Step::ALL {
                li {
                    a href=(step.path()) { (step.label().get(lang)) }
                    @if look.progress.has(step) { (pill(Tone::Green, texts::DONE.get(lang))) }
                    @else { (pill(Tone::Grey, texts::LEFT.get(lang))) }
                }
            }
        }
        @if let Some(account) = account { (links(lang, account)) }
        h2 { (texts::WHAT_NEXT.get(lang)) }
        ul.next-steps {
            @for (href, sign, label) in &next {
                @if !href.is_empty() { li { a href=(href) { (sign) (label.get(lang)) } } }
            }
        }
        div.step-foot {
            (button::link(Kind::Quiet, Step::Key.path(), html! { (icon("arrow-left")) (texts::BACK.get(lang)) }))
            (button::action(Kind::Primary, END, look.form_token, texts::FINISH.get(lang)))
        }
    }
}
