//! A text to take along: an address, a token.

use maud::{Markup, html};

use crate::{
    base::lang::Lang,
    web::{components::icon::icon, texts},
};

/// A read-only field with a copy button; `label` names it to a screen reader.
pub fn copy_field(lang: Lang, label: &str, value: &str) -> Markup {
    html! {
        div.copy {
            input.form-control type="text" readonly value=(value) aria-label=(label);
            button.btn.js-only type="button" data-copy data-done=(texts::COPIED.get(lang)) {
                (icon("copy"))
                span aria-live="polite" { (texts::COPY.get(lang)) }
            }
        }
    }
}
