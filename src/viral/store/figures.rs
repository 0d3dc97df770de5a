//! The daily figures of campaigns, what reports read of them, and their recount.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    base::{
        error::Result,
        ids::{ViralCampaignId, ViralLoopId},
        time::Day,
    },
    db::types::one_row,
    rollups::model::Drift,
    viral::{
        channel::Channel,
        figures::{Counts, DayRow, week_of},
    },
};

/// Adds to a campaign's day and to the cohort of the participant it is about.
pub fn add(conn: &Connection, campaign: ViralCampaignId, day: Day, channel: i64, joined: Day, counts: Counts) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO rollup_viral (day, campaign_id, channel, participants, shares, clicks, bot_clicks, signups, qualified, approved)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
         ON CONFLICT (campaign_id, day, channel) DO UPDATE SET participants = participants + excluded.participants,
             shares = shares + excluded.shares, clicks = clicks + excluded.clicks, bot_clicks = bot_clicks + excluded.bot_clicks,
             signups = signups + excluded.signups, qualified = qualified + excluded.qualified, approved = approved + excluded.approved",
    )?
    .execute(params![
        day.0,
        campaign,
        channel,
        counts.participants,
        counts.shares,
        counts.clicks,
        counts.bot_clicks,
        counts.signups,
        counts.qualified,
        counts.approved
    ])?;
    conn.prepare_cached(
        "INSERT INTO rollup_viral_cohort (campaign_id, week, participants, shares, clicks, signups, qualified, approved)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (campaign_id, week) DO UPDATE SET participants = participants + excluded.participants,
             shares = shares + excluded.shares, clicks = clicks + excluded.clicks, signups = signups + excluded.signups,
             qualified = qualified + excluded.qualified, approved = approved + excluded.approved",
    )?
    .execute(params![
        campaign,
        week_of(joined),
        counts.participants,
        counts.shares,
        counts.clicks,
        counts.signups,
        counts.qualified,
        counts.approved
    ])?;
    Ok(())
}

/// Adds to a participant's own figures.
pub fn add_to_loop(conn: &Connection, id: ViralLoopId, counts: Counts) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE viral_loop SET shares = shares + ?2, clicks = clicks + ?3, bot_clicks = bot_clicks + ?4, signups = signups + ?5,
                 qualified = qualified + ?6, approved = approved + ?7 WHERE id = ?1",
        )?
        .execute(params![id, counts.shares, counts.clicks, counts.bot_clicks, counts.signups, counts.qualified, counts.approved])?;
    one_row(touched)
}

/// A campaign's figures from one day to another, both included.
pub fn days(conn: &Connection, campaign: ViralCampaignId, from: Day, to: Day) -> Result<Vec<DayRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT day, channel, participants, shares, clicks, bot_clicks, signups, qualified, approved FROM rollup_viral
         WHERE campaign_id = ?1 AND day BETWEEN ?2 AND ?3 ORDER BY day, channel",
    )?;
    let rows = statement.query_map((campaign, from.0, to.0), |row| {
        Ok(DayRow {
            day: Day(row.get(0)?),
            channel: Channel::from_code(row.get(1)?),
            counts: Counts {
                participants: row.get(2)?,
                shares: row.get(3)?,
                clicks: row.get(4)?,
                bot_clicks: row.get(5)?,
                signups: row.get(6)?,
                qualified: row.get(7)?,
                approved: row.get(8)?,
            },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A campaign's figures since its beginning.
pub fn totals(conn: &Connection, campaign: ViralCampaignId) -> Result<Counts> {
    let rows = days(conn, campaign, Day(i32::MIN), Day(i32::MAX))?;
    Ok(rows.iter().fold(Counts::default(), |sum, row| sum.plus(row.counts)))
}

/// The newest weeks in which participants joined, the oldest of them first.
pub fn cohorts(conn: &Connection, campaign: ViralCampaignId, limit: u32) -> Result<Vec<(i64, Counts)>> {
    let mut statement = conn.prepare_cached(
        "SELECT week, participants, shares, clicks, signups, qualified, approved FROM rollup_viral_cohort
         WHERE campaign_id = ?1 ORDER BY week DESC LIMIT ?2",
    )?;
    let rows = statement.query_map((campaign, limit), |row| {
        let counts = Counts {
            participants: row.get(1)?,
            shares: row.get(2)?,
            clicks: row.get(3)?,
            bot_clicks: 0,
            signups: row.get(4)?,
            qualified: row.get(5)?,
            approved: row.get(6)?,
        };
        Ok((row.get(0)?, counts))
    })?;
    let mut cohorts: Vec<(i64, Counts)> = rows.collect::<Result<_, _>>()?;
    cohorts.reverse();
    Ok(cohorts)
}

/// The median time from joining to the first friend; the lower of two middles. Read from its index.
pub fn cycle_time_ms(conn: &Connection, campaign: ViralCampaignId) -> Result<Option<i64>> {
    let count: i64 = conn
        .prepare_cached("SELECT count(*) FROM viral_loop WHERE campaign_id = ?1 AND first_referral_ms IS NOT NULL")?
        .query_row([campaign], |row| row.get(0))?;
    let median = conn
        .prepare_cached(
            "SELECT first_referral_ms FROM viral_loop WHERE campaign_id = ?1 AND first_referral_ms IS NOT NULL
             ORDER BY first_referral_ms LIMIT 1 OFFSET ?2",
        )?
        .query_row((campaign, (count - 1).max(0) / 2), |row| row.get(0))
        .optional()?;
    Ok(median)
}

/// The daily figures that differ from the rows they count. Clicks and shares have no rows: they are held against the participants' own.
pub fn drifts(conn: &Connection) -> Result<Vec<Drift>> {
    let mut statement = conn.prepare_cached(
        "/* whole table: a recount */
         WITH counted (campaign_id, day, channel, participants, signups, qualified, approved) AS (
             SELECT campaign_id, day, channel, count(*), 0, 0, 0 FROM viral_loop GROUP BY 1, 2, 3
             UNION ALL SELECT campaign_id, day, channel, 0, count(*), 0, 0 FROM referral GROUP BY 1, 2, 3
             UNION ALL SELECT campaign_id, qualified_day, channel, 0, 0, count(*), 0 FROM referral WHERE qualified_day IS NOT NULL GROUP BY 1, 2, 3
             UNION ALL SELECT campaign_id, approved_day, channel, 0, 0, 0, count(*) FROM referral WHERE state = 3 GROUP BY 1, 2, 3
             UNION ALL SELECT campaign_id, day, channel, -participants, -signups, -qualified, -approved FROM rollup_viral
         )
         SELECT 'rollup_viral ' || campaign_id || '/' || day || '/' || channel,
             sum(participants), sum(signups), sum(qualified), sum(approved)
         FROM counted GROUP BY campaign_id, day, channel HAVING sum(participants) <> 0 OR sum(signups) <> 0 OR sum(qualified) <> 0 OR sum(approved) <> 0
         UNION ALL
         SELECT 'viral_loop ' || id, signups - (SELECT count(*) FROM referral WHERE referrer_id = viral_loop.id),
             qualified - (SELECT count(*) FROM referral WHERE referrer_id = viral_loop.id AND qualified_at IS NOT NULL),
             approved - (SELECT count(*) FROM referral WHERE referrer_id = viral_loop.id AND state = 3),
             rewards - (SELECT count(*) FROM reward JOIN viral_reward_rule ON viral_reward_rule.id = rule_id
                 WHERE loop_id = viral_loop.id AND viral_reward_rule.side = 0 AND state IN (0, 1))
         FROM viral_loop WHERE signups <> (SELECT count(*) FROM referral WHERE referrer_id = viral_loop.id)
             OR qualified <> (SELECT count(*) FROM referral WHERE referrer_id = viral_loop.id AND qualified_at IS NOT NULL)
             OR approved <> (SELECT count(*) FROM referral WHERE referrer_id = viral_loop.id AND state = 3)
             OR rewards <> (SELECT count(*) FROM reward JOIN viral_reward_rule ON viral_reward_rule.id = rule_id
                 WHERE loop_id = viral_loop.id AND viral_reward_rule.side = 0 AND state IN (0, 1))
         UNION ALL
         SELECT 'rollup_viral_cohort ' || viral_campaign.id,
             (SELECT coalesce(sum(clicks), 0) FROM rollup_viral WHERE campaign_id = viral_campaign.id)
                 - (SELECT coalesce(sum(clicks), 0) FROM viral_loop WHERE campaign_id = viral_campaign.id),
             (SELECT coalesce(sum(shares), 0) FROM rollup_viral WHERE campaign_id = viral_campaign.id)
                 - (SELECT coalesce(sum(shares), 0) FROM viral_loop WHERE campaign_id = viral_campaign.id),
             (SELECT coalesce(sum(participants), 0) FROM rollup_viral_cohort WHERE campaign_id = viral_campaign.id) - joined,
             (SELECT coalesce(sum(approved), 0) FROM rollup_viral_cohort WHERE campaign_id = viral_campaign.id)
                 - (SELECT coalesce(sum(approved), 0) FROM viral_loop WHERE campaign_id = viral_campaign.id)
         FROM viral_campaign",
    )?;
    let rows = statement.query_map([], |row| {
        let what: String = row.get(0)?;
        let differences: [i64; 4] = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
        Ok((what, differences))
    })?;
    let mut drifts = Vec::new();
    for row in rows {
        let (what, differences) = row?;
        if let Some(by) = differences.into_iter().find(|by| *by != 0) {
            drifts.push(Drift { what, kept: by, counted: 0 });
        }
    }
    drifts.extend(drifted_rules(conn)?);
    Ok(drifts)
}

/// Rules and budgets that differ from the ledger.
fn drifted_rules(conn: &Connection) -> Result<Vec<Drift>> {
    let mut statement = conn.prepare_cached(
        "/* whole table: a recount */
         SELECT 'viral_reward_rule ' || id, granted, counted FROM (
             SELECT viral_reward_rule.id, granted, (SELECT count(*) FROM reward WHERE reward.campaign_id = viral_reward_rule.campaign_id
                 AND rule_id = viral_reward_rule.id AND (state IN (0, 1) OR (state = 2 AND delivered_at IS NOT NULL))) AS counted
             FROM viral_reward_rule) WHERE granted <> counted
         UNION ALL
         SELECT 'viral_campaign ' || id, spent, counted FROM (
             SELECT viral_campaign.id, spent, (SELECT coalesce(sum(cost), 0) FROM reward WHERE reward.campaign_id = viral_campaign.id
                 AND (state IN (0, 1) OR (state = 2 AND delivered_at IS NOT NULL))) AS counted
             FROM viral_campaign) WHERE spent <> counted",
    )?;
    let rows = statement.query_map([], |row| Ok(Drift { what: row.get(0)?, kept: row.get(1)?, counted: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}
