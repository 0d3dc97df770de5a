//! What a job is, and what came of it.

use crate::base::{lang::Message, time::Timestamp};

/// What is done. Each kind names what keeps its second run from doing harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Mails a letter that stands in the payload. A second copy carries the same Message-ID.
    Letter,
    /// Mails the alert of a new lead to one address. As a letter.
    LeadMail,
    /// Tells the account's webhook of a new lead. A second call carries the same `webhook-id`.
    LeadWebhook,
    /// Tells the webhook of what stands in the payload. As a new lead.
    Webhook,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Letter, Self::LeadMail, Self::LeadWebhook, Self::Webhook];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Waiting,
    /// Being run, or held by a process that died.
    Leased,
    Done,
    /// Tried too often, or pointless to repeat.
    GivenUp,
}

impl State {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Leased, Self::Done, Self::GivenUp];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

crate::stored_as_code!(Kind, State);

/// A job to be queued.
#[derive(Clone, Debug)]
pub struct NewJob<'a> {
    pub kind: Kind,
    /// Names what is done, once: `lead:17:hong@example.com`.
    pub key: &'a str,
    /// JSON, read again by whoever runs it. It holds no more about people than it must: it stays for a while.
    pub payload: &'a serde_json::Value,
    pub due_at: Timestamp,
}

/// A job as it lies in the file.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: i64,
    pub kind: Kind,
    pub key: String,
    pub payload: String,
    pub state: State,
    /// Including the one that runs.
    pub tries: u32,
    /// Waiting: from when on.
    pub due_at: Timestamp,
    /// What came of the last try; absent before it.
    pub answer: Option<Message>,
    pub created_at: Timestamp,
    pub ended_at: Option<Timestamp>,
}

/// What came of a try. The message says so to people, in the words of the other side where it has some.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done(Message),
    /// It may work later; `after_ms` is what the other side asked for.
    Later {
        why: Message,
        after_ms: Option<i64>,
    },
    /// No repetition will help.
    Never(Message),
}

impl Outcome {
    pub fn later(why: impl Into<Message>) -> Self {
        Self::Later { why: why.into(), after_ms: None }
    }

    pub fn never(why: impl Into<Message>) -> Self {
        Self::Never(why.into())
    }
}
