//! Interactions and visits as they are, for whoever fills a file at once: rollups are the caller's to keep.

use rusqlite::{Connection, params};

use crate::{
    base::{error::Result, ids::LeadId},
    interactions::{
        model::{NewRecord, Visit},
        store::data_of,
    },
};

/// Writes an interaction of a lead; `seq` tells it from others of the same millisecond.
pub fn insert(conn: &Connection, lead: LeadId, seq: i64, new: &NewRecord) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO lead_interaction (lead_id, at, seq, kind, actor, user_id, agent, data) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![lead, new.at, seq, new.kind, new.actor, new.user_id, new.agent, data_of(conn, new)?])?;
    Ok(())
}

/// Writes a page view, with the lead whose interaction it has become.
pub fn insert_visit(conn: &Connection, visit: &Visit, joined: Option<LeadId>) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO visit (visitor, page_id, day, at, touch_id, actor, agent, joined) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        visit.visitor,
        visit.page,
        visit.day.0,
        visit.at,
        visit.touch.id,
        visit.actor,
        visit.agent,
        joined.map_or(0, |lead| lead.0)
    ])?;
    Ok(())
}
