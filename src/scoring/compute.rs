//! The score of a lead at an instant, with the lines it is made of.

use crate::{
    base::{
        ids::LeadId,
        time::{Timestamp, Zone},
    },
    interactions::model::InteractionKind,
    scoring::{
        caps::Limit,
        engagement::{self, Event, Outcome},
        facts::Facts,
        grade::Grade,
        model::{Model, Test, Versioned},
    },
};

/// Where a line's points come from. The numbers are places in the model's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    Fit(usize),
    Engagement(usize, Outcome),
    /// The disqualifier, where it is one.
    Limit(Limit, Option<usize>),
}

/// Points and where they come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    pub cause: Cause,
    pub points: i64,
}

/// A lead's score. The lines' points always add up to the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Within its cap, and below nothing when more speaks against the lead.
    pub fit: i64,
    pub engagement: i64,
    /// 0 to the model's cap.
    pub total: i64,
    pub lines: Vec<Line>,
}

/// A lead's score of an instant and all that its lines are explained by.
#[derive(Clone, Debug)]
pub struct Explained {
    pub lead: LeadId,
    pub version: Versioned,
    pub facts: Facts,
    pub score: Score,
    pub grade: Grade,
    pub at: Timestamp,
}

/// What a model has to know of leads, so that no more is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Bits of [`crate::scoring::facts::Field::bit`].
    pub fields: u32,
    /// A bit for each kind of interaction by its code.
    pub kinds: i64,
    /// The kinds whose data are looked at.
    pub data: i64,
}

impl Needs {
    /// Is anything of these fields asked for?
    pub const fn wants(self, fields: u32) -> bool {
        self.fields & fields != 0
    }
}

/// The score by what is known of a lead now and what it did up to an instant. `events` are in the order of their time.
pub fn score(model: &Model, facts: &Facts, events: &[Event], at: Timestamp, zone: Zone) -> Score {
    let holds = |test: &Test| test.condition.holds(|passes| facts.any(&test.field, passes));
    let mut lines: Vec<Line> = Vec::new();
    for (index, rule) in model.fit.iter().enumerate() {
        if rule.points != 0 && holds(&rule.test) {
            lines.push(Line { cause: Cause::Fit(index), points: rule.points });
        }
    }
    let fit = sum(&lines);
    for (index, rule) in model.engagement.iter().enumerate() {
        if let Some(outcome) = engagement::outcome(rule, events, at, zone).filter(|outcome| outcome.points != 0) {
            lines.push(Line { cause: Cause::Engagement(index, outcome), points: outcome.points });
        }
    }
    let engagement = sum(&lines) - fit;
    let disqualifier = model.disqualifiers.iter().position(holds);
    let held = model.caps.hold(fit, engagement, disqualifier.is_some());
    lines.extend(held.cuts.into_iter().map(|(limit, points)| {
        let by = disqualifier.filter(|_| limit == Limit::Disqualified);
        Line { cause: Cause::Limit(limit, by), points }
    }));
    Score { fit: held.fit, engagement: held.engagement, total: held.total, lines }
}

/// What there is to read for these models.
pub fn needs<'a>(models: impl IntoIterator<Item = &'a Model>) -> Needs {
    let mut needs = Needs::default();
    for model in models {
        let tests = model.fit.iter().map(|rule| &rule.test).chain(&model.disqualifiers);
        for test in tests {
            needs.fields |= test.field.bit();
        }
        for rule in &model.engagement {
            needs.kinds |= bit(rule.kind);
            needs.data |= if rule.filter.is_some() { bit(rule.kind) } else { 0 };
        }
    }
    needs
}

const fn bit(kind: InteractionKind) -> i64 {
    1 << kind.code()
}

fn sum(lines: &[Line]) -> i64 {
    lines.iter().fold(0, |sum: i64, line| sum.saturating_add(line.points))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::{
        base::time::DAY_MS,
        scoring::{
            caps::Caps,
            condition::{Condition, Operator},
            decay::Decay,
            facts::Field,
            grade::Thresholds,
            model::{EngagementRule, FitRule},
        },
    };

    const NOW: Timestamp = Timestamp(1_795_316_400_000);

    fn test(field: Field, operator: Operator, value: &Value) -> Test {
        Test { field, condition: Condition::parse(operator, value).expect("a condition") }
    }

    fn decays() -> impl Strategy<Value = Decay> {
        prop_oneof![
            Just(Decay::None),
            (1_i64..60, 1_i64..=100).prop_map(|(days, percent)| Decay::Step { days, percent }),
            (1_i64..90).prop_map(|days| Decay::HalfLife { days }),
        ]
    }

    fn engagement_rules(points: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = EngagementRule> {
        let some = |most: i64| prop::option::of(1..most);
        (0..3_i64, points, some(4), some(400), some(4), some(60), decays()).prop_map(
            |(kind, points, at_least, within_days, per_day, cap, decay)| EngagementRule {
                kind: InteractionKind::from_code(kind).expect("a kind"),
                filter: None,
                points,
                at_least,
                within_days,
                per_day,
                cap,
                decay: if points < 0 { Decay::None } else { decay },
            },
        )
    }

    fn models(points: std::ops::RangeInclusive<i64>) -> impl Strategy<Value = Model> {
        let fit = prop::collection::vec((-100_i64..=100, 0_i64..6), 0..4);
        let rules = prop::collection::vec(engagement_rules(points), 0..5);
        (fit, rules, any::<bool>(), (1_i64..=100, 1_i64..=100, 1_i64..=100)).prop_map(|(fit, engagement, disqualifies, caps)| Model {
            fit: fit.into_iter().map(|(points, from)| FitRule { test: test(Field::Value, Operator::Gte, &json!(from)), points }).collect(),
            engagement,
            disqualifiers: if disqualifies { vec![test(Field::Value, Operator::Equals, &json!(5))] } else { vec![] },
            caps: Caps { fit: caps.0, engagement: caps.1, total: caps.2 },
            thresholds: Thresholds { a: 70, b: 45, c: 20, margin: 5 },
        })
    }

    fn lives() -> impl Strategy<Value = Vec<Event>> {
        prop::collection::vec((0..3_i64, 0_i64..500 * 24), 0..30).prop_map(|acts| {
            let mut events: Vec<Event> = acts
                .into_iter()
                .map(|(kind, hours)| Event {
                    kind: InteractionKind::from_code(kind).expect("a kind"),
                    at: NOW.plus_ms(-hours * DAY_MS / 24),
                    data: Value::Null,
                })
                .collect();
            events.sort_by_key(|event| event.at);
            events
        })
    }

    fn facts(value: i64) -> Facts {
        Facts { value: Some(value), ..Facts::default() }
    }

    proptest! {
        #[test]
        fn the_total_is_within_its_bounds_and_is_what_the_lines_add_up_to(model in models(-100..=100), events in lives(), value in 0_i64..7) {
            let score = score(&model, &facts(value), &events, NOW, Zone::default());
            prop_assert!((0..=model.caps.total).contains(&score.total));
            prop_assert_eq!(score.lines.iter().map(|line| line.points).sum::<i64>(), score.total);
            prop_assert!(score.lines.iter().all(|line| line.points != 0));
            prop_assert!(score.fit <= model.caps.fit && score.engagement <= model.caps.engagement);
            if !model.disqualifiers.is_empty() && value == 5 { prop_assert_eq!(score.total, 0); }
        }

        #[test]
        fn the_same_gives_the_same(model in models(-100..=100), events in lives(), value in 0_i64..7) {
            let again = || score(&model, &facts(value), &events, NOW, Zone::default());
            prop_assert_eq!(again(), again());
        }

        #[test]
        fn more_of_what_is_good_never_lowers_it(model in models(0..=100), events in lives(), one_more in (0..3_i64, 0_i64..500 * 24), value in 0_i64..7) {
            let before = score(&model, &facts(value), &events, NOW, Zone::default());
            let mut more = events;
            let kind = InteractionKind::from_code(one_more.0).expect("a kind");
            more.push(Event { kind, at: NOW.plus_ms(-one_more.1 * DAY_MS / 24), data: Value::Null });
            more.sort_by_key(|event| event.at);
            prop_assert!(score(&model, &facts(value), &more, NOW, Zone::default()).total >= before.total);
        }

        #[test]
        fn time_alone_never_raises_what_is_good(model in models(0..=100), events in lives(), days in 0_i64..400, value in 0_i64..7) {
            let now = score(&model, &facts(value), &events, NOW, Zone::default());
            let later = score(&model, &facts(value), &events, NOW.plus_ms(days * DAY_MS), Zone::default());
            prop_assert!(later.total <= now.total);
        }

        #[test]
        fn what_is_older_than_a_year_never_counts(model in models(-100..=100), events in lives(), days in 0_i64..3, value in 0_i64..7) {
            let at = NOW.plus_ms(days * DAY_MS);
            let young: Vec<Event> = events.iter().filter(|event| event.at > at.plus_ms(-engagement::HORIZON_DAYS * DAY_MS)).cloned().collect();
            let (of_all, of_young) = (score(&model, &facts(value), &events, at, Zone::default()), score(&model, &facts(value), &young, at, Zone::default()));
            prop_assert_eq!(of_all, of_young);
        }

        #[test]
        fn decay_never_raises_it(model in models(-100..=100), events in lives(), value in 0_i64..7) {
            let mut lasting = model.clone();
            for rule in &mut lasting.engagement { rule.decay = Decay::None; }
            let with = score(&model, &facts(value), &events, NOW, Zone::default()).total;
            prop_assert!(with <= score(&lasting, &facts(value), &events, NOW, Zone::default()).total);
        }

        #[test]
        fn a_past_day_knows_nothing_of_what_came_later(model in models(-100..=100), events in lives(), days in 0_i64..400, value in 0_i64..7) {
            let then = NOW.plus_ms(-days * DAY_MS);
            let known: Vec<Event> = events.iter().filter(|event| event.at <= then).cloned().collect();
            let (of_all, of_known) = (score(&model, &facts(value), &events, then, Zone::default()), score(&model, &facts(value), &known, then, Zone::default()));
            prop_assert_eq!(of_all, of_known);
        }
    }
}
