//! Customers who bring their friends: a campaign, who passes its link on, who comes by it, and what somebody decides about the odd ones.

use std::net::IpAddr;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::Result,
        form::RawForm,
        ids::{PageId, ReferralId, RewardId, ViralCampaignId, ViralLoopId},
        page::PageRequest,
        time::Timestamp,
    },
    cli::demo::{dice::Dice, people::Person},
    viral::{
        channel::Channel,
        entry::{RawCampaign, RawQualifying, RawReward},
        model::Click,
        query::ReferralQuery,
        reward::RewardState,
        service as viral,
    },
};

/// What a client promises. Hospitals and clinics may promise nothing for bringing patients (Medical Service Act, article 27), so not
/// every trade has one.
pub struct CampaignText {
    pub name: &'static str,
    /// For one friend, and for each further one.
    pub each: (&'static str, i64),
    /// For five friends, while there are any.
    pub five: (&'static str, i64, i64),
    /// For the friend.
    pub friend: (&'static str, i64),
    pub share_text: &'static str,
    pub terms: &'static str,
}

/// A client's campaign while the demo is made.
pub struct Campaign {
    pub id: ViralCampaignId,
    /// The page's place among the client's.
    pub page: usize,
    pub starts_at: Timestamp,
    pub participants: Vec<Participant>,
}

#[derive(Clone)]
pub struct Participant {
    pub id: ViralLoopId,
    pub code: String,
    pub person: Person,
    /// Where the form was sent from.
    pub address: IpAddr,
}

/// Who led a friend here, and by which way.
#[derive(Clone)]
pub struct Lead {
    pub by: Participant,
    pub channel: Channel,
}

/// Of visitors of a campaign's page so many of a hundred come by a participant's link.
const BY_LINK: usize = 46;
/// Days after the agency's first on which campaigns begin.
pub const BEGINS_AFTER: i32 = 9;
const CHANNELS: &[(usize, Channel)] =
    &[(46, Channel::Kakao), (22, Channel::Copy), (16, Channel::Sms), (8, Channel::Qr), (5, Channel::Link), (3, Channel::Email)];

/// Sets a campaign up. It is active at once and begins at its day.
pub async fn launch(cx: &AccountCx, text: &CampaignText, page: PageId, starts_at: Timestamp) -> Result<ViralCampaignId> {
    let reward = |side: &str, title: &str, at: i64, repeats: bool, cost: i64, stock: Option<i64>| RawReward {
        id: None,
        side: Some(side.to_owned()),
        title: title.to_owned(),
        at: Some(at),
        repeats,
        cost: Some(cost),
        stock,
    };
    let raw = RawCampaign {
        name: Some(text.name.to_owned()),
        status: Some("active".to_owned()),
        landing_page_id: Some(page.0),
        starts_at: Some(Some(starts_at)),
        qualifying: Some(RawQualifying { event: "submission".to_owned(), ..RawQualifying::default() }),
        hold_days: Some(3),
        window_days: Some(30),
        daily_limit: Some(6),
        rewards: Some(vec![
            reward("referrer", text.each.0, 1, true, text.each.1, None),
            reward("referrer", text.five.0, 5, false, text.five.1, Some(text.five.2)),
            reward("friend", text.friend.0, 1, false, text.friend.1, None),
        ]),
        leaderboard: Some(true),
        share_text: Some(text.share_text.to_owned()),
        terms: Some(text.terms.to_owned()),
        ..RawCampaign::default()
    };
    viral::create(cx, raw).await.map(|campaign| campaign.id)
}

impl Campaign {
    /// Whose link a visitor comes by; absent for those who come by themselves. Who joined lately passes the link on most.
    pub fn draw(&self, now: Timestamp, dice: &mut Dice) -> Option<Lead> {
        if now < self.starts_at || self.participants.is_empty() || !dice.percent(BY_LINK) {
            return None;
        }
        let count = self.participants.len();
        let back = if dice.percent(65) { dice.below(count.min(9)) } else { dice.below(count) };
        let by = self.participants.get(count - 1 - back)?.clone();
        Some(Lead { by, channel: dice.weighted(CHANNELS) })
    }
}

/// A visitor follows a link, some minutes before the form is sent. Absent when the campaign does not run.
pub async fn follow_link(cx: &AccountCx, lead: &Lead, visitor: [u8; 16], at: Timestamp) -> Result<Option<Click>> {
    let arrival =
        viral::click(cx, lead.by.code.clone(), lead.channel, viral::Follower { visitor, is_robot: false, too_many: false }).await?;
    Ok(arrival.and_then(|arrival| arrival.remembered).map(|click| Click { at, ..click }))
}

/// Somebody of the agency looks through the referrals that look odd, and hands rewards over. `draws` are throws of a hundred.
pub async fn review(cx: &AccountCx, campaign: ViralCampaignId, draws: Vec<usize>) -> Result<()> {
    let mut draws = draws.into_iter().cycle();
    let mut draw = || draws.next().unwrap_or_default();
    let flagged = ReferralQuery::parse(&RawForm::from([("state", "flagged"), ("sort", "created_at"), ("per_page", "50")]))?;
    let (mut sound, mut odd): (Vec<ReferralId>, Vec<ReferralId>) = (Vec::new(), Vec::new());
    for referral in viral::list_referrals(cx, campaign, flagged).await?.data {
        match draw() {
            0..50 => sound.push(referral.referral.id),
            50..75 => odd.push(referral.referral.id),
            _ => {}
        }
    }
    viral::approve_all(cx, campaign, sound, "통화로 본인 확인".to_owned()).await?;
    viral::void_all(cx, campaign, odd, "같은 사람의 신청".to_owned()).await?;
    let waiting = viral::list_rewards(cx, campaign, Some(RewardState::Granted), PageRequest::default()).await?;
    let handed: Vec<RewardId> = waiting.data.iter().map(|reward| reward.id).filter(|_| draw() < 70).collect();
    viral::deliver_all(cx, campaign, handed).await.map(drop)
}
