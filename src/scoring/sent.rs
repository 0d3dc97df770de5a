//! Changes on their way to the owner of the files: a line of numbers each. Field names a thousand times over would cost both sides more
//! than the scores themselves.

use std::{fmt::Write as _, str::SplitAsciiWhitespace};

use serde::{Deserialize as _, Deserializer, Serializer, de::Error as _};

use crate::{
    base::{ids::LeadId, time::Timestamp},
    scoring::{
        grade::Grade,
        model::{Before, Change},
    },
};

pub fn serialize<S: Serializer>(changes: &[Change], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&lines(changes))
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Change>, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.lines().map(|line| read(line).ok_or_else(|| D::Error::custom("a score that is not one"))).collect()
}

fn lines(changes: &[Change]) -> String {
    let mut text = String::with_capacity(changes.len() * 48);
    for Change { lead, fit, engagement, total, grade, before } in changes {
        // Nothing fails that is written into a text.
        let _ = write!(text, "{lead} {fit} {engagement} {total} {}", grade.code());
        if let Some(Before { total, grade, computed_at }) = before {
            let _ = write!(text, " {total} {} {}", grade.code(), computed_at.0);
        }
        text.push('\n');
    }
    text
}

fn read(line: &str) -> Option<Change> {
    let mut numbers = line.split_ascii_whitespace();
    let [lead, fit, engagement, total] = [next(&mut numbers)?, next(&mut numbers)?, next(&mut numbers)?, next(&mut numbers)?];
    let grade = Grade::from_code(next(&mut numbers)?)?;
    let before = match next(&mut numbers) {
        Some(total) => {
            let grade = Grade::from_code(next(&mut numbers)?)?;
            Some(Before { total, grade, computed_at: Timestamp(next(&mut numbers)?) })
        }
        None => None,
    };
    Some(Change { lead: LeadId(lead), fit, engagement, total, grade, before })
}

fn next(numbers: &mut SplitAsciiWhitespace<'_>) -> Option<i64> {
    numbers.next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn changes() -> impl Strategy<Value = Change> {
        let grades = || (0_i64..4).prop_map(|code| Grade::from_code(code).expect("a grade"));
        let before = (0_i64..=100, grades(), 0_i64..2_000_000_000_000).prop_map(|(total, grade, at)| Before {
            total,
            grade,
            computed_at: Timestamp(at),
        });
        (1_i64.., -500_i64..=100, -500_i64..=100, 0_i64..=100, grades(), prop::option::of(before))
            .prop_map(|(lead, fit, engagement, total, grade, before)| Change { lead: LeadId(lead), fit, engagement, total, grade, before })
    }

    proptest! {
        #[test]
        fn what_is_sent_arrives(sent in prop::collection::vec(changes(), 0..20)) {
            let arrived: Option<Vec<Change>> = lines(&sent).lines().map(read).collect();
            prop_assert_eq!(arrived, Some(sent));
        }
    }

    #[test]
    fn half_a_line_is_none() {
        for line in ["", "1 2 3 4", "1 2 3 4 9", "1 2 3 4 0 5", "1 2 3 4 0 5 1", "1 2 3 x 0"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
