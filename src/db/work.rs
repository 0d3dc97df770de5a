//! What waits in a writer's queue, and how urgent it is.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rusqlite::Connection;
use tokio::sync::oneshot;

use crate::{
    base::error::{Error, Result},
    db::writer::Tx,
};

/// How urgent a write is: a lower class waits for all higher ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A visitor's submission or event.
    Visitor,
    /// Somebody at the admin UI or API.
    Person,
    /// A batch of a job; also held back while the WAL is over its limit.
    Batch,
    /// A batch that a power cut may take: it is computed from other rows, and would be again, since what says that it was done goes with
    /// it. Nothing that left a file, such as what moved to an archive, may be written so: the other file does not wait for this one.
    Computed,
}

impl Class {
    /// The place of its queue.
    pub const fn queue(self) -> usize {
        match self {
            Self::Visitor => 0,
            Self::Person => 1,
            Self::Batch | Self::Computed => 2,
        }
    }
}

/// A write in the queue: run it, then tell its asker what came of it.
pub trait Work: Send {
    /// Runs in an open savepoint; false means roll it back.
    fn run(&mut self, tx: &Tx<'_>) -> bool;
    fn answer(self: Box<Self>, commit: &Result<(), String>);
    /// Is it answered only when it is on disk?
    fn is_lasting(&self) -> bool {
        true
    }
    /// Does it run outside of a transaction, with nothing beside it?
    fn runs_alone(&self) -> bool {
        false
    }
    fn run_alone(&mut self, _conn: &Connection) {}
}

/// A write in a transaction.
pub struct Order<F, T> {
    pub work: Option<F>,
    pub outcome: Result<T>,
    pub asker: oneshot::Sender<Result<T>>,
    pub lasting: bool,
}

impl<F, T> Work for Order<F, T>
where
    F: FnOnce(&Tx<'_>) -> Result<T> + Send,
    T: Send,
{
    fn run(&mut self, tx: &Tx<'_>) -> bool {
        let Some(work) = self.work.take() else { return false };
        self.outcome = catch_unwind(AssertUnwindSafe(|| work(tx))).unwrap_or_else(|_| Err(Error::Internal("a write panicked".into())));
        self.outcome.is_ok()
    }

    fn is_lasting(&self) -> bool {
        self.lasting
    }

    fn answer(self: Box<Self>, commit: &Result<(), String>) {
        let outcome = match (self.outcome, commit) {
            (Ok(_), Err(cause)) => {
                tracing::error!(cause, "a write could not be committed");
                Err(Error::busy())
            }
            (outcome, _) => outcome,
        };
        // Nobody listens when the asker has gone away; the write stands all the same.
        drop(self.asker.send(outcome));
    }
}

/// What needs the connection for itself, such as writing the whole file anew.
pub struct Alone<F> {
    pub work: Option<F>,
    pub outcome: Result<()>,
    pub asker: oneshot::Sender<Result<()>>,
}

impl<F: FnOnce(&Connection) -> Result<()> + Send> Work for Alone<F> {
    fn run(&mut self, _tx: &Tx<'_>) -> bool {
        false
    }

    fn answer(self: Box<Self>, _commit: &Result<(), String>) {
        drop(self.asker.send(self.outcome));
    }

    fn runs_alone(&self) -> bool {
        true
    }

    fn run_alone(&mut self, conn: &Connection) {
        if let Some(work) = self.work.take() {
            self.outcome = catch_unwind(AssertUnwindSafe(|| work(conn))).unwrap_or_else(|_| Err(Error::Internal("upkeep panicked".into())));
        }
    }
}
