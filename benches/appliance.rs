//! What the appliance does at full capacity, from outside, beside what is expected and what the reference stack does (Next.js 16,
//! Prisma, `PostgreSQL` 15, Redis 7 with the same rows on the same two cores, 32 connections).
//!
//! `make bench` measures the table of figures, `make soak` an hour of mixed load, `make bench-scale` how cost grows with size,
//! `make bench-backup` thirty nights of backups. The server is a process of its own, the client one thread of this one.
//! `BENCH_ONLY=page-br,score-night` measures some figures alone, `BENCH_SECONDS`, `BENCH_RUNS` and `BENCH_SCALE` change the length,
//! the number of runs and the data set, `DANGOL_BIN` measures another binary, `DANGOL_BENCH_DATA` says where data sets are kept.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a bench that fails has nothing else to say")]

#[path = "appliance/backup.rs"]
mod backup;
#[path = "appliance/client.rs"]
mod client;
#[path = "appliance/data.rs"]
mod data;
#[path = "appliance/load.rs"]
mod load;
#[path = "appliance/memory.rs"]
mod memory;
#[path = "appliance/night.rs"]
mod night;
#[path = "appliance/rates.rs"]
mod rates;
#[path = "appliance/report.rs"]
mod report;
#[path = "appliance/scale.rs"]
mod scale;
#[path = "appliance/server.rs"]
mod server;
#[path = "appliance/sight.rs"]
mod sight;
#[path = "appliance/soak.rs"]
mod soak;

use std::{str::FromStr, time::Duration};

use data::DataSet;
use report::Figure;

/// Connections of a closed load.
pub const CLIENTS: usize = 32;

/// How this run was asked for.
pub struct Plan {
    pub scale: f64,
    pub length: Duration,
    pub runs: usize,
    only: Vec<String>,
}

impl Plan {
    fn of_environment() -> Self {
        let only = std::env::var("BENCH_ONLY").unwrap_or_default();
        Self {
            scale: setting("BENCH_SCALE", 1.0),
            length: Duration::from_secs_f64(setting("BENCH_SECONDS", 5.0)),
            runs: setting("BENCH_RUNS", 3),
            only: only.split([',', ' ']).filter(|key| !key.is_empty()).map(str::to_owned).collect(),
        }
    }

    /// Is one of these figures asked for?
    pub fn wants(&self, keys: &[&str]) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| keys.contains(&only.as_str()))
    }
}

/// A number from the environment.
pub fn setting<T: FromStr>(name: &str, otherwise: T) -> T {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let is_asked = |what: &str| words.iter().any(|word| word == what);
    if let Some(at) = words.iter().position(|word| word == backup::WORK) {
        return backup::work(&words[at + 1..]);
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    if is_asked("soak") {
        runtime.block_on(soak::run());
    } else if is_asked("scale") {
        runtime.block_on(scale::run(&Plan::of_environment()));
    } else if is_asked("backup") {
        runtime.block_on(backup::run(&Plan::of_environment()));
    } else if is_asked("--bench") {
        // `cargo test --all-targets` builds this too, and would run it.
        runtime.block_on(table(&Plan::of_environment()));
    }
}

async fn table(plan: &Plan) {
    let binary = server::binary();
    let set = DataSet::at(&binary, plan.scale, 0);
    let syncs = server::syncs_a_second(&data::folder());
    let about = report::about(&binary, plan.scale, syncs);
    let mut figures: Vec<Figure> = Vec::new();
    figures.extend(memory::directory(plan, &set));
    figures.extend(rates::measure(plan, &set).await);
    figures.extend(memory::server(plan, &set).await);
    figures.extend(night::score(plan, &set).await);
    figures.extend(night::retention(plan, &binary).await);
    report::publish("results", &figures.into_iter().filter(|figure| plan.wants(&[figure.key])).collect::<Vec<_>>(), &about);
}
