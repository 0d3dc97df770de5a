//! What the resources page, its API and `/metrics` tell.

use crate::{
    alerts::{
        alarm::{Alarm, Severity},
        service as alerts,
    },
    base::{
        error::{Error, Result},
        period::share_bp,
        time::{MINUTE_MS, SECOND_MS},
    },
    cache::{AGENCY, Shelf, Space, SpaceFigures, Weigh},
    config::{machine::Machine, values::Word as _},
    db::{pulse::Figures, slow},
    env::Env,
    meter::{
        process::{self, Disk, Memory, Use},
        requests::Counted,
    },
    operations::{
        report::{
            CacheFigures, FileFigures, MachineFigures, Report, RouteFigures, Standing, StatementFigures, WARNINGS, Warning, warnings,
        },
        resources::{self, DiskSample, KEPT_DAYS, MINUTES_A_DAY, Span},
        store::resources as store,
        trend::DayUse,
    },
};

/// A sample that is older is not how things are now.
const FRESH_MINUTES: i64 = 3;
/// Adding up the days reads every sample; what they tell changes slowly.
const DAYS: Space = Space { name: "resource-days", lifetime_ms: 10 * MINUTE_MS, shelf: Shelf::Data };

impl Weigh for Vec<DayUse> {
    fn weight_bytes(&self) -> usize {
        self.len() * size_of::<DayUse>()
    }
}

/// What is measured at the moment of asking.
pub struct Measured {
    pub memory: Option<Memory>,
    pub used: Option<Use>,
    pub disk: Option<Disk>,
    pub figures: Figures,
    pub requests: Vec<Counted>,
}

/// Looks at the process, the disk and the files.
pub async fn measure(env: &Env) -> Result<Measured> {
    let asked = env.clone();
    let measured = tokio::task::spawn_blocking(move || {
        let process = process::measure();
        Measured {
            memory: process.map(|(memory, _)| memory),
            used: process.map(|(_, used)| used),
            disk: process::disk(asked.db.data_dir()),
            figures: asked.db.figures(),
            requests: asked.meter.counted(),
        }
    });
    measured.await.map_err(|cause| Error::internal("measuring the process", cause))
}

/// Everything that the page shows.
pub async fn report(env: &Env, span: Span) -> Result<Report> {
    let now = env.now();
    let minute = now.0.div_euclid(MINUTE_MS);
    let measured = measure(env).await?;
    let disk = measured.disk.map(disk_sample);
    let read = move |conn: &rusqlite::Connection| {
        let samples = store::between(conn, span.from(minute), minute)?;
        let last = samples.last().filter(|sample| sample.minute > minute - FRESH_MINUTES).map(resources::point);
        Ok((last, resources::points(samples, span, minute)))
    };
    let (last, points) = env.db.control().read(read).await?;
    let days = env.cache.get_or_load(&DAYS, AGENCY, "", now, days(env)).await?;
    Ok(Report {
        as_of: now,
        started_at: env.meter.started_at(),
        machine: machine(env),
        standing: standing(&measured),
        last,
        span,
        now_minute: minute,
        points,
        routes: routes(&measured.requests, now.ms_since(env.meter.started_at())),
        statements: slow::slowest().iter().map(statement).collect(),
        caches: caches(env),
        files: measured.figures.files.iter().map(file).collect(),
        warnings: warnings(&days, disk),
    })
}

/// All days that are kept.
async fn days(env: &Env) -> Result<Vec<DayUse>> {
    let from = env.now().0.div_euclid(MINUTE_MS) - KEPT_DAYS * MINUTES_A_DAY;
    env.db.control().read(move |conn| store::days(conn, from)).await
}

/// What should be looked after now.
pub async fn look_out(env: &Env) -> Result<Vec<Warning>> {
    let days = days(env).await?;
    let directory = env.db.data_dir().to_owned();
    let disk = tokio::task::spawn_blocking(move || process::disk(&directory)).await.ok().flatten();
    Ok(warnings(&days, disk.map(disk_sample)))
}

/// The caches of this process, each space of its own.
pub fn caches(env: &Env) -> Vec<CacheFigures> {
    let of = |space: SpaceFigures| {
        let (hits, misses) = (whole(space.hits), whole(space.misses));
        CacheFigures {
            name: space.name.into(),
            hits,
            misses,
            hit_rate_bp: share_bp(hits, hits + misses),
            entries: Some(whole(space.entries)),
            bytes: Some(whole(space.bytes)),
        }
    };
    env.cache.figures().into_iter().map(of).collect()
}

/// Raises an alarm for each thing that should be looked after, and ends those that are over.
pub async fn tell(env: &Env) -> Result<()> {
    let found = look_out(env).await?;
    for key in WARNINGS {
        match found.iter().find(|warning| warning.key() == key) {
            None => alerts::alarm_over(env, key).await?,
            Some(warning) => {
                let severity = if warning.is_urgent() { Severity::Critical } else { Severity::Warning };
                let (what, remedy) = (warning.what(), warning.remedy().into());
                alerts::alarm(env, Alarm { key: key.to_owned(), severity, what, remedy }).await?;
            }
        }
    }
    Ok(())
}

fn machine(env: &Env) -> MachineFigures {
    let machine = Machine::measure();
    let settings = &env.settings;
    MachineFigures {
        cores: whole(machine.cores as u64),
        memory_bytes: machine.memory_bytes.map(whole),
        tier: settings.tier.word(),
        cache_limit_bytes: whole(((settings.cache.pages_mb + settings.cache.data_mb) as u64) << 20),
        connection_limit: whole(settings.db.connections as u64),
    }
}

fn standing(measured: &Measured) -> Standing {
    let figures = &measured.figures;
    Standing {
        rss_bytes: measured.memory.map(|memory| whole(memory.server_bytes)),
        children_rss_bytes: measured.memory.map(|memory| whole(memory.children_bytes)),
        disk_used_bytes: measured.disk.map(|disk| whole(disk.used_bytes)),
        disk_free_bytes: measured.disk.map(|disk| whole(disk.free_bytes)),
        connections: whole(figures.connections as u64),
        waiting_reads: whole(figures.waiting_reads as u64),
        waiting_writes: whole(figures.files.iter().flat_map(|file| file.waiting_writes).sum::<usize>() as u64),
        wal_bytes: whole(figures.files.iter().map(|file| file.wal_bytes).sum()),
    }
}

fn routes(counted: &[Counted], running_ms: i64) -> Vec<RouteFigures> {
    let mut routes: Vec<RouteFigures> = counted
        .iter()
        .map(|line| {
            let told = |percent| line.spread.percentile_us(percent).map(whole);
            let requests = whole(line.spread.count());
            RouteFigures {
                door: line.door.name(),
                route: line.route.clone(),
                method: line.method,
                requests,
                requests_per_ks: requests.saturating_mul(1_000 * SECOND_MS) / running_ms.max(1),
                p50_us: told(50),
                p95_us: told(95),
                p99_us: told(99),
                total_us: whole(line.spread.sum_us),
                refused: whole(line.outcomes[3]),
                failed: whole(line.outcomes[4]),
            }
        })
        .collect();
    routes.sort_by_key(|route| std::cmp::Reverse(route.total_us));
    routes
}

fn statement(statement: &slow::Statement) -> StatementFigures {
    let us = |time: std::time::Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
    StatementFigures {
        sql: statement.sql.clone(),
        runs: whole(statement.runs),
        longest_us: us(statement.longest),
        total_us: us(statement.total),
    }
}

fn file(file: &crate::db::pulse::FileFigures) -> FileFigures {
    FileFigures {
        name: file.name.clone(),
        size_bytes: whole(file.size_bytes),
        wal_bytes: whole(file.wal_bytes),
        connections: whole(file.connections as u64),
        waiting_reads: whole(file.waiting_reads as u64),
        waiting_writes: whole(file.waiting_writes.iter().sum::<usize>() as u64),
        commits: whole(file.commits),
    }
}

fn disk_sample(disk: Disk) -> DiskSample {
    DiskSample { used_bytes: whole(disk.used_bytes), free_bytes: whole(disk.free_bytes) }
}

fn whole(amount: u64) -> i64 {
    i64::try_from(amount).unwrap_or(i64::MAX)
}
