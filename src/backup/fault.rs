//! What can go wrong with a repository. Each says what to do.

use std::path::{Path, PathBuf};

use rustic_core::{ErrorKind, RusticError};

use crate::{
    backup::{store, texts},
    base::lang::{Lang, Message},
};

/// Why something with the repository failed. `place` is its directory or address.
#[derive(Debug)]
pub enum Fault {
    WrongKey {
        place: String,
    },
    KeyLost {
        path: PathBuf,
    },
    /// The key's file holds something else.
    KeyUnreadable {
        path: PathBuf,
    },
    /// A key would have been replaced.
    AnotherKey {
        path: PathBuf,
    },
    NoRepository {
        place: String,
    },
    AlreadyThere {
        place: String,
    },
    /// Somebody else holds the lock.
    Locked {
        pid: String,
        doing: String,
    },
    DiskFull {
        place: String,
    },
    /// Something in the repository is not what was written.
    Damaged {
        place: String,
        detail: String,
    },
    /// What was to be saved is not, so nothing counts as saved.
    Incomplete(Vec<FileFault>),
    NoSnapshot {
        id: String,
    },
    NotInSnapshot {
        path: String,
    },
    /// A file of ours beside the repository: the key, the lock, a file being restored.
    File {
        path: PathBuf,
        detail: String,
    },
    /// The place can't be reached or refuses.
    Failed {
        place: String,
        detail: String,
    },
    /// The store of the off-site copy.
    Store(store::Fault),
    /// The caller asked to stop.
    Stopped,
}

/// A file that could not be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// Its path in the snapshot.
    pub path: String,
    pub why: Why,
}

/// Why a file could not be saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    Missing,
    Empty,
    Locked,
    Damaged(String),
    Unreadable(String),
    /// The repository did not take it to its end.
    NotSaved,
}

impl Fault {
    /// The sentence for a person.
    pub fn message(&self) -> Message {
        match self {
            Self::WrongKey { place } => texts::WRONG_KEY.with(&[("place", place)]),
            Self::KeyLost { path } => texts::KEY_LOST.with(&[("path", &path.display())]),
            Self::KeyUnreadable { path } => texts::KEY_UNREADABLE.with(&[("path", &path.display())]),
            Self::AnotherKey { path } => texts::ANOTHER_KEY.with(&[("path", &path.display())]),
            Self::NoRepository { place } => texts::NO_REPOSITORY.with(&[("place", place)]),
            Self::AlreadyThere { place } => texts::ALREADY_THERE.with(&[("place", place)]),
            Self::Locked { pid, doing } => texts::LOCKED.with(&[("pid", pid), ("doing", doing)]),
            Self::DiskFull { place } => texts::DISK_FULL.with(&[("place", place)]),
            Self::Damaged { place, detail } => texts::DAMAGED.with(&[("place", place), ("detail", detail)]),
            Self::Incomplete(files) => {
                let list = |lang| files.iter().map(|file| format!("{}: {}.", file.path, file.why.message().get(lang))).collect::<Vec<_>>();
                Message {
                    ko: texts::INCOMPLETE.ko.replace("{files}", &list(Lang::Ko).join(" ")),
                    en: texts::INCOMPLETE.en.replace("{files}", &list(Lang::En).join(" ")),
                }
            }
            Self::NoSnapshot { id } => texts::NO_SNAPSHOT.with(&[("id", id)]),
            Self::NotInSnapshot { path } => texts::NOT_IN_SNAPSHOT.with(&[("path", path)]),
            Self::File { path, detail } => texts::FILE.with(&[("path", &path.display()), ("detail", detail)]),
            Self::Failed { place, detail } => texts::FAILED.with(&[("place", place), ("detail", detail)]),
            Self::Store(fault) => fault.message(),
            Self::Stopped => texts::STOPPED.into(),
        }
    }

    /// Is what lies there not what was written, or gone? Any other fault may be over the next time.
    pub const fn is_damage(&self) -> bool {
        matches!(self, Self::Damaged { .. } | Self::Store(store::Fault::Damaged(_) | store::Fault::Gone(_)))
    }

    /// A file of ours that fails.
    pub(in crate::backup) fn io(path: &Path, cause: &std::io::Error) -> Self {
        if is_full(cause) {
            return Self::DiskFull { place: path.display().to_string() };
        }
        Self::File { path: path.to_owned(), detail: cause.to_string() }
    }

    /// What the library says about a place.
    pub(in crate::backup) fn of(place: &str, error: &RusticError) -> Self {
        if let Some(fault) = causes(error).find_map(|cause| cause.downcast_ref::<store::Fault>()) {
            return fault.clone().into();
        }
        let place = place.to_owned();
        if error.is_incorrect_password() {
            return Self::WrongKey { place };
        }
        if causes(error).any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(is_full)) {
            return Self::DiskFull { place };
        }
        let detail = error.display_log();
        let is_gone = |cause: &std::io::Error| cause.kind() == std::io::ErrorKind::NotFound;
        if causes(error).any(|cause| cause.downcast_ref().is_some_and(is_gone)) {
            return Self::Damaged { place, detail };
        }
        // The library tells its kinds of errors in words alone.
        let damage = [ErrorKind::Cryptography, ErrorKind::Internal, ErrorKind::Key, ErrorKind::Verification];
        if damage.iter().any(|kind| detail.contains(&format!("related to {kind}"))) {
            Self::Damaged { place, detail }
        } else {
            Self::Failed { place, detail }
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for Fault {}

impl From<store::Fault> for Fault {
    fn from(fault: store::Fault) -> Self {
        if fault == store::Fault::Stopped { Self::Stopped } else { Self::Store(fault) }
    }
}

impl Why {
    pub fn message(&self) -> Message {
        match self {
            Self::Missing => texts::FILE_MISSING.into(),
            Self::Empty => texts::FILE_EMPTY.into(),
            Self::Locked => texts::FILE_LOCKED.into(),
            Self::Damaged(detail) => texts::FILE_DAMAGED.with(&[("detail", detail)]),
            Self::Unreadable(detail) => texts::FILE_UNREADABLE.with(&[("detail", detail)]),
            Self::NotSaved => texts::FILE_NOT_SAVED.into(),
        }
    }

    pub(in crate::backup) fn of_io(cause: &std::io::Error) -> Self {
        if cause.kind() == std::io::ErrorKind::NotFound { Self::Missing } else { Self::Unreadable(cause.to_string()) }
    }

    pub(in crate::backup) fn of_database(path: &Path, cause: &rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, NotADatabase};
        match cause.sqlite_error_code() {
            Some(CannotOpen) if !path.exists() => Self::Missing,
            Some(DatabaseBusy | DatabaseLocked) => Self::Locked,
            Some(DatabaseCorrupt | NotADatabase) => Self::Damaged(cause.to_string()),
            _ => Self::Unreadable(cause.to_string()),
        }
    }
}

fn is_full(cause: &std::io::Error) -> bool {
    matches!(cause.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}

/// An error and what lies under it.
fn causes(error: &RusticError) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(std::error::Error::source(error), |cause| cause.source())
}
