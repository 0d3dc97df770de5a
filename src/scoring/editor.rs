//! The editor's form between two submits: without scripts every button sends the whole form and gets it back, changed.

use serde_json::Value;

use crate::{
    base::{error::FieldErrors, form::RawForm, lang::Text},
    scoring::{
        condition::{Operand, Operator},
        entry::{MOST_RULES, RawCaps, RawDecay, RawEngagement, RawFilter, RawFit, RawModel, RawTest, RawThresholds},
        facts::{ANSWER, ATTRIBUTE},
        texts,
    },
};

/// What the button that sent the form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Preview,
    Apply,
    Add(Group),
    Remove(Group, usize),
}

/// The lists of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    Fit,
    Engagement,
    Disqualifiers,
}

impl Group {
    pub const ALL: [Self; 3] = [Self::Fit, Self::Engagement, Self::Disqualifiers];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Fit => "fit",
            Self::Engagement => "engagement",
            Self::Disqualifiers => "disqualifiers",
        }
    }
}

impl Step {
    /// Reads the button's value, `preview`, `apply`, `add:fit` or `remove:fit:2`; whatever is not understood previews, which changes nothing.
    pub fn parse(form: &RawForm) -> Self {
        let mut words = form.text("do").split(':');
        let verb = words.next().unwrap_or_default();
        let group = words.next().and_then(|name| Group::ALL.into_iter().find(|group| group.name() == name));
        match (verb, group, words.next().and_then(|row| row.parse().ok())) {
            ("apply", ..) => Self::Apply,
            ("add", Some(group), _) => Self::Add(group),
            ("remove", Some(group), Some(row)) => Self::Remove(group, row),
            _ => Self::Preview,
        }
    }
}

/// The rows after a button.
pub fn step(mut raw: RawModel, step: Step) -> RawModel {
    fn remove<T>(rows: &mut Vec<T>, row: usize) {
        if row < rows.len() {
            rows.remove(row);
        }
    }
    match step {
        Step::Add(Group::Fit) if raw.fit.len() < MOST_RULES => {
            raw.fit.push(RawFit { operator: Operator::NotEmpty.name().into(), points: 10, ..RawFit::default() });
        }
        Step::Add(Group::Engagement) if raw.engagement.len() < MOST_RULES => {
            raw.engagement.push(RawEngagement { points: 5, ..RawEngagement::default() });
        }
        Step::Add(Group::Disqualifiers) if raw.disqualifiers.len() < MOST_RULES => {
            raw.disqualifiers.push(RawTest { operator: Operator::Equals.name().into(), ..RawTest::default() });
        }
        Step::Remove(Group::Fit, row) => remove(&mut raw.fit, row),
        Step::Remove(Group::Engagement, row) => remove(&mut raw.engagement, row),
        Step::Remove(Group::Disqualifiers, row) => remove(&mut raw.disqualifiers, row),
        Step::Add(_) | Step::Preview | Step::Apply => {}
    }
    raw
}

/// Reads the form: `fit.0.field`, `fit.0.key`, `fit.0.operator`, … Rows in which nothing was chosen are left out, and a field that
/// should hold a number and does not is a fault.
pub fn read(form: &RawForm) -> (RawModel, FieldErrors) {
    let mut reader = Reader { form, errors: FieldErrors::default() };
    let rows = |group: &'static str, mark: &'static str| {
        (0..=MOST_RULES)
            .map(move |index| format!("{group}.{index}"))
            .take_while(move |place| form.raw(&format!("{place}.{mark}")).is_some())
    };
    let fit = rows("fit", "field").map(|place| reader.fit(&place)).collect();
    let engagement = rows("engagement", "kind").map(|place| reader.engagement(&place)).collect();
    let disqualifiers = rows("disqualifiers", "field").map(|place| reader.test(&place)).collect();
    let caps = RawCaps { fit: reader.number("caps.fit"), engagement: reader.number("caps.engagement"), total: reader.number("caps.total") };
    let thresholds = RawThresholds {
        a: reader.number("thresholds.a"),
        b: reader.number("thresholds.b"),
        c: reader.number("thresholds.c"),
        margin: reader.number("thresholds.margin"),
    };
    (RawModel { fit, engagement, disqualifiers, caps, thresholds }, reader.errors)
}

/// A model as the form shows it.
pub fn values(raw: &RawModel) -> RawForm {
    let mut form = RawForm::default();
    for (index, rule) in raw.fit.iter().enumerate() {
        let place = format!("fit.{index}");
        push_test(&mut form, &place, &rule.field, &rule.operator, &rule.value);
        form.push(format!("{place}.points"), rule.points.to_string());
    }
    for (index, rule) in raw.engagement.iter().enumerate() {
        push_engagement(&mut form, &format!("engagement.{index}"), rule);
    }
    for (index, test) in raw.disqualifiers.iter().enumerate() {
        push_test(&mut form, &format!("disqualifiers.{index}"), &test.field, &test.operator, &test.value);
    }
    for (name, cap) in [("fit", raw.caps.fit), ("engagement", raw.caps.engagement), ("total", raw.caps.total)] {
        form.push(format!("caps.{name}"), cap.to_string());
    }
    let thresholds = &raw.thresholds;
    for (name, value) in [("a", thresholds.a), ("b", thresholds.b), ("c", thresholds.c), ("margin", thresholds.margin)] {
        form.push(format!("thresholds.{name}"), value.to_string());
    }
    form
}

/// The form without rows in which nothing was chosen.
pub fn without_blanks(mut raw: RawModel) -> RawModel {
    raw.fit.retain(|rule| !rule.field.is_empty());
    raw.engagement.retain(|rule| !rule.kind.is_empty());
    raw.disqualifiers.retain(|test| !test.field.is_empty());
    raw
}

struct Reader<'a> {
    form: &'a RawForm,
    errors: FieldErrors,
}

impl Reader<'_> {
    fn fit(&mut self, place: &str) -> RawFit {
        let RawTest { field, operator, value } = self.test(place);
        let points = if field.is_empty() { 0 } else { self.number(&format!("{place}.points")) };
        RawFit { field, operator, value, points }
    }

    fn test(&mut self, place: &str) -> RawTest {
        let mut field = self.text(&format!("{place}.field"));
        if field == ATTRIBUTE || field == ANSWER {
            field.push_str(self.form.text(&format!("{place}.key")));
        }
        let (operator, value) = self.condition(place);
        RawTest { field, operator, value }
    }

    fn condition(&mut self, place: &str) -> (String, Value) {
        let operator = self.text(&format!("{place}.operator"));
        let value = value_of(Operator::from_name(&operator), self.form.text(&format!("{place}.value")));
        (operator, value)
    }

    fn engagement(&mut self, place: &str) -> RawEngagement {
        let at = |name: &str| format!("{place}.{name}");
        let kind = self.text(&at("kind"));
        let filter = self.form.filled(&at("filter.field")).map(str::to_owned).map(|field| {
            let (operator, value) = self.condition(&at("filter"));
            RawFilter { field, operator, value }
        });
        let decay = self.form.filled(&at("decay.kind")).map(str::to_owned).map(|kind| {
            let percent = if kind == "step" { self.optional(&at("decay.percent")) } else { None };
            RawDecay { days: self.number(&at("decay.days")), percent, kind }
        });
        RawEngagement {
            points: if kind.is_empty() { 0 } else { self.number(&at("points")) },
            kind,
            filter,
            at_least: self.optional(&at("at_least")),
            within_days: self.optional(&at("within_days")),
            per_day: self.optional(&at("per_day")),
            cap: self.optional(&at("cap")),
            decay,
        }
    }

    fn text(&self, name: &str) -> String {
        self.form.text(name).to_owned()
    }

    fn number(&mut self, name: &str) -> i64 {
        const MISSING: Text = texts::NOT_A_NUMBER;
        self.errors.take(name, self.form.text(name).parse().map_err(|_| MISSING.into())).unwrap_or_default()
    }

    fn optional(&mut self, name: &str) -> Option<i64> {
        self.form.filled(name)?;
        Some(self.number(name))
    }
}

/// What was typed as an operator takes it: `100 ~ 500` for two, commas between the items of a list.
fn value_of(operator: Option<Operator>, typed: &str) -> Value {
    let items = |separator: char| Value::Array(typed.split(separator).map(str::trim).filter(|item| !item.is_empty()).map(scalar).collect());
    match operator.map_or(Operand::One, Operator::operand) {
        Operand::Nothing => Value::Null,
        Operand::Two => items(if typed.contains('~') { '~' } else { ',' }),
        Operand::List => items(','),
        Operand::One => scalar(typed),
    }
}

/// A whole number as a number, so that a stored model comes back as it was; anything that would lose a digit stays a text.
fn scalar(typed: &str) -> Value {
    typed.parse::<i64>().ok().filter(|number| number.to_string() == typed).map_or_else(|| Value::from(typed), Value::from)
}

fn typed(operator: &str, value: &Value) -> String {
    let one = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    match value {
        Value::Null => String::new(),
        Value::Array(items) => {
            let between = if operator == Operator::Between.name() { " ~ " } else { ", " };
            items.iter().map(one).collect::<Vec<_>>().join(between)
        }
        other => one(other),
    }
}

fn push_test(form: &mut RawForm, place: &str, field: &str, operator: &str, value: &Value) {
    let keyed = [ATTRIBUTE, ANSWER].into_iter().find_map(|prefix| Some((prefix, field.strip_prefix(prefix)?)));
    let (field, key) = keyed.unwrap_or((field, ""));
    for (name, text) in [("field", field), ("key", key), ("operator", operator), ("value", &typed(operator, value))] {
        form.push(format!("{place}.{name}"), text);
    }
}

fn push_engagement(form: &mut RawForm, place: &str, rule: &RawEngagement) {
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let filter = rule.filter.clone().unwrap_or_default();
    let decay = rule.decay.clone();
    let fields = [
        ("kind", rule.kind.clone()),
        ("filter.field", filter.field),
        ("filter.value", typed(&filter.operator, &filter.value)),
        ("filter.operator", filter.operator),
        ("points", rule.points.to_string()),
        ("at_least", number(rule.at_least)),
        ("within_days", number(rule.within_days)),
        ("per_day", number(rule.per_day)),
        ("cap", number(rule.cap)),
        ("decay.days", number(decay.as_ref().map(|decay| decay.days))),
        ("decay.percent", number(decay.as_ref().and_then(|decay| decay.percent))),
        ("decay.kind", decay.map(|decay| decay.kind).unwrap_or_default()),
    ];
    for (name, text) in fields {
        form.push(format!("{place}.{name}"), text);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn full() -> RawModel {
        serde_json::from_value(json!({
            "fit": [
                {"field": "customer.company", "operator": "not_empty", "points": 10},
                {"field": "form.budget", "operator": "between", "value": [100, 500], "points": -20},
                {"field": "customer.attributes.업종", "operator": "in", "value": ["카페", "010"], "points": 7},
            ],
            "engagement": [
                {"kind": "page_view", "filter": {"field": "page_id", "operator": "equals", "value": 3}, "points": 5, "at_least": 3,
                 "within_days": 14, "per_day": 2, "cap": 20, "decay": {"kind": "step", "days": 30, "percent": 25}},
                {"kind": "call", "points": 1, "decay": {"kind": "half_life", "days": 9}},
            ],
            "disqualifiers": [{"field": "lead.status", "operator": "equals", "value": "invalid"}],
            "caps": {"fit": 40, "engagement": 70, "total": 100},
            "thresholds": {"a": 70, "b": 45, "c": 20, "margin": 5},
        }))
        .expect("a model's form")
    }

    #[test]
    fn the_form_is_read_back() {
        let (read, errors) = read(&values(&full()));
        assert_eq!((read, errors), (full(), FieldErrors::default()));
    }

    #[test]
    fn what_is_no_number_is_told_with_its_place() {
        let mut form = RawForm::from([("fit.0.points", "열"), ("engagement.0.cap", "x"), ("thresholds.a", "")]);
        values(&full()).iter().for_each(|(name, value)| form.push(name, value));
        let (_, errors) = read(&form);
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["fit.0.points", "engagement.0.cap", "thresholds.a"]);
    }

    #[test]
    fn rows_are_added_and_removed() {
        let steps = |value: &str| Step::parse(&RawForm::from([("do", value)]));
        assert_eq!((steps(""), steps("apply"), steps("add:hats")), (Step::Preview, Step::Apply, Step::Preview));
        let more = step(full(), steps("add:engagement"));
        assert_eq!((more.engagement.len(), without_blanks(more.clone())), (3, full()));
        assert_eq!(read(&values(&more)).0.engagement.len(), 3);
        let fewer = step(full(), steps("remove:fit:1"));
        assert_eq!(fewer.fit.iter().map(|rule| rule.points).collect::<Vec<_>>(), [10, 7]);
        assert_eq!(step(full(), steps("remove:fit:9")), full());
    }
}
