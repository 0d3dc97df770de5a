//! Requests by door, route and method: how many, how they ended, how long they took.
//!
//! A route is known by its pattern (`/p/{account}/{page}`), never by the path that was asked for: the list is as long as the register
//! of routes, and nothing that somebody typed stands in it.

use std::{
    collections::BTreeMap,
    sync::{
        OnceLock, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use crate::base::{
    latency::{Latencies, Spread},
    time::Timestamp,
};

/// Through which door a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Door {
    /// The agency's UI and API.
    Admin,
    Visitors,
}

impl Door {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Admin => "admin",
            Self::Visitors => "visitors",
        }
    }
}

/// What is asked for by a request that no route matched.
pub const NO_ROUTE: &str = "";

/// Methods that are counted by name; whatever else somebody sends is the last.
const METHODS: [&str; 7] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OTHER"];

/// The counters of a running appliance.
#[derive(Debug)]
pub struct Meter {
    started_at: Timestamp,
    doors: [RwLock<BTreeMap<Box<str>, Methods>>; 2],
}

type Methods = Box<[OnceLock<Line>; METHODS.len()]>;

/// One route and method.
#[derive(Debug, Default)]
struct Line {
    /// By the first digit of the status: 1xx to 5xx.
    outcomes: [AtomicU64; 5],
    latencies: Latencies,
}

/// What was counted of one route and method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    pub door: Door,
    /// The pattern, or [`NO_ROUTE`].
    pub route: String,
    pub method: &'static str,
    /// By the first digit of the status: 1xx to 5xx.
    pub outcomes: [u64; 5],
    pub spread: Spread,
}

impl Meter {
    /// Counts from now on.
    pub fn start(now: Timestamp) -> Self {
        Self { started_at: now, doors: Default::default() }
    }

    /// When the counting began.
    pub const fn started_at(&self) -> Timestamp {
        self.started_at
    }

    /// Counts an answered request. `route` is the pattern that matched, if one did.
    pub fn request(&self, door: Door, route: Option<&str>, method: &str, status: u16, took: Duration) {
        let route = route.unwrap_or(NO_ROUTE);
        let place = METHODS.iter().position(|known| *known == method).unwrap_or(METHODS.len() - 1);
        let outcome = usize::from((status / 100).clamp(1, 5) - 1);
        let count = |methods: &Methods| {
            let line = methods[place].get_or_init(Line::default);
            line.outcomes[outcome].fetch_add(1, Ordering::Relaxed);
            line.latencies.record(took);
        };
        let lines = &self.doors[door as usize];
        if let Some(methods) = lines.read().unwrap_or_else(PoisonError::into_inner).get(route) {
            return count(methods);
        }
        // The first request of a route: the only one that holds others up.
        count(lines.write().unwrap_or_else(PoisonError::into_inner).entry(route.into()).or_default());
    }

    /// Everything that was asked for at least once.
    pub fn counted(&self) -> Vec<Counted> {
        let mut all = Vec::new();
        for door in [Door::Admin, Door::Visitors] {
            for (route, methods) in self.doors[door as usize].read().unwrap_or_else(PoisonError::into_inner).iter() {
                for (method, line) in METHODS.iter().zip(methods.iter()) {
                    let Some(line) = line.get() else { continue };
                    let outcomes = line.outcomes.each_ref().map(|outcome| outcome.load(Ordering::Relaxed));
                    all.push(Counted { door, route: route.to_string(), method, outcomes, spread: line.latencies.spread() });
                }
            }
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_counted_by_route_method_and_outcome() {
        let meter = Meter::start(Timestamp(0));
        for (status, method) in [(200, "GET"), (404, "GET"), (999, "BREW"), (0, "TEA")] {
            meter.request(Door::Visitors, Some("/p/{account}/{page}"), method, status, Duration::from_millis(3));
        }
        meter.request(Door::Admin, None, "GET", 404, Duration::from_millis(1));
        let told: Vec<_> = meter.counted().iter().map(|line| (line.door, line.route.clone(), line.method, line.outcomes)).collect();
        let page = "/p/{account}/{page}".to_owned();
        assert_eq!(
            told,
            [
                (Door::Admin, String::new(), "GET", [0, 0, 0, 1, 0]),
                (Door::Visitors, page.clone(), "GET", [0, 1, 0, 1, 0]),
                (Door::Visitors, page, "OTHER", [1, 0, 0, 0, 1]),
            ]
        );
        assert_eq!(meter.counted()[1].spread.percentile_us(50), Some(3_000));
    }

    #[test]
    fn many_threads_count_together() {
        let meter = Meter::start(Timestamp(0));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for n in 0..1_000 {
                        meter.request(Door::Admin, Some(if n % 2 == 0 { "/a" } else { "/b" }), "GET", 200, Duration::from_micros(n));
                    }
                });
            }
        });
        assert_eq!(meter.counted().iter().map(|line| line.spread.count()).sum::<u64>(), 8_000);
    }
}
