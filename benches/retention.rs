//! The archive and the clean-up of a year at full size. `dangol demo --scale 1` makes the data:
//! `BENCH_DATA=… cargo bench --bench retention`. It works on a copy, in `BENCH_DIR` if another disk is to be measured.
//!
//! The clock is set so far behind the data that some 430,000 interactions and half of the conversions are past their period; and a year
//! later, when those interactions leave the archive too. Meanwhile somebody writes to the largest account: the longest wait shows how
//! long a slice holds its writer.

#![expect(clippy::unwrap_used, reason = "a bench that fails has nothing else to say")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

use std::{
    fs,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use dangol::{
    accounts::{
        model::Actor,
        service::{self as accounts, AccountCx, job::Run},
    },
    app,
    base::{
        chance::SystemChance,
        time::{Clock as _, FrozenClock, SystemClock},
    },
    config::settings::Settings,
    db::lock::DirectoryLock,
    env::Env,
    retention::jobs,
};

const RUNS: usize = 3;
const DAY_MS: i64 = 86_400_000;
/// From the end of the data to the night: 430,000 of 2,000,000 interactions are over a year old then.
const DAYS_LATER: i64 = 90;

fn main() {
    // `cargo test --all-targets` builds this too, and would run it.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    let Ok(data) = std::env::var("BENCH_DATA") else {
        println!("BENCH_DATA names no data directory: make one with `dangol --data-dir … demo --scale 1`.");
        return;
    };
    for _ in 0..RUNS {
        let copy = std::env::var("BENCH_DIR").map_or_else(|_| tempfile::tempdir(), tempfile::tempdir_in).unwrap();
        copy_all(Path::new(&data), copy.path());
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(measure(copy.path()));
    }
    println!("memory at its peak: {:.0} MB", memory_mb());
}

async fn measure(directory: &Path) {
    let settings = Settings { data_dir: directory.to_owned(), ..Settings::default() };
    let lock = DirectoryLock::take(directory).unwrap();
    let clock = Arc::new(FrozenClock::at(SystemClock.now().plus_ms(DAYS_LATER * DAY_MS)));
    let env = app::open(settings, lock, clock.clone(), Arc::new(SystemChance)).await.unwrap();
    // Visits go every hour, and are not what is measured.
    app::forget_old_visits(&env).await.unwrap();
    night(&env, "archive").await;
    night(&env, "archive again").await;
    clock.advance_ms(366 * DAY_MS);
    night(&env, "clean-up").await;
}

async fn night(env: &Env, what: &str) {
    let run = Run::new(env.clone(), accounts::list(env).await.unwrap(), |_| ());
    let writing = Arc::new(AtomicBool::new(true));
    let waits = tokio::spawn(write_meanwhile(largest(env).await, Arc::clone(&writing)));
    let (begun, cpu, commits) = (Instant::now(), cpu_s(), env.db.commits());
    let done = if what == "clean-up" { jobs::clean_up(&run).await } else { jobs::archive(&run).await }.unwrap();
    let took = begun.elapsed();
    writing.store(false, Ordering::Relaxed);
    assert!(done.faults.is_empty(), "{:?}", done.faults);
    println!(
        "{what:>14}: {} rows in {:.2} s, {:.2} s of CPU, {} commits; a write meanwhile waited {} ms at most",
        done.rows,
        took.as_secs_f64(),
        cpu_s() - cpu,
        env.db.commits() - commits,
        waits.await.unwrap().as_millis(),
    );
}

async fn largest(env: &Env) -> AccountCx {
    let all = accounts::list(env).await.unwrap();
    let account = all.iter().max_by_key(|account| env.db.size_bytes(&account.slug)).unwrap();
    accounts::enter(env, &account.slug, Arc::new(Actor::operator())).await.unwrap()
}

/// The longest that a small write took.
async fn write_meanwhile(cx: AccountCx, writing: Arc<AtomicBool>) -> Duration {
    let mut longest = Duration::ZERO;
    while writing.load(Ordering::Relaxed) {
        let begun = Instant::now();
        cx.write(|tx| tx.log("account.check", "account:bench")).await.unwrap();
        longest = longest.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(3)).await;
    }
    longest
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
