//! Campaigns with their rewards' rules, and the account's setting.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        error::{Error, Result},
        ids::{PageId, RewardRuleId, ViralCampaignId},
        money::Money,
        page::Page,
        time::Timestamp,
    },
    db::{
        list::Listing,
        types::{is_unique_violation, one_row},
    },
    viral::{
        model::{CampaignStatus, Qualifying, Terms, ViralCampaign},
        query::{CampaignOrder, CampaignQuery},
        reward::RewardRule,
        texts,
    },
};

const COLUMNS: &str = "id, name, status, page_id, starts_at, ends_at, qualifying, funnel_id, stage, hold_days, window_days, daily_limit,
    max_rewards_per_person, budget, spent, move_up, leaderboard, share_text, terms, created_at, updated_at";

/// The campaign of an id, or `NotFound`.
pub fn get(conn: &Connection, id: ViralCampaignId) -> Result<ViralCampaign> {
    let mut campaign = conn
        .prepare_cached(
            "SELECT id, name, status, page_id, starts_at, ends_at, qualifying, funnel_id, stage, hold_days, window_days, daily_limit,
                 max_rewards_per_person, budget, spent, move_up, leaderboard, share_text, terms, created_at, updated_at
             FROM viral_campaign WHERE id = ?1",
        )?
        .query_row([id], read)?;
    campaign.terms.rewards = rules(conn, id)?;
    Ok(campaign)
}

/// The active campaign of a page, whatever its dates; absent when there is none.
pub fn active_of(conn: &Connection, page: PageId) -> Result<Option<ViralCampaign>> {
    let found: Option<ViralCampaignId> = conn
        .prepare_cached("SELECT id FROM viral_campaign WHERE page_id = ?1 AND status = 1")?
        .query_row([page], |row| row.get(0))
        .optional()?;
    found.map(|id| get(conn, id)).transpose()
}

pub fn list(conn: &Connection, query: &CampaignQuery) -> Result<Page<ViralCampaign>> {
    let order = match query.sort.column {
        CampaignOrder::Name => "name",
        CampaignOrder::Created => "created_at",
    };
    let mut listing = Listing::new(COLUMNS, "viral_campaign", "id", order, query.sort.descending);
    if let Some(status) = query.status {
        listing.filter("status = ?", status.code());
    }
    if let Some(page) = query.page_id {
        listing.filter("page_id = ?", page.0);
    }
    let total = listing.count(conn)?;
    let mut page = listing.page(conn, &query.page, &query.sort_text, total, read)?;
    for campaign in &mut page.data {
        campaign.terms.rewards = rules(conn, campaign.id)?;
    }
    Ok(page)
}

pub fn insert(conn: &Connection, terms: &Terms, now: Timestamp) -> Result<ViralCampaignId> {
    conn.prepare_cached(
        "INSERT INTO viral_campaign (name, status, page_id, starts_at, ends_at, qualifying, funnel_id, stage, hold_days, window_days,
             daily_limit, max_rewards_per_person, budget, move_up, leaderboard, share_text, terms, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?18)",
    )?
    .execute(params![
        terms.name,
        terms.status,
        terms.landing_page_id,
        terms.starts_at,
        terms.ends_at,
        terms.qualifying.event,
        terms.qualifying.funnel_id,
        terms.qualifying.stage,
        terms.hold_days,
        terms.window_days,
        terms.daily_limit,
        terms.max_rewards_per_person,
        terms.budget.map(|money| money.0),
        terms.move_up,
        terms.leaderboard,
        terms.share_text,
        terms.terms,
        now
    ])
    .map_err(taken)?;
    Ok(ViralCampaignId(conn.last_insert_rowid()))
}

pub fn update(conn: &Connection, id: ViralCampaignId, terms: &Terms, now: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE viral_campaign SET name = ?2, status = ?3, page_id = ?4, starts_at = ?5, ends_at = ?6, qualifying = ?7, funnel_id = ?8,
                 stage = ?9, hold_days = ?10, window_days = ?11, daily_limit = ?12, max_rewards_per_person = ?13, budget = ?14,
                 move_up = ?15, leaderboard = ?16, share_text = ?17, terms = ?18, updated_at = ?19
             WHERE id = ?1",
        )?
        .execute(params![
            id,
            terms.name,
            terms.status,
            terms.landing_page_id,
            terms.starts_at,
            terms.ends_at,
            terms.qualifying.event,
            terms.qualifying.funnel_id,
            terms.qualifying.stage,
            terms.hold_days,
            terms.window_days,
            terms.daily_limit,
            terms.max_rewards_per_person,
            terms.budget.map(|money| money.0),
            terms.move_up,
            terms.leaderboard,
            terms.share_text,
            terms.terms,
            now
        ])
        .map_err(taken)?;
    one_row(touched)
}

/// The rules of a campaign in their order.
pub fn rules(conn: &Connection, campaign: ViralCampaignId) -> Result<Vec<RewardRule>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, side, title, at, repeats, cost, stock, granted FROM viral_reward_rule WHERE campaign_id = ?1 ORDER BY place, id",
    )?;
    let rules = statement.query_map([campaign], |row| {
        Ok(RewardRule {
            id: row.get(0)?,
            side: row.get(1)?,
            title: row.get(2)?,
            at: row.get(3)?,
            repeats: row.get(4)?,
            cost: Money(row.get(5)?),
            stock: row.get(6)?,
            granted: row.get(7)?,
        })
    })?;
    Ok(rules.collect::<Result<_, _>>()?)
}

pub fn insert_rule(conn: &Connection, campaign: ViralCampaignId, place: i64, rule: &RewardRule) -> Result<RewardRuleId> {
    let id = conn
        .prepare_cached(
            "INSERT INTO viral_reward_rule (campaign_id, place, side, title, at, repeats, cost, stock)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id",
        )?
        .query_row(params![campaign, place, rule.side, rule.title, rule.at, rule.repeats, rule.cost.0, rule.stock], |row| row.get(0))?;
    Ok(id)
}

/// Changes a rule; how often it was granted stays.
pub fn update_rule(conn: &Connection, place: i64, rule: &RewardRule) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE viral_reward_rule SET place = ?2, side = ?3, title = ?4, at = ?5, repeats = ?6, cost = ?7, stock = ?8 WHERE id = ?1",
        )?
        .execute(params![rule.id, place, rule.side, rule.title, rule.at, rule.repeats, rule.cost.0, rule.stock])?;
    one_row(touched)
}

pub fn delete_rule(conn: &Connection, id: RewardRuleId) -> Result<()> {
    one_row(conn.prepare_cached("DELETE FROM viral_reward_rule WHERE id = ?1")?.execute([id])?)
}

/// Was a reward of this rule ever earned, if only to be withheld or revoked?
pub fn rule_is_remembered(conn: &Connection, campaign: ViralCampaignId, id: RewardRuleId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM reward WHERE campaign_id = ?1 AND rule_id = ?2 LIMIT 1")?.exists((campaign, id))?)
}

/// The number of the next participant.
pub fn next_number(conn: &Connection, id: ViralCampaignId) -> Result<i64> {
    Ok(conn
        .prepare_cached("UPDATE viral_campaign SET joined = joined + 1 WHERE id = ?1 RETURNING joined")?
        .query_row([id], |row| row.get(0))?)
}

/// Participants so far.
pub fn joined(conn: &Connection, id: ViralCampaignId) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT joined FROM viral_campaign WHERE id = ?1")?.query_row([id], |row| row.get(0))?)
}

pub fn page_exists(conn: &Connection, id: PageId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM landing_page WHERE id = ?1")?.exists([id])?)
}

/// The slug of a page; absent when it is gone.
pub fn page_slug(conn: &Connection, id: PageId) -> Result<Option<String>> {
    Ok(conn.prepare_cached("SELECT slug FROM landing_page WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?)
}

/// The JavaScript key of the client's Kakao app; absent when none was entered.
pub fn kakao_key(conn: &Connection) -> Result<Option<String>> {
    let found: Option<Option<String>> =
        conn.prepare_cached("SELECT kakao_key FROM viral_setting WHERE id = 1")?.query_row([], |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

pub fn set_kakao_key(conn: &Connection, key: Option<&str>) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO viral_setting (id, kakao_key) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET kakao_key = excluded.kakao_key",
    )?
    .execute([key])?;
    Ok(())
}

fn taken(cause: rusqlite::Error) -> Error {
    if is_unique_violation(&cause, "page_id") { Error::conflict("landing_page_id", texts::PAGE_TAKEN) } else { cause.into() }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ViralCampaign> {
    Ok(ViralCampaign {
        id: row.get(0)?,
        terms: Terms {
            name: row.get(1)?,
            status: row.get::<_, CampaignStatus>(2)?,
            landing_page_id: row.get(3)?,
            starts_at: row.get(4)?,
            ends_at: row.get(5)?,
            qualifying: Qualifying { event: row.get(6)?, funnel_id: row.get(7)?, stage: row.get(8)? },
            hold_days: row.get(9)?,
            window_days: row.get(10)?,
            daily_limit: row.get(11)?,
            rewards: Vec::new(),
            max_rewards_per_person: row.get(12)?,
            budget: row.get::<_, Option<i64>>(13)?.map(Money),
            move_up: row.get(15)?,
            leaderboard: row.get(16)?,
            share_text: row.get(17)?,
            terms: row.get(18)?,
        },
        spent: Money(row.get(14)?),
        created_at: row.get(19)?,
        updated_at: row.get(20)?,
    })
}
