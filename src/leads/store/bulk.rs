//! Runs of changes to many leads, and the leads of their next slice.

use rusqlite::{Connection, Row as SqlRow, params, types::Value};

use crate::{
    base::{
        error::{Error, Result},
        ids::{BulkRunId, CustomerId, LeadId},
        page::PageRequest,
        time::Timestamp,
    },
    db::{list::Listing, types::one_row},
    leads::{
        bulk::{Order, Run, Skip, Skipped, State, Which, filters_of},
        query::Filter,
        store::{self, Words},
    },
};

/// Leads of one reason that a run names.
const EXAMPLES: usize = 20;

/// The leads that a list's filters let through, with the customers that its search found.
#[derive(Clone, Copy, Debug)]
pub struct Fitting<'a> {
    pub filter: &'a Filter,
    pub words: Words,
    pub customers: Option<&'a [CustomerId]>,
}

impl Fitting<'_> {
    fn listing(self, from: &'static str) -> Listing {
        let mut listing = Listing::new("id", from, "id", "id", false);
        store::narrow(&mut listing, self.filter, self.words, self.customers);
        listing
    }
}

/// The id of the last lead; 0 where there is none.
pub fn last_lead(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(id), 0) FROM lead")?.query_row([], |row| row.get(0))?)
}

/// How many leads fit, up to `last`.
pub fn count(conn: &Connection, fitting: Fitting<'_>, last: i64) -> Result<i64> {
    let mut listing =
        fitting.listing("lead LEFT JOIN lead_score ON lead_id = id /* whole table: filters combine freely, no index serves them all */");
    listing.filter("id <= ?", Value::Integer(last));
    listing.count(conn)
}

/// All leads that fit, after `cursor` and up to `last`, in the order of their ids.
pub fn ids(conn: &Connection, fitting: Fitting<'_>, cursor: i64, last: i64) -> Result<Vec<LeadId>> {
    let mut listing = fitting.listing("lead LEFT JOIN lead_score ON lead_id = id");
    listing.filter("id > ?", Value::Integer(cursor)).filter("id <= ?", Value::Integer(last));
    let request = PageRequest { size: u32::MAX, ..PageRequest::default() };
    Ok(listing.page(conn, &request, "", 0, |row| row.get(0))?.data)
}

pub fn insert(conn: &Connection, order: &Order, total: i64, last: i64, by: &str, now: Timestamp) -> Result<BulkRunId> {
    let picked = match &order.which {
        Which::Picked(ids) => Some(json(ids)?),
        Which::Fitting(_) => None,
    };
    conn.prepare_cached(
        "INSERT INTO bulk_run (state, action, filter, picked, started_by, started_at, cursor, last, total, done, changed)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, 0, 0)",
    )?
    .execute(params![State::Running, json(&order.action)?, order.which.query_string(), picked, by, now, last, total])?;
    Ok(BulkRunId(conn.last_insert_rowid()))
}

/// The run of an id, or `NotFound`.
pub fn get(conn: &Connection, id: BulkRunId) -> Result<Run> {
    let mut statement = conn.prepare_cached(
        "SELECT id, state, action, filter, picked, started_by, started_at, finished_at, cursor, last, total, done, changed
         FROM bulk_run WHERE id = ?1",
    )?;
    let mut rows = statement.query([id])?;
    rows.next()?.map_or(Err(Error::NotFound), read)
}

/// The newest runs.
pub fn newest(conn: &Connection, limit: u32) -> Result<Vec<Run>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, state, action, filter, picked, started_by, started_at, finished_at, cursor, last, total, done, changed
         FROM bulk_run ORDER BY id DESC LIMIT ?1",
    )?;
    let mut rows = statement.query([limit])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Notes how far a run has come. One that will not go on forgets what was searched for.
pub fn advance(conn: &Connection, run: &Run) -> Result<()> {
    let filter = if run.state.may_go_on() { run.which.query_string() } else { run.which.without_search().query_string() };
    let touched = conn
        .prepare_cached(
            "UPDATE bulk_run SET state = ?2, finished_at = ?3, cursor = ?4, done = ?5, changed = ?6, filter = ?7 WHERE id = ?1",
        )?
        .execute(params![run.id, run.state, run.finished_at, run.cursor, run.done, run.changed, filter])?;
    one_row(touched)
}

/// Forgets all but the newest runs.
pub fn forget_old(conn: &Connection, kept: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM bulk_run WHERE id <= (SELECT max(id) FROM bulk_run) - ?1 AND state <> ?2")?
        .execute(params![kept, State::Running])?;
    Ok(())
}

/// Adds leads that were left alone.
pub fn add_skips(conn: &Connection, run: BulkRunId, reason: Skip, leads: &[LeadId]) -> Result<()> {
    let mut examples = skips(conn, run)?.into_iter().find(|known| known.reason == reason).map(|known| known.examples).unwrap_or_default();
    examples.extend(leads.iter().take(EXAMPLES.saturating_sub(examples.len())));
    let count = i64::try_from(leads.len()).unwrap_or(i64::MAX);
    conn.prepare_cached(
        "INSERT INTO bulk_skip (run_id, reason, leads, examples) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET leads = leads + excluded.leads, examples = excluded.examples",
    )?
    .execute(params![run, reason, count, json(&examples)?])?;
    Ok(())
}

/// Why leads of a run were left alone.
pub fn skips(conn: &Connection, run: BulkRunId) -> Result<Vec<Skipped>> {
    let mut statement = conn.prepare_cached("SELECT reason, leads, examples FROM bulk_skip WHERE run_id = ?1 ORDER BY reason")?;
    let mut rows = statement.query([run])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Skipped { reason: row.get(0)?, leads: row.get(1)?, examples: parsed(&row.get::<_, String>(2)?)? });
    }
    Ok(found)
}

fn read(row: &SqlRow<'_>) -> Result<Run> {
    let which = match row.get::<_, Option<String>>(4)? {
        Some(picked) => Which::Picked(parsed(&picked)?),
        None => Which::Fitting(filters_of(&row.get::<_, String>(3)?)),
    };
    Ok(Run {
        id: row.get(0)?,
        state: row.get(1)?,
        action: parsed(&row.get::<_, String>(2)?)?,
        which,
        started_by: row.get(5)?,
        started_at: row.get(6)?,
        finished_at: row.get(7)?,
        cursor: row.get(8)?,
        last: row.get(9)?,
        total: row.get(10)?,
        done: row.get(11)?,
        changed: row.get(12)?,
    })
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::internal("writing a bulk run", cause))
}

fn parsed<T: serde::de::DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|cause| Error::internal("reading a bulk run", cause))
}
