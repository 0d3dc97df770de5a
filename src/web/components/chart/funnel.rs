//! How many go on from step to step.

use maud::Markup;

use crate::{
    base::lang::Lang,
    web::{
        components::{
            figure::{self, Bar},
            number::percent,
        },
        texts,
    },
};

/// One step of a funnel. Shares are in basis points and may pass 10,000: a step that is entered by other ways has more than the
/// one before it.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    pub name: &'a str,
    pub value: i64,
    pub of_first_bp: i64,
    /// Absent for the first step, and after a step that nobody entered.
    pub of_previous_bp: Option<i64>,
}

/// Plain bars below each other: the share of the first step at the right, that of the previous one beside the name.
pub fn funnel(lang: Lang, steps: &[Step]) -> Markup {
    let details: Vec<String> = steps.iter().map(|step| detail(lang, step)).collect();
    let bars: Vec<Bar> = steps
        .iter()
        .zip(&details)
        .map(|(step, detail)| Bar { name: step.name, detail, value: step.value, share_bp: step.of_first_bp })
        .collect();
    figure::bar_list(&bars)
}

fn detail(lang: Lang, step: &Step) -> String {
    let share = step.of_previous_bp.map(percent);
    share.map_or_else(String::new, |share| texts::OF_PREVIOUS_STEP.with(&[("share", &share)]).get(lang).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_with_their_shares() {
        let steps = [
            Step { name: "방문", value: 48_210, of_first_bp: 10_000, of_previous_bp: None },
            Step { name: "상담 신청", value: 12_904, of_first_bp: 2_677, of_previous_bp: Some(2_677) },
            Step { name: "재방문", value: 60_000, of_first_bp: 12_445, of_previous_bp: Some(46_497) },
        ];
        insta::assert_snapshot!(funnel(Lang::Ko, &steps).into_string().replace("><", ">\n<"));
        assert_eq!(funnel(Lang::Ko, &[]).into_string(), "<ol class=\"bars\"></ol>");
    }
}
