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
        fn the_stated_error_holds(ms in 1_000_i64..=4_000_000_000_000) {
            let found = bucket(ms);
            #[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
            let (lower, upper, ms) = (lower_ms(found) as f64, upper_ms(found) as f64, ms as f64);
            let middle = (lower * upper).sqrt();
            prop_assert!((middle / ms - 1.0).abs() < 0.092, "{ms}: {middle}");
        }
    }
}
