//! What the page and the API say about backups.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    backups::{
        model::{FileFacts, Known, Proof, StepRun},
        offsite::Offsite,
        standing::Level,
    },
    base::{lang::Message, time::Timestamp},
};

/// How backups stand. Sizes are in bytes, times in UTC.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Report {
    /// `waiting` before the first backup, `good`, `late` when the last night has none, `failing` from the second such night on.
    pub standing: Level,
    /// When the last good backup ended; null before the first.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub last_good_at: Option<Timestamp>,
    /// Nights that have passed since without a good one.
    #[schema(minimum = 0)]
    pub missed_nights: u32,
    /// Where the repository lies.
    pub directory: String,
    /// Days that backups are to stay.
    #[schema(minimum = 1)]
    pub keep_days: u32,
    /// Days that the disk lets them stay on this machine.
    #[schema(minimum = 1)]
    pub local_days: u32,
    /// All files that are backed up.
    pub live_bytes: i64,
    pub repository_bytes: i64,
    /// What `keep_days` of backups will take.
    pub forecast_bytes: i64,
    /// What the repository may take on this disk.
    pub room_bytes: i64,
    pub disk_free_bytes: i64,
    pub disk_total_bytes: i64,
    /// The off-site copy; null where none is set up.
    pub offsite: Option<OffsiteReport>,
    /// All whole backups, the one made last first.
    pub backups: Vec<SnapshotReport>,
    /// When each account was last restored as a test. The first, without a slug, is the agency's own file.
    pub accounts: Vec<AccountReport>,
    /// The last run of each part of the work, where there was one.
    pub steps: Vec<StepReport>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct OffsiteReport {
    pub endpoint: String,
    pub region: String,
    pub bucket: String,
    pub prefix: String,
    /// Days that copies stay there.
    #[schema(minimum = 1)]
    pub keep_days: u32,
    /// Whole backups that lie there.
    pub copies: usize,
    /// The time of the newest of them; null while there is none.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub newest_at: Option<Timestamp>,
    /// When it was last tried to copy; null before the first time.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub tried_at: Option<Timestamp>,
    /// Why the last try failed; null where it did not.
    pub fault: Option<Told>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct SnapshotReport {
    /// As restic prints it in full: of the backup on this machine, or where there is none any more, of its copy.
    pub id: String,
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub bytes: i64,
    /// What it added to the repository.
    pub new_bytes: i64,
    pub duration_ms: i64,
    /// Does it lie on this machine?
    pub local: bool,
    /// The id of its off-site copy; null where there is none.
    pub copy_id: Option<String>,
    /// Since when the copy is there.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub copied_at: Option<Timestamp>,
    /// Its files, each at one instant.
    pub files: Vec<FileReport>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct FileReport {
    /// As in the data directory: `accounts/cafe.db`.
    pub path: String,
    /// The account that it belongs to; null for the agency's own.
    pub account: Option<String>,
    /// The instant that it holds.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub bytes: i64,
    /// Of all tables.
    pub rows: i64,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct AccountReport {
    /// Null for the agency's own file.
    pub slug: Option<String>,
    pub name: Option<String>,
    /// When a restore last gave back what the backup had recorded; null before the first.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub proven_at: Option<Timestamp>,
    /// The backup that was restored then.
    pub snapshot: Option<String>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub snapshot_at: Option<Timestamp>,
    pub bytes: Option<i64>,
    pub rows: Option<i64>,
    /// How long that restore took.
    pub restore_ms: Option<i64>,
    #[schema(value_type = Option<String>, format = DateTime)]
    pub tried_at: Option<Timestamp>,
    /// What was wrong the last time; null where nothing was.
    pub fault: Option<Told>,
}

#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct StepReport {
    /// `run`, `prune`, `copy`, `drill`, `verify` or `read_data`.
    pub step: String,
    #[schema(value_type = String, format = DateTime)]
    pub started_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    pub ended_at: Timestamp,
    pub good: bool,
    /// When it last succeeded; null before the first time.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub good_at: Option<Timestamp>,
    pub told: Vec<Told>,
}

/// A sentence in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Told {
    /// The account that it is about; null where it is about all.
    pub account: Option<String>,
    pub ko: String,
    pub en: String,
}

impl Told {
    fn of(account: Option<&String>, what: &Message) -> Self {
        Self { account: account.cloned(), ko: what.ko.clone(), en: what.en.clone() }
    }

    /// The sentence as it is told to people.
    pub fn message(&self) -> Message {
        Message { ko: self.ko.clone(), en: self.en.clone() }
    }
}

impl OffsiteReport {
    pub fn of(offsite: &Offsite, known: &[Known], last: Option<&StepRun>) -> Self {
        let copies = || known.iter().filter(|known| known.copied_at.is_some());
        let failed = last.filter(|run| !run.is_good);
        Self {
            endpoint: offsite.endpoint.clone(),
            region: offsite.region.clone(),
            bucket: offsite.bucket.clone(),
            prefix: offsite.prefix.clone(),
            keep_days: offsite.keep_days,
            copies: copies().count(),
            newest_at: copies().map(|known| known.snapshot.at).max(),
            tried_at: last.map(|run| run.ended_at),
            fault: failed.and_then(|run| run.told.first()).map(|told| Told::of(told.account.as_ref(), &told.what)),
        }
    }
}

impl SnapshotReport {
    pub fn of(known: &Known) -> Self {
        let snapshot = &known.snapshot;
        let file = |file: &FileFacts| FileReport {
            account: file.slug().map(str::to_owned),
            path: file.path.clone(),
            at: file.at,
            bytes: file.bytes,
            rows: file.rows,
        };
        Self {
            id: known.id().to_owned(),
            at: snapshot.at,
            bytes: snapshot.bytes,
            new_bytes: snapshot.new_bytes,
            duration_ms: snapshot.duration_ms,
            local: known.local_id.is_some(),
            copy_id: known.copy_id.clone(),
            copied_at: known.copied_at,
            files: snapshot.files.iter().map(file).collect(),
        }
    }
}

impl AccountReport {
    /// `account` is its slug and name; absent for the agency's own file.
    pub fn of(account: Option<(&str, &str)>, proof: Option<&Proof>) -> Self {
        let good = proof.and_then(|proof| proof.good.as_ref());
        Self {
            slug: account.map(|(slug, _)| slug.to_owned()),
            name: account.map(|(_, name)| name.to_owned()),
            proven_at: good.map(|proven| proven.at),
            snapshot: good.map(|proven| proven.snapshot.clone()),
            snapshot_at: good.map(|proven| proven.snapshot_at),
            bytes: good.map(|proven| proven.bytes),
            rows: good.map(|proven| proven.rows),
            restore_ms: good.map(|proven| proven.restore_ms),
            tried_at: proof.map(|proof| proof.tried_at),
            fault: proof.and_then(|proof| proof.fault.as_ref()).map(|fault| Told::of(None, fault)),
        }
    }
}

impl StepReport {
    pub fn of(run: &StepRun, good_at: Option<Timestamp>) -> Self {
        Self {
            step: run.step.name().to_owned(),
            started_at: run.started_at,
            ended_at: run.ended_at,
            good: run.is_good,
            good_at,
            told: run.told.iter().map(|told| Told::of(told.account.as_ref(), &told.what)).collect(),
        }
    }
}
