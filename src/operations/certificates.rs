//! The certificate of a host, as far as it is known: where it comes from, how it stands, when it is due, and when somebody must be told.

use crate::{
    alerts::alarm::Severity,
    base::{
        host::Side,
        lang::Message,
        time::{DAY_MS, Timestamp},
    },
    operations::renewal,
};

/// Where a host's certificate comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// An authority gives it and renews it.
    Acme,
    /// One's own file.
    File,
}

impl Source {
    pub const ALL: [Self; 2] = [Self::Acme, Self::File];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.code() == code)
    }
}

crate::stored_as_code!(Source);

/// A certificate that a host has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Empty when it has no name.
    pub issuer: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    /// The authority that gave it; absent for one's own file.
    pub directory: Option<String>,
}

/// A host and its certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub host: String,
    pub side: Side,
    pub source: Source,
    /// Absent while there is none.
    pub held: Option<Held>,
    /// The last time that a new one was asked for.
    pub tried_at: Option<Timestamp>,
    /// In a row.
    pub failures: u32,
    /// What went wrong last; absent when nothing did.
    pub fault: Option<Message>,
    /// Not to be asked for again before; absent when it may be at once.
    pub try_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Good,
    /// It is valid, and its renewal fails, or nobody has renewed the file.
    Ending,
    /// It is asked for, for the first time.
    Waiting,
    /// There is none: the host can't be opened.
    Missing,
    Expired,
}

/// Before its end, somebody must have renewed their own file.
const OWN_FILE_MS: i64 = 14 * DAY_MS;
/// Less than that is left, and nothing has helped.
const LAST_DAYS_MS: i64 = 3 * DAY_MS;
/// A single failure may be the network's.
const FAILURES_TOLD: u32 = 2;

impl Known {
    /// A host of which nothing is known yet.
    pub const fn new(host: String, side: Side, source: Source) -> Self {
        Self { host, side, source, held: None, tried_at: None, failures: 0, fault: None, try_at: None }
    }

    pub fn state(&self, now: Timestamp) -> State {
        match &self.held {
            None if self.fault.is_none() => State::Waiting,
            None => State::Missing,
            Some(held) if held.not_after <= now => State::Expired,
            Some(_) if self.fault.is_some() => State::Ending,
            Some(held) if self.source == Source::File && held.not_after.ms_since(now) < OWN_FILE_MS => State::Ending,
            Some(_) => State::Good,
        }
    }

    /// Is a new one to be asked for now, of this authority?
    pub fn is_due(&self, directory: &str, now: Timestamp) -> bool {
        let may = self.source == Source::Acme && self.try_at.is_none_or(|at| at <= now);
        may && self
            .held
            .as_ref()
            .is_none_or(|held| held.directory.as_deref() != Some(directory) || renewal::due(held.not_before, held.not_after) <= now)
    }

    /// How loudly the operator is told; absent when there is nothing to tell.
    pub fn severity(&self, now: Timestamp) -> Option<Severity> {
        let left_ms = self.held.as_ref().map(|held| held.not_after.ms_since(now));
        let is_pressing = left_ms.is_some_and(|left_ms| left_ms < LAST_DAYS_MS);
        let is_told = match self.source {
            Source::Acme => self.failures >= FAILURES_TOLD,
            Source::File => !matches!(self.state(now), State::Good | State::Waiting),
        };
        is_told.then_some(if is_pressing { Severity::Critical } else { Severity::Warning })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::lang::text;

    const NOW: Timestamp = Timestamp(1_795_316_400_000);
    const DIRECTORY: &str = "https://acme.example.kr/directory";

    fn known(source: Source, days_left: Option<i64>, failures: u32) -> Known {
        let held = days_left.map(|days| Held {
            issuer: "R11".into(),
            not_before: NOW.plus_ms((days - 90) * DAY_MS),
            not_after: NOW.plus_ms(days * DAY_MS),
            directory: (source == Source::Acme).then(|| DIRECTORY.to_owned()),
        });
        let fault = (failures > 0).then(|| text("안 됨", "no").into());
        Known { held, failures, fault, ..Known::new("a.kr".into(), Side::Admin, source) }
    }

    #[test]
    fn a_state_says_whether_the_host_can_be_opened() {
        use Source::{Acme, File};
        for (source, days, failures, expected, told) in [
            (Acme, None, 0, State::Waiting, None),
            (Acme, None, 1, State::Missing, None),
            (Acme, None, 2, State::Missing, Some(Severity::Warning)),
            (Acme, Some(60), 0, State::Good, None),
            (Acme, Some(20), 1, State::Ending, None),
            (Acme, Some(20), 2, State::Ending, Some(Severity::Warning)),
            (Acme, Some(2), 9, State::Ending, Some(Severity::Critical)),
            (Acme, Some(-1), 9, State::Expired, Some(Severity::Critical)),
            (File, Some(60), 0, State::Good, None),
            (File, Some(13), 0, State::Ending, Some(Severity::Warning)),
            (File, Some(0), 0, State::Expired, Some(Severity::Critical)),
            (File, None, 1, State::Missing, Some(Severity::Warning)),
        ] {
            let known = known(source, days, failures);
            assert_eq!((known.state(NOW), known.severity(NOW)), (expected, told), "{source:?} {days:?} {failures}");
        }
    }

    #[test]
    fn it_is_due_in_its_last_third_and_after_a_change_of_authority() {
        assert!(known(Source::Acme, None, 0).is_due(DIRECTORY, NOW));
        assert!(!known(Source::Acme, Some(31), 0).is_due(DIRECTORY, NOW) && known(Source::Acme, Some(30), 0).is_due(DIRECTORY, NOW));
        assert!(known(Source::Acme, Some(31), 0).is_due("https://other.example.kr/", NOW));
        assert!(!known(Source::File, Some(1), 0).is_due(DIRECTORY, NOW));
        let waits = Known { try_at: Some(NOW.plus_ms(1)), ..known(Source::Acme, None, 3) };
        assert!(!waits.is_due(DIRECTORY, NOW) && waits.is_due(DIRECTORY, NOW.plus_ms(1)));
    }
}
