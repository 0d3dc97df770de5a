//! Takes a sample every minute: what changed since the one before, and how things stand.

use crate::{
    base::{
        error::{Error, Result},
        latency::Spread,
        time::{MINUTE_MS, Timestamp},
    },
    db::{Class, pulse::Figures},
    env::Env,
    meter::{Door, process, process::Use},
    operations::{
        resources::{DiskSample, IoSample, KEPT_DAYS, MINUTES_A_DAY, ProcessSample, Sample},
        store::resources as store,
    },
    queue::{job::State, table},
};

/// What was counted over a longer time says nothing of a minute: the box slept, or its clock was moved.
const LONGEST_MS: i64 = 3 * MINUTE_MS;
/// Rows that go with each sample: more than come, so that an appliance that was off for long catches up.
const SLICE: u32 = 120;

/// Remembers what was counted up to the last sample.
pub struct Sampler {
    env: Env,
    before: Option<Counters>,
}

/// Everything that only grows.
struct Counters {
    at: Timestamp,
    used: Option<Use>,
    cache_hits: u64,
    cache_misses: u64,
    requests: u64,
    visitors: u64,
    failures: u64,
    latencies: Spread,
    read_waits: Spread,
    commits: Spread,
    turned_away: u64,
}

impl Sampler {
    pub const fn new(env: Env) -> Self {
        Self { env, before: None }
    }

    /// Takes a sample and keeps it, and forgets some that are too old. The first one only begins the counting.
    pub async fn take(&mut self) -> Result<Option<Sample>> {
        let env = self.env.clone();
        let measured = tokio::task::spawn_blocking(move || {
            let disk = process::disk(env.db.data_dir());
            (process::measure(), disk, env.db.figures())
        });
        let (process, disk, figures) = measured.await.map_err(|cause| Error::internal("taking a sample", cause))?;
        let now = self.count(process.map(|(_, used)| used), &figures);
        let before = self.before.replace(now);
        let (Some(before), Some(now)) = (before, self.before.as_ref()) else { return Ok(None) };
        let elapsed_ms = now.at.ms_since(before.at);
        if !(1..=LONGEST_MS).contains(&elapsed_ms) {
            return Ok(None);
        }
        let mut sample = between(&before, now, elapsed_ms);
        sample.minute = now.at.0.div_euclid(MINUTE_MS);
        sample.process = process.and_then(|(memory, used)| {
            Some(ProcessSample {
                rss_bytes: whole(memory.server_bytes),
                children_rss_bytes: whole(memory.children_bytes),
                cpu_ms: whole(used.cpu_ms.saturating_sub(before.used?.cpu_ms)),
            })
        });
        sample.disk = disk.map(|disk| DiskSample { used_bytes: whole(disk.used_bytes), free_bytes: whole(disk.free_bytes) });
        stand(&mut sample, &figures);
        sample.waiting_jobs = waiting_jobs(&self.env).await;
        let kept = sample.clone();
        let oldest = sample.minute - KEPT_DAYS * MINUTES_A_DAY;
        self.env
            .db
            .control()
            .write(Class::Batch, move |tx| {
                store::forget_before(tx, oldest, SLICE)?;
                store::keep(tx, &kept)
            })
            .await?;
        Ok(Some(sample))
    }

    fn count(&self, used: Option<Use>, figures: &Figures) -> Counters {
        let (cache_hits, cache_misses) = self.env.cache.hits_and_misses();
        let mut counters = Counters {
            at: self.env.now(),
            used,
            cache_hits,
            cache_misses,
            requests: 0,
            visitors: 0,
            failures: 0,
            latencies: Spread::default(),
            read_waits: figures.read_waits.clone(),
            commits: figures.commits.clone(),
            turned_away: figures.turned_away,
        };
        for line in self.env.meter.counted() {
            let requests = line.spread.count();
            counters.requests += requests;
            counters.visitors += if line.door == Door::Visitors { requests } else { 0 };
            counters.failures += line.outcomes[4];
            counters.latencies.add(&line.spread);
        }
        counters
    }
}

/// The amounts between two moments.
fn between(before: &Counters, now: &Counters, elapsed_ms: i64) -> Sample {
    let grown = |now: u64, before: u64| whole(now.saturating_sub(before));
    let io = now.used.zip(before.used).and_then(|(now, before)| {
        let (now, before) = (now.io?, before.io?);
        Some(IoSample {
            read_bytes: grown(now.read_bytes, before.read_bytes),
            written_bytes: grown(now.written_bytes, before.written_bytes),
            reads: grown(now.reads, before.reads),
            writes: grown(now.writes, before.writes),
        })
    });
    Sample {
        elapsed_ms,
        cores: std::thread::available_parallelism().map_or(1, |cores| whole(cores.get() as u64)),
        io,
        turned_away: grown(now.turned_away, before.turned_away),
        cache_hits: grown(now.cache_hits, before.cache_hits),
        cache_misses: grown(now.cache_misses, before.cache_misses),
        requests: grown(now.requests, before.requests),
        visitors: grown(now.visitors, before.visitors),
        failures: grown(now.failures, before.failures),
        latencies: now.latencies.since(&before.latencies),
        read_waits: now.read_waits.since(&before.read_waits),
        commits: now.commits.since(&before.commits),
        ..Sample::default()
    }
}

/// How the data layer stands at this moment.
fn stand(sample: &mut Sample, figures: &Figures) {
    sample.wal_bytes = whole(figures.files.iter().map(|file| file.wal_bytes).sum());
    sample.connections = whole(figures.connections as u64);
    sample.waiting_reads = whole(figures.waiting_reads as u64);
    sample.waiting_writes = whole(figures.files.iter().flat_map(|file| file.waiting_writes).sum::<usize>() as u64);
}

/// Jobs of the queue that wait in the open files; those of closed ones wait for nobody's second.
async fn waiting_jobs(env: &Env) -> i64 {
    let mut waiting = 0;
    for (slug, _) in env.db.open_accounts() {
        let Some(database) = env.db.if_open(&slug) else { continue };
        // A file that can't be read is told of elsewhere.
        waiting += database.read(|conn| table::count(conn, Some(State::Waiting))).await.unwrap_or(0);
    }
    waiting
}

fn whole(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
