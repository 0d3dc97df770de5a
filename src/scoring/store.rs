//! `score_model`, `score_bucket`, `grade_crossing`, `score_run` and `score_night`; `lead_score` in `store/scores.rs`, and what rules
//! look at in `store/known.rs`.

pub mod known;
pub mod scores;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{error::Result, ids::LeadId, time::Timestamp},
    scoring::{
        entry,
        grade::Grade,
        model::{Crossing, Distribution, Versioned},
    },
};

/// The model that is active.
pub fn active(conn: &Connection) -> Result<Versioned> {
    let row = conn
        .prepare_cached("SELECT version, model, activated_at, activated_by FROM score_model ORDER BY version DESC LIMIT 1")?
        .query_row([], read_version)?;
    versioned(row)
}

/// The number of the active model.
pub fn active_version(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT max(version) FROM score_model")?.query_row([], |row| row.get(0))?)
}

/// A version, or `NotFound`.
pub fn version(conn: &Connection, version: i64) -> Result<Versioned> {
    let row = conn
        .prepare_cached("SELECT version, model, activated_at, activated_by FROM score_model WHERE version = ?1")?
        .query_row([version], read_version)?;
    versioned(row)
}

/// The newest versions, the active one first.
pub fn versions(conn: &Connection, limit: u32) -> Result<Vec<Versioned>> {
    let mut statement =
        conn.prepare_cached("SELECT version, model, activated_at, activated_by FROM score_model ORDER BY version DESC LIMIT ?1")?;
    let rows = statement.query_map([limit], read_version)?.collect::<Result<Vec<_>, _>>()?;
    rows.into_iter().map(versioned).collect()
}

/// Adds a version, which is active from now on. Answers with its number.
pub fn insert_version(conn: &Connection, json: &str, by: &str, now: Timestamp) -> Result<i64> {
    conn.prepare_cached("INSERT INTO score_model (model, activated_at, activated_by) VALUES (?1, ?2, ?3)")?
        .execute(params![json, now, by])?;
    Ok(conn.last_insert_rowid())
}

type VersionRow = (i64, String, Timestamp, String);

fn read_version(row: &Row<'_>) -> rusqlite::Result<VersionRow> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
}

fn versioned((version, json, activated_at, activated_by): VersionRow) -> Result<Versioned> {
    Ok(Versioned { version, model: entry::from_json(&json)?, activated_at, activated_by })
}

pub fn insert_crossing(conn: &Connection, lead: LeadId, from: Grade, to: Grade, now: Timestamp) -> Result<()> {
    conn.prepare_cached("INSERT INTO grade_crossing (lead_id, at, from_grade, to_grade) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![lead, now, from, to])?;
    Ok(())
}

/// Removes the oldest crossings from before an instant, at most `limit`.
pub fn forget_crossings(conn: &Connection, before: Timestamp, limit: u32) -> Result<()> {
    conn.prepare_cached("DELETE FROM grade_crossing WHERE id IN (SELECT id FROM grade_crossing WHERE at < ?1 ORDER BY at LIMIT ?2)")?
        .execute(params![before, limit])?;
    Ok(())
}

/// The crossings since an instant, the newest first.
pub fn crossings(conn: &Connection, since: Timestamp, limit: u32) -> Result<Vec<Crossing>> {
    let mut statement = conn.prepare_cached(
        "SELECT lead_id, customer_id, customer.name, at, from_grade, to_grade
         FROM grade_crossing CROSS JOIN lead ON lead.id = lead_id CROSS JOIN customer ON customer.id = customer_id
         WHERE at >= ?1 ORDER BY at DESC LIMIT ?2",
    )?;
    let rows = statement.query_map(params![since, limit], |row| {
        Ok(Crossing { lead: row.get(0)?, customer: row.get(1)?, name: row.get(2)?, at: row.get(3)?, from: row.get(4)?, to: row.get(5)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub fn distribution(conn: &Connection) -> Result<Distribution> {
    read_distribution(conn, "SELECT grade, bucket, leads FROM score_bucket")
}

/// The same, counted from the scores.
pub fn counted_distribution(conn: &Connection) -> Result<Distribution> {
    read_distribution(
        conn,
        "SELECT grade, min(total / 10, 9), count(*) FROM lead_score /* whole table: a recount */ GROUP BY grade, min(total / 10, 9)",
    )
}

fn read_distribution(conn: &Connection, sql: &str) -> Result<Distribution> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    let mut found = Distribution::default();
    while let Some(row) = rows.next()? {
        let bucket: i64 = row.get(1)?;
        found.add_to(usize::try_from(bucket).unwrap_or(0), row.get(0)?, row.get(2)?);
    }
    Ok(found)
}

/// Counts the distribution anew from the scores.
pub fn repair_distribution(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM score_bucket", [])?;
    conn.execute(
        "INSERT INTO score_bucket (grade, bucket, leads)
         SELECT grade, min(total / 10, 9), count(*) FROM lead_score /* whole table: a repair */ GROUP BY grade, min(total / 10, 9)",
        [],
    )?;
    Ok(())
}

/// A pass over all leads on its way: the last lead that is done, and how many are.
pub fn run(conn: &Connection) -> Result<Option<(LeadId, i64)>> {
    let run = conn
        .prepare_cached("SELECT after_lead, done FROM score_run WHERE one = 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(run)
}

/// When the pass over all leads began; absent while none is on its way.
pub fn run_begun(conn: &Connection) -> Result<Option<Timestamp>> {
    let begun = conn.prepare_cached("SELECT started_at FROM score_run WHERE one = 1")?.query_row([], |row| row.get(0)).optional()?;
    Ok(begun)
}

pub fn begin_run(conn: &Connection, now: Timestamp) -> Result<()> {
    conn.execute("INSERT OR REPLACE INTO score_run (one, after_lead, done, started_at) VALUES (1, 0, 0, ?1)", [now])?;
    Ok(())
}

pub fn advance_run(conn: &Connection, after: LeadId, done: i64) -> Result<()> {
    conn.prepare_cached("UPDATE score_run SET after_lead = ?1, done = done + ?2 WHERE one = 1")?.execute(params![after, done])?;
    Ok(())
}

pub fn end_run(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM score_run WHERE one = 1", [])?;
    Ok(())
}

/// The last lead that the pass of a night has done; absent when it has not written anything yet, and where it is none of a night.
pub fn night(conn: &Connection, day: Option<i32>) -> Result<Option<LeadId>> {
    let after = conn
        .prepare_cached("SELECT after_lead FROM score_night WHERE one = 1 AND day = ?1")?
        .query_row([day], |row| row.get(0))
        .optional()?;
    Ok(after)
}

/// Notes how far the pass of a night is, by its day of the account's calendar. It never goes back, and another night's begins anew.
pub fn advance_night(conn: &Connection, day: i32, after: LeadId) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO score_night (one, day, after_lead) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET after_lead = iif(day = ?1, max(after_lead, ?2), ?2), day = ?1",
    )?
    .execute(params![day, after])?;
    Ok(())
}

pub fn end_night(conn: &Connection) -> Result<()> {
    conn.execute("DELETE FROM score_night WHERE one = 1", [])?;
    Ok(())
}
