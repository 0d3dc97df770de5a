//! A line of the log: what happened, when, how grave it is, and its facts. On disk and on standard error it is one JSON object.

use std::fmt::Write as _;

use serde_json::Value;

use crate::base::{redact, time::Timestamp};

/// How grave a line is, the gravest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Severity {
    pub const ALL: [Self; 5] = [Self::Error, Self::Warn, Self::Info, Self::Debug, Self::Trace];

    /// As it is written in a line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::Warn => "WARN",
            Self::Info => "INFO",
            Self::Debug => "DEBUG",
            Self::Trace => "TRACE",
        }
    }

    /// The severity of a name, in letters of any size.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.name().eq_ignore_ascii_case(name))
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    pub at: Timestamp,
    pub severity: Severity,
    /// The part of the program it comes from: `dangol::db::checkpoint`.
    pub target: String,
    pub message: String,
    /// In the order in which they were given; `account.slug` and `request_id` are looked for by the viewer.
    pub fields: Vec<(String, Value)>,
}

/// Keys of the JSON object that are no fields.
const AT: &str = "timestamp";
const SEVERITY: &str = "level";
const MESSAGE: &str = "message";
const TARGET: &str = "target";
const OWN: [&str; 4] = [AT, SEVERITY, MESSAGE, TARGET];

/// What a line may hold at most.
const FIELDS: usize = 32;
const TEXT_BYTES: usize = 4_000;
/// All texts together. Escaped they take six times as much at worst, which is less than what is read of a file at once.
const TEXTS_BYTES: usize = 8_000;

impl Line {
    pub fn new(at: Timestamp, severity: Severity, target: &str) -> Self {
        Self { at, severity, target: target.to_owned(), message: String::new(), fields: Vec::new() }
    }

    /// Adds a fact, without what has the look of personal data or of a secret.
    pub fn add(&mut self, name: &str, mut value: Value) {
        redact::json(name, &mut value);
        if let Value::String(text) = &mut value {
            shorten(text, TEXT_BYTES.min(TEXTS_BYTES.saturating_sub(self.texts_bytes())));
        }
        match (name, value) {
            (MESSAGE, Value::String(text)) => self.message = text,
            (name, value) if self.fields.len() < FIELDS => {
                let name = if OWN.contains(&name) { format!("{name}_") } else { name.to_owned() };
                self.fields.push((name, value));
            }
            _ => {}
        }
    }

    fn texts_bytes(&self) -> usize {
        self.message.len() + self.fields.iter().filter_map(|(_, value)| value.as_str()).map(str::len).sum::<usize>()
    }

    /// The text of a field; absent when there is none, or no text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(field, _)| field == name).and_then(|(_, value)| value.as_str())
    }

    pub fn account(&self) -> Option<&str> {
        self.text("account.slug")
    }

    pub fn request_id(&self) -> Option<&str> {
        self.text("request_id")
    }

    /// As one line of JSON, without the end of the line.
    pub fn to_json(&self) -> String {
        // Not by way of a map, which would sort: whoever reads the file itself wants the time first.
        let mut json = format!(r#"{{"{AT}":"{}","{SEVERITY}":"{}""#, self.at, self.severity.name());
        let message = (MESSAGE, Value::from(self.message.as_str()));
        let target = (TARGET, Value::from(self.target.as_str()));
        let fields = self.fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
        for (name, value) in std::iter::once(message).chain(fields).chain(std::iter::once(target)) {
            // Writing to a string can't fail.
            let _ = write!(json, ",{}:{value}", Value::from(name));
        }
        json.push('}');
        json
    }

    /// Reads a line of JSON; absent when it is none of ours.
    pub fn parse(json: &str) -> Option<Self> {
        let Value::Object(mut object) = serde_json::from_str(json).ok()? else { return None };
        let mut text = |name: &str| match object.remove(name) {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let at = Timestamp::parse(&text(AT)?)?;
        let severity = Severity::from_name(&text(SEVERITY)?)?;
        let (message, target) = (text(MESSAGE).unwrap_or_default(), text(TARGET).unwrap_or_default());
        Some(Self { at, severity, target, message, fields: object.into_iter().take(FIELDS).collect() })
    }

    /// The facts for people: `job.name=backup duration_ms=12`.
    pub fn facts(&self) -> String {
        let mut out = String::new();
        for (name, value) in &self.fields {
            let gap = if out.is_empty() { "" } else { " " };
            // Writing to a string can't fail.
            let _ = match value {
                Value::String(text) => write!(out, "{gap}{name}={text}"),
                other => write!(out, "{gap}{name}={other}"),
            };
        }
        out
    }
}

fn shorten(text: &mut String, bytes: usize) {
    if text.len() > bytes {
        text.truncate(text.floor_char_boundary(bytes));
        text.push('…');
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn line() -> Line {
        let mut line = Line::new(Timestamp(1_795_316_400_123), Severity::Warn, "dangol::db");
        line.add("message", json!("a checkpoint failed"));
        line.add("account.slug", json!("flowers"));
        line.add("level", json!(3));
        line.add("cause", json!("hong@example.kr is busy\n"));
        line
    }

    #[test]
    fn a_line_is_read_as_it_was_written() {
        let json = line().to_json();
        assert!(!json.contains('\n') && !json.contains("hong"), "{json}");
        assert!(json.starts_with(r#"{"timestamp":"2026-11-22T03:00:00.123Z","level":"WARN","message":"a checkpoint failed","#), "{json}");
        let read = Line::parse(&json).expect("a line");
        assert_eq!((read.account(), read.message.as_str(), read.severity), (Some("flowers"), "a checkpoint failed", Severity::Warn));
        assert_eq!(Line::parse(&read.to_json()), Some(read));
        assert_eq!(line().facts(), "account.slug=flowers level_=3 cause=[e-mail] is busy\n");
    }

    #[test]
    fn a_line_does_not_grow_beyond_its_bounds() {
        let mut line = line();
        for n in 0..100 {
            line.add(&format!("n{n}"), json!("가\u{1}".repeat(5_000)));
        }
        assert!(line.fields.len() == FIELDS && line.to_json().len() < 60_000, "{}", line.to_json().len());
    }

    proptest! {
        #[test]
        fn whatever_lies_in_a_file_is_read_or_is_none(bytes in "(?s).{0,200}") {
            let _ = Line::parse(&bytes);
        }
    }
}
