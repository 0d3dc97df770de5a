//! How often an address may submit: counted by the minute, in bounded memory.

use std::collections::HashMap;
use std::net::IpAddr;

use crate::base::{
    network,
    time::{MINUTE_MS, Timestamp},
};

/// Addresses counted within one minute. Beyond them newcomers are suspects, since nobody can tell how often they came.
const MAX_ADDRESSES: usize = 100_000;

/// A limit is passed with a mark up to this many times, then refused.
const REFUSED_FROM: u32 = 10;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Fine,
    /// Taken, and marked.
    Suspect,
    Refuse {
        retry_after_s: u32,
    },
}

/// Counters of the current minute.
#[derive(Debug, Default)]
pub struct Rates {
    minute: i64,
    counts: HashMap<IpAddr, u32>,
}

impl Rates {
    /// Counts one submission and judges it. `per_minute` 0 is no limit, and nothing is counted.
    pub fn note(&mut self, addr: IpAddr, now: Timestamp, per_minute: u32) -> Verdict {
        if per_minute == 0 {
            return Verdict::Fine;
        }
        let minute = now.0.div_euclid(MINUTE_MS);
        if minute != self.minute {
            self.minute = minute;
            self.counts = HashMap::new();
        }
        let network = network::of(addr);
        if self.counts.len() >= MAX_ADDRESSES && !self.counts.contains_key(&network) {
            return Verdict::Suspect;
        }
        let count = self.counts.entry(network).or_default();
        *count = count.saturating_add(1);
        if *count <= per_minute {
            Verdict::Fine
        } else if *count <= per_minute.saturating_mul(REFUSED_FROM) {
            Verdict::Suspect
        } else {
            let left_ms = MINUTE_MS - now.0.rem_euclid(MINUTE_MS);
            Verdict::Refuse { retry_after_s: u32::try_from(left_ms.div_euclid(1_000) + 1).unwrap_or(60).min(60) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::Ipv4Addr;

    const NOON: Timestamp = Timestamp(1_763_780_400_000);

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn above_the_limit_marked_above_ten_times_refused_then_forgotten() {
        let mut rates = Rates::default();
        let verdicts: Vec<Verdict> = (0..32).map(|n| rates.note(address("192.0.2.1"), NOON.plus_ms(n), 3)).collect();
        assert_eq!(verdicts[..3], [Verdict::Fine; 3]);
        assert_eq!(verdicts[3..30], [Verdict::Suspect; 27]);
        assert!(matches!(verdicts[30], Verdict::Refuse { retry_after_s: 60 }), "{:?}", verdicts[30]);
        assert_eq!(rates.note(address("192.0.2.2"), NOON, 3), Verdict::Fine);
        assert_eq!(rates.note(address("192.0.2.1"), NOON.plus_ms(59_500), 3), Verdict::Refuse { retry_after_s: 1 });
        assert_eq!(rates.note(address("192.0.2.1"), NOON.plus_ms(MINUTE_MS), 3), Verdict::Fine);
    }

    #[test]
    fn zero_is_no_limit() {
        let mut rates = Rates::default();
        assert!((0..100).all(|_| rates.note(address("192.0.2.1"), NOON, 0) == Verdict::Fine));
    }

    #[test]
    fn a_network_of_ipv6_counts_as_one_and_mapped_ipv4_as_itself() {
        let mut rates = Rates::default();
        assert_eq!(rates.note(address("2001:db8:1:2::1"), NOON, 1), Verdict::Fine);
        assert_eq!(rates.note(address("2001:db8:1:2:ffff::9"), NOON, 1), Verdict::Suspect);
        assert_eq!(rates.note(address("2001:db8:1:3::1"), NOON, 1), Verdict::Fine);
        assert_eq!(rates.note(address("::ffff:192.0.2.1"), NOON, 1), Verdict::Fine);
        assert_eq!(rates.note(address("192.0.2.1"), NOON, 1), Verdict::Suspect);
    }

    #[test]
    fn memory_is_bounded() {
        let mut rates = Rates::default();
        for n in 0..150_000_u32 {
            rates.note(IpAddr::V4(Ipv4Addr::from(n)), NOON, 1);
        }
        assert_eq!(rates.counts.len(), MAX_ADDRESSES);
        assert_eq!(rates.note(address("192.0.2.1"), NOON, 1), Verdict::Suspect);
        assert_eq!(rates.note(address("192.0.2.1"), NOON.plus_ms(MINUTE_MS), 1), Verdict::Fine);
        assert_eq!(rates.counts.len(), 1);
    }
}
