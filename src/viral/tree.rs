//! Who brought whom. A participant's referrer is set once, when they join, so that nobody stands above themselves.

use crate::base::ids::ViralLoopId;

/// Would the link make somebody stand above themselves? `parent_of` tells who brought a participant.
/// True as well for somebody who refers themselves.
pub fn closes_cycle<E>(
    referrer: ViralLoopId,
    friend: ViralLoopId,
    mut parent_of: impl FnMut(ViralLoopId) -> Result<Option<ViralLoopId>, E>,
) -> Result<bool, E> {
    let mut above = Some(referrer);
    while let Some(one) = above {
        if one == friend {
            return Ok(true);
        }
        // Referrers are older than whom they bring: a chain that does not lead to older ones is none of ours and ends here.
        above = parent_of(one)?.filter(|parent| *parent < one);
    }
    Ok(false)
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, convert::Infallible};

    use proptest::prelude::*;

    use super::*;

    fn closes(parents: &BTreeMap<i64, i64>, referrer: i64, friend: i64) -> bool {
        let parent_of = |id: ViralLoopId| Ok::<_, Infallible>(parents.get(&id.0).copied().map(ViralLoopId));
        closes_cycle(ViralLoopId(referrer), ViralLoopId(friend), parent_of).expect("infallible")
    }

    #[test]
    fn a_descendant_does_not_refer_its_ancestor() {
        let parents = BTreeMap::from([(2, 1), (3, 2), (4, 1)]);
        assert!(closes(&parents, 3, 1) && closes(&parents, 2, 1) && closes(&parents, 1, 1));
        assert!(!closes(&parents, 4, 3) && !closes(&parents, 1, 4));
    }

    proptest! {
        #[test]
        fn the_tree_has_no_cycles(tries in prop::collection::vec((1..40_i64, 1..40_i64), 0..200)) {
            // Everybody may try to refer anybody; only whoever is new and is referred by somebody older gets a parent.
            let mut parents = BTreeMap::new();
            for (referrer, friend) in tries {
                if !parents.contains_key(&friend) && referrer < friend && !closes(&parents, referrer, friend) {
                    parents.insert(friend, referrer);
                }
            }
            for start in parents.keys() {
                let mut steps = 0;
                let mut above = Some(*start);
                while let Some(one) = above {
                    above = parents.get(&one).copied();
                    steps += 1;
                    prop_assert!(steps <= 40, "a cycle above {start}");
                }
            }
        }
    }
}
