//! Packs of a store that were read lately, whole: a restore asks for thousands of small parts of the same few.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use bytes::Bytes;
use rustic_core::{FileType, Id, RusticResult, WriteBackend};

/// Packs of 4 MiB that are held.
const HELD: usize = 16;

/// The last packs that were asked for, the newest in front.
#[derive(Default)]
pub struct Window(Mutex<VecDeque<(Id, Bytes)>>);

impl Window {
    /// A part of a pack, which is fetched when it is not here. One at a time: who comes second wants the same pack.
    pub fn part(&self, from: &dyn WriteBackend, id: &Id, offset: u32, length: u32) -> RusticResult<Bytes> {
        let mut packs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = packs.iter().position(|(known, _)| known == id).and_then(|at| packs.remove(at));
        let (id, pack) = match known {
            Some(known) => known,
            None => (*id, from.read_full(FileType::Pack, id)?),
        };
        let part = (offset as usize, (offset as usize).saturating_add(length as usize));
        let found = (part.1 <= pack.len()).then(|| pack.slice(part.0..part.1));
        packs.push_front((id, pack));
        packs.truncate(HELD);
        drop(packs);
        // A pack that is shorter than its index says is the place's own to explain.
        found.map_or_else(|| from.read_partial(FileType::Pack, &id, false, offset, length), Ok)
    }
}
