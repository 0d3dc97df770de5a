//! Taking what is damaged out of a repository, so that the next backup saves it again.
//!
//! A chunk that the index knows is not saved a second time. Left in the index, a damaged one would be missing in every later backup.

use std::{collections::BTreeSet, fs};

use rustic_core::{FileType, Id, RepairIndexOptions, WriteBackend as _, repofile::IndexFile};

use crate::backup::{Fault, Lock, Repository, check::Report};

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
