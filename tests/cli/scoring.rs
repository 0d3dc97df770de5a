//! The scoring night of the built binary, killed at its work: child, server and both, at many points.

use std::{
    path::Path,
    process::{Child, Stdio},
    thread::sleep,
    time::Duration,
};

use dangol::base::time::{Clock as _, SystemClock};
use rusqlite::Connection;
use serde_json::json;

use crate::operator::{Machine, PASSWORD};

const DAY_MS: i64 = 86_400_000;
const ACCOUNTS: [(&str, i64); 2] = [("flowers", 5_500), ("teas", 2_500)];

/// A box with two accounts of leads whose scores no passing second changes.
fn machine(now: i64) -> Machine {
    let machine = Machine::new();
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    for (slug, leads) in ACCOUNTS {
        machine.done(&["account", "create", "--name", slug, "--slug", slug], "");
        fill(&account(&machine.data(), slug), leads, now);
    }
    machine
}

fn account(data: &Path, slug: &str) -> Connection {
    let conn = Connection::open(data.join(format!("accounts/{slug}.db"))).unwrap();
    conn.busy_timeout(Duration::from_secs(10)).unwrap();
    conn
}

fn fill(conn: &Connection, leads: i64, now: i64) {
    let model = json!({
        "fit": [{"field": "customer.company", "operator": "not_empty", "points": 15}],
        "engagement": [
            {"kind": "page_view", "points": 7, "cap": 40}, {"kind": "form_submit", "points": 20, "per_day": 1},
            {"kind": "call", "points": 9, "within_days": 300},
        ],
        "thresholds": {"a": 60, "b": 40, "c": 20, "margin": 5},
    });
    conn.execute("INSERT INTO score_model (model, activated_at, activated_by) VALUES (?1, ?2, '')", (model.to_string(), now)).unwrap();
    conn.execute_batch("BEGIN; INSERT INTO touch (source, medium, campaign, term, content, referrer) VALUES (0, 0, 0, 0, 0, 0)").unwrap();
    conn.execute(
        "INSERT INTO customer (id, name, company, status, created_at, updated_at, last_activity_at)
         WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?1)
         SELECT value, 'n' || value, iif(value % 3 = 0, 'c', ''), 0, ?2, ?2, ?2 FROM n",
        (leads, now),
    )
    .unwrap();
    conn.execute(
        "INSERT INTO lead (id, customer_id, status, work_status, suspect, first_touch_id, last_touch_id, source, campaign, device, form,
             created_at, updated_at, stage_entered_at)
         SELECT id, id, 0, 'new', id % 50 = 0, 1, 1, 0, 0, 0, '{}', ?1, ?1, ?1 FROM customer",
        [now - 400 * DAY_MS],
    )
    .unwrap();
    for (seq, kind, days) in [(0, 0, 200), (1, 0, 90), (2, 1, 30), (3, 8, 250)] {
        conn.execute(
            "INSERT INTO lead_interaction (lead_id, at, seq, kind, actor, agent, data)
             SELECT id, ?1 - (id % ?4 + 1) * ?5, ?2, ?3, 0, 0, '{}' FROM lead WHERE id % 4 >= ?2",
            (now, seq, kind, days, DAY_MS),
        )
        .unwrap();
    }
    conn.execute_batch("COMMIT").unwrap();
}

fn night(machine: &Machine) -> Child {
    let mut command = machine.command(&["job", "run", "score"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Leads that have a score.
fn scored(machine: &Machine) -> i64 {
    let count = |slug| account(&machine.data(), slug).query_row("SELECT count(*) FROM lead_score", [], |row| row.get::<_, i64>(0));
    ACCOUNTS.map(|(slug, _)| count(slug).unwrap()).iter().sum()
}

/// Passes that were left in their midst.
fn left(machine: &Machine) -> i64 {
    let count = |slug| account(&machine.data(), slug).query_row("SELECT count(*) FROM score_night", [], |row| row.get::<_, i64>(0));
    ACCOUNTS.map(|(slug, _)| count(slug).unwrap()).iter().sum()
}

type Row = (i64, i64, i64, i64, i64);

fn rows(conn: &Connection, sql: &str) -> Vec<Row> {
    let mut statement = conn.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?))).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

const SCORES: &str = "SELECT lead_id, fit, engagement, total, grade FROM lead_score ORDER BY lead_id";
const CROSSINGS: &str = "SELECT lead_id, from_grade, to_grade, 0, 0 FROM grade_crossing ORDER BY lead_id, id";
const KEPT: &str = "SELECT grade, bucket, leads, 0, 0 FROM score_bucket WHERE leads > 0 ORDER BY grade, bucket";
const COUNTED: &str = "SELECT grade, min(total / 10, 9) AS bucket, count(*), 0, 0 FROM lead_score GROUP BY 1, 2 ORDER BY 1, 2";

#[test]
fn a_night_that_is_killed_comes_to_the_same_as_one_that_is_not() {
    let now = SystemClock.now().0;
    let (whole, killed) = (machine(now), machine(now));
    whole.done(&["job", "run", "score"], "");

    let mut server = killed.serve();
    let mut left_behind = 0;
    for (victim, more_ms) in [("child", 0), ("server", 3), ("child", 20), ("both", 0), ("child", 1)] {
        let before = scored(&killed);
        let mut child = night(&killed);
        // At least one more batch is written, and perhaps the next is on its way.
        while scored(&killed) == before && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(1));
        }
        sleep(Duration::from_millis(more_ms));
        if victim != "child" {
            server.child.kill().unwrap();
            server.child.wait().unwrap();
        }
        if victim != "server" {
            child.kill().unwrap();
        }
        child.wait().unwrap();
        if victim != "child" {
            server = killed.serve();
        }
        left_behind += left(&killed);
    }
    assert!(left_behind > 0, "no kill came into the midst of a pass");
    killed.done(&["job", "run", "score"], "");
    for (slug, leads) in ACCOUNTS {
        let (whole, killed) = (account(&whole.data(), slug), account(&killed.data(), slug));
        let found = rows(&killed, SCORES);
        assert_eq!(i64::try_from(found.len()).unwrap(), leads - leads / 50);
        assert!(found == rows(&whole, SCORES), "{slug}: the scores differ");
        let crossed = rows(&killed, CROSSINGS);
        assert!(!crossed.is_empty() && crossed == rows(&whole, CROSSINGS), "{slug}: somebody was told twice, or never");
        assert_eq!(rows(&killed, KEPT), rows(&killed, COUNTED));
    }
    assert_eq!(left(&killed), 0);
    server.stop();
}
