//! The editor of a page: its texts, its HTML and the builder of its form. Everything works without scripts.

use maud::{Markup, Render, html};

use crate::{
    base::{error::FieldErrors, form::RawForm, lang::Lang},
    landing::{
        editor::{part, rows},
        form::{FieldKind, MAX_FIELDS},
        model::LandingPage,
        texts,
        views::{
            list::status_pills,
            side::{self, Side},
            stats::page_tabs,
        },
    },
    web::components::{
        button::{self, Kind},
        card,
        field::{Choice, Form},
        head::page_head_below,
        icon::icon,
        notice::notice,
        pill::Tone,
    },
};

/// What the editor is shown with.
pub struct Editor<'a> {
    pub lang: Lang,
    /// `/accounts/{account}/landing-pages`
    pub path: &'a str,
    pub form_token: &'a str,
    pub page: &'a LandingPage,
    pub typed: &'a RawForm,
    pub errors: &'a FieldErrors,
    /// Value and name of each funnel, without one first.
    pub funnels: &'a [(String, String)],
    /// The rows were changed and nothing is saved yet.
    pub is_unsaved: bool,
    pub may_write: bool,
    pub side: Side<'a>,
}

pub fn editor(shown: &Editor<'_>) -> Markup {
    let (lang, page) = (shown.lang, shown.page);
    let f = Form::new(lang, shown.typed, shown.errors);
    let here = format!("{}/{}", shown.path, page.id);
    html! {
        (page_head_below((shown.path, texts::PAGES.get(lang)), &page.title, status_pills(lang, page), ""))
        (page_tabs(lang, &here, false))
        div.main-aside {
            div {
                @if shown.is_unsaved { (notice(Tone::Amber, texts::ROWS_CHANGED.get(lang))) }
                (f.summary())
                @if shown.may_write {
                    form.stack method="post" action=(here) enctype="multipart/form-data" {
                        (button::token(shown.form_token))
                        // The first button is the one that Enter presses.
                        button.hidden-text type="submit" tabindex="-1" aria-hidden="true" { (texts::SAVE.get(lang)) }
                        (fields(shown, f, &here))
                        div.form-submit {
                            (button::submit_as(Kind::Primary, "act", "save", texts::SAVE.get(lang)))
                            (button::submit_as(Kind::Plain, "act", "publish", texts::SAVE_AND_PUBLISH.get(lang)))
                        }
                    }
                } @else {
                    fieldset.stack disabled { (fields(shown, f, &here)) }
                }
            }
            div { (side::side(shown)) }
        }
    }
}

fn fields(shown: &Editor<'_>, f: Form<'_>, here: &str) -> Markup {
    let lang = shown.lang;
    let funnels: Vec<Choice<'_>> = shown.funnels.iter().map(|(id, name)| (id.as_str(), name.as_str())).collect();
    html! {
        (card::card(texts::BASICS.get(lang), html! {
            div.stack {
                div.field-row {
                    (f.text("title", texts::TITLE).required().max_chars(200).help(texts::TITLE_HELP))
                    (f.text("slug", texts::SLUG).required().max_chars(63).autocomplete("off").help(texts::SLUG_HELP))
                }
                (f.select("funnel_id", texts::FUNNEL, &funnels).help(texts::FUNNEL_HELP))
            }
        }))
        (card::card(texts::CONTENT.get(lang), html! {
            div.stack {
                (f.code("html", texts::HTML, 24).help(texts::HTML_HELP))
                (f.file("file", texts::FILE, ".html,.htm,text/html").help(texts::FILE_HELP))
            }
        }))
        (builder(shown, f, here))
        (card::card(texts::AFTERWARDS.get(lang), html! {
            div.stack {
                (f.textarea("thank_you.message", texts::MESSAGE, 3).max_chars(1000).help(texts::MESSAGE_HELP))
                (f.text("thank_you.redirect", texts::REDIRECT).max_chars(2000).placeholder("https://").help(texts::REDIRECT_HELP))
            }
        }))
    }
}

fn builder(shown: &Editor<'_>, f: Form<'_>, here: &str) -> Markup {
    let lang = shown.lang;
    let count = rows(shown.typed);
    html! {
        section.card id="f-form.fields" {
            div.card-head { h2 { (texts::FORM.get(lang)) } p { (texts::FORM_HELP.get(lang)) } }
            div.card-body.stack {
                @if let Some(message) = shown.errors.of("form.fields") { (notice(Tone::Red, message.get(lang))) }
                @for row in 0..count { (field_row(shown, f, here, row, count)) }
                @if count < MAX_FIELDS {
                    div.actions { (row_button(here, "add", "", html! { (icon("plus")) (texts::ADD_FIELD.get(lang)) })) }
                }
            }
        }
    }
}

/// One field of the form, with the buttons that move and remove it.
fn field_row(shown: &Editor<'_>, f: Form<'_>, here: &str, row: usize, count: usize) -> Markup {
    let lang = shown.lang;
    let names: Vec<String> =
        ["label", "name", "kind", "required", "options", "help", "default", "text"].iter().map(|name| part(row, name)).collect();
    let [label, name, kind, required, options, help, default, text] = names.as_slice() else { return html! {} };
    let kinds = FieldKind::ALL.map(|kind| (kind.name(), kind.label().get(lang)));
    let is_consent = shown.typed.text(kind) == FieldKind::Consent.name();
    let has_more = [options, help, default, text].iter().any(|name| shown.errors.of(name).is_some());
    // A list without options is a fault, so its options stand open from the start.
    let wants_options = matches!(FieldKind::from_name(shown.typed.text(kind)), Some(FieldKind::Select | FieldKind::Radio))
        && shown.typed.filled(options).is_none();
    let number = row + 1;
    let titled = |text: crate::base::lang::Text| text.with(&[("n", &number)]).get(lang).to_owned();
    html! {
        fieldset.board-card {
            legend.hidden-text { (titled(texts::FIELD_N)) }
            div.field-row.tight {
                (f.text(label, texts::FIELD_LABEL).max_chars(200))
                (f.text(name, texts::FIELD_NAME).max_chars(40).autocomplete("off"))
                (f.select(kind, texts::FIELD_KIND, &kinds))
            }
            div.row-tools {
                (f.checkbox(required, texts::FIELD_REQUIRED))
                @if row > 0 { (row_button(here, &format!("up.{row}"), &titled(texts::FIELD_UP), icon("chevron-up"))) }
                @if number < count { (row_button(here, &format!("down.{row}"), &titled(texts::FIELD_DOWN), icon("chevron-down"))) }
                (row_button(here, &format!("remove.{row}"), &titled(texts::REMOVE_FIELD), icon("trash")))
            }
            details open[has_more || wants_options] {
                summary.small.muted { (if is_consent { texts::FIELD_MORE_CONSENT } else { texts::FIELD_MORE }.get(lang)) }
                div.stack {
                    @if is_consent {
                        (f.textarea(text, texts::FIELD_TEXT, 5).max_chars(10_000))
                    } @else {
                        (f.hidden(text))
                        (f.textarea(options, texts::FIELD_OPTIONS, 3))
                    }
                    div.field-row {
                        (f.text(help, texts::FIELD_HELP).max_chars(500))
                        @if is_consent { (f.hidden(options)) (f.hidden(default)) } @else { (f.text(default, texts::FIELD_DEFAULT).max_chars(1000)) }
                    }
                }
            }
        }
    }
}

/// A button that changes the rows: it sends everything, saves nothing and comes back to the builder.
fn row_button(here: &str, act: &str, label: &str, content: impl Render) -> Markup {
    html! {
        button.btn.btn-small type="submit" name="act" value=(act) formnovalidate formaction={ (here) "#f-form.fields" }
            aria-label=[Some(label).filter(|label| !label.is_empty())] { (content) }
    }
}
