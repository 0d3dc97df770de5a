//! A condition on a value: an operator and what it is compared with.

use serde_json::Value;

use crate::{
    base::{lang::Message, time::Day},
    scoring::texts,
};

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    Equals,
    NotEquals,
    Contains,
    NotContains,
    StartsWith,
    In,
    NotIn,
    Between,
    Gt,
    Gte,
    Lt,
    Lte,
    Empty,
    NotEmpty,
}

/// What an operator is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    Nothing,
    One,
    /// From and to, both included.
    Two,
    /// One or more.
    List,
}

impl Operator {
    pub const ALL: [Self; 14] = [
        Self::Equals,
        Self::NotEquals,
        Self::Contains,
        Self::NotContains,
        Self::StartsWith,
        Self::In,
        Self::NotIn,
        Self::Between,
        Self::Gt,
        Self::Gte,
        Self::Lt,
        Self::Lte,
        Self::Empty,
        Self::NotEmpty,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Equals => "equals",
            Self::NotEquals => "not_equals",
            Self::Contains => "contains",
            Self::NotContains => "not_contains",
            Self::StartsWith => "starts_with",
            Self::In => "in",
            Self::NotIn => "not_in",
            Self::Between => "between",
            Self::Gt => "gt",
            Self::Gte => "gte",
            Self::Lt => "lt",
            Self::Lte => "lte",
            Self::Empty => "empty",
            Self::NotEmpty => "not_empty",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.name() == name)
    }

    pub const fn operand(self) -> Operand {
        match self {
            Self::Empty | Self::NotEmpty => Operand::Nothing,
            Self::Between => Operand::Two,
            Self::In | Self::NotIn => Operand::List,
            _ => Operand::One,
        }
    }

    /// Does it compare sizes?
    const fn orders(self) -> bool {
        matches!(self, Self::Between | Self::Gt | Self::Gte | Self::Lt | Self::Lte)
    }
}

/// A number or a day: what has a size. Those of different kinds can't be compared.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Quantity {
    Number(f64),
    Day(i32),
}

impl Quantity {
    /// Reads `1,200,000원`, `3.5`, `2026-11-22`.
    fn parse(text: &str) -> Option<Self> {
        let plain: String = text.trim().trim_end_matches('원').chars().filter(|c| *c != ',' && !c.is_whitespace()).collect();
        let number = plain.parse::<f64>().ok().filter(|number| number.is_finite()).map(Self::Number);
        number.or_else(|| Day::parse(text).map(|day| Self::Day(day.0)))
    }

    fn cmp(self, other: Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.partial_cmp(&b),
            (Self::Day(a), Self::Day(b)) => Some(a.cmp(&b)),
            _ => None,
        }
    }
}

/// Items that a list holds, and characters of each.
pub const ITEMS: usize = 50;
pub const ITEM_CHARS: usize = 200;

/// A condition, ready to be asked.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    operator: Operator,
    /// What it is compared with, as it was given.
    value: Value,
    /// The same without case.
    texts: Vec<String>,
    sizes: Vec<Quantity>,
}

impl Condition {
    /// Reads an operator's value: none, one text, number or truth value, two for `between`, a list for `in` and `not_in`.
    pub fn parse(operator: Operator, value: &Value) -> Result<Self, Message> {
        let items: Vec<&Value> = match (operator.operand(), value) {
            (Operand::Nothing, Value::Null) => Vec::new(),
            (Operand::Nothing, _) => return Err(texts::NO_VALUE.into()),
            (Operand::One, Value::Array(_)) => return Err(texts::ONE_VALUE.into()),
            (Operand::One, one) => vec![one],
            (Operand::Two, Value::Array(items)) if items.len() == 2 => items.iter().collect(),
            (Operand::Two, _) => return Err(texts::TWO_VALUES.into()),
            (Operand::List, Value::Array(items)) if (1..=ITEMS).contains(&items.len()) => items.iter().collect(),
            (Operand::List, _) => return Err(texts::LIST_OF_VALUES.with(&[("most", &ITEMS)])),
        };
        let texts = items.into_iter().map(scalar).collect::<Result<Vec<_>, _>>()?;
        let sizes = if operator.orders() {
            texts.iter().map(|text| Quantity::parse(text).ok_or_else(|| Message::from(texts::SIZE_NEEDED))).collect::<Result<_, _>>()?
        } else {
            Vec::new()
        };
        if let [from, to] = sizes[..]
            && from.cmp(to).is_none_or(std::cmp::Ordering::is_gt)
        {
            return Err(texts::WRONG_RANGE.into());
        }
        Ok(Self { operator, value: value.clone(), texts: texts.iter().map(|text| fold(text)).collect(), sizes })
    }

    pub const fn operator(&self) -> Operator {
        self.operator
    }

    pub const fn value(&self) -> &Value {
        &self.value
    }

    /// Does it hold of something whose texts `any` asks? A negation holds of what is not there; a comparison of sizes does not.
    pub fn holds(&self, mut any: impl FnMut(&mut dyn FnMut(&str) -> bool) -> bool) -> bool {
        let first = self.texts.first().map_or("", String::as_str);
        match self.operator {
            Operator::Equals => any(&mut |text| fold(text) == first),
            Operator::NotEquals => !any(&mut |text| fold(text) == first),
            Operator::Contains => any(&mut |text| fold(text).contains(first)),
            Operator::NotContains => !any(&mut |text| fold(text).contains(first)),
            Operator::StartsWith => any(&mut |text| fold(text).starts_with(first)),
            Operator::In => any(&mut |text| self.texts.contains(&fold(text))),
            Operator::NotIn => !any(&mut |text| self.texts.contains(&fold(text))),
            Operator::Between => {
                any(&mut |text| self.compares(text, 0, std::cmp::Ordering::is_ge) && self.compares(text, 1, std::cmp::Ordering::is_le))
            }
            Operator::Gt => any(&mut |text| self.compares(text, 0, std::cmp::Ordering::is_gt)),
            Operator::Gte => any(&mut |text| self.compares(text, 0, std::cmp::Ordering::is_ge)),
            Operator::Lt => any(&mut |text| self.compares(text, 0, std::cmp::Ordering::is_lt)),
            Operator::Lte => any(&mut |text| self.compares(text, 0, std::cmp::Ordering::is_le)),
            Operator::Empty => !any(&mut |text| !text.trim().is_empty()),
            Operator::NotEmpty => any(&mut |text| !text.trim().is_empty()),
        }
    }

    fn compares(&self, text: &str, with: usize, wanted: fn(std::cmp::Ordering) -> bool) -> bool {
        self.sizes.get(with).zip(Quantity::parse(text)).and_then(|(size, given)| given.cmp(*size)).is_some_and(wanted)
    }
}

fn scalar(value: &Value) -> Result<String, Message> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(_) | Value::Bool(_) => value.to_string(),
        Value::Null | Value::Array(_) | Value::Object(_) => String::new(),
    };
    match text.chars().count() {
        0 => Err(texts::VALUE_MISSING.into()),
        chars if chars > ITEM_CHARS => Err(texts::VALUE_LONG.with(&[("most", &ITEM_CHARS)])),
        _ => Ok(text),
    }
}

fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn holds(operator: Operator, value: &Value, given: &[&str]) -> bool {
        Condition::parse(operator, value).expect("a condition").holds(|passes| given.iter().any(|text| passes(text)))
    }

    #[test]
    fn texts_are_compared_without_case_and_edges() {
        use Operator::*;
        assert!(holds(Equals, &json!("Naver"), &[" naver "]) && !holds(Equals, &json!("naver"), &["naver blog"]));
        assert!(holds(NotEquals, &json!("naver"), &[]) && holds(NotEquals, &json!("naver"), &["kakao"]));
        assert!(holds(Contains, &json!("병원"), &["한빛병원 강남"]) && !holds(NotContains, &json!("병원"), &["한빛병원"]));
        assert!(holds(StartsWith, &json!("010"), &["01012345678"]) && !holds(StartsWith, &json!("010"), &["0210"]));
        assert!(holds(In, &json!(["a", 3, true]), &["3"]) && holds(In, &json!(["a", "vip"]), &["new", "VIP"]));
        assert!(holds(NotIn, &json!(["a"]), &[]) && !holds(NotIn, &json!(["a"]), &["b", "a"]));
        assert!(holds(Empty, &Value::Null, &[]) && holds(Empty, &Value::Null, &["  "]) && holds(NotEmpty, &Value::Null, &["x"]));
    }

    #[test]
    fn sizes_are_numbers_or_days() {
        use Operator::*;
        assert!(holds(Gt, &json!(1_000_000), &["1,200,000원"]) && !holds(Gt, &json!(5), &["5"]) && holds(Gte, &json!("5"), &["5.0"]));
        assert!(
            holds(Between, &json!([3, 5]), &["5"]) && holds(Between, &json!([3, 5]), &["3"]) && !holds(Between, &json!([3, 5]), &["6"])
        );
        assert!(holds(Lt, &json!("2026-11-22"), &["2026. 11. 21."]) && !holds(Lt, &json!("2026-11-22"), &["3"]));
        assert!(!holds(Lte, &json!(5), &[]) && !holds(Lte, &json!(5), &["다섯"]));
    }

    #[test]
    fn what_does_not_fit_its_operator_is_refused() {
        for (operator, value) in [
            (Operator::Empty, json!("x")),
            (Operator::Equals, Value::Null),
            (Operator::Equals, json!(["x"])),
            (Operator::Equals, json!({"a": 1})),
            (Operator::Equals, json!("  ")),
            (Operator::Between, json!([1])),
            (Operator::Between, json!([5, 3])),
            (Operator::Between, json!([1, "2026-11-22"])),
            (Operator::Gt, json!("많음")),
            (Operator::In, json!([])),
            (Operator::In, json!("a")),
            (Operator::In, json!([null])),
            (Operator::Equals, json!("가".repeat(ITEM_CHARS + 1))),
        ] {
            assert!(Condition::parse(operator, &value).is_err(), "{} {value}", operator.name());
        }
    }

    proptest! {
        #[test]
        fn a_negation_is_the_opposite(value in "[a-c가]{1,3}", given in prop::collection::vec("[a-c가]{0,3}", 0..3)) {
            use Operator::*;
            let given: Vec<&str> = given.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            for (yes, no, value) in [(Equals, NotEquals, json!(value)), (Contains, NotContains, json!(value)), (In, NotIn, json!([value])), (Empty, NotEmpty, Value::Null)] {
                prop_assert_ne!(holds(yes, &value, &given), holds(no, &value, &given));
            }
        }

        #[test]
        fn numbers_have_one_place(size in -1_000_i64..1_000, given in -1_000_i64..1_000) {
            use Operator::*;
            let text = given.to_string();
            let is = |operator| holds(operator, &json!(size), &[&text]);
            prop_assert_eq!((is(Gt), is(Lte)), (given > size, given <= size));
            prop_assert_eq!((is(Lt), is(Gte)), (given < size, given >= size));
        }
    }
}
