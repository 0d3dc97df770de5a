//! What stands between the library and a place: it remembers the first write that failed.
//!
//! The library writes packs on threads of its own, and when one fails its caller hears only that the thread is gone.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use rustic_core::{BytesList, FileType, Id, ReadBackend, RusticResult, WriteBackend};

use crate::backup::{Fault, Place, window::Window};

/// From so many bytes on a part is worth a request.
const WHOLE: u32 = 256 * 1024;

/// Everything goes through to the place; a failed write is kept for [`Witness::fault`].
pub struct Witness {
    inner: Arc<dyn WriteBackend>,
    place: String,
    first: Mutex<Option<Fault>>,
    /// For a store: each part of a pack would be a request of its own.
    window: Option<Window>,
}

impl Witness {
    pub fn new(place: &Place) -> Self {
        let window = place.directory.is_none().then(Window::default);
        Self { inner: Arc::clone(&place.backend), place: place.name.clone(), first: Mutex::new(None), window }
    }

    /// Takes the first failure since the last call.
    pub fn fault(&self) -> Option<Fault> {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Has a write failed since then?
    pub fn has_failed(&self) -> bool {
        self.first.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }
}

impl ReadBackend for Witness {
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
        match &self.window {
            Some(window) if tpe == FileType::Pack && length < WHOLE => window.part(&*self.inner, id, offset, length),
            _ => self.inner.read_partial(tpe, id, cacheable, offset, length),
        }
    }

    fn warmup_path(&self, tpe: FileType, id: &Id) -> String {
        self.inner.warmup_path(tpe, id)
    }
}

impl WriteBackend for Witness {
    fn create(&self) -> RusticResult<()> {
        self.inner.create()
    }

    fn write_bytes(&self, tpe: FileType, id: &Id, cacheable: bool, content: BytesList) -> RusticResult<()> {
        self.inner.write_bytes(tpe, id, cacheable, content).inspect_err(|error| {
            let fault = Fault::of(&self.place, error);
            self.first.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(fault);
        })
    }

    fn remove(&self, tpe: FileType, id: &Id, cacheable: bool) -> RusticResult<()> {
        self.inner.remove(tpe, id, cacheable)
    }
}
