//! The editor's rows between two submits: without scripts every button sends the form and gets it back, changed.

use std::collections::BTreeMap;

use crate::{
    base::{
        form::RawForm,
        money::{self, Currency},
    },
    funnels::model::{Funnel, MOST_STAGES, RawFunnel, RawStage, Stage, suggest_keys},
};

/// What the button that sent the form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Save,
    Add,
    Remove(usize),
    Up(usize),
    Down(usize),
}

impl Step {
    /// Reads the button's value; whatever is not understood saves, since the return key names no button.
    pub fn parse(form: &RawForm) -> Self {
        let (verb, row) = form.text("do").split_once(':').unwrap_or((form.text("do"), ""));
        match (verb, row.parse()) {
            ("add", _) => Self::Add,
            ("remove", Ok(row)) => Self::Remove(row),
            ("up", Ok(row)) => Self::Up(row),
            ("down", Ok(row)) => Self::Down(row),
            _ => Self::Save,
        }
    }
}

/// Reads the editor's form: `name`, `status`, `currency` and `stages.0.name`, `stages.0.key`, `stages.0.goal`, …
pub fn read(form: &RawForm) -> RawFunnel {
    let row = |index: usize| {
        Some(RawStage {
            name: form.raw(&format!("stages.{index}.name"))?.to_owned(),
            key: Some(form.text(&format!("stages.{index}.key")).to_owned()),
            goal: form.ticked(&format!("stages.{index}.goal")),
            repeats: form.ticked(&format!("stages.{index}.repeats")),
            value_from: form.filled(&format!("stages.{index}.value_from")).map(str::to_owned),
            value: None,
            value_field: form.filled(&format!("stages.{index}.value_field")).map(str::to_owned),
            typed_value: Some(form.text(&format!("stages.{index}.value")).to_owned()),
        })
    };
    RawFunnel {
        name: Some(form.text("name").to_owned()),
        status: form.filled("status").map(str::to_owned),
        stages: Some((0..=MOST_STAGES).map_while(row).collect()),
        currency: form.filled("currency").map(str::to_owned),
    }
}

/// A stored funnel as the editor shows it first.
pub fn of(funnel: &Funnel) -> RawFunnel {
    RawFunnel {
        name: Some(funnel.name.clone()),
        status: Some(funnel.status.name().to_owned()),
        stages: Some(rows_of(&funnel.stages, funnel.currency)),
        currency: Some(funnel.currency.as_str().to_owned()),
    }
}

/// Stages as rows.
pub fn rows_of(stages: &[Stage], currency: Currency) -> Vec<RawStage> {
    let row = |stage: &Stage| RawStage {
        key: Some(stage.key.clone()),
        name: stage.name.clone(),
        goal: stage.goal,
        repeats: stage.repeats,
        value_from: Some(stage.value_from.name().to_owned()),
        value: stage.value.map(|value| value.0),
        value_field: stage.value_field.clone(),
        typed_value: stage.value.map(|value| money::plain(value, currency)),
    };
    stages.iter().map(row).collect()
}

/// The rows as the editor shows them next. Named rows get their codes, so that they can be chosen as the place of moved leads.
pub fn step(mut stages: Vec<RawStage>, step: Step) -> Vec<RawStage> {
    suggest_keys(&mut stages);
    match step {
        Step::Add if stages.len() < MOST_STAGES => stages.push(RawStage::default()),
        Step::Remove(row) if row < stages.len() => {
            stages.remove(row);
        }
        Step::Up(row) if row > 0 && row < stages.len() => stages.swap(row - 1, row),
        Step::Down(row) if row + 1 < stages.len() => stages.swap(row, row + 1),
        _ => {}
    }
    stages
}

/// Where the leads of removed stages go, by the removed stage's key: `moves.booked=consulting`.
pub fn moves(form: &RawForm) -> BTreeMap<String, String> {
    form.iter()
        .filter_map(|(name, to)| Some((name.strip_prefix("moves.")?.to_owned(), to.trim().to_owned())))
        .filter(|(_, to)| !to.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_added_removed_and_moved() {
        let form = RawForm::from([
            ("name", "f"),
            ("stages.0.name", "신규"),
            ("stages.0.key", "new"),
            ("stages.1.name", "부재"),
            ("stages.1.key", ""),
            ("stages.1.goal", "on"),
            ("moves.won", "new"),
            ("moves.booked", ""),
        ]);
        let rows = read(&form).stages.expect("rows");
        let keys = |step_: Step| step(rows.clone(), step_).into_iter().map(|row| row.key.unwrap_or_default()).collect::<Vec<_>>().join(" ");
        assert_eq!(keys(Step::Save), "new bujae");
        assert_eq!(keys(Step::Add), "new bujae ");
        assert_eq!(keys(Step::Remove(0)), "bujae");
        assert_eq!(keys(Step::Up(1)), "bujae new");
        assert_eq!(keys(Step::Down(0)), "bujae new");
        assert_eq!((keys(Step::Up(0)), keys(Step::Down(1)), keys(Step::Remove(9))), (keys(Step::Save), keys(Step::Save), keys(Step::Save)));
        assert!(rows.last().is_some_and(|row| row.goal));
        assert_eq!(moves(&form), BTreeMap::from([("won".to_owned(), "new".to_owned())]));
    }

    #[test]
    fn the_button_says_what_to_do() {
        for (value, expected) in [
            ("", Step::Save),
            ("save", Step::Save),
            ("add", Step::Add),
            ("remove:2", Step::Remove(2)),
            ("up:1", Step::Up(1)),
            ("up:x", Step::Save),
        ] {
            assert_eq!(Step::parse(&RawForm::from([("do", value)])), expected, "{value}");
        }
    }
}
