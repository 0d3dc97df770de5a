//! Durations in buckets whose width grows with them, so that days add up and a median can be told without the rows.
//!
//! Bucket `b` holds 2^(b/4) ms up to 2^((b+1)/4) ms. Its middle, taken as the geometric mean, is at most a factor of 2^(1/8) away
//! from any duration in it: a relative error of at most 9.1 %.

/// 2^62, 2^62.25, 2^62.5 and 2^62.75, rounded up: where the quarters of an octave begin.
const QUARTERS: [u64; 4] = [1 << 62, 5_484_249_825_272_419_512, 6_521_908_912_666_391_107, 7_755_900_482_342_532_475];

/// The bucket of a duration. Zero and less fall where 1 ms does: clocks may be set back.
pub fn bucket(ms: i64) -> i64 {
    let ms = ms.max(1).unsigned_abs();
    let octave = ms.ilog2();
    let aligned = ms << (62 - octave);
    let begun = QUARTERS.iter().filter(|quarter| **quarter <= aligned).count();
    i64::from(octave) * 4 + i64::try_from(begun).unwrap_or(1) - 1
}

/// The shortest duration of a bucket, in milliseconds.
pub fn lower_ms(bucket: i64) -> i64 {
    let bucket = bucket.clamp(0, LAST);
    let octave = u32::try_from(bucket / 4).unwrap_or(0);
    let quarter = QUARTERS.get(usize::try_from(bucket % 4).unwrap_or(0)).copied().unwrap_or(QUARTERS[0]);
    i64::try_from(quarter.div_ceil(1 << (62 - octave))).unwrap_or(i64::MAX)
}

/// The shortest duration above a bucket, in milliseconds.
pub fn upper_ms(bucket: i64) -> i64 {
    if bucket >= LAST { i64::MAX } else { lower_ms(bucket.max(0) + 1) }
}

/// By how much a duration told from buckets may be off: 2^(1/8) − 1 of the true one, in basis points, rounded up.
pub const RELATIVE_ERROR_BP: i64 = 910;

/// The duration that a share of all, in percent, did not exceed: the middle of the bucket in which the one of that rank lies.
/// `buckets` are in order, with how many lie in each. Absent when none lies anywhere.
pub fn percentile_ms(buckets: impl IntoIterator<Item = (i64, i64)> + Clone, percent: i64) -> Option<i64> {
    let all: i64 = buckets.clone().into_iter().map(|(_, count)| count.max(0)).sum();
    // The nearest rank: at least that share lies at or below it.
    let rank = (all.saturating_mul(percent.clamp(1, 100)) + 99) / 100;
    let mut passed = 0;
    let (bucket, _) = buckets.into_iter().find(|(_, count)| {
        passed += (*count).max(0);
        rank > 0 && passed >= rank
    })?;
    Some(middle_ms(bucket))
}

/// The geometric middle of a bucket, to a millisecond.
fn middle_ms(bucket: i64) -> i64 {
    let (lower, upper) = (i128::from(lower_ms(bucket)), i128::from(upper_ms(bucket)));
    i64::try_from((lower * upper).isqrt()).unwrap_or(i64::MAX)
}

/// The bucket of the longest duration that there is.
const LAST: i64 = 62 * 4 + 3;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ends_and_known_values() {
        assert_eq!((bucket(i64::MIN), bucket(0), bucket(1), bucket(2), bucket(4)), (0, 0, 0, 4, 8));
        assert_eq!(bucket(i64::MAX), LAST);
        assert_eq!((lower_ms(40), upper_ms(40)), (1024, 1218)); // 1024 × 2^(1/4) = 1217.7…
        assert_eq!((bucket(1217), bucket(1218)), (40, 41));
        assert_eq!((lower_ms(-5), upper_ms(LAST), upper_ms(9_999)), (1, i64::MAX, i64::MAX));
    }

    #[test]
    fn nothing_has_no_percentile() {
        assert_eq!((percentile_ms([], 50), percentile_ms([(3, 0)], 50)), (None, None));
        assert_eq!(percentile_ms([(40, 1), (44, 1)], 50), percentile_ms([(40, 1)], 90));
    }

    proptest! {
        #[test]
        fn a_duration_lies_in_its_bucket(bits in 0_u32..63, noise in any::<u64>()) {
            let ms = i64::try_from((1_u64 << bits) | (noise & ((1_u64 << bits) - 1))).expect("positive");
            let found = bucket(ms);
            prop_assert!(lower_ms(found) <= ms && (ms < upper_ms(found) || ms == i64::MAX), "{ms} in {found}");
        }

        #[test]
        fn longer_is_never_lower(a in 1_i64.., b in 1_i64..) {
            prop_assert!(bucket(a.min(b)) <= bucket(a.max(b)));
        }

        #[test]
        fn percentiles_are_as_far_off_as_stated(mut took in prop::collection::vec(1_000_i64..=4_000_000_000_000, 1..60), percent in 1_i64..=100) {
            let mut buckets = std::collections::BTreeMap::new();
            for ms in &took {
                *buckets.entry(bucket(*ms)).or_insert(0) += 1;
            }
            took.sort_unstable();
            let rank = (took.len() * usize::try_from(percent).expect("small")).div_ceil(100);
            let exact = took[rank - 1];
            let told = percentile_ms(buckets, percent).expect("some");
            prop_assert!((told - exact).abs() * 10_000 <= exact * RELATIVE_ERROR_BP + 20_000, "{told} for {exact}");
        }

        #[test]
        fn the_stated_error_holds(ms in 1_000_i64..=4_000_000_000_000) {
            let found = bucket(ms);
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
            let (lower, upper, ms) = (lower_ms(found) as f64, upper_ms(found) as f64, ms as f64);
            let middle = (lower * upper).sqrt();
            prop_assert!((middle / ms - 1.0).abs() < 0.092, "{ms}: {middle}");
        }
    }
}
