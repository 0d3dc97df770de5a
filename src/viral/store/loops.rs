//! Participants.

use std::net::IpAddr;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        email::Email,
        error::{Error, Result},
        ids::{CustomerId, LeadId, ViralCampaignId, ViralLoopId},
        page::Page,
        phone::Phone,
        time::{DAY_MS, Day, Timestamp},
    },
    db::{
        list::Listing,
        types::{is_unique_violation, one_row},
    },
    viral::{
        model::LoopRow,
        query::{LoopOrder, LoopQuery},
        risk::Party,
    },
};

/// A participant to be added.
pub struct NewLoop<'a> {
    pub campaign: ViralCampaignId,
    pub customer: CustomerId,
    pub lead: Option<LeadId>,
    pub code: &'a str,
    pub number: i64,
    pub referred_by: Option<ViralLoopId>,
    /// How they came, as the rollups note it.
    pub channel: i64,
    pub day: Day,
    pub wait_key: i64,
}

const COLUMNS: &str =
    "id, campaign_id, customer_id, lead_id, code, number, referred_by, day, clicks, bot_clicks, shares, signups, qualified,
    approved, rewards, created_at,
    coalesce((SELECT coalesce(nullif(customer.name, ''), '') FROM customer WHERE customer.id = viral_loop.customer_id), '')";

/// Adds a participant; absent when somebody has the code already.
pub fn insert(conn: &Connection, new: &NewLoop<'_>, now: Timestamp) -> Result<Option<ViralLoopId>> {
    let inserted = conn
        .prepare_cached(
            "INSERT INTO viral_loop (campaign_id, customer_id, lead_id, code, number, referred_by, channel, day, wait_key, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            new.campaign,
            new.customer,
            new.lead,
            new.code,
            new.number,
            new.referred_by,
            new.channel,
            new.day.0,
            new.wait_key,
            now
        ]);
    match inserted {
        Ok(_) => Ok(Some(ViralLoopId(conn.last_insert_rowid()))),
        Err(cause) if is_unique_violation(&cause, "viral_loop.code") => Ok(None),
        Err(cause) => Err(cause.into()),
    }
}

/// The participant of an id, or `NotFound`.
pub fn get(conn: &Connection, id: ViralLoopId) -> Result<LoopRow> {
    find(conn, id)?.ok_or(Error::NotFound)
}

pub fn find(conn: &Connection, id: ViralLoopId) -> Result<Option<LoopRow>> {
    let sql = format!("SELECT {COLUMNS} FROM viral_loop WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], read).optional()?)
}

pub fn find_by_code(conn: &Connection, code: &str) -> Result<Option<LoopRow>> {
    let sql = format!("SELECT {COLUMNS} FROM viral_loop WHERE code = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([code], read).optional()?)
}

pub fn find_of_customer(conn: &Connection, campaign: ViralCampaignId, customer: CustomerId) -> Result<Option<LoopRow>> {
    let sql = format!("SELECT {COLUMNS} FROM viral_loop WHERE customer_id = ?1 AND campaign_id = ?2");
    Ok(conn.prepare_cached(&sql)?.query_row((customer, campaign), read).optional()?)
}

/// The participation of whoever sent a lead, in a campaign; absent when there is none.
pub fn find_of_lead(conn: &Connection, campaign: ViralCampaignId, lead: LeadId) -> Result<Option<ViralLoopId>> {
    let found = conn
        .prepare_cached(
            "SELECT viral_loop.id FROM lead JOIN viral_loop ON viral_loop.customer_id = lead.customer_id AND viral_loop.campaign_id = ?2
             WHERE lead.id = ?1",
        )?
        .query_row((lead, campaign), |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Who brought a participant; absent for whoever came by themselves.
pub fn parent(conn: &Connection, id: ViralLoopId) -> Result<Option<ViralLoopId>> {
    let found = conn.prepare_cached("SELECT referred_by FROM viral_loop WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?;
    Ok(found.flatten())
}

pub fn customer_exists(conn: &Connection, id: CustomerId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM customer WHERE id = ?1")?.exists([id])?)
}

/// `all` is the number of all participants: the total where nothing is filtered.
pub fn list(conn: &Connection, query: &LoopQuery, all: i64) -> Result<Page<LoopRow>> {
    let order = match query.sort.column {
        LoopOrder::Created => "created_at",
        LoopOrder::Approved => "approved",
    };
    let mut listing = Listing::new(COLUMNS, "viral_loop", "id", order, query.sort.descending);
    if let Some(campaign) = query.campaign {
        listing.filter("campaign_id = ?", campaign.0);
    }
    if let Some(customer) = query.customer {
        listing.filter("customer_id = ?", customer.0);
    }
    if let Some(parent) = query.referred_by {
        listing.filter("referred_by = ?", parent.0);
    }
    if let Some(code) = &query.code {
        listing.filter("code = ?", code.clone());
    }
    let total = if listing.is_unfiltered() { all } else { listing.count(conn)? };
    listing.page(conn, &query.page, &query.sort_text, total, read)
}

/// The first of a campaign's ranking; whoever joined first stands first among equals. Nobody without an approved friend is on it.
pub fn leaders(conn: &Connection, campaign: ViralCampaignId, limit: u32) -> Result<Vec<LoopRow>> {
    let sql = format!("SELECT {COLUMNS} FROM viral_loop WHERE campaign_id = ?1 AND approved > 0 ORDER BY approved DESC, number LIMIT ?2");
    Ok(conn.prepare_cached(&sql)?.query_map((campaign, limit), read)?.collect::<Result<_, _>>()?)
}

/// A participant's place on the waiting list, counted from 1.
pub fn waiting_place(conn: &Connection, id: ViralLoopId) -> Result<i64> {
    let place = conn
        .prepare_cached(
            "SELECT 1 + (SELECT count(*) FROM viral_loop AS other
                 WHERE other.campaign_id = me.campaign_id AND (other.wait_key, other.number) < (me.wait_key, me.number))
             FROM viral_loop AS me WHERE me.id = ?1",
        )?
        .query_row([id], |row| row.get(0))?;
    Ok(place)
}

/// Those whom a participant brought, in the order of joining.
pub fn children(conn: &Connection, id: ViralLoopId, limit: u32) -> Result<Vec<LoopRow>> {
    let sql = format!("SELECT {COLUMNS} FROM viral_loop WHERE referred_by = ?1 ORDER BY id LIMIT ?2");
    Ok(conn.prepare_cached(&sql)?.query_map((id, limit), read)?.collect::<Result<_, _>>()?)
}

/// Sets where a participant waits.
pub fn set_wait_key(conn: &Connection, id: ViralLoopId, key: i64) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE viral_loop SET wait_key = ?2 WHERE id = ?1")?.execute((id, key))?)
}

/// Sets where everybody waits, after the campaign's rule has changed: the formula of `viral/position.rs`.
pub fn reset_wait_keys(conn: &Connection, campaign: ViralCampaignId, move_up: i64) -> Result<()> {
    conn.prepare_cached(
        "UPDATE viral_loop SET wait_key = 2 * (number - approved * ?2) - (approved > 0 AND ?2 > 0) WHERE campaign_id = ?1",
    )?
    .execute((campaign, move_up))?;
    Ok(())
}

/// Notes how long it took until the first friend came; later ones change nothing.
pub fn note_first_referral(conn: &Connection, id: ViralLoopId, now: Timestamp) -> Result<()> {
    conn.prepare_cached("UPDATE viral_loop SET first_referral_ms = max(?2 - created_at, 0) WHERE id = ?1 AND first_referral_ms IS NULL")?
        .execute((id, now))?;
    Ok(())
}

/// Remembers from where a participant joined.
pub fn insert_trace(conn: &Connection, id: ViralLoopId, customer: CustomerId, party: &Party, now: Timestamp) -> Result<()> {
    conn.prepare_cached("INSERT INTO viral_trace (loop_id, customer_id, visitor, network, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![id, customer, party.visitor, party.network.map(|network| network.to_string()), now])?;
    Ok(())
}

/// Deletes from where participants joined, once that is as old as the campaign's click window and a day, or `most_days`.
pub fn delete_traces(conn: &Connection, now: Timestamp, most_days: i64, limit: u32) -> Result<usize> {
    let least_ms = 2 * DAY_MS;
    let deleted = conn
        .prepare_cached(
            "DELETE FROM viral_trace WHERE loop_id IN (
                 SELECT viral_trace.loop_id FROM viral_trace JOIN viral_loop ON viral_loop.id = viral_trace.loop_id
                     JOIN viral_campaign ON viral_campaign.id = viral_loop.campaign_id
                 WHERE viral_trace.at <= ?1 - ?2 AND viral_trace.at <= ?1 - min(window_days + 1, ?3) * ?4
                 LIMIT ?5)",
        )?
        .execute(params![now, least_ms, most_days, DAY_MS, limit])?;
    Ok(deleted)
}

/// What is known of a participant as one of the two of a referral.
pub fn party(conn: &Connection, id: ViralLoopId) -> Result<Party> {
    let party = conn
        .prepare_cached(
            "SELECT viral_loop.customer_id, phone, email, network, visitor FROM viral_loop
             LEFT JOIN customer ON customer.id = viral_loop.customer_id LEFT JOIN viral_trace ON viral_trace.loop_id = viral_loop.id
             WHERE viral_loop.id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Party {
                customer: row.get(0)?,
                phone: row.get::<_, Option<String>>(1)?.and_then(|phone| Phone::parse(&phone).ok()),
                email: row.get::<_, Option<String>>(2)?.map(Email::from_stored),
                network: row.get::<_, Option<String>>(3)?.and_then(|network| network.parse().ok()),
                visitor: row.get(4)?,
            })
        })?;
    Ok(party)
}

/// Participants who joined from an address since then.
pub fn joined_from(conn: &Connection, network: IpAddr, since: Timestamp) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM viral_trace WHERE network = ?1 AND at >= ?2")?
        .query_row((network.to_string(), since), |row| row.get(0))?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<LoopRow> {
    Ok(LoopRow {
        id: row.get(0)?,
        campaign: row.get(1)?,
        customer: row.get(2)?,
        lead: row.get(3)?,
        code: row.get(4)?,
        number: row.get(5)?,
        referred_by: row.get(6)?,
        day: Day(row.get(7)?),
        clicks: row.get(8)?,
        bot_clicks: row.get(9)?,
        shares: row.get(10)?,
        signups: row.get(11)?,
        qualified: row.get(12)?,
        approved: row.get(13)?,
        rewards: row.get(14)?,
        created_at: row.get(15)?,
        name: row.get(16)?,
    })
}
