//! The pages on which periods are chosen, with what they would mean today.

pub mod persons;

use maud::{Markup, html};

use crate::{
    base::{error::FieldErrors, form::RawForm, lang::Lang},
    retention::{
        model::{Cutoff, Kind},
        texts,
    },
    web::components::{
        button::{self, Kind as Button},
        card,
        field::Form,
        head::{page_head, page_head_below},
        number::grouped,
        settings_tabs::{Tab, settings_tabs},
        table::{table, th, th_right},
    },
};

/// What a period would mean today: the kind as the table names it, its cutoff, and how many rows.
pub struct Line {
    pub kind: Kind,
    pub cutoff: Cutoff,
    pub rows: i64,
}

pub struct Shown<'a> {
    pub lang: Lang,
    pub form_token: &'a str,
    pub typed: &'a RawForm,
    pub errors: &'a FieldErrors,
    /// Absent until somebody asks.
    pub dry_run: Option<&'a [Line]>,
}

/// What the button that asks is sent as.
pub const PREVIEW: (&str, &str) = ("step", "preview");

/// An account's periods; `base` is its address.
pub fn of_account(shown: &Shown<'_>, base: &str) -> Markup {
    let lang = shown.lang;
    let form = Form::new(lang, shown.typed, shown.errors);
    let fields = html! {
        (form.number(Kind::Interactions.name(), texts::FIELD_INTERACTIONS).help(texts::FIELD_INTERACTIONS_HELP).required())
        (form.number(Kind::Archive.name(), texts::FIELD_ARCHIVE).help(texts::FIELD_ARCHIVE_HELP).required())
        (form.number(Kind::Conversions.name(), texts::FIELD_CONVERSIONS).help(texts::FIELD_CONVERSIONS_HELP).required())
    };
    html! {
        (page_head(texts::TITLE.get(lang), texts::SUBTITLE.get(lang), ""))
        (settings_tabs(lang, base, Tab::Retention))
        div.narrow.stack {
            (form.summary())
            (dry_run(shown))
            (card::card(texts::CARD.get(lang), entry(shown, &fields)))
            (card::card(texts::ALWAYS.get(lang), html! { p.muted { (texts::ALWAYS_HELP.get(lang)) } }))
            (persons::register_card(lang, base))
        }
    }
}

/// How long the agency keeps its access log. `back` leads to it.
pub fn of_agency(shown: &Shown<'_>, back: (&str, &str)) -> Markup {
    let lang = shown.lang;
    let form = Form::new(lang, shown.typed, shown.errors);
    let fields = html! { (form.number(Kind::AccessLog.name(), texts::FIELD_ACCESS_LOG).help(texts::FIELD_ACCESS_LOG_HELP).required()) };
    html! {
        (page_head_below(back, texts::AGENCY_TITLE.get(lang), texts::AGENCY_SUBTITLE.get(lang), ""))
        div.narrow.stack {
            (form.summary())
            (dry_run(shown))
            (card::card("", entry(shown, &fields)))
        }
    }
}

fn entry(shown: &Shown<'_>, fields: &Markup) -> Markup {
    let lang = shown.lang;
    html! {
        form.stack method="post" {
            (button::token(shown.form_token))
            (fields)
            div.form-submit {
                (button::submit(Button::Primary, texts::SAVE.get(lang)))
                (button::submit_as(Button::Plain, PREVIEW.0, PREVIEW.1, texts::PREVIEW.get(lang)))
            }
        }
    }
}

fn dry_run(shown: &Shown<'_>) -> Markup {
    let Some(lines) = shown.dry_run else { return html! {} };
    let lang = shown.lang;
    let head = html! {
        (th(texts::COLUMN_KIND.get(lang)))
        (th(texts::COLUMN_BEFORE.get(lang)))
        (th_right(texts::COLUMN_ROWS.get(lang)))
    };
    let rows = html! {
        @for line in lines {
            tr {
                td { (what(line.kind, lang)) }
                td { (line.cutoff.day) }
                td.right { (grouped(line.rows)) }
            }
        }
    };
    card::titled(
        texts::PREVIEW_CARD.get(lang),
        html! { span.muted { (texts::PREVIEW_HELP.get(lang)) } },
        table(texts::PREVIEW_CARD.get(lang), head, rows),
    )
}

const fn what(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Interactions => texts::WOULD_MOVE,
        Kind::Archive => texts::WOULD_DELETE,
        Kind::Conversions => texts::WOULD_FORGET,
        Kind::AccessLog => texts::WOULD_DELETE_ACCESSES,
    }
    .get(lang)
}
