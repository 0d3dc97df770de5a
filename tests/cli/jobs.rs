//! Jobs of the built binary: run beside a server and without one, in each other's way, and killed at their work.

use std::{
    path::Path,
    process::Command,
    thread::sleep,
    time::{Duration, Instant},
};

use dangol::{
    accounts::{model::Access, store::access_log},
    base::time::Timestamp,
    operations::service::process,
};
use rusqlite::{Connection, params};

use crate::operator::{Machine, PASSWORD, text};

/// A box whose access log takes a while to be followed.
fn machine(rows: i64) -> Machine {
    let machine = Machine::new();
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    machine.done(&["account", "create", "--name", "봄 꽃집", "--slug", "flowers"], "");
    let mut conn = control(&machine.data());
    let tx = conn.transaction().unwrap();
    let access =
        Access { actor: "cli".into(), actor_name: "cli".into(), address: String::new(), subject: "s".into(), action: "a.b".into() };
    for n in 0..rows {
        access_log::append(&tx, None, None, &access, Timestamp(1_795_316_400_000 + n)).unwrap();
    }
    tx.commit().unwrap();
    machine
}

fn control(data: &Path) -> Connection {
    let conn = Connection::open(data.join("control.db")).unwrap();
    conn.busy_timeout(Duration::from_secs(10)).unwrap();
    conn
}

/// Wants a run, as the page does.
fn ask(conn: &Connection) {
    conn.execute(
        "INSERT INTO job_run (job, state, heavy, by, by_name, late, started_at) VALUES ('access-log', 0, 1, 2, '김대표', 0, 1795316400000)",
        [],
    )
    .unwrap();
    conn.execute("INSERT INTO job_run_account (run_id, account_id) VALUES (last_insert_rowid(), 0)", []).unwrap();
}

/// Waits until the newest run is so, and answers with it: id, state, process.
fn wait(conn: &Connection, what: &str, is_so: impl Fn(i64, Option<u32>) -> bool) -> (i64, i64, Option<u32>) {
    let until = Instant::now() + Duration::from_mins(1);
    loop {
        let newest = conn.query_row("SELECT id, state, pid FROM job_run ORDER BY id DESC LIMIT 1", [], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<u32>>(2)?))
        });
        if let Ok((id, state, pid)) = newest
            && is_so(state, pid)
        {
            return (id, state, pid);
        }
        assert!(Instant::now() < until, "{what}: {newest:?}");
        sleep(Duration::from_millis(5));
    }
}

fn signal(name: &str, pid: u32) {
    assert!(Command::new("kill").args([name, &pid.to_string()]).status().unwrap().success());
}

fn is_gone_soon(pid: u32) -> bool {
    let until = Instant::now() + Duration::from_secs(5);
    while Instant::now() < until {
        if process::of(pid).is_none() {
            return true;
        }
        sleep(Duration::from_millis(20));
    }
    false
}

#[test]
fn a_job_runs_by_hand_with_and_without_a_server() {
    let machine = machine(10);
    let check = |beside: &str| {
        let done = machine.done(&["job", "run", "access-log"], "");
        assert!(done.starts_with("access-log: 1") && done.contains("peak memory"), "{beside}: {done}");
        let jobs = machine.json(&["job", "list", "--json"]);
        let job = jobs["jobs"].as_array().unwrap().iter().find(|job| job["name"] == "access-log").unwrap().clone();
        assert_eq!((&job["last"]["state"], &job["cron"]), (&"done".into(), &"40 1 * * *".into()), "{beside}");
        assert!(job["last"]["peak_bytes"].as_i64().unwrap() > 1 << 20 && job["next"][0]["at"].is_string(), "{beside}: {job}");
        assert!(machine.done(&["job", "list"], "").contains("access-log"));
        assert!(machine.refused(&["job", "run", "nothing"], "").contains("no job nothing"));
        assert!(machine.refused(&["job", "run", "access-log", "--account", "flowers"], "").contains("Name no account"));
        assert_eq!(machine.run(&["job", "run"], "").status.code(), Some(2));
        assert_eq!(machine.run(&["job", "run", "forget"], "").status.code(), Some(0));
    };
    check("alone");
    let server = machine.serve();
    check("beside");
    server.stop();
    let conn = control(&machine.data());
    conn.execute("UPDATE access_log SET subject = 'x' WHERE id = 4", []).unwrap();
    let failed = machine.refused(&["job", "run", "access-log"], "");
    assert!(failed.contains("Row 4") && failed.lines().count() >= 2, "{failed}");
}

#[test]
fn two_heavy_jobs_never_overlap() {
    let machine = machine(10);
    let _server = machine.serve();
    let conn = control(&machine.data());
    let own = process::own();
    conn.execute(
        "INSERT INTO job_run (id, job, state, heavy, by, by_name, late, started_at, pid, born) VALUES (77, 'archive', 1, 1, 0, '', 0, 1795316400000, ?1, ?2)",
        params![own.pid, own.born],
    )
    .unwrap();
    let refused = machine.refused(&["job", "run", "access-log"], "");
    assert!(refused.contains("archive is running (run 77)"), "{refused}");
    // The number of a process that began at another time is no process of ours.
    conn.execute("UPDATE job_run SET born = born + 1 WHERE id = 77", []).unwrap();
    machine.done(&["job", "run", "access-log"], "");
    let state: i64 = conn.query_row("SELECT state FROM job_run WHERE id = 77", [], |row| row.get(0)).unwrap();
    assert_eq!(state, 4);
}

/// Killed at its work, child or server, nothing hangs and nothing is left running; what is asked for afterwards is done.
#[test]
fn a_killed_child_and_a_killed_server_leave_nothing_behind() {
    let machine = machine(120_000);
    let conn = control(&machine.data());
    for (victim, pause_ms) in [("child", 0), ("server", 40), ("child", 150), ("server", 300), ("both", 20)] {
        ask(&conn);
        let mut server = machine.serve();
        let own = server.child.id();
        let (id, _, child) = wait(&conn, "it begins", |state, pid| state == 1 && pid.is_some_and(|pid| pid != own));
        let child = child.unwrap();
        sleep(Duration::from_millis(pause_ms));
        if victim != "server" {
            signal("-KILL", child);
        }
        if victim != "child" {
            server.child.kill().unwrap();
            server.child.wait().unwrap();
            assert!(is_gone_soon(child), "a child without its server ends");
            server = machine.serve();
        }
        let (ended, state, _) = wait(&conn, victim, |state, _| state > 1);
        assert!(ended == id && matches!(state, 2 | 4), "{victim}: run {ended} is {state}");
        ask(&conn);
        let (next, _, _) = wait(&conn, "the next is done", |state, _| state == 2);
        assert!(next > id, "{victim}");
        server.stop();
    }
    let open: i64 = conn.query_row("SELECT count(*) FROM job_run WHERE state < 2", [], |row| row.get(0)).unwrap();
    assert_eq!(open, 0);
}

#[test]
fn a_server_that_is_told_to_stop_takes_its_child_along() {
    let machine = machine(120_000);
    let conn = control(&machine.data());
    ask(&conn);
    let server = machine.serve();
    let own = server.child.id();
    let (_, _, child) = wait(&conn, "it begins", |state, pid| state == 1 && pid.is_some_and(|pid| pid != own));
    let began = Instant::now();
    server.stop();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert!(process::of(child.unwrap()).is_none(), "the child has ended with its server");
    let (_, state, _) = wait(&conn, "it is noted", |state, _| state > 1);
    assert!(matches!(state, 2 | 4), "{state}");
    let output = machine.run(&["job", "list"], "");
    assert!(text(&output.stdout).contains("access-log"));
}
