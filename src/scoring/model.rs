//! A score model: the rules of an account, and what they make of a lead.

use crate::{
    base::{
        ids::{CustomerId, LeadId},
        time::Timestamp,
    },
    interactions::model::InteractionKind,
    scoring::{
        caps::Caps,
        condition::Condition,
        decay::Decay,
        facts::Field,
        grade::{Grade, Thresholds},
    },
};

/// The rules by which an account scores its leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    pub fit: Vec<FitRule>,
    pub engagement: Vec<EngagementRule>,
    /// A lead for which one of them holds scores nothing.
    pub disqualifiers: Vec<Test>,
    pub caps: Caps,
    pub thresholds: Thresholds,
}

/// A condition on a field.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    pub field: Field,
    pub condition: Condition,
}

/// Points for what a lead is.
#[derive(Clone, Debug, PartialEq)]
pub struct FitRule {
    pub test: Test,
    pub points: i64,
}

/// Points for what a lead does.
#[derive(Clone, Debug, PartialEq)]
pub struct EngagementRule {
    pub kind: InteractionKind,
    /// Which of them: a key of the interaction's data and what it has to be.
    pub filter: Option<(String, Condition)>,
    /// Given for each interaction, or once when there are [`Self::at_least`].
    pub points: i64,
    pub at_least: Option<i64>,
    /// Older ones do not count; a year where absent.
    pub within_days: Option<i64>,
    /// How many of one day count, of the account's calendar.
    pub per_day: Option<i64>,
    /// The most points that this rule gives, or takes when its points are negative.
    pub cap: Option<i64>,
    /// None for negative points: they stay.
    pub decay: Decay,
}

/// A version of the model, active from an instant on until the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Versioned {
    pub version: i64,
    pub model: Model,
    pub activated_at: Timestamp,
    /// Who activated it; blank for the model that every account begins with.
    pub activated_by: String,
}

/// The stored score of a lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    pub fit: i64,
    pub engagement: i64,
    pub total: i64,
    pub grade: Grade,
    /// The model that graded it.
    pub version: i64,
}

/// A stored score and when it was computed: no two of one lead bear the same time, so that it tells whether another took its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    pub score: Stored,
    pub computed_at: Timestamp,
}

/// A computed score that is to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub lead: LeadId,
    pub fit: i64,
    pub engagement: i64,
    pub total: i64,
    pub grade: Grade,
    /// What it takes the place of; absent for a first score.
    pub before: Option<Before>,
}

/// What a change has to know of the score before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    pub total: i64,
    pub grade: Grade,
    pub computed_at: Timestamp,
}

/// How many leads stand where: by tens of the total (the last holds 90 to 100) and by grade, in the order A to D.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
pub struct Distribution {
    pub buckets: [i64; 10],
    pub grades: [i64; 4],
}

impl Distribution {
    pub fn add(&mut self, total: i64, grade: Grade, by: i64) {
        let bucket = usize::try_from(total / 10).unwrap_or(0).min(self.buckets.len() - 1);
        self.add_to(bucket, grade, by);
    }

    /// The same where the ten is known already.
    pub fn add_to(&mut self, bucket: usize, grade: Grade, by: i64) {
        if let Some(count) = self.buckets.get_mut(bucket) {
            *count += by;
        }
        if let Some(count) = Grade::ALL.iter().position(|one| *one == grade).and_then(|index| self.grades.get_mut(index)) {
            *count += by;
        }
    }

    pub fn leads(&self) -> i64 {
        self.buckets.iter().sum()
    }
}

/// A lead that entered another grade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    pub lead: LeadId,
    pub customer: CustomerId,
    pub name: String,
    pub at: Timestamp,
    pub from: Grade,
    pub to: Grade,
}

/// How far a pass over all leads has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: i64,
    pub total: i64,
}
