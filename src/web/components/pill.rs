//! States and tags: short words on a tinted ground.

use maud::{Markup, html};

/// The colour of a state. It never stands alone: the words say the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Grey,
    Blue,
    Green,
    Amber,
    Red,
    Violet,
    Orange,
}

impl Tone {
    /// The class that colours avatars, pills and notices.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Grey => "grey",
            Self::Blue => "blue",
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
            Self::Violet => "violet",
            Self::Orange => "orange",
        }
    }
}

/// A state, with its dot.
pub fn pill(tone: Tone, text: &str) -> Markup {
    html! { span class={ "pill " (tone.class()) } { (text) } }
}

/// One tag of a customer.
pub fn tag(text: &str) -> Markup {
    html! { span.tag { (text) } }
}

/// All tags of a customer.
pub fn tags<T: AsRef<str>>(texts: &[T]) -> Markup {
    html! { span.tags { @for text in texts { (tag(text.as_ref())) } } }
}
