//! Bringing files back, each compared with the record of its backup.

use std::{
    fs::{self, File, OpenOptions},
    io::{BufWriter, Write},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use rustic_core::{IndexedFullStatus, RusticError};
use sha2::{Digest as _, Sha256};

use crate::backup::{Fault, Repository, SavedFile, Shared, Snapshot, save::nodes, snapshot::parse_id};

/// A repository whose index is in memory, for one file after the other.
pub struct Shelf<'a> {
    repository: &'a Repository,
    library: rustic_core::Repository<IndexedFullStatus>,
}

impl Repository {
    /// Reads the index, so that files can be brought back.
    pub fn shelf(&self, _: &Shared) -> Result<Shelf<'_>, Fault> {
        let library = self.library()?.to_indexed().map_err(|error| self.fault(&error))?;
        Ok(Shelf { repository: self, library })
    }

    /// Brings one file back: [`Shelf::write_out`] for a single one.
    pub fn write_out(&self, lock: &Shared, snapshot: &Snapshot, path: &str, target: &Path) -> Result<SavedFile, Fault> {
        self.shelf(lock)?.write_out(snapshot, path, target)
    }
}

impl Shelf<'_> {
    /// Writes a file of a snapshot to a new file, which is on disk and as recorded when this returns. What fails leaves nothing.
    pub fn write_out(&self, snapshot: &Snapshot, path: &str, target: &Path) -> Result<SavedFile, Fault> {
        let saved = snapshot.file(path).ok_or_else(|| Fault::NotInSnapshot { path: path.to_owned() })?;
        let file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(target).map_err(|cause| Fault::io(target, &cause))?;
        self.fill(snapshot, saved, file, target).inspect_err(|_| {
            let _ = fs::remove_file(target);
        })?;
        Ok(saved.clone())
    }

    fn fill(&self, snapshot: &Snapshot, saved: &SavedFile, file: File, target: &Path) -> Result<(), Fault> {
        let damaged = |detail: String| Fault::Damaged { place: self.repository.place.name.clone(), detail };
        let fault = |error: Box<RusticError>| self.repository.fault(&error);
        let id = parse_id(&snapshot.id).ok_or_else(|| Fault::NoSnapshot { id: snapshot.id.clone() })?;
        let known = self.library.get_file(&id).map_err(fault)?;
        let nodes = nodes(&self.library, &known).map_err(fault)?;
        let node = nodes.get(&saved.path).ok_or_else(|| damaged(format!("{} is not in the tree", saved.path)))?;
        let mut out = Hashing { file: BufWriter::with_capacity(1024 * 1024, file), hash: Sha256::new(), bytes: 0, failed: None };
        if let Err(error) = self.library.dump(node, &mut out) {
            return Err(out.failed.take().map_or_else(|| self.repository.fault(&error), |cause| Fault::io(target, &cause)));
        }
        let sync = |file: &File| file.sync_all();
        out.file
            .flush()
            .and_then(|()| sync(out.file.get_ref()))
            .and_then(|()| sync_parent(target))
            .map_err(|cause| Fault::io(target, &cause))?;
        let sha256 = data_encoding::HEXLOWER.encode(&out.hash.finalize());
        if out.bytes == saved.bytes && sha256 == saved.sha256 {
            Ok(())
        } else {
            Err(damaged(format!("{} is not what was saved", saved.path)))
        }
    }
}

/// Counts and hashes what is written, and keeps the cause when the disk refuses.
struct Hashing {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
    failed: Option<std::io::Error>,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        match self.file.write(bytes) {
            Ok(written) => {
                self.hash.update(&bytes[..written]);
                self.bytes += written as u64;
                Ok(written)
            }
            Err(cause) => {
                let kind = cause.kind();
                self.failed = Some(cause);
                Err(kind.into())
            }
        }
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.file.flush()
    }
}

fn sync_parent(target: &Path) -> std::io::Result<()> {
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or_else(|| PathBuf::from("."), Path::to_owned);
    File::open(parent)?.sync_all()
}
