//! A backup: streams the sources into the repository and lets the snapshot count only when everything is in it.
//!
//! Until then it bears another tag. A process killed at any point leaves such a snapshot or none; the next run removes it.

use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
    sync::Arc,
};

use rustic_core::{
    BackupOptions, DataId, IndexedFull, ParentOptions, RusticError, WriteBackend,
    jiff::{Timestamp as Instant, tz::TimeZone},
    repofile::{Node, PackId, SnapshotFile, SnapshotId},
};

use crate::{
    backup::{
        Fault, FileFault, Lock, Repository, SavedFile, Snapshot, Source,
        fault::Why,
        scribe::Scribe,
        snapshot::{Record, UNCHECKED, WHOLE, tags},
        stream::{Outcome, Stream, Watch},
    },
    base::time::{Clock, Timestamp},
};

/// The name of the machine in snapshots: the copies of two boxes are told apart by their repositories.
const HOST: &str = "dangol";
/// What the library adds to the name of a file that it is still writing.
const PART: &str = "-tmp-";

/// What a backup says of itself.
#[derive(Clone, Debug)]
pub struct About {
    /// What caused it, such as `schedule`.
    pub reason: String,
    /// The product's version.
    pub version: String,
}

impl Repository {
    /// Saves the sources as one snapshot. Either all of them are in it, or it does not count and the fault names those that are not.
    pub fn save(&self, lock: &Lock, sources: Vec<Source>, about: &About, clock: &Arc<dyn Clock>, watch: Watch) -> Result<Snapshot, Fault> {
        self.tidy(lock)?;
        let at = clock.now();
        let number = self.snapshots()?.last().map_or_else(|| first_number(at), |snapshot| snapshot.record.number + 1);
        let stream = Stream::new(sources, Arc::clone(clock), watch, Arc::clone(&self.witness));
        let scribe = Arc::new(Scribe::new(Arc::clone(&self.witness)));
        let judged = self.write(&stream, at, &scribe).and_then(|written| Ok((self.judge(&stream, &written)?, written)));
        let (files, written) = judged.inspect_err(|fault| self.take_back(lock, &scribe, fault))?;
        let result = {
            let record = Record { number, at, reason: about.reason.clone(), version: about.version.clone(), files };
            self.acknowledge(&written, &record)
        };
        // Failed or replaced by the one that counts. What stays here is not shown, and the next run tries again.
        if let Err(fault) = self.drop_snapshots(&[written.id]) {
            tracing::warn!(error = %fault, "a snapshot that does not count stays until the next backup");
        }
        result
    }

    /// Leaves nothing on the disk of a backup that came to nothing: a full one would stay full. Where only some files were not fit, the
    /// next backup needs the others again.
    fn take_back(&self, lock: &Lock, scribe: &Scribe, fault: &Fault) {
        if matches!(fault, Fault::Incomplete(_)) {
            if let Err(fault) = self.tidy(lock) {
                tracing::warn!(error = %fault, "a snapshot that does not count stays until the next backup");
            }
            return;
        }
        // First the snapshot that needs it.
        match self.tidy(lock) {
            Ok(()) => scribe.take_back(),
            Err(fault) => tracing::warn!(error = %fault, "what a failed backup has written stays until a prune"),
        }
    }

    /// Removes what a killed run has left: snapshots that never counted and half-written files.
    pub fn tidy(&self, _: &Lock) -> Result<(), Fault> {
        let left: Vec<SnapshotId> = self.files()?.iter().filter(|file| file.tags.contains(UNCHECKED)).map(|file| file.id).collect();
        self.drop_snapshots(&left)?;
        match &self.place.directory {
            Some(directory) => remove_parts(directory).map_err(|cause| Fault::io(directory, &cause)),
            None => Ok(()),
        }
    }

    pub(in crate::backup) fn drop_snapshots(&self, ids: &[SnapshotId]) -> Result<(), Fault> {
        if ids.is_empty() {
            return Ok(());
        }
        self.library()?.delete_snapshots(ids).map_err(|error| self.fault(&error))
    }

    fn write(&self, stream: &Stream, at: Timestamp, scribe: &Arc<Scribe>) -> Result<SnapshotFile, Fault> {
        let fault = |error: Box<RusticError>| match self.witness.fault() {
            Some(fault) => fault,
            None if stream.was_stopped() => Fault::Stopped,
            None => self.fault(&error),
        };
        let library = self.library_through(Arc::clone(scribe) as Arc<dyn WriteBackend>)?.to_indexed_ids().map_err(fault)?;
        let options = BackupOptions::default().no_scan(true).parent_opts(ParentOptions::default().force(true));
        let snapshot = SnapshotFile {
            time: Instant::from_millisecond(at.0).unwrap_or_default().to_zoned(TimeZone::UTC),
            hostname: HOST.to_owned(),
            tags: tags(UNCHECKED),
            ..SnapshotFile::default()
        };
        library.archive(&options, stream, snapshot, &[PathBuf::from("/")]).map_err(fault)
    }

    /// Compares the tree with what was to be saved, file by file.
    fn judge(&self, stream: &Stream, written: &SnapshotFile) -> Result<Vec<SavedFile>, Fault> {
        if let Some(fault) = self.witness.fault() {
            return Err(fault);
        }
        if stream.was_stopped() {
            return Err(Fault::Stopped);
        }
        let library = self.library()?.to_indexed().map_err(|error| self.fault(&error))?;
        let nodes = nodes(&library, written).map_err(|error| self.fault(&error))?;
        // What the index knows is not written again: of what has gone since, this backup would hold nothing.
        let packs = self.packs()?;
        let ids = nodes.values().flat_map(|node| node.content.iter().flatten());
        let gone = ids.filter_map(|id| library.get_index_entry(id).ok()).find(|entry| !packs.contains(&entry.pack));
        if let Some(entry) = gone {
            let detail = format!("pack {} is gone", entry.pack.into_inner().to_hex().as_str());
            return Err(Fault::Damaged { place: self.place.name.clone(), detail });
        }
        let mut files = Vec::new();
        let mut faults = Vec::new();
        for (source, outcome) in stream.outcomes() {
            let why = match outcome {
                Outcome::Read(file) if nodes.get(&source.path).is_some_and(|node| holds(&library, node, file.bytes)) => {
                    files.push(file);
                    continue;
                }
                Outcome::Read(_) | Outcome::Open => Why::NotSaved,
                Outcome::Failed(why) => why,
            };
            faults.push(FileFault { path: source.path, why });
        }
        if faults.is_empty() { Ok(files) } else { Err(Fault::Incomplete(faults)) }
    }

    /// Has a written snapshot count: with its tag and its record, and on disk.
    pub(in crate::backup) fn acknowledge(&self, written: &SnapshotFile, record: &Record) -> Result<Snapshot, Fault> {
        if let Some(directory) = &self.place.directory {
            // The files themselves are on disk; their names may not be.
            File::open(directory).and_then(|file| Ok(rustix::fs::syncfs(file)?)).map_err(|cause| Fault::io(directory, &cause))?;
        }
        let detail = |error: serde_json::Error| Fault::Failed { place: self.place.name.clone(), detail: error.to_string() };
        let whole = SnapshotFile {
            tags: tags(WHOLE),
            description: Some(serde_json::to_string(record).map_err(detail)?),
            original: Some(written.id),
            ..written.clone()
        };
        self.library()?.save_snapshots(vec![whole]).map_err(|error| self.fault(&error))?;
        let files = self.files()?;
        let saved = files.iter().filter(|file| file.original == Some(written.id)).find_map(Snapshot::of);
        saved.ok_or_else(|| Fault::Damaged { place: self.place.name.clone(), detail: "the new snapshot is gone".to_owned() })
    }
}

/// The number of a repository's first snapshot: seconds since 1970. A box that was brought back from an off-site copy begins a repository
/// of its own, and beside that copy's snapshots its own must be the later ones. Nobody makes one every second.
fn first_number(at: Timestamp) -> u64 {
    u64::try_from(at.0 / 1_000).unwrap_or(0).max(1)
}

/// Every file of a snapshot by its path.
pub(in crate::backup) fn nodes<S: IndexedFull>(
    library: &rustic_core::Repository<S>,
    snapshot: &SnapshotFile,
) -> rustic_core::RusticResult<BTreeMap<String, Node>> {
    let root = library.node_from_path(snapshot.tree, Path::new(""))?;
    let mut nodes = BTreeMap::new();
    for item in library.ls(&root, &rustic_core::LsOptions::default())? {
        let (path, node) = item?;
        if node.is_file() {
            nodes.insert(path.to_string_lossy().into_owned(), node);
        }
    }
    Ok(nodes)
}

/// The files of a snapshot that can't be brought back: the index does not know all their chunks, or in packs that are not there.
pub(in crate::backup) fn lost<S: IndexedFull>(
    library: &rustic_core::Repository<S>,
    snapshot: &SnapshotFile,
    record: &Record,
    has: impl Fn(PackId) -> bool,
) -> Vec<String> {
    let nodes = nodes(library, snapshot).unwrap_or_default();
    let is_there = |id: &DataId| library.get_index_entry(id).is_ok_and(|entry| has(entry.pack));
    let is_whole = |saved: &SavedFile| {
        nodes.get(&saved.path).is_some_and(|node| holds(library, node, saved.bytes) && node.content.iter().flatten().all(is_there))
    };
    record.files.iter().filter(|saved| !is_whole(saved)).map(|saved| saved.path.clone()).collect()
}

/// Are so many bytes of a file really known to the index?
fn holds<S: IndexedFull>(library: &rustic_core::Repository<S>, node: &Node, bytes: u64) -> bool {
    let lengths = node.content.iter().flatten().map(|id| library.get_index_entry(id).map(|entry| u64::from(entry.data_length())));
    node.meta.size == bytes && lengths.sum::<rustic_core::RusticResult<u64>>().is_ok_and(|held| held == bytes)
}

fn remove_parts(directory: &Path) -> std::io::Result<()> {
    for entry in directory.read_dir()? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            remove_parts(&entry.path())?;
        } else if entry.file_name().to_string_lossy().ends_with(PART) {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}
