//! How much the appliance carries, from outside: durable submissions, landing pages and the list of customers a second, each with
//! its latency, what it costs the server, and what limits it. `cargo bench --bench throughput`.
//!
//! The server is a process of its own, the client one thread of this one. `DANGOL_BIN` measures another binary, `BENCH_DIR` another
//! disk, `BENCH_SECONDS` changes the length of a run.

#![expect(clippy::unwrap_used, reason = "a bench that fails has nothing else to say")]
#![expect(clippy::print_stdout, reason = "the table is what it is for")]

#[path = "throughput/client.rs"]
mod client;
#[path = "throughput/figures.rs"]
mod figures;
#[path = "throughput/load.rs"]
mod load;
#[path = "throughput/server.rs"]
mod server;

use std::{sync::Arc, time::Duration};

use figures::{Figures, Row};
use load::{Load, Work};
use server::Server;

const CLIENTS: usize = 32;
const RUNS: usize = 3;

fn main() {
    // `cargo test --all-targets` builds this too, and would run it.
    if !std::env::args().any(|word| word == "--bench") {
        return;
    }
    let seconds = std::env::var("BENCH_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(5);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(measure(Duration::from_secs(seconds)));
}

async fn measure(length: Duration) {
    let server = Server::start();
    let syncs = server.syncs_a_second();
    println!("{CLIENTS} clients, {RUNS} runs of {} s each, medians. The disk alone: {syncs:.0} fdatasync/s of 4 KB.\n", length.as_secs());
    let prepared = server.prepare().await;
    let work = [
        Work::page("landing page, identity", &server, "identity", 10_000.0),
        Work::page("landing page, br", &server, "br", 10_000.0),
        Work::list(&format!("customers, 50 of {}", prepared.customers), &server, &prepared.token, 5_000.0),
        Work::submissions("durable submissions", &server, 2_000.0),
    ]
    .map(Arc::new);
    let mut table = Vec::new();
    for work in &work {
        let mut runs = Vec::new();
        Load::run(work, CLIENTS, length / 5).await; // warm-up
        for _ in 0..RUNS {
            let before = Figures::take(&server);
            let load = Load::run(work, CLIENTS, length).await;
            runs.push(Row::between(&before, &Figures::take(&server), &load));
        }
        table.push((work, Row::median(&runs)));
    }
    println!("{}", Row::head());
    for (work, row) in &table {
        println!("{}", row.line(&work.name, work.expected, syncs));
    }
    if let Some((_, row)) = table.last() {
        println!(
            "\nsubmissions: {:.1} share one commit; {:.0} commits/s are {:.0} % of what the disk syncs alone.",
            row.per_second / row.commits_a_second.max(1.0),
            row.commits_a_second,
            100.0 * row.commits_a_second / syncs,
        );
    }
    println!(
        "memory of the server: {:.1} MB at most (expected under 60), setting up and hashing a password included",
        server.memory_mb("VmHWM:")
    );
    println!("binary: {}", server.binary.display());
}
