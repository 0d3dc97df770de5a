//! Grades: four classes of the total, with a margin below each threshold so that a score that trembles crosses once.

use serde::{Deserialize, Serialize};

use crate::{base::lang::Text, scoring::texts};

/// From best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub enum Grade {
    A,
    B,
    C,
    /// Below all thresholds, and whoever has no score yet.
    D,
}

impl Grade {
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.name() == name)
    }

    /// What it says to whoever works with it.
    pub const fn meaning(self) -> Text {
        match self {
            Self::A => texts::GRADE_A,
            Self::B => texts::GRADE_B,
            Self::C => texts::GRADE_C,
            Self::D => texts::GRADE_D,
        }
    }
}

crate::stored_as_code!(Grade);

/// From which total on a grade is given, and how far below it the total may fall before the grade is lost again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thresholds {
    pub a: i64,
    pub b: i64,
    pub c: i64,
    pub margin: i64,
}

impl Thresholds {
    /// The grade of a total after the previous one under these thresholds; absent for whoever is graded anew.
    pub fn grade(self, previous: Option<Grade>, total: i64) -> Grade {
        let reached = |(grade, threshold): &(Grade, i64)| {
            let had = previous.is_some_and(|previous| previous <= *grade);
            total >= if had { threshold - self.margin } else { *threshold }
        };
        [(Grade::A, self.a), (Grade::B, self.b), (Grade::C, self.c)].iter().find(|rung| reached(rung)).map_or(Grade::D, |(grade, _)| *grade)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RUNGS: Thresholds = Thresholds { a: 70, b: 45, c: 20, margin: 5 };

    #[test]
    fn a_grade_is_lost_below_its_margin_only() {
        let walk = |totals: &[i64]| {
            let mut grade = None;
            totals.iter().map(|total| *grade.insert(RUNGS.grade(grade, *total))).map(Grade::name).collect::<String>()
        };
        assert_eq!(walk(&[69, 70, 69, 65, 64, 69, 70]), "BAAABBA");
        assert_eq!(walk(&[100, 17, 14, 19, 20]), "ACDDC");
        assert_eq!(walk(&[0]), "D");
    }

    #[test]
    fn codes_and_names_are_read_back() {
        for grade in Grade::ALL {
            assert_eq!((Grade::from_code(grade.code()), Grade::from_name(grade.name())), (Some(grade), Some(grade)));
        }
        assert_eq!((Grade::from_code(4), Grade::from_name("E")), (None, None));
    }

    proptest! {
        #[test]
        fn a_total_that_trembles_crosses_at_most_once(start in 0_i64..=100, around in 0_i64..=100, steps in prop::collection::vec(-2_i64..=2, 1..40)) {
            let mut grade = RUNGS.grade(None, start);
            let mut crossings = 0;
            for step in steps {
                let next = RUNGS.grade(Some(grade), around + step);
                crossings += i32::from(next != grade);
                grade = next;
            }
            // Once to the place it trembles around, and once over the threshold that lies within.
            prop_assert!(crossings <= 2, "{}", crossings);
        }

        #[test]
        fn more_never_grades_worse(total in 0_i64..=100, more in 0_i64..=100, previous in prop::option::of(0_i64..4)) {
            let previous = previous.and_then(Grade::from_code);
            prop_assert!(RUNGS.grade(previous, total + more) <= RUNGS.grade(previous, total));
        }
    }
}
