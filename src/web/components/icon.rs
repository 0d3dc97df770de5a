//! Icons from the sprite.

use std::sync::LazyLock;

use maud::{Markup, html};

use crate::assets;

static SPRITE: LazyLock<String> = LazyLock::new(|| assets::url("icons.svg"));

/// An outline icon of Tabler by its name. It is decoration: the text beside it, or an `aria-label`, says what it means.
pub fn icon(name: &'static str) -> Markup {
    html! { svg.ic aria-hidden="true" { use href={ (*SPRITE) "#" (name) } {} } }
}
