//! The scoring night at full size: nothing changed, a day later, and another model in every account. `dangol demo --scale 1` makes the
//! data: `BENCH_DATA=… cargo bench --bench scoring`. It works on a copy, in `BENCH_DIR` if another disk is to be measured.
//!
//! The job runs in the process that owns the directory, so that the memory at its peak is that of both.

#![expect(clippy::unwrap_used, reason = "a bench that fails has nothing else to say")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

use std::{fs, path::Path, sync::Arc, time::Instant};

use dangol::{
    accounts::{
        model::Actor,
        service::{self as accounts, job::Run},
    },
    app,
    base::{
        chance::SystemChance,
        time::{Clock as _, FrozenClock, SystemClock},
    },
    config::settings::Settings,
    db::lock::DirectoryLock,
    env::Env,
    scoring::{jobs, service as scoring},
};

const RUNS: usize = 3;
const DAY_MS: i64 = 86_400_000;

fn main() {
    // `cargo test --all-targets` builds this too, and would run it.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    let Ok(data) = std::env::var("BENCH_DATA") else {
        println!("BENCH_DATA names no data directory: make one with `dangol --data-dir … demo --scale 1`.");
        return;
    };
    let copy = std::env::var("BENCH_DIR").map_or_else(|_| tempfile::tempdir(), tempfile::tempdir_in).unwrap();
    copy_all(Path::new(&data), copy.path());
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(measure(copy.path()));
}

async fn measure(directory: &Path) {
    let settings = Settings { data_dir: directory.to_owned(), ..Settings::default() };
    let lock = DirectoryLock::take(directory).unwrap();
    let clock = Arc::new(FrozenClock::at(SystemClock.now()));
    let env = app::open(settings, lock, clock.clone(), Arc::new(SystemChance)).await.unwrap();
    night(&env, "settling").await;
    for _ in 0..RUNS {
        night(&env, "nothing changed").await;
    }
    for _ in 0..RUNS {
        clock.advance_ms(DAY_MS);
        night(&env, "a day later").await;
    }
    for round in 0..RUNS {
        for account in accounts::list(&env).await.unwrap() {
            let cx = accounts::enter(&env, &account.slug, Arc::new(Actor::product())).await.unwrap();
            let mut model = scoring::active(&cx).await.unwrap().model;
            // Every score goes up or down by it.
            model.fit[0].points += if round % 2 == 0 { -5 } else { 5 };
            scoring::activate(&cx, model).await.unwrap();
        }
        night(&env, "another model").await;
    }
    println!("memory at its peak: {:.0} MB", memory_mb());
}

async fn night(env: &Env, what: &str) {
    let run = Run::new(env.clone(), accounts::list(env).await.unwrap(), |_| ());
    let (begun, cpu, commits) = (Instant::now(), cpu_s(), env.db.commits());
    let done = jobs::score(&run).await.unwrap();
    assert!(done.faults.is_empty(), "{:?}", done.faults);
    println!(
        "{what:>16}: {} leads in {:.2} s, {:.2} s of CPU, {} commits",
        done.rows,
        begun.elapsed().as_secs_f64(),
        cpu_s() - cpu,
        env.db.commits() - commits,
    );
}

fn copy_all(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            copy_all(&entry.path(), &to.join(entry.file_name()));
        } else if kind.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

/// Of this process, user and system.
fn cpu_s() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |at: usize| fields[at].parse::<f64>().unwrap();
    (ticks(11) + ticks(12)) / 100.0
}

fn memory_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
}
