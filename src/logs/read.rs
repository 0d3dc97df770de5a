//! Reads the log from its end: a screenful of lines that are wanted, and the place where the next one begins.

use std::{fmt, fs::File, io, os::unix::fs::FileExt as _, path::Path, str::FromStr};

use crate::{
    base::{log_line::Line, time::Day},
    logs::files::{self, Part},
};

/// A place in the log; what stands before it is older.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub part: Part,
    pub offset: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.part.day, self.part.number, self.offset)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (part, offset) = text.rsplit_once('.').ok_or(())?;
        Ok(Self { part: Part::parse(part).ok_or(())?, offset: offset.parse().map_err(|_| ())? })
    }
}

/// What is asked for.
#[derive(Clone, Copy)]
pub struct Wanted<'a> {
    /// Older than this place; absent: from the newest on.
    pub before: Option<Place>,
    /// Of this day alone.
    pub day: Option<Day>,
    pub lines: usize,
    /// What is read at most to find them.
    pub bytes: u64,
    pub fits: &'a dyn Fn(&Line) -> bool,
}

/// What was found.
#[derive(Debug, Default, PartialEq)]
pub struct Found {
    /// The newest first.
    pub lines: Vec<Line>,
    /// Where to go on; absent when everything was looked at.
    pub older: Option<Place>,
    /// Pieces that are no lines of ours.
    pub unreadable: usize,
}

const BLOCK_BYTES: u64 = 64 << 10;

/// Looks for lines in the log of a directory.
pub fn look(directory: &Path, wanted: &Wanted<'_>) -> io::Result<Found> {
    let mut found = Found::default();
    let mut left = wanted.bytes;
    for (part, bytes) in files::list(directory)?.into_iter().rev() {
        let end = match wanted.before {
            Some(before) if part > before.part => continue,
            Some(before) if part == before.part => before.offset.min(bytes),
            _ => bytes,
        };
        if wanted.day.is_some_and(|day| part.day != day) || end == 0 {
            continue;
        }
        if found.lines.len() >= wanted.lines || left == 0 {
            found.older = Some(Place { part, offset: end });
            break;
        }
        let file = match File::open(directory.join(part.name())) {
            Ok(file) => file,
            // It was pruned this moment.
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            Err(cause) => return Err(cause),
        };
        let stopped_at = look_into(&file, end, wanted, &mut left, &mut found)?;
        if stopped_at > 0 {
            found.older = Some(Place { part, offset: stopped_at });
            break;
        }
    }
    Ok(found)
}

/// Reads a file backwards from `end`, block by block. Answers with how far it came: 0 when nothing is left of it.
fn look_into(file: &File, mut end: u64, wanted: &Wanted<'_>, left: &mut u64, found: &mut Found) -> io::Result<u64> {
    let mut block = Vec::new();
    while end > 0 && *left > 0 && found.lines.len() < wanted.lines {
        let start = end.saturating_sub(BLOCK_BYTES);
        block.resize(usize::try_from(end - start).unwrap_or_default(), 0);
        file.read_exact_at(&mut block, start)?;
        *left = left.saturating_sub(end - start);
        // The block's first piece is whole only at the beginning of the file. Where no line begins in the block, what it holds is no
        // line of ours, and is passed by.
        let begins = block.iter().position(|byte| *byte == b'\n').map(|at| at + 1).filter(|at| *at < block.len());
        let whole = if start == 0 { 0 } else { begins.unwrap_or(0) };
        let mut to = block.len();
        while to > whole && found.lines.len() < wanted.lines {
            let without_end = if block[to - 1] == b'\n' { to - 1 } else { to };
            let from = block[whole..without_end].iter().rposition(|byte| *byte == b'\n').map_or(whole, |at| whole + at + 1);
            take(&block[from..without_end], wanted, found);
            to = from;
        }
        end = start + to as u64;
    }
    Ok(end)
}

fn take(bytes: &[u8], wanted: &Wanted<'_>, found: &mut Found) {
    if bytes.is_empty() {
        return;
    }
    match std::str::from_utf8(bytes).ok().and_then(Line::parse) {
        Some(line) if (wanted.fits)(&line) => found.lines.push(line),
        Some(_) => {}
        None => found.unreadable += 1,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::base::{log_line::Severity, time::Timestamp};

    const TODAY: Day = Day(20_779);

    fn line(n: u64, padding: usize) -> Line {
        let mut line = Line::new(Timestamp(1_795_316_400_000), Severity::Info, "t");
        line.add("n", json!(n));
        line.add("padding", json!("p ".repeat(padding)));
        line
    }

    fn write(directory: &Path, part: Part, lines: &[Line]) {
        let text: String = lines.iter().map(|line| line.to_json() + "\n").collect();
        fs::write(directory.join(part.name()), text).expect("written");
    }

    fn number(line: &Line) -> u64 {
        line.fields.iter().find(|(name, _)| name == "n").and_then(|(_, n)| n.as_u64()).expect("a number")
    }

    /// All lines, page by page.
    fn walk(directory: &Path, lines: usize, bytes: u64, fits: &dyn Fn(&Line) -> bool) -> Vec<u64> {
        let (mut all, mut before) = (Vec::new(), None);
        for _ in 0..10_000 {
            let found = look(directory, &Wanted { before, day: None, lines, bytes, fits }).expect("read");
            assert!(found.lines.len() <= lines && found.unreadable == 0);
            all.extend(found.lines.iter().map(number));
            let Some(older) = found.older else { return all };
            assert_eq!(older.to_string().parse(), Ok(older));
            assert_ne!(Some(older), before, "no way forward");
            before = Some(older);
        }
        panic!("without end");
    }

    #[test]
    fn pages_walk_over_files_from_the_newest_to_the_oldest() {
        let directory = tempfile::tempdir().expect("a directory");
        let part = |days, number| Part { day: TODAY.plus(days), number };
        let lines: Vec<Line> = (0..3_000).map(|n| line(n, 20)).collect();
        write(directory.path(), part(-1, 1), &lines[..1_000]);
        write(directory.path(), part(0, 2), &lines[1_000..1_001]);
        write(directory.path(), part(0, 10), &lines[1_001..]);
        let all: Vec<u64> = (0..3_000).rev().collect();
        assert_eq!(walk(directory.path(), 100, 1 << 20, &|_| true), all);
        assert_eq!(walk(directory.path(), 7, 10_000, &|_| true), all, "also in small bites");
        let odd = |line: &Line| number(line) % 500 == 1;
        assert_eq!(walk(directory.path(), 2, 1 << 14, &odd), [2_501, 2_001, 1_501, 1_001, 501, 1]);
        let yesterday = Wanted { before: None, day: Some(TODAY.plus(-1)), lines: 5, bytes: 1 << 20, fits: &|_| true };
        assert_eq!(number(&look(directory.path(), &yesterday).expect("read").lines[0]), 999);
    }

    #[test]
    fn what_is_no_line_is_counted_and_passed_by() {
        let directory = tempfile::tempdir().expect("a directory");
        let part = Part { day: TODAY, number: 1 };
        let long = "x".repeat(200_000);
        let text = format!("{}\nnonsense\n\n{long}\n{}\n{{\"timestamp\":", line(1, 1).to_json(), line(2, 1).to_json());
        fs::write(directory.path().join(part.name()), text).expect("written");
        let found = look(directory.path(), &Wanted { before: None, day: None, lines: 10, bytes: 1 << 20, fits: &|_| true }).expect("read");
        assert_eq!(found.lines.iter().map(number).collect::<Vec<_>>(), [2, 1]);
        assert!(found.unreadable >= 3 && found.older.is_none(), "{found:?}");
    }

    #[test]
    fn a_place_that_was_made_up_does_no_harm() {
        for wrong in ["", "x", "2026-11-22.1", "2026-11-22.1.-5", "../../etc/passwd.1.1", "2026-11-22.1.99999999999999999999999"] {
            assert!(wrong.parse::<Place>().is_err(), "{wrong}");
        }
        let directory = tempfile::tempdir().expect("a directory");
        write(directory.path(), Part { day: TODAY, number: 1 }, &[line(1, 1), line(2, 1)]);
        for offset in [0, 1, 70, 1 << 40] {
            let before = Some(Place { part: Part { day: TODAY, number: 1 }, offset });
            look(directory.path(), &Wanted { before, day: None, lines: 10, bytes: 1 << 20, fits: &|_| true }).expect("read");
        }
    }

    proptest! {
        #[test]
        fn every_line_is_seen_once_whatever_the_blocks(paddings in proptest::collection::vec(0usize..900, 1..120), page in 1usize..20) {
            let directory = tempfile::tempdir().expect("a directory");
            let lines: Vec<Line> = paddings.iter().enumerate().map(|(n, padding)| line(n as u64, *padding)).collect();
            write(directory.path(), Part { day: TODAY, number: 1 }, &lines);
            let all: Vec<u64> = (0..lines.len() as u64).rev().collect();
            prop_assert_eq!(walk(directory.path(), page, 1 << 20, &|_| true), all);
        }
    }
}
