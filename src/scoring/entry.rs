//! A score model as it is written down, and how it is read: every fault at once, each with its place, such as `fit.2.points`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        lang::Message,
    },
    interactions::model::InteractionKind,
    scoring::{
        caps::Caps,
        condition::{Condition, Operator},
        decay::Decay,
        engagement::HORIZON_DAYS,
        facts::Field,
        grade::Thresholds,
        model::{EngagementRule, FitRule, Model, Test},
        texts,
    },
};

/// Rules of each group at most.
pub const MOST_RULES: usize = 50;
/// Points of a rule, up and down.
pub const MOST_POINTS: i64 = 100;
/// The most that a total, a group or a margin can be.
pub const MOST_TOTAL: i64 = 100;
/// The most that one rule's cap or count can be.
const MOST_COUNT: i64 = 1_000;
/// The longest name of a key in an interaction's data.
const KEY_CHARS: usize = 80;

/// A score model as it is sent and told. What is left out of `caps` is 100.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawModel {
    /// Points for what a lead is.
    #[schema(max_items = 50)]
    pub fit: Vec<RawFit>,
    /// Points for what a lead does.
    #[schema(max_items = 50)]
    pub engagement: Vec<RawEngagement>,
    /// A lead for which one of them holds has a total of 0.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub disqualifiers: Vec<RawTest>,
    #[serde(default)]
    pub caps: RawCaps,
    pub thresholds: RawThresholds,
}

/// A condition on a field and its points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawFit {
    /// `customer.name`, `.email`, `.phone`, `.company`, `.status`, `.source`, `.tags`, `customer.attributes.…`, `lead.source`, `.medium`,
    /// `.campaign`, `.landing_page_id`, `.funnel_id`, `.stage`, `.status`, `.value`, `.device`, or `form.…` for an answer.
    pub field: String,
    /// `equals`, `not_equals`, `contains`, `not_contains`, `starts_with`, `in`, `not_in`, `between`, `gt`, `gte`, `lt`, `lte`, `empty`
    /// or `not_empty`.
    pub operator: String,
    /// A text, number or truth value; two of them for `between`, a list for `in` and `not_in`, null for `empty` and `not_empty`.
    #[serde(default)]
    pub value: Value,
    #[schema(minimum = -100, maximum = 100)]
    pub points: i64,
}

/// A condition on a field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawTest {
    /// As in a fit rule.
    pub field: String,
    /// As in a fit rule.
    pub operator: String,
    /// As in a fit rule.
    #[serde(default)]
    pub value: Value,
}

/// Interactions of a kind and their points. Robots' interactions never count, nor do those older than a year.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawEngagement {
    #[schema(value_type = InteractionKind)]
    pub kind: String,
    /// Which of them; null for all.
    #[serde(default)]
    pub filter: Option<RawFilter>,
    /// For each of them, or once where `at_least` says how many it takes.
    #[schema(minimum = -100, maximum = 100)]
    pub points: i64,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    pub at_least: Option<i64>,
    /// Older ones do not count; a year where null.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 365)]
    pub within_days: Option<i64>,
    /// How many of one day count, by the account's calendar.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    pub per_day: Option<i64>,
    /// The most that this rule gives, or takes.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1000)]
    pub cap: Option<i64>,
    /// How the points fade; null for not at all. Negative points do not fade.
    #[serde(default)]
    pub decay: Option<RawDecay>,
}

/// A condition on a key of an interaction's data, such as `page_id`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawFilter {
    pub field: String,
    pub operator: String,
    #[serde(default)]
    pub value: Value,
}

/// `half_life`: every `days` half of what is left goes. `step`: every `days` so many `percent` of the first points go, 50 unless given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawDecay {
    #[schema(pattern = "^(step|half_life)$")]
    pub kind: String,
    #[schema(minimum = 1, maximum = 365)]
    pub days: i64,
    #[serde(default)]
    #[schema(minimum = 1, maximum = 100)]
    pub percent: Option<i64>,
}

/// The most that fit, engagement and the total can be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawCaps {
    #[serde(default = "whole")]
    #[schema(minimum = 1, maximum = 100)]
    pub fit: i64,
    #[serde(default = "whole")]
    #[schema(minimum = 1, maximum = 100)]
    pub engagement: i64,
    #[serde(default = "whole")]
    #[schema(minimum = 1, maximum = 100)]
    pub total: i64,
}

impl Default for RawCaps {
    fn default() -> Self {
        Self { fit: whole(), engagement: whole(), total: whole() }
    }
}

const fn whole() -> i64 {
    MOST_TOTAL
}

/// From which total on a grade is given: `a` above `b` above `c`. A grade is lost when the total falls `margin` below it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RawThresholds {
    #[schema(minimum = 1, maximum = 100)]
    pub a: i64,
    #[schema(minimum = 1, maximum = 100)]
    pub b: i64,
    #[schema(minimum = 1, maximum = 100)]
    pub c: i64,
    #[serde(default)]
    #[schema(minimum = 0, maximum = 20)]
    pub margin: i64,
}

/// Reads a model, or tells all its faults.
pub fn parse(raw: &RawModel) -> Result<Model> {
    let mut errors = FieldErrors::default();
    for (name, rules) in [("fit", raw.fit.len()), ("engagement", raw.engagement.len()), ("disqualifiers", raw.disqualifiers.len())] {
        if rules > MOST_RULES {
            errors.add(name, texts::TOO_MANY_RULES.with(&[("most", &MOST_RULES)]));
        }
    }
    let fit = raw.fit.iter().enumerate().filter_map(|(index, rule)| fit_rule(&format!("fit.{index}"), rule, &mut errors)).collect();
    let engagement = raw
        .engagement
        .iter()
        .enumerate()
        .filter_map(|(index, rule)| engagement_rule(&format!("engagement.{index}"), rule, &mut errors))
        .collect();
    let disqualifiers = raw
        .disqualifiers
        .iter()
        .enumerate()
        .filter_map(|(index, one)| test(&format!("disqualifiers.{index}"), [&one.field, &one.operator], &one.value, &mut errors))
        .collect();
    let caps = caps(&raw.caps, &mut errors);
    let thresholds = thresholds(&raw.thresholds, caps.total, &mut errors);
    errors.check()?;
    Ok(Model { fit, engagement, disqualifiers, caps, thresholds })
}

/// A model as it is told.
pub fn of(model: &Model) -> RawModel {
    RawModel {
        fit: model
            .fit
            .iter()
            .map(|rule| {
                let RawTest { field, operator, value } = raw_test(&rule.test);
                RawFit { field, operator, value, points: rule.points }
            })
            .collect(),
        engagement: model.engagement.iter().map(raw_engagement).collect(),
        disqualifiers: model.disqualifiers.iter().map(raw_test).collect(),
        caps: RawCaps { fit: model.caps.fit, engagement: model.caps.engagement, total: model.caps.total },
        thresholds: RawThresholds { a: model.thresholds.a, b: model.thresholds.b, c: model.thresholds.c, margin: model.thresholds.margin },
    }
}

/// A model as it is stored.
pub fn to_json(model: &Model) -> Result<String> {
    serde_json::to_string(&of(model)).map_err(|cause| Error::internal("a score model", cause))
}

/// A stored model.
pub fn from_json(json: &str) -> Result<Model> {
    let raw: RawModel = serde_json::from_str(json).map_err(|cause| Error::internal("a stored score model", cause))?;
    parse(&raw).map_err(|cause| Error::internal("a stored score model", cause))
}

fn fit_rule(place: &str, raw: &RawFit, errors: &mut FieldErrors) -> Option<FitRule> {
    let points = points(place, raw.points, errors);
    let test = test(place, [&raw.field, &raw.operator], &raw.value, errors)?;
    Some(FitRule { test, points: points? })
}

fn test(place: &str, [field, operator]: [&str; 2], value: &Value, errors: &mut FieldErrors) -> Option<Test> {
    let field = errors.take(&format!("{place}.field"), Field::parse(field).ok_or_else(|| texts::UNKNOWN_FIELD.into()));
    let condition = condition(place, operator, value, errors);
    Some(Test { field: field?, condition: condition? })
}

fn condition(place: &str, operator: &str, value: &Value, errors: &mut FieldErrors) -> Option<Condition> {
    let known = Operator::from_name(operator).ok_or_else(|| texts::UNKNOWN_OPERATOR.with(&[("names", &operators())]));
    let operator = errors.take(&format!("{place}.operator"), known)?;
    errors.take(&format!("{place}.value"), Condition::parse(operator, value))
}

fn engagement_rule(place: &str, raw: &RawEngagement, errors: &mut FieldErrors) -> Option<EngagementRule> {
    let known = InteractionKind::from_name(&raw.kind).ok_or_else(|| texts::UNKNOWN_KIND.with(&[("names", &kinds())]));
    let kind = errors.take(&format!("{place}.kind"), known);
    let points = points(place, raw.points, errors);
    let mut bounded = |name: &str, value: Option<i64>, most: i64| {
        if value.is_some_and(|value| !(1..=most).contains(&value)) {
            errors.add(format!("{place}.{name}"), texts::OUT_OF_RANGE.with(&[("least", &1), ("most", &most)]));
        }
    };
    bounded("at_least", raw.at_least, MOST_COUNT);
    bounded("within_days", raw.within_days, HORIZON_DAYS);
    bounded("per_day", raw.per_day, MOST_COUNT);
    bounded("cap", raw.cap, MOST_COUNT);
    let filter = raw.filter.as_ref().map(|filter| {
        let key = filter.field.trim();
        if key.is_empty() || key.chars().count() > KEY_CHARS {
            errors.add(format!("{place}.filter.field"), texts::FILTER_KEY.with(&[("most", &KEY_CHARS)]));
        }
        condition(&format!("{place}.filter"), &filter.operator, &filter.value, errors).map(|condition| (key.to_owned(), condition))
    });
    let decay = decay(place, raw, errors);
    let filter = match filter {
        Some(None) => return None,
        Some(filter) => filter,
        None => None,
    };
    Some(EngagementRule {
        kind: kind?,
        filter,
        points: points?,
        at_least: raw.at_least,
        within_days: raw.within_days,
        per_day: raw.per_day,
        cap: raw.cap,
        decay,
    })
}

fn decay(place: &str, raw: &RawEngagement, errors: &mut FieldErrors) -> Decay {
    let Some(decay) = &raw.decay else { return Decay::None };
    if raw.points < 0 {
        errors.add(format!("{place}.decay"), texts::NEGATIVE_STAYS);
    }
    let mut bounded = |name: &str, value: i64, most: i64| {
        if !(1..=most).contains(&value) {
            errors.add(format!("{place}.decay.{name}"), texts::OUT_OF_RANGE.with(&[("least", &1), ("most", &most)]));
        }
    };
    bounded("days", decay.days, HORIZON_DAYS);
    let percent = decay.percent.unwrap_or(50);
    bounded("percent", percent, 100);
    match decay.kind.as_str() {
        "step" => Decay::Step { days: decay.days, percent },
        "half_life" => {
            if decay.percent.is_some() {
                errors.add(format!("{place}.decay.percent"), texts::PERCENT_OF_STEPS);
            }
            Decay::HalfLife { days: decay.days }
        }
        _ => {
            errors.add(format!("{place}.decay.kind"), texts::UNKNOWN_DECAY);
            Decay::None
        }
    }
}

fn points(place: &str, points: i64, errors: &mut FieldErrors) -> Option<i64> {
    let fault = || texts::OUT_OF_RANGE.with(&[("least", &-MOST_POINTS), ("most", &MOST_POINTS)]);
    let valid = (-MOST_POINTS..=MOST_POINTS).contains(&points);
    errors.take::<i64>(&format!("{place}.points"), if valid { Ok(points) } else { Err(fault()) })
}

fn caps(raw: &RawCaps, errors: &mut FieldErrors) -> Caps {
    for (name, cap) in [("fit", raw.fit), ("engagement", raw.engagement), ("total", raw.total)] {
        if !(1..=MOST_TOTAL).contains(&cap) {
            errors.add(format!("caps.{name}"), texts::OUT_OF_RANGE.with(&[("least", &1), ("most", &MOST_TOTAL)]));
        }
    }
    Caps { fit: raw.fit, engagement: raw.engagement, total: raw.total }
}

fn thresholds(raw: &RawThresholds, total: i64, errors: &mut FieldErrors) -> Thresholds {
    let in_range: Message = texts::OUT_OF_RANGE.with(&[("least", &1), ("most", &total)]);
    for (name, threshold) in [("a", raw.a), ("b", raw.b), ("c", raw.c)] {
        if !(1..=total).contains(&threshold) {
            errors.add(format!("thresholds.{name}"), in_range.clone());
        }
    }
    for (name, upper, lower) in [("b", raw.a, raw.b), ("c", raw.b, raw.c)] {
        if upper <= lower {
            errors.add(format!("thresholds.{name}"), texts::THRESHOLD_ORDER);
        }
    }
    if !(0..=20).contains(&raw.margin) {
        errors.add("thresholds.margin", texts::OUT_OF_RANGE.with(&[("least", &0), ("most", &20)]));
    }
    Thresholds { a: raw.a, b: raw.b, c: raw.c, margin: raw.margin }
}

fn raw_test(test: &Test) -> RawTest {
    RawTest { field: test.field.name(), operator: test.condition.operator().name().to_owned(), value: test.condition.value().clone() }
}

fn raw_engagement(rule: &EngagementRule) -> RawEngagement {
    let decay = match rule.decay {
        Decay::None => None,
        Decay::Step { days, percent } => Some(RawDecay { kind: "step".into(), days, percent: Some(percent) }),
        Decay::HalfLife { days } => Some(RawDecay { kind: "half_life".into(), days, percent: None }),
    };
    RawEngagement {
        kind: rule.kind.name().to_owned(),
        filter: rule.filter.as_ref().map(|(key, condition)| RawFilter {
            field: key.clone(),
            operator: condition.operator().name().to_owned(),
            value: condition.value().clone(),
        }),
        points: rule.points,
        at_least: rule.at_least,
        within_days: rule.within_days,
        per_day: rule.per_day,
        cap: rule.cap,
        decay,
    }
}

fn operators() -> String {
    Operator::ALL.map(Operator::name).join(", ")
}

fn kinds() -> String {
    InteractionKind::ALL.map(InteractionKind::name).join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn raw(json: Value) -> RawModel {
        serde_json::from_value(json).expect("a model's form")
    }

    fn full() -> Value {
        json!({
            "fit": [
                {"field": "customer.company", "operator": "not_empty", "value": null, "points": 10},
                {"field": "form.budget", "operator": "between", "value": [100, 500], "points": -20},
            ],
            "engagement": [{
                "kind": "page_view", "filter": {"field": "page_id", "operator": "in", "value": [1, 2]}, "points": 5, "at_least": 3,
                "within_days": 14, "per_day": 2, "cap": 20, "decay": {"kind": "step", "days": 30, "percent": 25},
            }],
            "disqualifiers": [{"field": "lead.status", "operator": "equals", "value": "invalid"}],
            "caps": {"fit": 40, "engagement": 70, "total": 100},
            "thresholds": {"a": 70, "b": 45, "c": 20, "margin": 5},
        })
    }

    fn faults(json: Value) -> Vec<String> {
        match parse(&raw(json)) {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_told_is_read_back() {
        let model = parse(&raw(full())).expect("a model");
        assert_eq!(serde_json::to_value(of(&model)).expect("json"), full());
        assert_eq!(from_json(&to_json(&model).expect("json")).expect("read back"), model);
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let mut wrong = full();
        wrong["fit"][0]["field"] = json!("colour");
        wrong["fit"][1]["points"] = json!(101);
        wrong["fit"][1]["operator"] = json!("like");
        wrong["engagement"][0]["kind"] = json!("dance");
        wrong["engagement"][0]["filter"]["value"] = json!([]);
        wrong["engagement"][0]["within_days"] = json!(366);
        wrong["engagement"][0]["decay"]["days"] = json!(0);
        wrong["disqualifiers"][0]["value"] = Value::Null;
        wrong["caps"]["total"] = json!(0);
        wrong["thresholds"]["b"] = json!(70);
        let told = faults(wrong);
        for place in [
            "fit.0.field",
            "fit.1.points",
            "fit.1.operator",
            "engagement.0.kind",
            "engagement.0.filter.value",
            "engagement.0.within_days",
            "engagement.0.decay.days",
            "disqualifiers.0.value",
            "caps.total",
            "thresholds.b",
        ] {
            assert!(told.iter().any(|fault| fault == place), "{place} is not among {told:?}");
        }
    }

    #[test]
    fn negative_points_do_not_fade() {
        let mut wrong = full();
        wrong["engagement"][0]["points"] = json!(-5);
        assert_eq!(faults(wrong), ["engagement.0.decay"]);
    }

    #[test]
    fn a_grade_can_be_reached() {
        let mut wrong = full();
        wrong["caps"]["total"] = json!(60);
        assert_eq!(faults(wrong), ["thresholds.a"]);
        let mut many = full();
        many["disqualifiers"] = json!(vec![full()["disqualifiers"][0].clone(); MOST_RULES + 1]);
        assert_eq!(faults(many), ["disqualifiers"]);
    }
}
