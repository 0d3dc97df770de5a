//! A lead's grade: its letter on a ground from warm to cold.

use maud::{Markup, html};

use crate::{
    scoring::grade::Grade,
    web::components::pill::{Tone, pill},
};

/// The letter alone, for lists.
pub fn grade_pill(grade: Grade) -> Markup {
    pill(tone(grade), grade.name())
}

/// A score with its grade, for a cell; a dash for a lead without one. `grade` is a letter.
pub fn score_cell(score: Option<i64>, grade: Option<&str>) -> Markup {
    html! {
        @if let (Some(score), Some(grade)) = (score, grade.and_then(Grade::from_name)) {
            span.nowrap { span.num { (score) } " " (grade_pill(grade)) }
        } @else { span.muted { "–" } }
    }
}

pub const fn tone(grade: Grade) -> Tone {
    match grade {
        Grade::A => Tone::Red,
        Grade::B => Tone::Orange,
        Grade::C => Tone::Blue,
        Grade::D => Tone::Grey,
    }
}
