//! Slows guessing down without locking anyone out: failures count for an address and an e-mail together, and for the address
//! alone, so that a stranger's failures never keep the owner of an e-mail out of another place.

use std::{collections::HashMap, net::IpAddr};

use crate::base::{
    network,
    time::{MINUTE_MS, Timestamp},
};

/// Failures within the window before somebody has to wait.
const FREE_PER_LOGIN: u32 = 5;
const FREE_PER_ADDRESS: u32 = 30;
const WINDOW_MS: i64 = 15 * MINUTE_MS;
/// Entries kept. Above that the older half of the window goes, and everything if that is not enough: memory comes first.
const MOST: usize = 20_000;

/// Failed log-ins of the last quarter of an hour.
#[derive(Debug, Default)]
pub struct Throttle(HashMap<(IpAddr, Option<String>), (Timestamp, u32)>);

impl Throttle {
    /// How long this address must wait before it may try this e-mail; absent when it may try now.
    pub fn wait_ms(&self, address: IpAddr, email_key: &str, now: Timestamp) -> Option<i64> {
        let over = |key: &(IpAddr, Option<String>), free: u32| {
            self.0
                .get(key)
                .filter(|(_, failures)| *failures >= free)
                .map(|(since, _)| since.plus_ms(WINDOW_MS).ms_since(now))
                .filter(|ms| *ms > 0)
        };
        let address = network::of(address);
        over(&(address, Some(email_key.to_owned())), FREE_PER_LOGIN).max(over(&(address, None), FREE_PER_ADDRESS))
    }

    /// Counts a failure.
    pub fn failed(&mut self, address: IpAddr, email_key: &str, now: Timestamp) {
        let address = network::of(address);
        if self.0.len() >= MOST {
            self.0.retain(|_, (since, _)| now.ms_since(*since) < WINDOW_MS / 2);
        }
        if self.0.len() >= MOST {
            self.0.clear();
        }
        for key in [(address, Some(email_key.to_owned())), (address, None)] {
            let entry = self.0.entry(key).or_insert((now, 0));
            if now.ms_since(entry.0) >= WINDOW_MS {
                *entry = (now, 0);
            }
            entry.1 += 1;
        }
    }

    /// Forgets the failures of a log-in that succeeded: the try itself had been counted as one before it was checked.
    pub fn succeeded(&mut self, address: IpAddr, email_key: &str) {
        let address = network::of(address);
        self.0.remove(&(address, Some(email_key.to_owned())));
        if let Some((_, failures)) = self.0.get_mut(&(address, None)) {
            *failures = failures.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_failures_wait_but_only_from_there() {
        let mut throttle = Throttle::default();
        let (here, there): (IpAddr, IpAddr) = ([10, 0, 0, 1].into(), [10, 0, 0, 2].into());
        let start = Timestamp(0);
        for _ in 0..5 {
            assert_eq!(throttle.wait_ms(here, "a@b.kr", start), None);
            throttle.failed(here, "a@b.kr", start);
        }
        assert!(throttle.wait_ms(here, "a@b.kr", start).is_some());
        assert_eq!(throttle.wait_ms(there, "a@b.kr", start), None, "the owner elsewhere");
        assert_eq!(throttle.wait_ms(here, "c@d.kr", start), None);
        assert_eq!(throttle.wait_ms(here, "a@b.kr", start.plus_ms(WINDOW_MS)), None);
        throttle.succeeded(here, "a@b.kr");
        assert_eq!(throttle.wait_ms(here, "a@b.kr", start), None);
    }
}
