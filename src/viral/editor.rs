//! The editor's form: a campaign as typed fields and back. It works without scripts, so adding and removing a reward are submissions
//! that change the typed fields and show them again.

use crate::{
    base::{
        error::FieldErrors,
        form::RawForm,
        ids::RewardRuleId,
        lang::Message,
        money::Money,
        time::{Timestamp, Zone},
    },
    viral::{
        entry::{MOST_REWARDS, RawCampaign, RawQualifying, RawReward},
        model::{Qualifying, QualifyingEvent, Terms},
        reward::{RewardRule, Side},
        texts,
    },
};

/// What the button that sent the form asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Save,
    Add,
    Remove(usize),
}

impl Step {
    /// Reads the button's value; whatever is not understood saves.
    pub fn parse(form: &RawForm) -> Self {
        match form.text("do").split_once(':') {
            Some(("remove", row)) => row.parse().map_or(Self::Save, Self::Remove),
            _ if form.text("do") == "add" => Self::Add,
            _ => Self::Save,
        }
    }
}

/// The parts of a reward's row, each a field `rewards.{row}.{part}`.
const PARTS: [&str; 7] = ["id", "side", "title", "at", "repeats", "cost", "stock"];

/// The name of a row's part in the form.
pub fn part(row: usize, part: &str) -> String {
    format!("rewards.{row}.{part}")
}

/// How many rows the form has.
pub fn rows(form: &RawForm) -> usize {
    (0..MOST_REWARDS).take_while(|row| form.raw(&part(*row, "title")).is_some()).count()
}

/// The typed fields with a row more or less.
pub fn stepped(form: &RawForm, step: Step) -> RawForm {
    let mut stepped = RawForm::default();
    form.iter().filter(|(name, _)| !name.starts_with("rewards.") && *name != "do").for_each(|(name, value)| stepped.push(name, value));
    let kept = (0..rows(form)).filter(|row| step != Step::Remove(*row));
    let mut count = 0;
    for (to, from) in kept.enumerate() {
        for name in PARTS {
            if let Some(value) = form.raw(&part(from, name)) {
                stepped.push(part(to, name), value);
            }
        }
        count = to + 1;
    }
    if step == Step::Add && count < MOST_REWARDS {
        for (name, value) in [("title", ""), ("side", Side::Referrer.name()), ("at", "1"), ("cost", ""), ("stock", "")] {
            stepped.push(part(count, name), value);
        }
    }
    stepped
}

/// Terms as the editor shows them first.
pub fn typed(terms: &Terms, zone: Zone) -> RawForm {
    let moment = |at: Option<Timestamp>| at.map(|at| zone.field_value(at)).unwrap_or_default();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let mut form = RawForm::default();
    let page = Some(terms.landing_page_id.0).filter(|id| *id > 0);
    for (name, value) in [
        ("name", terms.name.clone()),
        ("status", terms.status.name().to_owned()),
        ("landing_page_id", number(page)),
        ("starts_at", moment(terms.starts_at)),
        ("ends_at", moment(terms.ends_at)),
        ("qualifying", choice_of(&terms.qualifying)),
        ("hold_days", terms.hold_days.to_string()),
        ("window_days", terms.window_days.to_string()),
        ("daily_limit", terms.daily_limit.to_string()),
        ("max_rewards_per_person", number(terms.max_rewards_per_person)),
        ("budget", number(terms.budget.map(|budget| budget.0))),
        ("move_up", terms.move_up.to_string()),
        ("leaderboard", if terms.leaderboard { "on" } else { "" }.to_owned()),
        ("share_text", terms.share_text.clone()),
        ("terms", terms.terms.clone()),
    ] {
        form.push(name, value);
    }
    for (row, rule) in terms.rewards.iter().enumerate() {
        form.push(part(row, "id"), rule.id.to_string());
        form.push(part(row, "side"), rule.side.name());
        form.push(part(row, "title"), rule.title.clone());
        form.push(part(row, "at"), rule.at.to_string());
        form.push(part(row, "repeats"), if rule.repeats { "on" } else { "" });
        form.push(part(row, "cost"), rule.cost.0.to_string());
        form.push(part(row, "stock"), number(rule.stock));
    }
    form
}

/// The typed fields as a campaign that was sent; what can't be read stands among the faults.
pub fn read(form: &RawForm, zone: Zone, errors: &mut FieldErrors) -> RawCampaign {
    let text = |name: &str| Some(form.text(name).to_owned());
    let moment = |name: &str, errors: &mut FieldErrors| {
        let read = form.filled(name).map(|typed| zone.parse_local(typed).ok_or_else(|| Message::from(texts::NOT_A_TIME))).transpose();
        errors.take(name, read)
    };
    let rewards = (0..rows(form)).map(|row| {
        let of = |name: &str| form.text(&part(row, name)).to_owned();
        RawReward {
            id: form.filled(&part(row, "id")).and_then(|id| id.parse().ok()),
            side: Some(of("side")),
            title: of("title"),
            at: number(form, &part(row, "at"), errors),
            repeats: form.ticked(&part(row, "repeats")),
            cost: number(form, &part(row, "cost"), errors),
            stock: number(form, &part(row, "stock"), errors),
        }
    });
    let rewards = Some(rewards.collect());
    RawCampaign {
        name: text("name"),
        status: text("status"),
        landing_page_id: number(form, "landing_page_id", errors),
        starts_at: moment("starts_at", errors),
        ends_at: moment("ends_at", errors),
        qualifying: Some(qualifying_of(form.text("qualifying"))),
        hold_days: needed(form, "hold_days", errors),
        window_days: needed(form, "window_days", errors),
        daily_limit: needed(form, "daily_limit", errors),
        rewards,
        max_rewards_per_person: Some(number(form, "max_rewards_per_person", errors)),
        budget: Some(number(form, "budget", errors)),
        move_up: needed(form, "move_up", errors),
        leaderboard: Some(form.ticked("leaderboard")),
        share_text: text("share_text"),
        terms: text("terms"),
    }
}

/// The rewards as typed so far, for what is said about a text: only who gets what.
pub fn typed_rewards(form: &RawForm) -> Vec<RewardRule> {
    let rules = (0..rows(form)).filter_map(|row| {
        let title = form.filled(&part(row, "title"))?;
        Some(RewardRule {
            id: RewardRuleId(0),
            side: Side::from_name(form.text(&part(row, "side"))).unwrap_or_default(),
            title: title.to_owned(),
            at: 1,
            repeats: false,
            cost: Money(0),
            stock: None,
            granted: 0,
        })
    });
    rules.collect()
}

/// One choice for event, funnel and stage: `submission`, `conversion`, `conversion:3`, `stage:3:won`.
pub fn choice_of(qualifying: &Qualifying) -> String {
    match (qualifying.event, qualifying.funnel_id, &qualifying.stage) {
        (QualifyingEvent::Stage, Some(funnel), Some(stage)) => format!("stage:{funnel}:{stage}"),
        (QualifyingEvent::Conversion, Some(funnel), _) => format!("conversion:{funnel}"),
        (event, ..) => event.name().to_owned(),
    }
}

fn qualifying_of(choice: &str) -> RawQualifying {
    let mut parts = choice.splitn(3, ':');
    RawQualifying {
        event: parts.next().unwrap_or_default().to_owned(),
        funnel_id: parts.next().and_then(|id| id.parse().ok()),
        stage: parts.next().map(str::to_owned),
    }
}

/// A number as people type it, with commas; absent when the field is blank or holds something else, which is then a fault.
fn number(form: &RawForm, name: &str, errors: &mut FieldErrors) -> Option<i64> {
    let read = form.filled(name).map(|typed| typed.replace(',', "").parse().map_err(|_| Message::from(texts::NOT_A_NUMBER))).transpose();
    errors.take(name, read).flatten()
}

/// The same where nothing is a fault too.
fn needed(form: &RawForm, name: &str, errors: &mut FieldErrors) -> Option<i64> {
    if form.filled(name).is_none() {
        errors.add(name, texts::NOT_A_NUMBER);
    }
    number(form, name, errors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::ids::PageId;

    fn full() -> Terms {
        let rewards = [("커피 쿠폰", None), ("할인권", Some(3))].map(|(title, stock)| RawReward {
            title: title.into(),
            stock,
            ..RawReward::default()
        });
        let raw = RawCampaign {
            name: Some("친구 초대".into()),
            landing_page_id: Some(3),
            rewards: Some(rewards.into()),
            budget: Some(Some(10_000)),
            qualifying: Some(RawQualifying { event: "stage".into(), funnel_id: Some(2), stage: Some("won".into()) }),
            ..RawCampaign::default()
        };
        Terms::parse(&raw).expect("parses")
    }

    #[test]
    fn what_is_shown_is_read_back() {
        let (terms, zone) = (full(), Zone::default());
        let mut errors = FieldErrors::default();
        let raw = read(&typed(&terms, zone), zone, &mut errors);
        assert!(errors.is_empty(), "{errors}");
        let mut again = raw.clone();
        // Rules that are not stored yet have no number to be known by.
        again.rewards.iter_mut().flatten().for_each(|reward| reward.id = None);
        assert_eq!(Terms::usual(PageId(3)).changed(&again).expect("parses"), terms);
    }

    #[test]
    fn rows_come_and_go() {
        let form = typed(&full(), Zone::default());
        let titles = |form: &RawForm| (0..rows(form)).map(|row| form.text(&part(row, "title")).to_owned()).collect::<Vec<_>>();
        assert_eq!(titles(&stepped(&form, Step::Add)), ["커피 쿠폰", "할인권", ""]);
        assert_eq!(titles(&stepped(&form, Step::Remove(0))), ["할인권"]);
        assert_eq!(Step::parse(&RawForm::from([("do", "remove:1")])), Step::Remove(1));
        assert_eq!((Step::parse(&RawForm::from([("do", "add")])), Step::parse(&RawForm::default())), (Step::Add, Step::Save));
    }

    #[test]
    fn what_is_no_number_is_a_fault() {
        let mut errors = FieldErrors::default();
        read(&RawForm::from([("hold_days", "x"), ("budget", "1,000"), ("starts_at", "soon")]), Zone::default(), &mut errors);
        let named: Vec<_> = errors.iter().map(|(field, _)| field).collect();
        assert!(
            named.contains(&"hold_days") && named.contains(&"window_days") && named.contains(&"starts_at") && !named.contains(&"budget")
        );
    }
}
