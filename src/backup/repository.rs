//! Opening a repository, and what it says about itself.

use std::{collections::BTreeSet, fs, os::unix::fs::DirBuilderExt as _, sync::Arc};

use rustic_core::{
    ConfigOptions, Credentials, FileType, KeyOptions, OpenStatus, ReadBackend as _, RepositoryBackends, RepositoryOptions, RusticError,
    WriteBackend,
    repofile::{Chunker, MasterKey, PackId, SnapshotFile, SnapshotId},
};

use crate::backup::{Fault, Key, Place, Snapshot, backend::Witness};

/// One database page is 4 KiB; chunks of two find nearly every page that did not change, for half the memory of one.
const CHUNK: &str = "8KiB";
/// A restore holds some packs in memory: small ones keep it small.
const PACK: &str = "4MiB";
const COMPRESSION: i32 = 3;

/// A repository that its key has opened.
pub struct Repository {
    pub(in crate::backup) place: Place,
    pub(in crate::backup) witness: Arc<Witness>,
    /// Opens it again without the 128 MB that deriving it from the recovery key takes.
    master: MasterKey,
}

/// What a repository takes of its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sizes {
    pub packs: u64,
    pub pack_bytes: u64,
    /// Packs, index, snapshots and keys together.
    pub bytes: u64,
}

impl Repository {
    /// Makes a repository where there is none.
    pub fn init(place: Place, key: &Key) -> Result<Self, Fault> {
        if exists(&place)? {
            return Err(Fault::AlreadyThere { place: place.name });
        }
        if let Some(directory) = &place.directory {
            fs::DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(|cause| Fault::io(directory, &cause))?;
        }
        Self::opened(place, |library| {
            let key_options = KeyOptions::default().hostname(String::new()).username(String::new());
            library.init(&Credentials::password(key.printed()), &key_options, &settings())
        })
    }

    pub fn open(place: Place, key: &Key) -> Result<Self, Fault> {
        if !exists(&place)? {
            return Err(Fault::NoRepository { place: place.name });
        }
        Self::opened(place, |library| library.open(&Credentials::password(key.printed())))
    }

    /// Opens it, or makes it where nothing is yet.
    pub fn open_or_init(place: Place, key: &Key) -> Result<Self, Fault> {
        if exists(&place)? { Self::open(place, key) } else { Self::init(place, key) }
    }

    /// The library's own repository, opened anew.
    pub fn library(&self) -> Result<rustic_core::Repository<OpenStatus>, Fault> {
        self.library_through(Arc::clone(&self.witness) as Arc<dyn WriteBackend>)
    }

    /// The same through another backend.
    pub(in crate::backup) fn library_through(&self, backend: Arc<dyn WriteBackend>) -> Result<rustic_core::Repository<OpenStatus>, Fault> {
        library(backend).and_then(|library| library.open(&Credentials::Masterkey(self.master.clone()))).map_err(|error| self.fault(&error))
    }

    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The snapshots that count, in the order in which they were made.
    pub fn snapshots(&self) -> Result<Vec<Snapshot>, Fault> {
        let mut snapshots: Vec<Snapshot> = self.files()?.iter().filter_map(Snapshot::of).collect();
        snapshots.sort_by_key(|snapshot| (snapshot.record.number, snapshot.record.at));
        Ok(snapshots)
    }

    pub fn snapshot(&self, id: &str) -> Result<Snapshot, Fault> {
        self.snapshots()?.into_iter().find(|snapshot| snapshot.id == id).ok_or_else(|| Fault::NoSnapshot { id: id.to_owned() })
    }

    pub fn sizes(&self) -> Result<Sizes, Fault> {
        let mut sizes = Sizes::default();
        for kind in [FileType::Pack, FileType::Index, FileType::Snapshot, FileType::Key, FileType::Config] {
            let files = self.witness.list_with_size(kind).map_err(|error| self.fault(&error))?;
            let bytes = files.iter().map(|(_, bytes)| u64::from(*bytes)).sum::<u64>();
            sizes.bytes += bytes;
            if kind == FileType::Pack {
                sizes.packs = files.len() as u64;
                sizes.pack_bytes = bytes;
            }
        }
        Ok(sizes)
    }

    /// The packs that lie there, whatever the index says.
    pub(in crate::backup) fn packs(&self) -> Result<BTreeSet<PackId>, Fault> {
        let ids = self.witness.list(FileType::Pack).map_err(|error| self.fault(&error))?;
        Ok(ids.into_iter().map(PackId::from).collect())
    }

    /// Every snapshot file, whole or not. A damaged one does not hide the others; one that could not be read does, or an older one would
    /// be taken for the newest.
    pub(in crate::backup) fn files(&self) -> Result<Vec<SnapshotFile>, Fault> {
        let read = |file: rustic_core::RusticResult<(SnapshotId, SnapshotFile)>| match file {
            Ok((id, file)) => Some(Ok(SnapshotFile { id, ..file })),
            Err(error) => match self.fault(&error) {
                fault if fault.is_damage() => {
                    tracing::warn!(error = %fault, "a snapshot can't be read");
                    None
                }
                fault => Some(Err(fault)),
            },
        };
        self.library()?.stream_files().map_err(|error| self.fault(&error))?.filter_map(read).collect()
    }

    /// What an error means here. A failed write tells more than what the library makes of it.
    pub(in crate::backup) fn fault(&self, error: &RusticError) -> Fault {
        self.witness.fault().unwrap_or_else(|| Fault::of(&self.place.name, error))
    }

    fn opened(
        place: Place,
        open: impl FnOnce(rustic_core::Repository<()>) -> rustic_core::RusticResult<rustic_core::Repository<OpenStatus>>,
    ) -> Result<Self, Fault> {
        let witness = Arc::new(Witness::new(&place));
        match library(Arc::clone(&witness) as Arc<dyn WriteBackend>).and_then(open) {
            Ok(opened) => Ok(Self { master: opened.key(), witness, place }),
            Err(error) => Err(witness.fault().unwrap_or_else(|| Fault::of(&place.name, &error))),
        }
    }
}

/// Is there a repository, whatever its key?
pub fn exists(place: &Place) -> Result<bool, Fault> {
    let configs = place.backend.list(FileType::Config).map_err(|error| Fault::of(&place.name, &error))?;
    Ok(!configs.is_empty())
}

fn settings() -> ConfigOptions {
    let mut settings = ConfigOptions::default();
    settings.set_chunker = Some(Chunker::FixedSize);
    settings.set_chunk_size = CHUNK.parse().ok();
    settings.set_compression = Some(COMPRESSION);
    settings.set_datapack_size = PACK.parse().ok();
    settings.set_datapack_growfactor = Some(0);
    settings.set_treepack_size = PACK.parse().ok();
    settings.set_treepack_growfactor = Some(0);
    settings
}

fn library(backend: Arc<dyn WriteBackend>) -> rustic_core::RusticResult<rustic_core::Repository<()>> {
    let backends = RepositoryBackends::new(backend, None);
    rustic_core::Repository::new(&RepositoryOptions::default().no_cache(true), &backends)
}
