//! Where a repository lies.

use std::{
    fs,
    os::unix::fs::DirBuilderExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustic_backend::LocalBackend;
use rustic_core::WriteBackend;

use crate::backup::{Fault, Lock, Shared};

/// The file of our lock in a directory; restic's own locks lie in `locks/`.
const LOCK: &str = "dangol.lock";

/// A directory of this machine, or a store that speaks through a backend.
#[derive(Clone)]
pub struct Place {
    /// How people know it.
    pub name: String,
    pub(in crate::backup) backend: Arc<dyn WriteBackend>,
    /// Absent for a store.
    pub(in crate::backup) directory: Option<PathBuf>,
    lock: PathBuf,
    /// The same store for somebody who waits before a page.
    quick: Option<Arc<dyn WriteBackend>>,
}

impl Place {
    pub fn directory(path: &Path) -> Result<Self, Fault> {
        let name = path.display().to_string();
        let text = path.to_str().ok_or_else(|| Fault::File { path: path.to_owned(), detail: "its name is not UTF-8".to_owned() })?;
        let local = LocalBackend::new(text, []).map_err(|cause| Fault::of(&name, &cause))?;
        Ok(Self { name, backend: Arc::new(local), directory: Some(path.to_owned()), lock: path.join(LOCK), quick: None })
    }

    /// A store behind a backend. What works on it holds the lock on a file of this machine.
    pub fn store(name: impl Into<String>, backend: Arc<dyn WriteBackend>, lock: PathBuf) -> Self {
        Self { name: name.into(), backend, directory: None, lock, quick: None }
    }

    /// The same store with a backend that gives up soon, for [`Place::hurried`].
    pub fn with_quick(self, quick: Arc<dyn WriteBackend>) -> Self {
        Self { quick: Some(quick), ..self }
    }

    /// The place for somebody who waits: one that does not answer says so soon.
    pub fn hurried(&self) -> Self {
        Self { backend: Arc::clone(self.quick.as_ref().unwrap_or(&self.backend)), ..self.clone() }
    }

    /// Free bytes of the disk that a directory lies on; absent for a store.
    pub fn free_bytes(&self) -> Option<u64> {
        self.directory.as_deref().and_then(free_bytes)
    }

    /// Stands beside the lock while something is being written that can be gone on with.
    pub(in crate::backup) fn unfinished(&self) -> PathBuf {
        self.lock.with_extension("unfinished")
    }

    /// Takes the place for one piece of work, without waiting.
    pub fn lock(&self, doing: &str) -> Result<Lock, Fault> {
        Lock::take(self.lock_file()?, doing)
    }

    /// Takes the place for reading, beside others who read.
    pub fn share(&self, doing: &str) -> Result<Shared, Fault> {
        Shared::take(self.lock_file()?, doing)
    }

    fn lock_file(&self) -> Result<&Path, Fault> {
        if let Some(directory) = self.lock.parent() {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(|cause| Fault::io(directory, &cause))?;
        }
        Ok(&self.lock)
    }
}

/// What an ordinary user may still fill of the disk on which a directory lies, or will lie. Absent where nobody can tell.
pub fn free_bytes(directory: &Path) -> Option<u64> {
    let room = directory.ancestors().find_map(|existing| rustix::fs::statvfs(existing).ok())?;
    Some(room.f_bavail.saturating_mul(room.f_frsize))
}

impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Place").field(&self.name).finish()
    }
}
