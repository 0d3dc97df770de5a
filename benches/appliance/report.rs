//! The table: printed, and written as Markdown and JSON with what it was measured on.

use std::{fmt::Write as _, fs, path::Path, process::Command};

use serde_json::{Value, json};

/// What a figure should be.
#[derive(Clone, Copy)]
pub enum Expected {
    AtLeast(f64),
    AtMost(f64),
    Nothing,
}

/// One line of the table.
pub struct Figure {
    /// As `BENCH_ONLY` names it.
    pub key: &'static str,
    pub name: String,
    pub unit: &'static str,
    /// One of each run.
    pub values: Vec<f64>,
    pub expected: Expected,
    /// What the reference stack does: best of one and two processes, on the same two cores.
    pub reference: Option<f64>,
    /// Milliseconds of the server's processor time for each request, one of each run; empty where nothing is asked.
    pub cpu_ms: Vec<f64>,
    pub reference_cpu_ms: Option<f64>,
    pub note: String,
}

impl Figure {
    pub fn value(&self) -> f64 {
        median(&self.values)
    }

    /// How many times better than the reference stack; absent where that has no such figure.
    fn ratio(&self) -> Option<f64> {
        let (reference, value) = (self.reference?, self.value());
        Some(if matches!(self.expected, Expected::AtMost(_)) { reference / value } else { value / reference })
    }

    fn holds(&self) -> Option<bool> {
        match self.expected {
            Expected::AtLeast(least) => Some(self.value() >= least),
            Expected::AtMost(most) => Some(self.value() <= most),
            Expected::Nothing => None,
        }
    }
}

pub fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Three significant figures are what a shared machine can tell.
fn short(value: f64) -> String {
    match value.abs() {
        at if at >= 100.0 => format!("{value:.0}"),
        at if at >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// The Markdown table of all figures.
pub fn markdown(figures: &[Figure], about: &Value) -> String {
    let mut text = "# Measured\n\n".to_owned();
    for (name, value) in about.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        writeln!(text, "- {name}: {value}").ok();
    }
    text += "\nMedians; in brackets the lowest and the highest run. The ratio is how many times better than the reference stack.\n\n";
    text += "| figure | measured | expected | | reference | ratio | CPU ms a request | reference | command |\n|---|---:|---:|---|---:|---:|---:|---:|---|\n";
    for figure in figures {
        let (least, most) = figure.values.iter().fold((f64::MAX, f64::MIN), |(least, most), value| (least.min(*value), most.max(*value)));
        let spread = if figure.values.len() > 1 { format!(" ({}–{})", short(least), short(most)) } else { String::new() };
        let expected = match figure.expected {
            Expected::AtLeast(least) => format!("≥ {}", short(least)),
            Expected::AtMost(most) => format!("≤ {}", short(most)),
            Expected::Nothing => String::new(),
        };
        let verdict = match figure.holds() {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        let optional = |value: Option<f64>| value.map(short).unwrap_or_default();
        let cpu = (!figure.cpu_ms.is_empty()).then(|| median(&figure.cpu_ms));
        writeln!(
            text,
            "| {}{} | {} {}{spread} | {expected} | {verdict} | {} | {} | {} | {} | `BENCH_ONLY={} make bench` |",
            figure.name,
            if figure.note.is_empty() { String::new() } else { format!("<br>{}", figure.note) },
            short(figure.value()),
            figure.unit,
            optional(figure.reference),
            figure.ratio().map(|ratio| format!("{}×", short(ratio))).unwrap_or_default(),
            optional(cpu),
            optional(figure.reference_cpu_ms),
            figure.key,
        )
        .ok();
    }
    text
}

fn as_json(figures: &[Figure], about: &Value) -> Value {
    let of = |figure: &Figure| {
        let expected = match figure.expected {
            Expected::AtLeast(least) => json!({ "at_least": least }),
            Expected::AtMost(most) => json!({ "at_most": most }),
            Expected::Nothing => Value::Null,
        };
        json!({
            "key": figure.key, "name": figure.name, "unit": figure.unit, "value": figure.value(), "runs": figure.values,
            "expected": expected, "holds": figure.holds(), "reference": figure.reference, "ratio": figure.ratio(),
            "cpu_ms": (!figure.cpu_ms.is_empty()).then(|| median(&figure.cpu_ms)), "reference_cpu_ms": figure.reference_cpu_ms,
            "note": figure.note,
        })
    };
    json!({ "about": about, "figures": figures.iter().map(of).collect::<Vec<_>>() })
}

/// Prints the table and writes it to `target/bench/<name>.md` and `.json`.
#[expect(clippy::print_stdout, reason = "the table is what it is for")]
pub fn publish(name: &str, figures: &[Figure], about: &Value) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    fs::create_dir_all(&folder).unwrap();
    let text = markdown(figures, about);
    fs::write(folder.join(format!("{name}.md")), &text).unwrap();
    fs::write(folder.join(format!("{name}.json")), format!("{:#}\n", as_json(figures, about))).unwrap();
    println!("{text}\nwritten to target/bench/{name}.md and .json");
}

/// The machine, the versions and the data set.
pub fn about(binary: &Path, scale: f64, syncs: f64) -> Value {
    let said = |program: &str, words: &[&str]| {
        let output = Command::new(program).args(words).output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned())
    };
    let file = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpu = file("/proc/cpuinfo")
        .lines()
        .find_map(|line| Some(line.strip_prefix("model name")?.trim_start_matches([' ', '\t', ':']).to_owned()));
    let commit = said("git", &["-C", env!("CARGO_MANIFEST_DIR"), "rev-parse", "--short=12", "HEAD"]);
    let changed = said("git", &["-C", env!("CARGO_MANIFEST_DIR"), "status", "--porcelain", "--untracked-files=no"]).is_some();
    json!({
        "binary": said(&binary.display().to_string(), &["--version"]),
        "commit": commit.map(|commit| if changed { format!("{commit}, changed") } else { commit }),
        "compiler": said("rustc", &["--version"]),
        "kernel": said("uname", &["-sr"]),
        "machine": format!("{}, {} cores", cpu.unwrap_or_else(|| "unknown".into()), std::thread::available_parallelism().map_or(1, usize::from)),
        "memory": file("/proc/meminfo").lines().next().map(|line| line.trim_start_matches("MemTotal:").trim().to_owned()),
        "load average before": file("/proc/loadavg").trim(),
        "disk": format!("{syncs:.0} fdatasync/s of 4 KB, one after another"),
        "data set": format!("dangol demo --scale {scale}"),
        "clients": crate::CLIENTS,
    })
}
