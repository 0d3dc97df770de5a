//! What is known of a snapshot without opening its files: the record that it carries in its description.

use std::{collections::BTreeMap, str::FromStr as _, time::Duration};

use rustic_core::repofile::{SnapshotFile, SnapshotId, StringList};
use serde::{Deserialize, Serialize};

use crate::base::time::Timestamp;

/// The tag of a snapshot that passed its check. Only these are shown.
pub(in crate::backup) const WHOLE: &str = "whole";
/// The tag until then.
pub(in crate::backup) const UNCHECKED: &str = "unchecked";

/// A backup that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// 64 hexadecimal digits, as restic shows them (it shortens them to 8).
    pub id: String,
    pub record: Record,
    /// What it added to the repository, compressed.
    pub new_bytes: u64,
    pub took: Duration,
}

/// What we wrote down when it was made. An off-site copy carries the same record under another id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Counts the backups of this repository, beginning with the second at which the first was made. Unlike the clock it never goes
    /// back, and of two repositories that were copied to one place the later has the higher ones.
    pub number: u64,
    /// When it began.
    pub at: Timestamp,
    /// What caused it, in the caller's words: `schedule`.
    pub reason: String,
    /// The product's version.
    pub version: String,
    pub files: Vec<SavedFile>,
}

/// One file of a snapshot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedFile {
    pub path: String,
    /// The instant that it shows.
    pub at: Timestamp,
    pub bytes: u64,
    /// SHA-256 of its content in hexadecimal digits.
    pub sha256: String,
    /// A database's `user_version`; absent for another file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<i64>,
    /// Rows by table; empty for another file.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub rows: BTreeMap<String, i64>,
}

impl Snapshot {
    /// The bytes of all its files.
    pub fn bytes(&self) -> u64 {
        self.record.files.iter().map(|file| file.bytes).sum()
    }

    /// What a snapshot and its copy have in common, whichever of them has lost files since.
    pub const fn key(&self) -> (u64, Timestamp) {
        (self.record.number, self.record.at)
    }

    pub fn file(&self, path: &str) -> Option<&SavedFile> {
        self.record.files.iter().find(|file| file.path == path)
    }

    /// Absent for what is not ours or was never found whole.
    pub(in crate::backup) fn of(file: &SnapshotFile) -> Option<Self> {
        if !file.tags.contains(WHOLE) {
            return None;
        }
        let record = serde_json::from_str(file.description.as_deref()?).ok()?;
        let summary = file.summary.as_ref();
        Some(Self {
            id: file.id.into_inner().to_hex().as_str().to_owned(),
            record,
            new_bytes: summary.map_or(0, |summary| summary.data_added_packed),
            took: summary.and_then(|summary| Duration::try_from_secs_f64(summary.backup_duration).ok()).unwrap_or_default(),
        })
    }
}

pub(in crate::backup) fn tags(tag: &str) -> StringList {
    StringList::from_str(tag).unwrap_or_default()
}

pub(in crate::backup) fn parse_id(id: &str) -> Option<SnapshotId> {
    id.parse::<rustic_core::Id>().ok().map(SnapshotId::from)
}
