//! The K-factor (바이럴 계수): how many new participants one participant brings.
//!
//! K = invites per participant × conversion of invites. An invite is a share that was counted or, where more people came than shares
//! were counted, a visitor who came: a link that is passed on by hand is an invite too.

use serde::Serialize;
use utoipa::ToSchema;

/// One, in basis points.
const ONE_BP: i128 = 10_000;

/// What was counted of a day, a channel or a cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    pub participants: i64,
    pub shares: i64,
    /// Visitors who came through a link, each once a day.
    pub clicks: i64,
    /// Submissions that came through a link.
    pub signups: i64,
}

/// K and its two factors, in basis points: 10,000 is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct KFactor {
    pub invites_per_participant_bp: i64,
    /// Submissions ÷ invites.
    pub conversion_bp: i64,
    /// Their product, not rounded in between.
    pub k_bp: i64,
}

impl Spread {
    pub fn invites(self) -> i64 {
        self.shares.max(self.clicks).max(self.signups)
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            participants: self.participants.saturating_add(other.participants),
            shares: self.shares.saturating_add(other.shares),
            clicks: self.clicks.saturating_add(other.clicks),
            signups: self.signups.saturating_add(other.signups),
        }
    }
}

/// 0 with no participants, and without invites.
pub fn k_factor(spread: Spread) -> KFactor {
    let invites = spread.invites();
    KFactor {
        invites_per_participant_bp: ratio_bp(&[invites], &[spread.participants]),
        conversion_bp: ratio_bp(&[spread.signups], &[invites]),
        k_bp: ratio_bp(&[invites, spread.signups], &[spread.participants, invites]),
    }
}

/// A share of a whole in basis points; 0 where there is no whole.
pub fn share_bp(part: i64, whole: i64) -> i64 {
    ratio_bp(&[part], &[whole])
}

fn ratio_bp(above: &[i64], below: &[i64]) -> i64 {
    let product = |factors: &[i64]| factors.iter().fold(1_i128, |product, factor| product.saturating_mul(i128::from((*factor).max(0))));
    let below = product(below);
    if below == 0 {
        return 0;
    }
    i64::try_from(product(above).saturating_mul(ONE_BP).saturating_add(below / 2) / below).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn four_participants_with_ten_shares_and_five_friends_have_one_and_a_quarter() {
        let k = k_factor(Spread { participants: 4, shares: 10, clicks: 8, signups: 5 });
        assert_eq!(k, KFactor { invites_per_participant_bp: 25_000, conversion_bp: 5_000, k_bp: 12_500 });
    }

    #[test]
    fn links_passed_on_by_hand_are_invites() {
        let k = k_factor(Spread { participants: 10, shares: 0, clicks: 20, signups: 5 });
        assert_eq!((k.invites_per_participant_bp, k.conversion_bp, k.k_bp), (20_000, 2_500, 5_000));
    }

    fn spread() -> impl Strategy<Value = Spread> {
        (0..100_000_i64, 0..100_000_i64, 0..100_000_i64, 0..100_000_i64).prop_map(|(participants, shares, clicks, signups)| Spread {
            participants,
            shares,
            clicks,
            signups,
        })
    }

    proptest! {
        #[test]
        fn nobody_has_no_k(spread in spread()) {
            prop_assert_eq!(k_factor(Spread { participants: 0, ..spread }).k_bp, 0);
        }

        #[test]
        fn k_is_the_product_of_its_factors(spread in spread()) {
            let k = k_factor(spread);
            let product = i128::from(k.invites_per_participant_bp) * i128::from(k.conversion_bp) / ONE_BP;
            // each factor is rounded by half a basis point at most
            let slack = i128::from(k.invites_per_participant_bp + k.conversion_bp) / ONE_BP + 2;
            prop_assert!((product - i128::from(k.k_bp)).abs() <= slack, "{k:?}");
            prop_assert!(k.k_bp >= 0 && (0..=10_000).contains(&k.conversion_bp));
        }

        #[test]
        fn more_friends_never_lower_k(spread in spread(), more in 0..1_000_i64) {
            let better = Spread { signups: spread.signups + more, ..spread };
            prop_assert!(k_factor(better).k_bp >= k_factor(spread).k_bp);
        }

        #[test]
        fn days_add_up(a in spread(), b in spread()) {
            let both = a.plus(b);
            prop_assert_eq!(both.participants - a.participants, b.participants);
            prop_assert!(k_factor(both).k_bp <= k_factor(a).k_bp.max(k_factor(b).k_bp) + 1 || a.participants == 0 || b.participants == 0);
        }
    }
}
