//! What the agency does about a lead: calls, notes, moves through the funnel, and where it ends.

use serde_json::{Map, Value, json};

use crate::{
    accounts::service::AccountCx,
    base::{
        error::Result,
        form::RawForm,
        ids::{LeadId, UserId},
        money::Money,
        page::PageRequest,
        time::{DAY_MS, HOUR_MS, MINUTE_MS, Timestamp, Zone},
    },
    cli::demo::{dice::Dice, trade::Trade, traffic::in_office},
    conversions::{model::Wanted, service as conversions},
    customers::{model::CustomerChange, service as customers},
    interactions::{model::NewInteraction, service as interactions},
    leads::{
        call::{CallReport, Outcome},
        entry::LeadChange,
        service as leads, work_status,
    },
};

/// One thing that somebody of the agency does.
#[derive(Clone, Debug)]
pub enum Deed {
    /// The manager gives the lead to somebody.
    Assign(UserId),
    Call(CallReport),
    Change(LeadChange),
    Move(String),
    /// A kind of interaction and its data.
    Record(&'static str, Map<String, Value>),
    Tag(&'static str),
    Accept,
    Reject,
    /// The lead's conversion is taken back, for a reason.
    Void(&'static str),
}

/// Who does what is done about a lead: the manager assigns and decides, its agent does the rest.
#[derive(Clone)]
pub struct Crew {
    pub manager: AccountCx,
    pub agent: AccountCx,
}

/// Whose lead it is, and what may become of it.
pub struct Case<'a> {
    pub trade: &'a Trade,
    /// Keys of the funnel's stages; none for a lead without a funnel.
    pub stages: &'a [String],
    pub received: Timestamp,
    pub assignee: UserId,
    pub zone: Zone,
    /// Where the story ends: what is to be done after it is still to be done.
    pub end: Timestamp,
}

/// Callbacks due so shortly before the end still wait; those before were made.
const FORGOTTEN_MS: i64 = 3 * DAY_MS;

/// What is done and when, for a lead that is no suspect.
pub fn plan(case: &Case<'_>, dice: &mut Dice) -> Vec<(Timestamp, Vec<Deed>)> {
    let mut steps = Vec::new();
    if dice.percent(7) {
        return steps; // nobody gets to it
    }
    let office = |at: Timestamp, dice: &mut Dice| in_office(case.zone, at, dice);
    let mut at = office(case.received.plus_ms(dice.between(6 * MINUTE_MS, 5 * HOUR_MS)), dice);
    let mut first = vec![Deed::Assign(case.assignee)];
    if dice.percent(26) {
        let again = office(at.plus_ms(dice.between(3 * HOUR_MS, 2 * DAY_MS)), dice);
        let (outcome, text) = if dice.percent(60) {
            (Outcome::NoAnswer, "부재중. 문자를 남김.")
        } else {
            (Outcome::Callback, "회의 중이라 다시 전화하기로 함.")
        };
        first.push(call(outcome, 0, text, None, Some(again)));
        steps.push((at, first));
        if case.end.ms_since(again) < FORGOTTEN_MS && dice.percent(85) {
            return steps;
        }
        at = again.plus_ms(dice.between(MINUTE_MS, HOUR_MS));
        if dice.percent(22) {
            steps.push((at, vec![call(Outcome::NoAnswer, 0, "여러 번 전화했으나 받지 않음.", Some("on_hold"), None)]));
            return steps;
        }
        first = Vec::new();
    }
    if dice.percent(5) {
        first.push(call(Outcome::WrongNumber, 0, "없는 번호라고 나옴.", None, None));
        steps.push((at, first));
        return steps;
    }
    walk(case, at, first, dice, &mut steps);
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

/// From stage to stage. `first` is what comes before the first of it.
fn walk(case: &Case<'_>, mut at: Timestamp, mut first: Vec<Deed>, dice: &mut Dice, steps: &mut Vec<(Timestamp, Vec<Deed>)>) {
    let last = case.stages.len().saturating_sub(1);
    for (index, stage) in case.stages.iter().enumerate().skip(1) {
        // More fall away at the start than near the end.
        if !dice.percent(if index == 1 { 76 } else { 72 }) {
            first.extend(give_up(case, dice));
            if !first.is_empty() {
                steps.push((at, first));
            }
            return;
        }
        let note = dice.pick(case.trade.notes);
        let next_at = in_office(case.zone, at.plus_ms(dice.between(5 * HOUR_MS, 5 * DAY_MS)), dice);
        let mut deeds = if index == last {
            let value = worth(case.trade, dice);
            let change = LeadChange { value: Some(Some(Money(value))), callback_at: Some(None), ..work("won") };
            vec![Deed::Change(change), Deed::Move(stage.clone()), Deed::Tag(dice.pick(case.trade.tags))]
        } else if index == 1 {
            // Half of them are called once more before they come.
            let again = dice.percent(50).then_some(next_at);
            let next = again.map(|_| work_status::CALLBACK);
            vec![call(Outcome::Answered, dice.between(2, 14), note, next, again), Deed::Move(stage.clone())]
        } else {
            let met = record("meeting", json!({ "place": dice.pick(case.trade.places), "text": note }));
            let change = LeadChange { callback_at: Some(None), ..work("booked") };
            vec![Deed::Move(stage.clone()), Deed::Change(change), met]
        };
        if dice.percent(35) {
            deeds.push(record("note", json!({ "text": dice.pick(case.trade.notes) })));
        }
        first.append(&mut deeds);
        steps.push((at, std::mem::take(&mut first)));
        at = next_at;
    }
    if dice.percent(6) {
        let why = dice.pick(&["계약 취소 요청", "같은 건이 두 번 들어옴", "결제가 취소됨"]);
        steps.push((in_office(case.zone, at.plus_ms(DAY_MS), dice), vec![Deed::Void(why)]));
    }
}

fn give_up(case: &Case<'_>, dice: &mut Dice) -> Vec<Deed> {
    let note = |text: &str| record("note", json!({ "text": text }));
    match dice.below(10) {
        0..=4 => {
            let why = dice.pick(&[
                "예산이 맞지 않는다고 하심.",
                "다른 곳과 계약하셨다고 함.",
                "당분간 계획이 없다고 하심.",
                "가족과 상의한 뒤 하지 않기로 하심.",
            ]);
            vec![call(Outcome::Answered, dice.between(1, 6), why, Some("declined"), None)]
        }
        5 => vec![Deed::Change(LeadChange { callback_at: Some(None), ..work("on_hold") }), note("다음 달 이후로 미룸.")],
        6 | 7 => vec![Deed::Change(LeadChange { callback_at: Some(None), ..work("consulting") }), note(dice.pick(case.trade.notes))],
        _ => vec![Deed::Change(LeadChange { callback_at: Some(None), ..LeadChange::default() })],
    }
}

fn work(status: &'static str) -> LeadChange {
    LeadChange { work_status: Some(status), ..LeadChange::default() }
}

/// A call of some minutes, 0 for one that nobody took.
fn call(outcome: Outcome, minutes: i64, text: &str, next: Option<&'static str>, callback_at: Option<Timestamp>) -> Deed {
    let minutes = u32::try_from(minutes).ok().filter(|minutes| *minutes > 0);
    Deed::Call(CallReport { outcome, minutes, text: text.to_owned(), next, callback_at })
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

/// Does it, each deed as whoever does such things.
pub async fn carry_out(crew: &Crew, lead: LeadId, deeds: Vec<Deed>) -> Result<()> {
    let (cx, manager) = (&crew.agent, &crew.manager);
    for deed in deeds {
        match deed {
            Deed::Assign(user) => {
                drop(leads::update(manager, lead, LeadChange { assignee: Some(Some(user)), ..LeadChange::default() }).await?);
            }
            Deed::Call(report) => drop(leads::work::log_call(cx, lead, report).await?),
            Deed::Change(change) => drop(leads::update(cx, lead, change).await?),
            Deed::Move(stage) => drop(leads::move_to_stage(cx, lead, stage).await?),
            Deed::Record(kind, data) => {
                let new = NewInteraction::parse(kind, Some(data), None, cx.now())?;
                interactions::add(cx, lead, new).await?;
            }
            Deed::Tag(tag) => {
                let customer = customers::get(manager, leads::get(manager, lead).await?.customer_id).await?;
                let mut tags = customer.tags;
                tags.push(tag.to_owned());
                tags.sort();
                tags.dedup();
                customers::update(manager, customer.id, CustomerChange { tags: Some(tags), ..CustomerChange::default() }).await?;
            }
            Deed::Accept => drop(leads::accept(manager, lead).await?),
            Deed::Void(reason) => {
                let of_lead = RawForm::from([("lead_id", lead.to_string().as_str()), ("voided", "false")]);
                let wanted = Wanted::parse(&of_lead, manager.account().zone)?;
                for conversion in conversions::list(manager, wanted, PageRequest::default()).await?.data {
                    conversions::void(manager, conversion.id, reason.to_owned()).await?;
                }
            }
            Deed::Reject => drop(leads::reject(manager, lead).await?),
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
        let end = received.plus_ms(60 * DAY_MS);
        let case = Case { trade: TRADES[0], stages: &stages, received, assignee: UserId(1), zone: Zone::default(), end };
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
