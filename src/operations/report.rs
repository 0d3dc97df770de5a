//! What the resources page and its API tell besides the samples, and what they warn of.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        bytes::byte_size,
        lang::{Message, Text},
        time::Timestamp,
    },
    operations::{
        resources::{DiskSample, Point, Span},
        texts,
        trend::{self, DayUse, Growth, SOON_DAYS},
    },
};

/// Everything that is shown.
#[derive(Clone, Debug)]
pub struct Report {
    pub as_of: Timestamp,
    pub started_at: Timestamp,
    pub machine: MachineFigures,
    pub standing: Standing,
    /// The last sample; absent when none was taken in the last minutes.
    pub last: Option<Point>,
    pub span: Span,
    /// The minute that the span ends at, and its points in order; a missed one is absent.
    pub now_minute: i64,
    pub points: Vec<Option<Point>>,
    /// Most time in all first.
    pub routes: Vec<RouteFigures>,
    pub statements: Vec<StatementFigures>,
    pub caches: Vec<CacheFigures>,
    pub files: Vec<FileFigures>,
    pub warnings: Vec<Warning>,
}

/// The box, as far as this process may use it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ResourceMachine)]
pub struct MachineFigures {
    pub cores: i64,
    /// The limit of the control group, or what the machine has; null where neither tells.
    #[schema(required)]
    pub memory_bytes: Option<i64>,
    /// The size of box that caches and connections are chosen for: `minimum`, `recommended` or `optimal`.
    pub tier: &'static str,
    /// Bytes that the caches may take.
    pub cache_limit_bytes: i64,
    /// Reading connections over all files that may be open.
    pub connection_limit: i64,
}

/// How things stand at this moment.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
#[schema(as = ResourcesNow)]
pub struct Standing {
    /// Memory that the server holds; null where the kernel does not tell.
    #[schema(required)]
    pub rss_bytes: Option<i64>,
    /// Memory of jobs that run beside it.
    #[schema(required)]
    pub children_rss_bytes: Option<i64>,
    #[schema(required)]
    pub disk_used_bytes: Option<i64>,
    /// What may still be taken of the disk of the data directory.
    #[schema(required)]
    pub disk_free_bytes: Option<i64>,
    /// Reading connections that are open.
    pub connections: i64,
    /// Reads that wait for one.
    pub waiting_reads: i64,
    /// Writes that wait in the queues of all files.
    pub waiting_writes: i64,
    /// Write-ahead logs of all open files.
    pub wal_bytes: i64,
}

/// One route and method since the start. Durations are null until there are any.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = RouteFigures)]
pub struct RouteFigures {
    /// `admin` or `visitors`
    pub door: &'static str,
    /// The pattern, such as `/p/{account}/{page}`; empty for what no route matched.
    pub route: String,
    pub method: &'static str,
    pub requests: i64,
    /// In thousandths of a request a second.
    pub requests_per_ks: i64,
    #[schema(required)]
    pub p50_us: Option<i64>,
    #[schema(required)]
    pub p95_us: Option<i64>,
    #[schema(required)]
    pub p99_us: Option<i64>,
    /// Time of all of them together.
    pub total_us: i64,
    /// Answered with 4xx.
    pub refused: i64,
    /// Answered with 5xx.
    pub failed: i64,
}

/// A statement's slow runs since the start: those of 50 ms and more.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SlowStatement)]
pub struct StatementFigures {
    /// Without values.
    pub sql: String,
    pub runs: i64,
    pub longest_us: i64,
    pub total_us: i64,
}

/// One cache since the start.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CacheFigures)]
pub struct CacheFigures {
    pub name: String,
    pub hits: i64,
    pub misses: i64,
    /// Hits among all questions, in basis points; null before the first.
    #[schema(required)]
    pub hit_rate_bp: Option<i64>,
    /// Entries that are held.
    #[schema(required)]
    pub entries: Option<i64>,
    /// What they take.
    #[schema(required)]
    pub bytes: Option<i64>,
}

/// An open file.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = OpenFile)]
pub struct FileFigures {
    /// `control`, or an account's slug; its archive has `.archive` behind it.
    pub name: String,
    pub size_bytes: i64,
    pub wal_bytes: i64,
    pub connections: i64,
    pub waiting_reads: i64,
    pub waiting_writes: i64,
    /// Since it was opened.
    pub commits: i64,
}

/// What somebody should look after.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warning {
    DiskNearlyFull { free_bytes: i64 },
    DiskFillsUp { days: i64 },
    MemoryGrows(Growth),
}

/// Every key that [`Warning::key`] gives.
pub const WARNINGS: [&str; 3] = ["disk-nearly-full", "disk-fills-up", "memory-grows"];

impl Warning {
    /// Its name for alarms: the same warning again has the same.
    pub const fn key(self) -> &'static str {
        match self {
            Self::DiskNearlyFull { .. } => WARNINGS[0],
            Self::DiskFillsUp { .. } => WARNINGS[1],
            Self::MemoryGrows(_) => WARNINGS[2],
        }
    }

    /// Work fails soon if nobody does anything.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::DiskNearlyFull { .. })
    }

    pub fn what(self) -> Message {
        match self {
            Self::DiskNearlyFull { free_bytes } => texts::DISK_NEARLY_FULL.with(&[("free", &byte_size(free_bytes))]),
            Self::DiskFillsUp { days } => texts::DISK_FILLS_UP.with(&[("days", &days)]),
            Self::MemoryGrows(growth) => texts::MEMORY_GROWS.with(&[
                ("days", &growth.days),
                ("from", &byte_size(growth.from_bytes)),
                ("to", &byte_size(growth.to_bytes)),
            ]),
        }
    }

    /// What to do about it.
    pub const fn remedy(self) -> Text {
        match self {
            Self::DiskNearlyFull { .. } => texts::DISK_NEARLY_FULL_REMEDY,
            Self::DiskFillsUp { .. } => texts::DISK_FILLS_UP_REMEDY,
            Self::MemoryGrows(_) => texts::MEMORY_GROWS_REMEDY,
        }
    }
}

/// What the days and the disk as it is now give reason to warn of. Days are in order.
pub fn warnings(days: &[DayUse], disk: Option<DiskSample>) -> Vec<Warning> {
    let full = disk.filter(|disk| trend::is_nearly_full(disk.used_bytes, disk.free_bytes));
    let until_full = disk.and_then(|disk| trend::days_until_full(days, disk.free_bytes)).filter(|days| *days <= SOON_DAYS);
    let mut all = Vec::new();
    all.extend(full.map(|disk| Warning::DiskNearlyFull { free_bytes: disk.free_bytes }));
    all.extend(until_full.map(|days| Warning::DiskFillsUp { days }));
    all.extend(trend::memory_growth(days).map(Warning::MemoryGrows));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filling_disk_is_warned_of_once_it_is_near() {
        const GB: i64 = 1 << 30;
        let day = |day: i64| DayUse { day, samples: 1_440, least_rss_bytes: None, requests: 0, disk_used_bytes: Some(day * GB / 10) };
        let days: Vec<DayUse> = (0..14).map(day).collect();
        let told = |free_bytes| warnings(&days, Some(DiskSample { used_bytes: 2 * GB, free_bytes }));
        assert_eq!(told(20 * GB), []);
        assert_eq!(told(2 * GB), [Warning::DiskFillsUp { days: 20 }]);
        let keys: Vec<&str> = told(GB / 10).into_iter().map(Warning::key).collect();
        assert_eq!(keys, ["disk-nearly-full", "disk-fills-up"]);
        assert!(warnings(&days, None).is_empty());
    }
}
