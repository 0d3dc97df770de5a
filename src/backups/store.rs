//! What is remembered of backups, in the agency's own file.

pub mod restore;
pub mod settings;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    backups::{
        model::{Known, Proof, Proven, Snapshot, SnapshotKey, Step, StepRun},
        standing::Facts,
    },
    base::{
        error::{Error, Result},
        ids::AccountId,
        lang::Message,
        time::{DAY_MS, Timestamp},
    },
};

/// How long runs are remembered.
const KEPT_MS: i64 = 400 * DAY_MS;

/// Remembers a run, and forgets those of more than a year ago. The same run sent twice is remembered once.
pub fn keep_run(conn: &Connection, run: &StepRun) -> Result<()> {
    let known = conn
        .prepare_cached("SELECT 1 FROM backup_run WHERE step = ?1 AND is_good = ?2 AND started_at = ?3 AND ended_at = ?4")?
        .exists(params![run.step, run.is_good, run.started_at, run.ended_at])?;
    if known {
        return Ok(());
    }
    conn.prepare_cached("INSERT INTO backup_run (step, started_at, ended_at, is_good, snapshot, told) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(params![run.step, run.started_at, run.ended_at, run.is_good, run.snapshot, json(&run.told)?])?;
    // The last good run of a step is never forgotten.
    conn.prepare_cached(
        "DELETE FROM backup_run WHERE step = ?1 AND ended_at < ?2
         AND id < (SELECT max(id) FROM backup_run WHERE step = ?1 AND is_good = 1)",
    )?
    .execute(params![run.step, run.ended_at.plus_ms(-KEPT_MS)])?;
    Ok(())
}

/// The last run of a step; absent before the first.
pub fn last_run(conn: &Connection, step: Step) -> Result<Option<StepRun>> {
    let run = conn
        .prepare_cached(
            "SELECT step, started_at, ended_at, is_good, snapshot, told FROM backup_run
             WHERE id = (SELECT max(id) FROM backup_run WHERE step = ?1)",
        )?
        .query_row([step], read_run)
        .optional()?;
    run.transpose()
}

/// The last good run of a step; absent before the first.
pub fn last_good_run(conn: &Connection, step: Step) -> Result<Option<StepRun>> {
    let run = conn
        .prepare_cached(
            "SELECT step, started_at, ended_at, is_good, snapshot, told FROM backup_run
             WHERE id = (SELECT max(id) FROM backup_run WHERE step = ?1 AND is_good = 1)",
        )?
        .query_row([step], read_run)
        .optional()?;
    run.transpose()
}

/// Runs of a step that failed since its last good one, the latest first.
pub fn failures(conn: &Connection, step: Step, most: u32) -> Result<Vec<StepRun>> {
    let mut statement = conn.prepare_cached(
        "SELECT step, started_at, ended_at, is_good, snapshot, told FROM backup_run
         WHERE step = ?1 AND is_good = 0 AND id > coalesce((SELECT max(id) FROM backup_run WHERE step = ?1 AND is_good = 1), 0)
         ORDER BY id DESC LIMIT ?2",
    )?;
    let runs = statement.query_map(params![step, most], read_run)?;
    runs.map(|run| run?).collect()
}

/// What the standing is told from.
pub fn facts(conn: &Connection) -> Result<Facts> {
    let failures = conn
        .prepare_cached(
            "SELECT count(*) FROM backup_run WHERE step = ?1 AND is_good = 0
             AND id > coalesce((SELECT max(id) FROM backup_run WHERE step = ?1 AND is_good = 1), 0)",
        )?
        .query_row([Step::Run], |row| row.get(0))?;
    let since = conn
        .prepare_cached("SELECT started_at FROM backup_run WHERE id = (SELECT min(id) FROM backup_run WHERE step = ?1)")?
        .query_row([Step::Run], |row| row.get(0))
        .optional()?;
    Ok(Facts { last_good_at: last_good_run(conn, Step::Run)?.map(|run| run.ended_at), since, failures })
}

/// Remembers a snapshot, wherever it lies. A second time changes nothing.
pub fn keep_snapshot(conn: &Connection, snapshot: &Snapshot) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO backup_snapshot (number, at, bytes, new_bytes, duration_ms, files) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (number, at) DO NOTHING",
    )?
    .execute(params![
        snapshot.number,
        snapshot.at,
        snapshot.bytes,
        snapshot.new_bytes,
        snapshot.duration_ms,
        json(&snapshot.files)?
    ])?;
    Ok(())
}

/// All that lie somewhere, the one made last first.
pub fn snapshots(conn: &Connection) -> Result<Vec<Known>> {
    let mut statement = conn.prepare_cached(
        "SELECT number, at, bytes, new_bytes, duration_ms, files, local_id, copy_id, copied_at FROM backup_snapshot
         WHERE local_id IS NOT NULL OR copy_id IS NOT NULL ORDER BY number DESC, at DESC",
    )?;
    let mut rows = statement.query([])?;
    let mut known = Vec::new();
    while let Some(row) = rows.next()? {
        known.push(Known {
            snapshot: Snapshot {
                number: row.get(0)?,
                at: row.get(1)?,
                bytes: row.get(2)?,
                new_bytes: row.get(3)?,
                duration_ms: row.get(4)?,
                files: of_json(&row.get::<_, String>(5)?)?,
            },
            local_id: row.get(6)?,
            copy_id: row.get(7)?,
            copied_at: row.get(8)?,
        });
    }
    Ok(known)
}

/// Notes by which id a snapshot lies in the repository on this machine; none: it does not.
pub fn set_local(conn: &Connection, key: SnapshotKey, id: Option<&str>) -> Result<()> {
    conn.prepare_cached("UPDATE backup_snapshot SET local_id = ?3 WHERE number = ?1 AND at = ?2")?
        .execute(params![key.number, key.at, id])?;
    Ok(())
}

/// Notes by which id a snapshot lies off-site, since now if it was not known to; none: it does not.
pub fn set_copy(conn: &Connection, key: SnapshotKey, id: Option<&str>, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "UPDATE backup_snapshot SET copy_id = ?3, copied_at = CASE WHEN ?3 IS NULL THEN NULL ELSE coalesce(copied_at, ?4) END
         WHERE number = ?1 AND at = ?2",
    )?
    .execute(params![key.number, key.at, id, now])?;
    Ok(())
}

/// Forgets the snapshots that lie nowhere any more.
pub fn forget_gone(conn: &Connection) -> Result<usize> {
    Ok(conn.prepare_cached("DELETE FROM backup_snapshot WHERE local_id IS NULL AND copy_id IS NULL")?.execute([])?)
}

/// Forgets where copies lie: there is no store any more, or another.
pub fn forget_copies(conn: &Connection) -> Result<()> {
    conn.prepare_cached("UPDATE backup_snapshot SET copy_id = NULL, copied_at = NULL")?.execute([])?;
    forget_gone(conn).map(drop)
}

/// What the drill knows, by account.
pub fn proofs(conn: &Connection) -> Result<Vec<Proof>> {
    let mut statement = conn.prepare_cached(
        "SELECT account_id, tried_at, fault, proven_at, snapshot, snapshot_at, bytes, rows, restore_ms FROM backup_proof ORDER BY account_id",
    )?;
    let mut rows = statement.query([])?;
    let mut proofs = Vec::new();
    while let Some(row) = rows.next()? {
        let good = match row.get::<_, Option<Timestamp>>(3)? {
            Some(at) => Some(Proven {
                at,
                snapshot: row.get(4)?,
                snapshot_at: row.get(5)?,
                bytes: row.get(6)?,
                rows: row.get(7)?,
                restore_ms: row.get(8)?,
            }),
            None => None,
        };
        let fault = row.get::<_, Option<String>>(2)?.map(|text| of_json(&text)).transpose()?;
        proofs.push(Proof { account: row.get(0)?, tried_at: row.get(1)?, fault, good });
    }
    Ok(proofs)
}

/// Remembers that an account was restored aside and was whole.
pub fn keep_proven(conn: &Connection, account: AccountId, proven: &Proven) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO backup_proof (account_id, tried_at, fault, proven_at, snapshot, snapshot_at, bytes, rows, restore_ms)
         VALUES (?1, ?2, NULL, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (account_id) DO UPDATE SET tried_at = ?2, fault = NULL, proven_at = ?2, snapshot = ?3, snapshot_at = ?4,
             bytes = ?5, rows = ?6, restore_ms = ?7",
    )?
    .execute(params![account, proven.at, proven.snapshot, proven.snapshot_at, proven.bytes, proven.rows, proven.restore_ms])?;
    Ok(())
}

/// Remembers that an account could not be restored as it was; what was proven before stays.
pub fn keep_fault(conn: &Connection, account: AccountId, at: Timestamp, fault: &Message) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO backup_proof (account_id, tried_at, fault) VALUES (?1, ?2, ?3)
         ON CONFLICT (account_id) DO UPDATE SET tried_at = ?2, fault = ?3",
    )?
    .execute(params![account, at, json(fault)?])?;
    Ok(())
}

/// When the recovery key was first shown; absent: never.
pub fn key_shown_at(conn: &Connection) -> Result<Option<Timestamp>> {
    Ok(conn.prepare_cached("SELECT shown_at FROM backup_key_shown WHERE only = 1")?.query_row([], |row| row.get(0)).optional()?)
}

/// Notes that the key was shown. Only the first time is remembered.
pub fn note_key_shown(conn: &Connection, by: &str, now: Timestamp) -> Result<()> {
    conn.prepare_cached("INSERT OR IGNORE INTO backup_key_shown (only, shown_at, shown_by) VALUES (1, ?1, ?2)")?
        .execute(params![now, by])?;
    Ok(())
}

fn read_run(row: &Row<'_>) -> rusqlite::Result<Result<StepRun>> {
    let told: String = row.get(5)?;
    let (step, started_at, ended_at, is_good, snapshot) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
    Ok(of_json(&told).map(|told| StepRun { step, started_at, ended_at, is_good, snapshot, told }))
}

fn json(value: &impl Serialize) -> Result<String> {
    serde_json::to_string(value).map_err(|cause| Error::internal("writing what is known of a backup", cause))
}

fn of_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|cause| Error::internal("reading what is known of a backup", cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{backups::model::FileFacts, db::migrate::Schema};

    fn control() -> Connection {
        let mut conn = Connection::open_in_memory().expect("memory");
        Schema::Control.migrate(&mut conn).expect("migrates");
        conn
    }

    fn run(at: i64, is_good: bool) -> StepRun {
        let (started_at, ended_at) = (Timestamp(at), Timestamp(at + 1));
        StepRun { step: Step::Run, started_at, ended_at, is_good, snapshot: is_good.then(|| format!("s{at}")), told: Vec::new() }
    }

    #[test]
    fn failures_count_from_the_last_good_run_in_the_order_of_runs() {
        let conn = control();
        // The clock was set back between the second and the third.
        for run in [run(1_000, false), run(2_000, true), run(50, false), run(50, false), run(60, false)] {
            keep_run(&conn, &run).expect("kept");
        }
        let facts = facts(&conn).expect("facts");
        assert_eq!((facts.failures, facts.last_good_at, facts.since), (2, Some(Timestamp(2_001)), Some(Timestamp(1_000))));
        assert_eq!(failures(&conn, Step::Run, 9).expect("listed").len(), 2);
        assert_eq!(last_run(&conn, Step::Run).expect("asked"), Some(run(60, false)));
        assert_eq!(last_run(&conn, Step::Copy).expect("asked"), None);
        // Long after, only what is younger and the last good one are left.
        keep_run(&conn, &run(500 * DAY_MS, false)).expect("kept");
        assert_eq!(last_good_run(&conn, Step::Run).expect("asked"), Some(run(2_000, true)));
        assert_eq!(facts_since(&conn), Some(Timestamp(2_000)));
    }

    fn facts_since(conn: &Connection) -> Option<Timestamp> {
        facts(conn).expect("facts").since
    }

    #[test]
    fn snapshots_are_listed_as_they_were_made_and_forgotten_when_they_are_nowhere() {
        let conn = control();
        let files = vec![FileFacts { path: "accounts/a.db".into(), at: Timestamp(5), bytes: 7, rows: 8 }];
        let made = |number, at| Snapshot { number, at: Timestamp(at), bytes: 7, new_bytes: 1, duration_ms: 2, files: files.clone() };
        for (snapshot, id) in [(made(1, 500), "one"), (made(2, 20), "two")] {
            keep_snapshot(&conn, &snapshot).expect("kept");
            set_local(&conn, snapshot.key(), Some(id)).expect("noted");
            keep_snapshot(&conn, &snapshot).expect("kept again");
        }
        let one = made(1, 500).key();
        set_copy(&conn, one, Some("far"), Timestamp(900)).expect("noted");
        set_copy(&conn, one, Some("far"), Timestamp(999)).expect("noted again");
        set_local(&conn, one, None).expect("noted");
        assert_eq!(forget_gone(&conn).expect("forgotten"), 0);
        let known = snapshots(&conn).expect("listed");
        assert_eq!(known.iter().map(Known::id).collect::<Vec<_>>(), ["two", "far"]);
        assert_eq!((known[1].copied_at, &known[1].snapshot), (Some(Timestamp(900)), &made(1, 500)));
        forget_copies(&conn).expect("forgotten");
        assert_eq!(snapshots(&conn).expect("listed").len(), 1);
    }

    #[test]
    fn a_fault_leaves_what_was_proven_before() {
        let conn = control();
        let proven = Proven { at: Timestamp(5), snapshot: "s".into(), snapshot_at: Timestamp(4), bytes: 1, rows: 2, restore_ms: 3 };
        keep_proven(&conn, AccountId(1), &proven).expect("kept");
        let fault = Message { ko: "행이 모자랍니다".into(), en: "rows are missing".into() };
        keep_fault(&conn, AccountId(1), Timestamp(9), &fault).expect("kept");
        let expected = Proof { account: AccountId(1), tried_at: Timestamp(9), fault: Some(fault), good: Some(proven.clone()) };
        assert_eq!(proofs(&conn).expect("listed"), [expected]);
        keep_proven(&conn, AccountId(1), &proven).expect("kept");
        assert_eq!(proofs(&conn).expect("listed")[0].fault, None);
    }
}
