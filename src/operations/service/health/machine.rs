//! The machine under the data: room, speed, time.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant, UNIX_EPOCH},
};

use crate::{
    base::time::{Clock as _, Day, MINUTE_MS, SystemClock, Timestamp, Zone},
    operations::{finding::Report, service::health::directory::contents, texts::health as texts},
};

/// Free space below which the next week may not fit.
const LITTLE_BYTES: u64 = 1 << 30;
const FEW_FILES: u64 = 1_000;
/// A write that takes longer to reach the disk makes every submission slow.
const SLOW: Duration = Duration::from_millis(50);
const ROUNDS: usize = 15;
/// Clocks of file servers and of the machine may differ by so much.
const SKEW_MS: i64 = 5 * MINUTE_MS;

pub fn look(report: &mut Report, data_dir: &Path) {
    if let Some(existing) = data_dir.ancestors().find(|path| path.is_dir()) {
        room(report, existing);
    }
    if data_dir.join("run").is_dir() {
        speed(report, &data_dir.join("run"));
    }
    clock(report, data_dir, SystemClock.now());
    synchronisation(report);
    zones(report);
}

fn room(report: &mut Report, directory: &Path) {
    const CHECK: &str = "disk";
    let disk = match rustix::fs::statvfs(directory) {
        Ok(disk) => disk,
        Err(cause) => return report.fault(CHECK, texts::DISK_UNKNOWN.with(&[("cause", &cause)]), texts::DISK_UNKNOWN_REMEDY),
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let shown = format!("{:.1}", gigabytes(free));
    if free < LITTLE_BYTES {
        report.fault(CHECK, texts::DISK_FULL.with(&[("free", &shown)]), texts::DISK_FULL_REMEDY);
    } else if disk.f_files > 0 && disk.f_favail < FEW_FILES {
        report.fault(CHECK, texts::DISK_FILES.with(&[("free", &disk.f_favail)]), texts::DISK_FILES_REMEDY);
    } else {
        report.ok(CHECK, texts::DISK.with(&[("free", &shown)]));
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1 << 30)
}

fn speed(report: &mut Report, directory: &Path) {
    const CHECK: &str = "fsync";
    match median_sync(directory) {
        Ok(took) => {
            let (shown, rate) = (format!("{:.2}", took.as_secs_f64() * 1000.0), format!("{:.0}", 1.0 / took.as_secs_f64().max(1e-6)));
            if took > SLOW {
                report.fault(CHECK, texts::SYNC_SLOW.with(&[("ms", &shown)]), texts::SYNC_SLOW_REMEDY);
            } else {
                report.ok(CHECK, texts::SYNC.with(&[("ms", &shown), ("rate", &rate)]));
            }
        }
        Err(cause) => report.fault(CHECK, texts::SYNC_FAILED.with(&[("cause", &cause)]), texts::SYNC_FAILED_REMEDY),
    }
}

/// The time a page takes to reach the disk, in the middle of some.
fn median_sync(directory: &Path) -> io::Result<Duration> {
    let path = directory.join(format!("doctor-{}.tmp", std::process::id()));
    let file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&path)?;
    let measured = (0..ROUNDS).map(|_| sync_once(&file)).collect::<io::Result<Vec<_>>>();
    fs::remove_file(&path)?;
    let mut times = measured?;
    times.sort();
    Ok(times.get(ROUNDS / 2).copied().unwrap_or_default())
}

fn sync_once(mut file: &File) -> io::Result<Duration> {
    let start = Instant::now();
    file.write_all(&[0; 4096])?;
    file.sync_data()?;
    Ok(start.elapsed())
}

fn clock(report: &mut Report, data_dir: &Path, now: Timestamp) {
    const CHECK: &str = "clock";
    // Before this product was written.
    let earliest = Zone::default().start_of(Day::parse("2026-01-01").unwrap_or(Day(0)));
    if now < earliest {
        return report.fault(CHECK, texts::CLOCK_BEHIND.with(&[("now", &now)]), texts::CLOCK_REMEDY);
    }
    let ahead = contents(data_dir).into_iter().find_map(|(path, file)| {
        let at = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let at = Timestamp(i64::try_from(at.as_millis()).unwrap_or(i64::MAX));
        (at.ms_since(now) > SKEW_MS).then_some((path, at))
    });
    match ahead {
        Some((path, at)) => {
            let what = texts::FILE_AHEAD.with(&[("file", &path.display()), ("at", &at), ("now", &now)]);
            report.fault(CHECK, what, texts::CLOCK_REMEDY);
        }
        None => report.ok(CHECK, texts::CLOCK.with(&[("now", &now)])),
    }
}

/// Is the clock kept right over the network? The kernel would say (adjtimex(2)), but no safe interface to it is at hand; systemd repeats it.
fn synchronisation(report: &mut Report) {
    const CHECK: &str = "clock";
    /// systemd-timesyncd(8) makes it with the first synchronisation.
    const MARK: &str = "/run/systemd/timesync/synchronized";
    let is_kept_right = if Path::new(MARK).exists() { Some(true) } else { told_by_systemd() };
    match is_kept_right {
        Some(true) => report.ok(CHECK, texts::CLOCK_KEPT),
        Some(false) => report.note(CHECK, texts::CLOCK_LEFT),
        None => report.note(CHECK, texts::CLOCK_UNKNOWN),
    }
}

/// Absent where systemd is not there, or can't be asked from here.
fn told_by_systemd() -> Option<bool> {
    if !Path::new("/run/systemd/system").is_dir() {
        return None;
    }
    let asked = Command::new("timedatectl")
        .args(["show", "--property=NTPSynchronized", "--value"])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    match asked.stdout.trim_ascii() {
        b"yes" => Some(true),
        b"no" => Some(false),
        _ => None,
    }
}

/// The table is embedded; what is checked is that it is whole and knows Seoul.
fn zones(report: &mut Report) {
    const CHECK: &str = "time_zones";
    let midnight_in_seoul = Timestamp::parse("2026-01-01T15:00:00Z");
    let knows_seoul =
        midnight_in_seoul.is_some_and(|at| Zone::parse("Asia/Seoul").is_some_and(|zone| zone.start_of(zone.day_of(at)) == at));
    let count = Zone::names().count();
    if knows_seoul && count > 400 {
        let (zone, now) = (Zone::default(), SystemClock.now());
        report.ok(CHECK, texts::ZONES.with(&[("count", &count), ("zone", &zone.name()), ("now", &zone.date_time(now))]));
    } else {
        report.fault(CHECK, texts::ZONES_BROKEN, texts::ZONES_REMEDY);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_from_the_future_and_a_clock_from_the_past_are_faults() {
        let directory = tempfile::tempdir().unwrap();
        fs::write(directory.path().join("control.db"), "").unwrap();
        let now = SystemClock.now();
        for (at, faults) in [(now, 0), (now.plus_ms(-SKEW_MS - MINUTE_MS), 1), (Timestamp(0), 1)] {
            let mut report = Report::default();
            clock(&mut report, directory.path(), at);
            assert_eq!(report.faults(), faults, "{at}: {report:?}");
        }
    }

    #[test]
    fn the_speed_leaves_nothing_behind() {
        let directory = tempfile::tempdir().unwrap();
        assert!(median_sync(directory.path()).unwrap() > Duration::ZERO);
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), 0);
    }
}
