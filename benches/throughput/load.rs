//! Clients that ask again as soon as they are answered.

use std::{
    io::Write as _,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{client::Connection, server::Server};

const BROWSER: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

/// What is asked for.
pub struct Work {
    pub name: String,
    pub expected: f64,
    address: String,
    status: u16,
    kind: Kind,
}

enum Kind {
    Same(Vec<u8>),
    /// A form that nobody has sent before.
    Fresh,
}

impl Work {
    pub fn page(name: &str, server: &Server, encoding: &str, expected: f64) -> Self {
        let address = server.visitors.clone();
        let request =
            format!("GET /p/bench/spring HTTP/1.1\r\nhost: {address}\r\nuser-agent: {BROWSER}\r\naccept-encoding: {encoding}\r\n\r\n");
        Self { name: name.to_owned(), expected, address, status: 200, kind: Kind::Same(request.into_bytes()) }
    }

    pub fn list(name: &str, server: &Server, token: &str, expected: f64) -> Self {
        let address = server.admin.clone();
        let request = format!("GET /api/v1/accounts/bench/customers HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\n\r\n");
        Self { name: name.to_owned(), expected, address, status: 200, kind: Kind::Same(request.into_bytes()) }
    }

    pub fn submissions(name: &str, server: &Server, expected: f64) -> Self {
        Self { name: name.to_owned(), expected, address: server.visitors.clone(), status: 303, kind: Kind::Fresh }
    }

    fn write(&self, into: &mut Vec<u8>) {
        static PEOPLE: AtomicU64 = AtomicU64::new(20_000_000);
        into.clear();
        match &self.kind {
            Kind::Same(request) => into.extend_from_slice(request),
            Kind::Fresh => {
                let person = PEOPLE.fetch_add(1, Ordering::Relaxed);
                let body = format!("name=%ED%99%8D%EA%B8%B8%EB%8F%99&phone=010{person:08}&email=p{person}%40example.kr");
                let (address, length) = (&self.address, body.len());
                write!(
                    into,
                    "POST /p/bench/spring?utm_source=bench&utm_campaign=spring HTTP/1.1\r\nhost: {address}\r\nuser-agent: {BROWSER}\r\n\
                     content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
                )
                .unwrap();
            }
        }
    }
}

/// What came of a run.
pub struct Load {
    /// Of every request, in microseconds, the shortest first.
    pub latencies: Vec<u32>,
    pub took: Duration,
}

impl Load {
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
        Self { latencies, took }
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
        work.write(&mut request);
        let status = connection.exchange(&request).await;
        assert_eq!(status, work.status, "{}: {}", work.name, String::from_utf8_lossy(connection.body()));
        latencies.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
}
