//! Reads: a small fixed set of threads over the connections of all files.
//!
//! A read waits in its file's lane, never on a thread. Lanes take turns, and one lane holds at most all threads but one, so a
//! busy account slows down only itself. A connection is at hand whenever a thread is: when the limit over all files is reached,
//! the connection that was idle longest is closed for it. There are fewer threads than connections, so there always is one.

use std::{
    collections::{HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::{
    base::error::{Error, Result},
    db::{open, pulse::Pulse},
};

/// The longest that a query for somebody who waits may run before it is ended.
pub const DEADLINE: Duration = Duration::from_secs(10);
/// Reads of one file that may wait; above that it is told to come back.
const WAITING: usize = 2_048;
/// Virtual machine steps between two looks at the clock.
const STEPS: i32 = 20_000;

/// Limits of all files together.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub threads: usize,
    pub connections: usize,
    /// How long a connection stays open with nobody asking.
    pub idle: Duration,
    /// The longest a query may run.
    pub deadline: Duration,
    /// Another process copies the WALs and decides when they go into their files: nothing here checkpoints while they are open.
    pub foreign_checkpoints: bool,
}

/// The reading threads; they end when this is dropped.
pub struct Readers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    limits: Limits,
    pulse: Arc<Pulse>,
}

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    /// Rings when a read of a closing lane has ended.
    left: Condvar,
}

#[derive(Default)]
struct State {
    lanes: HashMap<PathBuf, Lane>,
    /// Files with waiting reads, the next in turn first.
    turn: VecDeque<PathBuf>,
    /// Lanes so far: a file that was replaced gets another one, and no connection to the old file comes into it.
    added: u64,
    closing: bool,
}

impl State {
    fn open_connections(&self) -> usize {
        self.lanes.values().map(Lane::connections).sum()
    }

    /// The lane of that number, unless it has gone.
    fn lane(&mut self, path: &Path, number: u64) -> Option<&mut Lane> {
        self.lanes.get_mut(path).filter(|lane| lane.number == number)
    }

    /// The connection that nobody has needed for longest.
    fn take_idlest(&mut self) -> Option<Connection> {
        let lane =
            self.lanes.values_mut().filter(|lane| !lane.idle.is_empty()).min_by_key(|lane| lane.idle.front().map(|(since, _)| *since))?;
        lane.idle.pop_front().map(|(_, conn)| conn)
    }
}

struct Lane {
    number: u64,
    /// Open connections that nobody uses, each with when it was used last; the latest at the end.
    idle: VecDeque<(Instant, Connection)>,
    waiting: VecDeque<(Instant, Box<dyn Query>)>,
    running: usize,
    /// Takes no further reads.
    closing: bool,
}

impl Lane {
    /// A read that runs holds one.
    fn connections(&self) -> usize {
        self.idle.len() + self.running
    }
}

trait Query: Send {
    fn run(self: Box<Self>, conn: Result<&Connection>);
}

struct Question<F, T> {
    ask: F,
    asker: oneshot::Sender<Result<T>>,
}

impl<F, T> Query for Question<F, T>
where
    F: FnOnce(&Connection) -> Result<T> + Send,
    T: Send,
{
    fn run(self: Box<Self>, conn: Result<&Connection>) {
        let Self { ask, asker } = *self;
        if asker.is_closed() {
            return; // whoever asked has gone: a visitor closed the page
        }
        let answer = conn.and_then(|conn| {
            catch_unwind(AssertUnwindSafe(|| ask(conn))).unwrap_or_else(|_| Err(Error::Internal("a read panicked".into())))
        });
        drop(asker.send(answer));
    }
}

impl Readers {
    pub fn start(limits: Limits, pulse: Arc<Pulse>) -> std::io::Result<Self> {
        let shared = Arc::new(Shared { state: Mutex::default(), wake: Condvar::new(), left: Condvar::new() });
        let mut threads = Vec::new();
        for number in 0..limits.threads {
            let (shared, pulse) = (Arc::clone(&shared), Arc::clone(&pulse));
            let thread = std::thread::Builder::new().name(format!("reader-{number}")).spawn(move || {
                while let Some(turn) = next(&shared, limits, &pulse) {
                    let (lane, path) = (turn.lane, turn.path.clone());
                    let conn = turn.answer(limits.deadline);
                    done(&shared, &path, lane, conn);
                }
            })?;
            threads.push(thread);
        }
        Ok(Self { shared, threads, limits, pulse })
    }

    /// Lets a file be read from now on.
    pub fn add(&self, path: &Path) {
        let mut state = lock(&self.shared.state);
        state.added += 1;
        let lane = Lane { number: state.added, idle: VecDeque::new(), waiting: VecDeque::new(), running: 0, closing: false };
        let before = state.lanes.insert(path.to_owned(), lane);
        drop(state);
        drop(before);
    }

    /// Closes connections that nobody has used for a while.
    pub fn close_idle(&self) {
        let mut old = Vec::new();
        for lane in lock(&self.shared.state).lanes.values_mut() {
            while lane.idle.front().is_some_and(|(since, _)| since.elapsed() >= self.limits.idle) {
                old.extend(lane.idle.pop_front());
            }
        }
        drop(old);
    }

    /// Closes a file's connections and answers its waiting reads with "try again". Blocks for a moment while a read runs: of two
    /// connections that close at the same time, neither takes the write-ahead log away.
    pub fn remove(&self, path: &Path) {
        self.end(path, Duration::from_secs(1));
    }

    /// The same, and waits for the reads that run, so that no connection to the file is left. Blocks.
    pub fn close(&self, path: &Path) {
        self.end(path, Duration::from_hours(24));
    }

    fn end(&self, path: &Path, patience: Duration) {
        let mut state = lock(&self.shared.state);
        let Some(lane) = state.lanes.get_mut(path) else { return };
        lane.closing = true;
        let waiting = std::mem::take(&mut lane.waiting);
        drop(state);
        for (_, query) in waiting {
            query.run(Err(Error::busy()));
        }
        let running = |state: &mut State| state.lanes.get(path).is_some_and(|lane| lane.running > 0);
        let state = lock(&self.shared.state);
        let (mut state, _) = self.shared.left.wait_timeout_while(state, patience, running).unwrap_or_else(PoisonError::into_inner);
        let lane = state.lanes.remove(path);
        drop(state);
        drop(lane);
    }

    /// Asks a question of a file on one of the reading threads.
    pub async fn read<T: Send + 'static>(&self, path: &Path, ask: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        let (asker, answer) = oneshot::channel();
        {
            let mut guard = lock(&self.shared.state);
            let state = &mut *guard;
            let lane = state.lanes.get_mut(path).ok_or_else(Error::busy)?;
            if lane.closing || lane.waiting.len() >= WAITING {
                self.pulse.add_turned_away();
                return Err(Error::busy());
            }
            lane.waiting.push_back((Instant::now(), Box::new(Question { ask, asker })));
            if lane.waiting.len() == 1 {
                state.turn.push_back(path.to_owned());
            }
        }
        self.shared.wake.notify_one();
        answer.await.unwrap_or_else(|_| Err(Error::busy()))
    }

    /// Open connections over all files.
    pub fn open_connections(&self) -> usize {
        lock(&self.shared.state).open_connections()
    }

    /// Reads that wait over all files.
    pub fn waiting(&self) -> usize {
        lock(&self.shared.state).lanes.values().map(|lane| lane.waiting.len()).sum()
    }

    /// What is counted of reads and writes.
    pub fn pulse(&self) -> Arc<Pulse> {
        Arc::clone(&self.pulse)
    }

    /// How many connections may be open over all files.
    pub const fn connection_limit(&self) -> usize {
        self.limits.connections
    }

    /// Open connections and waiting reads of one file.
    pub fn of_file(&self, path: &Path) -> (usize, usize) {
        let state = lock(&self.shared.state);
        state.lanes.get(path).map_or((0, 0), |lane| (lane.connections(), lane.waiting.len()))
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        let mut state = lock(&self.shared.state);
        state.closing = true;
        state.lanes.clear();
        drop(state);
        self.shared.wake.notify_all();
        // Each may still hold a connection that would keep the file's WAL.
        for thread in self.threads.drain(..) {
            crate::db::threads::join(thread);
        }
    }
}

/// A read whose turn has come.
struct Turn {
    path: PathBuf,
    lane: u64,
    query: Box<dyn Query>,
    /// Absent where one is to be opened.
    conn: Option<Connection>,
    /// Is closed before another one is opened.
    surplus: Option<Connection>,
}

impl Turn {
    /// Answers, and gives the connection back for the next read.
    fn answer(self, deadline: Duration) -> Option<Connection> {
        drop(self.surplus);
        match self.conn.map_or_else(|| open::reader(&self.path), Ok) {
            Ok(conn) => {
                limit_time(&conn, Some(Instant::now() + deadline));
                self.query.run(Ok(&conn));
                limit_time(&conn, None);
                Some(conn)
            }
            Err(cause) => {
                self.query.run(Err(Error::internal("opening a reader", cause)));
                None
            }
        }
    }
}

/// The next read whose file may have another thread.
fn next(shared: &Shared, limits: Limits, pulse: &Pulse) -> Option<Turn> {
    let most = limits.threads.saturating_sub(1).max(1);
    let mut guard = lock(&shared.state);
    loop {
        let state = &mut *guard;
        if state.closing {
            return None;
        }
        for _ in 0..state.turn.len() {
            let Some(path) = state.turn.pop_front() else { break };
            let Some(lane) = state.lanes.get_mut(&path) else { continue };
            if lane.running >= most {
                state.turn.push_back(path);
                continue;
            }
            let Some((asked, query)) = lane.waiting.pop_front() else { continue };
            pulse.read_waits.record(asked.elapsed());
            if !lane.waiting.is_empty() {
                state.turn.push_back(path.clone());
            }
            let number = lane.number;
            // The one that was used last: its cache is the warmest, and the others can grow idle.
            let conn = lane.idle.pop_back().map(|(_, conn)| conn);
            lane.running += 1;
            let surplus = if conn.is_none() && state.open_connections() > limits.connections { state.take_idlest() } else { None };
            return Some(Turn { path, lane: number, query, conn, surplus });
        }
        guard = shared.wake.wait(guard).unwrap_or_else(PoisonError::into_inner);
    }
}

fn done(shared: &Shared, path: &Path, number: u64, conn: Option<Connection>) {
    let mut state = lock(&shared.state);
    if let Some(lane) = state.lane(path, number).filter(|lane| !lane.closing) {
        lane.idle.extend(conn.map(|conn| (Instant::now(), conn)));
        lane.running -= 1;
        drop(state);
    } else {
        drop(state);
        // Whoever closes the file waits until nothing runs, and then no connection may be left.
        drop(conn);
        if let Some(lane) = lock(&shared.state).lane(path, number) {
            lane.running -= 1;
        }
        shared.left.notify_all();
    }
    shared.wake.notify_one();
}

fn limit_time(conn: &Connection, deadline: Option<Instant>) {
    let handler = deadline.map(|deadline| move || Instant::now() > deadline);
    if let Err(cause) = conn.progress_handler(STEPS, handler) {
        tracing::warn!(%cause, "a query runs without its deadline");
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn count(readers: &Readers, path: &Path) -> i64 {
        readers.read(path, |conn| Ok(conn.query_row("SELECT count(*) FROM word", [], |row| row.get(0))?)).await.expect("answers")
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn files_take_turns_with_fewer_connections_than_there_are_files() {
        let directory = tempfile::tempdir().expect("a directory");
        let limits = Limits { threads: 2, connections: 3, idle: Duration::ZERO, deadline: DEADLINE, foreign_checkpoints: false };
        let readers = Readers::start(limits, Arc::default()).expect("starts");
        let paths: Vec<_> = (0..8).map(|number| directory.path().join(format!("{number}.db"))).collect();
        for path in &paths {
            Connection::open(path).expect("made").execute_batch("CREATE TABLE word (text TEXT)").expect("made");
            readers.add(path);
        }
        for path in paths.iter().cycle().take(40) {
            assert_eq!(count(&readers, path).await, 0);
            assert!(readers.open_connections() <= limits.connections, "{}", readers.open_connections());
        }
        // What was read last keeps its connection for the next read.
        assert_eq!(readers.of_file(&paths[7]).0, 1);
        // The thread gives the connection back after it has answered.
        while readers.shared.state.lock().expect("whole").lanes.values().any(|lane| lane.running > 0) {
            tokio::task::yield_now().await;
        }
        readers.close_idle();
        assert_eq!(readers.open_connections(), 0);
        assert_eq!(count(&readers, &paths[0]).await, 0, "and opened again");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_connection_to_a_file_that_was_replaced_is_not_used_again() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("a.db");
        let make = |words: i64| {
            let conn = Connection::open(&path).expect("made");
            conn.execute_batch("CREATE TABLE word (text TEXT)").expect("made");
            for _ in 0..words {
                conn.execute("INSERT INTO word VALUES ('w')", []).expect("written");
            }
        };
        make(0);
        let limits = Limits { threads: 2, connections: 3, idle: Duration::from_mins(1), deadline: DEADLINE, foreign_checkpoints: false };
        let readers = Arc::new(Readers::start(limits, Arc::default()).expect("starts"));
        readers.add(&path);
        let (running, gate) = (std::sync::mpsc::channel(), std::sync::mpsc::channel());
        let slow = {
            let (readers, path) = (Arc::clone(&readers), path.clone());
            tokio::spawn(async move {
                readers
                    .read(&path, move |_| {
                        running.0.send(()).expect("heard");
                        gate.1.recv().expect("told");
                        Ok(())
                    })
                    .await
            })
        };
        tokio::task::spawn_blocking(move || running.1.recv()).await.expect("no panic").expect("runs");
        readers.remove(&path);
        std::fs::remove_file(&path).expect("removed");
        make(1);
        readers.add(&path);
        gate.0.send(()).expect("heard");
        slow.await.expect("no panic").expect("answered from the old file");
        assert_eq!(count(&readers, &path).await, 1);
    }
}
