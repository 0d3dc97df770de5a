//! Columns of cards: what stands in which stage.

use maud::{Markup, html};

use crate::web::components::{
    number::grouped,
    pill::{Tone, pill},
};

/// One stage. `cards` is made of [`board_card`]s and may end with an `li` that loads more when it is scrolled to.
#[derive(Clone, Debug)]
pub struct Column<'a> {
    pub title: &'a str,
    pub tone: Tone,
    pub count: i64,
    pub cards: Markup,
    /// What stands there when the column is empty.
    pub empty: &'a str,
}

/// The board scrolls sideways by itself; `name` tells a screen reader what it shows.
pub fn board(name: &str, columns: &[Column]) -> Markup {
    html! {
        div.board role="region" aria-label=(name) tabindex="0" {
            @for column in columns {
                section aria-label=(column.title) {
                    div.board-head { (pill(column.tone, column.title)) span.num.small.muted { (grouped(column.count)) } }
                    @if column.count == 0 { p.small.muted { (column.empty) } }
                    ul { (column.cards) }
                }
            }
        }
    }
}

/// One card: its name leads to it; `content` is one or two short lines, or the form that moves it.
pub fn board_card(href: &str, name: &str, content: impl maud::Render) -> Markup {
    html! {
        li.board-card {
            a.strong href=(href) { (name) }
            (content)
        }
    }
}
