//! The doctor and the log of the built binary: names and doors, the bundle, and lines of the server and of its jobs in one file.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

use dangol::{
    base::log_line::{Line, Severity},
    logs::files,
};
use rusqlite::Connection;
use serde_json::Value;

use crate::operator::{Machine, PASSWORD, text};

fn findings(output: &Output, check: &str) -> Vec<(String, String)> {
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let of_check = report["findings"].as_array().unwrap().iter().filter(|finding| finding["check"] == check);
    of_check.map(|finding| (finding["state"].as_str().unwrap().to_owned(), finding["message"]["en"].as_str().unwrap().to_owned())).collect()
}

/// Every line that is kept, the oldest first; each must be whole.
fn kept(data: &Path) -> Vec<Line> {
    let directory = files::directory(data);
    let files = files::list(&directory).unwrap();
    let read = |part: files::Part| fs::read_to_string(directory.join(part.name())).unwrap();
    let all: String = files.into_iter().map(|(part, _)| read(part)).collect();
    all.lines().map(|line| Line::parse(line).unwrap_or_else(|| panic!("a torn line: {line}"))).collect()
}

/// The files of a directory, but for those that SQLite lays beside a database that it reads.
fn contents(directory: &Path) -> Vec<(String, u64)> {
    let entries = fs::read_dir(directory).unwrap().map(Result::unwrap);
    let named = entries.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.metadata().unwrap().len()));
    let mut found: Vec<_> = named.filter(|(name, _)| !name.ends_with("-wal") && !name.ends_with("-shm")).collect();
    found.sort();
    found
}

#[test]
fn names_that_lead_nowhere_are_faults_and_doors_that_answer_are_told() {
    let machine = Machine::new();
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    let server = machine.serve();
    let output = machine.run(&["doctor", "--json"], "");
    assert_eq!(findings(&output, "port").iter().filter(|(state, what)| state == "ok" && what.contains("answers")).count(), 2);
    for check in ["version", "permissions", "disk", "fsync", "clock", "time_zones", "mail", "dns", "control", "backup"] {
        let found = findings(&output, check);
        assert!(!found.is_empty() && found.iter().all(|(state, _)| state != "fault"), "{check}: {}", text(&output.stdout));
    }
    server.stop();
    let named = machine.command(&["doctor", "--json"]).env("DANGOL_PUBLIC__BASE_URL", "https://nowhere.invalid").output().unwrap();
    let dns = findings(&named, "dns");
    assert!(named.status.code() == Some(1) && dns.len() == 1 && dns[0].0 == "fault" && dns[0].1.contains("nowhere.invalid"), "{dns:?}");
    let key = machine.data().join("recovery.key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let open = findings(&machine.run(&["doctor", "--json"], ""), "permissions");
    assert!(open.len() == 1 && open[0].1.contains("recovery.key (mode 644)"), "{open:?}");
}

#[test]
fn a_bundle_is_written_once_and_only_where_its_name_says_how() {
    let machine = Machine::new();
    machine.done(&["setup", "--email", "planted@secret.kr", "--agency", "Planted Agency"], PASSWORD);
    machine.done(&["account", "create", "--name", "Planted Shop", "--slug", "flowers"], "");
    let before = contents(&machine.data());
    let file = machine.data().with_file_name("help.tar.zst");
    let words = ["doctor", "--bundle", file.to_str().unwrap()];
    let output = machine.run(&words, "");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("help.tar.zst"));
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let unpacked = zstd::decode_all(fs::File::open(&file).unwrap()).unwrap();
    let all = String::from_utf8_lossy(&unpacked).to_lowercase();
    assert!(all.contains("account-1") && all.contains("\"version\""));
    for planted in ["planted", "secret.kr", "flowers"] {
        assert!(!all.contains(planted), "{planted}");
    }
    assert_eq!(contents(&machine.data()), before, "nothing is changed");
    assert_eq!(machine.run(&words, "").status.code(), Some(2), "a file is never overwritten");
    let zip = machine.data().with_file_name("help.zip");
    assert!(text(&machine.run(&["doctor", "--bundle", zip.to_str().unwrap()], "").stderr).contains(".tar.gz"));
    assert!(!zip.exists());
}

#[test]
fn the_server_and_its_jobs_keep_their_lines_in_one_log() {
    let machine = Machine::new();
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    assert!(!files::directory(&machine.data()).exists(), "a command keeps no log");
    let mut command = machine.command(&["serve", "--listen", "127.0.0.1:0", "--public-listen", "127.0.0.1:0"]);
    let mut child = command.env("DANGOL_LOG__LEVEL", "info,dangol=debug").stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let until = Instant::now() + Duration::from_secs(30);
    let wait_for = |what: &str| loop {
        let lines = kept(&machine.data());
        if let Some(line) = lines.iter().find(|line| line.message.contains(what)) {
            return line.clone();
        }
        assert!(Instant::now() < until, "{what}: {lines:#?}");
        sleep(Duration::from_millis(50));
    };
    wait_for("serving");
    let conn = Connection::open(machine.data().join("control.db")).unwrap();
    conn.busy_timeout(Duration::from_secs(10)).unwrap();
    conn.execute(
        "INSERT INTO job_run (job, state, heavy, by, by_name, late, started_at) VALUES ('access-log', 0, 1, 2, '', 0, 1795316400000)",
        [],
    )
    .unwrap();
    conn.execute("INSERT INTO job_run_account (run_id, account_id) VALUES (last_insert_rowid(), 0)", []).unwrap();
    let begun = wait_for("the process of a job has begun");
    assert_eq!((begun.severity, begun.text("job.name")), (Severity::Debug, Some("access-log")));
    wait_for("a job has ended");
    assert!(std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
    wait_for("stopping");
    let mut said = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut said).unwrap();
    assert!(said.lines().any(|line| Line::parse(line).is_some_and(|line| line.message == "serving")), "{said}");
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let directory = files::directory(&machine.data());
    let (part, _) = files::list(&directory).unwrap()[0];
    assert_eq!((mode(&directory), mode(&directory.join(part.name()))), (0o700, 0o600));
}
