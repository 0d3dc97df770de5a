//! The ledger of rewards.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        error::Result,
        ids::{ReferralId, RewardId, RewardRuleId, ViralCampaignId, ViralLoopId},
        money::Money,
        page::{Page, PageRequest},
        time::Timestamp,
    },
    db::{list::Listing, types::one_row},
    viral::{
        model::Reward,
        reward::{Refusal, RewardState, Side},
    },
};

/// A reward as the ledger's rules need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: RewardId,
    pub rule: RewardRuleId,
    pub loop_id: ViralLoopId,
    pub side: Side,
    pub cost: Money,
    pub state: RewardState,
    /// Whose approval earned it.
    pub referral: ReferralId,
    /// Was it handed over, if only before it was revoked?
    pub delivered: bool,
}

/// What was earned.
pub struct Earned {
    pub campaign: ViralCampaignId,
    pub rule: RewardRuleId,
    pub loop_id: ViralLoopId,
    pub number: i64,
    pub referral: ReferralId,
    pub cost: Money,
}

pub fn find(conn: &Connection, loop_id: ViralLoopId, rule: RewardRuleId, number: i64) -> Result<Option<Entry>> {
    let found = conn
        .prepare_cached(
            "SELECT reward.id, rule_id, loop_id, side, reward.cost, state, referral_id, delivered_at IS NOT NULL FROM reward JOIN viral_reward_rule ON viral_reward_rule.id = rule_id
             WHERE loop_id = ?1 AND rule_id = ?2 AND number = ?3",
        )?
        .query_row((loop_id, rule, number), read_entry)
        .optional()?;
    Ok(found)
}

pub fn insert(conn: &Connection, earned: &Earned, state: RewardState, refusal: Option<Refusal>, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO reward (campaign_id, rule_id, loop_id, number, referral_id, cost, state, refusal, granted_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        earned.campaign,
        earned.rule,
        earned.loop_id,
        earned.number,
        earned.referral,
        earned.cost.0,
        state,
        refusal,
        now
    ])?;
    Ok(())
}

/// A reward that was revoked or withheld is earned again.
pub fn grant_again(
    conn: &Connection,
    id: RewardId,
    earned: &Earned,
    state: RewardState,
    refusal: Option<Refusal>,
    now: Timestamp,
) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE reward SET state = ?2, refusal = ?3, referral_id = ?4, cost = ?5, granted_at = ?6, revoked_at = NULL WHERE id = ?1",
        )?
        .execute(params![id, state, refusal, earned.referral, earned.cost.0, now])?;
    one_row(touched)
}

pub fn revoke(conn: &Connection, id: RewardId, now: Timestamp) -> Result<()> {
    let touched = conn.prepare_cached("UPDATE reward SET state = ?2, refusal = NULL, revoked_at = ?3 WHERE id = ?1")?.execute((
        id,
        RewardState::Revoked,
        now,
    ))?;
    one_row(touched)
}

/// Notes that a granted reward was handed over. False when it was not one that waits for it.
pub fn deliver(conn: &Connection, campaign: ViralCampaignId, id: RewardId, now: Timestamp) -> Result<bool> {
    let touched = conn
        .prepare_cached("UPDATE reward SET state = ?3, delivered_at = ?4 WHERE id = ?1 AND campaign_id = ?2 AND state = ?5")?
        .execute((id, campaign, RewardState::Delivered, now, RewardState::Granted))?;
    Ok(touched == 1)
}

/// Takes one from a rule's stock, or puts it back. Never beyond the stock, which the table itself checks.
pub fn add_granted(conn: &Connection, rule: RewardRuleId, by: i64) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE viral_reward_rule SET granted = granted + ?2 WHERE id = ?1")?.execute((rule, by))?)
}

pub fn add_spent(conn: &Connection, campaign: ViralCampaignId, by: i64) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE viral_campaign SET spent = spent + ?2 WHERE id = ?1")?.execute((campaign, by))?)
}

/// Changes how many rewards a participant holds as a referrer.
pub fn add_held(conn: &Connection, id: ViralLoopId, by: i64) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE viral_loop SET rewards = rewards + ?2 WHERE id = ?1")?.execute((id, by))?)
}

/// A participant's rewards of a rule that are above a number, and stand.
pub fn above(conn: &Connection, loop_id: ViralLoopId, rule: RewardRuleId, number: i64) -> Result<Vec<Entry>> {
    let mut statement = conn.prepare_cached(
        "SELECT reward.id, rule_id, loop_id, side, reward.cost, state, referral_id, delivered_at IS NOT NULL FROM reward JOIN viral_reward_rule ON viral_reward_rule.id = rule_id
         WHERE loop_id = ?1 AND rule_id = ?2 AND number > ?3 AND state <> ?4 ORDER BY number DESC",
    )?;
    let entries = statement.query_map((loop_id, rule, number, RewardState::Revoked), read_entry)?.collect::<Result<_, _>>()?;
    Ok(entries)
}

/// Rewards of a rule that were withheld, in the order in which they were earned, after one of them: those of participants who are still
/// there and hold fewer than `cap` as referrers.
pub fn withheld(
    conn: &Connection,
    campaign: ViralCampaignId,
    rule: RewardRuleId,
    cap: Option<i64>,
    after: RewardId,
    limit: u32,
) -> Result<Vec<(RewardId, Earned)>> {
    let mut statement = conn.prepare_cached(
        "SELECT reward.id, loop_id, reward.number, referral_id, viral_reward_rule.cost
         FROM reward JOIN viral_reward_rule ON viral_reward_rule.id = rule_id JOIN viral_loop ON viral_loop.id = loop_id
         WHERE reward.campaign_id = ?1 AND state = ?2 AND reward.id > ?3 AND rule_id = ?4 AND viral_loop.customer_id IS NOT NULL
             AND (?5 IS NULL OR side = 1 OR viral_loop.rewards < ?5)
         ORDER BY reward.id LIMIT ?6",
    )?;
    let found = statement.query_map(params![campaign, RewardState::Withheld, after, rule, cap, limit], |row| {
        let earned = Earned { campaign, rule, loop_id: row.get(1)?, number: row.get(2)?, referral: row.get(3)?, cost: Money(row.get(4)?) };
        Ok((row.get(0)?, earned))
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// The reward stands under another referral from now on.
pub fn set_referral(conn: &Connection, id: RewardId, referral: ReferralId) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE reward SET referral_id = ?2 WHERE id = ?1")?.execute((id, referral))?)
}

const COLUMNS: &str = "id, rule_id, (SELECT title FROM viral_reward_rule WHERE viral_reward_rule.id = rule_id), loop_id,
    coalesce((SELECT customer.name FROM viral_loop JOIN customer ON customer.id = viral_loop.customer_id WHERE viral_loop.id = loop_id), ''),
    number, cost, state, refusal, granted_at, delivered_at, revoked_at";

/// The rewards of a campaign, the newest first.
pub fn list(conn: &Connection, campaign: ViralCampaignId, state: Option<RewardState>, request: &PageRequest) -> Result<Page<Reward>> {
    let mut listing = Listing::new(COLUMNS, "reward", "id", "id", true);
    listing.filter("campaign_id = ?", campaign.0);
    if let Some(state) = state {
        listing.filter("state = ?", state.code());
    }
    let total = listing.count(conn)?;
    listing.page(conn, request, "-id", total, read)
}

pub fn of_loop(conn: &Connection, loop_id: ViralLoopId, limit: u32) -> Result<Vec<Reward>> {
    let sql = format!("SELECT {COLUMNS} FROM reward WHERE loop_id = ?1 ORDER BY id DESC LIMIT ?2");
    Ok(conn.prepare_cached(&sql)?.query_map((loop_id, limit), read)?.collect::<Result<_, _>>()?)
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry {
        id: row.get(0)?,
        rule: row.get(1)?,
        loop_id: row.get(2)?,
        side: row.get(3)?,
        cost: Money(row.get(4)?),
        state: row.get(5)?,
        referral: row.get(6)?,
        delivered: row.get(7)?,
    })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Reward> {
    Ok(Reward {
        id: row.get(0)?,
        rule: row.get(1)?,
        title: row.get(2)?,
        loop_id: row.get(3)?,
        name: row.get(4)?,
        number: row.get(5)?,
        cost: Money(row.get(6)?),
        state: row.get(7)?,
        refusal: row.get(8)?,
        granted_at: row.get(9)?,
        delivered_at: row.get(10)?,
        revoked_at: row.get(11)?,
    })
}
