//! Keeps lines in files. Whoever logs never waits: lines go into a queue of bounded size, from which one thread writes; those that find
//! no room are counted, and the count is written as a line of its own.
//!
//! Several processes write to the same file: the server and the jobs that it starts. Each appends whole lines with one call, which the
//! kernel carries out one after the other (`O_APPEND`, open(2)), so that no line stands inside another.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::{
    base::{
        log_line::{Line, Severity},
        time::Clock,
    },
    logs::files::{self, Limits, Part},
};

/// What may wait to be written.
const WAITING_BYTES: usize = 1 << 20;
const WAITING_LINES: usize = 8_192;
/// What is written at once.
const BATCH_BYTES: usize = 64 << 10;
/// How long the end of a process may wait for its last lines.
const FLUSHED_WITHIN: Duration = Duration::from_secs(2);

/// The open log.
#[derive(Clone)]
pub struct Book {
    queue: SyncSender<Word>,
    counts: Arc<Counts>,
}

#[derive(Default)]
struct Counts {
    waiting_bytes: AtomicUsize,
    lost: AtomicU64,
}

enum Word {
    Line(String),
    /// Answered when everything before it is written.
    Flush(SyncSender<()>),
}

impl Book {
    /// Opens the log of a directory, which is made with the first line.
    pub fn open(directory: PathBuf, limits: Limits, clock: Arc<dyn Clock>) -> io::Result<Self> {
        let (queue, words) = sync_channel(WAITING_LINES);
        let counts = Arc::new(Counts::default());
        let writer = Writer { directory, limits, clock, counts: Arc::clone(&counts), open: None };
        thread::Builder::new().name("log".to_owned()).spawn(move || writer.run(&words))?;
        Ok(Self { queue, counts })
    }

    /// Has a line written soon; counts it as lost where too many wait already.
    pub fn write(&self, line: &Line) {
        let mut json = line.to_json();
        json.push('\n');
        let bytes = json.len();
        let waiting = self.counts.waiting_bytes.fetch_add(bytes, Ordering::AcqRel);
        if waiting + bytes > WAITING_BYTES || self.queue.try_send(Word::Line(json)).is_err() {
            self.counts.waiting_bytes.fetch_sub(bytes, Ordering::AcqRel);
            self.counts.lost.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Waits a moment until what was written so far lies in its file.
    pub fn flush(&self) {
        let (done, wait) = sync_channel(1);
        if self.queue.try_send(Word::Flush(done)).is_ok() {
            let _ = wait.recv_timeout(FLUSHED_WITHIN);
        }
    }
}

struct Writer {
    directory: PathBuf,
    limits: Limits,
    clock: Arc<dyn Clock>,
    counts: Arc<Counts>,
    open: Option<(Part, File)>,
}

impl Writer {
    fn run(mut self, words: &Receiver<Word>) {
        while let Ok(first) = words.recv() {
            let (mut batch, mut lines, mut flushed) = (String::new(), 0, Vec::new());
            let mut next = Some(first);
            while let Some(word) = next {
                match word {
                    Word::Line(line) => {
                        batch.push_str(&line);
                        lines += 1;
                    }
                    Word::Flush(done) => flushed.push(done),
                }
                next = if batch.len() < BATCH_BYTES { words.try_recv().ok() } else { None };
            }
            self.counts.waiting_bytes.fetch_sub(batch.len(), Ordering::AcqRel);
            self.keep(batch, lines);
            for done in flushed {
                let _ = done.try_send(());
            }
        }
    }

    fn keep(&mut self, mut batch: String, lines: u64) {
        let lost = self.counts.lost.swap(0, Ordering::AcqRel);
        if lost > 0 {
            batch.push_str(&self.lament(lost));
        }
        if !batch.is_empty() && self.append(batch.as_bytes()).is_err() {
            // Nobody can be told now; the next line that can be written tells of it.
            self.open = None;
            self.counts.lost.fetch_add(lost + lines, Ordering::AcqRel);
        }
    }

    fn lament(&self, lost: u64) -> String {
        let mut line = Line::new(self.clock.now(), Severity::Warn, module_path!());
        line.add("message", Value::from("lines of the log were lost: too many came at once, or the disk took none"));
        line.add("lost", Value::from(lost));
        format!("{}\n", line.to_json())
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let day = files::day_of(self.clock.now());
        let is_good = match &self.open {
            // A file without a name was removed under us.
            Some((part, file)) => {
                part.day == day && file.metadata().is_ok_and(|file| file.nlink() > 0 && file.len() < self.limits.part_bytes())
            }
            None => false,
        };
        if !is_good {
            let part = self.next_part(day)?;
            self.open = Some((part, open(&self.directory, part)?));
            files::prune(&self.directory, part, self.limits)?;
        }
        match &mut self.open {
            Some((_, file)) => file.write_all(bytes),
            None => Ok(()),
        }
    }

    /// The day's last part, or the one after it when that is full. Another process may begin it at the same time: it is one file.
    fn next_part(&self, day: crate::base::time::Day) -> io::Result<Part> {
        let last = files::list(&self.directory)?.into_iter().rfind(|(part, _)| part.day == day);
        Ok(match last {
            Some((part, bytes)) if bytes < self.limits.part_bytes() => part,
            Some((part, _)) => Part { number: part.number.saturating_add(1), ..part },
            None => Part { day, number: 1 },
        })
    }
}

fn open(directory: &Path, part: Part) -> io::Result<File> {
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    OpenOptions::new().create(true).append(true).mode(0o600).open(directory.join(part.name()))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;
    use crate::base::time::{DAY_MS, FrozenClock, Timestamp};

    const NOON: Timestamp = Timestamp(1_795_316_400_000);

    fn line(n: usize) -> Line {
        let mut line = Line::new(NOON, Severity::Info, "dangol::test");
        line.add("message", json!("something happened"));
        line.add("n", json!(n));
        line
    }

    fn lines(directory: &Path) -> Vec<Line> {
        let files = files::list(directory).expect("listed");
        let read = |(part, _): (Part, u64)| fs::read_to_string(directory.join(part.name())).expect("read");
        let all: String = files.into_iter().map(read).collect();
        all.lines().map(|line| Line::parse(line).unwrap_or_else(|| panic!("a torn line: {line}"))).collect()
    }

    #[test]
    fn two_writers_tear_no_line_and_lose_none_within_the_bounds() {
        let directory = tempfile::tempdir().expect("a directory");
        let limits = Limits { days: 7, bytes: 8 << 20 };
        let writers: Vec<_> = (0..2)
            .map(|_| {
                let path = directory.path().join("logs");
                thread::spawn(move || {
                    let book = Book::open(path, limits, Arc::new(FrozenClock::at(NOON))).expect("open");
                    for n in 0..2_000 {
                        book.write(&line(n));
                        if n % 500 == 0 {
                            book.flush();
                        }
                    }
                    book.flush();
                })
            })
            .collect();
        for writer in writers {
            writer.join().expect("written");
        }
        let found = lines(&directory.path().join("logs"));
        assert_eq!(found.len(), 4_000);
        let mode = fs::metadata(directory.path().join("logs")).expect("there").mode();
        assert_eq!(mode & 0o777, 0o700);
    }

    #[test]
    fn a_full_part_and_a_new_day_begin_a_new_file_and_all_stay_within_their_room() {
        let directory = tempfile::tempdir().expect("a directory");
        let clock = Arc::new(FrozenClock::at(NOON));
        let limits = Limits { days: 2, bytes: 32 << 10 };
        let book = Book::open(directory.path().to_owned(), limits, Arc::clone(&clock) as Arc<dyn Clock>).expect("open");
        for n in 0..1_000 {
            book.write(&line(n));
            if n % 10 == 0 {
                book.flush();
            }
        }
        book.flush();
        let total: u64 = files::list(directory.path()).expect("listed").iter().map(|(_, bytes)| bytes).sum();
        assert!(total <= limits.bytes + limits.part_bytes() && total > limits.bytes / 2, "{total}");
        assert_eq!(lines(directory.path()).last().expect("a line").fields, line(999).fields);
        for _ in 0..2 {
            clock.advance_ms(DAY_MS);
            book.write(&line(0));
            book.flush();
        }
        let days: Vec<_> = files::list(directory.path()).expect("listed").iter().map(|(part, _)| part.day).collect();
        assert_eq!(days, [1, 2].map(|n| files::day_of(NOON).plus(n)));
    }

    #[test]
    fn lost_lines_are_counted_and_told() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("logs");
        // A file where the directory should be: nothing can be written.
        fs::write(&path, "").expect("written");
        let book = Book::open(path.clone(), Limits { days: 7, bytes: 1 << 20 }, Arc::new(FrozenClock::at(NOON))).expect("open");
        for n in 0..3 {
            book.write(&line(n));
            book.flush();
        }
        fs::remove_file(&path).expect("removed");
        book.write(&line(3));
        book.flush();
        let found = lines(&path);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].fields, [("lost".to_owned(), json!(3))]);
    }

    #[test]
    fn a_log_that_was_deleted_begins_again() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("logs");
        let book = Book::open(path.clone(), Limits { days: 7, bytes: 1 << 20 }, Arc::new(FrozenClock::at(NOON))).expect("open");
        book.write(&line(0));
        book.flush();
        fs::remove_dir_all(&path).expect("removed");
        book.write(&line(1));
        book.flush();
        assert_eq!(lines(&path), [line(1)]);
    }
}
