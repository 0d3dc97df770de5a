//! Taking what is damaged out of a repository, so that the next backup saves it again.
//!
//! A chunk that the index knows is not saved a second time. Left in the index, a damaged one would be missing in every later backup.
//! And as long as a snapshot asks for a chunk that nobody has, nothing can be pruned.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use rustic_core::{
    FileType, Id, RepairIndexOptions, RepairSnapshotsOptions, WriteBackend as _,
    repofile::{IndexFile, SnapshotFile},
};

use crate::backup::{
    Fault, Lock, Repository, Snapshot,
    check::Report,
    snapshot::{Record, UNCHECKED, tags},
};

/// Where a directory keeps what was taken out.
const ASIDE: &str = "damaged";

impl Repository {
    /// Takes the packs and index files of a report out and makes the index anew. What only they held is lost; what the live files
    /// still hold is saved again by the next backup, and older snapshots that share it are whole again.
    pub fn mend(&self, _: &Lock, report: &Report) -> Result<(), Fault> {
        for (kind, ids) in [(FileType::Pack, &report.packs), (FileType::Index, &report.indexes)] {
            for id in ids.iter().filter_map(|id| id.parse::<Id>().ok()) {
                self.set_aside(kind, id)?;
            }
        }
        self.library()?.repair_index(&RepairIndexOptions::default(), false).map_err(|error| self.fault(&error))
    }

    /// Takes out of each snapshot the files that nothing brings back any more; one that is left without any goes as a whole. Says what
    /// was taken, by the id that the snapshot had. To be called once a backup has saved again what the live files still hold.
    pub fn give_up_lost(&self, lock: &Lock) -> Result<BTreeMap<String, Vec<String>>, Fault> {
        let lost = self.verify(lock, false)?.lost;
        for file in self.files()? {
            if let Some(snapshot) = Snapshot::of(&file)
                && let Some(paths) = lost.get(&snapshot.id)
            {
                self.tidy(lock)?;
                let mut record = snapshot.record;
                record.files.retain(|file| !paths.contains(&file.path));
                self.replace(file, &record)?;
            }
        }
        Ok(lost)
    }

    /// Puts a snapshot of what a record still names in the place of another.
    fn replace(&self, file: SnapshotFile, record: &Record) -> Result<(), Fault> {
        let mut gone = vec![file.id];
        if !record.files.is_empty() {
            // What is cut off in its midst is swept away by the next tidying: only what is acknowledged counts.
            let options = RepairSnapshotsOptions::default().delete(false).tag(vec![tags(UNCHECKED)]);
            let library = self.library()?.to_indexed().map_err(|error| self.fault(&error))?;
            library.repair_snapshots(&options, vec![file], false).map_err(|error| self.fault(&error))?;
            for written in self.files()?.iter().filter(|file| file.tags.contains(UNCHECKED)) {
                self.acknowledge(written, record)?;
                gone.push(written.id);
            }
        }
        self.drop_snapshots(&gone)
    }

    /// The index files that can't be read.
    pub(in crate::backup) fn bad_indexes(&self) -> Result<BTreeSet<String>, Fault> {
        let library = self.library()?;
        let ids: Vec<rustic_core::repofile::IndexId> = library.list().map_err(|error| self.fault(&error))?.collect();
        let bad = ids.into_iter().filter(|id| library.get_file::<IndexFile>(id).is_err());
        Ok(bad.map(|id| id.into_inner().to_hex().as_str().to_owned()).collect())
    }

    fn set_aside(&self, kind: FileType, id: Id) -> Result<(), Fault> {
        let hex = id.to_hex();
        let Some(directory) = &self.place.directory else {
            return self.witness.remove(kind, &id, false).map_err(|error| self.fault(&error));
        };
        let folder = match kind {
            FileType::Pack => directory.join(kind.dirname()).join(&hex.as_str()[..2]),
            _ => directory.join(kind.dirname()),
        };
        let (from, aside) = (folder.join(hex.as_str()), directory.join(ASIDE));
        // A pack that is gone altogether needs no moving.
        match fs::create_dir_all(&aside).and_then(|()| fs::rename(&from, aside.join(hex.as_str()))) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(Fault::io(&from, &cause)),
            _ => Ok(()),
        }
    }
}
