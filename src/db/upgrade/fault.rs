//! Why a file can't be brought up to date.

use std::io;

use rusqlite::ErrorCode;

/// What went wrong with one file.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("the disk is full")]
    Full,
    #[error("another process uses it")]
    Busy,
    /// A migration failed; the first is 1.
    #[error("step {step} failed: {cause}")]
    Step { step: usize, cause: String },
    #[error("it is damaged: {0}")]
    Damaged(String),
    #[error("{table} has {after} rows instead of {before}")]
    Fewer { table: String, before: i64, after: i64 },
    /// Rows that name others which are not there.
    #[error("{0} rows name others that are not there")]
    Dangling(i64),
    #[error("{0}")]
    Other(String),
}

impl Fault {
    /// A step that failed; not where the machine is at fault.
    pub(in crate::db::upgrade) fn of_step(step: usize, cause: rusqlite::Error) -> Self {
        match Self::from(cause) {
            Self::Other(cause) | Self::Damaged(cause) => Self::Step { step, cause },
            fault => fault,
        }
    }
}

impl From<rusqlite::Error> for Fault {
    fn from(cause: rusqlite::Error) -> Self {
        match cause.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(cause.to_string()),
            _ => Self::Other(cause.to_string()),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(cause: io::Error) -> Self {
        match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full,
            _ => Self::Other(cause.to_string()),
        }
    }
}
