//! The two ways to look at conversions.

use maud::Markup;

use crate::{
    base::lang::Lang,
    conversions::texts,
    web::components::tabs::{Tab, tabs as drawn},
};

/// `path` is that of the list.
pub fn tabs(lang: Lang, path: &str, monthly: bool) -> Markup {
    let months = format!("{path}/monthly");
    let tab = |href, label: crate::base::lang::Text, current| Tab { href, label: label.get(lang), current, count: None };
    drawn(texts::VIEWS.get(lang), &[tab(path, texts::LIST_TAB, !monthly), tab(&months, texts::MONTHLY_TAB, monthly)])
}
