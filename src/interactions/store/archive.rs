//! `archived_interaction` of the archive, the file beside the account's, where a lead's rows lie in several months; and what leaves
//! `lead_interaction` for it. Which of the two files a function asks stands in its name or in its comment.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        error::{Error, Result},
        ids::LeadId,
        time::Timestamp,
    },
    interactions::{
        archived_month::month_of,
        model::Interaction,
        store::{Place, TOLD, read_interaction},
    },
};

/// An interaction as it lies in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archived {
    pub lead: LeadId,
    pub place: Place,
    kind: i64,
    actor: i64,
    user_id: Option<i64>,
    agent: i64,
    data: String,
}

const COLUMNS: &str = "lead_id, at, seq, kind, actor, user_id, agent, data";

fn read(row: &Row<'_>) -> rusqlite::Result<Archived> {
    Ok(Archived {
        lead: row.get(0)?,
        place: Place { at: row.get(1)?, seq: row.get(2)? },
        kind: row.get(3)?,
        actor: row.get(4)?,
        user_id: row.get(5)?,
        agent: row.get(6)?,
        data: row.get(7)?,
    })
}

/// Before which instant everything happened that the archive may hold; absent while there is none. Of the account's file.
pub fn archived_before(conn: &Connection) -> Result<Option<Timestamp>> {
    Ok(conn.prepare_cached("SELECT before FROM archiving WHERE one = 1")?.query_row([], |row| row.get(0)).optional()?)
}

/// It never goes back. Of the account's file.
pub fn set_archived_before(conn: &Connection, before: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO archiving (one, before) VALUES (1, ?1) ON CONFLICT DO UPDATE SET before = max(before, excluded.before)",
    )?
    .execute([before])?;
    Ok(())
}

/// Leads of the account's file with interactions from before an instant, and how many, in the order of their ids.
pub fn leads_with_older(conn: &Connection, before: Timestamp) -> Result<Vec<(LeadId, u64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT lead_id, count(*) /* whole table: once a night, in a process of its own */ FROM lead_interaction
         WHERE at < ?1 GROUP BY lead_id",
    )?;
    let leads = statement.query_map([before], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
    Ok(leads.collect::<Result<_, _>>()?)
}

/// How many interactions of the account's file are from before an instant.
pub fn count_older(conn: &Connection, before: Timestamp) -> Result<i64> {
    let count = conn
        .prepare_cached(
            "SELECT count(*) /* whole table: when somebody asks what a period would mean */ FROM lead_interaction WHERE at < ?1",
        )?
        .query_row([before], |row| row.get(0))?;
    Ok(count)
}

/// Interactions of some leads from before an instant, as they lie in the account's file.
pub fn older(conn: &Connection, leads: &[LeadId], before: Timestamp, limit: u32) -> Result<Vec<Archived>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM json_each(?1) AS one CROSS JOIN lead_interaction ON lead_id = one.value
         WHERE at < ?2 LIMIT ?3"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let rows = statement.query_map(params![ids(leads)?, before, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Deletes a row from the account's file, if it still is what was copied. Says whether it was.
pub fn take_out(conn: &Connection, row: &Archived) -> Result<bool> {
    let deleted = conn
        .prepare_cached(
            "DELETE FROM lead_interaction WHERE lead_id = ?1 AND at = ?2 AND seq = ?3
                 AND kind = ?4 AND actor = ?5 AND user_id IS ?6 AND agent = ?7 AND data = ?8",
        )?
        .execute(params![row.lead, row.place.at, row.place.seq, row.kind, row.actor, row.user_id, row.agent, row.data])?;
    Ok(deleted == 1)
}

/// Places of a lead's interactions in the account's file from before an instant.
pub fn older_places(conn: &Connection, lead: LeadId, before: Timestamp) -> Result<Vec<(LeadId, Place)>> {
    let mut statement = conn.prepare_cached("SELECT at, seq FROM lead_interaction WHERE lead_id = ?1 AND at < ?2")?;
    let places = statement.query_map((lead, before), |row| Ok((lead, Place { at: row.get(0)?, seq: row.get(1)? })))?;
    Ok(places.collect::<Result<_, _>>()?)
}

/// An archived interaction as it is told, with what the account's file knows today.
pub fn told(conn: &Connection, row: Archived) -> Result<(Place, Interaction)> {
    let sql = format!(
        "SELECT {TOLD} FROM (SELECT ?1 AS lead_id, ?2 AS at, ?3 AS seq, ?4 AS kind, ?5 AS actor, ?6 AS user_id,\n             coalesce((SELECT text FROM repeated WHERE repeated.id = ?7), ?7) AS data)"
    );
    let mut statement = conn.prepare_cached(&sql)?;
    let Archived { lead, place, kind, actor, user_id, data, .. } = row;
    let mut rows = statement.query(params![lead, place.at, place.seq, kind, actor, user_id, data])?;
    read_interaction(rows.next()?.ok_or(Error::NotFound)?, lead)
}

/// Writes a row to the archive. One that is there already is written anew.
pub fn put(archive: &Connection, row: &Archived) -> Result<()> {
    archive
        .prepare_cached(
            "INSERT OR REPLACE INTO archived_interaction (month, lead_id, at, seq, kind, actor, user_id, agent, data)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            month_of(row.place.at),
            row.lead,
            row.place.at,
            row.place.seq,
            row.kind,
            row.actor,
            row.user_id,
            row.agent,
            row.data
        ])?;
    Ok(())
}

/// The months that the archive holds, newest first.
pub fn months(archive: &Connection) -> Result<Vec<i32>> {
    // Leaps from month to month, however many rows they have.
    let mut statement = archive.prepare_cached(
        "WITH RECURSIVE held (month) AS (
             SELECT max(month) FROM archived_interaction
             UNION ALL
             SELECT (SELECT max(month) FROM archived_interaction WHERE month < held.month) FROM held WHERE held.month IS NOT NULL
         )
         SELECT month FROM held WHERE month IS NOT NULL",
    )?;
    let months = statement.query_map([], |row| row.get(0))?;
    Ok(months.collect::<Result<_, _>>()?)
}

/// A lead's archived interactions before a place, newest first, looked for in one month after the other.
pub fn before(archive: &Connection, months: &[i32], lead: LeadId, place: Place, limit: usize) -> Result<Vec<Archived>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM archived_interaction WHERE month = ?1 AND lead_id = ?2 AND (at, seq) < (?3, ?4)
         ORDER BY at DESC, seq DESC LIMIT ?5"
    );
    let mut statement = archive.prepare_cached(&sql)?;
    let mut found = Vec::new();
    for month in months.iter().filter(|month| **month <= month_of(place.at)) {
        let left = i64::try_from(limit - found.len()).unwrap_or(i64::MAX);
        let rows = statement.query_map(params![month, lead, place.at, place.seq, left], read)?;
        found.extend(rows.collect::<Result<Vec<_>, _>>()?);
        if found.len() >= limit {
            break;
        }
    }
    Ok(found)
}

/// How many archived interactions of a lead happened before an instant.
pub fn count(archive: &Connection, months: &[i32], lead: LeadId, before: Timestamp) -> Result<i64> {
    let mut statement =
        archive.prepare_cached("SELECT count(*) FROM archived_interaction WHERE month = ?1 AND lead_id = ?2 AND at < ?3")?;
    months.iter().try_fold(0, |sum, month| Ok(sum + statement.query_row((month, lead, before), |row| row.get::<_, i64>(0))?))
}

/// Does the archive hold this one?
pub fn holds(archive: &Connection, lead: LeadId, place: Place) -> Result<bool> {
    let held = archive
        .prepare_cached("SELECT 1 FROM archived_interaction WHERE month = ?1 AND lead_id = ?2 AND at = ?3 AND seq = ?4")?
        .exists(params![month_of(place.at), lead, place.at, place.seq])?;
    Ok(held)
}

/// Deletes all that the archive holds of a lead.
pub fn delete_lead(archive: &Connection, months: &[i32], lead: LeadId) -> Result<usize> {
    let mut statement = archive.prepare_cached("DELETE FROM archived_interaction WHERE month = ?1 AND lead_id = ?2")?;
    months.iter().try_fold(0, |sum, month| Ok(sum + statement.execute((month, lead))?))
}

/// How many archived interactions happened before an instant.
pub fn count_before(archive: &Connection, before: Timestamp) -> Result<i64> {
    let count = archive
        .prepare_cached("SELECT count(*) FROM archived_interaction WHERE month <= ?1 AND at < ?2")?
        .query_row((month_of(before.0), before), |row| row.get(0))?;
    Ok(count)
}

/// Deletes archived interactions from before an instant, the oldest month first, at most `limit`. Says how many there were.
pub fn delete_before(archive: &Connection, before: Timestamp, limit: u32) -> Result<usize> {
    let mut keys = archive.prepare_cached("SELECT lead_id, at, seq FROM archived_interaction WHERE month = ?1 AND at < ?2 LIMIT ?3")?;
    let mut delete =
        archive.prepare_cached("DELETE FROM archived_interaction WHERE month = ?1 AND lead_id = ?2 AND at = ?3 AND seq = ?4")?;
    let mut deleted = 0;
    for month in months(archive)?.into_iter().rev().filter(|month| *month <= month_of(before.0)) {
        let left = i64::from(limit) - i64::try_from(deleted).unwrap_or(i64::MAX);
        let found =
            keys.query_map(params![month, before, left], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?)))?;
        for (lead, at, seq) in found.collect::<Result<Vec<_>, _>>()? {
            deleted += delete.execute((month, lead, at, seq))?;
        }
        if deleted >= limit as usize {
            break;
        }
    }
    Ok(deleted)
}

fn ids(leads: &[LeadId]) -> Result<String> {
    serde_json::to_string(leads).map_err(|cause| Error::internal("a list of leads", cause))
}
