//! What was found: something in order, something worth knowing, or a fault with its remedy.

use serde::Serialize;

use crate::base::lang::{Message, Text, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    Ok,
    /// No fault, but good to know.
    Note,
    Fault,
}

impl State {
    pub const ALL: [Self; 3] = [Self::Ok, Self::Note, Self::Fault];

    pub const fn label(self) -> Text {
        match self {
            Self::Ok => text("정상", "ok"),
            Self::Note => text("참고", "note"),
            Self::Fault => text("이상", "FAULT"),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// What was looked at, for scripts: `disk`, `account`.
    pub check: &'static str,
    pub state: State,
    pub message: Message,
    /// What to do about it; there for each fault.
    pub remedy: Option<Message>,
}

/// All findings, in the order in which they were looked for.
#[derive(Debug, Default)]
pub struct Report {
    pub findings: Vec<Finding>,
}

impl Report {
    pub fn ok(&mut self, check: &'static str, message: impl Into<Message>) {
        self.findings.push(Finding { check, state: State::Ok, message: message.into(), remedy: None });
    }

    pub fn note(&mut self, check: &'static str, message: impl Into<Message>) {
        self.findings.push(Finding { check, state: State::Note, message: message.into(), remedy: None });
    }

    pub fn fault(&mut self, check: &'static str, message: impl Into<Message>, remedy: impl Into<Message>) {
        self.findings.push(Finding { check, state: State::Fault, message: message.into(), remedy: Some(remedy.into()) });
    }

    pub fn faults(&self) -> usize {
        self.findings.iter().filter(|finding| finding.state == State::Fault).count()
    }
}
