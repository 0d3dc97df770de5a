//! Reads: a small fixed set of threads over the pools of all files.
//!
//! A read waits in its file's lane, never on a thread. Lanes take turns, and one lane holds at most all threads but one, so a
//! busy account slows down only itself. A connection is at hand whenever a thread is: when the limit over all pools is reached,
//! the pool that was idle longest gives its connections up.

use std::{
    collections::{HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

use r2d2::{Pool, PooledConnection};
use r2d2_sqlite::SqliteConnectionManager;
use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::{
    base::error::{Error, Result},
    db::{open, pulse::Pulse},
};

/// The longest that a query for somebody who waits may run before it is ended.
pub const DEADLINE: Duration = Duration::from_secs(10);
/// How long a new connection may take to open.
const OPEN_TIMEOUT: Duration = Duration::from_secs(30);
/// Reads of one file that may wait; above that it is told to come back.
const WAITING: usize = 2_048;
/// Virtual machine steps between two looks at the clock.
const STEPS: i32 = 20_000;

/// Limits of all pools together.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub threads: usize,
    pub connections: usize,
    pub idle: Duration,
    /// The longest a query may run.
    pub deadline: Duration,
}

/// The reading threads; they end when this is dropped.
pub struct Readers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
    /// r2d2 opens connections on this one thread for every pool.
    opener: Arc<scheduled_thread_pool::ScheduledThreadPool>,
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
    closing: bool,
}

impl State {
    fn open_connections(&self) -> usize {
        self.lanes.values().map(|lane| lane.pool.state().connections as usize).sum()
    }
}

struct Lane {
    pool: Pool<SqliteConnectionManager>,
    waiting: VecDeque<(Instant, Box<dyn Query>)>,
    running: usize,
    used: Instant,
    /// Takes no further reads.
    closing: bool,
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
            let most = limits.threads.saturating_sub(1).max(1);
            let thread = std::thread::Builder::new().name(format!("reader-{number}")).spawn(move || {
                while let Some((path, pool, query)) = next(&shared, most, &pulse) {
                    answer(&pool, query, limits.deadline);
                    drop(pool); // whoever closes the file waits for `done`, and then no connection may be left
                    done(&shared, &path);
                }
            })?;
            threads.push(thread);
        }
        let opener =
            Arc::new(scheduled_thread_pool::ScheduledThreadPool::builder().num_threads(1).thread_name_pattern("opener-{}").build());
        Ok(Self { shared, threads, opener, limits, pulse })
    }

    /// Lets a file be read from now on.
    pub fn add(&self, path: &Path) {
        let lane = Lane { pool: self.pool(path), waiting: VecDeque::new(), running: 0, used: Instant::now(), closing: false };
        lock(&self.shared.state).lanes.insert(path.to_owned(), lane);
    }

    /// Closes a file's idle connections and answers its waiting reads with "try again".
    pub fn remove(&self, path: &Path) {
        let lane = lock(&self.shared.state).lanes.remove(path);
        for (_, query) in lane.into_iter().flat_map(|lane| lane.waiting) {
            query.run(Err(Error::busy()));
        }
    }

    /// The same, and waits for the reads that run, so that no connection to the file is left. Blocks.
    pub fn close(&self, path: &Path) {
        let mut state = lock(&self.shared.state);
        let Some(lane) = state.lanes.get_mut(path) else { return };
        lane.closing = true;
        let waiting = std::mem::take(&mut lane.waiting);
        drop(state);
        for (_, query) in waiting {
            query.run(Err(Error::busy()));
        }
        let running = |state: &mut State| state.lanes.get(path).is_some_and(|lane| lane.running > 0);
        let mut state = self.shared.left.wait_while(lock(&self.shared.state), running).unwrap_or_else(PoisonError::into_inner);
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
            self.make_room(state, path);
            let lane = state.lanes.get_mut(path).ok_or_else(Error::busy)?;
            if lane.closing || lane.waiting.len() >= WAITING {
                self.pulse.add_turned_away();
                return Err(Error::busy());
            }
            lane.used = Instant::now();
            lane.waiting.push_back((lane.used, Box::new(Question { ask, asker })));
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
        state.lanes.get(path).map_or((0, 0), |lane| (lane.pool.state().connections as usize, lane.waiting.len()))
    }

    /// Keeps all pools together under the limit before this file may open another connection.
    fn make_room(&self, state: &mut State, path: &Path) {
        let needs_one = state.lanes.get(path).is_some_and(|lane| lane.pool.state().idle_connections == 0);
        if !needs_one || state.open_connections() < self.limits.connections {
            return;
        }
        let idlest = state
            .lanes
            .iter()
            .filter(|(other, lane)| *other != path && lane.running == 0 && lane.waiting.is_empty() && lane.pool.state().connections > 0)
            .min_by_key(|(_, lane)| lane.used)
            .map(|(other, _)| other.clone());
        if let Some(other) = idlest
            && let Some(lane) = state.lanes.get_mut(&other)
        {
            lane.pool = self.pool(&other);
        }
    }

    fn pool(&self, path: &Path) -> Pool<SqliteConnectionManager> {
        Pool::builder()
            .max_size(u32::try_from(self.limits.threads.saturating_sub(1).max(1)).unwrap_or(1))
            .min_idle(Some(0))
            .idle_timeout(Some(self.limits.idle))
            .max_lifetime(None)
            .test_on_check_out(false)
            .connection_timeout(OPEN_TIMEOUT)
            .thread_pool(Arc::clone(&self.opener))
            .build_unchecked(SqliteConnectionManager::file(path).with_flags(open::FLAGS).with_init(open::make_reader))
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

type Next = (PathBuf, Pool<SqliteConnectionManager>, Box<dyn Query>);

/// The next read whose file may have another thread.
fn next(shared: &Shared, most: usize, pulse: &Pulse) -> Option<Next> {
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
            lane.running += 1;
            let pool = lane.pool.clone();
            if !lane.waiting.is_empty() {
                state.turn.push_back(path.clone());
            }
            return Some((path, pool, query));
        }
        guard = shared.wake.wait(guard).unwrap_or_else(PoisonError::into_inner);
    }
}

fn done(shared: &Shared, path: &Path) {
    let mut state = lock(&shared.state);
    if let Some(lane) = state.lanes.get_mut(path) {
        lane.running -= 1;
        lane.used = Instant::now();
        if lane.closing {
            shared.left.notify_all();
        }
    }
    drop(state);
    shared.wake.notify_one();
}

fn answer(pool: &Pool<SqliteConnectionManager>, query: Box<dyn Query>, deadline: Duration) {
    match pool.get() {
        Ok(conn) => {
            limit_time(&conn, Some(Instant::now() + deadline));
            query.run(Ok(&conn));
            limit_time(&conn, None);
        }
        Err(cause) => query.run(Err(Error::internal("opening a reader", cause))),
    }
}

fn limit_time(conn: &PooledConnection<SqliteConnectionManager>, deadline: Option<Instant>) {
    let handler = deadline.map(|deadline| move || Instant::now() > deadline);
    if let Err(cause) = conn.progress_handler(STEPS, handler) {
        tracing::warn!(%cause, "a query runs without its deadline");
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
