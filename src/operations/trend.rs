//! What the days tell: memory that grows without load, and a disk that will be full.

/// One day of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayUse {
    /// Days since 1970, cut at midnight UTC.
    pub day: i64,
    /// Minutes that were sampled.
    pub samples: i64,
    /// The least memory that the server held; absent where the kernel does not tell.
    pub least_rss_bytes: Option<i64>,
    pub requests: i64,
    /// The most that was used of the disk; absent where it can't be asked.
    pub disk_used_bytes: Option<i64>,
}

/// A day counts for memory when so much of it was sampled: the least of an hour says nothing.
const ENOUGH_SAMPLES: i64 = 12 * 60;
/// Days that must follow each other, each above the one before. A cache fills on the first days and is no leak.
const RISING_DAYS: usize = 5;
/// By how much each day must be above the one before, and the last above the first.
const STEP_BP: i64 = 100;
const GROWTH_BP: i64 = 2_500;
/// Below that it may be anything.
const GROWTH_BYTES: i64 = 32 << 20;
/// More requests than that, compared with the first days, are load.
const MORE_LOAD_BP: i64 = 12_000;

/// Memory that grew day by day while the load did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    pub days: usize,
    pub from_bytes: i64,
    pub to_bytes: i64,
}

/// Looks at the daily minimum since the last time that it fell: a restart begins anew. Days are in order.
pub fn memory_growth(days: &[DayUse]) -> Option<Growth> {
    let counted: Vec<(i64, i64, i64)> = days
        .iter()
        .filter(|day| day.samples >= ENOUGH_SAMPLES)
        .filter_map(|day| Some((day.day, day.least_rss_bytes?, day.requests)))
        .collect();
    let rises = |pair: &[(i64, i64, i64)]| pair[1].0 == pair[0].0 + 1 && pair[1].1 >= of_bp(pair[0].1, 10_000 + STEP_BP);
    let begins = counted.windows(2).rposition(|pair| !rises(pair)).map_or(0, |n| n + 1);
    let rising = &counted[begins..];
    let (Some((_, first, _)), Some((_, last, _))) = (rising.first(), rising.last()) else { return None };
    let (early, late) = rising.split_at(rising.len() / 2);
    let mean =
        |days: &[(i64, i64, i64)]| days.iter().map(|(.., requests)| requests).sum::<i64>() / i64::try_from(days.len().max(1)).unwrap_or(1);
    let grew = last - first >= GROWTH_BYTES && *last >= of_bp(*first, 10_000 + GROWTH_BP);
    let had_load = mean(late) > of_bp(mean(early), MORE_LOAD_BP);
    (rising.len() >= RISING_DAYS && grew && !had_load).then_some(Growth { days: rising.len(), from_bytes: *first, to_bytes: *last })
}

/// Days on which the trend of the disk rests.
const TREND_DAYS: usize = 14;
const LEAST_DAYS: usize = 3;
/// What is warned of before it comes.
pub const SOON_DAYS: i64 = 30;

/// In how many days the disk will be full if it goes on as in the last two weeks: the line with the least squares through the days.
/// Absent when use does not grow, or too few days are known.
pub fn days_until_full(days: &[DayUse], free_bytes: i64) -> Option<i64> {
    let known: Vec<(i128, i128)> = days.iter().filter_map(|day| Some((i128::from(day.day), i128::from(day.disk_used_bytes?)))).collect();
    let recent = &known[known.len().saturating_sub(TREND_DAYS)..];
    if recent.len() < LEAST_DAYS {
        return None;
    }
    let count = i128::try_from(recent.len()).ok()?;
    let (sum_x, sum_y) = recent.iter().fold((0, 0), |(x, y), day| (x + day.0, y + day.1));
    // Both times the count, so that the means stay whole.
    let (rise, run) = recent.iter().fold((0, 0), |(rise, run), (x, y)| {
        let (dx, dy) = (x * count - sum_x, y * count - sum_y);
        (rise + dx * dy, run + dx * dx)
    });
    if rise <= 0 || run <= 0 {
        return None;
    }
    i64::try_from(i128::from(free_bytes.max(0)) * run / rise).ok()
}

/// Less free than a twentieth of the disk, or than what a night's work may need.
pub fn is_nearly_full(used_bytes: i64, free_bytes: i64) -> bool {
    const NIGHT_BYTES: i64 = 512 << 20;
    free_bytes < NIGHT_BYTES || free_bytes < used_bytes.saturating_add(free_bytes) / 20
}

fn of_bp(amount: i64, share_bp: i64) -> i64 {
    i64::try_from(i128::from(amount) * i128::from(share_bp) / 10_000).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MB: i64 = 1 << 20;
    const GB: i64 = 1 << 30;

    fn days(minima: &[i64], requests: impl Fn(usize) -> i64) -> Vec<DayUse> {
        let day = |(n, mb): (usize, &i64)| DayUse {
            day: 20_000 + i64::try_from(n).expect("small"),
            samples: 1_440,
            least_rss_bytes: Some(mb * MB),
            requests: requests(n),
            disk_used_bytes: None,
        };
        minima.iter().enumerate().map(day).collect()
    }

    fn disk(used: &[i64]) -> Vec<DayUse> {
        let mut all = days(used, |_| 0);
        for (day, used) in all.iter_mut().zip(used) {
            day.disk_used_bytes = Some(*used);
        }
        all
    }

    #[test]
    fn a_leak_is_told_and_other_shapes_are_not() {
        let steady = |_| 100_000;
        let leak = memory_growth(&days(&[60, 75, 90, 105, 120], steady));
        assert_eq!(leak, Some(Growth { days: 5, from_bytes: 60 * MB, to_bytes: 120 * MB }));
        for (shape, minima) in [
            ("flat", &[60, 60, 61, 60, 60, 61, 60][..]),
            ("sawtooth", &[60, 90, 120, 60, 90, 120, 60, 90, 120]),
            ("caches that fill and stay full", &[40, 80, 110, 111, 111, 111, 111]),
            ("too short", &[60, 80, 100, 120]),
            ("large and hardly growing", &[600, 602, 604, 606, 608, 610]),
            ("small", &[10, 12, 14, 16, 18, 20]),
        ] {
            assert_eq!(memory_growth(&days(minima, steady)), None, "{shape}");
        }
    }

    #[test]
    fn a_restart_begins_anew() {
        let steady = |_| 100_000;
        assert_eq!(memory_growth(&days(&[60, 80, 100, 120, 40, 60, 80], steady)), None);
        let after = memory_growth(&days(&[200, 220, 40, 60, 80, 100, 120], steady)).expect("a leak since the restart");
        assert_eq!((after.days, after.from_bytes), (5, 40 * MB));
    }

    #[test]
    fn memory_that_grows_with_load_is_no_leak() {
        let minima = [60, 75, 90, 105, 120];
        assert_eq!(memory_growth(&days(&minima, |n| 100_000 * (1 + i64::try_from(n).expect("small")))), None);
        assert!(memory_growth(&days(&minima, |n| 100_000 + i64::try_from(n).expect("small"))).is_some());
    }

    #[test]
    fn days_that_are_missing_or_hardly_sampled_do_not_count() {
        let mut gap = days(&[60, 75, 90, 105, 120], |_| 1);
        gap[2].samples = 60;
        assert_eq!(memory_growth(&gap), None);
        gap[2].least_rss_bytes = None;
        assert_eq!(memory_growth(&gap), None);
        assert_eq!(memory_growth(&[]), None);
    }

    #[test]
    fn a_disk_that_fills_steadily_is_foreseen() {
        let growing: Vec<i64> = (0..20).map(|day| 10 * GB + day * GB / 2).collect();
        assert_eq!(days_until_full(&disk(&growing), 10 * GB), Some(20));
        assert_eq!(days_until_full(&disk(&growing[..2]), 10 * GB), None, "too few days");
        assert_eq!(days_until_full(&disk(&[GB, GB, GB, GB]), GB), None);
        assert_eq!(days_until_full(&disk(&[4 * GB, 3 * GB, 2 * GB]), GB), None);
        let recent: Vec<i64> = (0..30).map(|day| if day < 16 { day * GB } else { 16 * GB }).collect();
        assert_eq!(days_until_full(&disk(&recent), GB), None, "it grew once, but not in the last two weeks");
    }

    #[test]
    fn a_nearly_full_disk_is_known() {
        assert!(is_nearly_full(19 * GB + 512 * MB, 400 * MB) && is_nearly_full(97 * GB, 3 * GB));
        assert!(!is_nearly_full(15 * GB, 5 * GB) && !is_nearly_full(GB, GB));
    }

    proptest! {
        #[test]
        fn nothing_overflows(minima in proptest::collection::vec(any::<i64>(), 0..40), requests in 0_i64..1 << 40, free in any::<i64>()) {
            let mut all = disk(&minima.iter().map(|bytes| bytes / (1 << 22)).collect::<Vec<_>>());
            for (day, bytes) in all.iter_mut().zip(&minima) {
                (day.least_rss_bytes, day.requests) = (Some(bytes.unsigned_abs().cast_signed().max(0) / 2), requests);
            }
            let _ = memory_growth(&all);
            prop_assert!(days_until_full(&all, free).is_none_or(|days| days >= 0));
        }
    }
}
