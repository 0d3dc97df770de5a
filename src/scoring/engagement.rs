//! What a rule makes of a lead's interactions at an instant.

use serde_json::Value;

use crate::{
    base::time::{DAY_MS, Day, Timestamp, Zone},
    interactions::model::InteractionKind,
    scoring::{decay::WHOLE, facts, model::EngagementRule},
};

/// Interactions older than this never count, whatever a rule says: they may lie in the archive already, and a score must be the same
/// before and after that.
pub const HORIZON_DAYS: i64 = 365;

/// An interaction that can count; robots' are none. `data` is null where no rule looks at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub kind: InteractionKind,
    pub at: Timestamp,
    pub data: Value,
}

/// What a rule gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// As they count.
    pub points: i64,
    /// Before the rule's own cap.
    pub uncapped: i64,
    /// Interactions that count.
    pub count: i64,
    /// The newest of them.
    pub last: Timestamp,
}

/// The points of a rule at an instant; absent when nothing counts. `events` are in the order of their time.
///
/// Of a day whose number is bounded the latest count, so that one more interaction never gives less.
pub fn outcome(rule: &EngagementRule, events: &[Event], at: Timestamp, zone: Zone) -> Option<Outcome> {
    let oldest = at.plus_ms(-rule.within_days.unwrap_or(HORIZON_DAYS).min(HORIZON_DAYS) * DAY_MS);
    let newest_first = events.iter().rev().skip_while(|event| event.at > at).take_while(|event| event.at > oldest);
    let mut today: Option<(Day, i64)> = None;
    let (mut count, mut shares, mut last) = (0, 0_i128, None);
    for event in newest_first.filter(|event| matches(rule, event)) {
        if let Some(most) = rule.per_day {
            let day = zone.day_of(event.at);
            let so_far = today.filter(|(of, _)| *of == day).map_or(0, |(_, so_far)| so_far);
            if so_far >= most {
                continue;
            }
            today = Some((day, so_far + 1));
        }
        count += 1;
        shares += i128::from(rule.decay.factor(at.ms_since(event.at)));
        last.get_or_insert(event.at);
    }
    let last = last?;
    let shares = match rule.at_least {
        Some(enough) if count < enough => return None,
        Some(_) => i128::from(rule.decay.factor(at.ms_since(last))),
        None => shares,
    };
    let uncapped = i64::try_from(i128::from(rule.points) * shares / i128::from(WHOLE)).unwrap_or(i64::MAX);
    let points = rule.cap.map_or(uncapped, |cap| uncapped.clamp(-cap, cap));
    Some(Outcome { points, uncapped, count, last })
}

fn matches(rule: &EngagementRule, event: &Event) -> bool {
    event.kind == rule.kind
        && rule.filter.as_ref().is_none_or(|(key, condition)| condition.holds(|passes| facts::any_text(event.data.get(key), passes)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::scoring::{
        condition::{Condition, Operator},
        decay::Decay,
    };

    const NOW: Timestamp = Timestamp(1_795_316_400_000); // noon in Seoul
    const HOUR: i64 = DAY_MS / 24;

    fn rule(points: i64) -> EngagementRule {
        EngagementRule {
            kind: InteractionKind::PageView,
            filter: None,
            points,
            at_least: None,
            within_days: None,
            per_day: None,
            cap: None,
            decay: Decay::None,
        }
    }

    fn views(hours_ago: &[i64]) -> Vec<Event> {
        let mut events: Vec<Event> = hours_ago
            .iter()
            .map(|hours| Event { kind: InteractionKind::PageView, at: NOW.plus_ms(-hours * HOUR), data: json!({"page_id": hours % 2}) })
            .collect();
        events.sort_by_key(|event| event.at);
        events
    }

    fn points(rule: &EngagementRule, hours_ago: &[i64]) -> i64 {
        outcome(rule, &views(hours_ago), NOW, Zone::default()).map_or(0, |outcome| outcome.points)
    }

    #[test]
    fn each_counts_or_enough_of_them() {
        assert_eq!(points(&rule(3), &[1, 30, 50]), 9);
        let thrice = EngagementRule { at_least: Some(3), within_days: Some(2), ..rule(20) };
        assert_eq!((points(&thrice, &[1, 30, 50]), points(&thrice, &[1, 30, 47, 2])), (0, 20));
        assert_eq!(points(&rule(3), &[-1, 364 * 24, 366 * 24]), 3);
    }

    #[test]
    fn a_day_counts_only_so_often() {
        let twice = EngagementRule { per_day: Some(2), ..rule(5) };
        // 0 to 11 hours ago is today in Seoul, 13 yesterday.
        assert_eq!(points(&twice, &[1, 2, 3, 11, 13]), 15);
    }

    #[test]
    fn a_rule_has_its_own_cap_and_decay() {
        let capped = EngagementRule { cap: Some(7), ..rule(5) };
        let outcome = outcome(&capped, &views(&[1, 2]), NOW, Zone::default()).expect("some");
        assert_eq!((outcome.points, outcome.uncapped, outcome.count, outcome.last), (7, 10, 2, NOW.plus_ms(-HOUR)));
        assert_eq!(points(&EngagementRule { cap: Some(7), ..rule(-5) }, &[1, 2]), -7);
        let fading = EngagementRule { decay: Decay::HalfLife { days: 10 }, ..rule(10) };
        assert_eq!(points(&fading, &[0, 240, 480]), 17);
    }

    #[test]
    fn a_filter_looks_at_the_data() {
        let condition = Condition::parse(Operator::Equals, &json!(1)).expect("a condition");
        let odd = EngagementRule { filter: Some(("page_id".into(), condition)), ..rule(4) };
        assert_eq!(points(&odd, &[1, 2, 3, 4]), 8);
    }
}
