//! Buttons and links that look like them.

use maud::{Markup, html};

/// How much a button asks for attention. A page has one primary button at most.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    Primary,
    #[default]
    Plain,
    /// Destroys something: stands inside a `confirm` only.
    Danger,
    /// Text only, until pointed at.
    Quiet,
    /// Plain and small, for the heads of cards.
    Small,
}

impl Kind {
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Primary => "btn btn-primary",
            Self::Plain => "btn",
            Self::Danger => "btn btn-danger",
            Self::Quiet => "btn btn-quiet",
            Self::Small => "btn btn-small",
        }
    }
}

/// Submits the form it stands in. `content` is a text, or an icon and a text in `html!`.
pub fn submit(kind: Kind, content: impl maud::Render) -> Markup {
    html! { button type="submit" class=(kind.class()) { (content) } }
}

/// Submits the form it stands in and says which button it was.
pub fn submit_as(kind: Kind, name: &str, value: &str, content: impl maud::Render) -> Markup {
    html! { button type="submit" name=(name) value=(value) class=(kind.class()) { (content) } }
}

/// A link that looks like a button: for going somewhere, never for changing something.
pub fn link(kind: Kind, href: &str, content: impl maud::Render) -> Markup {
    html! { a href=(href) class=(kind.class()) { (content) } }
}

/// A form of one button: a change that needs no fields.
pub fn action(kind: Kind, post_to: &str, form_token: &str, content: impl maud::Render) -> Markup {
    html! {
        form method="post" action=(post_to) {
            (token(form_token))
            (submit(kind, content))
        }
    }
}

/// The proof that a form came from our own page; every POST form holds one.
pub fn token(form_token: &str) -> Markup {
    html! { input type="hidden" name="form_token" value=(form_token); }
}
