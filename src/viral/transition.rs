//! The states of a referral: in progress → pending → flagged → approved or void, and the ways back.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{base::lang::Text, viral::texts};

/// Where a referral stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReferralState {
    /// The friend has submitted and not yet done what the campaign asks for.
    InProgress,
    /// The friend has done it; the hold period runs.
    Pending,
    /// The friend has done it, and something looks wrong: a person decides.
    Flagged,
    /// It counts, and its rewards are granted.
    Approved,
    /// It does not count, or no longer.
    Void,
}

/// What happens to a referral.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The friend did what the campaign asks for; once more, where the conversion behind an approved referral was voided.
    Qualified,
    /// The hold period is over.
    HoldOver,
    /// Somebody approves it.
    Approved,
    /// Somebody voids it.
    Voided,
    /// The conversion behind it was voided.
    ConversionVoided,
}

impl ReferralState {
    pub const ALL: [Self; 5] = [Self::InProgress, Self::Pending, Self::Flagged, Self::Approved, Self::Void];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::InProgress => "in_progress",
            Self::Pending => "pending",
            Self::Flagged => "flagged",
            Self::Approved => "approved",
            Self::Void => "void",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::InProgress => texts::IN_PROGRESS,
            Self::Pending => texts::PENDING,
            Self::Flagged => texts::FLAGGED,
            Self::Approved => texts::APPROVED,
            Self::Void => texts::VOID,
        }
    }

    /// May a person still approve it?
    pub fn may_be_approved(self) -> bool {
        next(self, Event::Approved, true).is_some()
    }

    pub fn may_be_voided(self) -> bool {
        next(self, Event::Voided, true).is_some()
    }
}

crate::stored_as_code!(ReferralState);

/// The next state; absent where the event changes nothing. What is risky is never approved without a person.
pub const fn next(state: ReferralState, event: Event, risky: bool) -> Option<ReferralState> {
    use ReferralState::{Approved, Flagged, InProgress, Pending, Void};
    match (state, event) {
        (InProgress | Void, Event::Qualified) => Some(if risky { Flagged } else { Pending }),
        (Pending, Event::HoldOver) if risky => Some(Flagged),
        (Pending, Event::HoldOver) | (Pending | Flagged | Void, Event::Approved) => Some(Approved),
        (InProgress | Pending | Flagged | Approved, Event::Voided) | (Approved, Event::ConversionVoided) => Some(Void),
        // Nothing was given for it yet: the friend may still do it.
        (Pending | Flagged, Event::ConversionVoided) => Some(InProgress),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENTS: [Event; 5] = [Event::Qualified, Event::HoldOver, Event::Approved, Event::Voided, Event::ConversionVoided];

    #[test]
    fn the_usual_way_and_the_way_through_a_person() {
        let clean = [Event::Qualified, Event::HoldOver]
            .into_iter()
            .fold(ReferralState::InProgress, |state, event| next(state, event, false).expect("moves"));
        assert_eq!(clean, ReferralState::Approved);
        let risky = next(ReferralState::InProgress, Event::Qualified, true).expect("moves");
        assert_eq!((risky, next(risky, Event::HoldOver, true)), (ReferralState::Flagged, None));
        assert_eq!(next(risky, Event::Approved, true), Some(ReferralState::Approved));
        assert_eq!(next(ReferralState::Approved, Event::Voided, false), Some(ReferralState::Void), "claw-back");
    }

    #[test]
    fn a_voided_conversion_is_not_the_end() {
        let after = |state| next(state, Event::ConversionVoided, false);
        assert_eq!(
            ReferralState::ALL.map(after),
            [None, Some(ReferralState::InProgress), Some(ReferralState::InProgress), Some(ReferralState::Void), None]
        );
        assert_eq!(next(ReferralState::Void, Event::Qualified, false), Some(ReferralState::Pending));
        assert_eq!(next(ReferralState::Void, Event::Approved, true), Some(ReferralState::Approved), "a person may think again");
    }

    proptest! {
        #[test]
        fn nothing_risky_slips_through_and_time_never_revives(events in prop::collection::vec(prop::sample::select(&EVENTS[..]), 0..20), risky: bool) {
            let mut state = ReferralState::InProgress;
            let mut approved_by_person = false;
            for event in events {
                let before = state;
                state = next(state, event, risky).unwrap_or(state);
                approved_by_person |= event == Event::Approved && before != state;
                let revives = matches!(event, Event::Qualified | Event::Approved);
                prop_assert!(before != ReferralState::Void || state == ReferralState::Void || revives);
                prop_assert!(!(risky && state == ReferralState::Approved && !approved_by_person));
                prop_assert!(before != ReferralState::Approved || matches!(state, ReferralState::Approved | ReferralState::Void));
            }
        }
    }
}
