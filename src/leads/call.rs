//! A call as it is logged: what came of it, and what happens next, in one form.

use serde_json::{Map, Value, json};

use crate::{
    base::{
        error::{FieldErrors, Result},
        form::RawForm,
        lang::Text,
        resident_number,
        time::{Timestamp, Zone},
    },
    leads::{texts, work_status},
};

/// What came of a call. Its words in an interaction's data are those of `interactions/wording.rs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Answered,
    NoAnswer,
    Busy,
    /// The number is not in service, or somebody else's.
    WrongNumber,
    /// They asked to be called again.
    Callback,
}

impl Outcome {
    pub const ALL: [Self; 5] = [Self::Answered, Self::NoAnswer, Self::Busy, Self::WrongNumber, Self::Callback];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoAnswer => "no_answer",
            Self::Busy => "busy",
            Self::WrongNumber => "wrong_number",
            Self::Callback => "callback",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Answered => texts::CALL_ANSWERED,
            Self::NoAnswer => texts::CALL_NO_ANSWER,
            Self::Busy => texts::CALL_BUSY,
            Self::WrongNumber => texts::CALL_WRONG_NUMBER,
            Self::Callback => texts::CALL_CALLBACK,
        }
    }
}

/// A call that somebody of the agency made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallReport {
    pub outcome: Outcome,
    /// How long it took, in whole minutes; absent when nobody said.
    pub minutes: Option<u32>,
    pub text: String,
    /// The work status from now on; absent when it follows from the outcome.
    pub next: Option<&'static str>,
    /// When to call again; absent when no call is due any more.
    pub callback_at: Option<Timestamp>,
}

const MOST_MINUTES: u32 = 600;
const MOST_TEXT_CHARS: usize = 5_000;

impl CallReport {
    /// Reads `outcome`, `minutes`, `memo`, `next_status` (blank: as the outcome says) and `next_callback`, a local time.
    pub fn parse(form: &RawForm, zone: Zone) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let outcome = errors.take("outcome", Outcome::from_name(form.text("outcome")).ok_or_else(|| texts::CHOOSE_OUTCOME.into()));
        let minutes = form.filled("minutes").and_then(|typed| {
            let read = typed.parse().ok().filter(|minutes| *minutes <= MOST_MINUTES);
            errors.take("minutes", read.ok_or_else(|| texts::WRONG_MINUTES.with(&[("most", &MOST_MINUTES)])))
        });
        let text = form.filled("memo").unwrap_or_default().to_owned();
        if resident_number::is_in(&text) {
            errors.add("memo", texts::RESIDENT_NUMBER);
        } else if text.chars().nth(MOST_TEXT_CHARS).is_some() {
            errors.add("memo", texts::LONG_TOUCH.with(&[("most", &MOST_TEXT_CHARS)]));
        }
        let next = form.filled("next_status").and_then(|key| {
            let known = work_status::find(key).map(|status| status.key);
            errors.take("next_status", known.ok_or_else(|| texts::CHOOSE_AGAIN.into()))
        });
        let callback_at = form
            .filled("next_callback")
            .and_then(|typed| errors.take("next_callback", zone.parse_local(typed).ok_or_else(|| texts::WRONG_TIME.into())));
        let calls_again = next.map_or(outcome == Some(Outcome::Callback), |key| key == work_status::CALLBACK);
        if calls_again && form.filled("next_callback").is_none() {
            errors.add("next_callback", texts::CALLBACK_NEEDED);
        }
        errors.check()?;
        Ok(Self { outcome: outcome.unwrap_or(Outcome::Answered), minutes, text, next, callback_at })
    }

    /// What the interaction holds.
    pub fn data(&self) -> Value {
        let mut data = Map::new();
        data.insert("outcome".to_owned(), json!(self.outcome.name()));
        if let Some(minutes) = self.minutes {
            data.insert("minutes".to_owned(), json!(minutes));
        }
        if !self.text.is_empty() {
            data.insert("text".to_owned(), json!(self.text));
        }
        Value::Object(data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::error::Error;

    fn parse(fields: &[(&str, &str)]) -> Result<CallReport> {
        let form = RawForm::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        CallReport::parse(&form, Zone::default())
    }

    fn faults(result: &Result<CallReport>) -> Vec<String> {
        match result {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_call_again_needs_its_time() {
        assert_eq!(faults(&parse(&[("outcome", "callback")])), ["next_callback"]);
        assert_eq!(faults(&parse(&[("outcome", "answered"), ("next_status", "callback")])), ["next_callback"]);
        assert_eq!(faults(&parse(&[("outcome", "callback"), ("next_callback", "내일")])), ["next_callback"]);
        let report = parse(&[("outcome", "callback"), ("next_callback", "2026-11-23T10:30"), ("minutes", "3"), ("memo", "오전")]);
        let report = report.expect("parses");
        assert_eq!(report.callback_at, Timestamp::parse("2026-11-23T10:30:00+09:00"));
        assert_eq!(report.data(), json!({"outcome": "callback", "minutes": 3, "text": "오전"}));
        assert_eq!(parse(&[("outcome", "callback"), ("next_status", "booked")]).expect("parses").next, Some("booked"));
    }

    #[test]
    fn every_fault_is_named() {
        let wrong = parse(&[("outcome", "x"), ("minutes", "601"), ("memo", "900101-1234567"), ("next_status", "x")]);
        assert_eq!(faults(&wrong), ["outcome", "minutes", "memo", "next_status"]);
    }
}
