//! The table of jobs, the same in every file.

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        error::{Error, Result},
        ids::LeadId,
        lang::Message,
        page::{Page, PageInfo, PageRequest},
        time::{DAY_MS, MINUTE_MS, Timestamp},
    },
    db::types::one_row,
    queue::{
        backoff::TRIES,
        job::{Job, Kind, NewJob, State},
    },
};

/// How long a process may hold a job before it counts as dead. Longer than any try may take.
pub const LEASE_MS: i64 = 2 * MINUTE_MS;
/// How long a job is kept after its end, for the page that lists them and so that it is not done twice.
const KEPT_MS: i64 = 30 * DAY_MS;
const FORGET_AT_ONCE: u32 = 1_000;

/// Queues a job in the transaction that causes it. One with the same kind and key stays as it is, whatever became of it; answers
/// whether this one is new.
pub fn enqueue(conn: &Connection, job: &NewJob<'_>, now: Timestamp) -> Result<bool> {
    let added = conn
        .prepare_cached(
            "INSERT INTO job (kind, key, payload, state, tries, due_at, answer, created_at) VALUES (?1, ?2, ?3, ?4, 0, ?5, '', ?6)
             ON CONFLICT (kind, key) DO NOTHING",
        )?
        .execute(params![job.kind, job.key, job.payload.to_string(), State::Waiting, job.due_at, now])?;
    Ok(added > 0)
}

/// When the first job of each kind is due.
pub fn due(conn: &Connection) -> Result<Vec<(Kind, Timestamp)>> {
    let mut statement = conn.prepare_cached("SELECT kind, min(due_at) FROM job WHERE state <= 1 GROUP BY kind")?;
    let due = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(due.collect::<Result<_, _>>()?)
}

/// Takes due jobs of a kind for a process, those that wait longest first.
pub fn lease(conn: &Connection, kind: Kind, worker: i64, limit: usize, now: Timestamp) -> Result<Vec<Job>> {
    let mut statement = conn.prepare_cached(
        "UPDATE job SET state = ?5, tries = tries + 1, due_at = ?3, worker = ?4
         WHERE id IN (SELECT id FROM job WHERE state <= 1 AND kind = ?1 AND due_at <= ?2 ORDER BY due_at LIMIT ?6)
         RETURNING id, kind, key, payload, state, tries, due_at, answer, created_at, ended_at",
    )?;
    let leased =
        statement.query_map(params![kind, now, now.plus_ms(LEASE_MS), worker, State::Leased, i64::try_from(limit).unwrap_or(1)], read)?;
    Ok(leased.collect::<Result<_, _>>()?)
}

/// Does another process hold jobs here? It is dead then, since only one at a time owns the file.
pub fn any_held_by_others(conn: &Connection, worker: i64) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM job WHERE state <= 1 AND state = 1 AND worker IS NOT ?1")?.exists([worker])?)
}

/// Gives back what dead processes held.
pub fn release_others(conn: &Connection, worker: i64, now: Timestamp) -> Result<usize> {
    let released = conn
        .prepare_cached("UPDATE job SET state = 0, worker = NULL, due_at = ?2 WHERE state <= 1 AND state = 1 AND worker IS NOT ?1")?
        .execute(params![worker, now])?;
    Ok(released)
}

/// Notes the end of a job, unless somebody else has taken it meanwhile.
pub fn finish(conn: &Connection, job: &Job, worker: i64, state: State, answer: &Message, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "UPDATE job SET state = ?4, answer = ?5, ended_at = ?6, worker = NULL WHERE id = ?1 AND worker = ?2 AND tries = ?3",
    )?
    .execute(params![job.id, worker, job.tries, state, json(answer), now])?;
    Ok(())
}

/// Puts a failed job back until it is due again.
pub fn put_back(conn: &Connection, job: &Job, worker: i64, why: &Message, due_at: Timestamp) -> Result<()> {
    conn.prepare_cached("UPDATE job SET state = 0, answer = ?4, due_at = ?5, worker = NULL WHERE id = ?1 AND worker = ?2 AND tries = ?3")?
        .execute(params![job.id, worker, job.tries, json(why), due_at])?;
    Ok(())
}

/// Has it been tried for the last time? Only jobs that kill their process come here without an answer.
pub const fn is_worn_out(job: &Job) -> bool {
    job.tries > TRIES
}

/// Gives up all that waits or runs, for one reason. Says how many jobs that were.
pub fn give_up_waiting(conn: &Connection, why: &Message, now: Timestamp) -> Result<usize> {
    let given_up = conn
        .prepare_cached("UPDATE job SET state = ?1, answer = ?2, ended_at = ?3, worker = NULL WHERE state <= 1")?
        .execute(params![State::GivenUp, json(why), now])?;
    Ok(given_up)
}

/// Lets a job that has ended run once more, as if it were new.
pub fn again(conn: &Connection, id: i64, now: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE job SET state = 0, tries = 0, due_at = ?2, ended_at = NULL WHERE id = ?1 AND state >= 2")?
        .execute(params![id, now])?;
    one_row(touched)
}

/// The latest jobs, of one state where one is named.
pub fn list(conn: &Connection, state: Option<State>, request: &PageRequest) -> Result<Page<Job>> {
    let (size, offset) = (request.size, request.offset());
    let total = count(conn, state)?;
    let columns = "id, kind, key, payload, state, tries, due_at, answer, created_at, ended_at";
    let jobs: Vec<Job> = match state {
        None => conn
            .prepare_cached(&format!("SELECT {columns} FROM job ORDER BY id DESC LIMIT ?1 OFFSET ?2"))?
            .query_map(params![size, offset], read)?
            .collect::<Result<_, _>>()?,
        Some(state) => conn
            .prepare_cached(&format!("SELECT {columns} FROM job WHERE state = ?3 ORDER BY id DESC LIMIT ?1 OFFSET ?2"))?
            .query_map(params![size, offset, state], read)?
            .collect::<Result<_, _>>()?,
    };
    Ok(Page { data: jobs, page: PageInfo { number: request.number, size: request.size, total, next: None } })
}

/// How many jobs there are, of one state where one is named.
pub fn count(conn: &Connection, state: Option<State>) -> Result<i64> {
    let count = match state {
        None => conn.prepare_cached("SELECT count(*) FROM job")?.query_row([], |row| row.get(0))?,
        Some(state) => conn.prepare_cached("SELECT count(*) FROM job WHERE state = ?1")?.query_row([state], |row| row.get(0))?,
    };
    Ok(count)
}

/// One job; absent when there is none.
pub fn find(conn: &Connection, id: i64) -> Result<Option<Job>> {
    let found = conn
        .prepare_cached("SELECT id, kind, key, payload, state, tries, due_at, answer, created_at, ended_at FROM job WHERE id = ?1")?
        .query_row([id], read)
        .optional()?;
    Ok(found)
}

/// Deletes jobs that ended long ago, a slice of them. Answers with how many.
pub fn forget_old(conn: &Connection, now: Timestamp) -> Result<usize> {
    let forgotten = conn
        .prepare_cached("DELETE FROM job WHERE id IN (SELECT id FROM job WHERE state >= 2 AND ended_at < ?1 ORDER BY ended_at LIMIT ?2)")?
        .execute(params![now.plus_ms(-KEPT_MS), FORGET_AT_ONCE])?;
    Ok(forgotten)
}

/// Deletes every job about some leads, whatever its state, and every other one that names one of these texts. Says how many.
pub fn forget_about(conn: &Connection, leads: &[LeadId], texts: &[String]) -> Result<usize> {
    let mut of_lead = conn.prepare_cached("DELETE FROM job WHERE kind = ?1 AND (key = ?2 OR (key > ?2 || ':' AND key < ?2 || ';'))")?;
    let mut forgotten = 0;
    for kind in [Kind::LeadMail, Kind::LeadWebhook] {
        for lead in leads {
            forgotten += of_lead.execute(params![kind, format!("lead:{lead}")])?;
        }
    }
    let mut naming = conn.prepare_cached(
        "DELETE FROM job /* whole table: once for a person who is erased; ended jobs go after 30 days */
         WHERE instr(payload, ?1) > 0 OR instr(answer, ?1) > 0",
    )?;
    for text in texts {
        forgotten += naming.execute([text])?;
    }
    Ok(forgotten)
}

fn json(answer: &Message) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}

fn read(row: &Row<'_>) -> rusqlite::Result<Job> {
    let answer: String = row.get(7)?;
    Ok(Job {
        id: row.get(0)?,
        kind: row.get(1)?,
        key: row.get(2)?,
        payload: row.get(3)?,
        state: row.get(4)?,
        tries: row.get(5)?,
        due_at: row.get(6)?,
        answer: serde_json::from_str(&answer).ok(),
        created_at: row.get(8)?,
        ended_at: row.get(9)?,
    })
}

/// The payload of a job, as the type that its kind means.
pub fn payload<T: serde::de::DeserializeOwned>(job: &Job) -> Result<T> {
    serde_json::from_str(&job.payload).map_err(|cause| Error::internal("a job's payload", cause))
}
