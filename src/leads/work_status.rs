//! Where the consultation stands: the words a Korean call centre works with. Every account has this list for now.

use crate::{
    base::lang::Text,
    leads::{call::Outcome, model::LeadStatus, texts},
};

/// One word of the list. `key` is what the database and the API hold; `implies` is the status of a lead that people set to it at the
/// admin UI. Through the API a key that was not sent stays as it is, so nothing is implied there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkStatus {
    pub key: &'static str,
    pub label: Text,
    pub implies: LeadStatus,
}

pub const DEFAULT: &str = "new";
/// The customer is to be called again, at a time.
pub const CALLBACK: &str = "callback";

/// In the order they are offered.
pub const ALL: [WorkStatus; 11] = [
    WorkStatus { key: DEFAULT, label: texts::WORK_NEW, implies: LeadStatus::New },
    WorkStatus { key: "no_answer", label: texts::WORK_NO_ANSWER, implies: LeadStatus::Open },
    WorkStatus { key: CALLBACK, label: texts::WORK_CALLBACK, implies: LeadStatus::Open },
    WorkStatus { key: "consulting", label: texts::WORK_CONSULTING, implies: LeadStatus::Open },
    WorkStatus { key: "booked", label: texts::WORK_BOOKED, implies: LeadStatus::Open },
    WorkStatus { key: "won", label: texts::WORK_WON, implies: LeadStatus::Won },
    WorkStatus { key: "on_hold", label: texts::WORK_ON_HOLD, implies: LeadStatus::Open },
    WorkStatus { key: "declined", label: texts::WORK_DECLINED, implies: LeadStatus::Lost },
    WorkStatus { key: "dead_number", label: texts::WORK_DEAD_NUMBER, implies: LeadStatus::Invalid },
    WorkStatus { key: "duplicate", label: texts::WORK_DUPLICATE, implies: LeadStatus::Invalid },
    WorkStatus { key: "invalid", label: texts::WORK_INVALID, implies: LeadStatus::Invalid },
];

/// The word of a key; absent when the list does not have it.
pub fn find(key: &str) -> Option<WorkStatus> {
    ALL.into_iter().find(|status| status.key == key)
}

/// The lead's status once its work status was set. A contract stays one while people go on talking to the customer.
pub fn implied(before: LeadStatus, key: &str) -> LeadStatus {
    match (before, find(key).map(|status| status.implies)) {
        (_, None | Some(LeadStatus::New)) | (LeadStatus::Won, Some(LeadStatus::Open)) => before,
        (_, Some(implied)) => implied,
    }
}

/// What a call makes of the work status. Talking to somebody who is booked or has signed takes nothing back.
pub fn after_call(before: &str, outcome: Outcome) -> &'static str {
    let waits = matches!(before, DEFAULT | "no_answer" | CALLBACK);
    let kept = || find(before).map_or(DEFAULT, |status| status.key);
    match outcome {
        Outcome::Answered if waits => "consulting",
        Outcome::NoAnswer | Outcome::Busy if waits => "no_answer",
        Outcome::Answered | Outcome::NoAnswer | Outcome::Busy => kept(),
        Outcome::WrongNumber => "dead_number",
        Outcome::Callback => CALLBACK,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_work_status_says_what_became_of_the_lead() {
        assert_eq!(implied(LeadStatus::New, CALLBACK), LeadStatus::Open);
        assert_eq!(implied(LeadStatus::Lost, "consulting"), LeadStatus::Open, "worked on again");
        assert_eq!(implied(LeadStatus::Won, "booked"), LeadStatus::Won);
        assert_eq!(implied(LeadStatus::Won, "declined"), LeadStatus::Lost);
        assert_eq!(implied(LeadStatus::Open, "dead_number"), LeadStatus::Invalid);
        for status in LeadStatus::ALL {
            assert_eq!((implied(status, DEFAULT), implied(status, "unknown")), (status, status));
        }
    }

    #[test]
    fn a_call_moves_on_who_waited_for_it() {
        assert_eq!(after_call(DEFAULT, Outcome::Answered), "consulting");
        assert_eq!(after_call(CALLBACK, Outcome::Busy), "no_answer");
        assert_eq!(after_call("booked", Outcome::NoAnswer), "booked");
        for status in ALL {
            assert_eq!(after_call(status.key, Outcome::Callback), CALLBACK);
            assert!(Outcome::ALL.into_iter().all(|outcome| find(after_call(status.key, outcome)).is_some()));
        }
    }
}
