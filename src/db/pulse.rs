//! What the data layer counts of itself, for whoever watches the box.

use std::{
    path::Path,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::base::latency::{Latencies, Spread};

/// Counters over all files since the start. Adding to them takes no lock.
#[derive(Debug, Default)]
pub struct Pulse {
    /// How long reads waited for a thread and a connection.
    pub read_waits: Latencies,
    /// How long a group's COMMIT took, which is the time the disk needs.
    pub commits: Latencies,
    /// Writes that were answered with success or refusal.
    pub writes: AtomicU64,
    /// Reads and writes that were turned away because too many waited.
    pub turned_away: AtomicU64,
}

impl Pulse {
    pub fn add_writes(&self, answered: usize) {
        self.writes.fetch_add(answered as u64, Ordering::Relaxed);
    }

    pub fn add_turned_away(&self) {
        self.turned_away.fetch_add(1, Ordering::Relaxed);
    }
}

/// The data layer at one moment.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Reading connections that are open, over all files.
    pub connections: usize,
    /// How many may be.
    pub connection_limit: usize,
    /// Reads that wait for a thread.
    pub waiting_reads: usize,
    pub read_waits: Spread,
    pub commits: Spread,
    pub writes: u64,
    pub turned_away: u64,
    /// The files that are open, control first.
    pub files: Vec<FileFigures>,
}

/// One open file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileFigures {
    /// `control`, an account's slug, or a slug with `.archive` behind it.
    pub name: String,
    pub size_bytes: u64,
    pub wal_bytes: u64,
    pub connections: usize,
    pub waiting_reads: usize,
    /// Writes that wait: visitors', people's, batches'.
    pub waiting_writes: [usize; 3],
    /// Commits since the file was opened.
    pub commits: u64,
}

/// Bytes of a file; 0 when there is none.
pub fn size_bytes(path: &Path) -> u64 {
    std::fs::metadata(path).map_or(0, |file| file.len())
}
