//! Moves committed pages from the WAL into the file, off the writers' path.
//!
//! One thread serves all files. PASSIVE never waits for readers or writers; when it reaches the end of the WAL, the writer starts
//! over at its beginning, so the WAL stays small by itself. The writer has its own rule for the case that this does not happen.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::Duration,
};

use rusqlite::Connection;

use crate::db::open;

/// How long commits gather before their pages move: a page written often moves once.
const GATHER: Duration = Duration::from_millis(500);

/// The checkpointing thread; it ends when this is dropped.
pub struct Checkpointer {
    shared: Arc<Shared>,
    /// It never does anything: another process decides when WALs go into their files.
    is_idle: bool,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    /// Rings when files were let go of.
    left: Condvar,
}

#[derive(Default)]
struct State {
    dirty: BTreeSet<PathBuf>,
    /// Files whose connection has to go before the file may be closed or replaced.
    leaving: BTreeSet<PathBuf>,
    closing: bool,
}

impl Checkpointer {
    /// `is_idle`: another process decides when WALs go into their files.
    pub fn start(is_idle: bool) -> std::io::Result<Self> {
        let shared = Arc::new(Shared::default());
        let inner = Arc::clone(&shared);
        let thread = std::thread::Builder::new().name("checkpointer".into()).spawn(move || checkpoint_until_closed(&inner))?;
        Ok(Self { shared, is_idle, thread: Some(thread) })
    }

    pub const fn is_idle(&self) -> bool {
        self.is_idle
    }

    /// A handle by which the writer of `path` says that it has committed.
    pub fn bell(&self, path: &Path) -> impl Fn() + Send + 'static {
        let (shared, path, is_idle) = (Arc::clone(&self.shared), path.to_owned(), self.is_idle);
        move || {
            if !is_idle && lock(&shared.state).dirty.insert(path.clone()) {
                shared.wake.notify_one();
            }
        }
    }

    /// Lets go of a file that is being closed, and waits until its connection is.
    pub fn let_go(&self, path: &Path) {
        let mut state = lock(&self.shared.state);
        state.dirty.remove(path);
        state.leaving.insert(path.to_owned());
        self.shared.wake.notify_one();
        let gone = |state: &mut State| state.leaving.contains(path) && !state.closing;
        drop(self.shared.left.wait_while(state, gone).unwrap_or_else(PoisonError::into_inner));
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        lock(&self.shared.state).closing = true;
        self.shared.wake.notify_one();
        // Its connections are the last: closing them empties the WALs, and the process may end right after this.
        if let Some(thread) = self.thread.take() {
            crate::db::threads::join(thread);
        }
    }
}

fn checkpoint_until_closed(shared: &Shared) {
    let mut open_files: BTreeMap<PathBuf, Connection> = BTreeMap::new();
    loop {
        let (dirty, leaving) = {
            let mut state = lock(&shared.state);
            while state.dirty.is_empty() && state.leaving.is_empty() && !state.closing {
                state = shared.wake.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
            if state.closing {
                return;
            }
            (std::mem::take(&mut state.dirty), state.leaving.clone())
        };
        if !leaving.is_empty() {
            for path in &leaving {
                open_files.remove(path);
            }
            lock(&shared.state).leaving.retain(|path| !leaving.contains(path));
            shared.left.notify_all();
        }
        for path in dirty {
            if let Err(cause) = passive(&mut open_files, &path) {
                tracing::warn!(file = %path.display(), %cause, "a checkpoint failed; it will be tried after the next write");
                open_files.remove(&path);
            }
        }
        let state = lock(&shared.state);
        if !state.closing {
            drop(shared.wake.wait_timeout_while(state, GATHER, |state| !state.closing && state.leaving.is_empty()));
        }
    }
}

fn passive(open_files: &mut BTreeMap<PathBuf, Connection>, path: &Path) -> rusqlite::Result<()> {
    if !open_files.contains_key(path) {
        open_files.insert(path.to_owned(), open::checkpointer(path)?);
    }
    open_files[path].query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
