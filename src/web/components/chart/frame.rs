//! Where things stand in a drawing: the plot inside its margins, and the scale at its left.

use maud::{Markup, html};

use crate::web::components::chart::{axis, curve::short, figure::Chart};

/// One of the two sizes a chart is drawn in.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub class: &'static str,
    pub width: i32,
    pub height: i32,
    /// Room for the scale's numbers.
    left: i32,
    /// Names below the ground line at most.
    names: usize,
}

/// For cards from 480 pixels on.
pub const WIDE: Size = Size { class: "graph-wide", width: 720, height: 316, left: 52, names: 6 };
/// For narrower ones.
pub const SLIM: Size = Size { class: "graph-slim", width: 340, height: 230, left: 48, names: 4 };

const TOP: i32 = 10;
const RIGHT: i32 = 10;
const BELOW: i32 = 28;

/// A plot with its scale, ready to place values in.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub size: Size,
    ticks: [i64; 5],
}

impl Frame {
    pub fn of(chart: &Chart, size: Size) -> Self {
        let most = chart.series.iter().flat_map(|series| series.values).copied().max().unwrap_or(0);
        Self { size, ticks: axis::ticks(most, chart.unit) }
    }

    pub fn left(self) -> f64 {
        f64::from(self.size.left)
    }

    pub fn width(self) -> f64 {
        f64::from(self.size.width - self.size.left - RIGHT)
    }

    /// The y of the ground line.
    pub fn ground(self) -> f64 {
        f64::from(self.size.height - BELOW)
    }

    /// The y of a value. What lies below zero stands on the ground line.
    pub fn y(self, value: i64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a screen has fewer than 2^52 pixels")]
        let share = value.max(0) as f64 / self.ticks[4] as f64;
        self.ground() - share * (self.ground() - f64::from(TOP))
    }

    /// The dashed lines with their numbers, and the solid one at zero.
    pub fn grid(self, chart: &Chart) -> Markup {
        let (from, to) = (short(self.left()), short(self.left() + self.width()));
        html! {
            g.grid-lines {
                @for (n, tick) in self.ticks.into_iter().enumerate() {
                    @let y = short(self.y(tick));
                    line class=[(n == 0).then_some("ground")] x1=(from) x2=(to) y1=(y) y2=(y) {}
                }
            }
            g.scale {
                @for tick in self.ticks {
                    text x=(short(self.left() - 8.0)) y=(short(self.y(tick) + 4.0)) { (chart.unit.short(tick, chart.lang)) }
                }
            }
        }
    }

    /// The labels below, as many as fit, counted from the last one, which always stands there. `xs` are their places.
    pub fn names(self, chart: &Chart, xs: &[f64]) -> Markup {
        let count = chart.labels.len();
        let stride = count.div_ceil(self.size.names).max(1);
        let (end, edge) = (self.left() + self.width(), f64::from(self.size.width));
        let y = self.size.height - 6;
        // The last name is pushed inside; one beside it that it would touch is left out.
        let free_until = match (xs.last(), chart.labels.last()) {
            (Some(x), Some(label)) if at_edge(*x, end, count) => edge - width_of(label) - 6.0,
            _ => f64::INFINITY,
        };
        html! {
            g.names {
                @for (n, (label, x)) in chart.labels.iter().zip(xs).enumerate() {
                    @if (count - 1 - n).is_multiple_of(stride) {
                        @let at_edge = at_edge(*x, end, count);
                        @if at_edge || x + width_of(label) / 2.0 <= free_until {
                        text x=(short(if at_edge { edge } else { *x })) y=(y) text-anchor=(if at_edge { "end" } else { "middle" }) { (label) }
                        }
                    }
                }
            }
        }
    }
}

/// A name in the middle of the last point would be cut off at the edge.
fn at_edge(x: f64, end: f64, count: usize) -> bool {
    x > end - 12.0 && count > 1
}

/// About how wide a name is in the size that the style sheet gives it.
fn width_of(label: &str) -> f64 {
    label.chars().map(|character| if character.is_ascii() { 6.4 } else { 11.0 }).sum()
}
