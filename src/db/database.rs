//! One open file: its writer, its readers, and what is kept in memory beside it.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use rusqlite::Connection;

use crate::{
    base::{
        error::{Error, Result},
        time::Clock,
    },
    cache::State,
    db::{
        beside::Beside,
        checkpoint::Checkpointer,
        migrate::{Fault, Schema},
        open,
        pulse::{FileFigures, size_bytes},
        readers::Readers,
        shred, upkeep,
        watch::Bells,
        work::Class,
        writer::{Tx, Writer, wal_path},
    },
};

/// An open file: ask it with [`Database::read`], change it with [`Database::write`].
#[derive(Clone)]
pub struct Database(Arc<OpenFile>);

struct OpenFile {
    path: PathBuf,
    /// Absent in a process that is not the owner.
    writer: Option<Writer>,
    /// Goes after the writer: connections close one by one, since of two that close at once neither takes the write-ahead log away.
    leave: Leave,
    readers: Arc<Readers>,
    beside: Arc<Beside>,
    forget: Arc<OnceLock<Forget>>,
    /// Counts openings of files since the process began.
    opening: u64,
    used: Mutex<Instant>,
}

type Forget = Box<dyn Fn() + Send + Sync>;

impl Drop for OpenFile {
    fn drop(&mut self) {
        if let Some(forget) = self.forget.get() {
            forget();
        }
    }
}

/// Takes a file out of the readers and the checkpointer when it is closed.
struct Leave {
    path: PathBuf,
    readers: Arc<Readers>,
    checkpointer: Arc<Checkpointer>,
    /// The file was shut before: what goes by its path is another one's.
    has_left: AtomicBool,
}

impl Drop for Leave {
    fn drop(&mut self) {
        if self.has_left.load(Ordering::Acquire) {
            return;
        }
        self.readers.remove(&self.path);
        self.checkpointer.let_go(&self.path);
    }
}

impl Database {
    /// Opens a file, brings it up to date and lets it be read and written.
    pub fn open(
        path: &Path,
        schema: Schema,
        purpose: Purpose,
        readers: &Arc<Readers>,
        checkpointer: &Arc<Checkpointer>,
        clock: &Arc<dyn Clock>,
    ) -> Result<Self, Fault> {
        static OPENINGS: AtomicU64 = AtomicU64::new(0);
        if purpose != Purpose::Create && !path.exists() {
            return Err(Fault::Missing);
        }
        let (beside, forget) = (Arc::<Beside>::default(), Arc::<OnceLock<Forget>>::default());
        let writer = match purpose {
            Purpose::Look => {
                let behind = schema.steps_behind(&open::reader(path)?)?;
                if behind > 0 {
                    return Err(Fault::Behind(behind));
                }
                None
            }
            Purpose::Write | Purpose::Create => {
                let mut conn = if purpose == Purpose::Create { open::create(path)? } else { open::writer(path)? };
                let steps = schema.migrate(&mut conn)?;
                if steps > 0 {
                    tracing::info!(file = %path.display(), steps, "the file was brought up to date");
                }
                let foreign = forgetting(Arc::clone(&beside), Arc::clone(&forget));
                let bells = Bells { dirty: Box::new(checkpointer.bell(path)), foreign: Box::new(foreign), pulse: readers.pulse() };
                let start = if checkpointer.is_idle() { Writer::start_leaving_wal } else { Writer::start };
                Some(start(path, conn, Arc::clone(clock), bells)?)
            }
        };
        readers.add(path);
        let leave = Leave {
            path: path.to_owned(),
            readers: Arc::clone(readers),
            checkpointer: Arc::clone(checkpointer),
            has_left: AtomicBool::new(false),
        };
        Ok(Self(Arc::new(OpenFile {
            path: path.to_owned(),
            leave,
            writer,
            readers: Arc::clone(readers),
            beside,
            forget,
            opening: OPENINGS.fetch_add(1, Ordering::Relaxed),
            used: Mutex::new(Instant::now()),
        })))
    }

    /// Asks a question on a reading thread. It sees every write that was answered before.
    pub async fn read<T: Send + 'static>(&self, ask: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        if self.is_shut() {
            return Err(Error::busy());
        }
        self.0.readers.read(&self.0.path, ask).await
    }

    /// Changes the file in one transaction; answers once it is on disk.
    pub async fn write<T: Send + 'static>(&self, class: Class, work: impl FnOnce(&Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        let Some(writer) = &self.0.writer else { return Err(only_the_owner()) };
        writer.write(class, work).await
    }

    /// Writes the file anew, without its free pages. Writes wait meanwhile, about 10 ms for each megabyte that it holds; reads do not.
    pub async fn write_anew(&self) -> Result<()> {
        let Some(writer) = &self.0.writer else { return Err(only_the_owner()) };
        writer.alone(upkeep::write_anew).await
    }

    /// Ends the use of the file by everybody who still holds it: what waits to be written is written, what is being read is read, and
    /// whoever comes later is told to try again. What was kept of it is forgotten. Blocks until no connection of ours is left.
    pub fn shut(&self) {
        let file = &self.0;
        if file.leave.has_left.swap(true, Ordering::AcqRel) {
            return;
        }
        if let Some(writer) = &file.writer {
            writer.close();
        }
        file.readers.close(&file.path);
        // Behind the writer, which rings for its last commit.
        file.leave.checkpointer.let_go(&file.path);
        file.beside.forget_mirrors();
        if let Some(forget) = file.forget.get() {
            forget();
        }
    }

    fn is_shut(&self) -> bool {
        self.0.leave.has_left.load(Ordering::Acquire)
    }

    /// Leaves nothing in the file of what was deleted from it: it is written anew, and its write-ahead log emptied. Says whether nobody's
    /// reading kept the log from that. Writes wait meanwhile, as they do for [`Self::write_anew`]. A log that was left to
    /// Litestream is emptied by it, in its time.
    pub async fn shred(&self) -> Result<bool> {
        let Some(writer) = &self.0.writer else { return Err(only_the_owner()) };
        let emptied = Arc::new(AtomicBool::new(false));
        let (told, is_anothers) = (Arc::clone(&emptied), self.0.leave.checkpointer.is_idle());
        let work = move |conn: &Connection| {
            upkeep::write_anew(conn)?;
            told.store(is_anothers || shred::empty_log(conn)?, Ordering::Release);
            Ok(())
        };
        writer.alone(work).await?;
        Ok(emptied.load(Ordering::Acquire))
    }

    /// What is kept in memory as long as this file is open.
    pub fn beside(&self) -> &Arc<Beside> {
        &self.0.beside
    }

    /// How far the file has come: moves with each commit, ours or noticed of others, and with each opening. In a process that is not
    /// the owner it stands still.
    pub fn state(&self) -> State {
        State { opening: self.0.opening, commits: self.commits() }
    }

    /// Commits since the file was opened.
    pub fn commits(&self) -> u64 {
        self.0.writer.as_ref().map_or(0, Writer::commits)
    }

    /// What is done when nothing that was read from this file holds any longer: it is closed, or another process has written to it.
    /// The first to say so is the one who is told.
    pub fn forget_with<F: Fn() + Send + Sync + 'static>(&self, make: impl FnOnce() -> F) {
        self.0.forget.get_or_init(|| Box::new(make()));
    }

    /// What it does at this moment, under a name.
    pub fn figures(&self, name: String) -> FileFigures {
        let file = &self.0;
        let (connections, waiting_reads) = file.readers.of_file(&file.path);
        FileFigures {
            name,
            size_bytes: size_bytes(&file.path),
            wal_bytes: size_bytes(&wal_path(&file.path)),
            connections,
            waiting_reads,
            waiting_writes: file.writer.as_ref().map_or([0; 3], Writer::waiting),
            commits: self.commits(),
        }
    }

    /// Notes that somebody asked for it.
    pub fn note_use(&self) {
        *lock(&self.0.used) = Instant::now();
    }

    /// Has nobody held it for so long?
    pub fn is_idle_for(&self, time: Duration) -> bool {
        Arc::strong_count(&self.0) == 1 && lock(&self.0.used).elapsed() > time
    }

    /// Tells it from the same file, opened another time.
    pub fn identity(&self) -> usize {
        Arc::as_ptr(&self.0) as usize
    }
}

/// What a file is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    Look,
    Write,
    /// Writing, and it is made when it is not there.
    Create,
}

/// What follows a commit of another process.
fn forgetting(beside: Arc<Beside>, forget: Arc<OnceLock<Forget>>) -> impl Fn() + Send {
    move || {
        beside.forget_mirrors();
        if let Some(forget) = forget.get() {
            forget();
        }
    }
}

fn only_the_owner() -> Error {
    Error::Internal("only the owner of the directory writes".into())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
