//! Figures at a glance: tiles, bars, meters.

use maud::{Markup, html};

use crate::web::components::{
    icon::icon,
    number::{grouped, percent},
};

/// One figure of a dashboard. `sign` is `icon("…")`.
#[derive(Clone, Debug)]
pub struct Tile<'a> {
    pub sign: Markup,
    pub label: &'a str,
    pub value: &'a str,
    /// Stands small behind the value: `명`, `%`; may be empty.
    pub unit: &'a str,
    pub change: Option<Change<'a>>,
    /// A sparkline, or empty.
    pub spark: Markup,
}

/// How a figure differs from an earlier one.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    pub basis_points: i64,
    /// Fewer is better here: a cost, a loss.
    pub fewer_is_better: bool,
    /// With what it is compared: `지난 30일 대비`.
    pub than: &'a str,
}

pub fn tile(tile: &Tile) -> Markup {
    html! {
        section.card.kpi {
            div.what { (tile.sign) span { (tile.label) } }
            div.row-of {
                div.value { (tile.value) @if !tile.unit.is_empty() { span.unit { (tile.unit) } } }
                (tile.spark)
            }
            @if let Some(change) = &tile.change {
                div.than {
                    (change_pill(change))
                    span { (change.than) }
                }
            }
        }
    }
}

fn change_pill(change: &Change) -> Markup {
    let amount = percent(change.basis_points.abs());
    let good = (change.basis_points > 0) != change.fewer_is_better;
    let class = if good { "pill change green" } else { "pill change red" };
    match change.basis_points {
        0 => html! { span.pill.change { (amount) } },
        1.. => html! { span class=(class) { (icon("arrow-up-right")) span.hidden-text { "+" } (amount) } },
        _ => html! { span class=(class) { (icon("arrow-down-right")) span.hidden-text { "−" } (amount) } },
    }
}

/// One line of a funnel.
#[derive(Clone, Debug)]
pub struct Bar<'a> {
    pub name: &'a str,
    /// Beside the name: `이전 단계의 27%`; may be empty.
    pub detail: &'a str,
    pub value: i64,
    /// Its share of the whole, in basis points: the length of the bar and the figure at the right.
    pub share_bp: i64,
}

/// Bars below each other, each with its share of the first.
pub fn bar_list(bars: &[Bar]) -> Markup {
    html! {
        ol.bars {
            @for entry in bars {
                li {
                    div.line {
                        span { (entry.name) }
                        @if !entry.detail.is_empty() { span.small.muted { (entry.detail) } }
                        b.num { (grouped(entry.value)) }
                        span.share.num { (percent(entry.share_bp)) }
                    }
                    (bar("bar", entry.share_bp))
                }
            }
        }
    }
}

/// A number from 0 to 100 with a small bar: orange below 30, green from 60.
pub fn meter(value: i64) -> Markup {
    let class = match value {
        ..30 => "bar low",
        30..60 => "bar",
        _ => "bar high",
    };
    html! { span.meter { (bar(class, value * 100)) span { (value) } } }
}

/// The length is an SVG attribute, since the content security policy allows no style attributes.
fn bar(class: &str, share_bp: i64) -> Markup {
    html! {
        svg class=(class) viewBox="0 0 10000 14" preserveAspectRatio="none" aria-hidden="true" {
            rect width=(share_bp.clamp(0, 10_000)) height="14" {}
        }
    }
}
