//! Seeded chance for what the demo tells: the same seed tells the same story. Keys and passwords' salts do not come from here.

use rand::{Rng as _, SeedableRng as _, rngs::StdRng};

pub struct Dice(StdRng);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from((u128::from(self.0.next_u64()) * n as u128) >> 64).unwrap_or_default()
    }

    /// A number from `from` to below `end`; `from` where that leaves none.
    pub fn between(&mut self, from: i64, end: i64) -> i64 {
        let span = usize::try_from(end.saturating_sub(from)).unwrap_or_default();
        from.saturating_add(i64::try_from(self.below(span)).unwrap_or_default())
    }

    /// Does it happen, at these odds of a hundred?
    pub fn percent(&mut self, odds: usize) -> bool {
        self.below(100) < odds
    }

    /// One of a list that is not empty.
    pub fn pick<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// One of a list that is not empty, each as likely as its weight.
    pub fn weighted<T: Clone>(&mut self, list: &[(usize, T)]) -> T {
        let total = list.iter().map(|(weight, _)| weight).sum();
        let mut left = self.below(total);
        let found = list.iter().find(|(weight, _)| {
            let here = left < *weight;
            left = left.saturating_sub(*weight);
            here
        });
        found.unwrap_or(&list[0]).1.clone()
    }

    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_kept_and_a_seed_repeats() {
        let throws = |seed| {
            let mut dice = Dice::new(seed);
            (0..1_000).map(|_| dice.weighted(&[(1, 'a'), (0, 'b'), (9, 'c')])).collect::<String>()
        };
        let (first, again) = (throws(7), throws(7));
        let rare = first.matches('a').count();
        assert!((60..150).contains(&rare) && !first.contains('b'), "{rare}");
        assert_eq!(first, again);
        assert_ne!(first, throws(8));
        assert_eq!(Dice::new(1).between(5, 5), 5);
    }
}
