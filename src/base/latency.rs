//! How long things took, in buckets: counted without a lock, added up over minutes and days, told as percentiles.
//!
//! Eight buckets a decade from 10 µs to 30 s, with bounds at 1, 1.5, 2, 3, 4, 5, 6 and 8: a percentile is at most half too high, and
//! 1, 2 and 5 of every decade are bounds of their own, which monitoring systems are told.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

/// The upper bounds of all buckets but the last, in microseconds; each belongs to its bucket.
pub const BOUNDS_US: [u64; 53] = [
    10, 15, 20, 30, 40, 50, 60, 80, //
    100, 150, 200, 300, 400, 500, 600, 800, //
    1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000, //
    10_000, 15_000, 20_000, 30_000, 40_000, 50_000, 60_000, 80_000, //
    100_000, 150_000, 200_000, 300_000, 400_000, 500_000, 600_000, 800_000, //
    1_000_000, 1_500_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 8_000_000, //
    10_000_000, 15_000_000, 20_000_000, 25_000_000, 30_000_000,
];

const BUCKETS: usize = BOUNDS_US.len() + 1;

/// Counts durations from many threads.
#[derive(Debug)]
pub struct Latencies {
    counts: [AtomicU64; BUCKETS],
    sum_us: AtomicU64,
    longest_us: AtomicU64,
}

impl Default for Latencies {
    fn default() -> Self {
        Self { counts: std::array::from_fn(|_| AtomicU64::new(0)), sum_us: AtomicU64::new(0), longest_us: AtomicU64::new(0) }
    }
}

impl Latencies {
    pub fn record(&self, took: Duration) {
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.counts[BOUNDS_US.partition_point(|bound| *bound < us)].fetch_add(1, Ordering::Relaxed);
        self.sum_us.fetch_add(us, Ordering::Relaxed);
        self.longest_us.fetch_max(us, Ordering::Relaxed);
    }

    /// What was counted so far.
    pub fn spread(&self) -> Spread {
        Spread {
            counts: std::array::from_fn(|n| self.counts[n].load(Ordering::Relaxed)),
            sum_us: self.sum_us.load(Ordering::Relaxed),
            longest_us: self.longest_us.load(Ordering::Relaxed),
        }
    }
}

/// Counted durations, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    counts: [u64; BUCKETS],
    pub sum_us: u64,
    /// The longest of all, since the counting began.
    pub longest_us: u64,
}

impl Default for Spread {
    fn default() -> Self {
        Self { counts: [0; BUCKETS], sum_us: 0, longest_us: 0 }
    }
}

impl Spread {
    /// How many were counted.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            *mine += theirs;
        }
        self.sum_us = self.sum_us.saturating_add(other.sum_us);
        self.longest_us = self.longest_us.max(other.longest_us);
    }

    /// What came after an earlier moment. The longest of that time is not known, only that of all.
    pub fn since(&self, earlier: &Self) -> Self {
        Self {
            counts: std::array::from_fn(|n| self.counts[n].saturating_sub(earlier.counts[n])),
            sum_us: self.sum_us.saturating_sub(earlier.sum_us),
            longest_us: self.longest_us,
        }
    }

    /// The duration that a share of all, in percent, did not exceed, in microseconds: the upper bound of the bucket in which the one of
    /// that rank lies. What took longer than all bounds is told as the last of them. Absent when nothing was counted.
    pub fn percentile_us(&self, percent: u64) -> Option<u64> {
        let rank = self.count().saturating_mul(percent.clamp(1, 100)).div_ceil(100);
        let mut passed = 0;
        let bucket = self.counts.iter().position(|count| {
            passed += count;
            rank > 0 && passed >= rank
        })?;
        Some(BOUNDS_US.get(bucket).copied().unwrap_or(BOUNDS_US[BUCKETS - 2]))
    }

    /// The mean, in microseconds; absent when nothing was counted.
    pub fn mean_us(&self) -> Option<u64> {
        self.sum_us.checked_div(self.count())
    }

    /// How many took at most so long. Exact where that is one of [`BOUNDS_US`].
    pub fn at_most(&self, us: u64) -> u64 {
        self.counts.iter().zip(BOUNDS_US).take_while(|(_, bound)| *bound <= us).map(|(count, _)| count).sum()
    }

    /// The counts in few bytes: for each bucket that is not empty its number and, in four bytes, how many.
    pub fn to_bytes(&self) -> Vec<u8> {
        let filled = (0_u8..).zip(self.counts).filter(|(_, count)| *count > 0);
        filled
            .flat_map(|(bucket, count)| {
                let count = u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes();
                [bucket, count[0], count[1], count[2], count[3]]
            })
            .collect()
    }

    /// Reads what [`Spread::to_bytes`] wrote. Sum and longest are not in it; what is no bucket of ours is left out.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut spread = Self::default();
        for part in bytes.chunks_exact(5) {
            if let (Some(count), Ok(number)) = (spread.counts.get_mut(usize::from(part[0])), <[u8; 4]>::try_from(&part[1..])) {
                *count += u64::from(u32::from_le_bytes(number));
            }
        }
        spread
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn spread(times_us: &[u64]) -> Spread {
        let latencies = Latencies::default();
        for us in times_us {
            latencies.record(Duration::from_micros(*us));
        }
        latencies.spread()
    }

    #[test]
    fn percentiles_are_the_bounds_of_their_buckets() {
        let spread = spread(&[10, 11, 900, 900, 900, 900, 900, 900, 2_000, 90_000_000]);
        let told = [1, 10, 20, 50, 90, 99].map(|percent| spread.percentile_us(percent).expect("counted"));
        assert_eq!(told, [10, 10, 15, 1_000, 2_000, 30_000_000]);
        assert_eq!((spread.count(), spread.longest_us), (10, 90_000_000));
        assert_eq!((spread.at_most(1_000), spread.at_most(2_000), spread.at_most(30_000_000)), (8, 9, 9));
        assert_eq!((Spread::default().percentile_us(50), Spread::default().mean_us()), (None, None));
    }

    #[test]
    fn bounds_grow_by_at_most_half() {
        assert!(BOUNDS_US.windows(2).all(|pair| pair[0] < pair[1] && pair[1] * 2 <= pair[0] * 3), "{BOUNDS_US:?}");
    }

    #[test]
    fn other_bytes_are_left_out() {
        assert_eq!(Spread::from_bytes(&[255, 1, 0, 0, 0, 3]), Spread::default());
    }

    proptest! {
        #[test]
        fn minutes_add_up(first in proptest::collection::vec(0_u64..40_000_000, 0..50), second in proptest::collection::vec(0_u64..40_000_000, 0..50)) {
            let (one, other) = (spread(&first), spread(&second));
            let mut both = one.clone();
            both.add(&other);
            let all: Vec<u64> = first.iter().chain(&second).copied().collect();
            prop_assert_eq!(&both, &spread(&all));
            prop_assert_eq!(both.since(&one).count(), second.len() as u64);
            prop_assert_eq!(Spread::from_bytes(&both.to_bytes()).percentile_us(95), both.percentile_us(95));
        }

        #[test]
        fn a_percentile_is_never_too_low_and_at_most_half_too_high(times in proptest::collection::vec(10_u64..30_000_000, 1..100), percent in 1_u64..=100) {
            let told = spread(&times).percentile_us(percent).expect("counted");
            let mut sorted = times.clone();
            sorted.sort_unstable();
            let rank = usize::try_from((sorted.len() as u64 * percent).div_ceil(100)).expect("small");
            let true_one = sorted[rank - 1];
            prop_assert!(told >= true_one && told <= true_one * 3 / 2 + 1, "{told} for {true_one}");
        }
    }
}
