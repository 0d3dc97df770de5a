//! `score_model`, `lead_score`, `score_bucket`, `grade_crossing` and `score_run`; of other tables what rules look at.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::{Map, Value};

use crate::{
    base::{
        device::Device,
        error::Result,
        ids::{CustomerId, LeadId},
        time::Timestamp,
    },
    customers::model::CustomerStatus,
    interactions::model::{ActorType, InteractionKind},
    leads::model::LeadStatus,
    scoring::{
        compute::Needs,
        engagement::Event,
        entry,
        facts::Facts,
        grade::Grade,
        model::{Crossing, Distribution, Stored, Versioned},
    },
};

/// Interactions of one lead that are looked at, the newest: a score is bounded, and so is the memory for it.
const MOST_EVENTS: usize = 5_000;

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

/// A lead as a rule sees it.
pub struct Known {
    pub lead: LeadId,
    pub customer: CustomerId,
    pub facts: Facts,
}

/// The leads from one id to another, suspects left out, in the order of their ids.
pub fn known(conn: &Connection, from: LeadId, to: LeadId, needs: Needs) -> Result<Vec<Known>> {
    let mut statement = conn.prepare_cached(
        "SELECT lead.id, lead.customer_id, customer.name, customer.email, customer.phone, customer.company, customer.status,
             customer.source, CASE WHEN ?3 THEN (SELECT json_group_array(tag) FROM customer_tag WHERE customer_id = customer.id) END,
             CASE WHEN ?4 THEN json(customer.attributes) END, source.text, medium.text, campaign.text, lead.landing_page_id,
             lead.funnel_id, lead.stage, lead.status, lead.value, lead.device, CASE WHEN ?5 THEN lead.form END
         FROM lead CROSS JOIN customer ON customer.id = lead.customer_id CROSS JOIN touch ON touch.id = lead.last_touch_id
             LEFT JOIN word AS source ON source.id = touch.source LEFT JOIN word AS medium ON medium.id = touch.medium
             LEFT JOIN word AS campaign ON campaign.id = touch.campaign
         WHERE lead.id BETWEEN ?1 AND ?2 AND lead.suspect = 0 ORDER BY lead.id",
    )?;
    let rows = statement.query_map(params![from, to, needs.tags, needs.attributes, needs.answers], read_known)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read_known(row: &Row<'_>) -> rusqlite::Result<Known> {
    let text = |column: usize| -> rusqlite::Result<String> { Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default()) };
    let facts = Facts {
        name: text(2)?,
        email: text(3)?,
        phone: text(4)?,
        company: text(5)?,
        customer_status: row.get::<_, CustomerStatus>(6)?.name(),
        customer_source: text(7)?,
        tags: serde_json::from_str(&text(8)?).unwrap_or_default(),
        attributes: object(&text(9)?),
        source: text(10)?,
        medium: text(11)?,
        campaign: text(12)?,
        landing_page: row.get(13)?,
        funnel: row.get(14)?,
        stage: text(15)?,
        lead_status: row.get::<_, LeadStatus>(16)?.name(),
        value: row.get(17)?,
        device: Some(Device::from_code(row.get(18)?)).filter(|device| *device != Device::Unknown).map_or("", Device::name),
        answers: object(&text(19)?),
    };
    Ok(Known { lead: row.get(0)?, customer: row.get(1)?, facts })
}

/// What was not asked for is blank, and has no keys.
fn object(json: &str) -> Map<String, Value> {
    serde_json::from_str(json).unwrap_or_default()
}

/// Interactions of the leads from one id to another that a model looks at, voided conversions left out, lead by lead in the order of
/// their time: one ordered scan. One whose data can't be read is left out with a warning.
pub fn events(
    conn: &Connection,
    from: LeadId,
    to: LeadId,
    needs: Needs,
    mut each: impl FnMut(LeadId, Vec<Event>) -> Result<()>,
) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "SELECT lead_id, at, kind, CASE WHEN (?4 >> kind) & 1 THEN data END FROM interaction
         WHERE lead_id BETWEEN ?1 AND ?2 AND (?3 >> kind) & 1 = 1 AND actor <> ?5
             AND CASE WHEN kind = ?6 AND json_valid(data) THEN json_extract(data, '$.voided_at') END IS NULL
         ORDER BY lead_id, at, seq",
    )?;
    let mut rows = statement.query(params![from, to, needs.kinds, needs.data, ActorType::Bot, InteractionKind::Conversion])?;
    let mut of: Option<LeadId> = None;
    let mut events: Vec<Event> = Vec::new();
    while let Some(row) = rows.next()? {
        let lead: LeadId = row.get(0)?;
        if let Some(before) = of.filter(|before| *before != lead) {
            each(before, std::mem::take(&mut events))?;
        }
        of = Some(lead);
        if events.len() >= 2 * MOST_EVENTS {
            events.drain(..MOST_EVENTS);
        }
        let data = match row.get_ref(3)?.as_str_or_null() {
            Ok(Some(json)) => serde_json::from_str(json),
            _ => Ok(Value::Null),
        };
        let at: Timestamp = row.get(1)?;
        match data {
            Ok(data) => events.push(Event { kind: row.get::<_, InteractionKind>(2)?, at, data }),
            Err(cause) => tracing::warn!(lead = lead.0, at = at.0, %cause, "an interaction's data can't be read and does not count"),
        }
    }
    match of {
        Some(lead) => each(lead, events),
        None => Ok(()),
    }
}

/// The ids that follow one, suspects too, at most `limit`.
pub fn leads_after(conn: &Connection, after: LeadId, limit: u32) -> Result<Option<(LeadId, LeadId, i64)>> {
    let found = conn
        .prepare_cached("SELECT min(id), max(id), count(*) FROM (SELECT id FROM lead WHERE id > ?1 ORDER BY id LIMIT ?2)")?
        .query_row(params![after, limit], |row| Ok((row.get::<_, Option<LeadId>>(0)?, row.get::<_, Option<LeadId>>(1)?, row.get(2)?)))?;
    Ok(match found {
        (Some(first), Some(last), count) => Some((first, last, count)),
        _ => None,
    })
}

/// When a lead that may have a score came; absent for a suspect and for one that is gone.
pub fn scorable(conn: &Connection, lead: LeadId) -> Result<Option<Timestamp>> {
    let created_at =
        conn.prepare_cached("SELECT created_at FROM lead WHERE id = ?1 AND suspect = 0")?.query_row([lead], |row| row.get(0)).optional()?;
    Ok(created_at)
}

/// The stored score of a lead; absent while there is none.
pub fn stored(conn: &Connection, lead: LeadId) -> Result<Option<Stored>> {
    let stored = conn
        .prepare_cached("SELECT fit, engagement, total, grade, version FROM lead_score WHERE lead_id = ?1")?
        .query_row([lead], |row| {
            Ok(Stored { fit: row.get(0)?, engagement: row.get(1)?, total: row.get(2)?, grade: row.get(3)?, version: row.get(4)? })
        })
        .optional()?;
    Ok(stored)
}

pub fn put(conn: &Connection, lead: LeadId, score: &Stored, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO lead_score (lead_id, fit, engagement, total, grade, version, computed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (lead_id) DO UPDATE SET fit = ?2, engagement = ?3, total = ?4, grade = ?5, version = ?6, computed_at = ?7",
    )?
    .execute(params![lead, score.fit, score.engagement, score.total, score.grade, score.version, now])?;
    Ok(())
}

/// Removes the score of a lead that has none any more.
pub fn remove(conn: &Connection, lead: LeadId) -> Result<()> {
    conn.prepare_cached("DELETE FROM lead_score WHERE lead_id = ?1")?.execute([lead])?;
    Ok(())
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
