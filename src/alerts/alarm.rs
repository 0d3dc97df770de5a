//! An alarm: something is wrong with the appliance. Its operator is told once, and once more when it is over.

use serde::{Deserialize, Serialize};

use crate::{
    alerts::texts,
    base::{
        ids::AlarmId,
        lang::{Message, Text},
        time::{HOUR_MS, Timestamp},
    },
};

/// What comes and goes is told no more often than this.
const QUIET_MS: i64 = HOUR_MS;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Things go on, and will not if nobody does anything.
    Warning,
    /// Something does not work now, or data are in danger.
    Critical,
}

impl Severity {
    pub const ALL: [Self; 2] = [Self::Warning, Self::Critical];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.code() == code)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Warning => texts::WARNING,
            Self::Critical => texts::CRITICAL,
        }
    }
}

crate::stored_as_code!(Severity);

/// What is wrong, and what the operator can do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alarm {
    /// Names what is wrong, the same each time it is found: `job:score:cafe`. One alarm of a key is open at a time.
    pub key: String,
    pub severity: Severity,
    /// What happened.
    pub what: Message,
    /// What to do.
    pub remedy: Message,
}

/// An alarm that is open, or was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub id: AlarmId,
    pub alarm: Alarm,
    pub since: Timestamp,
    /// The last time that it was found to be so.
    pub found_at: Timestamp,
    /// Absent while nobody could be told.
    pub told: Option<Told>,
    /// Who has seen it, and when.
    pub seen: Option<(String, Timestamp)>,
    pub over_at: Option<Timestamp>,
}

/// What the operator was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    pub severity: Severity,
    pub at: Timestamp,
}

/// Is there anything new to tell? `told` is what was told of this alarm, `before` of the one before it with the same key.
pub fn is_news(severity: Severity, told: Option<Told>, before: Option<Told>, now: Timestamp) -> bool {
    match (told, before) {
        (Some(told), _) => told.severity < severity,
        (None, Some(before)) => before.severity < severity || now.ms_since(before.at).abs() >= QUIET_MS,
        (None, None) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alarm_is_told_once_and_again_when_it_grows_worse() {
        use Severity::{Critical, Warning};
        let now = Timestamp(10 * HOUR_MS);
        let told = |severity, hours_ago: i64| Some(Told { severity, at: now.plus_ms(-hours_ago * HOUR_MS) });
        for (severity, this, before, expected) in [
            (Warning, None, None, true),
            (Warning, told(Warning, 9), None, false),
            (Critical, told(Warning, 0), None, true),
            (Warning, told(Critical, 5), None, false),
            (Warning, None, told(Warning, 0), false),
            (Critical, None, told(Warning, 0), true),
            (Warning, None, told(Warning, 1), true),
            (Warning, None, told(Warning, -1), true),
        ] {
            assert_eq!(is_news(severity, this, before, now), expected, "{severity:?} {this:?} {before:?}");
        }
    }
}
