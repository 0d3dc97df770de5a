//! What is to be saved.

use std::path::{Path, PathBuf};

/// One file, and where it stands in the snapshot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// With `/` between folders, such as `accounts/cafe.db`: a plain restore of everything gives a data directory.
    pub path: String,
    pub file: PathBuf,
    pub kind: Kind,
}

/// How a file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Page by page in one transaction, whoever writes meanwhile.
    Database,
    /// From its beginning to its end: nobody writes it in place.
    Plain,
}

impl Source {
    /// A database at its path in the data directory.
    pub fn database(data_dir: &Path, path: impl Into<String>) -> Self {
        Self::at(data_dir, path.into(), Kind::Database)
    }

    /// Another file at its path in the data directory.
    pub fn plain(data_dir: &Path, path: impl Into<String>) -> Self {
        Self::at(data_dir, path.into(), Kind::Plain)
    }

    fn at(data_dir: &Path, path: String, kind: Kind) -> Self {
        Self { file: data_dir.join(&path), path, kind }
    }
}
