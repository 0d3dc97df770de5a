//! What entering a goal is worth, and whether it counts each time.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    base::{
        error::FieldErrors,
        lang::Text,
        money::{self, Currency, Money},
    },
    funnels::{
        model::{RawStage, Stage},
        texts,
    },
};

/// Where a conversion's value comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ValueFrom {
    /// What the lead is worth at that moment.
    #[default]
    Lead,
    /// The same for every conversion.
    Fixed,
    /// An answer of the lead's form; the lead's own value where that is no amount.
    Field,
}

impl ValueFrom {
    pub const ALL: [Self; 3] = [Self::Lead, Self::Fixed, Self::Field];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Fixed => "fixed",
            Self::Field => "field",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|from| from.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Lead => texts::VALUE_OF_LEAD,
            Self::Fixed => texts::VALUE_FIXED,
            Self::Field => texts::VALUE_OF_FIELD,
        }
    }
}

/// A quadrillion of the smallest unit: above any deal, and exact as a JSON number.
const MOST: i64 = 1_000_000_000_000_000;
const LONGEST_FIELD: usize = 40;

/// The value of a conversion in a stage. `form` are the lead's answers as JSON, by field.
pub fn worth(stage: &Stage, lead_value: Option<Money>, form: &str, currency: Currency) -> Option<Money> {
    match stage.value_from {
        ValueFrom::Lead => lead_value,
        ValueFrom::Fixed => stage.value,
        ValueFrom::Field => stage.value_field.as_deref().and_then(|name| answered(form, name, currency)).or(lead_value),
    }
}

/// The amount that an answer names; absent when there is no such answer or it is no amount. A number counts whole units.
fn answered(form: &str, name: &str, currency: Currency) -> Option<Money> {
    let answers: Value = serde_json::from_str(form).ok()?;
    let typed = match answers.get(name)? {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    money::parse(&typed, currency).ok()
}

/// Reads a stage's goal settings into it; a stage that is no goal has none. `row` is its place, for the faults.
pub fn read(stage: &mut Stage, raw: &RawStage, row: usize, currency: Currency, errors: &mut FieldErrors) {
    if !raw.goal {
        return;
    }
    stage.repeats = raw.repeats;
    let from = raw.value_from.as_deref().map(str::trim).filter(|from| !from.is_empty());
    match from.map_or(Some(ValueFrom::Lead), ValueFrom::from_name) {
        None => errors.add(format!("stages.{row}.value_from"), texts::WRONG_VALUE_FROM),
        Some(ValueFrom::Lead) => {}
        Some(ValueFrom::Fixed) => {
            let value = match &raw.typed_value {
                Some(typed) => errors.take(&format!("stages.{row}.value"), money::parse(typed, currency)),
                None => raw.value.filter(|value| (0..=MOST).contains(value)).map(Money).or_else(|| {
                    errors.add(format!("stages.{row}.value"), texts::WRONG_VALUE);
                    None
                }),
            };
            (stage.value_from, stage.value) = (ValueFrom::Fixed, value);
        }
        Some(ValueFrom::Field) => {
            let name = raw.value_field.as_deref().unwrap_or_default().trim();
            if !(1..=LONGEST_FIELD).contains(&name.chars().count()) || name.chars().any(char::is_control) {
                errors.add(format!("stages.{row}.value_field"), texts::WRONG_VALUE_FIELD);
            }
            (stage.value_from, stage.value_field) = (ValueFrom::Field, Some(name.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn goal(value_from: ValueFrom) -> Stage {
        Stage { goal: true, value_from, value: Some(Money(70_000)), value_field: Some("budget".into()), ..Stage::default() }
    }

    #[test]
    fn the_value_comes_from_where_the_stage_says() {
        let worth = |from, form: &str| worth(&goal(from), Some(Money(5)), form, Currency::KRW).map(|value| value.0);
        assert_eq!(worth(ValueFrom::Lead, "{}"), Some(5));
        assert_eq!(worth(ValueFrom::Fixed, "{}"), Some(70_000));
        for (form, value) in [
            (r#"{"budget":"1,200,000원"}"#, 1_200_000),
            (r#"{"budget":900}"#, 900),
            (r#"{"budget":"미정"}"#, 5),
            (r#"{"budget":["1"]}"#, 5),
            (r#"{"other":"1"}"#, 5),
            ("[", 5),
        ] {
            assert_eq!(worth(ValueFrom::Field, form), Some(value), "{form}");
        }
        assert_eq!(super::worth(&goal(ValueFrom::Lead), None, "{}", Currency::KRW), None);
    }

    #[test]
    fn settings_are_checked_for_goals_alone() {
        let faults = |raw: RawStage| {
            let (mut stage, mut errors) = (Stage::default(), FieldErrors::default());
            read(&mut stage, &raw, 2, Currency::KRW, &mut errors);
            errors.iter().map(|(field, _)| field.to_owned()).collect::<Vec<_>>()
        };
        let raw = |from: &str| RawStage { goal: true, value_from: Some(from.into()), ..RawStage::default() };
        assert_eq!(faults(raw("gold")), ["stages.2.value_from"]);
        assert_eq!(faults(raw("fixed")), ["stages.2.value"]);
        assert_eq!(faults(raw("field")), ["stages.2.value_field"]);
        assert_eq!(faults(RawStage { value: Some(-1), ..raw("fixed") }), ["stages.2.value"]);
        assert_eq!(faults(RawStage { typed_value: Some("많이".into()), ..raw("fixed") }), ["stages.2.value"]);
        assert!(faults(RawStage { goal: false, ..raw("gold") }).is_empty() && faults(raw("")).is_empty());
    }

    proptest! {
        #[test]
        fn whatever_is_answered_a_value_is_never_negative(answer in ".{0,40}", number in any::<i64>()) {
            for form in [serde_json::json!({ "budget": answer }), serde_json::json!({ "budget": number })] {
                let worth = worth(&goal(ValueFrom::Field), None, &form.to_string(), Currency::KRW);
                prop_assert!(worth.is_none_or(|value| (0..=MOST).contains(&value.0)));
            }
        }
    }
}
