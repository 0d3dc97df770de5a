//! Slows guessing down without locking anyone out.
//!
//! Failures count for a place and a log-in together, and for the address alone, never for a log-in alone: a stranger's failures keep
//! nobody out elsewhere. A browser in which somebody has logged in before is a place of its own ([`Place::Device`]), so that not even
//! failures behind the same address keep its owner out of it.

use std::{collections::HashMap, net::IpAddr};

use crate::base::{
    network,
    time::{MINUTE_MS, Timestamp},
};

/// Failures within the window before somebody has to wait.
const FREE_PER_LOGIN: u32 = 5;
const FREE_PER_ADDRESS: u32 = 30;
/// Wrong codes of the second step, wherever they are typed. Only who knows the password comes to that step, so nobody else can use
/// this up, and six digits need a limit that more addresses don't raise (RFC 4226, 7.3).
const FREE_PER_SECOND_STEP: u32 = 20;
const WINDOW_MS: i64 = 15 * MINUTE_MS;
/// Entries kept. Above that the older half of the window goes, and everything if that is not enough: memory comes first.
const MOST: usize = 20_000;

/// Where somebody tries to log in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    Address(IpAddr),
    /// A browser that has let this user in before; its random name stands in a cookie of ours.
    Device(String),
}

/// What is tried there.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Try<'a> {
    /// A password for an e-mail address, by its key.
    Password(&'a str),
    /// A code for the user whose password was right.
    SecondStep(i64),
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Counted {
    At(Place, String),
    Everything(IpAddr),
    SecondStep(i64),
}

/// Failures of the last quarter of an hour.
#[derive(Debug, Default)]
pub struct Throttle(HashMap<Counted, (Timestamp, u32)>);

impl Throttle {
    /// How long this must wait; absent when it may be tried now.
    pub fn wait_ms(&self, place: &Place, what: &Try<'_>, now: Timestamp) -> Option<i64> {
        let over = |(key, free): &(Counted, u32)| {
            let (since, failures) = self.0.get(key)?;
            (failures >= free).then(|| since.plus_ms(WINDOW_MS).ms_since(now)).filter(|ms| *ms > 0)
        };
        counted(place, what).iter().filter_map(over).max()
    }

    /// Counts a failure.
    pub fn failed(&mut self, place: &Place, what: &Try<'_>, now: Timestamp) {
        if self.0.len() >= MOST {
            self.0.retain(|_, (since, _)| now.ms_since(*since) < WINDOW_MS / 2);
        }
        if self.0.len() >= MOST {
            self.0.clear();
        }
        for (key, _) in counted(place, what) {
            let entry = self.0.entry(key).or_insert((now, 0));
            if now.ms_since(entry.0) >= WINDOW_MS {
                *entry = (now, 0);
            }
            entry.1 += 1;
        }
    }

    /// Forgets the failures of a try that succeeded: the try itself had been counted as one before it was checked.
    pub fn succeeded(&mut self, place: &Place, what: &Try<'_>) {
        for (key, _) in counted(place, what) {
            match key {
                Counted::Everything(_) => {
                    if let Some((_, failures)) = self.0.get_mut(&key) {
                        *failures = failures.saturating_sub(1);
                    }
                }
                Counted::At(..) | Counted::SecondStep(_) => drop(self.0.remove(&key)),
            }
        }
    }
}

/// What a try counts for, each with the failures that are free.
fn counted(place: &Place, what: &Try<'_>) -> Vec<(Counted, u32)> {
    let place = match place {
        Place::Address(address) => Place::Address(network::of(*address)),
        device @ Place::Device(_) => device.clone(),
    };
    let name = match what {
        Try::Password(email_key) => format!("password {email_key}"),
        Try::SecondStep(user) => format!("code {user}"),
    };
    let mut keys = vec![(Counted::At(place.clone(), name), FREE_PER_LOGIN)];
    if let Place::Address(address) = place {
        keys.push((Counted::Everything(address), FREE_PER_ADDRESS));
    }
    if let Try::SecondStep(user) = what {
        keys.push((Counted::SecondStep(*user), FREE_PER_SECOND_STEP));
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp(0);
    const OURS: Try<'static> = Try::Password("a@b.kr");

    fn address(last: u8) -> Place {
        Place::Address([10, 0, 0, last].into())
    }

    fn fail(throttle: &mut Throttle, place: &Place, what: &Try<'_>, times: u32) {
        for _ in 0..times {
            throttle.failed(place, what, START);
        }
    }

    #[test]
    fn five_failures_wait_but_only_from_there() {
        let mut throttle = Throttle::default();
        fail(&mut throttle, &address(1), &OURS, 4);
        assert_eq!(throttle.wait_ms(&address(1), &OURS, START), None);
        fail(&mut throttle, &address(1), &OURS, 1);
        assert!(throttle.wait_ms(&address(1), &OURS, START).is_some());
        assert_eq!(throttle.wait_ms(&address(2), &OURS, START), None, "the owner elsewhere");
        assert_eq!(throttle.wait_ms(&address(1), &Try::Password("c@d.kr"), START), None);
        assert_eq!(throttle.wait_ms(&address(1), &OURS, START.plus_ms(WINDOW_MS)), None);
        throttle.succeeded(&address(1), &OURS);
        assert_eq!(throttle.wait_ms(&address(1), &OURS, START), None);
    }

    #[test]
    fn an_address_runs_out_for_strangers_but_not_for_a_known_device() {
        let mut throttle = Throttle::default();
        for n in 0..FREE_PER_ADDRESS {
            throttle.failed(&address(1), &Try::Password(&format!("guess{n}@b.kr")), START);
        }
        assert!(throttle.wait_ms(&address(1), &OURS, START).is_some(), "many names from one address");
        let device = Place::Device("k3".into());
        assert_eq!(throttle.wait_ms(&device, &OURS, START), None);
        fail(&mut throttle, &device, &OURS, FREE_PER_LOGIN);
        assert!(throttle.wait_ms(&device, &OURS, START).is_some(), "whoever has the device may not guess for ever");
        assert_eq!(throttle.wait_ms(&address(9), &OURS, START), None);
    }

    #[test]
    fn failures_everywhere_keep_nobody_out_of_one_place() {
        let mut throttle = Throttle::default();
        for last in 0..250 {
            fail(&mut throttle, &address(last), &OURS, FREE_PER_LOGIN);
        }
        assert_eq!(throttle.wait_ms(&address(251), &OURS, START), None);
    }

    #[test]
    fn codes_are_limited_wherever_they_are_typed() {
        let mut throttle = Throttle::default();
        for last in 0..4 {
            fail(&mut throttle, &address(last), &Try::SecondStep(7), FREE_PER_LOGIN);
        }
        assert!(throttle.wait_ms(&address(200), &Try::SecondStep(7), START).is_some());
        assert_eq!(throttle.wait_ms(&address(200), &Try::SecondStep(8), START), None);
        assert_eq!(throttle.wait_ms(&address(200), &OURS, START), None, "the first step knows nothing of it");
    }
}
