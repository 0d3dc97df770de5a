//! A campaign as somebody typed or sent it, read into its terms; all faults at once.

use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, FieldErrors, Result},
        hangul,
        ids::{FunnelId, PageId, RewardRuleId},
        lang::{Message, Text},
        money::Money,
        time::Timestamp,
    },
    viral::{
        model::{CampaignStatus, Qualifying, QualifyingEvent, Terms},
        reward::{RewardRule, Side},
        texts,
    },
};

/// Fields of a campaign. Keys that are not sent stay as they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ViralCampaignBody)]
pub struct RawCampaign {
    /// At most 80 characters, white space around it not counted.
    #[schema(min_length = 1)]
    pub name: Option<String>,
    /// A new campaign is a draft.
    #[schema(value_type = Option<CampaignStatus>)]
    pub status: Option<String>,
    /// Needed for a new campaign.
    #[schema(minimum = 1)]
    pub landing_page_id: Option<i64>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub starts_at: Option<Option<Timestamp>>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub ends_at: Option<Option<Timestamp>>,
    pub qualifying: Option<RawQualifying>,
    #[schema(minimum = 0, maximum = 365)]
    pub hold_days: Option<i64>,
    #[schema(minimum = 1, maximum = 365)]
    pub window_days: Option<i64>,
    #[schema(minimum = 1, maximum = 10_000)]
    pub daily_limit: Option<i64>,
    /// All rules. One that is left out is taken away, unless it has been granted.
    #[schema(max_items = 20)]
    pub rewards: Option<Vec<RawReward>>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 1, maximum = 1_000_000)]
    pub max_rewards_per_person: Option<Option<i64>>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000_000_i64)]
    pub budget: Option<Option<i64>>,
    #[schema(minimum = 0, maximum = 10_000)]
    pub move_up: Option<i64>,
    pub leaderboard: Option<bool>,
    #[schema(max_length = 500)]
    pub share_text: Option<String>,
    #[schema(max_length = 5_000)]
    pub terms: Option<String>,
}

/// What a friend has to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ViralQualifyingBody)]
pub struct RawQualifying {
    #[schema(value_type = QualifyingEvent)]
    pub event: String,
    /// Needed for a stage; a conversion without it counts in every funnel.
    #[schema(minimum = 1)]
    pub funnel_id: Option<i64>,
    /// Needed for a stage, and for nothing else.
    #[schema(pattern = "^[a-z0-9_]{1,40}$")]
    pub stage: Option<String>,
}

/// A reward's rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ViralRewardBody)]
pub struct RawReward {
    /// That of a rule which stays; a new one has none.
    #[schema(minimum = 1)]
    pub id: Option<i64>,
    /// `referrer` unless given.
    #[schema(value_type = Option<Side>)]
    pub side: Option<String>,
    /// At most 60 characters, white space around it not counted.
    #[schema(min_length = 1)]
    pub title: String,
    /// 1 unless given. A friend's reward is always for one.
    #[schema(minimum = 1, maximum = 10_000)]
    pub at: Option<i64>,
    #[serde(default)]
    pub repeats: bool,
    /// 0 unless given.
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub cost: Option<i64>,
    #[schema(minimum = 0, maximum = 1_000_000_000)]
    pub stock: Option<i64>,
}

/// Tells a null from a key that was not sent.
fn sent<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

pub const MOST_REWARDS: usize = 20;
pub const NAME_CHARS: usize = 80;
pub const TITLE_CHARS: usize = 60;
pub const SHARE_CHARS: usize = 500;
pub const TERMS_CHARS: usize = 5_000;

impl Terms {
    /// The terms of a campaign of which nothing has been said but its page.
    pub fn usual(page: PageId) -> Self {
        Self {
            name: String::new(),
            status: CampaignStatus::Draft,
            landing_page_id: page,
            starts_at: None,
            ends_at: None,
            qualifying: Qualifying::default(),
            hold_days: 7,
            window_days: 30,
            daily_limit: 20,
            rewards: Vec::new(),
            max_rewards_per_person: None,
            budget: None,
            move_up: 0,
            leaderboard: true,
            share_text: String::new(),
            terms: String::new(),
        }
    }

    /// Reads a whole new campaign.
    pub fn parse(raw: &RawCampaign) -> Result<Self> {
        let mut errors = FieldErrors::default();
        if raw.landing_page_id.is_none() {
            errors.add("landing_page_id", texts::PAGE_NEEDED);
        }
        if raw.name.is_none() {
            errors.add("name", name_fault());
        }
        let usual = Self::usual(PageId(raw.landing_page_id.unwrap_or_default()));
        usual.read(raw, errors)
    }

    /// These terms with what was sent in their place.
    pub fn changed(self, raw: &RawCampaign) -> Result<Self> {
        self.read(raw, FieldErrors::default())
    }

    fn read(mut self, raw: &RawCampaign, mut errors: FieldErrors) -> Result<Self> {
        let e = &mut errors;
        put(&mut self.name, raw.name.as_deref().and_then(|name| e.take("name", line(name, NAME_CHARS).ok_or_else(name_fault))));
        put(
            &mut self.status,
            raw.status.as_deref().and_then(|name| e.take("status", known(CampaignStatus::from_name(name), texts::WRONG_STATUS))),
        );
        put(&mut self.landing_page_id, raw.landing_page_id.map(PageId));
        put(&mut self.starts_at, raw.starts_at);
        put(&mut self.ends_at, raw.ends_at);
        if let (Some(starts), Some(ends)) = (self.starts_at, self.ends_at)
            && ends <= starts
        {
            e.add("ends_at", texts::ENDS_BEFORE);
        }
        put(&mut self.qualifying, raw.qualifying.as_ref().and_then(|raw| read_qualifying(raw, e)));
        put(&mut self.hold_days, within(e, "hold_days", raw.hold_days, 0, 365));
        put(&mut self.window_days, within(e, "window_days", raw.window_days, 1, 365));
        put(&mut self.daily_limit, within(e, "daily_limit", raw.daily_limit, 1, 10_000));
        put(&mut self.move_up, within(e, "move_up", raw.move_up, 0, 10_000));
        put(&mut self.max_rewards_per_person, optional(e, "max_rewards_per_person", raw.max_rewards_per_person, 1, 1_000_000));
        put(&mut self.budget, optional(e, "budget", raw.budget, 0, 1_000_000_000_000).map(|budget| budget.map(Money)));
        put(&mut self.leaderboard, raw.leaderboard);
        put(&mut self.share_text, raw.share_text.as_deref().and_then(|text| e.take("share_text", lines(text, SHARE_CHARS))));
        put(&mut self.terms, raw.terms.as_deref().and_then(|text| e.take("terms", lines(text, TERMS_CHARS))));
        if let Some(rewards) = &raw.rewards {
            self.rewards = read_rewards(rewards, &self.rewards, e);
        }
        errors.check().map(|()| self)
    }
}

/// The reason that somebody gives for a decision: needed, one line.
pub fn parse_reason(raw: &str) -> Result<String> {
    line(raw, 200).ok_or_else(|| Error::field("reason", texts::REASON_NEEDED))
}

fn read_qualifying(raw: &RawQualifying, errors: &mut FieldErrors) -> Option<Qualifying> {
    let event = errors.take("qualifying.event", known(QualifyingEvent::from_name(&raw.event), texts::WRONG_EVENT))?;
    let stage = raw.stage.as_deref().map(str::trim).filter(|stage| !stage.is_empty()).map(str::to_owned);
    match event {
        QualifyingEvent::Submission => Some(Qualifying { event, funnel_id: None, stage: None }),
        QualifyingEvent::Conversion => Some(Qualifying { event, funnel_id: raw.funnel_id.map(FunnelId), stage: None }),
        QualifyingEvent::Stage => {
            if raw.funnel_id.is_none() {
                errors.add("qualifying.funnel_id", texts::FUNNEL_NEEDED);
            }
            if stage.is_none() {
                errors.add("qualifying.stage", texts::STAGE_NEEDED);
            }
            Some(Qualifying { event, funnel_id: raw.funnel_id.map(FunnelId), stage })
        }
    }
}

fn read_rewards(raw: &[RawReward], before: &[RewardRule], errors: &mut FieldErrors) -> Vec<RewardRule> {
    if raw.len() > MOST_REWARDS {
        errors.add("rewards", texts::REWARD_COUNT.with(&[("most", &MOST_REWARDS)]));
        return Vec::new();
    }
    let mut seen = Vec::new();
    let mut rules = Vec::with_capacity(raw.len());
    for (index, reward) in raw.iter().enumerate() {
        let field = |name: &str| format!("rewards.{index}.{name}");
        let kept = reward.id.and_then(|id| before.iter().find(|rule| rule.id.0 == id));
        if reward.id.is_some_and(|id| kept.is_none() || seen.contains(&id)) {
            errors.add(field("id"), texts::NO_SUCH_RULE);
        }
        seen.extend(reward.id);
        let side = reward.side.as_deref().map_or(Ok(Side::Referrer), |name| known(Side::from_name(name), texts::WRONG_SIDE));
        let side = errors.take(&field("side"), side).unwrap_or_default();
        let title = errors
            .take(&field("title"), line(&reward.title, TITLE_CHARS).ok_or_else(|| texts::WRONG_TITLE.with(&[("most", &TITLE_CHARS)])));
        let at = within(errors, &field("at"), reward.at, 1, 10_000).unwrap_or(1);
        let cost = within(errors, &field("cost"), reward.cost, 0, 1_000_000_000).unwrap_or(0);
        let stock = within(errors, &field("stock"), reward.stock, 0, 1_000_000_000);
        let granted = kept.map_or(0, |rule| rule.granted);
        if stock.is_some_and(|stock| stock < granted) {
            errors.add(field("stock"), texts::STOCK_BELOW.with(&[("granted", &granted)]));
        }
        rules.push(RewardRule {
            id: RewardRuleId(reward.id.unwrap_or(0)),
            side,
            title: title.unwrap_or_default(),
            at: if side == Side::Friend { 1 } else { at },
            repeats: reward.repeats && side == Side::Referrer,
            cost: Money(cost),
            stock,
            granted,
        });
    }
    for gone in before.iter().filter(|rule| rule.granted > 0 && !seen.contains(&rule.id.0)) {
        errors.add("rewards", texts::RULE_IN_USE.with(&[("title", &gone.title)]));
    }
    rules
}

fn put<T>(place: &mut T, sent: Option<T>) {
    if let Some(sent) = sent {
        *place = sent;
    }
}

fn known<T>(found: Option<T>, otherwise: Text) -> std::result::Result<T, Message> {
    found.ok_or_else(|| otherwise.into())
}

fn within(errors: &mut FieldErrors, field: &str, number: Option<i64>, least: i64, most: i64) -> Option<i64> {
    let fits = number.filter(|number| (least..=most).contains(number));
    if fits.is_none() && number.is_some() {
        errors.add(field, texts::BETWEEN.with(&[("least", &least), ("most", &most)]));
    }
    fits
}

/// The same for a number that may be taken away.
fn optional(errors: &mut FieldErrors, field: &str, sent: Option<Option<i64>>, least: i64, most: i64) -> Option<Option<i64>> {
    match sent? {
        None => Some(None),
        number => within(errors, field, number, least, most).map(Some),
    }
}

fn name_fault() -> Message {
    texts::WRONG_NAME.with(&[("most", &NAME_CHARS)])
}

/// One line of text; absent when it is blank, too long or holds control characters.
fn line(raw: &str, most_chars: usize) -> Option<String> {
    let text = hangul::nfc(raw.trim());
    ((1..=most_chars).contains(&text.chars().count()) && !text.chars().any(char::is_control)).then_some(text)
}

/// Lines of text, which may be none.
fn lines(raw: &str, most_chars: usize) -> std::result::Result<String, Message> {
    let text = hangul::nfc(raw.trim()).replace("\r\n", "\n");
    let fits = text.chars().count() <= most_chars && !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    if fits { Ok(text) } else { Err(texts::TOO_LONG.with(&[("most", &most_chars)])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> RawCampaign {
        RawCampaign { name: Some(" 친구 초대 ".into()), landing_page_id: Some(3), ..RawCampaign::default() }
    }

    fn reward(id: Option<i64>, title: &str, stock: Option<i64>) -> RawReward {
        RawReward { id, title: title.into(), stock, ..RawReward::default() }
    }

    fn faults(outcome: Result<Terms>) -> Vec<String> {
        match outcome {
            Err(Error::Invalid(errors)) => errors.iter().map(|(field, _)| field.to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_name_and_a_page_are_enough() {
        let terms = Terms::parse(&raw()).expect("parses");
        assert_eq!((terms.name.as_str(), terms.status, terms.hold_days), ("친구 초대", CampaignStatus::Draft, 7));
        assert_eq!(faults(Terms::parse(&RawCampaign::default())), ["landing_page_id", "name"]);
    }

    #[test]
    fn a_change_holds_only_what_was_sent() {
        let before = Terms::parse(&RawCampaign { budget: Some(Some(10_000)), ..raw() }).expect("parses");
        let same = before.clone().changed(&RawCampaign::default()).expect("parses");
        assert_eq!(same, before);
        let after = before.changed(&RawCampaign { budget: Some(None), hold_days: Some(0), ..RawCampaign::default() }).expect("parses");
        assert_eq!((after.budget, after.hold_days, after.window_days), (None, 0, 30));
    }

    #[test]
    fn every_fault_is_named() {
        let wrong = RawCampaign {
            status: Some("live".into()),
            starts_at: Some(Some(Timestamp(2))),
            ends_at: Some(Some(Timestamp(1))),
            qualifying: Some(RawQualifying { event: "stage".into(), ..RawQualifying::default() }),
            hold_days: Some(-1),
            rewards: Some(vec![
                reward(Some(9), "", None),
                RawReward { side: Some("both".into()), at: Some(0), ..reward(None, "쿠폰", Some(-1)) },
            ]),
            ..raw()
        };
        let expected = "status ends_at qualifying.funnel_id qualifying.stage hold_days rewards.0.id rewards.0.title rewards.1.side rewards.1.at rewards.1.stock";
        assert_eq!(faults(Terms::parse(&wrong)).join(" "), expected);
    }

    #[test]
    fn what_was_granted_stays() {
        let mut before = Terms::parse(&RawCampaign { rewards: Some(vec![reward(None, "쿠폰", Some(10))]), ..raw() }).expect("parses");
        before.rewards[0].id = RewardRuleId(4);
        before.rewards[0].granted = 3;
        let change = |rewards| before.clone().changed(&RawCampaign { rewards: Some(rewards), ..RawCampaign::default() });
        assert_eq!(faults(change(vec![])), ["rewards"]);
        assert_eq!(faults(change(vec![reward(Some(4), "쿠폰", Some(2))])), ["rewards.0.stock"]);
        let rules = change(vec![reward(None, "새 쿠폰", None), reward(Some(4), "쿠폰", Some(3))]).expect("parses").rewards;
        assert_eq!(rules.iter().map(|rule| (rule.id.0, rule.granted)).collect::<Vec<_>>(), [(0, 0), (4, 3)]);
    }
}
