//! Ways to look at one thing: tabs below a heading, and a small segmented choice in a card's head.

use maud::{Markup, html};

use crate::web::components::number::grouped;

/// One tab: a link of its own, so that it can be shared.
#[derive(Clone, Debug)]
pub struct Tab<'a> {
    pub href: &'a str,
    pub label: &'a str,
    pub current: bool,
    /// How many there are behind it, where that is known.
    pub count: Option<i64>,
}

/// Tabs; `name` tells a screen reader what they choose.
pub fn tabs(name: &str, tabs: &[Tab]) -> Markup {
    links("tabs", name, tabs)
}

/// The same as a segmented control.
pub fn segmented(name: &str, tabs: &[Tab]) -> Markup {
    links("segmented", name, tabs)
}

fn links(class: &str, name: &str, tabs: &[Tab]) -> Markup {
    html! {
        nav class=(class) aria-label=(name) {
            @for tab in tabs {
                a href=(tab.href) aria-current=[tab.current.then_some("page")] {
                    (tab.label)
                    @if let Some(count) = tab.count { " " span.num.muted { (grouped(count)) } }
                }
            }
        }
    }
}
