//! `resource_sample`: a row a minute.

use rusqlite::{Connection, Row, params};

use crate::{
    base::{error::Result, latency::Spread},
    operations::{
        resources::{DiskSample, IoSample, ProcessSample, Sample},
        trend::DayUse,
    },
};

/// Keeps a sample, unless its minute has one already: the clock was set back.
pub fn keep(conn: &Connection, sample: &Sample) -> Result<bool> {
    let (process, io, disk) = (sample.process, sample.io, sample.disk);
    let kept = conn
        .prepare_cached(
            "INSERT INTO resource_sample (minute, elapsed_ms, cores, rss_bytes, children_rss_bytes, cpu_ms, read_bytes, written_bytes,
                 reads, writes, disk_used_bytes, disk_free_bytes, wal_bytes, connections, waiting_reads, waiting_writes, waiting_jobs,
                 turned_away, cache_hits, cache_misses, requests, visitors, failures, latencies, read_waits, commits)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24,
                 ?25, ?26)
             ON CONFLICT (minute) DO NOTHING",
        )?
        .execute(params![
            sample.minute,
            sample.elapsed_ms,
            sample.cores,
            process.map(|process| process.rss_bytes),
            process.map(|process| process.children_rss_bytes),
            process.map(|process| process.cpu_ms),
            io.map(|io| io.read_bytes),
            io.map(|io| io.written_bytes),
            io.map(|io| io.reads),
            io.map(|io| io.writes),
            disk.map(|disk| disk.used_bytes),
            disk.map(|disk| disk.free_bytes),
            sample.wal_bytes,
            sample.connections,
            sample.waiting_reads,
            sample.waiting_writes,
            sample.waiting_jobs,
            sample.turned_away,
            sample.cache_hits,
            sample.cache_misses,
            sample.requests,
            sample.visitors,
            sample.failures,
            sample.latencies.to_bytes(),
            sample.read_waits.to_bytes(),
            sample.commits.to_bytes(),
        ])?;
    Ok(kept > 0)
}

/// Forgets some of the samples before a minute. Answers with how many.
pub fn forget_before(conn: &Connection, minute: i64, limit: u32) -> Result<usize> {
    let mut statement = conn.prepare_cached(
        "DELETE FROM resource_sample WHERE minute IN (SELECT minute FROM resource_sample WHERE minute < ?1 ORDER BY minute LIMIT ?2)",
    )?;
    Ok(statement.execute((minute, limit))?)
}

/// The samples from one minute on to another, both included, in order.
pub fn between(conn: &Connection, from: i64, to: i64) -> Result<Vec<Sample>> {
    let mut statement = conn.prepare_cached(
        "SELECT minute, elapsed_ms, cores, rss_bytes, children_rss_bytes, cpu_ms, read_bytes, written_bytes, reads, writes,
             disk_used_bytes, disk_free_bytes, wal_bytes, connections, waiting_reads, waiting_writes, waiting_jobs, turned_away,
             cache_hits, cache_misses, requests, visitors, failures, latencies, read_waits, commits
         FROM resource_sample WHERE minute BETWEEN ?1 AND ?2 ORDER BY minute",
    )?;
    Ok(statement.query_map((from, to), read)?.collect::<Result<_, _>>()?)
}

/// The days since a minute, in order.
pub fn days(conn: &Connection, from: i64) -> Result<Vec<DayUse>> {
    let mut statement = conn.prepare_cached(
        "SELECT minute / 1440, count(*), min(rss_bytes), sum(requests), max(disk_used_bytes)
         FROM resource_sample WHERE minute >= ?1 GROUP BY 1 ORDER BY 1",
    )?;
    let rows = statement.query_map([from], |row| {
        Ok(DayUse {
            day: row.get(0)?,
            samples: row.get(1)?,
            least_rss_bytes: row.get(2)?,
            requests: row.get(3)?,
            disk_used_bytes: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<Sample> {
    let spread = |column: usize| Ok::<_, rusqlite::Error>(Spread::from_bytes(row.get_ref(column)?.as_blob().unwrap_or_default()));
    let process = |rss_bytes| Ok::<_, rusqlite::Error>(ProcessSample { rss_bytes, children_rss_bytes: row.get(4)?, cpu_ms: row.get(5)? });
    let io =
        |read_bytes| Ok::<_, rusqlite::Error>(IoSample { read_bytes, written_bytes: row.get(7)?, reads: row.get(8)?, writes: row.get(9)? });
    let disk = |used_bytes| Ok::<_, rusqlite::Error>(DiskSample { used_bytes, free_bytes: row.get(11)? });
    Ok(Sample {
        minute: row.get(0)?,
        elapsed_ms: row.get(1)?,
        cores: row.get(2)?,
        process: row.get::<_, Option<i64>>(3)?.map(process).transpose()?,
        io: row.get::<_, Option<i64>>(6)?.map(io).transpose()?,
        disk: row.get::<_, Option<i64>>(10)?.map(disk).transpose()?,
        wal_bytes: row.get(12)?,
        connections: row.get(13)?,
        waiting_reads: row.get(14)?,
        waiting_writes: row.get(15)?,
        waiting_jobs: row.get(16)?,
        turned_away: row.get(17)?,
        cache_hits: row.get(18)?,
        cache_misses: row.get(19)?,
        requests: row.get(20)?,
        visitors: row.get(21)?,
        failures: row.get(22)?,
        latencies: spread(23)?,
        read_waits: spread(24)?,
        commits: spread(25)?,
    })
}
