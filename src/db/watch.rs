//! Notices commits of other processes. Nobody but the owner should write, but an operator with the sqlite3 shell can.

use std::{cell::Cell, sync::Arc};

use rusqlite::Connection;

use crate::db::pulse::Pulse;

/// Whom a writer tells what.
pub struct Bells {
    /// After each commit: there is something to checkpoint.
    pub dirty: Box<dyn Fn() + Send>,
    /// Somebody else has committed to the file: what was read from it before may be wrong.
    pub foreign: Box<dyn Fn() + Send>,
    /// How long commits took, and how many writes there were.
    pub pulse: Arc<Pulse>,
}

/// What one connection has seen of the others.
#[derive(Default)]
pub struct Watch {
    /// SQLite's number that moves with other connections' commits; absent before the first look.
    version: Cell<Option<i64>>,
}

impl Watch {
    /// Has another connection committed since the last look? Checkpoints are no commits.
    pub fn sees_foreign_commit(&self, conn: &Connection) -> rusqlite::Result<bool> {
        let version = conn.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?;
        let is_foreign = self.version.replace(Some(version)).is_some_and(|seen| seen != version);
        if is_foreign {
            tracing::warn!("another process has written to this file; what was kept of it is read again");
        }
        Ok(is_foreign)
    }
}
