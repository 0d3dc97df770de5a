//! `GET /metrics`: everything that is counted, as monitoring systems read it. No address, path or name of a person is a label.

use crate::{
    base::error::Result,
    config::values::Word as _,
    env::Env,
    operations::{
        exposition::{Exposition, Kind, Labels, seconds},
        service::resources::{self, Measured},
    },
};

/// The classes of a file's write queue, the most urgent first.
const CLASSES: [&str; 3] = ["visitor", "person", "batch"];
/// By the first digit of the status.
const STATUSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

pub async fn metrics(env: &Env) -> Result<String> {
    let measured = resources::measure(env).await?;
    let mut text = Exposition::default();
    process(&mut text, env, &measured);
    requests(&mut text, &measured);
    data_layer(&mut text, &measured);
    caches(&mut text, env);
    Ok(text.finish())
}

fn process(text: &mut Exposition, env: &Env, measured: &Measured) {
    let version: Labels = &[("version", env!("CARGO_PKG_VERSION")), ("tier", env.settings.tier.word())];
    text.family("dangol_build_info", Kind::Gauge, "The version that runs; always 1.").sample(version, 1);
    let started_us = u64::try_from(env.meter.started_at().0).unwrap_or(0).saturating_mul(1_000);
    text.family("process_start_time_seconds", Kind::Gauge, "When the process started, since 1970.").sample(&[], seconds(started_us));
    if let Some(memory) = measured.memory {
        text.family("process_resident_memory_bytes", Kind::Gauge, "Memory that the server holds.").sample(&[], memory.server_bytes);
        text.family("dangol_children_resident_memory_bytes", Kind::Gauge, "Memory that its child processes hold.")
            .sample(&[], memory.children_bytes);
    }
    if let Some(used) = measured.used {
        text.family("process_cpu_seconds_total", Kind::Counter, "Processor time, child processes included.")
            .sample(&[], seconds(used.cpu_ms.saturating_mul(1_000)));
        if let Some(io) = used.io {
            text.family("dangol_disk_read_bytes_total", Kind::Counter, "Bytes read from disks.").sample(&[], io.read_bytes);
            text.family("dangol_disk_written_bytes_total", Kind::Counter, "Bytes written to disks.").sample(&[], io.written_bytes);
            text.family("dangol_read_calls_total", Kind::Counter, "Read calls, what was in memory included.").sample(&[], io.reads);
            text.family("dangol_write_calls_total", Kind::Counter, "Write calls.").sample(&[], io.writes);
        }
    }
    if let Some(disk) = measured.disk {
        text.family("dangol_disk_used_bytes", Kind::Gauge, "Used on the disk of the data directory.").sample(&[], disk.used_bytes);
        text.family("dangol_disk_free_bytes", Kind::Gauge, "Free on the disk of the data directory.").sample(&[], disk.free_bytes);
    }
}

fn requests(text: &mut Exposition, measured: &Measured) {
    text.family("dangol_http_requests_total", Kind::Counter, "Answered requests by door, route pattern, method and status.");
    for line in &measured.requests {
        for (status, count) in STATUSES.iter().zip(line.outcomes).filter(|(_, count)| *count > 0) {
            text.sample(&[("door", line.door.name()), ("route", &line.route), ("method", line.method), ("status", status)], count);
        }
    }
    text.family("dangol_http_request_duration_seconds", Kind::Histogram, "Time until a request was answered, without sending the body.");
    for line in &measured.requests {
        text.histogram(&[("door", line.door.name()), ("route", &line.route), ("method", line.method)], &line.spread);
    }
}

fn data_layer(text: &mut Exposition, measured: &Measured) {
    let figures = &measured.figures;
    text.family("dangol_db_connections", Kind::Gauge, "Open reading connections.").sample(&[], figures.connections);
    text.family("dangol_db_connection_limit", Kind::Gauge, "Reading connections that may be open.").sample(&[], figures.connection_limit);
    text.family("dangol_db_waiting_reads", Kind::Gauge, "Reads that wait for a thread.").sample(&[], figures.waiting_reads);
    text.family("dangol_db_waiting_writes", Kind::Gauge, "Writes that wait, by class.");
    for (n, class) in CLASSES.iter().enumerate() {
        text.sample(&[("class", class)], figures.files.iter().map(|file| file.waiting_writes[n]).sum::<usize>());
    }
    text.family("dangol_db_read_wait_seconds", Kind::Histogram, "Time that reads waited for a thread.").histogram(&[], &figures.read_waits);
    text.family("dangol_db_commit_seconds", Kind::Histogram, "Time that commits took.").histogram(&[], &figures.commits);
    text.family("dangol_db_writes_total", Kind::Counter, "Writes that were answered; many share a commit.").sample(&[], figures.writes);
    text.family("dangol_db_turned_away_total", Kind::Counter, "Reads and writes refused because too many waited.")
        .sample(&[], figures.turned_away);
    text.family("dangol_db_file_bytes", Kind::Gauge, "Size of each open file.");
    for file in &figures.files {
        text.sample(&[("file", &file.name)], file.size_bytes);
    }
    text.family("dangol_db_wal_bytes", Kind::Gauge, "Size of each open file's write-ahead log.");
    for file in &figures.files {
        text.sample(&[("file", &file.name)], file.wal_bytes);
    }
}

fn caches(text: &mut Exposition, env: &Env) {
    let caches = resources::caches(env);
    text.family("dangol_cache_hits_total", Kind::Counter, "Questions that a cache could answer.");
    for cache in &caches {
        text.sample(&[("cache", &cache.name)], cache.hits);
    }
    text.family("dangol_cache_misses_total", Kind::Counter, "Questions that it could not.");
    for cache in &caches {
        text.sample(&[("cache", &cache.name)], cache.misses);
    }
    text.family("dangol_cache_bytes", Kind::Gauge, "Memory that the entries take.");
    for cache in &caches {
        text.sample(&[("cache", &cache.name)], cache.bytes.unwrap_or(0));
    }
}
