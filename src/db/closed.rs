//! Files that nobody of ours has open: their logs are emptied before they move, and tests may stop the process before any step.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::ErrorCode;

use crate::{
    base::error::{Error, Result},
    db::open,
};

/// How long another process may read on before what was to be done is given up.
const PATIENCE: Duration = Duration::from_secs(10);
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// Moves what a file's log holds into the file, and waits for whoever reads it from beside.
pub fn empty_wal(path: &Path) -> Result<()> {
    let started = Instant::now();
    while path.exists() {
        let attempt = open::checkpointer(path)
            .and_then(|conn| conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| Ok(row.get::<_, i64>(0)? == 0)));
        match attempt {
            Ok(true) => break,
            Err(rusqlite::Error::SqliteFailure(failure, _))
                if matches!(failure.code, ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) =>
            {
                break; // it is set aside as it is, with its log
            }
            Err(cause) if !is_busy(&cause) => return Err(Error::internal("closing a file", cause)),
            _ if started.elapsed() > PATIENCE => return Err(Error::busy()),
            _ => std::thread::sleep(LOOK_AGAIN),
        }
    }
    Ok(())
}

fn is_busy(cause: &rusqlite::Error) -> bool {
    matches!(cause, rusqlite::Error::SqliteFailure(failure, _) if matches!(failure.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Comes before each change of a directory.
#[cfg(not(feature = "testing"))]
#[expect(clippy::unnecessary_wraps, reason = "the tests' one may fail")]
pub fn step() -> std::io::Result<()> {
    Ok(())
}

/// Tests kill the process before the change of a directory whose number stands in `DANGOL_DIE_BEFORE_STEP`.
#[cfg(feature = "testing")]
pub fn step() -> std::io::Result<()> {
    use std::sync::atomic::{AtomicU32, Ordering};
    static STEPS: AtomicU32 = AtomicU32::new(0);
    let wanted = std::env::var("DANGOL_DIE_BEFORE_STEP").ok().and_then(|step| step.parse().ok());
    if wanted == Some(STEPS.fetch_add(1, Ordering::Relaxed)) {
        rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL)?;
    }
    Ok(())
}
