//! Work that failed: one sentence of what happened, and in the next what to do about it.

use crate::{
    app::Unopened,
    backups::service::upgrade,
    base::{
        error::Error,
        lang::{Message, Text, text},
    },
    cli::output,
    config::fault::{Fault, REMEDY},
};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub what: Message,
    /// What to do about it.
    pub remedy: Message,
    /// The exit status: 1 the work failed, 2 wrong usage.
    pub status: u8,
}

impl Failure {
    pub fn new(what: impl Into<Message>, remedy: impl Into<Message>) -> Self {
        Self { what: what.into(), remedy: remedy.into(), status: 1 }
    }

    /// What was typed can't be done, whatever the state of the data.
    pub fn usage(what: impl Into<Message>, remedy: impl Into<Message>) -> Self {
        Self { status: 2, ..Self::new(what, remedy) }
    }

    /// The owner answered something else than was asked: it is of another version.
    pub fn unexpected_answer() -> Self {
        Self::new(OTHER_ANSWER, OTHER_VERSION)
    }

    /// Prints both sentences on standard error.
    pub fn report(&self) {
        let lang = output::lang();
        output::note(self.what.get(lang));
        output::note(self.remedy.get(lang));
    }
}

impl From<Vec<Fault>> for Failure {
    fn from(faults: Vec<Fault>) -> Self {
        let messages: Vec<Message> = faults.iter().map(Fault::message).collect();
        let lines = |side: fn(&Message) -> &str| messages.iter().map(side).collect::<Vec<_>>().join("\n");
        let what = Message { ko: lines(|message| &message.ko), en: lines(|message| &message.en) };
        if faults.iter().any(Fault::is_typed) { Self::usage(what, REMEDY) } else { Self::new(what, REMEDY) }
    }
}

impl From<upgrade::Fault> for Failure {
    fn from(fault: upgrade::Fault) -> Self {
        Self::new(fault.message(), fault.remedy())
    }
}

impl From<Unopened> for Failure {
    fn from(unopened: Unopened) -> Self {
        match unopened {
            Unopened::Upgrade(fault) => fault.into(),
            Unopened::Other(error) => error.into(),
        }
    }
}

/// The operator sees the cause that a browser's user would not.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match &error {
            Error::Internal(cause) => Self::new(INTERNAL.with(&[("cause", cause)]), ASK_DOCTOR),
            Error::Invalid(errors) => {
                let list = |side: fn(&Message) -> &str| {
                    errors.iter().map(|(field, message)| format!("{field}: {}", side(message))).collect::<Vec<_>>().join("\n")
                };
                Self::new(Message { ko: list(|message| &message.ko), en: list(|message| &message.en) }, CORRECT)
            }
            Error::Later { .. } => Self::new(error.message(), AGAIN),
            _ => Self::new(error.message(), CORRECT),
        }
    }
}

const INTERNAL: Text = text("처리하지 못했습니다: {cause}.", "This could not be done: {cause}.");
const ASK_DOCTOR: Text = text(
    "dangol doctor를 실행하면 어디가 잘못되었는지 확인할 수 있습니다.",
    "Run `dangol doctor`, which checks the data directory and the settings.",
);
const OTHER_ANSWER: Text =
    text("실행 중인 서버의 답을 이해하지 못했습니다.", "The running server's answer makes no sense to this version.");
const OTHER_VERSION: Text = text("서버와 같은 버전의 dangol로 실행해 주세요.", "Use the dangol of the server's own version.");
const CORRECT: Text = text("내용을 고친 뒤 다시 실행해 주세요.", "Correct it and run the command again.");
const AGAIN: Text = text("잠시 뒤 다시 실행해 주세요.", "Run the command again in a moment.");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operator_sees_the_cause() {
        let failure = Failure::from(Error::internal("open the control file", "disk full"));
        assert_eq!(failure.what.en, "This could not be done: open the control file: disk full.");
        assert!(failure.remedy.en.contains("doctor"));
    }

    #[test]
    fn every_wrong_field_is_named() {
        let failure = Failure::from(Error::field("email", text("이메일 주소를 확인해 주세요.", "Check the address.")));
        assert_eq!(failure.what.en, "email: Check the address.");
    }
}
