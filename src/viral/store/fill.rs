//! Participants and referrals as they are, for whoever fills a file at once: daily figures are the caller's to keep.

use rusqlite::{Connection, params};

use crate::{
    base::{
        error::Result,
        ids::{CustomerId, LeadId, ReferralId, RewardRuleId, ViralCampaignId, ViralLoopId},
        money::Money,
        time::{Day, Timestamp},
    },
    db::types::one_row,
    viral::{
        channel::Channel,
        figures::Counts,
        model::{Cause, Change},
        reward::RewardState,
        risk::{Party, Risks},
        store::{
            loops, referrals,
            rewards::{self, Earned},
        },
        transition::ReferralState,
    },
};

pub use crate::viral::store::figures::add;

/// A participant with all that has come of the link.
pub struct Participant {
    pub id: ViralLoopId,
    pub campaign: ViralCampaignId,
    pub customer: CustomerId,
    pub lead: Option<LeadId>,
    pub code: String,
    pub number: i64,
    pub referred_by: Option<ViralLoopId>,
    /// How they came, as the rollups note it.
    pub channel: i64,
    pub day: Day,
    /// Without participants.
    pub counts: Counts,
    pub rewards: i64,
    pub wait_key: i64,
    pub first_referral_ms: Option<i64>,
    pub created_at: Timestamp,
}

/// A referral with its history: submitted and qualified at once, and what came of it.
pub struct Referred {
    pub id: ReferralId,
    pub campaign: ViralCampaignId,
    pub referrer: ViralLoopId,
    pub friend: ViralLoopId,
    pub lead: Option<LeadId>,
    pub channel: Channel,
    pub state: ReferralState,
    pub risks: Risks,
    pub day: Day,
    pub created_at: Timestamp,
    pub due_at: Timestamp,
    /// The approval or voiding, and its day.
    pub decided: Option<(Timestamp, Day)>,
    /// What the approval earned the referrer: under which rule, the how-many-th, at what cost, and whether it was handed over.
    pub earned: Option<(RewardRuleId, i64, Money, RewardState)>,
}

pub fn insert_participant(conn: &Connection, new: &Participant) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO viral_loop (id, campaign_id, customer_id, lead_id, code, number, referred_by, channel, day, clicks, bot_clicks, shares,
             signups, qualified, approved, rewards, wait_key, first_referral_ms, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
    )?
    .execute(params![
        new.id,
        new.campaign,
        new.customer,
        new.lead,
        new.code,
        new.number,
        new.referred_by,
        new.channel,
        new.day.0,
        new.counts.clicks,
        new.counts.bot_clicks,
        new.counts.shares,
        new.counts.signups,
        new.counts.qualified,
        new.counts.approved,
        new.rewards,
        new.wait_key,
        new.first_referral_ms,
        new.created_at
    ])?;
    loops::insert_trace(conn, new.id, new.customer, &Party::default(), new.created_at)
}

pub fn insert_referral(conn: &Connection, new: &Referred, actor: &str) -> Result<()> {
    let approved_day = new.decided.filter(|_| new.state == ReferralState::Approved).map(|(_, day)| day.0);
    conn.prepare_cached(
        "INSERT INTO referral (id, campaign_id, referrer_id, friend_id, lead_id, channel, state, risks, day, qualified_day, approved_day,
             created_at, qualified_at, due_at, decided_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, ?10, ?11, ?11, ?12, ?13)",
    )?
    .execute(params![
        new.id,
        new.campaign,
        new.referrer,
        new.friend,
        new.lead,
        new.channel,
        new.state,
        new.risks.bits(),
        new.day.0,
        approved_day,
        new.created_at,
        new.due_at,
        new.decided.map(|(at, _)| at)
    ])?;
    let held = if new.risks.is_empty() { ReferralState::Pending } else { ReferralState::Flagged };
    let mut history = vec![(new.created_at, ReferralState::InProgress, Cause::Submitted), (new.created_at, held, Cause::Qualified)];
    if let Some((at, _)) = new.decided {
        let cause = if new.risks.is_empty() && new.state == ReferralState::Approved { Cause::HoldOver } else { Cause::Decided };
        history.push((at, new.state, cause));
    }
    for (at, state, cause) in history {
        referrals::insert_change(conn, new.id, &Change { at, state, cause, reason: String::new() }, actor)?;
    }
    if let (Some((rule, number, cost, state)), Some((at, _))) = (new.earned, new.decided) {
        let earned = Earned { campaign: new.campaign, rule, loop_id: new.referrer, number, referral: new.id, cost };
        rewards::insert(conn, &earned, state, None, at)?;
    }
    Ok(())
}

/// What a campaign's participants and rewards add up to.
pub fn settle(conn: &Connection, campaign: ViralCampaignId, joined: i64, rule: RewardRuleId, granted: i64, spent: Money) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE viral_campaign SET joined = ?2, spent = ?3 WHERE id = ?1")?
        .execute(params![campaign, joined, spent.0])?;
    one_row(touched)?;
    one_row(conn.prepare_cached("UPDATE viral_reward_rule SET granted = ?2 WHERE id = ?1")?.execute((rule, granted))?)
}
