//! Values over time: a smooth line for each series, with a gradient under the first.

use maud::{Markup, html};

use crate::web::components::chart::{
    curve::{self, Point, short},
    figure::{COLOURS, Chart, GAP, figure},
    frame::Frame,
};

/// Draws up to three series over the same days.
pub fn line(chart: &Chart) -> Markup {
    let count = chart.labels.len();
    figure(chart, |frame| places(frame, count), |frame, xs| drawing(chart, frame, xs))
}

/// From the left edge to the right one; a single value stands in the middle.
fn places(frame: Frame, count: usize) -> Vec<f64> {
    let steps = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
    let share = |n: u32| if steps == 0 { 0.5 } else { f64::from(n) / f64::from(steps) };
    (0..).take(count).map(|n| frame.left() + share(n) * frame.width()).collect()
}

fn drawing(chart: &Chart, frame: Frame, xs: &[f64]) -> Markup {
    let gradient = format!("{}-{}", chart.id, frame.size.class);
    let places = |values: &[i64]| xs.iter().zip(values).map(|(x, value)| (*value != GAP).then(|| (*x, frame.y(*value)))).collect();
    let lines: Vec<Vec<Option<Point>>> = chart.series.iter().map(|series| places(series.values)).collect();
    html! {
        @if let Some(first) = lines.first().filter(|points| points.len() > 1) {
            defs { linearGradient id=(gradient) x1="0" y1="0" x2="0" y2="1" { stop.from offset="0" {} stop.to offset="1" {} } }
            path.area d=(pieces(first).map(|piece| curve::area(&piece, frame.ground())).collect::<String>()) fill={ "url(#" (gradient) ")" } {}
        }
        // The first series is drawn last, above the others.
        @for (points, colour) in lines.iter().zip(COLOURS).rev() {
            path class={ "curve " (colour) } d=(pieces(points).map(|piece| curve::path(&piece)).collect::<String>()) data-y=(heights(points)) {}
        }
    }
}

/// A line between its gaps.
fn pieces(points: &[Option<Point>]) -> impl Iterator<Item = Vec<Point>> + '_ {
    points.split(Option::is_none).map(|piece| piece.iter().flatten().copied().collect())
}

/// For the tooltip, which marks each height; a gap has none.
fn heights(points: &[Option<Point>]) -> String {
    points.iter().map(|point| point.map_or_else(|| "-".to_owned(), |(_, y)| short(y))).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::lang::Lang,
        web::components::chart::{axis::Unit, figure::Series},
    };
    use proptest::prelude::*;

    const HOSTILE: &str = "\"><script>alert(1)</script>";

    fn drawn(lang: Lang, title: &str, count: usize, series: &[Series]) -> String {
        let labels: Vec<String> = (1..=count).map(|day| format!("11월 {day}일")).collect();
        line(&Chart { lang, id: "days", title, head: "날짜", labels: &labels, series, unit: Unit::Count }).into_string()
    }

    #[test]
    fn visitors_and_leads_by_day() {
        let visitors = Series { name: "방문자", values: &[1_720, 1_950, 880, 2_080, 2_460, 1_300, 2_700] };
        let leads = Series { name: "리드", values: &[740, 760, 360, 900, 960, 540, 1_020] };
        insta::assert_snapshot!(drawn(Lang::Ko, "방문자와 리드", 7, &[visitors, leads]).replace("><", ">\n<"));
    }

    #[test]
    fn a_single_day_is_a_dot_without_an_area() {
        let one = drawn(Lang::Ko, "하루", 1, &[Series { name: "방문자", values: &[30_000] }]);
        assert!(one.contains("h0\"") && !one.contains("path class=\"area\"") && one.contains(">3.2만<"), "{one}");
    }

    #[test]
    fn a_gap_is_left_open() {
        let page = drawn(Lang::Ko, "시간", 5, &[Series { name: "요청", values: &[1, 2, GAP, 4, 0] }]);
        let curve = page.split("class=\"curve series-1\" d=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a curve");
        assert_eq!(curve.matches('M').count(), 2, "{curve}");
        assert!(page.contains(" - ") && page.contains("<td>–</td>") && page.contains("가장 큰 값은 4"), "{page}");
    }

    #[test]
    fn names_stay_text() {
        let page = drawn(Lang::En, HOSTILE, 2, &[Series { name: HOSTILE, values: &[1, 2] }, Series { name: HOSTILE, values: &[1, 2] }]);
        assert!(!page.contains("<script") && !page.contains(" style="), "{page}");
    }

    proptest! {
        #[test]
        fn every_number_of_a_drawing_is_finite(
            values in proptest::collection::vec(prop_oneof![Just(0), Just(i64::MAX), Just(-5), any::<i64>(), 0..500_i64], 0..120),
            english in any::<bool>(),
        ) {
            let lang = if english { Lang::En } else { Lang::Ko };
            let page = drawn(lang, "Days", values.len(), &[Series { name: "a", values: &values }]);
            prop_assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
            for path in page.split(" d=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                for number in path.split(|c: char| !"0123456789.-".contains(c)).filter(|number| !number.is_empty()) {
                    let number: f64 = number.parse().expect("a number");
                    prop_assert!((-1.0..=721.0).contains(&number), "{number} in {path}");
                }
            }
        }
    }
}
