//! What entering a stage means for a lead: decided here, carried out by `leads`.

use crate::funnels::model::Funnel;

/// What becomes of a lead that is moved to a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Being worked on, however it was before: also when a closed lead is moved back.
    Open,
    /// It reached a goal.
    Won,
}

/// A move that is to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// Absent when the lead stood in no stage.
    pub from: Option<String>,
    pub to: String,
    pub outcome: Outcome,
    /// Entering the new stage is a conversion.
    pub converts: bool,
}

/// What a request to move comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    Move(Transition),
    /// The lead stands there already.
    Stay,
    /// The funnel has no such stage.
    Unknown,
}

/// Decides a move from one stage, or none, to another, forward or back.
pub fn decide(funnel: &Funnel, from: Option<&str>, to: &str) -> Decision {
    let Some(stage) = funnel.stage(to) else { return Decision::Unknown };
    if from == Some(to) {
        return Decision::Stay;
    }
    let outcome = if stage.goal { Outcome::Won } else { Outcome::Open };
    Decision::Move(Transition { from: from.map(str::to_owned), to: to.to_owned(), outcome, converts: stage.goal })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        base::{ids::FunnelId, lang::Lang, money::Currency, time::Timestamp},
        funnels::{model::FunnelStatus, template},
    };

    fn funnel() -> Funnel {
        Funnel {
            id: FunnelId(1),
            name: "f".into(),
            status: FunnelStatus::Active,
            stages: template::stages(Lang::Ko),
            currency: Currency::KRW,
            created_at: Timestamp(0),
            updated_at: Timestamp(0),
        }
    }

    #[test]
    fn a_goal_wins_and_the_way_back_reopens() {
        let moved = |from, to| match decide(&funnel(), from, to) {
            Decision::Move(transition) => (transition.outcome, transition.converts),
            other => panic!("{other:?}"),
        };
        assert_eq!(moved(Some("booked"), "won"), (Outcome::Won, true));
        assert_eq!(moved(Some("won"), "consulting"), (Outcome::Open, false));
        assert_eq!(moved(None, "new"), (Outcome::Open, false));
        assert_eq!(decide(&funnel(), Some("won"), "won"), Decision::Stay);
        assert_eq!(decide(&funnel(), Some("new"), "gone"), Decision::Unknown);
        assert_eq!(decide(&funnel(), Some("gone"), "gone"), Decision::Unknown, "a stage that was removed");
    }

    proptest! {
        #[test]
        fn a_lead_wins_exactly_in_goals(steps in prop::collection::vec(0..5_usize, 0..20)) {
            let (funnel, keys) = (funnel(), ["new", "consulting", "booked", "won", "gone"]);
            let (mut stage, mut outcome, mut conversions, mut goals) = (None, Outcome::Open, 0, 0);
            for to in steps.into_iter().map(|step| keys[step]) {
                goals += usize::from(to == "won" && stage != Some("won"));
                if let Decision::Move(transition) = decide(&funnel, stage, to) {
                    prop_assert_eq!(transition.from.as_deref(), stage);
                    prop_assert_ne!(transition.from.as_deref(), Some(to));
                    (stage, outcome) = (Some(to), transition.outcome);
                    conversions += usize::from(transition.converts);
                }
            }
            prop_assert_eq!(outcome == Outcome::Won, stage == Some("won"));
            prop_assert_eq!(conversions, goals);
        }
    }
}
