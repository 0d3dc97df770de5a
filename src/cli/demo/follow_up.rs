//! What the agency does about a lead: calls, notes, moves through the funnel, and where it ends.

use serde_json::{Map, Value, json};

use crate::{
    accounts::service::AccountCx,
    base::{
        error::Result,
        ids::{LeadId, UserId},
        money::Money,
        time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp, Zone},
    },
    cli::demo::{dice::Dice, trade::Trade, traffic::in_office},
    customers::{model::CustomerChange, service as customers},
    interactions::{model::NewInteraction, service as interactions},
    leads::{entry::LeadChange, model::LeadStatus, service as leads},
};

/// One thing that somebody of the agency does.
#[derive(Clone, Debug)]
pub enum Deed {
    Change(LeadChange),
    Move(String),
    /// A kind of interaction and its data.
    Record(&'static str, Map<String, Value>),
    Tag(&'static str),
    Accept,
    Reject,
}

/// Whose lead it is, and what may become of it.
pub struct Case<'a> {
    pub trade: &'a Trade,
    /// Keys of the funnel's stages; none for a lead without a funnel.
    pub stages: &'a [String],
    pub received: Timestamp,
    pub assignee: UserId,
    pub zone: Zone,
}

/// What is done and when, for a lead that is no suspect.
pub fn plan(case: &Case<'_>, dice: &mut Dice) -> Vec<(Timestamp, Vec<Deed>)> {
    let mut steps = Vec::new();
    if dice.percent(7) {
        return steps; // nobody gets to it
    }
    let office = |at: Timestamp, dice: &mut Dice| in_office(case.zone, at, dice);
    let mut at = office(case.received.plus_ms(dice.between(6 * MINUTE_MS, 5 * HOUR_MS)), dice);
    if dice.percent(18) {
        let again = office(at.plus_ms(DAY_MS), dice);
        let change = LeadChange { callback_at: Some(Some(again)), assignee: Some(Some(case.assignee)), ..work("no_answer") };
        steps.push((at, vec![call("no_answer", "부재중. 문자를 남김."), Deed::Change(change)]));
        if dice.percent(45) {
            return steps;
        }
        at = again.plus_ms(dice.between(MINUTE_MS, HOUR_MS));
    }
    if dice.percent(5) {
        let change = LeadChange { status: Some(LeadStatus::Invalid), ..work("dead_number") };
        steps.push((at, vec![call("결번", "없는 번호라고 나옴."), Deed::Change(change)]));
        return steps;
    }
    walk(case, at, dice, &mut steps);
    steps
}

/// What is done about a suspect; absent while nobody has looked.
pub fn review(received: Timestamp, zone: Zone, dice: &mut Dice) -> Option<(Timestamp, Vec<Deed>)> {
    let deed = match dice.below(10) {
        0..=1 => Deed::Accept,
        2..=5 => Deed::Reject,
        _ => return None,
    };
    Some((in_office(zone, received.plus_ms(dice.between(HOUR_MS, 2 * DAY_MS)), dice), vec![deed]))
}

fn walk(case: &Case<'_>, mut at: Timestamp, dice: &mut Dice, steps: &mut Vec<(Timestamp, Vec<Deed>)>) {
    let last = case.stages.len().saturating_sub(1);
    for (index, stage) in case.stages.iter().enumerate().skip(1) {
        // More fall away at the start than near the end.
        if !dice.percent(if index == 1 { 76 } else { 72 }) {
            if let Some(deeds) = give_up(case, dice) {
                steps.push((at, deeds));
            }
            return;
        }
        let note = dice.pick(case.trade.notes);
        let mut deeds = if index == last {
            let value = worth(case.trade, dice);
            let change = LeadChange { value: Some(Some(Money(value))), callback_at: Some(None), ..work("won") };
            vec![Deed::Change(change), Deed::Move(stage.clone()), Deed::Tag(dice.pick(case.trade.tags))]
        } else if index == 1 {
            let change = LeadChange { assignee: Some(Some(case.assignee)), callback_at: Some(None), ..work("consulting") };
            vec![call("통화함", note), Deed::Move(stage.clone()), Deed::Change(change)]
        } else {
            let met = record("meeting", json!({ "place": dice.pick(case.trade.places), "text": note }));
            vec![Deed::Move(stage.clone()), Deed::Change(work("booked")), met]
        };
        if dice.percent(35) {
            deeds.push(record("note", json!({ "text": dice.pick(case.trade.notes) })));
        }
        steps.push((at, deeds));
        at = in_office(case.zone, at.plus_ms(dice.between(5 * HOUR_MS, 5 * DAY_MS)), dice);
    }
}

fn give_up(case: &Case<'_>, dice: &mut Dice) -> Option<Vec<Deed>> {
    let note = |text: &str| record("note", json!({ "text": text }));
    match dice.below(10) {
        0..=4 => {
            let why = dice.pick(&[
                "예산이 맞지 않는다고 하심.",
                "다른 곳과 계약하셨다고 함.",
                "당분간 계획이 없다고 하심.",
                "가족과 상의한 뒤 하지 않기로 하심.",
            ]);
            Some(vec![
                call("통화함", why),
                Deed::Change(LeadChange { status: Some(LeadStatus::Lost), callback_at: Some(None), ..work("declined") }),
            ])
        }
        5 => Some(vec![Deed::Change(work("on_hold")), note("다음 달 이후로 미룸.")]),
        6 | 7 => Some(vec![note(dice.pick(case.trade.notes))]),
        _ => None,
    }
}

fn work(status: &'static str) -> LeadChange {
    LeadChange { work_status: Some(status), ..LeadChange::default() }
}

fn call(outcome: &str, text: &str) -> Deed {
    record("call", json!({ "outcome": outcome, "text": text }))
}

fn record(kind: &'static str, data: Value) -> Deed {
    let Value::Object(data) = data else { return Deed::Record(kind, Map::new()) };
    Deed::Record(kind, data)
}

fn worth(trade: &Trade, dice: &mut Dice) -> i64 {
    let (from, to, step) = trade.worth;
    // The smaller of two throws: most deals are small.
    let steps = (to - from) / step;
    from + step * dice.between(0, steps).min(dice.between(0, steps))
}

/// Does it, as whoever `cx` stands for.
pub async fn carry_out(cx: &AccountCx, lead: LeadId, deeds: Vec<Deed>) -> Result<()> {
    for deed in deeds {
        match deed {
            Deed::Change(change) => drop(leads::update(cx, lead, change).await?),
            Deed::Move(stage) => drop(leads::move_to_stage(cx, lead, stage).await?),
            Deed::Record(kind, data) => {
                let new = NewInteraction::parse(kind, Some(data), None, cx.now())?;
                interactions::add(cx, lead, new).await?;
            }
            Deed::Tag(tag) => {
                let customer = customers::get(cx, leads::get(cx, lead).await?.customer_id).await?;
                let mut tags = customer.tags;
                tags.push(tag.to_owned());
                tags.sort();
                tags.dedup();
                customers::update(cx, customer.id, CustomerChange { tags: Some(tags), ..CustomerChange::default() }).await?;
            }
            Deed::Accept => drop(leads::accept(cx, lead).await?),
            Deed::Reject => drop(leads::reject(cx, lead).await?),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::trade::TRADES;

    #[test]
    fn leads_drop_off_and_some_are_won() {
        let stages: Vec<String> = ["new", "consulting", "booked", "won"].map(str::to_owned).into();
        let received = Timestamp(1_795_316_400_000);
        let case = Case { trade: TRADES[0], stages: &stages, received, assignee: UserId(1), zone: Zone::default() };
        let mut dice = Dice::new(5);
        let mut reached = [0; 4];
        for _ in 0..1_000 {
            let steps = plan(&case, &mut dice);
            assert!(steps.is_sorted_by_key(|(at, _)| *at) && steps.iter().all(|(at, _)| *at > received));
            for (index, stage) in stages.iter().enumerate() {
                let moves = |deed: &Deed| matches!(deed, Deed::Move(to) if to == stage);
                reached[index] += usize::from(steps.iter().any(|(_, deeds)| deeds.iter().any(moves)));
            }
        }
        assert!(reached[1] > reached[2] && reached[2] > reached[3] && (200..400).contains(&reached[3]), "{reached:?}");
    }
}
