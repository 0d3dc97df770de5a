//! Runs of recurring work, and the slots that are done.

use rusqlite::{Connection, OptionalExtension as _, Row, params, types::Value};

use crate::{
    base::{
        error::{Error, Result},
        ids::{AccountId, JobRunId},
        page::{Page, PageRequest, Sort},
        time::{Timestamp, WallTime},
    },
    db::{list::Listing, types::one_row},
    operations::{
        due::{Done, Known},
        runs::{Filter, JobRun, KEPT_MS, KEPT_RUNS, Order, Outcome, Process, Progress, Share, State, Wanted},
    },
};

const COLUMNS: &str = "id, job, state, by, by_name, late, started_at, ended_at, pid, born, done, total, rows, peak_bytes, told";

/// What is done around a slot: the newest at or before it, and all after it.
pub fn known(conn: &Connection, job: &str, account: AccountId, slot: WallTime) -> Result<Known> {
    let done = |row: &Row<'_>| Ok(Done { slot: WallTime(row.get(0)?), after: WallTime(row.get(1)?), at: row.get(2)? });
    let last = conn
        .prepare_cached(
            "SELECT slot, after, at FROM job_slot WHERE job = ?1 AND account_id = ?2 AND slot <= ?3 ORDER BY slot DESC LIMIT 1",
        )?
        .query_row(params![job, account, slot.0], done)
        .optional()?;
    let ahead = conn
        .prepare_cached("SELECT slot, after, at FROM job_slot WHERE job = ?1 AND account_id = ?2 AND slot > ?3 ORDER BY slot")?
        .query_map(params![job, account, slot.0], done)?
        .collect::<Result<_, _>>()?;
    Ok(Known { last, ahead })
}

/// Notes a slot as done. The slots of more than a year before it are forgotten.
pub fn note_slot(conn: &Connection, job: &str, account: AccountId, done: &Done) -> Result<()> {
    const KEPT_MINUTES: i64 = 400 * WallTime::DAY;
    conn.prepare_cached("INSERT OR IGNORE INTO job_slot (job, account_id, slot, after, at) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![job, account, done.slot.0, done.after.0, done.at])?;
    conn.prepare_cached("DELETE FROM job_slot WHERE job = ?1 AND account_id = ?2 AND slot < ?3")?.execute(params![
        job,
        account,
        done.slot.0 - KEPT_MINUTES
    ])?;
    Ok(())
}

/// The runs that are asked for or under way, the oldest first.
pub fn open(conn: &Connection) -> Result<Vec<JobRun>> {
    let sql = format!("SELECT {COLUMNS} FROM job_run INDEXED BY job_run_open WHERE state < 2 ORDER BY id");
    let runs = conn.prepare_cached(&sql)?.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(runs)
}

/// A run that stands in the way of one of this job: the same job under way, or, when both are heavy, any.
pub fn in_the_way(conn: &Connection, job: &str, heavy: bool) -> Result<Option<JobRun>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM job_run INDEXED BY job_run_open
         WHERE state < 2 AND state = 1 AND (job = ?1 OR (heavy = 1 AND ?2)) ORDER BY id LIMIT 1"
    );
    Ok(conn.prepare_cached(&sql)?.query_row(params![job, heavy], read).optional()?)
}

pub fn is_asked(conn: &Connection, job: &str) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM job_run INDEXED BY job_run_open WHERE state < 2 AND state = 0 AND job = ?1")?.exists([job])?)
}

/// Adds a run, asked for or, with its process, under way.
pub fn insert(conn: &Connection, wanted: &Wanted, process: Option<Process>, now: Timestamp) -> Result<JobRunId> {
    let state = if process.is_some() { State::Running } else { State::Asked };
    conn.prepare_cached(
        "INSERT INTO job_run (job, state, heavy, by, by_name, late, started_at, pid, born) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?
    .execute(params![
        wanted.job,
        state,
        wanted.heavy,
        wanted.by,
        wanted.by_name,
        wanted.late,
        now,
        process.map(|process| process.pid),
        process.map(|process| process.born),
    ])?;
    let id = JobRunId(conn.last_insert_rowid());
    let mut share = conn.prepare_cached("INSERT INTO job_run_account (run_id, account_id, slot, after, at) VALUES (?1, ?2, ?3, ?4, ?5)")?;
    for Share { account, slot } in &wanted.accounts {
        share.execute(params![id, account, slot.map(|done| done.slot.0), slot.map(|done| done.after.0), slot.map(|done| done.at)])?;
    }
    Ok(id)
}

/// Lets a run that was asked for begin.
pub fn begin(conn: &Connection, id: JobRunId, process: Process, now: Timestamp) -> Result<()> {
    one_row(
        conn.prepare_cached("UPDATE job_run SET state = 1, started_at = ?2, pid = ?3, born = ?4 WHERE id = ?1 AND state = 0")?
            .execute(params![id, now, process.pid, process.born])?,
    )
}

/// Names the process that does the work of a run.
pub fn set_process(conn: &Connection, id: JobRunId, process: Process) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE job_run SET pid = ?2, born = ?3 WHERE id = ?1 AND state = 1")?.execute(params![
        id,
        process.pid,
        process.born
    ])?)
}

pub fn tell(conn: &Connection, id: JobRunId, progress: Progress) -> Result<()> {
    conn.prepare_cached("UPDATE job_run SET done = ?2, total = ?3 WHERE id = ?1 AND state = 1")?.execute(params![
        id,
        progress.done,
        progress.total
    ])?;
    Ok(())
}

/// Ends a run that is open. False when it had ended before.
pub fn end(conn: &Connection, id: JobRunId, outcome: &Outcome, now: Timestamp) -> Result<bool> {
    let told = serde_json::to_string(&outcome.told).map_err(|cause| Error::internal("what a run told", cause))?;
    let touched = conn
        .prepare_cached(
            "UPDATE job_run SET state = ?2, ended_at = ?3, rows = ?4, peak_bytes = ?5, told = ?6, pid = NULL, born = NULL
             WHERE id = ?1 AND state < 2",
        )?
        .execute(params![id, outcome.state, now, outcome.rows, outcome.peak_bytes, told])?;
    Ok(touched == 1)
}

/// Forgets runs that are older than a year, and the oldest beyond a number.
pub fn forget_old(conn: &Connection, now: Timestamp) -> Result<()> {
    const AT_ONCE: i64 = 500;
    conn.prepare_cached(
        "DELETE FROM job_run WHERE id IN (SELECT id FROM job_run WHERE started_at < ?1 AND state > 1 ORDER BY started_at LIMIT ?2)",
    )?
    .execute(params![now.plus_ms(-KEPT_MS), AT_ONCE])?;
    conn.prepare_cached("DELETE FROM job_run WHERE id <= (SELECT max(id) FROM job_run) - ?1 AND state > 1")?.execute([KEPT_RUNS])?;
    Ok(())
}

/// The run of an id, or `NotFound`.
pub fn get(conn: &Connection, id: JobRunId) -> Result<JobRun> {
    let sql = format!("SELECT {COLUMNS} FROM job_run WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], read)?)
}

/// The newest run of a job that has begun; absent before its first.
pub fn last(conn: &Connection, job: &str) -> Result<Option<JobRun>> {
    let sql = format!("SELECT {COLUMNS} FROM job_run WHERE job = ?1 AND state <> 0 ORDER BY started_at DESC, id DESC LIMIT 1");
    Ok(conn.prepare_cached(&sql)?.query_row([job], read).optional()?)
}

/// How often in a row a job was cut off, up to `most`, and when last.
pub fn cut_off(conn: &Connection, job: &str, most: u32) -> Result<(u32, Option<Timestamp>)> {
    let mut statement =
        conn.prepare_cached("SELECT state, ended_at FROM job_run WHERE job = ?1 AND state > 1 ORDER BY started_at DESC, id DESC LIMIT ?2")?;
    let mut rows = statement.query(params![job, most])?;
    let (mut times, mut last) = (0, None);
    while let Some(row) = rows.next()? {
        if row.get::<_, State>(0)? != State::Interrupted {
            break;
        }
        times += 1;
        last = last.or(row.get(1)?);
    }
    Ok((times, last))
}

/// How the newest runs of a job have ended, the newest first, up to `most`.
pub fn ended(conn: &Connection, job: &str, most: u32) -> Result<Vec<(JobRunId, State)>> {
    let mut statement =
        conn.prepare_cached("SELECT id, state FROM job_run WHERE job = ?1 AND state > 1 ORDER BY started_at DESC, id DESC LIMIT ?2")?;
    let runs = statement.query_map(params![job, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(runs.collect::<Result<_, _>>()?)
}

/// Who shares in a run.
pub fn shares(conn: &Connection, id: JobRunId) -> Result<Vec<Share>> {
    let mut statement =
        conn.prepare_cached("SELECT account_id, slot, after, at FROM job_run_account WHERE run_id = ?1 ORDER BY account_id")?;
    let shares = statement.query_map([id], |row| {
        let slot: Option<i64> = row.get(1)?;
        let slot = match slot {
            Some(slot) => Some(Done { slot: WallTime(slot), after: WallTime(row.get(2)?), at: row.get(3)? }),
            None => None,
        };
        Ok(Share { account: row.get(0)?, slot })
    })?;
    Ok(shares.collect::<Result<_, _>>()?)
}

/// One page of the history.
pub fn list(conn: &Connection, filter: &Filter, request: &PageRequest, (sort, text): &(Sort<Order>, String)) -> Result<Page<JobRun>> {
    let Order::Started = sort.column;
    let mut listing = Listing::new(COLUMNS, "job_run", "id", "started_at", sort.descending);
    if let Some(job) = &filter.job {
        listing.filter("job = ?", Value::Text(job.clone()));
    }
    if let Some(state) = filter.state {
        listing.filter("state = ?", Value::Integer(state.code()));
    }
    let total = listing.count(conn)?;
    listing.page(conn, request, text, total, read)
}

fn read(row: &Row<'_>) -> rusqlite::Result<JobRun> {
    let process = match (row.get(8)?, row.get(9)?) {
        (Some(pid), Some(born)) => Some(Process { pid, born }),
        _ => None,
    };
    Ok(JobRun {
        id: row.get(0)?,
        job: row.get(1)?,
        state: row.get(2)?,
        by: row.get(3)?,
        by_name: row.get(4)?,
        late: row.get(5)?,
        started_at: row.get(6)?,
        ended_at: row.get(7)?,
        process,
        progress: Progress { done: row.get(10)?, total: row.get(11)? },
        rows: row.get(12)?,
        peak_bytes: row.get(13)?,
        // What can't be read is left out rather than hide the rest of the history.
        told: serde_json::from_str(&row.get::<_, String>(14)?).unwrap_or_default(),
    })
}
