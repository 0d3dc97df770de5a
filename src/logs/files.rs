//! The files of the log: one or more a day, named after it, the oldest removed by age and by what all of them take.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::base::time::{Day, Timestamp, Zone};

/// What the log may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Today is one of them.
    pub days: u32,
    /// Over all files.
    pub bytes: u64,
}

impl Limits {
    /// A file is so large when the next one is begun: small enough that the oldest can go without taking much along.
    pub const fn part_bytes(self) -> u64 {
        self.bytes / 16 + 1
    }
}

/// One file: a day's first is part 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    pub day: Day,
    pub number: u32,
}

impl Part {
    pub fn name(self) -> String {
        format!("{}.{}.jsonl", self.day, self.number)
    }

    /// Reads `2026-11-22.1`, as [`Part::name`] begins.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, number) = text.split_once('.')?;
        let part = Self { day: Day::parse(day)?, number: number.parse().ok().filter(|number| *number > 0)? };
        (part.name().strip_suffix(".jsonl") == Some(text)).then_some(part)
    }
}

/// Where the log of a data directory lies.
pub fn directory(data_dir: &Path) -> PathBuf {
    data_dir.join("run").join("logs")
}

/// The day whose file takes a line of this instant: the agency has no time zone of its own.
pub fn day_of(at: Timestamp) -> Day {
    Zone::default().day_of(at)
}

/// All files with their sizes, the oldest first; none where the directory is not there.
pub fn list(directory: &Path) -> io::Result<Vec<(Part, u64)>> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(cause),
    };
    let part = |entry: fs::DirEntry| {
        let part = Part::parse(entry.file_name().to_str()?.strip_suffix(".jsonl")?)?;
        let found = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        Some((part, found.len()))
    };
    let mut found: Vec<_> = entries.filter_map(Result::ok).filter_map(part).collect();
    found.sort();
    Ok(found)
}

/// Removes what is too old, then the oldest until the rest fits. The file of `current` stays.
pub fn prune(directory: &Path, current: Part, limits: Limits) -> io::Result<()> {
    let first_day = current.day.plus(1 - i32::try_from(limits.days).unwrap_or(i32::MAX));
    let files = list(directory)?;
    let mut total: u64 = files.iter().map(|(_, bytes)| bytes).sum();
    for (part, bytes) in files {
        // A part that has just been begun will grow to its size.
        let is_full = total + limits.part_bytes() > limits.bytes;
        if part != current && (part.day < first_day || is_full) {
            match fs::remove_file(directory.join(part.name())) {
                // Another process of ours prunes too.
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
                _ => total -= bytes,
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TODAY: Day = Day(20_779);

    fn names(directory: &Path) -> Vec<String> {
        list(directory).expect("listed").into_iter().map(|(part, _)| part.name()).collect()
    }

    #[test]
    fn only_our_own_names_are_parts() {
        let part = Part { day: TODAY, number: 12 };
        assert_eq!(Part::parse(part.name().strip_suffix(".jsonl").expect("its end")), Some(part));
        for wrong in
            ["", "2026-11-22", "2026-11-22.0", "2026-11-22.01", "2026-11-22.-1", "2026.11.22.1", "../2026-11-22.1", "2026-11-22.1.1"]
        {
            assert_eq!(Part::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_oldest_goes_by_age_and_by_room_and_strange_files_stay() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path();
        for (day, number, bytes) in
            [(TODAY.plus(-7), 1, 10), (TODAY.plus(-6), 1, 400), (TODAY.plus(-1), 1, 400), (TODAY, 1, 400), (TODAY, 2, 0)]
        {
            fs::write(path.join(Part { day, number }.name()), vec![b'x'; bytes]).expect("written");
        }
        fs::write(path.join("notes.txt"), vec![b'x'; 5_000]).expect("written");
        let current = Part { day: TODAY, number: 2 };
        prune(path, current, Limits { days: 7, bytes: 2_000 }).expect("pruned");
        assert_eq!(names(path).len(), 4, "the eighth day is gone");
        prune(path, current, Limits { days: 7, bytes: 1_000 }).expect("pruned");
        assert_eq!(names(path), [Part { day: TODAY.plus(-1), number: 1 }, Part { day: TODAY, number: 1 }, current].map(Part::name));
        prune(path, current, Limits { days: 1, bytes: 1 }).expect("pruned");
        assert_eq!(names(path), [current.name()]);
        assert!(path.join("notes.txt").exists());
        assert!(list(&path.join("nowhere")).expect("none").is_empty());
    }
}
