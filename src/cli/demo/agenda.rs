//! What is to happen, by time. What falls within one minute happens at once, so that many commits become one.

use std::collections::BTreeMap;

use crate::base::time::{MINUTE_MS, Timestamp};

pub struct Agenda<T> {
    waiting: BTreeMap<(Timestamp, u64), T>,
    entered: u64,
}

/// As much as one writer's queue takes without refusing any.
const AT_ONCE: usize = 1_000;

impl<T> Default for Agenda<T> {
    fn default() -> Self {
        Self { waiting: BTreeMap::new(), entered: 0 }
    }
}

impl<T> Agenda<T> {
    pub fn enter(&mut self, at: Timestamp, what: T) {
        self.waiting.insert((at, self.entered), what);
        self.entered += 1;
    }

    /// What comes next before `end`, with the time of the last of it; absent when nothing waits until then.
    pub fn next(&mut self, end: Timestamp) -> Option<(Timestamp, Vec<T>)> {
        let (first, _) = *self.waiting.first_key_value().filter(|((at, _), _)| *at < end)?.0;
        let mut at = first;
        let mut wave = Vec::new();
        while let Some(entry) = self.waiting.first_entry()
            && entry.key().0 < end
            && entry.key().0.0 / MINUTE_MS == first.0 / MINUTE_MS
            && wave.len() < AT_ONCE
        {
            at = entry.key().0;
            wave.push(entry.remove());
        }
        Some((at, wave))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_minute_is_one_wave_in_the_order_of_time() {
        let mut agenda = Agenda::default();
        for (at, what) in [(61_000, 'c'), (59_000, 'b'), (1_000, 'a'), (119_000, 'e'), (61_000, 'd'), (120_000, 'f')] {
            agenda.enter(Timestamp(at), what);
        }
        let end = Timestamp(120_000);
        assert_eq!(agenda.next(end), Some((Timestamp(59_000), vec!['a', 'b'])));
        agenda.enter(Timestamp(62_000), 'x');
        assert_eq!(agenda.next(end), Some((Timestamp(119_000), vec!['c', 'd', 'x', 'e'])));
        assert_eq!(agenda.next(end), None);
    }
}
