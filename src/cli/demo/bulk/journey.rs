//! What becomes of one lead: the stages it goes through, what the agency does about it, and where it ends.

use serde_json::{Value, json};

use crate::{
    base::time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp},
    cli::demo::{bulk::era::Era, dice::Dice, trade::Trade},
    interactions::model::{ActorType, InteractionKind},
    leads::model::LeadStatus,
};

/// A lead that has come.
#[derive(Clone, Copy)]
pub struct Newborn {
    pub at: Timestamp,
    /// Does it have to convert while conversions are still kept?
    pub converts: bool,
    /// Stages of its funnel, of which the last is the goal.
    pub stages: usize,
}

pub struct Journey {
    /// When it entered which stage, from the first on.
    pub steps: Vec<(Timestamp, usize)>,
    pub converted_at: Option<Timestamp>,
    pub value: Option<i64>,
    pub status: LeadStatus,
    pub work_status: &'static str,
    pub closed_at: Option<Timestamp>,
    pub callback_at: Option<Timestamp>,
    /// Has somebody of the agency taken it on?
    pub taken: bool,
}

/// Something that is noted about a lead besides its stages.
pub struct Note {
    pub at: Timestamp,
    pub kind: InteractionKind,
    pub actor: ActorType,
    pub data: Value,
}

/// Of those who came too early for their conversion to be kept, so many of a hundred have converted.
const ONCE_CONVERTED: usize = 24;
/// Stages before the goal that are noted of a lead that is won, in a hundred.
const NOTED: usize = 45;
/// After so long nobody works on a lead any more.
const STALE_MS: i64 = 40 * DAY_MS;

impl Journey {
    pub fn draw(new: Newborn, era: Era, trade: &Trade, dice: &mut Dice) -> Self {
        let converted_at = if new.converts { Some(kept_conversion(new.at, era, dice)) } else { early_conversion(new, era, dice) };
        match converted_at {
            Some(at) => Self::won(new, at, trade, dice),
            None => Self::unwon(new, era, dice),
        }
    }

    fn won(new: Newborn, at: Timestamp, trade: &Trade, dice: &mut Dice) -> Self {
        // Nobody notes every stage that a lead goes through.
        let between: Vec<usize> = (1..new.stages.saturating_sub(1)).filter(|_| dice.percent(NOTED)).collect();
        let mut times: Vec<Timestamp> = between.iter().map(|_| new.at.plus_ms(dice.between(MINUTE_MS, at.ms_since(new.at)))).collect();
        times.sort_unstable();
        let goal = new.stages.saturating_sub(1);
        Self {
            steps: std::iter::once((new.at, 0)).chain(times.into_iter().zip(between)).chain(std::iter::once((at, goal))).collect(),
            converted_at: Some(at),
            value: Some(worth(trade, dice)),
            status: LeadStatus::Won,
            work_status: "won",
            closed_at: Some(at),
            callback_at: None,
            taken: true,
        }
    }

    fn unwon(new: Newborn, era: Era, dice: &mut Dice) -> Self {
        let mut steps = vec![(new.at, 0)];
        let mut at = new.at;
        for stage in 1..new.stages.saturating_sub(1) {
            at = at.plus_ms(wait(dice));
            if at >= era.end || !dice.percent(if stage == 1 { 38 } else { 44 }) {
                break;
            }
            steps.push((at, stage));
        }
        let last = steps.last().map_or(new.at, |(at, _)| *at);
        let settled = last.plus_ms(dice.between(HOUR_MS, STALE_MS));
        let worked = steps.len() > 1;
        let (status, work_status) = if settled < era.end { settled_as(worked, dice) } else { still_open(worked, dice) };
        let ahead = era.end.plus_ms(dice.between(-2 * DAY_MS, 5 * DAY_MS));
        Self {
            steps,
            converted_at: None,
            value: None,
            status,
            work_status,
            closed_at: status.is_closed().then_some(settled),
            callback_at: (matches!(work_status, "callback" | "no_answer") && settled >= era.end && ahead > new.at).then_some(ahead),
            taken: worked || work_status != "new",
        }
    }

    /// The last thing that happened to the lead itself.
    pub fn changed_at(&self) -> Option<Timestamp> {
        self.closed_at.max(self.steps.last().map(|(at, _)| *at))
    }
}

/// A call, a note, a message or the like at a moment of the lead's life.
pub fn note(at: Timestamp, trade: &Trade, dice: &mut Dice) -> Note {
    let (kind, actor, data) = match dice.below(10) {
        0..=3 => {
            let outcome = dice.pick(&["통화함", "통화함", "no_answer", "나중에"]);
            (InteractionKind::Call, ActorType::User, json!({ "outcome": outcome, "text": dice.pick(trade.notes) }))
        }
        4..=6 => (InteractionKind::Note, ActorType::User, json!({ "text": dice.pick(trade.notes) })),
        7 => (InteractionKind::MessageSent, ActorType::User, json!({ "channel": "sms" })),
        8 => (InteractionKind::EmailOpen, ActorType::Human, json!({})),
        _ => (InteractionKind::Meeting, ActorType::User, json!({ "place": dice.pick(trade.places) })),
    };
    Note { at, kind, actor, data }
}

/// Between two steps: hours as often as days.
fn wait(dice: &mut Dice) -> i64 {
    let doublings = dice.below(10);
    dice.between(HOUR_MS / 2, HOUR_MS) << doublings
}

fn kept_conversion(born: Timestamp, era: Era, dice: &mut Dice) -> Timestamp {
    let earliest = born.plus_ms(30 * MINUTE_MS).max(era.zone.start_of(era.conversions_from));
    let usual = born.plus_ms(2 * wait(dice));
    if (earliest..era.end).contains(&usual) { usual } else { earliest.plus_ms(dice.between(0, era.end.ms_since(earliest))) }
}

fn early_conversion(new: Newborn, era: Era, dice: &mut Dice) -> Option<Timestamp> {
    let at = new.at.plus_ms(2 * wait(dice) + HOUR_MS);
    (at < era.zone.start_of(era.conversions_from) && dice.percent(ONCE_CONVERTED)).then_some(at)
}

fn settled_as(worked: bool, dice: &mut Dice) -> (LeadStatus, &'static str) {
    match dice.below(20) {
        0 => (LeadStatus::Invalid, "dead_number"),
        1 => (LeadStatus::Invalid, "duplicate"),
        2 => (LeadStatus::Open, "on_hold"),
        3..=5 if !worked => (LeadStatus::New, "new"),
        _ => (LeadStatus::Lost, "declined"),
    }
}

fn still_open(worked: bool, dice: &mut Dice) -> (LeadStatus, &'static str) {
    if worked {
        (LeadStatus::Open, dice.pick(&["consulting", "booked", "callback"]))
    } else {
        dice.weighted(&[
            (5, (LeadStatus::New, "new")),
            (2, (LeadStatus::Open, "no_answer")),
            (2, (LeadStatus::Open, "callback")),
            (1, (LeadStatus::Open, "consulting")),
        ])
    }
}

fn worth(trade: &Trade, dice: &mut Dice) -> i64 {
    let (from, to, step) = trade.worth;
    // The smaller of two throws: most deals are small.
    let steps = (to - from) / step;
    from + step * dice.between(0, steps).min(dice.between(0, steps))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::time::Day, cli::demo::trade::TRADES};

    #[test]
    fn every_life_is_sound() {
        let era = Era::until(Day(20_779), Timestamp::parse("2026-11-22T09:00:00+09:00").expect("a time"));
        let mut dice = Dice::new(4);
        let kept_from = era.zone.start_of(era.conversions_from);
        let mut won = 0;
        for round in 0..20_000 {
            let converts = round % 2 == 0;
            let span = if converts { era.ripe } else { (era.start, era.end) };
            let at = span.0.plus_ms(dice.between(0, span.1.ms_since(span.0)));
            let new = Newborn { at, converts, stages: 2 + dice.below(4) };
            let life = Journey::draw(new, era, TRADES[0], &mut dice);
            assert!(life.steps.is_sorted() && life.steps[0] == (at, 0) && life.steps.iter().all(|(at, _)| *at < era.end));
            assert!(life.steps.iter().map(|(_, stage)| stage).is_sorted_by(|one, next| one < next));
            match life.converted_at {
                Some(at) => {
                    assert_eq!(converts, at >= kept_from);
                    assert_eq!((life.steps.last(), life.status), (Some(&(at, new.stages - 1)), LeadStatus::Won));
                    won += usize::from(!converts);
                }
                None => assert!(!converts && life.steps.len() < new.stages && life.status != LeadStatus::Won),
            }
            assert!(life.closed_at.is_none_or(|at| at < era.end) && life.closed_at.is_some() == life.status.is_closed());
        }
        assert!((1_000..3_000).contains(&won), "{won}");
    }
}
