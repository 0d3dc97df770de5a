//! Which lines of the log somebody wants to see.

use crate::{
    base::{
        error::{FieldErrors, Result},
        form::RawForm,
        lang::Message,
        log_line::{Line, Severity},
        time::Day,
    },
    operations::texts::logs as texts,
};

/// An absent condition filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// So grave or graver.
    pub severity: Option<Severity>,
    /// The slug of an account.
    pub account: Option<String>,
    pub request_id: Option<String>,
    /// In small letters; looked for in what a line says and in its facts.
    pub text: Option<String>,
    pub day: Option<Day>,
}

/// A longer search finds nothing that a shorter one would not.
const CHARS: usize = 200;

impl Filter {
    /// Reads `level`, `account`, `request`, `q` and `day`.
    pub fn parse(query: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let severity = query
            .filled("level")
            .and_then(|typed| errors.take("level", Severity::from_name(typed).ok_or_else(|| Message::from(texts::WRONG_LEVEL))));
        let day =
            query.filled("day").and_then(|typed| errors.take("day", Day::parse(typed).ok_or_else(|| Message::from(texts::WRONG_DAY))));
        errors.check()?;
        let text = |name: &str| query.filled(name).map(|typed| typed.trim().chars().take(CHARS).collect::<String>());
        Ok(Self {
            severity,
            account: text("account"),
            request_id: text("request").map(|id| id.to_lowercase()),
            text: text("q").map(|typed| typed.to_lowercase()),
            day,
        })
    }

    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// The day is not looked at: whoever reads the files has chosen them by it.
    pub fn fits(&self, line: &Line) -> bool {
        let is = |wanted: &Option<String>, found: Option<&str>| wanted.as_deref().is_none_or(|wanted| found == Some(wanted));
        self.severity.is_none_or(|severity| line.severity <= severity)
            && is(&self.account, line.account())
            && is(&self.request_id, line.request_id())
            && self.text.as_deref().is_none_or(|text| says(line, text))
    }
}

fn says(line: &Line, text: &str) -> bool {
    [line.message.as_str(), line.target.as_str(), &line.facts()].iter().any(|said| said.to_lowercase().contains(text))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::time::Timestamp;

    fn line(severity: Severity, fields: &[(&str, &str)]) -> Line {
        let mut line = Line::new(Timestamp(0), severity, "dangol::web::frame");
        line.add("message", json!("A request failed"));
        for (name, value) in fields {
            line.add(name, json!(value));
        }
        line
    }

    fn form(query: &[(&str, &str)]) -> RawForm {
        RawForm::new(query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    fn filter(query: &[(&str, &str)]) -> Filter {
        Filter::parse(&form(query)).expect("a filter")
    }

    #[test]
    fn each_condition_narrows_and_all_must_hold() {
        let warned = line(Severity::Warn, &[("account.slug", "flowers"), ("request_id", "abcd"), ("cause", "DISK full")]);
        for (query, fits) in [
            (&[][..], true),
            (&[("level", "warn")], true),
            (&[("level", "info")], true),
            (&[("level", "error")], false),
            (&[("account", "flowers"), ("request", "ABCD")], true),
            (&[("account", "flower")], false),
            (&[("request", "abc")], false),
            (&[("q", "disk FULL")], true),
            (&[("q", "request failed"), ("account", "other")], false),
        ] {
            assert_eq!(filter(query).fits(&warned), fits, "{query:?}");
        }
        assert!(filter(&[("level", ""), ("q", " ")]).is_any());
    }

    #[test]
    fn what_is_no_level_or_day_is_said() {
        for query in [[("level", "loud")], [("day", "yesterday")]] {
            assert!(Filter::parse(&form(&query)).is_err(), "{query:?}");
        }
    }
}
