//! Recurring work as it is described, and a run of it as it is remembered.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        error::{Error, Result},
        form::RawForm,
        ids::{AccountId, JobRunId},
        lang::{Message, Text},
        time::{DAY_MS, Timestamp, Zone},
    },
    operations::{due, texts},
};

/// How long runs are remembered, and how many at most.
pub const KEPT_MS: i64 = 366 * DAY_MS;
pub const KEPT_RUNS: i64 = 20_000;
/// What a run may say at most: so many sentences, each so long.
const SENTENCES: usize = 50;
const CHARS: usize = 500;

/// A line of the schedule, as far as it can be told.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// Its name on the command line and in the history.
    pub name: &'static str,
    pub label: Text,
    /// What it does, in a sentence.
    pub purpose: Text,
    /// Five fields, on the wall clock of the account or of the agency.
    pub cron: &'static str,
    pub scope: Scope,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    Agency,
    /// Each account by its own clock, paused ones too. Archived ones are read-only, so that most work makes no sense in them.
    Accounts {
        archived: bool,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a process of its own, which gives way to everything else; one at a time over all jobs.
    Child,
    /// In the server: it is over in a moment.
    Inside,
}

/// All lines, in the order of the schedule. Doors get them from the assembly.
#[derive(Clone, Debug)]
pub struct Lines(pub Arc<[Line]>);

impl Lines {
    /// The line of a name; absent when there is none.
    pub fn find(&self, name: &str) -> Option<&Line> {
        self.0.iter().find(|line| line.name == name)
    }

    /// What a job is called; one that is scheduled no more goes by its name.
    pub fn label(&self, name: &str) -> Message {
        self.find(name).map_or_else(|| Message { ko: name.to_owned(), en: name.to_owned() }, |line| line.label.into())
    }
}

/// What became of a run so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Somebody wants it; it begins when nothing else is in its way.
    Asked,
    Running,
    Done,
    /// Something in it went wrong; the notes say what.
    Failed,
    /// Its process ended before it did. What it had to do is due again.
    Interrupted,
}

impl State {
    pub const ALL: [Self; 5] = [Self::Asked, Self::Running, Self::Done, Self::Failed, Self::Interrupted];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Asked => texts::STATE_ASKED,
            Self::Running => texts::STATE_RUNNING,
            Self::Done => texts::STATE_DONE,
            Self::Failed => texts::STATE_FAILED,
            Self::Interrupted => texts::STATE_INTERRUPTED,
        }
    }

    pub const fn is_open(self) -> bool {
        matches!(self, Self::Asked | Self::Running)
    }
}

/// Who wanted a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum By {
    Schedule,
    /// The command line on the box itself.
    Operator,
    User,
}

impl By {
    pub const fn code(self) -> i64 {
        self as i64
    }

    pub const fn from_code(code: i64) -> Option<Self> {
        match code {
            0 => Some(Self::Schedule),
            1 => Some(Self::Operator),
            2 => Some(Self::User),
            _ => None,
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Schedule => texts::BY_SCHEDULE,
            Self::Operator => texts::BY_OPERATOR,
            Self::User => texts::BY_USER,
        }
    }
}

crate::stored_as_code!(State, By);

/// A run of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    pub id: JobRunId,
    pub job: String,
    pub state: State,
    pub by: By,
    /// Of the user; blank otherwise.
    pub by_name: String,
    /// It makes up for what was missed or cut off.
    pub late: bool,
    /// Until it has begun: when it was asked for.
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub process: Option<Process>,
    pub progress: Progress,
    /// Rows that it handled; absent before it has ended.
    pub rows: Option<i64>,
    /// The most memory that its process held; absent where it ran inside the server.
    pub peak_bytes: Option<i64>,
    pub told: Vec<Told>,
}

impl JobRun {
    /// How long it took, or has taken by now.
    pub fn duration_ms(&self, now: Timestamp) -> i64 {
        self.ended_at.unwrap_or(now).ms_since(self.started_at).max(0)
    }
}

/// How far a run is. The total is absent when it is not known beforehand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    pub done: i64,
    pub total: Option<i64>,
}

/// A sentence of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// A slug; absent for the agency.
    pub account: Option<String>,
    pub is_fault: bool,
    pub what: Message,
}

/// A process, told from a later one with the same number by when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Process {
    pub pid: i64,
    /// Clock ticks after the machine started.
    pub born: i64,
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    pub state: State,
    pub rows: i64,
    pub peak_bytes: Option<i64>,
    pub told: Vec<Told>,
}

impl Outcome {
    /// A run whose process ended before it did.
    pub const fn interrupted() -> Self {
        Self { state: State::Interrupted, rows: 0, peak_bytes: None, told: Vec::new() }
    }

    /// A run of which nothing came, with the reason.
    pub fn failed(why: Message) -> Self {
        Self { state: State::Failed, rows: 0, peak_bytes: None, told: vec![Told { account: None, is_fault: true, what: why }] }
    }

    /// The same, no longer than a row should be. Faults come first.
    pub fn bounded(mut self) -> Self {
        self.told.sort_by_key(|told| !told.is_fault);
        let more = self.told.len().saturating_sub(SENTENCES);
        self.told.truncate(SENTENCES);
        for told in &mut self.told {
            for text in [&mut told.what.ko, &mut told.what.en] {
                if let Some((end, _)) = text.char_indices().nth(CHARS) {
                    text.truncate(end);
                    text.push('…');
                }
            }
        }
        if more > 0 {
            self.told.push(Told { account: None, is_fault: false, what: texts::AND_MORE.with(&[("n", &more)]) });
        }
        self
    }
}

/// A run that is to begin, for whom, and the slots it does. The agency is no account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub job: String,
    pub heavy: bool,
    pub by: By,
    pub by_name: String,
    pub late: bool,
    pub accounts: Vec<Share>,
}

/// An account's part in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// 0 for the agency.
    pub account: AccountId,
    /// Absent for a run out of turn.
    pub slot: Option<due::Done>,
}

/// The agency, where accounts are counted.
pub const AGENCY: AccountId = AccountId(0);

/// How a line stands.
#[derive(Clone, Debug)]
pub struct Standing {
    pub line: Line,
    /// The newest run; absent before the first.
    pub last: Option<JobRun>,
    /// Somebody wants it now.
    pub is_asked: bool,
    /// When it runs next, by each clock that it goes by.
    pub next: Vec<(Zone, Timestamp)>,
}

/// Which runs are asked for; an absent condition filters nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub job: Option<String>,
    pub state: Option<State>,
}

impl Filter {
    /// Reads `job` and `state`.
    pub fn parse(query: &RawForm) -> Result<Self> {
        let state = query.filled("state").map(|name| State::from_name(name).ok_or_else(|| Error::field("state", texts::NO_SUCH_STATE)));
        Ok(Self { job: query.filled("job").map(str::to_owned), state: state.transpose()? })
    }

    pub const fn is_any(&self) -> bool {
        self.job.is_none() && self.state.is_none()
    }
}

/// The orders in which the history is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    Started,
}

impl Order {
    pub const OFFERED: [(&'static str, Self); 1] = [("started_at", Self::Started)];
    pub const DEFAULT: &'static str = "-started_at";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_run_says_is_bounded_and_begins_with_its_faults() {
        let sentence = |n: usize| Told { account: None, is_fault: n >= 60, what: Message { ko: "가".repeat(900), en: format!("{n}") } };
        let outcome = Outcome { told: (0..61).map(sentence).collect(), ..Outcome::interrupted() }.bounded();
        assert_eq!((outcome.told.len(), outcome.told[0].what.en.as_str()), (SENTENCES + 1, "60"));
        assert_eq!(outcome.told[0].what.ko.chars().count(), CHARS + 1);
        assert!(outcome.told[SENTENCES].what.en.contains("11"));
    }
}
