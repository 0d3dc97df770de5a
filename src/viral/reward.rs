//! What is given for approved friends: at which of them, and whether there is anything left to give.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{ids::RewardRuleId, lang::Text, money::Money},
    viral::texts,
};

/// Who gets it. A campaign with rules for both is double-sided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    #[default]
    Referrer,
    /// Once, when their own referral is approved.
    Friend,
}

impl Side {
    pub const ALL: [Self; 2] = [Self::Referrer, Self::Friend];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Referrer => "referrer",
            Self::Friend => "friend",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|side| side.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Referrer => texts::FOR_REFERRER,
            Self::Friend => texts::FOR_FRIEND,
        }
    }
}

/// A rule of a campaign.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RewardRule {
    /// Unique within the account; send it back to keep the rule when the campaign is changed.
    #[schema(value_type = i64)]
    pub id: RewardRuleId,
    pub side: Side,
    /// What is given: `커피 쿠폰`.
    pub title: String,
    /// The number of approved friends at which it is given. 1 for a friend's own reward.
    pub at: i64,
    /// Given again at every further such number of friends.
    pub repeats: bool,
    /// What one costs, in won; counted against the campaign's budget.
    #[schema(value_type = i64)]
    pub cost: Money,
    /// How many there are; null for as many as are earned.
    pub stock: Option<i64>,
    /// How many have been granted and not taken back.
    pub granted: i64,
}

impl RewardRule {
    /// The fields that decide when and by whom it is earned, as far as they differ from another's.
    pub fn earned_otherwise(&self, other: &Self) -> impl Iterator<Item = &'static str> {
        let differs = [("side", self.side != other.side), ("at", self.at != other.at), ("repeats", self.repeats != other.repeats)];
        differs.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field)
    }
}

/// Why an earned reward was not granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    Stock,
    Budget,
    /// The person has as many as one may have.
    Cap,
}

impl Refusal {
    pub const ALL: [Self; 3] = [Self::Stock, Self::Budget, Self::Cap];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.code() == code)
    }

    pub const fn text(self) -> Text {
        match self {
            Self::Stock => texts::NO_STOCK,
            Self::Budget => texts::NO_BUDGET,
            Self::Cap => texts::CAP_REACHED,
        }
    }
}

/// Where a reward stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RewardState {
    /// Earned, and to be handed over.
    Granted,
    Delivered,
    /// Its referral was voided. What had been handed over is to be asked back.
    Revoked,
    /// Earned, but there was none left.
    Withheld,
}

impl RewardState {
    pub const ALL: [Self; 4] = [Self::Granted, Self::Delivered, Self::Revoked, Self::Withheld];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Delivered => "delivered",
            Self::Revoked => "revoked",
            Self::Withheld => "withheld",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Granted => texts::REWARD_GRANTED,
            Self::Delivered => texts::REWARD_DELIVERED,
            Self::Revoked => texts::REWARD_REVOKED,
            Self::Withheld => texts::REWARD_WITHHELD,
        }
    }
}

crate::stored_as_code!(Side, Refusal, RewardState);

/// How often a rule's number has been reached with so many approved friends. A reward of a rule is numbered from 1 to this.
pub fn times_reached(rule: &RewardRule, approved: i64) -> i64 {
    let at = rule.at.max(1);
    match (approved.max(0) / at, rule.repeats) {
        (times, true) => times,
        (times, false) => times.min(1),
    }
}

/// What limits a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub budget: Option<Money>,
    pub spent: Money,
    /// Rewards that one person may have as a referrer.
    pub cap: Option<i64>,
    /// Rewards that the person has as a referrer.
    pub held: i64,
}

/// May one more be granted?
pub fn permit(rule: &RewardRule, limits: &Limits) -> Result<(), Refusal> {
    if rule.side == Side::Referrer && limits.cap.is_some_and(|cap| limits.held >= cap) {
        return Err(Refusal::Cap);
    }
    if rule.stock.is_some_and(|stock| rule.granted >= stock) {
        return Err(Refusal::Stock);
    }
    match limits.budget {
        Some(budget) if limits.spent.0.saturating_add(rule.cost.0) > budget.0 => Err(Refusal::Budget),
        _ => Ok(()),
    }
}

/// The nearest reward that a referrer has not yet reached, and the number of approved friends it takes in all.
pub fn next_goal(rules: &[RewardRule], approved: i64) -> Option<(&RewardRule, i64)> {
    rules
        .iter()
        .filter(|rule| rule.side == Side::Referrer)
        .filter_map(|rule| {
            let reached = times_reached(rule, approved);
            (rule.repeats || reached == 0).then(|| (rule, (reached + 1).saturating_mul(rule.at.max(1))))
        })
        .min_by_key(|(_, at)| *at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rule(at: i64, repeats: bool, cost: i64, stock: Option<i64>) -> RewardRule {
        RewardRule { id: RewardRuleId(1), side: Side::Referrer, title: "쿠폰".into(), at, repeats, cost: Money(cost), stock, granted: 0 }
    }

    #[test]
    fn milestones_are_reached_once_or_again_and_again() {
        let times = |at, repeats| [0, 2, 3, 5, 6, 9].map(|approved| times_reached(&rule(at, repeats, 0, None), approved));
        assert_eq!(times(3, false), [0, 0, 1, 1, 1, 1]);
        assert_eq!(times(3, true), [0, 0, 1, 1, 2, 3]);
    }

    #[test]
    fn the_next_goal_is_the_nearest() {
        let rules = [rule(5, false, 0, None), rule(2, true, 0, None)];
        let goal = |approved| next_goal(&rules, approved).map(|(rule, at)| (rule.at, at));
        assert_eq!([0, 1, 2, 3, 4, 5].map(goal), [Some((2, 2)), Some((2, 2)), Some((2, 4)), Some((2, 4)), Some((5, 5)), Some((2, 6))]);
        assert_eq!(next_goal(&rules[..1], 5), None);
    }

    proptest! {
        #[test]
        fn nothing_is_granted_beyond_its_limits(
            wishes in prop::collection::vec((0..4_usize, 0..3_usize), 0..200),
            stocks in prop::array::uniform3(prop::option::of(0..20_i64)), costs in prop::array::uniform3(0..5_000_i64),
            budget in prop::option::of(0..50_000_i64), cap in prop::option::of(0..10_i64),
        ) {
            let mut rules = [0, 1, 2].map(|n| rule(1, true, costs[n], stocks[n]));
            let mut held = [0; 4];
            let mut spent = 0;
            for (who, what) in wishes {
                let limits = Limits { budget: budget.map(Money), spent: Money(spent), cap, held: held[who] };
                if permit(&rules[what], &limits).is_ok() {
                    rules[what].granted += 1;
                    held[who] += 1;
                    spent += rules[what].cost.0;
                }
            }
            prop_assert!(rules.iter().all(|rule| rule.stock.is_none_or(|stock| rule.granted <= stock)));
            prop_assert!(budget.is_none_or(|budget| spent <= budget) && held.iter().all(|held| cap.is_none_or(|cap| *held <= cap)));
        }

        #[test]
        fn a_friend_more_never_takes_a_reward_away(at in 1..20_i64, repeats: bool, approved in 0..200_i64) {
            let rule = rule(at, repeats, 0, None);
            let (before, after) = (times_reached(&rule, approved), times_reached(&rule, approved + 1));
            prop_assert!(after == before || after == before + 1);
            if let Some((_, goal)) = next_goal(std::slice::from_ref(&rule), approved) {
                prop_assert!(goal > approved && times_reached(&rule, goal) == before + 1);
            }
        }
    }
}
