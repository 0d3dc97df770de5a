//! The one error type of the product: eight kinds, mapped to HTTP in `web/responses.rs` alone.

use std::time::Duration;

use crate::base::lang::{Message, Text, text};

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, in the terms of whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The input is wrong: every faulty field at once.
    #[error("invalid input: {0}")]
    Invalid(FieldErrors),
    /// There is no such thing, or it belongs to another account.
    #[error("not found")]
    NotFound,
    /// It collides with what is there; `field` is what to change.
    #[error("conflict on {field}: {}", message.en)]
    Conflict { field: &'static str, message: Message },
    /// Nobody is logged in, or the credentials are wrong.
    #[error("not authenticated")]
    Unauthenticated,
    /// The role does not allow it.
    #[error("forbidden: {}", .0.en)]
    Forbidden(Message),
    /// More than a limit allows, in size.
    #[error("too large: at most {limit_bytes} bytes")]
    TooLarge { limit_bytes: usize },
    /// Too often, or too busy: try again after that time. `busy` tells overload (503) from a limit (429).
    #[error("try again in {retry_after:?}")]
    Later { retry_after: Duration, busy: bool },
    /// Our fault. The operator sees the cause, the user a request id.
    #[error("{0}")]
    Internal(String),
}

impl Error {
    /// One faulty field.
    pub fn field(field: impl Into<String>, message: impl Into<Message>) -> Self {
        let mut errors = FieldErrors::default();
        errors.add(field, message);
        Self::Invalid(errors)
    }

    pub fn conflict(field: &'static str, message: impl Into<Message>) -> Self {
        Self::Conflict { field, message: message.into() }
    }

    /// An internal fault, with what was being done when it happened.
    pub fn internal(doing: &str, cause: impl std::fmt::Display) -> Self {
        Self::Internal(format!("{doing}: {cause}"))
    }

    /// The same question may succeed in a moment.
    pub const fn busy() -> Self {
        Self::Later { retry_after: Duration::from_secs(1), busy: true }
    }

    /// The faults to show beside a form's fields; an error that is about no field goes on.
    pub fn into_field_errors(self) -> Result<FieldErrors> {
        match self {
            Self::Invalid(errors) => Ok(errors),
            Self::Conflict { field, message } => {
                let mut errors = FieldErrors::default();
                errors.add(field, message);
                Ok(errors)
            }
            other => Err(other),
        }
    }

    /// What a person is told, in both languages.
    pub fn message(&self) -> Message {
        match self {
            Self::Invalid(_) => text("입력한 내용을 확인해 주세요.", "Please check what you entered.").into(),
            Self::NotFound => text("찾을 수 없습니다. 주소를 확인해 주세요.", "Not found. Check the address.").into(),
            Self::Conflict { message, .. } | Self::Forbidden(message) => message.clone(),
            Self::Unauthenticated => text("로그인해 주세요.", "Please log in.").into(),
            Self::TooLarge { limit_bytes } => TOO_LARGE.with(&[("kb", &(limit_bytes / 1024))]),
            Self::Later { retry_after, busy: true } => BUSY.with(&[("s", &retry_after.as_secs().max(1))]),
            Self::Later { retry_after, busy: false } => TOO_OFTEN.with(&[("s", &retry_after.as_secs().max(1))]),
            Self::Internal(_) => text(
                "처리하지 못했습니다. 잠시 뒤 다시 시도하고, 계속되면 요청 번호를 관리자에게 알려 주세요.",
                "This could not be done. Try again shortly; if it persists, tell the operator the request id.",
            )
            .into(),
        }
    }
}

const TOO_LARGE: Text = text("내용이 너무 큽니다. {kb}KB까지 보낼 수 있습니다.", "Too large. Send at most {kb} KB.");
const BUSY: Text = text("지금 바쁩니다. {s}초 뒤 다시 시도해 주세요.", "Busy right now. Try again in {s} seconds.");
const TOO_OFTEN: Text = text("요청이 너무 잦습니다. {s}초 뒤 다시 시도해 주세요.", "Too many requests. Try again in {s} seconds.");

/// Messages by field, in the order they were found. A field of a list is named like `stages.2.key`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldErrors(Vec<(String, Message)>);

impl FieldErrors {
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<Message>) {
        self.0.push((field.into(), message.into()));
    }

    /// Takes the faults of one parse over: its value when it succeeded.
    pub fn take<T>(&mut self, field: &str, parsed: Result<T, Message>) -> Option<T> {
        parsed.map_err(|message| self.add(field, message)).ok()
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The first message of a field.
    pub fn of(&self, field: &str) -> Option<&Message> {
        self.0.iter().find(|(name, _)| name == field).map(|(_, message)| message)
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &Message)> {
        self.0.iter().map(|(field, message)| (field.as_str(), message))
    }

    /// Fails with these faults, if there are any.
    pub fn check(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }
}

impl std::fmt::Display for FieldErrors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, (field, message)) in self.iter().enumerate() {
            write!(f, "{}{field}: {}", if index == 0 { "" } else { "; " }, message.en)?;
        }
        Ok(())
    }
}
