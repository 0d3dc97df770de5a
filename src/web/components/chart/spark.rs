//! A small line beside a figure, which shows its shape and no numbers.

use maud::{Markup, html};

use crate::web::components::chart::curve::{self, Point, short};

const WIDTH: u32 = 92;
const HEIGHT: f64 = 34.0;
/// Room for the dot at the end.
const MARGIN: f64 = 4.0;

/// The values from their lowest to their highest; nothing without values. A screen reader is spared it: the figure beside it says
/// what matters.
pub fn sparkline(values: &[i64]) -> Markup {
    let points = points(values);
    html! {
        @if let Some((x, y)) = points.last() {
            svg.spark viewBox={ "0 0 " (WIDTH) " " (short(HEIGHT)) } aria-hidden="true" {
                path d=(curve::path(&points)) {}
                circle cx=(short(*x)) cy=(short(*y)) r="2.5" {}
            }
        }
    }
}

fn points(values: &[i64]) -> Vec<Point> {
    let (low, high) = (values.iter().min().copied().unwrap_or(0), values.iter().max().copied().unwrap_or(0));
    let steps = u32::try_from(values.len().saturating_sub(1)).unwrap_or(u32::MAX).max(1);
    let width = f64::from(WIDTH) - 2.0 * MARGIN;
    let place = |(n, value): (u32, &i64)| {
        (MARGIN + width * f64::from(n) / f64::from(steps), HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * share(*value, low, high))
    };
    (0..).zip(values).map(place).collect()
}

/// How far up a value stands; in the middle where all are alike.
#[expect(clippy::cast_precision_loss, reason = "a screen has fewer than 2^52 pixels")]
fn share(value: i64, low: i64, high: i64) -> f64 {
    if low == high { 0.5 } else { (value as f64 - low as f64) / (high as f64 - low as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_week() {
        insta::assert_snapshot!(sparkline(&[3, 5, 4, 8, 2, 6, 9]).into_string());
    }

    #[test]
    fn nothing_one_and_alike() {
        assert_eq!(sparkline(&[]).into_string(), "");
        assert!(sparkline(&[7]).into_string().contains("M4,17h0"));
        assert!(sparkline(&[0, 0, 0]).into_string().contains(",17 88,17\""));
    }

    proptest! {
        #[test]
        fn every_point_lies_inside(values in proptest::collection::vec(any::<i64>(), 0..100)) {
            for (x, y) in points(&values) {
                prop_assert!((0.0..=92.0).contains(&x) && (0.0..=34.0).contains(&y), "{x}, {y}");
            }
        }
    }
}
