//! What the appliance takes of its box, minute by minute, and how that is shortened for a chart.
//!
//! Amounts are kept with the time they were counted in, and durations as buckets: so minutes add up to hours exactly. A minute that was
//! missed stays a gap.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, Result},
        form::RawForm,
        lang::Text,
        latency::Spread,
        period::share_bp,
        time::{MINUTE_MS, SECOND_MS, Timestamp},
    },
    operations::texts,
};

/// Samples are kept so long.
pub const KEPT_DAYS: i64 = 30;
pub const MINUTES_A_DAY: i64 = 24 * 60;

/// What was measured at one minute, and counted since the one before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample {
    /// Minutes since 1970.
    pub minute: i64,
    /// What the amounts were counted in.
    pub elapsed_ms: i64,
    pub cores: i64,
    /// What the kernel tells; absent where it does not.
    pub process: Option<ProcessSample>,
    pub io: Option<IoSample>,
    pub disk: Option<DiskSample>,
    pub wal_bytes: i64,
    pub connections: i64,
    pub waiting_reads: i64,
    pub waiting_writes: i64,
    /// Jobs of the queue that wait.
    pub waiting_jobs: i64,
    /// Reads and writes that were refused since too many waited.
    pub turned_away: i64,
    pub cache_hits: i64,
    pub cache_misses: i64,
    pub requests: i64,
    pub visitors: i64,
    pub failures: i64,
    pub latencies: Spread,
    pub read_waits: Spread,
    pub commits: Spread,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProcessSample {
    pub rss_bytes: i64,
    pub children_rss_bytes: i64,
    pub cpu_ms: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IoSample {
    pub read_bytes: i64,
    pub written_bytes: i64,
    pub reads: i64,
    pub writes: i64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiskSample {
    pub used_bytes: i64,
    pub free_bytes: i64,
}

/// How far back one looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    Hour,
    #[default]
    Day,
    Week,
    Month,
}

impl Span {
    pub const ALL: [Self; 4] = [Self::Hour, Self::Day, Self::Week, Self::Month];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|span| span.name() == name)
    }

    /// What an address asks for in `span`.
    pub fn wanted(query: &RawForm) -> Result<Self> {
        let Some(name) = query.filled("span") else { return Ok(Self::default()) };
        Self::from_name(name).ok_or_else(|| Error::field("span", texts::SPAN_NAMES))
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Hour => texts::SPAN_HOUR,
            Self::Day => texts::SPAN_DAY,
            Self::Week => texts::SPAN_WEEK,
            Self::Month => texts::SPAN_MONTH,
        }
    }

    /// Minutes that one point of a chart stands for.
    pub const fn step(self) -> i64 {
        match self {
            Self::Hour => 1,
            Self::Day => 20,
            Self::Week => 3 * 60,
            Self::Month => 12 * 60,
        }
    }

    pub const fn minutes(self) -> i64 {
        match self {
            Self::Hour => 60,
            Self::Day => MINUTES_A_DAY,
            Self::Week => 7 * MINUTES_A_DAY,
            Self::Month => KEPT_DAYS * MINUTES_A_DAY,
        }
    }

    /// The first minute that is shown: points begin at multiples of their step, and the last may not be full yet.
    pub const fn from(self, now: i64) -> i64 {
        now.div_euclid(self.step()) * self.step() - self.minutes() + self.step()
    }
}

/// Some minutes together. What the kernel does not tell is null.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ResourceFigures)]
pub struct Point {
    /// The most memory that was held.
    #[schema(required)]
    pub rss_bytes: Option<i64>,
    #[schema(required)]
    pub children_rss_bytes: Option<i64>,
    /// Of all cores.
    #[schema(required)]
    pub cpu_bp: Option<i64>,
    #[schema(required)]
    pub read_bytes_per_s: Option<i64>,
    #[schema(required)]
    pub written_bytes_per_s: Option<i64>,
    /// Calls that read or wrote a file, memory's share of them included.
    #[schema(required)]
    pub reads_per_s: Option<i64>,
    #[schema(required)]
    pub writes_per_s: Option<i64>,
    /// At the end of these minutes.
    #[schema(required)]
    pub disk_used_bytes: Option<i64>,
    #[schema(required)]
    pub disk_free_bytes: Option<i64>,
    /// The most there was, as all that follow up to the rates.
    pub wal_bytes: i64,
    pub connections: i64,
    pub waiting_reads: i64,
    pub waiting_writes: i64,
    pub waiting_jobs: i64,
    pub turned_away: i64,
    /// Absent when nothing was asked of the caches.
    #[schema(required)]
    pub cache_hit_bp: Option<i64>,
    pub requests: i64,
    pub visitors: i64,
    pub failures: i64,
    /// In thousandths of a request a second.
    pub requests_per_ks: i64,
    pub visitors_per_ks: i64,
    /// Absent when nothing was asked for.
    #[schema(required)]
    pub p50_us: Option<i64>,
    #[schema(required)]
    pub p95_us: Option<i64>,
    #[schema(required)]
    pub p99_us: Option<i64>,
    /// Absent when nothing was read.
    #[schema(required)]
    pub read_wait_p99_us: Option<i64>,
    /// Absent when nothing was written.
    #[schema(required)]
    pub commit_p99_us: Option<i64>,
}

/// The samples of a span, shortened: one place for each step from `from` on, empty where none was taken. Samples are in order.
pub fn points(samples: impl IntoIterator<Item = Sample>, span: Span, now: i64) -> Vec<Option<Point>> {
    let (from, step) = (span.from(now), span.step());
    let places = usize::try_from(span.minutes() / step).unwrap_or(0);
    let mut sums: Vec<Option<Sum>> = Vec::new();
    sums.resize_with(places, || None);
    for sample in samples {
        let place = usize::try_from((sample.minute - from).div_euclid(step)).unwrap_or(usize::MAX);
        if let Some(sum) = sums.get_mut(place) {
            sum.get_or_insert_default().add(&sample);
        }
    }
    sums.into_iter().map(|sum| sum.map(Sum::point)).collect()
}

/// When a place of [`points`] begins.
pub fn start_of(span: Span, now: i64, place: usize) -> Timestamp {
    let minute = span.from(now) + i64::try_from(place).unwrap_or(0) * span.step();
    Timestamp(minute * MINUTE_MS)
}

/// A single sample as a point.
pub fn point(sample: &Sample) -> Point {
    let mut sum = Sum::default();
    sum.add(sample);
    sum.point()
}

#[derive(Default)]
struct Sum {
    /// Amounts added up, heights at their highest.
    all: Sample,
    cpu_capacity_ms: i64,
    io_ms: i64,
}

impl Sum {
    fn add(&mut self, sample: &Sample) {
        let all = &mut self.all;
        all.elapsed_ms += sample.elapsed_ms;
        if let Some(new) = sample.process {
            let process = all.process.get_or_insert_default();
            process.rss_bytes = process.rss_bytes.max(new.rss_bytes);
            process.children_rss_bytes = process.children_rss_bytes.max(new.children_rss_bytes);
            process.cpu_ms += new.cpu_ms;
            self.cpu_capacity_ms += sample.elapsed_ms * sample.cores.max(1);
        }
        if let Some(new) = sample.io {
            let io = all.io.get_or_insert_default();
            io.read_bytes += new.read_bytes;
            io.written_bytes += new.written_bytes;
            io.reads += new.reads;
            io.writes += new.writes;
            self.io_ms += sample.elapsed_ms;
        }
        all.disk = sample.disk.or(all.disk);
        for (height, new) in [
            (&mut all.wal_bytes, sample.wal_bytes),
            (&mut all.connections, sample.connections),
            (&mut all.waiting_reads, sample.waiting_reads),
            (&mut all.waiting_writes, sample.waiting_writes),
            (&mut all.waiting_jobs, sample.waiting_jobs),
        ] {
            *height = new.max(*height);
        }
        for (amount, new) in [
            (&mut all.turned_away, sample.turned_away),
            (&mut all.cache_hits, sample.cache_hits),
            (&mut all.cache_misses, sample.cache_misses),
            (&mut all.requests, sample.requests),
            (&mut all.visitors, sample.visitors),
            (&mut all.failures, sample.failures),
        ] {
            *amount += new;
        }
        all.latencies.add(&sample.latencies);
        all.read_waits.add(&sample.read_waits);
        all.commits.add(&sample.commits);
    }

    fn point(self) -> Point {
        let Self { all, cpu_capacity_ms, io_ms, .. } = self;
        let told = |spread: &Spread, percent| spread.percentile_us(percent).and_then(|us| i64::try_from(us).ok());
        let io = |amount: fn(IoSample) -> i64| all.io.map(|io| amount(io).saturating_mul(SECOND_MS) / io_ms.max(1));
        let per_ks = |amount: i64| amount.saturating_mul(1_000 * SECOND_MS) / all.elapsed_ms.max(1);
        Point {
            rss_bytes: all.process.map(|process| process.rss_bytes),
            children_rss_bytes: all.process.map(|process| process.children_rss_bytes),
            cpu_bp: all.process.and_then(|process| share_bp(process.cpu_ms, cpu_capacity_ms)).map(|share| share.min(10_000)),
            read_bytes_per_s: io(|io| io.read_bytes),
            written_bytes_per_s: io(|io| io.written_bytes),
            reads_per_s: io(|io| io.reads),
            writes_per_s: io(|io| io.writes),
            disk_used_bytes: all.disk.map(|disk| disk.used_bytes),
            disk_free_bytes: all.disk.map(|disk| disk.free_bytes),
            wal_bytes: all.wal_bytes,
            connections: all.connections,
            waiting_reads: all.waiting_reads,
            waiting_writes: all.waiting_writes,
            waiting_jobs: all.waiting_jobs,
            turned_away: all.turned_away,
            cache_hit_bp: share_bp(all.cache_hits, all.cache_hits + all.cache_misses),
            requests: all.requests,
            visitors: all.visitors,
            failures: all.failures,
            requests_per_ks: per_ks(all.requests),
            visitors_per_ks: per_ks(all.visitors),
            p50_us: told(&all.latencies, 50),
            p95_us: told(&all.latencies, 95),
            p99_us: told(&all.latencies, 99),
            read_wait_p99_us: told(&all.read_waits, 99),
            commit_p99_us: told(&all.commits, 99),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;
    use crate::base::latency::Latencies;

    fn sample(minute: i64, requests: i64) -> Sample {
        let latencies = Latencies::default();
        for n in 0..requests {
            latencies.record(Duration::from_millis(u64::try_from(n).expect("small")));
        }
        Sample {
            minute,
            elapsed_ms: MINUTE_MS,
            cores: 2,
            process: Some(ProcessSample { rss_bytes: 50_000_000 + minute % 7, children_rss_bytes: 0, cpu_ms: 12_000 }),
            io: Some(IoSample { read_bytes: 60_000, written_bytes: 0, reads: 600, writes: 60 }),
            disk: Some(DiskSample { used_bytes: minute, free_bytes: 1_000 }),
            requests,
            cache_hits: 3,
            cache_misses: 1,
            latencies: latencies.spread(),
            ..Sample::default()
        }
    }

    #[test]
    fn minutes_are_put_together_and_missed_ones_stay_gaps() {
        let now = 29_921_940; // a multiple of 60
        let from = Span::Day.from(now);
        assert_eq!((from + MINUTES_A_DAY - 20, from % 20), (now, 0));
        let taken = (from..from + 20).chain(from + 60..from + 65).map(|minute| sample(minute, 10));
        let points = points(taken, Span::Day, now);
        assert_eq!(points.len(), 72);
        let filled: Vec<usize> = (0..72).filter(|n| points[*n].is_some()).collect();
        assert_eq!(filled, [0, 3]);
        let first = points[0].as_ref().expect("filled");
        assert_eq!((first.requests, first.requests_per_ks, first.cpu_bp, first.cache_hit_bp), (200, 166, Some(1_000), Some(7_500)));
        assert_eq!((first.read_bytes_per_s, first.reads_per_s, first.disk_used_bytes), (Some(1_000), Some(10), Some(from + 19)));
        assert_eq!((first.p50_us, first.p99_us), (Some(4_000), Some(10_000)));
        assert_eq!(start_of(Span::Day, now, 3), Timestamp((from + 60) * MINUTE_MS));
    }

    #[test]
    fn what_the_kernel_does_not_tell_is_absent() {
        let silent =
            Sample { process: None, io: None, disk: None, latencies: Spread::default(), cache_hits: 0, cache_misses: 0, ..sample(1, 0) };
        let point = point(&silent);
        assert_eq!((point.rss_bytes, point.cpu_bp, point.reads_per_s, point.disk_free_bytes), (None, None, None, None));
        assert_eq!((point.p99_us, point.cache_hit_bp), (None, None));
    }

    #[test]
    fn spans_are_known_by_their_names() {
        assert!(Span::ALL.iter().all(|span| Span::from_name(span.name()) == Some(*span)));
        assert!(Span::ALL.iter().all(|span| span.minutes() % span.step() == 0 && span.minutes() / span.step() <= 72));
    }

    proptest! {
        #[test]
        fn no_request_is_lost_or_told_twice(minutes in proptest::collection::btree_set(0_i64..1_440, 0..60)) {
            let now = 100_000_000 / 20 * 20;
            let from = Span::Day.from(now);
            let points = points(minutes.iter().map(|minute| sample(from + minute, 3)), Span::Day, now);
            let told: i64 = points.iter().flatten().map(|point| point.requests).sum();
            prop_assert_eq!(told, 3 * i64::try_from(minutes.len()).expect("small"));
        }
    }
}
