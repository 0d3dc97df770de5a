//! The table: a line for each question, the median of its runs.

use std::collections::BTreeMap;

use crate::{
    load::Load,
    server::{Server, cpu_of},
};

/// Counters before and after a run.
pub struct Figures {
    commits: u64,
    /// In seconds.
    server_cpu: f64,
    client_cpu: f64,
    threads: BTreeMap<String, f64>,
    rss_mb: f64,
}

#[derive(Clone)]
pub struct Row {
    pub per_second: f64,
    pub commits_a_second: f64,
    p50_ms: f64,
    p99_ms: f64,
    /// Of one core, in per cent.
    server_cpu: f64,
    client_cpu: f64,
    rss_mb: f64,
    /// The server's busiest thread, with its share of a core in per cent.
    busiest: (String, f64),
}

impl Figures {
    pub fn take(server: &Server) -> Self {
        let (threads, rss_mb) = (server.threads(), server.memory_mb("VmRSS:"));
        Self { commits: server.commits(), server_cpu: server.cpu(), client_cpu: cpu_of("/proc/self"), threads, rss_mb }
    }
}

impl Row {
    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    pub fn between(before: &Figures, after: &Figures, load: &Load) -> Self {
        let seconds = load.took.as_secs_f64();
        let worked = |(name, cpu): (&String, &f64)| (name.clone(), 100.0 * (cpu - before.threads.get(name).unwrap_or(&0.0)) / seconds);
        Self {
            per_second: load.latencies.len() as f64 / seconds,
            commits_a_second: (after.commits - before.commits) as f64 / seconds,
            p50_ms: load.percentile_ms(0.5),
            p99_ms: load.percentile_ms(0.99),
            server_cpu: 100.0 * (after.server_cpu - before.server_cpu) / seconds,
            client_cpu: 100.0 * (after.client_cpu - before.client_cpu) / seconds,
            rss_mb: after.rss_mb,
            busiest: after.threads.iter().map(worked).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default(),
        }
    }

    /// Each figure's own median.
    pub fn median(runs: &[Self]) -> Self {
        let middle = |figure: fn(&Self) -> f64| {
            let mut values: Vec<f64> = runs.iter().map(figure).collect();
            values.sort_by(f64::total_cmp);
            values[values.len() / 2]
        };
        Self {
            per_second: middle(|row| row.per_second),
            commits_a_second: middle(|row| row.commits_a_second),
            p50_ms: middle(|row| row.p50_ms),
            p99_ms: middle(|row| row.p99_ms),
            server_cpu: middle(|row| row.server_cpu),
            client_cpu: middle(|row| row.client_cpu),
            rss_mb: middle(|row| row.rss_mb),
            busiest: runs.last().map(|row| row.busiest.clone()).unwrap_or_default(),
        }
    }

    pub fn head() -> String {
        let [what, rate, expected, p50, p99] = ["", "per second", "expected", "p50 ms", "p99 ms"];
        let [server, client, memory, limit] = ["server CPU", "client CPU", "RSS MB", "limited by"];
        format!("{what:24}{rate:>11}{expected:>10}{p50:>8}{p99:>8}{server:>12}{client:>12}{memory:>8}  {limit}")
    }

    /// `syncs` is what the disk takes for good in a second, one after another.
    pub fn line(&self, name: &str, expected: f64, syncs: f64) -> String {
        let Self { per_second, p50_ms, p99_ms, server_cpu, client_cpu, rss_mb, .. } = self;
        let limit = self.limit(syncs);
        format!(
            "{name:24}{per_second:>11.0}{expected:>10.0}{p50_ms:>8.2}{p99_ms:>8.2}{server_cpu:>10.0} %{client_cpu:>10.0} %{rss_mb:>8.1}  {limit}"
        )
    }

    /// What was busy all the time.
    fn limit(&self, syncs: f64) -> String {
        let cores = u32::try_from(std::thread::available_parallelism().map_or(1, usize::from)).unwrap_or(1);
        let all = self.server_cpu + self.client_cpu;
        let (thread, share) = &self.busiest;
        if self.client_cpu > 95.0 {
            "the client's one core".to_owned()
        } else if *share > 85.0 {
            format!("one thread, {thread}: {share:.0} % of a core")
        } else if self.commits_a_second > 0.5 * syncs {
            format!("fsync: {:.0} % of what the disk takes", 100.0 * self.commits_a_second / syncs)
        } else if all > 90.0 * f64::from(cores) {
            format!("CPU: {all:.0} % of {cores} cores")
        } else {
            format!("waiting; busiest is {thread} with {share:.0} % of a core, CPU in all {all:.0} %")
        }
    }
}
