//! A smooth line through points that never overshoots them: the monotone cubic interpolation of Fritsch and Carlson (1980),
//! with the slopes of Steffen (1990).

use std::fmt::Write as _;

/// A point in the units of the drawing; y grows downwards.
pub type Point = (f64, f64);

/// The path through the points, whose x must grow. Empty without points; a single point is a line of no length, which round
/// ends make a dot.
pub fn path(points: &[Point]) -> String {
    let mut path = String::with_capacity(points.len() * 36);
    let Some((first, rest)) = points.split_first() else { return path };
    // Writing to a string can't fail.
    let _ = write!(path, "M{},{}", short(first.0), short(first.1));
    if rest.is_empty() {
        path.push_str("h0");
    }
    let slopes = slopes(points);
    for (pair, slope) in points.windows(2).zip(slopes.windows(2)) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let third = (x1 - x0) / 3.0;
        let (cx0, cy0, cx1, cy1) = (x0 + third, y0 + third * slope[0], x1 - third, y1 - third * slope[1]);
        let _ = write!(path, "C{},{} {},{} {},{}", short(cx0), short(cy0), short(cx1), short(cy1), short(x1), short(y1));
    }
    path
}

/// The same closed down to the ground line.
pub fn area(points: &[Point], ground: f64) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    format!("{}L{},{} {},{}Z", path(points), short(last.0), short(ground), short(first.0), short(ground))
}

/// A coordinate to a tenth, which is finer than a screen shows.
pub fn short(coordinate: f64) -> String {
    let text = format!("{coordinate:.1}");
    match text.strip_suffix(".0") {
        Some("-0") => "0".to_owned(),
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// The slope of the curve in each point.
fn slopes(points: &[Point]) -> Vec<f64> {
    let secants: Vec<(f64, f64)> = points.windows(2).map(|pair| (pair[1].0 - pair[0].0, rise(pair[0], pair[1]))).collect();
    let (Some(first), Some(last)) = (secants.first(), secants.last()) else { return vec![0.0; points.len()] };
    let inner: Vec<f64> = secants.windows(2).map(|pair| inner_slope(pair[0], pair[1])).collect();
    let end = |secant: f64, beside: Option<&f64>| beside.map_or(secant, |slope| (3.0 * secant - slope) / 2.0);
    let start = end(first.1, inner.first());
    let finish = end(last.1, inner.last());
    std::iter::once(start).chain(inner).chain(std::iter::once(finish)).collect()
}

fn rise(from: Point, to: Point) -> f64 {
    let width = to.0 - from.0;
    if width > 0.0 { (to.1 - from.1) / width } else { 0.0 }
}

/// Flat in a peak or a valley, and never steeper than twice the gentler side: that is what keeps the curve between its points.
fn inner_slope((width0, rise0): (f64, f64), (width1, rise1): (f64, f64)) -> f64 {
    if rise0 * rise1 <= 0.0 || width0 + width1 <= 0.0 {
        return 0.0;
    }
    let weighted = (rise0 * width1 + rise1 * width0) / (width0 + width1);
    let gentlest = rise0.abs().min(rise1.abs()).min(weighted.abs() / 2.0);
    2.0 * gentlest * rise0.signum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn few_points_make_a_path_too() {
        assert_eq!((path(&[]), area(&[], 10.0)), (String::new(), String::new()));
        assert_eq!(path(&[(3.0, 4.26)]), "M3,4.3h0");
        assert_eq!(path(&[(0.0, 0.0), (3.0, 3.0)]), "M0,0C1,1 2,2 3,3");
        assert_eq!(area(&[(0.0, 0.0), (3.0, 3.0)], 9.0), "M0,0C1,1 2,2 3,3L3,9 0,9Z");
    }

    #[test]
    fn a_flat_line_stays_flat() {
        assert_eq!(path(&[(0.0, 5.0), (3.0, 5.0), (6.0, 5.0)]), "M0,5C1,5 2,5 3,5C4,5 5,5 6,5");
    }

    proptest! {
        #[test]
        fn a_path_is_finite_and_stays_between_its_points(heights in proptest::collection::vec(-1.0e6..1.0e6_f64, 2..60)) {
            let points: Vec<Point> = heights.iter().enumerate().map(|(x, y)| (f64::from(u32::try_from(x).expect("few")) * 7.5, *y)).collect();
            let path = path(&points);
            prop_assert!(!path.contains("NaN") && !path.contains("inf"), "{path}");
            for ((pair, slope), n) in points.windows(2).zip(slopes(&points).windows(2)).zip(0..) {
                let inner = n > 0 && n + 2 < points.len();
                let (low, high) = (pair[0].1.min(pair[1].1), pair[0].1.max(pair[1].1));
                for t in [0.1, 0.25, 0.5, 0.75, 0.9] {
                    let y = bezier([pair[0].1, pair[0].1 + 2.5 * slope[0], pair[1].1 - 2.5 * slope[1], pair[1].1], t);
                    prop_assert!(!inner || (low - 1e-6..=high + 1e-6).contains(&y), "{y} between {low} and {high}");
                }
            }
        }
    }

    fn bezier(ys: [f64; 4], t: f64) -> f64 {
        let s = 1.0 - t;
        s * s * s * ys[0] + 3.0 * s * s * t * ys[1] + 3.0 * s * t * t * ys[2] + t * t * t * ys[3]
    }
}
