//! What a move does to a lead's status, and when a lead is closed.

use crate::{
    base::time::Timestamp,
    funnels::transition::Outcome,
    leads::model::{Cause, LeadStatus},
};

/// The status after a move. Whoever moves a lead works on it, so a closed one is open again; a stage that was removed moves its leads
/// without anybody having worked on them.
pub const fn after_move(status: LeadStatus, outcome: Outcome, cause: Cause) -> LeadStatus {
    match (outcome, cause) {
        (_, Cause::Submission | Cause::Created) if !status.is_closed() => match outcome {
            Outcome::Won => LeadStatus::Won,
            Outcome::Open => status,
        },
        (_, Cause::StageRemoved) if status.is_closed() => status,
        (Outcome::Won, _) => LeadStatus::Won,
        (Outcome::Open, Cause::StageRemoved) => status,
        (Outcome::Open, _) => LeadStatus::Open,
    }
}

/// When a lead of this status was closed: at its first closing, and absent while it is worked on.
pub fn closed_at(status: LeadStatus, before: Option<Timestamp>, now: Timestamp) -> Option<Timestamp> {
    status.is_closed().then(|| before.unwrap_or(now))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_goal_wins_and_the_way_back_reopens() {
        for status in LeadStatus::ALL {
            assert_eq!(after_move(status, Outcome::Won, Cause::Manual), LeadStatus::Won);
            assert_eq!(after_move(status, Outcome::Open, Cause::Api), LeadStatus::Open);
        }
        assert_eq!(after_move(LeadStatus::New, Outcome::Open, Cause::Submission), LeadStatus::New);
        assert_eq!(after_move(LeadStatus::New, Outcome::Won, Cause::Created), LeadStatus::Won, "a funnel of one goal");
    }

    #[test]
    fn a_removed_stage_reopens_nobody() {
        for status in LeadStatus::ALL {
            assert_eq!(after_move(status, Outcome::Open, Cause::StageRemoved), status);
        }
        assert_eq!(after_move(LeadStatus::Lost, Outcome::Won, Cause::StageRemoved), LeadStatus::Lost);
        assert_eq!(after_move(LeadStatus::Open, Outcome::Won, Cause::StageRemoved), LeadStatus::Won);
    }

    proptest! {
        #[test]
        fn only_closed_leads_have_a_closing_time(code in 0..5_i64, before in prop::option::of(0..100_i64)) {
            let status = LeadStatus::from_code(code).expect("known");
            let closed = closed_at(status, before.map(Timestamp), Timestamp(200));
            prop_assert_eq!(closed.is_some(), status.is_closed());
            prop_assert!(closed.is_none_or(|at| at.0 == before.unwrap_or(200)));
        }
    }
}
