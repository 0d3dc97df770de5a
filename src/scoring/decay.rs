//! How points fade with time. Whole numbers throughout, so that a score is the same on every machine.

use crate::base::time::DAY_MS;

/// Points of an act by its age.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Decay {
    /// They stay.
    #[default]
    None,
    /// Every so many days some percent of the first points go.
    Step { days: i64, percent: i64 },
    /// Every so many days half of what is left goes, smoothly.
    HalfLife { days: i64 },
}

/// The whole of the points, in the unit of [`Decay::factor`].
pub const WHOLE: i64 = 1 << 32;

/// 2^(-1/2), 2^(-1/4), 2^(-1/8) … in units of 2^-62.
const ROOTS: [u64; 16] = [
    3_260_954_456_333_195_553,
    3_877_950_241_171_266_237,
    4_228_934_724_888_366_667,
    4_416_165_660_797_809_419,
    4_512_867_096_753_504_462,
    4_562_008_997_483_360_349,
    4_586_780_255_215_411_730,
    4_599_216_278_082_138_665,
    4_605_446_927_862_164_404,
    4_608_565_417_332_308_034,
    4_610_125_453_837_388_245,
    4_610_905_670_110_601_999,
    4_611_295_827_762_151_833,
    4_611_490_918_967_884_500,
    4_611_588_467_665_893_036,
    4_611_637_242_788_701_950,
];

impl Decay {
    /// What is left of an act's points at an age, as a share of [`WHOLE`]. It never grows with age.
    pub fn factor(self, age_ms: i64) -> i64 {
        let age_ms = age_ms.max(0);
        match self {
            Self::None => WHOLE,
            Self::Step { days, percent } => {
                let steps = age_ms / (days.max(1) * DAY_MS);
                (100 - steps.saturating_mul(percent)).clamp(0, 100) * WHOLE / 100
            }
            Self::HalfLife { days } => {
                let half_ms = days.max(1) * DAY_MS;
                let halvings = age_ms / half_ms;
                if halvings >= 32 {
                    return 0;
                }
                // Below a halving by sixteen binary places: at a half-life of a day one place is a second.
                let places = (age_ms % half_ms).saturating_mul(65_536) / half_ms;
                let mut left: u128 = 1 << 62;
                for (index, root) in ROOTS.iter().enumerate() {
                    if places >> (15 - index) & 1 == 1 {
                        left = (left * u128::from(*root)) >> 62;
                    }
                }
                i64::try_from((left >> 30) >> halvings).unwrap_or(WHOLE)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn share(decay: Decay, days: f64) -> f64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a test's figures are small")]
        let share = decay.factor((days * DAY_MS as f64) as i64) as f64 / WHOLE as f64;
        share
    }

    #[test]
    fn half_lives_follow_the_curve() {
        let decay = Decay::HalfLife { days: 30 };
        for days in [0.0, 1.0, 7.5, 15.0, 29.99, 30.0, 45.0, 100.0, 365.0] {
            let exact = 0.5_f64.powf(days / 30.0);
            assert!((share(decay, days) - exact).abs() < 1e-4, "{days}: {} {exact}", share(decay, days));
        }
        assert_eq!((decay.factor(-5), decay.factor(i64::MAX)), (WHOLE, 0));
    }

    #[test]
    fn steps_fall_on_their_days() {
        let decay = Decay::Step { days: 10, percent: 40 };
        let percents = [0.0, 9.9, 10.0, 20.0, 30.0, 99.0].map(|days| (share(decay, days) * 100.0).round());
        assert_eq!(percents.map(|percent| format!("{percent}")), ["100", "100", "60", "20", "0", "0"]);
    }

    proptest! {
        #[test]
        fn nothing_grows_with_age(kind in 0..3, days in 1_i64..400, percent in 1_i64..=100, age in 0_i64..40_000_000_000, later in 0_i64..10_000_000_000) {
            let decay = match kind { 0 => Decay::None, 1 => Decay::Step { days, percent }, _ => Decay::HalfLife { days } };
            let (young, old) = (decay.factor(age), decay.factor(age + later));
            prop_assert!(old <= young && (0..=WHOLE).contains(&old));
        }

        #[test]
        fn nothing_grows_in_a_moment(days in 1_i64..30, age in 0_i64..5_000_000_000, later in 0_i64..3_000) {
            let decay = Decay::HalfLife { days };
            prop_assert!(decay.factor(age + later) <= decay.factor(age));
        }
    }
}
