//! The one writer of a file: a thread with a queue.
//!
//! Writes that wait together commit together (group commit): each runs in its own savepoint, so that one that fails takes
//! nothing else with it, and each is answered only after the common COMMIT is on disk. Measured: thousands of durable forms a
//! second, where one transaction each makes hundreds.
//!
//! What is computed from other rows ([`Class::Computed`]) commits by itself and does not wait for the disk. Its frames stand in the
//! WAL before those of every later commit, and syncing that file takes all of them along: an acknowledged write never lies on disk
//! without what was committed before it. A power cut takes such writes from the end only, each whole, and whoever computed them finds in
//! the same file how far they are. Checkpoints sync the WAL before they move a page, whatever its commits did.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    ops::Deref,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::{
    base::{
        error::{Error, Result},
        time::{Clock, Timestamp},
    },
    db::{
        pulse::{Pulse, size_bytes},
        watch::{Bells, Watch},
        work::{Alone, Class, Order, Work},
    },
};

/// Writes that share one COMMIT at most, and how long the first of them may wait for the others.
const GROUP: usize = 256;
const GROUP_TIME: Duration = Duration::from_millis(15);
/// Waiting writes of one file, above which new ones are refused with 503 instead of piling up.
const WAITING: usize = 8_192;
/// The WAL size from which the writer itself truncates it (DESIGN 2), and how often it tries.
const WAL_LIMIT_BYTES: u64 = 64 << 20;
const TRUNCATE_EVERY: Duration = Duration::from_millis(200);
/// How long a commit of another process may stay unnoticed while nothing is written here.
const WATCH_EVERY: Duration = Duration::from_secs(1);

/// An open write transaction, or rather one savepoint of the group's.
pub struct Tx<'c> {
    conn: &'c Connection,
    now: Timestamp,
    after: RefCell<Vec<Box<dyn FnOnce() + Send>>>,
}

impl Tx<'_> {
    /// The one time of this transaction.
    pub const fn now(&self) -> Timestamp {
        self.now
    }

    /// Does something once this write is on disk and before its asker is answered: drop a cache entry, wake somebody.
    pub fn after_commit(&self, act: impl FnOnce() + Send + 'static) {
        self.after.borrow_mut().push(Box::new(act));
    }
}

impl Deref for Tx<'_> {
    type Target = Connection;
    fn deref(&self) -> &Connection {
        self.conn
    }
}

/// The handle to a file's writer thread. Dropping it lets waiting writes finish and then closes the connection.
pub struct Writer {
    shared: Arc<Shared>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

struct Shared {
    queue: Mutex<Queue>,
    wake: Condvar,
    commits: AtomicU64,
    pulse: Arc<Pulse>,
}

#[derive(Default)]
struct Queue {
    waiting: [VecDeque<Box<dyn Work>>; 3],
    closing: bool,
}

impl Writer {
    /// Starts the writer of a file.
    pub fn start(path: &Path, conn: Connection, clock: Arc<dyn Clock>, bells: Bells) -> std::io::Result<Self> {
        Self::start_with(path, conn, clock, bells, WAL_LIMIT_BYTES)
    }

    /// The same for a file whose WAL another process looks after: however large it grows, it is left alone.
    pub fn start_leaving_wal(path: &Path, conn: Connection, clock: Arc<dyn Clock>, bells: Bells) -> std::io::Result<Self> {
        Self::start_with(path, conn, clock, bells, u64::MAX)
    }

    fn start_with(path: &Path, conn: Connection, clock: Arc<dyn Clock>, bells: Bells, wal_limit_bytes: u64) -> std::io::Result<Self> {
        let shared =
            Arc::new(Shared { queue: Mutex::default(), wake: Condvar::new(), commits: AtomicU64::new(0), pulse: Arc::clone(&bells.pulse) });
        let name = path.file_stem().map_or_else(|| "writer".into(), |stem| format!("w-{}", stem.to_string_lossy()));
        let thread = std::thread::Builder::new().name(name).spawn({
            let (shared, wal) = (Arc::clone(&shared), wal_path(path));
            let desk = Desk { shared, conn, clock, bells, watch: Watch::default(), syncs: Cell::new(true) };
            move || write_until_closed(&desk, &wal, wal_limit_bytes)
        })?;
        Ok(Self { shared, thread: Mutex::new(Some(thread)) })
    }

    /// Runs `work` in a transaction and answers once it is on disk.
    pub async fn write<T: Send + 'static>(&self, class: Class, work: impl FnOnce(&Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        let (asker, answer) = oneshot::channel();
        let lasting = class != Class::Computed;
        self.put(class, Box::new(Order { work: Some(work), outcome: Err(Error::busy()), asker, lasting }))?;
        answer.await.unwrap_or_else(|_| Err(Error::busy()))
    }

    /// Runs `work` after every write that waits, outside of a transaction. All writes wait for it.
    pub async fn alone(&self, work: impl FnOnce(&Connection) -> Result<()> + Send + 'static) -> Result<()> {
        let (asker, answer) = oneshot::channel();
        self.put(Class::Batch, Box::new(Alone { work: Some(work), outcome: Err(Error::busy()), asker }))?;
        answer.await.unwrap_or_else(|_| Err(Error::busy()))
    }

    fn put(&self, class: Class, work: Box<dyn Work>) -> Result<()> {
        let mut queue = lock(&self.shared.queue);
        if queue.closing || queue.waiting[class.queue()].len() >= WAITING {
            self.shared.pulse.add_turned_away();
            return Err(Error::busy());
        }
        queue.waiting[class.queue()].push_back(work);
        drop(queue);
        self.shared.wake.notify_one();
        Ok(())
    }

    /// Lets waiting writes finish, refuses further ones and closes the connection. Blocks until then.
    pub fn close(&self) {
        lock(&self.shared.queue).closing = true;
        self.shared.wake.notify_one();
        let thread = lock(&self.thread).take();
        if let Some(thread) = thread {
            crate::db::threads::join(thread);
        }
    }

    /// Commits since the writer started, and those of others that it noticed: with the writes it answered, this shows how large the
    /// groups are.
    pub fn commits(&self) -> u64 {
        self.shared.commits.load(Ordering::Acquire)
    }

    /// Writes that wait, by class.
    pub fn waiting(&self) -> [usize; 3] {
        lock(&self.shared.queue).waiting.each_ref().map(VecDeque::len)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.close();
    }
}

/// Where SQLite keeps a file's write-ahead log.
pub fn wal_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-wal");
    name.into()
}

/// What a writer thread has to itself.
struct Desk {
    shared: Arc<Shared>,
    conn: Connection,
    clock: Arc<dyn Clock>,
    bells: Bells,
    watch: Watch,
    /// Do commits wait for the disk?
    syncs: Cell<bool>,
}

impl Desk {
    /// Has the commits that follow wait for the disk, or not. Outside of a transaction alone: inside one SQLite refuses.
    fn sync(&self, syncs: bool) -> rusqlite::Result<()> {
        if self.syncs.get() != syncs {
            self.conn.pragma_update(None, "synchronous", if syncs { "full" } else { "normal" })?;
            self.syncs.set(syncs);
        }
        Ok(())
    }

    /// Notices that another process has committed. Before a group's writes this is asked inside their transaction: nothing can come
    /// between then.
    fn watch(&self) -> rusqlite::Result<()> {
        if self.watch.sees_foreign_commit(&self.conn)? {
            // First the number by which things are kept, then the things.
            self.shared.commits.fetch_add(1, Ordering::Release);
            (self.bells.foreign)();
        }
        Ok(())
    }
}

fn write_until_closed(desk: &Desk, wal: &Path, wal_limit_bytes: u64) {
    let Desk { shared, conn, .. } = desk;
    drop(desk.watch());
    let mut tried = Instant::now();
    let mut wal_is_large = false;
    loop {
        match next(shared, wal_is_large) {
            Next::Write(mut alone) if alone.runs_alone() => {
                match desk.sync(true) {
                    Ok(()) => alone.run_alone(conn),
                    Err(cause) => tracing::error!(%cause, "upkeep could not begin"),
                }
                shared.commits.fetch_add(1, Ordering::Release);
                (desk.bells.dirty)();
                alone.answer(&Ok(()));
            }
            Next::Write(first) => {
                commit_group(desk, first);
                (desk.bells.dirty)();
            }
            // A file that can't be read says so to whoever asks it.
            Next::Nothing => drop(desk.watch()),
            Next::Closed => return,
        }
        if !wal_is_large || tried.elapsed() >= TRUNCATE_EVERY {
            tried = Instant::now();
            wal_is_large = size_bytes(wal) > wal_limit_bytes && !truncate(conn);
        }
    }
}

enum Next {
    Write(Box<dyn Work>),
    /// Nothing came for a while, or what waits is held back.
    Nothing,
    Closed,
}

/// The most urgent waiting write; waits for one. Batches that are held back go on when the file is being closed.
fn next(shared: &Shared, hold_batches: bool) -> Next {
    let mut queue = lock(&shared.queue);
    loop {
        let classes = if hold_batches && !queue.closing { 2 } else { 3 };
        if let Some(work) = queue.waiting[..classes].iter_mut().find_map(VecDeque::pop_front) {
            return Next::Write(work);
        }
        if queue.closing {
            return Next::Closed;
        }
        // Nobody announces that the WAL may be emptied again, or that somebody else has written: look now and then.
        let look = if hold_batches { TRUNCATE_EVERY } else { WATCH_EVERY };
        let (held, timeout) = shared.wake.wait_timeout(queue, look).unwrap_or_else(PoisonError::into_inner);
        queue = held;
        if timeout.timed_out() {
            return Next::Nothing;
        }
    }
}

fn commit_group(desk: &Desk, first: Box<dyn Work>) {
    let Desk { shared, conn, clock, .. } = desk;
    let tx = Tx { conn, now: clock.now(), after: RefCell::default() };
    let mut group = Vec::new();
    let lasting = first.is_lasting();
    let mut commit = desk.sync(lasting).and_then(|()| conn.execute_batch("BEGIN IMMEDIATE"));
    if commit.is_ok() {
        commit = desk.watch();
        let started = Instant::now();
        let mut next = Some(first);
        while let Some(mut work) = next.take() {
            if let Err(cause) = run_in_savepoint(&tx, &mut *work) {
                commit = Err(cause);
            }
            group.push(work);
            // What is to last waits for the disk, so it is no company for what is not; and it is next.
            if commit.is_ok() && lasting && group.len() < GROUP && started.elapsed() < GROUP_TIME {
                let mut queue = lock(&shared.queue);
                next = queue.waiting[..2].iter_mut().find_map(VecDeque::pop_front);
            }
        }
        let committing = Instant::now();
        commit = commit.and_then(|()| conn.execute_batch("COMMIT"));
        shared.pulse.commits.record(committing.elapsed());
        if commit.is_err() && !conn.is_autocommit() {
            drop(conn.execute_batch("ROLLBACK"));
        }
    } else {
        group.push(first);
    }
    let commit = commit.map_err(|cause| cause.to_string());
    if commit.is_ok() {
        // Before anybody is answered: whoever keeps something by this number must not find it under the old one.
        shared.commits.fetch_add(1, Ordering::Release);
        for act in tx.after.take() {
            if catch_unwind(AssertUnwindSafe(act)).is_err() {
                tracing::error!("what was to follow a commit panicked; the commit stands");
            }
        }
    }
    shared.pulse.add_writes(group.len());
    for work in group {
        work.answer(&commit);
    }
}

/// Keeps or undoes one write. An error is about the whole transaction, such as a full disk.
fn run_in_savepoint(tx: &Tx<'_>, work: &mut dyn Work) -> rusqlite::Result<()> {
    let acts_before = tx.after.borrow().len();
    tx.conn.prepare_cached("SAVEPOINT one")?.execute([])?;
    let keep = work.run(tx);
    if tx.conn.is_autocommit() {
        // SQLite rolled everything back by itself (disk full, out of memory, IO error).
        return Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_ABORT_ROLLBACK), None));
    }
    if !keep {
        tx.after.borrow_mut().truncate(acts_before);
        tx.conn.prepare_cached("ROLLBACK TO one")?.execute([])?;
    }
    tx.conn.prepare_cached("RELEASE one")?.execute([])?;
    Ok(())
}

/// Moves the whole WAL into the file and empties it, unless a reader still needs it: then somebody tries again later.
fn truncate(conn: &Connection) -> bool {
    let attempt = || -> rusqlite::Result<bool> {
        conn.busy_timeout(Duration::ZERO)?;
        let busy: i64 = conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        conn.busy_timeout(Duration::from_secs(5))?;
        Ok(busy == 0)
    };
    attempt().unwrap_or(false)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::SystemClock;

    fn silent() -> Bells {
        Bells { dirty: Box::new(|| ()), foreign: Box::new(|| ()), pulse: Arc::default() }
    }

    fn writer() -> (tempfile::TempDir, Arc<Writer>, PathBuf) {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("t.db");
        let conn = crate::db::open::create(&path).expect("created");
        conn.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT").expect("table");
        let writer = Writer::start(&path, conn, Arc::new(SystemClock), silent()).expect("started");
        (directory, Arc::new(writer), path)
    }

    fn count(path: &Path) -> i64 {
        Connection::open(path).expect("opens").query_row("SELECT count(*) FROM t", [], |row| row.get(0)).expect("counts")
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn writes_that_wait_together_commit_together_and_fail_alone() {
        let (_directory, writer, path) = writer();
        let asked = (0..200_i64).map(|n| {
            let writer = Arc::clone(&writer);
            tokio::spawn(async move {
                writer
                    .write(Class::Visitor, move |tx| {
                        tx.execute("INSERT INTO t (n) VALUES (?1)", [n])?;
                        if n % 10 == 0 { Err(Error::NotFound) } else { Ok(n) }
                    })
                    .await
            })
        });
        let mut kept = 0;
        for answer in asked.collect::<Vec<_>>() {
            kept += i64::from(answer.await.expect("no panic").is_ok());
        }
        assert_eq!((kept, count(&path)), (180, 180));
        assert!(writer.commits() < 200, "{} commits", writer.commits());
    }

    #[tokio::test]
    async fn a_panic_undoes_its_own_write_only() {
        let (_directory, writer, path) = writer();
        let panicked = writer
            .write(Class::Person, |tx| -> Result<()> {
                tx.execute("INSERT INTO t (n) VALUES (1)", [])?;
                panic!("on purpose");
            })
            .await;
        assert!(matches!(panicked, Err(Error::Internal(_))));
        writer.write(Class::Person, |tx| Ok(tx.execute("INSERT INTO t (n) VALUES (2)", [])?)).await.expect("still works");
        assert_eq!(count(&path), 1);
    }

    #[tokio::test]
    async fn what_waits_after_a_commit_is_done_only_if_it_was_kept() {
        let (_directory, writer, _path) = writer();
        let heard = Arc::new(AtomicU64::new(0));
        for keep in [true, false] {
            let heard = Arc::clone(&heard);
            let outcome = writer
                .write(Class::Person, move |tx| {
                    tx.after_commit(move || {
                        heard.fetch_add(1, Ordering::SeqCst);
                    });
                    if keep { Ok(()) } else { Err(Error::NotFound) }
                })
                .await;
            assert_eq!(outcome.is_ok(), keep);
        }
        assert_eq!(heard.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_wal_over_its_limit_holds_batches_back_until_it_is_emptied() {
        const LIMIT: u64 = 1 << 20;
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("t.db");
        let conn = crate::db::open::create(&path).expect("created");
        conn.execute_batch("CREATE TABLE t (n BLOB) STRICT; INSERT INTO t VALUES (x'00')").expect("table");
        let writer = Arc::new(Writer::start_with(&path, conn, Arc::new(SystemClock), silent(), LIMIT).expect("started"));
        let fill = |class| writer.write(class, |tx| Ok(tx.execute("INSERT INTO t VALUES (zeroblob(600000))", [])?));
        let reader = Connection::open(&path).expect("opens");
        reader.execute_batch("BEGIN; SELECT count(*) FROM t").expect("reads an old snapshot");
        for _ in 0..4 {
            fill(Class::Person).await.expect("people are not held back");
        }
        assert!(size_bytes(&wal_path(&path)) > LIMIT);
        let batch = tokio::spawn({
            let writer = Arc::clone(&writer);
            async move { writer.write(Class::Batch, |tx| Ok(tx.execute("INSERT INTO t VALUES (x'01')", [])?)).await }
        });
        tokio::time::sleep(TRUNCATE_EVERY * 2).await;
        assert!(!batch.is_finished(), "batches wait");
        reader.execute_batch("COMMIT").expect("lets go");
        batch.await.expect("no panic").expect("goes on");
        assert!(size_bytes(&wal_path(&path)) < LIMIT, "{}", size_bytes(&wal_path(&path)));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_commit_of_another_process_is_noticed_and_our_own_are_not() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("t.db");
        let conn = crate::db::open::create(&path).expect("created");
        conn.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT").expect("table");
        let heard = Arc::new(AtomicU64::new(0));
        let checkpointer = crate::db::checkpoint::Checkpointer::start(false).expect("started");
        let foreign = Arc::clone(&heard);
        let bells = Bells {
            dirty: Box::new(checkpointer.bell(&path)),
            foreign: Box::new(move || {
                foreign.fetch_add(1, Ordering::SeqCst);
            }),
            pulse: Arc::default(),
        };
        let writer = Writer::start_with(&path, conn, Arc::new(SystemClock), bells, 1 << 20).expect("started");
        let insert = async |n: i64| {
            writer.write(Class::Person, move |tx| Ok(tx.execute("INSERT INTO t (n) VALUES (?1)", [n])?)).await.expect("written");
        };
        // With checkpoints of another connection, and with truncations of our own.
        for n in 0..2_000 {
            insert(n).await;
            if n % 700 == 0 {
                tokio::time::sleep(Duration::from_millis(600)).await;
            }
        }
        assert_eq!(heard.load(Ordering::SeqCst), 0, "nobody else wrote");
        let stranger = Connection::open(&path).expect("opens");
        stranger.execute("INSERT INTO t (n) VALUES (-1)", []).expect("written");
        let before = writer.commits();
        insert(-2).await;
        assert_eq!((heard.load(Ordering::SeqCst), writer.commits() - before), (1, 2), "noticed with our next write");
        stranger.execute("INSERT INTO t (n) VALUES (-3)", []).expect("written");
        let waited = Instant::now();
        while heard.load(Ordering::SeqCst) < 2 {
            assert!(waited.elapsed() < WATCH_EVERY * 3, "noticed without any write");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
