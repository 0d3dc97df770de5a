//! The outbox of an account: what later features and the agency's file still have to hear of, written with the change itself.

use rusqlite::Connection;

use crate::base::{error::Result, ids::LeadId, time::Timestamp};

/// Who an event is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A row for the access log of the agency's file.
    Access,
    /// A lead that is new, changed or gone, for scoring: `{"lead_id":3}`.
    Lead,
    /// A lead that entered a stage, converted, or whose conversion was voided, for viral loops:
    /// `{"lead_id":3,"funnel_id":1,"stage":"won","conversion_id":7,"voided":false}`; the conversion is null where there is none.
    Journey,
    /// A lead that crossed into another grade, for automations: `{"lead_id":3,"from":"C","to":"B"}`.
    Grade,
    /// A lead that has just come in and is no suspect, for alerts: `{"lead_id":3,"assignee_id":null}`.
    NewLead,
    /// A lead that is gone, for the archive: `{"lead_id":3}`. A trigger writes it.
    LeadGone,
}

impl Kind {
    pub const fn code(self) -> i64 {
        match self {
            Self::Access => 0,
            Self::Lead => 1,
            Self::Journey => 2,
            Self::Grade => 3,
            Self::NewLead => 4,
            Self::LeadGone => 5,
        }
    }
}

/// An event that waits: its id grows, and its payload is JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: i64,
    pub at: Timestamp,
    pub payload: String,
}

/// Adds an event in the transaction that causes it.
pub fn add(conn: &Connection, kind: Kind, payload: &str, now: Timestamp) -> Result<()> {
    conn.prepare_cached("INSERT INTO outbox (at, kind, payload) VALUES (?1, ?2, ?3)")?.execute((now, kind.code(), payload))?;
    Ok(())
}

/// The oldest waiting events of a kind, at most `limit`.
pub fn waiting(conn: &Connection, kind: Kind, limit: u32) -> Result<Vec<Event>> {
    let mut statement = conn.prepare_cached("SELECT id, at, payload FROM outbox WHERE kind = ?1 ORDER BY id LIMIT ?2")?;
    let events = statement.query_map((kind.code(), limit), |row| Ok(Event { id: row.get(0)?, at: row.get(1)?, payload: row.get(2)? }))?;
    Ok(events.collect::<Result<_, _>>()?)
}

/// Removes the events of a kind up to an id: they have been heard.
pub fn heard(conn: &Connection, kind: Kind, up_to: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM outbox WHERE kind = ?1 AND id <= ?2")?.execute((kind.code(), up_to))?;
    Ok(())
}

/// Takes an event over from another file of the same account, under the id that it had there.
pub fn take_over(conn: &Connection, kind: Kind, event: &Event) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO outbox (id, at, kind, payload) VALUES (?1, ?2, ?3, ?4)")?.execute((
        event.id,
        event.at,
        kind.code(),
        &event.payload,
    ))?;
    Ok(())
}

/// Tells scoring that a lead, or what it has done, is new or has changed. Many changes in a row are one event.
pub fn tell_of_lead(conn: &Connection, lead: LeadId, now: Timestamp) -> Result<()> {
    add_once(conn, Kind::Lead, &format!("{{\"lead_id\":{lead}}}"), now)
}

/// Adds an event, unless the one that was added last says the same: then that one waits anew, as the newest, so that whoever is
/// hearing the earlier ones at this moment does not take it away.
fn add_once(conn: &Connection, kind: Kind, payload: &str, now: Timestamp) -> Result<()> {
    conn.prepare_cached("DELETE FROM outbox WHERE id = (SELECT id FROM outbox WHERE kind = ?1 ORDER BY id DESC LIMIT 1) AND payload = ?2")?
        .execute((kind.code(), payload))?;
    add(conn, kind, payload, now)
}

/// Removes events of a kind that are older than an instant and have nobody left to hear them: of the oldest `limit`.
pub fn forget(conn: &Connection, kind: Kind, before: Timestamp, limit: u32) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM outbox WHERE id IN (SELECT id FROM (SELECT id, at FROM outbox WHERE kind = ?1 ORDER BY id LIMIT ?3) WHERE at < ?2)",
    )?
    .execute((kind.code(), before, limit))?;
    Ok(())
}
