//! The head of a page: where one is, what it is called, what can be done.

use maud::{Markup, Render, html};

use crate::web::components::icon::icon;

/// Heading, subtitle (may be empty) and the page's buttons.
pub fn page_head(title: &str, subtitle: impl Render, actions: impl Render) -> Markup {
    head(html! {}, title, subtitle, actions)
}

/// The head of a page below another one, with the way back: `(address, name)`.
pub fn page_head_below(back: (&str, &str), title: &str, subtitle: impl Render, actions: impl Render) -> Markup {
    head(html! { a.crumb href=(back.0) { (icon("arrow-left")) (back.1) } }, title, subtitle, actions)
}

fn head(crumb: impl Render, title: &str, subtitle: impl Render, actions: impl Render) -> Markup {
    let (subtitle, actions) = (subtitle.render(), actions.render());
    html! {
        header.page-head {
            div {
                (crumb)
                h1 { (title) }
                @if !subtitle.0.is_empty() { p { (subtitle) } }
            }
            @if !actions.0.is_empty() { div.actions { (actions) } }
        }
    }
}
