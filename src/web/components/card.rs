//! Cards, and pairs of facts inside them.

use maud::{Markup, Render, html};

/// A card with a padded body. An empty `title` leaves the head out.
pub fn card(title: &str, content: impl Render) -> Markup {
    titled(title, html! {}, html! { div.card-body { (content) } })
}

/// A card with links or buttons at the right of its title.
pub fn card_with(title: &str, actions: impl Render, content: impl Render) -> Markup {
    titled(title, actions, html! { div.card-body { (content) } })
}

/// A card whose content reaches its edges: a table, with a filter bar above and page numbers below.
pub fn flush(content: impl Render) -> Markup {
    html! { section.card { (content) } }
}

/// A card with a title whose content reaches its edges.
pub fn titled(title: &str, actions: impl Render, content: impl Render) -> Markup {
    html! {
        section.card {
            @if !title.is_empty() {
                div.card-head {
                    h2 { (title) }
                    (actions)
                }
            }
            (content)
        }
    }
}

/// What is known of a thing, as label and value.
pub fn facts(pairs: &[(&str, Markup)]) -> Markup {
    html! {
        dl.facts {
            @for (label, value) in pairs {
                dt { (label) }
                dd { (value) }
            }
        }
    }
}
