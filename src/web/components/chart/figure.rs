//! What surrounds a drawing: the legend, both sizes, and the numbers as a table.

use maud::{Markup, html};

use crate::{
    base::lang::Lang,
    web::{
        components::chart::{
            axis::Unit,
            curve::short,
            frame::{Frame, SLIM, WIDE},
        },
        texts,
    },
};

/// Numbers to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    pub lang: Lang,
    /// Unlike that of any other chart of the page: letters, digits and hyphens.
    pub id: &'a str,
    /// Read out, and the table's caption.
    pub title: &'a str,
    /// What the labels are, above their column of the table: `날짜`.
    pub head: &'a str,
    /// One for each value: `11월 7일`.
    pub labels: &'a [String],
    /// Up to three; the first is the one that matters.
    pub series: &'a [Series<'a>],
    pub unit: Unit,
}

/// One row of numbers, as long as the labels.
#[derive(Clone, Copy, Debug)]
pub struct Series<'a> {
    pub name: &'a str,
    pub values: &'a [i64],
}

/// A place where nothing was measured, which is not zero: the line stops there, and the table has a dash.
pub const GAP: i64 = i64::MIN;

/// The colours' classes, in the order of the series.
pub const COLOURS: [&str; 3] = ["series-1", "series-2", "series-3"];

/// A chart in its two sizes. `draw` makes the inside of a drawing; `xs` tells where its labels stand.
pub fn figure(chart: &Chart, xs: impl Fn(Frame) -> Vec<f64>, draw: impl Fn(Frame, &[f64]) -> Markup) -> Markup {
    html! {
        figure.graph {
            @if chart.series.len() > 1 { (legend(chart.series)) }
            @for size in [WIDE, SLIM] {
                @let frame = Frame::of(chart, size);
                @let xs = xs(frame);
                svg class=(size.class) role="img" aria-label=(chart.title) viewBox={ "0 0 " (size.width) " " (size.height) }
                    data-x=(xs.iter().map(|x| short(*x)).collect::<Vec<_>>().join(" ")) {
                    desc { (summary(chart)) }
                    (frame.grid(chart))
                    (frame.names(chart, &xs))
                    (draw(frame, &xs))
                }
            }
            (numbers(chart))
        }
    }
}

/// What each colour stands for.
fn legend(series: &[Series]) -> Markup {
    html! {
        ul.legend aria-hidden="true" {
            @for (series, colour) in series.iter().zip(COLOURS) { li class=(colour) { (series.name) } }
        }
    }
}

/// The chart in a sentence; the table has every number.
fn summary(chart: &Chart) -> String {
    let (Some(first), Some(last)) = (chart.labels.first(), chart.labels.last()) else {
        return texts::NO_NUMBERS.get(chart.lang).to_owned();
    };
    let names: Vec<&str> = chart.series.iter().map(|series| series.name).collect();
    let most = chart.series.iter().flat_map(|series| series.values).copied().filter(|value| *value != GAP).max().unwrap_or(0);
    let said = texts::CHART_SUMMARY.with(&[
        ("names", &names.join(", ")),
        ("first", first),
        ("last", last),
        ("most", &chart.unit.full(most, chart.lang)),
    ]);
    said.get(chart.lang).to_owned()
}

fn numbers(chart: &Chart) -> Markup {
    html! {
        div.hidden-text {
            table {
                caption { (chart.title) }
                thead { tr { th scope="col" { (chart.head) } @for series in chart.series { th scope="col" { (series.name) } } } }
                tbody {
                    @for (n, label) in chart.labels.iter().enumerate() {
                        tr {
                            th scope="row" { (label) }
                            @for series in chart.series { td { (told(chart, series.values.get(n).copied().unwrap_or(0))) } }
                        }
                    }
                }
            }
        }
    }
}

fn told(chart: &Chart, value: i64) -> String {
    if value == GAP { "–".to_owned() } else { chart.unit.full(value, chart.lang) }
}
