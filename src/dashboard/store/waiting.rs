//! Who waits for somebody, and who came last.

use rusqlite::{Connection, params};

use crate::{
    base::{
        error::Result,
        ids::{CustomerId, LeadId},
        phone::Phone,
        time::Timestamp,
    },
    leads::model::{Contact, LeadStatus},
    scoring::grade::Grade,
    viral::transition::ReferralState,
};

/// Beyond it the exact number changes nothing.
const COUNTED: i64 = 1_000;

/// Suspects nobody has decided on.
pub fn suspects(conn: &Connection) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM lead WHERE suspect <> 0 AND status <> ?1 ORDER BY created_at DESC LIMIT ?2)")?
        .query_row(params![LeadStatus::Invalid, COUNTED], |row| row.get(0))?)
}

/// Open leads whose callback is due. The condition is that of its index.
pub fn overdue_callbacks(conn: &Connection, now: Timestamp) -> Result<i64> {
    Ok(conn
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM lead WHERE callback_at <= ?1 AND closed_at IS NULL AND suspect = 0 LIMIT ?2)")?
        .query_row(params![now, COUNTED], |row| row.get(0))?)
}

/// Referrals that wait for a decision.
pub fn flagged_referrals(conn: &Connection) -> Result<i64> {
    Ok(conn
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM viral_campaign c CROSS JOIN referral r ON r.campaign_id = c.id AND r.state = ?1 LIMIT ?2)",
        )?
        .query_row(params![ReferralState::Flagged, COUNTED], |row| row.get(0))?)
}

/// New leads of a span of time whom nobody has. The condition is that of its index: 0 is a new lead (`leads/model.rs`).
pub fn unassigned(conn: &Connection, from: Timestamp, until: Timestamp) -> Result<i64> {
    Ok(conn
        .prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM lead
             WHERE created_at BETWEEN ?1 AND ?2 AND assignee_id IS NULL AND status = 0 AND suspect = 0 LIMIT ?3)",
        )?
        .query_row(params![from, until, COUNTED], |row| row.get(0))?)
}

/// A lead as home shows it.
pub struct Newcomer {
    pub id: LeadId,
    pub customer_id: CustomerId,
    pub contact: Contact,
    pub source: Option<String>,
    /// The name of the stage in which it stands.
    pub stage: Option<String>,
    pub score: Option<(i64, Grade)>,
    pub created_at: Timestamp,
}

/// The leads that came last, without suspects.
pub fn newest(conn: &Connection, most: u32) -> Result<Vec<Newcomer>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.id, l.customer_id, c.name, c.phone, c.email, w.text, l.created_at,
             (SELECT value ->> 'name' FROM funnel f, json_each(f.stages) WHERE f.id = l.funnel_id AND value ->> 'key' = l.stage),
             s.total, s.grade
         FROM lead l JOIN customer c ON c.id = l.customer_id LEFT JOIN word w ON w.id = l.source
             LEFT JOIN lead_score s ON s.lead_id = l.id
         WHERE l.suspect = 0 ORDER BY l.created_at DESC, l.id DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([most], |row| {
        Ok(Newcomer {
            id: row.get(0)?,
            customer_id: row.get(1)?,
            contact: contact(row.get(2)?, row.get(3)?, row.get(4)?),
            source: row.get(5)?,
            created_at: row.get(6)?,
            stage: row.get(7)?,
            score: row.get::<_, Option<i64>>(8)?.zip(row.get(9)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How to reach a customer, from the columns of its row.
pub fn contact(name: String, phone: Option<String>, email: Option<String>) -> Contact {
    Contact { name, phone: phone.map(|e164| Phone::from_stored(e164).display()), email }
}
