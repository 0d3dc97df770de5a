//! Nothing there yet: what this is for, and what to do first.

use maud::{Markup, Render, html};

/// `sign` is `icon("…")`; `action` a button or link, or an empty text.
pub fn empty_state(sign: impl Render, title: &str, text: &str, action: impl Render) -> Markup {
    let action = action.render();
    html! {
        div.empty {
            span.sign { (sign) }
            h2 { (title) }
            p { (text) }
            @if !action.0.is_empty() { div.actions { (action) } }
        }
    }
}
