//! How long a store is waited for.

use std::time::Duration;

/// A transfer as a whole may take as long as it moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// How long nothing may move.
    pub stall: Duration,
    /// How often one request is tried.
    pub tries: u32,
    /// The wait before the second try; it doubles up to `longest_wait`.
    pub first_wait: Duration,
    pub longest_wait: Duration,
}

impl Patience {
    /// For work at night: a store that restarts is waited for, some two minutes in all.
    pub const NIGHT: Self =
        Self { stall: Duration::from_mins(1), tries: 9, first_wait: Duration::from_millis(500), longest_wait: Duration::from_mins(1) };
    /// For somebody who looks at a button.
    pub const BUTTON: Self =
        Self { stall: Duration::from_secs(10), tries: 2, first_wait: Duration::from_millis(300), longest_wait: Duration::from_secs(2) };

    /// The wait before a try, counted from 1. `chance` in 0..=1 spreads those who were refused together.
    pub(super) fn wait_before(&self, try_number: u32, asked: Option<Duration>, chance: f64) -> Duration {
        let doubled = self.first_wait.saturating_mul(1 << try_number.saturating_sub(2).min(16));
        let spread = doubled.min(self.longest_wait).mul_f64(0.5 + chance.clamp(0.0, 1.0) / 2.0);
        asked.map_or(spread, |asked| asked.min(self.longest_wait).max(spread))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_bound() {
        let wait = |number, asked| Patience::NIGHT.wait_before(number, asked, 1.0);
        assert_eq!(
            (wait(2, None), wait(3, None), wait(30, None)),
            (Duration::from_millis(500), Duration::from_secs(1), Duration::from_mins(1))
        );
        assert_eq!(wait(2, Some(Duration::from_secs(5))), Duration::from_secs(5));
        assert_eq!(wait(2, Some(Duration::from_hours(5))), Duration::from_mins(1));
        assert_eq!(Patience::NIGHT.wait_before(3, None, 0.0), Duration::from_millis(500));
    }
}
