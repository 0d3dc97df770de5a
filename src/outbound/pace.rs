//! A limit on how fast bytes leave.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Lets bytes go at a rate, all transfers that share it together: each piece reserves its time after the pieces before it.
#[derive(Debug)]
pub struct Pace {
    bytes_per_s: u64,
    free_at: Mutex<Option<Instant>>,
}

impl Pace {
    pub const fn new(bytes_per_s: u64) -> Self {
        Self { bytes_per_s, free_at: Mutex::new(None) }
    }

    /// When the next piece of that size may go. Time that nobody used is not saved up.
    pub(super) fn reserve(&self, bytes: usize, now: Instant) -> Instant {
        let mut free_at = self.free_at.lock().unwrap_or_else(PoisonError::into_inner);
        let start = free_at.map_or(now, |free_at| free_at.max(now));
        let micros = (bytes as u64).saturating_mul(1_000_000) / self.bytes_per_s.max(1);
        *free_at = Some(start + Duration::from_micros(micros));
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_wait_for_those_before_them() {
        let (pace, begin) = (Pace::new(1_000), Instant::now());
        assert_eq!(pace.reserve(500, begin), begin);
        assert_eq!(pace.reserve(500, begin), begin + Duration::from_millis(500));
        let later = begin + Duration::from_secs(10);
        assert_eq!(pace.reserve(1, later), later);
    }
}
