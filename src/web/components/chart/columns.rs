//! Values side by side: histograms, months, before and after.

use maud::{Markup, html};

use crate::web::components::chart::{
    curve::short,
    figure::{COLOURS, Chart, figure},
    frame::Frame,
};

/// Draws up to three series as columns beside each other above each label.
pub fn columns(chart: &Chart) -> Markup {
    let count = chart.labels.len();
    figure(chart, |frame| places(frame, count), |frame, xs| drawing(chart, frame, xs))
}

/// The middle of each label's band.
fn places(frame: Frame, count: usize) -> Vec<f64> {
    let band = band(frame, count);
    (0..).take(count).map(|n: u32| frame.left() + (f64::from(n) + 0.5) * band).collect()
}

fn band(frame: Frame, count: usize) -> f64 {
    frame.width() / f64::from(u32::try_from(count.max(1)).unwrap_or(u32::MAX))
}

fn drawing(chart: &Chart, frame: Frame, xs: &[f64]) -> Markup {
    let groups = f64::from(u32::try_from(chart.series.len().max(1)).unwrap_or(1));
    // A fifth of the band stays free at each side, and no column is broader than a thumb.
    let width = (band(frame, xs.len()) * 0.64 / groups).min(40.0);
    html! {
        @for ((series, colour), n) in chart.series.iter().zip(COLOURS).zip(0_u32..) {
            g class={ "columns " (colour) } {
                @for (x, value) in xs.iter().zip(series.values) {
                    @let y = frame.y(*value);
                    @if y < frame.ground() {
                        path d=(column(x + (f64::from(n) - groups / 2.0) * width, y, width - gap(groups), frame.ground())) {}
                    }
                }
            }
        }
    }
}

/// Columns that stand beside each other keep a little apart.
fn gap(groups: f64) -> f64 {
    if groups > 1.0 { 1.5 } else { 0.0 }
}

/// A column with rounded shoulders that stands flat on the ground.
fn column(left: f64, top: f64, width: f64, ground: f64) -> String {
    let width = width.max(1.0);
    let round = (width / 2.0).min(ground - top).min(4.0);
    let [left, shoulder, flat, ground, round] = [left, top + round, width - 2.0 * round, ground, round].map(short);
    format!("M{left},{ground}V{shoulder}a{round},{round} 0 0 1 {round},-{round}h{flat}a{round},{round} 0 0 1 {round},{round}V{ground}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::lang::Lang,
        web::components::chart::{axis::Unit, figure::Series},
    };

    fn drawn(count: usize, series: &[Series]) -> String {
        let labels: Vec<String> = (0..count).map(|n| format!("{}–{}", n * 10, n * 10 + 9)).collect();
        columns(&Chart { lang: Lang::En, id: "scores", title: "Scores", head: "Score", labels: &labels, series, unit: Unit::Count })
            .into_string()
    }

    #[test]
    fn before_and_after() {
        let (before, after) = (Series { name: "Before", values: &[0, 3, 9] }, Series { name: "After", values: &[1, 12, 2] });
        insta::assert_snapshot!(drawn(3, &[before, after]).replace("><", ">\n<"));
    }

    #[test]
    fn nothing_and_a_single_column() {
        assert!(!drawn(0, &[]).contains("NaN"));
        assert!(!drawn(3, &[Series { name: "None", values: &[0, 0, 0] }]).contains("<path"));
        let one = drawn(1, &[Series { name: "One", values: &[i64::MAX] }]);
        assert!(one.contains("<path") && !one.contains("NaN") && !one.contains("inf"), "{one}");
    }

    #[test]
    fn an_empty_column_is_not_drawn_and_a_low_one_is() {
        let drawn = drawn(2, &[Series { name: "Few", values: &[0, 1_000_000] }]);
        assert_eq!(drawn.matches("<path").count(), 2, "one in each size: {drawn}");
    }
}
