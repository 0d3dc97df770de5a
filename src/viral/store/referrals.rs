//! Referrals and their history.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        error::{Error, Result},
        ids::{ConversionId, LeadId, ReferralId, ViralCampaignId, ViralLoopId},
        page::Page,
        time::{Day, Timestamp},
    },
    db::{list::Listing, types::one_row},
    viral::{
        channel::Channel,
        model::{Cause, Change, Named, NamedReferral, Referral},
        query::ReferralQuery,
        risk::{Risk, Risks},
        transition::ReferralState,
    },
};

/// A referral to be added.
pub struct NewReferral {
    pub campaign: ViralCampaignId,
    pub referrer: ViralLoopId,
    pub friend: ViralLoopId,
    pub lead: Option<LeadId>,
    pub channel: Channel,
    pub risks: Risks,
    pub day: Day,
}

/// A referral with what its transitions need besides.
pub struct Standing {
    pub referral: Referral,
    pub qualified_day: Option<Day>,
    pub approved_day: Option<Day>,
    /// Why it changed last.
    pub last_cause: Cause,
}

const COLUMNS: &str =
    "id, campaign_id, referrer_id, friend_id, lead_id, channel, state, risks, created_at, qualified_at, due_at, decided_at";

pub fn insert(conn: &Connection, new: &NewReferral, now: Timestamp) -> Result<ReferralId> {
    conn.prepare_cached(
        "INSERT INTO referral (campaign_id, referrer_id, friend_id, lead_id, channel, state, risks, day, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        new.campaign,
        new.referrer,
        new.friend,
        new.lead,
        new.channel,
        ReferralState::InProgress,
        new.risks.bits(),
        new.day.0,
        now
    ])?;
    Ok(ReferralId(conn.last_insert_rowid()))
}

/// The referral of an id, or `NotFound`.
pub fn standing(conn: &Connection, id: ReferralId) -> Result<Standing> {
    let sql = format!(
        "SELECT {COLUMNS}, qualified_day, approved_day,
             (SELECT cause FROM referral_change WHERE referral_id = referral.id ORDER BY id DESC LIMIT 1)
         FROM referral WHERE id = ?1"
    );
    let found = conn
        .prepare_cached(&sql)?
        .query_row([id], |row| {
            Ok(Standing {
                referral: read(row)?,
                qualified_day: row.get::<_, Option<i32>>(12)?.map(Day),
                approved_day: row.get::<_, Option<i32>>(13)?.map(Day),
                last_cause: row.get(14)?,
            })
        })
        .optional()?;
    found.ok_or(Error::NotFound)
}

/// Has this participant referred this friend before?
pub fn exists(conn: &Connection, referrer: ViralLoopId, friend: ViralLoopId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM referral WHERE referrer_id = ?1 AND friend_id = ?2")?.exists((referrer, friend))?)
}

/// Has anybody referred this friend before?
pub fn has_referrer(conn: &Connection, friend: ViralLoopId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM referral WHERE friend_id = ?1 LIMIT 1")?.exists([friend])?)
}

/// Referrals of a participant on a day.
pub fn count_of_day(conn: &Connection, referrer: ViralLoopId, day: Day) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM referral WHERE referrer_id = ?1 AND day = ?2")?
        .query_row((referrer, day.0), |row| row.get(0))?)
}

/// Referrals in progress or void whose friend is the customer of a lead.
pub fn open_to_lead(conn: &Connection, lead: LeadId) -> Result<Vec<(ReferralId, ViralCampaignId)>> {
    let mut statement = conn.prepare_cached(
        "SELECT referral.id, referral.campaign_id FROM lead JOIN viral_loop ON viral_loop.customer_id = lead.customer_id
             JOIN referral ON referral.friend_id = viral_loop.id
         WHERE lead.id = ?1 AND referral.state IN (0, 4) ORDER BY referral.id",
    )?;
    let found = statement.query_map([lead], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Referrals of a campaign that are in progress, the oldest first.
pub fn in_progress_of_campaign(conn: &Connection, campaign: ViralCampaignId) -> Result<Vec<ReferralId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM referral WHERE campaign_id = ?1 AND state = 0 ORDER BY created_at, id")?;
    Ok(statement.query_map([campaign], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Referrals that a conversion qualified.
pub fn by_conversion(conn: &Connection, conversion: ConversionId) -> Result<Vec<ReferralId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM referral WHERE conversion_id = ?1")?;
    Ok(statement.query_map([conversion], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// What has come to be wrong with the friend since: deleted, invalid, set apart. A referral that came by the API never had a submission.
pub fn risks_since(conn: &Connection, id: ReferralId) -> Result<Risks> {
    let risks = conn
        .prepare_cached(
            "SELECT friend.customer_id IS NULL
                     OR (referral.lead_id IS NULL
                         AND (SELECT actor FROM referral_change WHERE referral_id = referral.id ORDER BY id LIMIT 1) = 'visitor')
                     OR (conversion_id IS NOT NULL
                         AND NOT EXISTS (SELECT 1 FROM funnel_conversion WHERE funnel_conversion.id = conversion_id)
                         AND NOT EXISTS (SELECT 1 FROM past_conversion WHERE past_conversion.id = conversion_id)),
                 coalesce(lead.status = 4, 0), coalesce(lead.suspect <> 0, 0)
             FROM referral JOIN viral_loop AS friend ON friend.id = referral.friend_id LEFT JOIN lead ON lead.id = referral.lead_id
             WHERE referral.id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Risks::default().with(Risk::Deleted, row.get(0)?).with(Risk::Invalid, row.get(1)?).with(Risk::Suspect, row.get(2)?))
        })?;
    Ok(risks)
}

/// Another approved referral of the same friend; absent when there is none.
pub fn other_approved(conn: &Connection, friend: ViralLoopId, except: ReferralId) -> Result<Option<ReferralId>> {
    let found = conn
        .prepare_cached("SELECT id FROM referral WHERE friend_id = ?1 AND state = 3 AND id <> ?2 ORDER BY id LIMIT 1")?
        .query_row((friend, except), |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Referrals whose hold period is over, the longest waiting first.
pub fn due(conn: &Connection, now: Timestamp, limit: u32) -> Result<Vec<ReferralId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM referral WHERE state = 1 AND due_at <= ?1 ORDER BY due_at LIMIT ?2")?;
    Ok(statement.query_map((now, limit), |row| row.get(0))?.collect::<Result<_, _>>()?)
}

pub fn set_qualified(
    conn: &Connection,
    id: ReferralId,
    day: Day,
    due_at: Timestamp,
    conversion: Option<ConversionId>,
    now: Timestamp,
) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE referral SET qualified_at = ?2, qualified_day = ?3, due_at = ?4, conversion_id = ?5 WHERE id = ?1")?
        .execute(params![id, now, day.0, due_at, conversion])?;
    one_row(touched)
}

/// Takes back that a referral has qualified.
pub fn clear_qualified(conn: &Connection, id: ReferralId) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE referral SET qualified_at = NULL, qualified_day = NULL, due_at = NULL, conversion_id = NULL, decided_at = NULL WHERE id = ?1",
        )?
        .execute([id])?;
    one_row(touched)
}

pub fn set_risks(conn: &Connection, id: ReferralId, risks: Risks) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE referral SET risks = ?2 WHERE id = ?1")?.execute((id, risks.bits()))?)
}

pub fn set_state(
    conn: &Connection,
    id: ReferralId,
    state: ReferralState,
    approved_day: Option<Day>,
    decided_at: Option<Timestamp>,
) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE referral SET state = ?2, approved_day = ?3, decided_at = coalesce(?4, decided_at) WHERE id = ?1")?
        .execute(params![id, state, approved_day.map(|day| day.0), decided_at])?;
    one_row(touched)
}

pub fn insert_change(conn: &Connection, id: ReferralId, change: &Change, actor: &str) -> Result<()> {
    conn.prepare_cached("INSERT INTO referral_change (referral_id, at, state, cause, reason, actor) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![id, change.at, change.state, change.cause, change.reason, actor])?;
    Ok(())
}

/// A referral's history, the oldest change first.
pub fn changes(conn: &Connection, id: ReferralId) -> Result<Vec<Change>> {
    let mut statement = conn.prepare_cached("SELECT at, state, cause, reason FROM referral_change WHERE referral_id = ?1 ORDER BY id")?;
    let changes =
        statement.query_map([id], |row| Ok(Change { at: row.get(0)?, state: row.get(1)?, cause: row.get(2)?, reason: row.get(3)? }))?;
    Ok(changes.collect::<Result<_, _>>()?)
}

const NAMED_COLUMNS: &str = "id, campaign_id, referrer_id, friend_id, lead_id, channel, state, risks, created_at, qualified_at, due_at, decided_at,
    coalesce((SELECT customer.name FROM viral_loop JOIN customer ON customer.id = viral_loop.customer_id WHERE viral_loop.id = referrer_id), ''),
    coalesce((SELECT customer.name FROM viral_loop JOIN customer ON customer.id = viral_loop.customer_id WHERE viral_loop.id = friend_id), ''),
    coalesce((SELECT reason FROM referral_change WHERE referral_id = referral.id ORDER BY id DESC LIMIT 1), '')";

pub fn list(conn: &Connection, campaign: ViralCampaignId, query: &ReferralQuery) -> Result<Page<NamedReferral>> {
    let mut listing = Listing::new(NAMED_COLUMNS, "referral", "id", "created_at", query.descending);
    listing.filter("campaign_id = ?", campaign.0);
    if let Some(state) = query.state {
        listing.filter("state = ?", state.code());
    }
    let total = listing.count(conn)?;
    listing.page(conn, &query.page, &query.sort_text, total, read_named)
}

/// Referrals of a participant, the newest first.
pub fn of_referrer(conn: &Connection, referrer: ViralLoopId, limit: u32) -> Result<Vec<NamedReferral>> {
    let sql = format!("SELECT {NAMED_COLUMNS} FROM referral WHERE referrer_id = ?1 ORDER BY created_at DESC, id DESC LIMIT ?2");
    Ok(conn.prepare_cached(&sql)?.query_map((referrer, limit), read_named)?.collect::<Result<_, _>>()?)
}

/// Referrals of a campaign in each state.
pub fn state_counts(conn: &Connection, campaign: ViralCampaignId) -> Result<Vec<(ReferralState, i64)>> {
    let mut statement = conn.prepare_cached("SELECT state, count(*) FROM referral WHERE campaign_id = ?1 GROUP BY state")?;
    Ok(statement.query_map([campaign], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

fn read_named(row: &Row<'_>) -> rusqlite::Result<NamedReferral> {
    Ok(NamedReferral { referral: read(row)?, referrer: row.get(12)?, friend: row.get(13)?, reason: row.get(14)? })
}

fn read(row: &Row<'_>) -> rusqlite::Result<Referral> {
    Ok(Referral {
        id: row.get(0)?,
        campaign_id: row.get(1)?,
        referrer_id: row.get(2)?,
        friend_id: row.get(3)?,
        lead_id: row.get(4)?,
        channel: row.get(5)?,
        state: row.get(6)?,
        risks: Named(Risks::from_bits(row.get(7)?)),
        created_at: row.get(8)?,
        qualified_at: row.get(9)?,
        due_at: row.get(10)?,
        decided_at: row.get(11)?,
    })
}
