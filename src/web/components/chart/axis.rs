//! The scale at the left: five ticks at round numbers, said the short way of the reader's language.

use crate::{
    base::{
        bytes::byte_size,
        lang::Lang,
        money::{self, Currency, Money},
    },
    web::components::number::{grouped, millis, percent},
};

/// What a chart's numbers are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Count,
    /// In the currency's smallest unit.
    Money(Currency),
    /// In basis points.
    Rate,
    Bytes,
    /// A duration in microseconds.
    Micros,
}

impl Unit {
    /// The short form on the scale: `1.2만`, `1,840만원`, `2.5%`.
    pub fn short(self, value: i64, lang: Lang) -> String {
        match self {
            Self::Count => money::compact_number(value, lang),
            Self::Money(currency) => money::compact(Money(value), currency, lang),
            Self::Rate => percent(value),
            Self::Bytes => byte_size(value),
            Self::Micros => millis(value),
        }
    }

    /// The whole number, for the table and the tooltip.
    pub fn full(self, value: i64, lang: Lang) -> String {
        match self {
            Self::Count => grouped(value),
            Self::Money(currency) => money::format(Money(value), currency, lang),
            Self::Rate => percent(value),
            Self::Bytes => byte_size(value),
            Self::Micros => millis(value),
        }
    }

    /// The smallest step that the short form can tell apart.
    const fn grain(self) -> i64 {
        match self {
            Self::Rate => 10,
            Self::Count | Self::Money(_) | Self::Bytes | Self::Micros => 1,
        }
    }
}

/// Steps in tenths of a power of ten. Their first four multiples have two digits that count, so the short form never rounds
/// them: with 7.5 among them the scale would say 2.3만 for 22,500.
const STEPS: [i64; 10] = [10, 15, 20, 25, 30, 40, 50, 60, 80, 100];

/// Five numbers from 0 up to at least `most`, evenly apart.
pub fn ticks(most: i64, unit: Unit) -> [i64; 5] {
    let grain = unit.grain();
    let needed = most.max(1).div_euclid(4 * grain).saturating_add(i64::from(most.max(1).rem_euclid(4 * grain) > 0));
    let step = step_of(needed).saturating_mul(grain);
    [0, 1, 2, 3, 4].map(|n| step.saturating_mul(n))
}

/// The smallest of our steps that is at least what is needed.
fn step_of(needed: i64) -> i64 {
    (0..=18)
        .flat_map(|exponent| STEPS.map(|tenths| 10_i64.pow(exponent).checked_mul(tenths)))
        .filter_map(|tenths| tenths.filter(|tenths| tenths % 10 == 0).map(|tenths| tenths / 10))
        .find(|step| *step >= needed)
        .unwrap_or(needed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn scales_are_said_as_people_say_them() {
        let said = |most, unit, lang| ticks(most, unit).map(|tick| Unit::short(unit, tick, lang)).join(" ");
        assert_eq!(said(0, Unit::Count, Lang::Ko), "0 1 2 3 4");
        assert_eq!(said(2_700, Unit::Count, Lang::Ko), "0 800 1,600 2,400 3,200");
        assert_eq!(said(9_000, Unit::Count, Lang::Ko), "0 2,500 5,000 7,500 1만");
        assert_eq!(said(21_000, Unit::Count, Lang::En), "0 6K 12K 18K 24K");
        assert_eq!(said(18_000_000, Unit::Money(Currency::KRW), Lang::Ko), "0원 500만원 1,000만원 1,500만원 2,000만원");
        assert_eq!(said(3, Unit::Rate, Lang::Ko), "0.0% 0.1% 0.2% 0.3% 0.4%");
        assert_eq!(said(900, Unit::Rate, Lang::Ko), "0.0% 2.5% 5.0% 7.5% 10.0%");
        assert_eq!(said(57_000_000, Unit::Bytes, Lang::En), "0 B 15 MB 30 MB 45 MB 60 MB");
        assert_eq!(said(9_000, Unit::Bytes, Lang::En), "0 B 2.5 kB 5.0 kB 7.5 kB 10 kB");
        assert_eq!(said(3_000, Unit::Micros, Lang::En), "0 ms 0.8 ms 1.6 ms 2.4 ms 3.2 ms");
        assert_eq!(said(1_900_000, Unit::Micros, Lang::En), "0 ms 500 ms 1 s 1.5 s 2 s");
    }

    proptest! {
        #[test]
        fn five_ticks_at_round_numbers_cover_everything(most in any::<i64>(), rate in any::<bool>()) {
            let ticks = ticks(most, if rate { Unit::Rate } else { Unit::Count });
            prop_assert!(ticks[0] == 0 && ticks.windows(2).all(|pair| pair[0] < pair[1] || pair[1] == i64::MAX), "{ticks:?}");
            prop_assert!(ticks[4] >= most);
            if most < 1_000_000_000_000_000 {
                prop_assert!(ticks.windows(2).all(|pair| pair[1] - pair[0] == ticks[1]), "{ticks:?}");
                prop_assert!(ticks[1].to_string().trim_end_matches('0').len() <= 2, "{ticks:?}");
            }
        }

        #[test]
        fn a_scale_wastes_at_most_half_its_height(most in 8_i64..1_000_000_000_000_000) {
            prop_assert!(ticks(most, Unit::Count)[4] <= most * 2);
        }

        #[test]
        fn no_two_ticks_are_said_alike(most in 0_i64..1_000_000_000_000_000, rate in any::<bool>(), korean in any::<bool>()) {
            let (unit, lang) = (if rate { Unit::Rate } else { Unit::Count }, if korean { Lang::Ko } else { Lang::En });
            let mut said = ticks(most, unit).map(|tick| unit.short(tick, lang)).to_vec();
            said.dedup();
            prop_assert_eq!(said.len(), 5);
        }
    }
}
