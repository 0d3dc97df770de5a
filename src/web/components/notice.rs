//! What just happened, or what must be known before going on.

use maud::{Markup, Render, html};

use crate::web::components::{icon::icon, pill::Tone};

/// A line above the content. Red is read out at once by a screen reader, the others when it pauses.
pub fn notice(tone: Tone, content: impl Render) -> Markup {
    let sign = match tone {
        Tone::Green => icon("circle-check"),
        Tone::Red | Tone::Amber | Tone::Orange => icon("alert-triangle"),
        Tone::Blue | Tone::Grey | Tone::Violet => icon("info-circle"),
    };
    html! {
        div class={ "notice " (tone.class()) } role=(if tone == Tone::Red { "alert" } else { "status" }) {
            (sign)
            div { (content) }
        }
    }
}
