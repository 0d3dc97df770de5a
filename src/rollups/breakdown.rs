//! Figures by where somebody came from: the largest parts, and all others as one.

use std::{collections::BTreeMap, ops::AddAssign};

/// One way to come, by a key that says which: a word, a page, a device. The key is absent for all that are too small to be listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part<K, F> {
    pub key: Option<K>,
    pub figures: F,
}

/// How somebody asks for what came from nowhere in particular, since a blank filter asks for everything.
pub const NONE: &str = "(none)";

/// The word of a filter whose text is not in the dictionary: nothing has it.
pub const NO_SUCH_WORD: i64 = i64::MIN;

/// Parts that are listed; anybody can make up sources, so the rest is added up.
pub const MOST_PARTS: usize = 50;

/// Adds to the part of a key.
pub fn add<K: Ord, F: Default + AddAssign>(parts: &mut BTreeMap<K, F>, key: K, more: F) {
    *parts.entry(key).or_default() += more;
}

/// The parts by weight, the heaviest first; those of nothing are left out.
pub fn largest<K, F, W>(parts: BTreeMap<K, F>, weight: impl Fn(&F) -> W) -> Vec<Part<K, F>>
where
    K: Ord + Copy,
    F: Copy + Default + PartialEq + AddAssign,
    W: Ord,
{
    let mut parts: Vec<(K, F)> = parts.into_iter().filter(|(_, figures)| *figures != F::default()).collect();
    parts.sort_unstable_by(|(a, x), (b, y)| weight(y).cmp(&weight(x)).then(a.cmp(b)));
    let rest = parts.split_off(parts.len().min(MOST_PARTS));
    let mut listed: Vec<Part<K, F>> = parts.into_iter().map(|(key, figures)| Part { key: Some(key), figures }).collect();
    if !rest.is_empty() {
        let mut figures = F::default();
        for (_, more) in rest {
            figures += more;
        }
        listed.push(Part { key: None, figures });
    }
    listed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_add_up_and_are_in_order(figures in prop::collection::vec((0..90_i64, 0..50_i64), 0..200)) {
            let mut parts = BTreeMap::new();
            for (key, figure) in &figures {
                add(&mut parts, *key, *figure);
            }
            let told = largest(parts, |figure| *figure);
            prop_assert_eq!(told.iter().map(|part| part.figures).sum::<i64>(), figures.iter().map(|(_, figure)| figure).sum::<i64>());
            prop_assert!(told.len() <= MOST_PARTS + 1 && told.iter().take(MOST_PARTS).all(|part| part.key.is_some()));
            let listed: Vec<i64> = told.iter().filter(|part| part.key.is_some()).map(|part| part.figures).collect();
            prop_assert!(listed.is_sorted_by(|a, b| a >= b));
        }
    }
}
