//! What is chosen about backups, and what is remembered of runs, snapshots and drills.

use serde::{Deserialize, Serialize};

use crate::{
    backups::texts,
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::AccountId,
        lang::{Message, Text},
        time::Timestamp,
    },
};

/// The agency's own file, where accounts are counted.
pub const AGENCY: AccountId = AccountId(0);

/// How long snapshots stay, and how much of the disk they may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Days whose last snapshot stays on this machine, as far as the disk allows.
    pub keep_days: u32,
    /// Of the disk that the repository lies on; above it local days shrink.
    pub max_disk_percent: u32,
    /// What stays free on that disk, in units of 10^9 bytes.
    pub min_free_gb: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { keep_days: 30, max_disk_percent: 90, min_free_gb: 2 }
    }
}

impl Settings {
    /// Reads the form.
    pub fn parse(form: &RawForm) -> Result<Self> {
        let mut errors = FieldErrors::default();
        let mut whole = |field: &str, least: u32, most: u32| errors.take(field, parse_whole(form.text(field), least, most));
        let parsed = (whole("keep_days", 1, 365), whole("max_disk_percent", 10, 99), whole("min_free_gb", 0, 10_000));
        let (Some(keep_days), Some(max_disk_percent), Some(min_free_gb)) = parsed else { return Err(Error::Invalid(errors)) };
        Ok(Self { keep_days, max_disk_percent, min_free_gb })
    }

    /// The form as it is first shown.
    pub fn to_form(&self) -> RawForm {
        RawForm::from([
            ("keep_days", self.keep_days.to_string().as_str()),
            ("max_disk_percent", self.max_disk_percent.to_string().as_str()),
            ("min_free_gb", self.min_free_gb.to_string().as_str()),
        ])
    }
}

/// A whole number between two others.
pub fn parse_whole(typed: &str, least: u32, most: u32) -> Result<u32, Message> {
    let number = typed.parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| texts::WHOLE_NUMBER.with(&[("least", &least), ("most", &most)]))
}

/// What is done with backups, each by a job of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Takes a snapshot of all files.
    Run,
    /// Lets old snapshots go.
    Prune,
    /// Copies snapshots off-site.
    Copy,
    /// Restores one account aside.
    Drill,
    /// Checks how the repository is built.
    Verify,
    /// Reads every byte of it.
    ReadData,
}

impl Step {
    pub const ALL: [Self; 6] = [Self::Run, Self::Prune, Self::Copy, Self::Drill, Self::Verify, Self::ReadData];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Its name over the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Prune => "prune",
            Self::Copy => "copy",
            Self::Drill => "drill",
            Self::Verify => "verify",
            Self::ReadData => "read_data",
        }
    }

    /// The job that does it.
    pub const fn job(self) -> &'static str {
        match self {
            Self::Run => "backup",
            Self::Prune => "backup-prune",
            Self::Copy => "backup-copy",
            Self::Drill => "backup-drill",
            Self::Verify => "backup-verify",
            Self::ReadData => "backup-read",
        }
    }

    pub const fn label(self) -> Text {
        match self {
            Self::Run => texts::STEP_RUN,
            Self::Prune => texts::STEP_PRUNE,
            Self::Copy => texts::STEP_COPY,
            Self::Drill => texts::STEP_DRILL,
            Self::Verify => texts::STEP_VERIFY,
            Self::ReadData => texts::STEP_READ,
        }
    }
}

crate::stored_as_code!(Step);

/// A sentence about a file or the whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// A slug; absent for the agency's own file and for what concerns all.
    pub account: Option<String>,
    pub what: Message,
}

/// One run of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepRun {
    pub step: Step,
    pub started_at: Timestamp,
    pub ended_at: Timestamp,
    pub is_good: bool,
    /// The snapshot that it made.
    pub snapshot: Option<String>,
    pub told: Vec<Told>,
}

/// One file in a snapshot: what it held at its instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// As in the data directory: `accounts/cafe.db`.
    pub path: String,
    pub at: Timestamp,
    pub bytes: i64,
    /// Of all tables; 0 for a file that is no database.
    pub rows: i64,
}

impl FileFacts {
    /// The account that it belongs to; absent for the agency's own.
    pub fn slug(&self) -> Option<&str> {
        let name = self.path.strip_prefix("accounts/")?.strip_suffix(".db")?;
        Some(name.strip_suffix(".archive").unwrap_or(name))
    }
}

/// A whole snapshot of all files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Counts the snapshots of the repository, whatever the clock said, from a first that no earlier repository has reached. A copy has
    /// the same number and time.
    pub number: i64,
    pub at: Timestamp,
    /// Of the files as they were.
    pub bytes: i64,
    /// What it added to the repository.
    pub new_bytes: i64,
    pub duration_ms: i64,
    pub files: Vec<FileFacts>,
}

impl Snapshot {
    /// An account's part: bytes and rows of its file and its archive; absent when it is not in here.
    pub fn of_account(&self, slug: &str) -> Option<(i64, i64)> {
        let mut files = self.files.iter().filter(|file| file.slug() == Some(slug)).peekable();
        files.peek()?;
        Some(files.fold((0, 0), |(bytes, rows), file| (bytes + file.bytes, rows + file.rows)))
    }

    pub const fn key(&self) -> SnapshotKey {
        SnapshotKey { number: self.number, at: self.at }
    }
}

/// What a snapshot and its copy have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SnapshotKey {
    pub number: i64,
    pub at: Timestamp,
}

/// A snapshot, and where it lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub snapshot: Snapshot,
    /// Its id in the repository on this machine, as restic prints it in full; absent when it is not there.
    pub local_id: Option<String>,
    /// Its id in the off-site store; absent when it is not there.
    pub copy_id: Option<String>,
    /// When it was first seen there.
    pub copied_at: Option<Timestamp>,
}

impl Known {
    /// By which it is asked for: the one on this machine, where there is one.
    pub fn id(&self) -> &str {
        self.local_id.as_ref().or(self.copy_id.as_ref()).map_or("", String::as_str)
    }
}

/// What the drill has found about an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// [`AGENCY`] for the agency's own file.
    pub account: AccountId,
    pub tried_at: Timestamp,
    /// What was wrong the last time.
    pub fault: Option<Message>,
    /// The last time that nothing was.
    pub good: Option<Proven>,
}

/// A restore that gave back what the snapshot had recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proven {
    pub at: Timestamp,
    pub snapshot: String,
    pub snapshot_at: Timestamp,
    pub bytes: i64,
    pub rows: i64,
    /// How long it took to restore.
    pub restore_ms: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_and_shown_again() {
        let usual = Settings::default();
        assert_eq!(Settings::parse(&usual.to_form()).expect("read"), usual);
        for (field, wrong) in
            [("keep_days", "0"), ("keep_days", "366"), ("max_disk_percent", "100"), ("min_free_gb", "-1"), ("keep_days", "x")]
        {
            let mut form = RawForm::default();
            form.push(field, wrong);
            for (name, value) in usual.to_form().iter().filter(|(name, _)| *name != field) {
                form.push(name, value);
            }
            let Err(Error::Invalid(errors)) = Settings::parse(&form) else { panic!("{field} {wrong}") };
            assert!(errors.of(field).is_some(), "{field} {wrong}");
        }
    }

    #[test]
    fn an_account_counts_with_its_archive() {
        let file = |path: &str, bytes| FileFacts { path: path.to_owned(), at: Timestamp(0), bytes, rows: 1 };
        let files = [("control.db", 1), ("accounts/a.db", 10), ("accounts/a.archive.db", 100), ("accounts/b.db", 1_000)];
        let files = files.map(|(path, bytes)| file(path, bytes)).to_vec();
        let snapshot = Snapshot { number: 1, at: Timestamp(0), bytes: 1_111, new_bytes: 5, duration_ms: 1, files };
        assert_eq!((snapshot.of_account("a"), snapshot.of_account("c")), (Some((110, 2)), None));
    }
}
