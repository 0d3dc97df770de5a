//! Who is in: nobody takes so many places that none are left for others.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use ipnet::IpNet;

use crate::base::network;

/// Connections of one client at a door at a time. An office behind one address uses a few for each person.
const FOR_ONE: u32 = 256;

pub struct Guests {
    /// Through these come many clients.
    proxies: Vec<IpNet>,
    counts: Mutex<HashMap<IpAddr, u32>>,
}

/// A connection that is counted until this is dropped.
pub struct Seat {
    guests: Arc<Guests>,
    /// Absent for one that is not counted.
    network: Option<IpAddr>,
}

impl Guests {
    pub fn new(proxies: Vec<IpNet>) -> Arc<Self> {
        Arc::new(Self { proxies, counts: Mutex::default() })
    }

    /// A seat for whoever comes from there; absent where that client has as many as one may have. This machine and the proxies may have
    /// any number.
    pub fn seat(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let address = address.to_canonical();
        let guests = Arc::clone(self);
        if address.is_loopback() || self.proxies.iter().any(|net| net.contains(&address)) {
            return Some(Seat { guests, network: None });
        }
        let network = network::of(address);
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(network).or_default();
        if *count >= FOR_ONE {
            return None;
        }
        *count += 1;
        drop(counts);
        Some(Seat { guests, network: Some(network) })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some(network) = self.network else { return };
        let mut counts = self.guests.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fill(guests: &Arc<Guests>, from: &str) -> Vec<Seat> {
        let from = from.parse().unwrap();
        (0..FOR_ONE + 10).map_while(|_| guests.seat(from)).collect()
    }

    #[test]
    fn one_client_leaves_places_for_others_and_gets_its_own_back() {
        let guests = Guests::new(Vec::new());
        let seats = fill(&guests, "203.0.113.7");
        assert_eq!(seats.len(), 256);
        assert!(guests.seat("::ffff:203.0.113.7".parse().unwrap()).is_none(), "the same client");
        assert!(guests.seat("203.0.113.8".parse().unwrap()).is_some());
        drop(seats);
        assert!(guests.counts.lock().unwrap().is_empty());
        let seats = fill(&guests, "2001:db8:1:2::1");
        assert_eq!((seats.len(), guests.seat("2001:db8:1:2::9".parse().unwrap()).is_none()), (256, true));
    }

    #[test]
    fn this_machine_and_the_proxies_bring_any_number() {
        let guests = Guests::new(vec!["10.0.0.0/8".parse().unwrap()]);
        for from in ["127.0.0.1", "::1", "10.2.3.4", "::ffff:10.2.3.4"] {
            assert_eq!(fill(&guests, from).len(), 266, "{from}");
        }
        assert_eq!(fill(&guests, "192.168.0.1").len(), 256);
    }
}
