//! The files to be saved, as the library reads them: one after the other, each opened when its turn comes.
//!
//! The library skips a file that it can't read and says nothing, so what happened to each is noted here.

use std::{
    fs::File,
    io::{self, Read},
    ops::ControlFlow,
    path::PathBuf,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use rustic_core::{
    ErrorKind, ReadSource, ReadSourceEntry, ReadSourceOpen, RusticError, RusticResult,
    jiff::Timestamp as Instant,
    repofile::{Metadata, Node, NodeType},
};
use sha2::{Digest as _, Sha256};

use crate::{
    backup::{
        SavedFile, Source,
        backend::Witness,
        fault::Why,
        pages::{Contents, Pages},
        source::Kind,
    },
    base::time::{Clock, Timestamp},
};

/// How far a run is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// A file that is read now; empty before the first megabyte. Two are read at a time.
    pub path: String,
    pub files_done: usize,
    pub files: usize,
    pub bytes_done: u64,
    /// As far as the files' sizes told beforehand.
    pub bytes: u64,
}

/// Told of progress at every megabyte and at the end of every file; a break stops the work.
pub type Watch = Arc<dyn Fn(&Progress) -> ControlFlow<()> + Send + Sync>;

/// How many files may be open: the one being read and the next, for the library looks one ahead.
const OPEN: usize = 2;
/// Bytes between two words about progress.
const STEP: u64 = 1024 * 1024;

/// The sources in the order of a tree, and what became of each.
#[derive(Clone)]
pub struct Stream {
    sources: Arc<[Source]>,
    clock: Arc<dyn Clock>,
    notes: Arc<Notes>,
    gate: Arc<Gate>,
}

/// What became of a source.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Not read to its end.
    Open,
    Read(SavedFile),
    Failed(Why),
}

struct Notes {
    state: Mutex<State>,
    watch: Watch,
    witness: Arc<Witness>,
}

struct State {
    outcomes: Vec<Outcome>,
    progress: Progress,
    told: u64,
    stopped: bool,
}

impl Stream {
    /// Sorts the sources as trees want them.
    pub fn new(mut sources: Vec<Source>, clock: Arc<dyn Clock>, watch: Watch, witness: Arc<Witness>) -> Self {
        sources.sort_by_cached_key(|source| PathBuf::from(&source.path));
        let bytes = sources.iter().filter_map(|source| source.file.metadata().ok()).map(|file| file.len()).sum();
        let progress = Progress { files: sources.len(), bytes, ..Progress::default() };
        let outcomes = vec![Outcome::Open; sources.len()];
        let notes = Notes { state: Mutex::new(State { outcomes, progress, told: 0, stopped: false }), watch, witness };
        Self { sources: sources.into(), clock, notes: Arc::new(notes), gate: Arc::default() }
    }

    /// What became of each source, in their order.
    pub fn outcomes(&self) -> Vec<(Source, Outcome)> {
        self.sources.iter().cloned().zip(self.notes.lock().outcomes.iter().cloned()).collect()
    }

    pub fn was_stopped(&self) -> bool {
        self.notes.lock().stopped
    }
}

impl Notes {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self, index: usize, outcome: Outcome) {
        let mut state = self.lock();
        state.progress.files_done += 1;
        state.outcomes[index] = outcome;
        self.tell(&mut state);
    }

    /// Counts bytes of a file and says whether to go on: not when asked to stop, nor when the repository takes no more.
    fn advance(&self, path: &str, bytes: u64) -> bool {
        let mut state = self.lock();
        state.stopped = state.stopped || self.witness.has_failed();
        state.progress.bytes_done += bytes;
        if state.progress.bytes_done - state.told >= STEP {
            path.clone_into(&mut state.progress.path);
            self.tell(&mut state);
        }
        !state.stopped
    }

    fn tell(&self, state: &mut State) {
        state.told = state.progress.bytes_done;
        state.progress.bytes = state.progress.bytes.max(state.told);
        if (self.watch)(&state.progress).is_break() {
            state.stopped = true;
        }
    }
}

impl ReadSource for Stream {
    type Open = Opened;
    type Iter = Entries;

    fn size(&self) -> RusticResult<Option<u64>> {
        Ok(None)
    }

    fn entries(&self) -> Entries {
        Entries { stream: self.clone(), next: 0 }
    }
}

/// Opens one file after the other; those that fail are noted and left out.
pub struct Entries {
    stream: Stream,
    next: usize,
}

impl Iterator for Entries {
    type Item = RusticResult<ReadSourceEntry<Opened>>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let index = self.next;
            let source = self.stream.sources.get(index)?.clone();
            self.next += 1;
            let pass = self.stream.gate.enter();
            if self.stream.was_stopped() {
                return None;
            }
            let at = self.stream.clock.now();
            match Content::open(&source) {
                Ok((content, bytes)) => {
                    let path = PathBuf::from(&source.path);
                    let node = Node::new_node(path.file_name().unwrap_or_default(), NodeType::File, metadata(at, bytes));
                    let notes = Arc::clone(&self.stream.notes);
                    let open = Some(Opened { content, source, index, at, bytes, notes, pass });
                    return Some(Ok(ReadSourceEntry { path, node, open }));
                }
                Err(why) => self.stream.notes.end(index, Outcome::Failed(why)),
            }
        }
    }
}

/// Readable by its owner alone when it is restored: it holds personal data.
fn metadata(at: Timestamp, bytes: u64) -> Metadata {
    Metadata { mode: Some(0o600), mtime: Instant::from_millisecond(at.0).ok(), size: bytes, ..Metadata::default() }
}

enum Content {
    Database(Box<Pages>),
    Plain(io::Take<File>),
}

impl Content {
    fn open(source: &Source) -> Result<(Self, u64), Why> {
        match source.kind {
            Kind::Database => {
                let pages = Pages::open(&source.file)?;
                let bytes = pages.length();
                Ok((Self::Database(Box::new(pages)), bytes))
            }
            Kind::Plain => {
                let file = File::open(&source.file).map_err(|cause| Why::of_io(&cause))?;
                let bytes = file.metadata().map_err(|cause| Why::of_io(&cause))?.len();
                Ok((Self::Plain(file.take(bytes)), bytes))
            }
        }
    }
}

/// A file whose instant is fixed, waiting to be read.
pub struct Opened {
    content: Content,
    source: Source,
    index: usize,
    at: Timestamp,
    bytes: u64,
    notes: Arc<Notes>,
    #[expect(dead_code, reason = "dropping it lets the next file in")]
    pass: Pass,
}

impl ReadSourceOpen for Opened {
    type Reader = Reader;

    fn open(self) -> RusticResult<Reader> {
        let contents = match &self.content {
            Content::Database(pages) => match pages.contents(&self.source.file) {
                Ok(contents) => Some(contents),
                Err(why) => {
                    self.notes.end(self.index, Outcome::Failed(why));
                    return Err(RusticError::new(ErrorKind::InputOutput, "the database is not fit to be saved"));
                }
            },
            Content::Plain(_) => None,
        };
        Ok(Reader { opened: self, contents, hash: Sha256::new(), read: 0, ended: false })
    }
}

/// Reads one file for the library and notes that it came to its end.
pub struct Reader {
    opened: Opened,
    contents: Option<Contents>,
    hash: Sha256,
    read: u64,
    ended: bool,
}

impl Read for Reader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.ended || into.is_empty() {
            return Ok(0);
        }
        let read = match &mut self.opened.content {
            Content::Database(pages) => pages.read(into),
            Content::Plain(file) => file.read(into),
        };
        match read {
            Ok(0) => {
                self.ended = true;
                let outcome = self.outcome();
                self.opened.notes.end(self.opened.index, outcome);
                Ok(0)
            }
            Ok(read) => {
                self.hash.update(&into[..read]);
                self.read += read as u64;
                if self.opened.notes.advance(&self.opened.source.path, read as u64) {
                    Ok(read)
                } else {
                    self.ended = true;
                    Err(io::Error::other("stopped on request"))
                }
            }
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => Err(cause),
            Err(cause) => {
                self.ended = true;
                self.opened.notes.end(self.opened.index, Outcome::Failed(Why::Unreadable(cause.to_string())));
                Err(cause)
            }
        }
    }
}

impl Reader {
    fn outcome(&mut self) -> Outcome {
        if self.read != self.opened.bytes {
            return Outcome::Failed(Why::Unreadable(format!("it ended after {} of {} bytes", self.read, self.opened.bytes)));
        }
        let contents = self.contents.take();
        Outcome::Read(SavedFile {
            path: self.opened.source.path.clone(),
            at: self.opened.at,
            bytes: self.read,
            sha256: data_encoding::HEXLOWER.encode(&std::mem::take(&mut self.hash).finalize()),
            schema: contents.as_ref().map(|contents| contents.schema),
            rows: contents.map(|contents| contents.rows).unwrap_or_default(),
        })
    }
}

/// Lets a few files be open at a time.
#[derive(Default)]
struct Gate {
    inside: Mutex<usize>,
    left: Condvar,
}

/// The right to keep a file open.
struct Pass(Arc<Gate>);

impl Gate {
    fn enter(self: &Arc<Self>) -> Pass {
        let inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        let mut inside = self.left.wait_while(inside, |inside| *inside >= OPEN).unwrap_or_else(PoisonError::into_inner);
        *inside += 1;
        Pass(Arc::clone(self))
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        *self.0.inside.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.left.notify_one();
    }
}
