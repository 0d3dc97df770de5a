//! The bar above a list: a search and choices, all of them in the address, so that a filtered list can be shared.

use maud::{Markup, Render, html};

use crate::{
    base::{form::RawForm, lang::Lang},
    web::{
        components::{
            button::{self, Kind},
            icon::icon,
        },
        texts,
    },
};

/// A GET form around searches and choices. With scripts a choice applies itself; the button does it without.
pub fn filter_bar(lang: Lang, path: &str, content: impl Render) -> Markup {
    html! {
        form.filters method="get" action=(path) aria-label=(texts::FILTER.get(lang)) data-auto {
            (content)
            (button::submit(Kind::Plain, html! { (icon("filter")) (texts::APPLY.get(lang)) }))
        }
    }
}

/// Keeps what stands in the list's address and has no field in the bar: its order, and filters that a link has set.
pub fn kept(query: &RawForm, names: &[&str]) -> Markup {
    html! {
        @for name in names {
            @if let Some(value) = query.filled(name) { input type="hidden" name=(name) value=(value); }
        }
    }
}

/// The search of a list; its placeholder says what it looks through.
pub fn search(name: &str, value: &str, placeholder: &str) -> Markup {
    html! {
        div.search {
            (icon("search"))
            input.form-control type="search" name=(name) value=(value) placeholder=(placeholder) aria-label=(placeholder);
        }
    }
}

/// One choice. The first option is the one that filters nothing: `("", "모든 상태")`.
pub fn choice(name: &str, label: &str, options: &[(&str, &str)], chosen: &str) -> Markup {
    html! {
        select.form-select name=(name) aria-label=(label) {
            @for (value, text) in options {
                option value=(value) selected[*value == chosen] { (text) }
            }
        }
    }
}
