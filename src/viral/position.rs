//! The waiting list: in the order of joining, and up some places for each friend who was approved.

/// By this a waiting list is sorted, ties by the order of joining. Whoever moved up stands before whoever waits at that place.
pub fn key(joined: i64, approved: i64, move_up: i64) -> i64 {
    let place = joined.saturating_sub(approved.max(0).saturating_mul(move_up.max(0)));
    let has_moved = approved > 0 && move_up > 0;
    place.saturating_mul(2).saturating_sub(i64::from(has_moved))
}

/// Everybody's place, counted from 1, given the number under which each joined and how many of their friends were approved.
pub fn positions(waiting: &[(i64, i64)], move_up: i64) -> Vec<i64> {
    let mut order: Vec<usize> = (0..waiting.len()).collect();
    order.sort_by_key(|index| waiting.get(*index).map(|(joined, approved)| (key(*joined, *approved, move_up), *joined, *index)));
    let mut places = vec![0; waiting.len()];
    for (place, index) in (1_i64..).zip(order) {
        if let Some(slot) = places.get_mut(index) {
            *slot = place;
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_friend_moves_one_up_by_as_many_places() {
        let mut waiting: Vec<(i64, i64)> = (1..=10).map(|joined| (joined, 0)).collect();
        assert_eq!(positions(&waiting, 3), (1..=10).collect::<Vec<_>>());
        waiting[9].1 = 1;
        assert_eq!(positions(&waiting, 3)[9], 7);
        waiting[9].1 = 9;
        assert_eq!(positions(&waiting, 3)[9], 1);
        assert_eq!(positions(&waiting, 0)[9], 10, "without the rule nobody moves");
    }

    proptest! {
        #[test]
        fn places_are_a_permutation(approved in prop::collection::vec(0..50_i64, 0..60), move_up in 0..20_i64) {
            let waiting: Vec<(i64, i64)> = (1..).zip(approved).collect();
            let mut places = positions(&waiting, move_up);
            places.sort_unstable();
            prop_assert_eq!(places, (1..=i64::try_from(waiting.len()).expect("few")).collect::<Vec<_>>());
        }

        #[test]
        fn a_friend_never_moves_one_down(approved in prop::collection::vec(0..9_i64, 1..40), who in any::<prop::sample::Index>(), move_up in 0..20_i64) {
            let mut waiting: Vec<(i64, i64)> = (1..).zip(approved).collect();
            let who = who.index(waiting.len());
            let before = positions(&waiting, move_up)[who];
            waiting[who].1 += 1;
            let after = positions(&waiting, move_up)[who];
            prop_assert!(after <= before);
            if move_up > 0 && waiting.iter().enumerate().all(|(index, (_, friends))| index == who || *friends == 0) && waiting[who].1 == 1 {
                prop_assert_eq!(after, (before - move_up).max(1), "alone it is exactly that many");
            }
        }
    }
}
