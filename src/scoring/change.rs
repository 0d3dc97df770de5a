//! What a model would change, lead by lead: the distribution before and after, and who crosses into another grade.

use crate::{
    base::ids::{CustomerId, LeadId},
    scoring::{
        grade::Grade,
        model::{Distribution, Stored},
    },
};

/// Examples of each direction that are kept.
const EXAMPLES: usize = 25;

/// The whole of what would change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    pub leads: i64,
    pub before: Distribution,
    pub after: Distribution,
    /// Leads that would enter a better grade, and a worse one.
    pub up: i64,
    pub down: i64,
    pub examples: Vec<Example>,
}

/// A lead that would cross.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    pub lead: LeadId,
    pub customer: CustomerId,
    /// The customer's name; blank when it is not known.
    pub called: String,
    pub before: i64,
    pub after: i64,
    pub from: Grade,
    pub to: Grade,
}

impl Preview {
    /// Notes a lead with its score of now, if it has one, and the total and grade it would have.
    pub fn note(&mut self, (lead, customer, called): (LeadId, CustomerId, &str), now: Option<Stored>, total: i64, grade: Grade) {
        self.leads += 1;
        if let Some(now) = now {
            self.before.add(now.total, now.grade, 1);
        }
        self.after.add(total, grade, 1);
        let from = now.map_or(Grade::D, |now| now.grade);
        if from == grade {
            return;
        }
        let better = grade < from;
        let so_far = if better { &mut self.up } else { &mut self.down };
        *so_far += 1;
        let shown = self.examples.iter().filter(|example| (example.to < example.from) == better).count();
        if shown < EXAMPLES {
            let before = now.map_or(0, |now| now.total);
            self.examples.push(Example { lead, customer, called: called.to_owned(), before, after: total, from, to: grade });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_have_their_examples() {
        let mut preview = Preview::default();
        let now = |grade, total| Some(Stored { fit: 0, engagement: 0, total, grade, version: 1 });
        for lead in 0..60 {
            preview.note((LeadId(lead), CustomerId(1), "홍길동"), now(Grade::C, 30), 75, Grade::A);
        }
        preview.note((LeadId(61), CustomerId(1), ""), now(Grade::A, 80), 10, Grade::D);
        preview.note((LeadId(62), CustomerId(1), ""), None, 10, Grade::D);
        assert_eq!((preview.leads, preview.up, preview.down, preview.examples.len()), (62, 60, 1, EXAMPLES + 1));
        assert_eq!((preview.before.leads(), preview.after.leads()), (61, 62));
        assert_eq!((preview.before.grades, preview.after.grades), ([1, 0, 60, 0], [60, 0, 0, 2]));
        assert_eq!(preview.after.buckets, [0, 2, 0, 0, 0, 0, 0, 60, 0, 0]);
    }
}
