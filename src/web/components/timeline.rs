//! What happened, newest first.

use maud::{Markup, html};

/// One thing that happened. `sign` is `icon("…")`.
#[derive(Clone, Debug)]
pub struct Entry {
    pub sign: Markup,
    pub title: Markup,
    /// May be empty. Line breaks are kept.
    pub detail: Markup,
    /// The time as it is shown.
    pub time: String,
    /// The time as machines read it, RFC 3339.
    pub at: String,
}

pub fn timeline(entries: &[Entry]) -> Markup {
    html! {
        ol.timeline {
            @for entry in entries {
                li {
                    span.sign { (entry.sign) }
                    div.what { (entry.title) }
                    time datetime=(entry.at) { (entry.time) }
                    @if !entry.detail.0.is_empty() { div.detail { (entry.detail) } }
                }
            }
        }
    }
}
