//! The query-plan guard: every statement that tests ran is explained, and a full scan of a large table fails them.

use std::{
    collections::BTreeSet,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use rusqlite::Connection;

/// Tables that grow without bound.
const LARGE: &[&str] = &[
    "customer",
    "customer_tag",
    "lead",
    "lead_interaction",
    "archived_interaction",
    "visit",
    "event",
    "submission",
    "lead_score",
    "grade_crossing",
    "funnel_conversion",
    "past_conversion",
    "rollup_page",
    "rollup_week_page",
    "rollup_day_source",
    "rollup_day_funnel",
    "rollup_stage",
    "rollup_stage_time",
    "rollup_referrer",
    "outbox",
    "word",
    "touch",
    "access_log",
    "session",
    "idempotency",
    "viral_loop",
    "viral_trace",
    "viral_click",
    "referral",
    "referral_change",
    "reward",
    "job",
];

/// A statement that reads a whole table on purpose says why after this mark, in an SQL comment.
const ON_PURPOSE: &str = "/* whole table:";

static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// Set by the first `TestApp`: a binary that was built beside the tests is watched by nobody and keeps its speed.
static WATCHING: AtomicBool = AtomicBool::new(false);

/// From here on, connections that are opened are watched.
pub fn begin() {
    WATCHING.store(true, Ordering::Relaxed);
}

/// Are connections that are opened now watched?
pub fn is_watching() -> bool {
    WATCHING.load(Ordering::Relaxed)
}

/// Notes a statement that a connection runs.
pub fn note(sql: &str) {
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if !seen.contains(sql) {
        seen.insert(sql.to_owned());
    }
}

/// Complaints about the statements seen so far that this file's schema can run.
pub fn complaints(conn: &Connection) -> Vec<String> {
    let seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner).clone();
    seen.iter().filter(|sql| !sql.contains(ON_PURPOSE)).flat_map(|sql| scans(conn, sql)).collect()
}

fn scans(conn: &Connection, sql: &str) -> Vec<String> {
    let is_query = ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].iter().any(|verb| sql.trim_start().starts_with(verb));
    let Ok(mut explained) = (if is_query { conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")) } else { return Vec::new() }) else {
        return Vec::new(); // a statement of the other schema
    };
    let steps: Vec<String> =
        explained.raw_query().mapped(|row| row.get::<_, String>("detail")).collect::<Result<_, _>>().unwrap_or_default();
    // The first rows in the order of the table's own key: read until the limit, not to the end.
    if sql.contains("LIMIT") && sql.contains("ORDER BY") && !steps.iter().any(|step| step.contains("TEMP B-TREE")) {
        return Vec::new();
    }
    steps
        .iter()
        .filter(|step| {
            step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()).is_some_and(|table| LARGE.contains(&table))
                && !step.contains("USING")
        })
        .map(|step| format!("{step}: {sql}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::migrate::Schema;

    #[test]
    fn a_full_scan_is_noticed_and_a_search_is_not() {
        let mut conn = Connection::open_in_memory().expect("memory");
        Schema::Account.migrate(&mut conn).expect("migrates");
        assert_eq!(scans(&conn, "SELECT id FROM customer WHERE company = ?1").len(), 1);
        assert!(scans(&conn, "SELECT id FROM customer WHERE id = ?1").is_empty());
        assert!(scans(&conn, "SELECT id FROM customer ORDER BY name LIMIT 50").is_empty());
        assert!(scans(&conn, "SELECT id FROM customer ORDER BY id DESC LIMIT 1").is_empty());
        assert_eq!(scans(&conn, "SELECT id FROM customer ORDER BY company LIMIT 50").len(), 1);
    }
}
