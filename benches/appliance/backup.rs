//! Nights of backups at full capacity: the first, the one after a day's work and scoring, and thirty of them on disk.
//!
//! The work runs in a process of its own (this program again), so that its memory and processor time are its own. `BENCH_NIGHTS`
//! simulates fewer.

use std::{
    fs,
    ops::ControlFlow,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use dangol::{
    backup::{Key, Place, Repository, Source, save::About},
    base::{
        chance::SeededChance,
        time::{Clock as _, DAY_MS, FrozenClock, SystemClock, Timestamp, Zone},
    },
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use crate::{
    CLIENTS, Plan,
    data::{self, DataSet},
    load::Load,
    night,
    report::{self, Expected, Figure},
    server::{self, Server},
    setting,
    sight::Sight,
};

/// The word that asks this program for the work of one night.
pub const WORK: &str = "backup-work";
/// How many nights are simulated, and kept.
const NIGHTS: u32 = 30;
/// Of 500,000 leads in a year, those of a day; of 2,000,000 interactions likewise.
const A_DAY: i64 = 365;
const CHANGED_IN_A_DAY: i64 = 33;

/// What a piece of work took.
#[derive(Debug, Deserialize, Serialize)]
struct Took {
    seconds: f64,
    cpu_seconds: f64,
    peak_mb: f64,
    new_mb: f64,
    repository_mb: f64,
}

/// Measures the nights and publishes them.
pub async fn run(plan: &Plan) {
    let binary = server::binary();
    let set = DataSet::at(&binary, plan.scale, 0);
    let copy = set.copy();
    let directory = copy.path();
    let live = |directory: &Path| {
        megabytes(data::bytes_below(&directory.join("accounts")) + fs::metadata(directory.join("control.db")).unwrap().len())
    };

    eprintln!("the first night …");
    let server = Server::start(directory);
    let sight = Sight::of(&server).await;
    let mut work = start(directory, "save", 0);
    let load = Load::at_pace(&sight.submissions(true), 200, 32, |_| work.try_wait().unwrap().is_some()).await;
    assert_eq!(load.failed, 0, "a form was refused");
    let first = told(work);
    server.stop();

    let (mut nights, mut size_at) = (Vec::new(), Vec::new());
    let count = setting("BENCH_NIGHTS", NIGHTS).max(2);
    for day in 1..count {
        a_day(directory, day).await;
        nights.push(told(start(directory, "save", day)));
        size_at.push(nights.last().map_or(0.0, |night| night.repository_mb) / live(directory));
        eprintln!("night {day}: {:?}, {:.2} times the live size", nights[nights.len() - 1], size_at[size_at.len() - 1]);
    }
    eprintln!("checking and restoring …");
    let verified = told(start(directory, "verify", count));
    let restored = told(start(directory, "restore", count));
    let highest = nights.iter().chain([&first]).map(|night| night.peak_mb).fold(0.0, f64::max);
    let figure = |key, name: &str, unit, values: Vec<f64>, expected, note: String| Figure {
        key,
        name: name.to_owned(),
        unit,
        values,
        expected,
        reference: None,
        cpu_ms: Vec::new(),
        reference_cpu_ms: None,
        note,
    };
    let of_nights = |value: fn(&Took) -> f64| nights.iter().map(value).collect::<Vec<f64>>();
    let figures = [
        figure(
            "backup-first",
            "first backup",
            "s",
            vec![first.seconds],
            Expected::AtMost(105.0),
            format!("{:.0} s of processor", first.cpu_seconds),
        ),
        figure("backup-first-new", "what it adds", "MB", vec![first.new_mb], Expected::Nothing, format!("of {:.0} MB", live(set.path()))),
        figure(
            "backup-night",
            "backup after a day's work and scoring",
            "s",
            of_nights(|night| night.seconds),
            Expected::AtMost(14.0),
            "with forgetting and pruning".into(),
        ),
        figure("backup-night-cpu", "processor time of it", "s", of_nights(|night| night.cpu_seconds), Expected::Nothing, String::new()),
        figure("backup-night-new", "what it adds", "MB", of_nights(|night| night.new_mb), Expected::Nothing, String::new()),
        figure("backup-rss", "memory of a backup, highest", "MB", vec![highest], Expected::AtMost(200.0), String::new()),
        figure(
            "backup-30",
            &format!("{count} nights on disk, beside the live files"),
            "times",
            vec![*size_at.last().unwrap()],
            Expected::AtMost(2.0),
            String::new(),
        ),
        figure(
            "backup-verify",
            "reading and proving all of it",
            "s",
            vec![verified.seconds],
            Expected::Nothing,
            format!("{:.0} MB of memory", verified.peak_mb),
        ),
        figure("restore-all", "all files brought back", "s", vec![restored.seconds], Expected::AtMost(12.0), String::new()),
        figure("restore-rss", "memory of it", "MB", vec![restored.peak_mb], Expected::AtMost(400.0), String::new()),
        figure(
            "backup-p99",
            "submission p99 at 200/s during a backup",
            "ms",
            vec![load.percentile_ms(0.99)],
            Expected::AtMost(50.0),
            String::new(),
        ),
    ];
    let syncs = server::syncs_a_second(&data::folder());
    report::publish("backup", &figures, &report::about(&binary, plan.scale, syncs));
}

/// A day: new leads by their forms, more interactions of old ones, and the night's scoring.
async fn a_day(directory: &Path, day: u32) {
    let server = Server::start(directory);
    let sight = Sight::of(&server).await;
    Load::run(&sight.submissions(true), CLIENTS, Duration::from_millis(400)).await;
    server.stop();
    for slug in data::accounts(directory) {
        let conn = Connection::open(directory.join(format!("accounts/{slug}.db"))).unwrap();
        conn.execute_batch(&format!(
            "PRAGMA synchronous = off;
             INSERT OR IGNORE INTO lead_interaction SELECT lead_id, at + {day} * 86400000, seq, kind, actor, user_id, agent, data
             FROM lead_interaction WHERE (lead_id * 31 + seq) % {A_DAY} = {day};
             UPDATE lead_score SET fit = (fit + 1) % 50 WHERE lead_id % {CHANGED_IN_A_DAY} = {day} % {CHANGED_IN_A_DAY}"
        ))
        .unwrap();
    }
    night::job(directory, "score");
}

fn start(directory: &Path, what: &str, day: u32) -> std::process::Child {
    let mut command = Command::new("nice");
    command.args(["-n", "10"]).arg(std::env::current_exe().unwrap()).args([WORK, what, &day.to_string()]).arg(directory);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap()
}

fn told(work: std::process::Child) -> Took {
    let output = work.wait_with_output().unwrap();
    assert!(output.status.success(), "the work of a night failed");
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The work itself, in the process that was started for it: `save 3 DIRECTORY`.
#[expect(clippy::print_stdout, reason = "what it took is told so")]
pub fn work(words: &[String]) {
    let [what, day, directory] = words else { panic!("what, which day, where") };
    let (day, directory): (i64, &Path) = (day.parse().unwrap(), Path::new(directory));
    let began = Instant::now();
    let place = Place::directory(&directory.join("backups")).unwrap();
    let repository = Repository::open_or_init(place.clone(), &Key::generate(&SeededChance::new(1))).unwrap();
    let mut new_bytes = 0;
    match what.as_str() {
        "save" => {
            let lock = place.lock("backup").unwrap();
            let mut sources = vec![Source::database(directory, "control.db")];
            sources.extend(data::accounts(directory).into_iter().map(|slug| Source::database(directory, format!("accounts/{slug}.db"))));
            let about = About { reason: "bench".to_owned(), version: "0".to_owned() };
            let clock = Arc::new(FrozenClock::at(Timestamp(SystemClock.now().0 + day * DAY_MS)));
            let saved = repository.save(
                &lock,
                sources,
                &about,
                &(clock as Arc<dyn dangol::base::time::Clock>),
                Arc::new(|_| ControlFlow::Continue(())),
            );
            new_bytes = saved.unwrap().new_bytes;
            if day > 0 {
                repository.forget(&lock, NIGHTS, Zone::default()).unwrap();
                repository.prune_after(&lock, Duration::ZERO).unwrap();
            }
        }
        "verify" => assert!(repository.verify(&place.lock("verify").unwrap(), true).unwrap().is_well()),
        _ => {
            let lock = place.lock("restore").unwrap();
            let shelf = repository.shelf(&lock).unwrap();
            let snapshot = repository.snapshots().unwrap().pop().unwrap();
            for file in &snapshot.record.files {
                let target = directory.join("back");
                shelf.write_out(&snapshot, &file.path, &target).unwrap();
                fs::remove_file(target).unwrap();
            }
        }
    }
    let took = Took {
        seconds: began.elapsed().as_secs_f64(),
        cpu_seconds: server::cpu_of("/proc/self"),
        peak_mb: server::memory_mb(std::process::id(), "VmHWM:"),
        new_mb: megabytes(new_bytes),
        repository_mb: megabytes(repository.sizes().unwrap().bytes),
    };
    println!("{}", serde_json::to_string(&took).unwrap());
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
