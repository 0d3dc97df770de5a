//! What a search leads to. Customers were found before, in memory.

use std::collections::HashSet;

use rusqlite::{Connection, params};

use crate::{
    base::{
        error::Result,
        ids::{CustomerId, FunnelId, LeadId, PageId, UserId, ViralCampaignId},
        time::Timestamp,
    },
    dashboard::store::waiting::contact,
    leads::model::Contact,
};

/// A customer as a search shows it.
pub struct FoundCustomer {
    pub id: CustomerId,
    pub contact: Contact,
    pub company: String,
}

/// A lead as a search shows it.
pub struct FoundLead {
    pub id: LeadId,
    pub contact: Contact,
    /// The name of the stage in which it stands.
    pub stage: Option<String>,
    pub created_at: Timestamp,
}

/// Of the customers found, those with whom something happened last.
pub fn customers(conn: &Connection, found: &[CustomerId], most: u32) -> Result<Vec<FoundCustomer>> {
    // The order is not taken from its index: few are found, and that index holds everybody.
    let mut statement = conn.prepare_cached(
        "SELECT id, name, phone, email, company FROM customer WHERE id IN (SELECT value FROM json_each(?1))
         ORDER BY +last_activity_at DESC, id DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![ids(found), most], |row| {
        Ok(FoundCustomer { id: row.get(0)?, contact: contact(row.get(1)?, row.get(2)?, row.get(3)?), company: row.get(4)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The customers of an assignee's leads.
pub fn customers_of(conn: &Connection, assignee: UserId) -> Result<HashSet<CustomerId>> {
    let mut statement = conn.prepare_cached("SELECT customer_id FROM lead WHERE assignee_id = ?1")?;
    let customers = statement.query_map([assignee], |row| row.get(0))?;
    Ok(customers.collect::<Result<_, _>>()?)
}

/// The newest leads of the customers found, without suspects; of one assignee only where one is given.
pub fn leads(conn: &Connection, found: &[CustomerId], assignee: Option<UserId>, most: u32) -> Result<Vec<FoundLead>> {
    let mut statement = conn.prepare_cached(
        "SELECT l.id, c.name, c.phone, c.email, l.created_at,
             (SELECT value ->> 'name' FROM funnel f, json_each(f.stages) WHERE f.id = l.funnel_id AND value ->> 'key' = l.stage)
         FROM lead l JOIN customer c ON c.id = l.customer_id
         WHERE l.customer_id IN (SELECT value FROM json_each(?1)) AND l.suspect = 0 AND (?2 IS NULL OR l.assignee_id = ?2)
         ORDER BY +l.created_at DESC, l.id DESC LIMIT ?3",
    )?;
    let rows = statement.query_map(params![ids(found), assignee, most], |row| {
        Ok(FoundLead {
            id: row.get(0)?,
            contact: contact(row.get(1)?, row.get(2)?, row.get(3)?),
            created_at: row.get(4)?,
            stage: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Titles and address names of all pages, those published last first.
pub fn pages(conn: &Connection) -> Result<Vec<(PageId, String, String)>> {
    let mut statement =
        conn.prepare_cached("SELECT id, title, slug FROM landing_page ORDER BY status = 2, coalesce(published_at, created_at) DESC, id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Names of all funnels, archived ones last.
pub fn funnels(conn: &Connection) -> Result<Vec<(FunnelId, String)>> {
    let mut statement = conn.prepare_cached("SELECT id, name FROM funnel ORDER BY status = 2, name, id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Names of all viral campaigns, ended ones last.
pub fn campaigns(conn: &Connection) -> Result<Vec<(ViralCampaignId, String)>> {
    let mut statement = conn.prepare_cached("SELECT id, name FROM viral_campaign ORDER BY status = 2, name, id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Ids as one value, so that the statement is the same however many there are.
fn ids(found: &[CustomerId]) -> String {
    serde_json::json!(found).to_string()
}
