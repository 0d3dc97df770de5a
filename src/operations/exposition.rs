//! The text format that Prometheus reads, version 0.0.4
//! (<https://github.com/prometheus/docs/blob/main/docs/instrumenting/exposition_formats.md>): families with their help and type, a
//! line for each sample, labels escaped.

use std::fmt::{Display, Write as _};

use crate::base::latency::Spread;

/// The media type that goes with the text.
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The buckets that are told, in microseconds: bounds of [`crate::base::latency`] each, so the counts are exact.
const BUCKETS_US: [u64; 14] =
    [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000];

/// What a family's samples mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Only grows, until the process starts anew.
    Counter,
    Gauge,
    Histogram,
}

/// A text in the making.
#[derive(Debug, Default)]
pub struct Exposition {
    text: String,
    family: &'static str,
}

/// Names with their values.
pub type Labels<'a> = &'a [(&'a str, &'a str)];

impl Exposition {
    /// Begins a family: its samples follow, and none of another one. `name` is letters, digits and `_`; `help` one line.
    pub fn family(&mut self, name: &'static str, kind: Kind, help: &str) -> &mut Self {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        self.family = name;
        let help = help.replace('\\', "\\\\").replace('\n', "\\n");
        // Writing to a string can't fail.
        let _ = write!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
        self
    }

    /// One sample of the family.
    pub fn sample(&mut self, labels: Labels, value: impl Display) -> &mut Self {
        self.line("", labels, None, value);
        self
    }

    /// One histogram of the family, in seconds.
    pub fn histogram(&mut self, labels: Labels, spread: &Spread) -> &mut Self {
        for bound in BUCKETS_US {
            self.line("_bucket", labels, Some(&seconds(bound)), spread.at_most(bound));
        }
        self.line("_bucket", labels, Some("+Inf"), spread.count());
        self.line("_sum", labels, None, seconds(spread.sum_us));
        self.line("_count", labels, None, spread.count());
        self
    }

    /// The finished text.
    pub fn finish(self) -> String {
        self.text
    }

    fn line(&mut self, ending: &str, labels: Labels, up_to: Option<&str>, value: impl Display) {
        let _ = write!(self.text, "{}{ending}", self.family);
        let labels = labels.iter().copied().chain(up_to.map(|bound| ("le", bound)));
        for (n, (name, value)) in labels.clone().enumerate() {
            let _ = write!(self.text, "{}{name}=\"{}\"", if n == 0 { '{' } else { ',' }, escaped(value));
        }
        if labels.count() > 0 {
            self.text.push('}');
        }
        let _ = writeln!(self.text, " {value}");
    }
}

/// Microseconds as seconds, exactly.
pub fn seconds(us: u64) -> String {
    let text = format!("{}.{:06}", us / 1_000_000, us % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::base::latency::Latencies;

    #[test]
    fn families_are_told_as_the_format_asks() {
        let mut text = Exposition::default();
        text.family("a_total", Kind::Counter, "Back\\slash\nand line.").sample(&[], 7).sample(&[("door", "x"), ("route", "/p/{a}")], 1.5);
        assert_eq!(
            text.finish(),
            "# HELP a_total Back\\\\slash\\nand line.\n# TYPE a_total counter\na_total 7\na_total{door=\"x\",route=\"/p/{a}\"} 1.5\n"
        );
    }

    #[test]
    fn a_histogram_adds_its_buckets_up() {
        let latencies = Latencies::default();
        for us in [400, 900, 1_000, 700_000, 60_000_000] {
            latencies.record(Duration::from_micros(us));
        }
        let mut text = Exposition::default();
        text.family("t_seconds", Kind::Histogram, "Time.").histogram(&[("m", "GET")], &latencies.spread());
        let text = text.finish();
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert_eq!(lines[0], "t_seconds_bucket{m=\"GET\",le=\"0.0005\"} 1");
        assert_eq!(lines[1], "t_seconds_bucket{m=\"GET\",le=\"0.001\"} 3");
        assert_eq!(lines[13], "t_seconds_bucket{m=\"GET\",le=\"10\"} 4");
        assert_eq!(
            lines[14..],
            ["t_seconds_bucket{m=\"GET\",le=\"+Inf\"} 5", "t_seconds_sum{m=\"GET\"} 60.7023", "t_seconds_count{m=\"GET\"} 5"]
        );
    }

    #[test]
    fn seconds_are_exact() {
        assert_eq!([0, 1, 500, 1_000_000, 2_500_000].map(seconds), ["0", "0.000001", "0.0005", "1", "2.5"]);
    }

    proptest! {
        #[test]
        fn no_value_leaves_its_quotes(value in ".*\\PC*[\"\\\\\n]?") {
            let mut text = Exposition::default();
            text.family("a", Kind::Gauge, "b").sample(&[("l", &value)], 1);
            let text = text.finish();
            let line = text.lines().nth(2).expect("a sample");
            let inner = line.strip_prefix("a{l=\"").and_then(|rest| rest.strip_suffix("\"} 1")).expect("quoted");
            let mut characters = inner.chars();
            let mut read = String::new();
            while let Some(character) = characters.next() {
                prop_assert!(character != '"' && character != '\n');
                read.push(match character {
                    '\\' => match characters.next() { Some('n') => '\n', Some(other) => other, None => return Err(TestCaseError::fail("open escape")) },
                    other => other,
                });
            }
            prop_assert_eq!(read, value);
        }
    }
}
