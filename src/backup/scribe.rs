//! What one backup writes, so that it can be taken back when the backup comes to nothing.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use bytes::Bytes;
use rustic_core::{BytesList, ErrorKind, FileType, Id, ReadBackend, RusticError, RusticResult, WriteBackend};

use crate::backup::backend::Witness;

/// Notes the packs and index files that go through it. Once taken back it lets nothing through: the library's threads may still be
/// writing when their caller has heard of the end, and an index file that names a pack which is gone would be believed.
pub struct Scribe {
    inner: Arc<Witness>,
    /// Held for reading while something is written: whoever takes it back waits for that.
    is_open: RwLock<bool>,
    written: Mutex<Vec<(FileType, Id)>>,
}

impl Scribe {
    pub fn new(inner: Arc<Witness>) -> Self {
        Self { inner, is_open: RwLock::new(true), written: Mutex::default() }
    }

    /// Removes what was written, the index before what it names. What can't be removed is left to a prune.
    pub fn take_back(&self) {
        *self.is_open.write().unwrap_or_else(PoisonError::into_inner) = false;
        let mut written = std::mem::take(&mut *self.written.lock().unwrap_or_else(PoisonError::into_inner));
        written.sort_by_key(|(kind, _)| *kind == FileType::Pack);
        for (kind, id) in written {
            if let Err(error) = self.inner.remove(kind, &id, false) {
                tracing::warn!(error = error.display_log(), "what a failed backup has written stays until a prune");
                return;
            }
        }
    }
}

impl ReadBackend for Scribe {
    fn location(&self) -> String {
        self.inner.location()
    }

    fn list_with_size(&self, tpe: FileType) -> RusticResult<Vec<(Id, u32)>> {
        self.inner.list_with_size(tpe)
    }

    fn list(&self, tpe: FileType) -> RusticResult<Vec<Id>> {
        self.inner.list(tpe)
    }

    fn read_full(&self, tpe: FileType, id: &Id) -> RusticResult<Bytes> {
        self.inner.read_full(tpe, id)
    }

    fn read_partial(&self, tpe: FileType, id: &Id, cacheable: bool, offset: u32, length: u32) -> RusticResult<Bytes> {
        self.inner.read_partial(tpe, id, cacheable, offset, length)
    }

    fn warmup_path(&self, tpe: FileType, id: &Id) -> String {
        self.inner.warmup_path(tpe, id)
    }
}

impl WriteBackend for Scribe {
    fn create(&self) -> RusticResult<()> {
        self.inner.create()
    }

    fn write_bytes(&self, tpe: FileType, id: &Id, cacheable: bool, content: BytesList) -> RusticResult<()> {
        let is_open = self.is_open.read().unwrap_or_else(PoisonError::into_inner);
        if !*is_open {
            return Err(RusticError::new(ErrorKind::Backend, "the backup has ended"));
        }
        self.inner.write_bytes(tpe, id, cacheable, content)?;
        if matches!(tpe, FileType::Pack | FileType::Index) {
            self.written.lock().unwrap_or_else(PoisonError::into_inner).push((tpe, *id));
        }
        Ok(())
    }

    fn remove(&self, tpe: FileType, id: &Id, cacheable: bool) -> RusticResult<()> {
        self.inner.remove(tpe, id, cacheable)
    }
}
