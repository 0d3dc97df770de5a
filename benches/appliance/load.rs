//! Clients that ask again as soon as they are answered, and clients that ask at a fixed pace.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::client::Connection;

/// What is asked for. Each call writes another whole request.
pub struct Work {
    address: String,
    status: u16,
    write: Write,
}

type Write = Box<dyn Fn(&mut Vec<u8>) + Send + Sync>;

impl Work {
    pub fn new(address: &str, status: u16, write: impl Fn(&mut Vec<u8>) + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self { address: address.to_owned(), status, write: Box::new(write) })
    }
}

/// What came of a run.
#[derive(Default)]
pub struct Load {
    /// Of every request, in microseconds, the shortest first.
    pub latencies: Vec<u32>,
    pub took: Duration,
    /// Requests that were answered otherwise than expected.
    pub failed: usize,
}

impl Load {
    /// So many clients, each with a connection of its own, for so long.
    pub async fn run(work: &Arc<Work>, clients: usize, length: Duration) -> Self {
        let mut connections = Vec::new();
        for _ in 0..clients {
            connections.push(Connection::open(&work.address).await);
        }
        let start = Instant::now();
        let asking: JoinSet<_> = connections.into_iter().map(|open| ask_until(Arc::clone(work), open, start + length)).collect();
        let mut latencies = asking.join_all().await.concat();
        let took = start.elapsed();
        latencies.sort_unstable();
        Self { latencies, took, failed: 0 }
    }

    /// So many requests a second until `enough` says so. A request's time counts from when it was due, so that a server that stalls
    /// can't hide it.
    pub async fn at_pace(work: &Arc<Work>, a_second: u32, clients: u32, mut enough: impl FnMut(Instant) -> bool) -> Self {
        let start = Instant::now();
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let mut asking = JoinSet::new();
        for number in 0..clients {
            let (work, stopping) = (Arc::clone(work), stopping.clone());
            let every = Duration::from_secs(1) * clients / a_second;
            let first = start + every * number / clients;
            asking.spawn(async move { ask_at_pace(&work, first, every, &stopping).await });
        }
        while !enough(start) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let _ = stop.send(true);
        let mut load = Self::default();
        for (latencies, failed) in asking.join_all().await {
            load.latencies.extend(latencies);
            load.failed += failed;
        }
        load.took = start.elapsed();
        load.latencies.sort_unstable();
        load
    }

    #[expect(clippy::cast_precision_loss, reason = "figures for people")]
    pub fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.took.as_secs_f64()
    }

    /// Milliseconds within which this share of the requests was answered.
    pub fn percentile_ms(&self, share: f64) -> f64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "an index into a list")]
        let index = (self.latencies.len() as f64 * share) as usize;
        f64::from(self.latencies.get(index).or(self.latencies.last()).copied().unwrap_or(0)) / 1000.0
    }
}

async fn ask_until(work: Arc<Work>, mut connection: Connection, end: Instant) -> Vec<u32> {
    let (mut request, mut latencies) = (Vec::new(), Vec::with_capacity(1 << 14));
    loop {
        let asked = Instant::now();
        if asked >= end {
            return latencies;
        }
        request.clear();
        (work.write)(&mut request);
        let status = connection.exchange(&request).await;
        assert_eq!(status, work.status, "{}\n{}", String::from_utf8_lossy(&request), String::from_utf8_lossy(connection.body()));
        latencies.push(micros(asked.elapsed()));
    }
}

async fn ask_at_pace(work: &Work, first: Instant, every: Duration, stopping: &tokio::sync::watch::Receiver<bool>) -> (Vec<u32>, usize) {
    let (mut request, mut latencies, mut failed) = (Vec::new(), Vec::new(), 0);
    let mut connection = Connection::open(&work.address).await;
    let (mut due, mut opened) = (first, Instant::now());
    while !*stopping.borrow() {
        tokio::time::sleep_until(due.into()).await;
        // A connection lives five minutes at the most.
        if opened.elapsed() > Duration::from_mins(2) {
            (connection, opened) = (Connection::open(&work.address).await, Instant::now());
        }
        request.clear();
        (work.write)(&mut request);
        if connection.exchange(&request).await == work.status {
            latencies.push(micros(due.elapsed()));
        } else {
            failed += 1;
        }
        due += every;
    }
    (latencies, failed)
}

fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}
