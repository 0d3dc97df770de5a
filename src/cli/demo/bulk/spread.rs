//! The viral loops of an account: who passed a link on, who came by it, and what was earned.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    accounts::service::AccountCx,
    base::{
        error::{Error, Result},
        ids::{CustomerId, LeadId, PageId, ReferralId, RewardRuleId, ViralCampaignId, ViralLoopId},
        money::Money,
        time::{DAY_MS, Day, Timestamp},
    },
    cli::demo::{
        bulk::{births::Draw, era::Era},
        dice::Dice,
    },
    rollups::service as rollups,
    viral::{
        channel::{Channel, code_of},
        code,
        entry::{RawCampaign, RawQualifying, RawReward},
        figures::Counts,
        model::ViralCampaign,
        position,
        reward::RewardState,
        risk::{Risk, Risks},
        service::{
            self as viral, LOOPS,
            fill::{self, Participant, Referred},
        },
        transition::ReferralState,
    },
};

/// Somebody who may take part.
#[derive(Clone, Copy)]
pub struct Candidate {
    pub customer: CustomerId,
    pub lead: Option<LeadId>,
    pub since: Timestamp,
}

/// Participants who came by somebody's link, and referrals that look odd, in a hundred.
const INVITED: usize = 57;
const ODD: usize = 7;
const HOLD_DAYS: i64 = 7;
const DELIVERED_MS: i64 = 14 * DAY_MS;
const COST: i64 = 5_000;
const MOVE_UP: i64 = 3;
const AT_ONCE: usize = 1_500;
const CHANNELS: &[(usize, Channel)] =
    &[(50, Channel::Kakao), (16, Channel::Copy), (12, Channel::Sms), (10, Channel::Link), (7, Channel::Email), (5, Channel::Qr)];

/// Figures by campaign, day, channel and the day on which the participant joined.
type Figures = BTreeMap<(ViralCampaignId, Day, i64, Day), Counts>;

struct Circle {
    era: Era,
    campaign: ViralCampaign,
    rule: RewardRuleId,
    participants: Vec<Participant>,
    referrals: Vec<Referred>,
    figures: Figures,
}

/// Two campaigns, of which the first has ended, with so many participants in all.
pub async fn spread(cx: &AccountCx, era: Era, candidates: &[Candidate], count: usize, pages: usize, dice: &mut Dice) -> Result<()> {
    let mut draw = Draw::new(count, candidates.len());
    let mut chosen: Vec<Candidate> = candidates.iter().copied().filter(|_| draw.next(dice)).collect();
    chosen.sort_by_key(|candidate| candidate.since);
    let middle = era.zone.start_of(Day(i32::midpoint(era.first.0, era.last.0)));
    let (mut before, mut referrals) = (0, 0);
    for (name, page, ended) in [("친구 초대 이벤트 1차", pages.min(2), true), ("친구 초대 이벤트 2차", 1, false)] {
        let campaign = viral::create(cx, terms(name, page, ended.then_some(middle))).await?;
        let rule =
            campaign.terms.rewards.first().map(|rule| rule.id).ok_or_else(|| Error::internal("the demo", "a campaign without rewards"))?;
        let mut circle = Circle { era, campaign, rule, participants: Vec::new(), referrals: Vec::new(), figures: Figures::new() };
        for candidate in chosen.iter().filter(|candidate| (candidate.since < middle) == ended) {
            circle.join(*candidate, before, referrals, dice);
        }
        before += circle.participants.len();
        referrals += circle.referrals.len();
        circle.write(cx, dice).await?;
    }
    let all = i64::try_from(before).unwrap_or(i64::MAX);
    cx.write(move |tx| rollups::add_to_counter(tx, LOOPS, all)).await
}

fn terms(name: &str, page: usize, ends_at: Option<Timestamp>) -> RawCampaign {
    RawCampaign {
        name: Some(name.to_owned()),
        status: Some(if ends_at.is_some() { "ended" } else { "active" }.to_owned()),
        landing_page_id: Some(PageId(i64::try_from(page).unwrap_or(1)).0),
        ends_at: Some(ends_at),
        qualifying: Some(RawQualifying { event: "submission".to_owned(), ..RawQualifying::default() }),
        hold_days: Some(HOLD_DAYS),
        rewards: Some(vec![RawReward {
            title: "커피 쿠폰".to_owned(),
            at: Some(1),
            repeats: true,
            cost: Some(COST),
            ..RawReward::default()
        }]),
        move_up: Some(MOVE_UP),
        leaderboard: Some(true),
        ..RawCampaign::default()
    }
}

impl Circle {
    fn join(&mut self, who: Candidate, before: usize, referrals: usize, dice: &mut Dice) {
        let (place, day) = (self.participants.len(), self.era.zone.day_of(who.since));
        let parent = (place > 0 && dice.percent(INVITED)).then(|| dice.below(place).min(dice.below(place)));
        let channel = parent.map(|_| dice.weighted(CHANNELS));
        let id = ViralLoopId(number(before + place + 1));
        self.participants.push(Participant {
            id,
            campaign: self.campaign.id,
            customer: who.customer,
            lead: who.lead,
            code: drawn_code(dice),
            number: number(place + 1),
            referred_by: parent.map(|parent| self.participants[parent].id),
            channel: code_of(channel),
            day,
            counts: Counts::default(),
            rewards: 0,
            wait_key: 0,
            first_referral_ms: None,
            created_at: who.since,
        });
        self.count(day, code_of(channel), day, Counts { participants: 1, ..Counts::default() });
        if let (Some(parent), Some(channel)) = (parent, channel) {
            let id = ReferralId(number(referrals + self.referrals.len() + 1));
            self.refer(id, parent, place, channel, dice);
        }
    }

    fn refer(&mut self, id: ReferralId, parent: usize, friend: usize, channel: Channel, dice: &mut Dice) {
        let (at, day, lead) = (self.participants[friend].created_at, self.participants[friend].day, self.participants[friend].lead);
        let friend = self.participants[friend].id;
        let risks = Risks::default().with(Risk::SameAddress, dice.percent(ODD));
        let due_at = at.plus_ms(HOLD_DAYS * DAY_MS);
        let over = due_at < self.era.end;
        let state = match (risks.is_empty(), over) {
            (true, true) => dice.weighted(&[(97, ReferralState::Approved), (3, ReferralState::Void)]),
            (true, false) => ReferralState::Pending,
            (false, true) => dice.pick(&[ReferralState::Flagged, ReferralState::Approved, ReferralState::Void]),
            (false, false) => ReferralState::Flagged,
        };
        let is_decided = matches!(state, ReferralState::Approved | ReferralState::Void);
        let decided = is_decided.then(|| (due_at, self.era.zone.day_of(due_at)));
        let referrer = &mut self.participants[parent];
        let (joined, approved) = (referrer.day, i64::from(state == ReferralState::Approved));
        let more = Counts { signups: 1, qualified: 1, approved, ..Counts::default() };
        referrer.counts = referrer.counts.plus(more);
        referrer.first_referral_ms = referrer.first_referral_ms.or(Some(at.ms_since(referrer.created_at).max(0)));
        referrer.rewards += approved;
        let handed = self.era.end.ms_since(due_at) > DELIVERED_MS;
        let given = if handed { RewardState::Delivered } else { RewardState::Granted };
        let earned = (approved > 0).then_some((self.rule, referrer.rewards, Money(COST), given));
        let referrer = referrer.id;
        self.count(day, channel.code(), joined, Counts { signups: 1, qualified: 1, ..Counts::default() });
        if let Some((_, day)) = decided.filter(|_| approved > 0) {
            self.count(day, channel.code(), joined, Counts { approved, ..Counts::default() });
        }
        let campaign = self.campaign.id;
        self.referrals.push(Referred {
            id,
            campaign,
            referrer,
            friend,
            lead,
            channel,
            state,
            risks,
            day,
            created_at: at,
            due_at,
            decided,
            earned,
        });
    }

    fn count(&mut self, day: Day, channel: i64, joined: Day, more: Counts) {
        let counts = self.figures.entry((self.campaign.id, day, channel, joined)).or_default();
        *counts = counts.plus(more);
    }

    /// Shares, clicks and places on the waiting list, which depend on all that came.
    fn finish(&mut self, dice: &mut Dice) {
        for place in 0..self.participants.len() {
            let participant = &mut self.participants[place];
            let shares = if dice.percent(55) { number(1 + dice.below(5)) } else { 0 };
            let clicks = participant.counts.signups * 3 + number(dice.below(6)) * shares.min(1);
            let more = Counts { shares, clicks, bot_clicks: number(dice.below(10) / 9), ..Counts::default() };
            participant.counts = participant.counts.plus(more);
            participant.wait_key = position::key(participant.number, participant.counts.approved, MOVE_UP);
            let day = participant.day;
            self.count(day, Channel::Kakao.code(), day, more);
        }
    }

    async fn write(mut self, cx: &AccountCx, dice: &mut Dice) -> Result<()> {
        self.finish(dice);
        let (campaign, rule, joined) = (self.campaign.id, self.rule, number(self.participants.len()));
        let granted: i64 = self.participants.iter().map(|participant| participant.rewards).sum();
        let (participants, referrals) = (Arc::new(self.participants), Arc::new(self.referrals));
        for from in (0..participants.len()).step_by(AT_ONCE) {
            let participants = Arc::clone(&participants);
            cx.write(move |tx| participants.iter().skip(from).take(AT_ONCE).try_for_each(|new| fill::insert_participant(tx, new))).await?;
        }
        for from in (0..referrals.len()).step_by(AT_ONCE) {
            let referrals = Arc::clone(&referrals);
            cx.write(move |tx| referrals.iter().skip(from).take(AT_ONCE).try_for_each(|new| fill::insert_referral(tx, new, "system")))
                .await?;
        }
        let figures = self.figures;
        cx.write(move |tx| {
            for ((campaign, day, channel, joined), counts) in figures {
                fill::add(tx, campaign, day, channel, joined, counts)?;
            }
            fill::settle(tx, campaign, joined, rule, granted, Money(granted * COST))
        })
        .await
    }
}

fn drawn_code(dice: &mut Dice) -> String {
    loop {
        if let Some(code) = code::from_random(&dice.bytes::<16>()) {
            return code;
        }
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
