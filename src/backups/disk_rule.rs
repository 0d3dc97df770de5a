//! How much room snapshots take, and how many days fit on the disk.
//!
//! Measured over 30 days of change at full capacity: the first snapshot takes 0.54 of the live size, each further day 0.039 of it.

use serde::{Deserialize, Serialize};

use crate::backups::model::Settings;

/// Of the live size, in thousandths.
const FIRST: i128 = 540;
const EACH_DAY: i128 = 39;
const GB: i128 = 1_000_000_000;
/// Enough for a day of the live files.
const FLOOR: u64 = 100_000_000;

/// The disk that the repository lies on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disk {
    pub total_bytes: i64,
    /// What an ordinary user may still fill.
    pub free_bytes: i64,
    /// What the repository takes of it now.
    pub repository_bytes: i64,
}

/// What so many days of snapshots will take.
pub fn forecast_bytes(live_bytes: i64, days: u32) -> i64 {
    let bytes = i128::from(live_bytes.max(0)) * (FIRST + EACH_DAY * i128::from(days)) / 1_000;
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// What the repository may take without breaking either limit. Negative when everything else fills the disk already.
pub fn room_bytes(settings: &Settings, disk: Disk) -> i64 {
    let (total, free, own) = (i128::from(disk.total_bytes), i128::from(disk.free_bytes), i128::from(disk.repository_bytes));
    let by_percent = total * i128::from(settings.max_disk_percent) / 100 - (total - free) + own;
    let by_free = free - i128::from(settings.min_free_gb) * GB + own;
    i64::try_from(by_percent.min(by_free)).unwrap_or(i64::MIN)
}

/// Days that stay on this machine: as many as were chosen, fewer where the disk would not hold them, and one at least. A disk whose size
/// is not known limits nothing.
pub fn local_days(settings: &Settings, disk: Disk, live_bytes: i64) -> u32 {
    if disk.total_bytes <= 0 {
        return settings.keep_days.max(1);
    }
    let room = i128::from(room_bytes(settings, disk));
    let live = i128::from(live_bytes.max(1));
    let by_forecast = (room * 1_000 / live - FIRST) / EACH_DAY;
    // Over the limit in fact, whatever was forecast: so many days go as make good for it.
    let excess = i128::from(disk.repository_bytes) - room;
    let by_excess = if excess > 0 {
        let held = (i128::from(disk.repository_bytes) * 1_000 / live - FIRST) / EACH_DAY;
        let gone = (excess * 1_000 + live * EACH_DAY - 1) / (live * EACH_DAY);
        held - gone
    } else {
        i128::MAX
    };
    let fitting = by_forecast.min(by_excess).clamp(1, i128::from(settings.keep_days.max(1)));
    u32::try_from(fitting).unwrap_or(1)
}

/// What a backup leaves free on the disk, which had so much free when it began: what was chosen, or a half where there is less than
/// twice that already, for one more day is worth more than the wish. The live files get the floor in any case.
pub fn reserve_bytes(settings: &Settings, free_bytes: u64) -> u64 {
    let wanted = u64::from(settings.min_free_gb) * 1_000_000_000;
    wanted.min(free_bytes / 2).max(FLOOR)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const G: i64 = 1_000_000_000;

    #[test]
    fn thirty_days_of_the_whole_plan_take_what_the_design_says() {
        // 386 MB live: 1.71 times.
        assert_eq!(forecast_bytes(386_000_000, 30), 660_060_000);
        assert_eq!(forecast_bytes(0, 30), 0);
    }

    #[test]
    fn days_shrink_with_the_disk_and_never_below_one() {
        let settings = Settings::default();
        let disk = |free, own| Disk { total_bytes: 20 * G, free_bytes: free, repository_bytes: own };
        assert_eq!(local_days(&settings, disk(15 * G, 0), 386_000_000), 30);
        // 2 GB live need 3.42 GB for 30 days; with 5 GB free and 2 kept free, 3 GB are left: 24 days.
        assert_eq!(local_days(&settings, disk(5 * G, 0), 2 * G), 24);
        // Others have filled the disk.
        assert_eq!(local_days(&settings, disk(G, 3 * G), 2 * G), 11);
        assert_eq!(local_days(&settings, disk(0, 100), 2 * G), 1);
        // Nothing is known of the disk.
        assert_eq!(local_days(&settings, Disk::default(), 2 * G), 30);
    }

    #[test]
    fn a_backup_leaves_what_was_chosen_or_a_half_and_never_less_than_the_floor() {
        let reserve = |min_free_gb, free| reserve_bytes(&Settings { min_free_gb, ..Settings::default() }, free);
        assert_eq!(reserve(2, 10_000_000_000), 2_000_000_000);
        assert_eq!(reserve(2, 3_000_000_000), 1_500_000_000);
        assert_eq!(reserve(0, 3_000_000_000), FLOOR);
        assert_eq!(reserve(10_000, 50_000_000), FLOOR);
    }

    #[test]
    fn a_limit_in_percent_counts_what_others_take() {
        let settings = Settings { max_disk_percent: 50, min_free_gb: 0, ..Settings::default() };
        let disk = Disk { total_bytes: 20 * G, free_bytes: 12 * G, repository_bytes: G };
        assert_eq!(room_bytes(&settings, disk), 3 * G);
    }

    proptest! {
        #[test]
        fn days_are_between_one_and_those_chosen(
            keep_days in 1..=365_u32, max_disk_percent in 10..=99_u32, min_free_gb in 0..=100_u32,
            total in 0..=1_i64 << 45, free in 0..=1_i64 << 45, own in 0..=1_i64 << 45, live in 0..=1_i64 << 42,
        ) {
            let settings = Settings { keep_days, max_disk_percent, min_free_gb };
            let disk = Disk { total_bytes: total, free_bytes: free.min(total), repository_bytes: own.min(total) };
            let days = local_days(&settings, disk, live);
            prop_assert!((1..=keep_days).contains(&days));
            // More room never gives fewer days.
            let roomier = Disk { total_bytes: disk.total_bytes + G, free_bytes: disk.free_bytes + G, ..disk };
            prop_assert!(total == 0 || local_days(&settings, roomier, live) >= days);
        }
    }
}
