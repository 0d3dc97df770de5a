//! The order of an upgrade: what was cut off is settled, what is behind is looked for, everything is saved, copies are brought up to date
//! and checked, all are put in place. It owns the directory, and nothing of it is open. It blocks.

use std::{path::Path, sync::Arc};

use crate::{
    backup::Fault as BackupFault,
    backups::{
        restore::needed_bytes,
        service::{
            before_upgrade::{self, Saved},
            restore::ready::free_bytes,
        },
        texts::upgrade as texts,
    },
    base::{
        bytes::byte_size,
        chance::Chance,
        error::{Error, Result},
        lang::Message,
        time::{Clock, Timestamp},
    },
    config::settings::Settings,
    db::{
        closed::step,
        lock::DirectoryLock,
        swap,
        upgrade::{
            self, Behind, Fault as FileFault, Kept, Kind, Look,
            journal::{Settled, settle},
            kept::{self, Owned},
            look::{Damaged, is_swapping, look},
            stage,
        },
    },
    env::Env,
};

/// The version that does it.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What there is to work with.
pub struct Upgrade<'a> {
    pub settings: &'a Settings,
    pub lock: &'a DirectoryLock,
    pub clock: &'a Arc<dyn Clock>,
    pub chance: &'a dyn Chance,
    /// Is everything saved first? Only somebody who asked for it goes on without.
    pub saves: bool,
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Upgraded {
    /// The files that were replaced; absent where none was behind.
    pub kept: Option<Kept>,
    /// Files that were damaged before: they stay as they are, and nobody opens them.
    pub damaged: Vec<Damaged>,
    /// The snapshot that was taken first.
    pub saved: Option<Saved>,
}

/// Why the directory can't be served by this version. Unless it says otherwise no file was changed.
#[derive(Debug)]
pub enum Fault {
    NotSaved(BackupFault),
    NoRoom {
        needed: u64,
        free: u64,
    },
    /// A healthy file could not be brought up to date.
    Failed {
        file: String,
        cause: FileFault,
    },
    /// A file can't be looked at.
    Unreadable {
        file: String,
        cause: FileFault,
    },
    InUse,
    /// Files are half-way, or could not be moved.
    NotMoved(Error),
}

impl Upgrade<'_> {
    /// Brings the directory up to date. Nothing to do where it is, or where there is none yet.
    pub fn run(&self) -> Result<Upgraded, Fault> {
        let data_dir = &self.settings.data_dir;
        self.settle(Kind::Upgrade)?;
        if is_swapping(data_dir) {
            swap::settle_all(data_dir).map_err(Fault::NotMoved)?;
        }
        let found = look(data_dir).map_err(|(file, cause)| Fault::Unreadable { file, cause })?;
        if found.behind.is_empty() {
            return Ok(Upgraded { damaged: found.damaged, ..Upgraded::default() });
        }
        tracing::info!(files = found.behind.len(), version = VERSION, "files are older than this version: an upgrade begins");
        for file in &found.damaged {
            tracing::warn!(file = file.path, cause = file.why, "this file is damaged and stays as it is");
        }
        self.check_room(&found)?;
        let saved = if self.saves { Some(self.save(&found)?) } else { None };
        self.check_room(&found)?;
        let staged = stage_all(data_dir, &found.behind);
        if staged.is_err() {
            stage::clear(data_dir).map_err(|cause| Fault::NotMoved(Error::internal("removing copies", cause)))?;
        }
        staged?;
        let paths: Vec<String> = found.behind.into_iter().map(|file| file.path).collect();
        let kept = kept::put_in_place(self.owned(), &paths, VERSION, self.clock.now(), &mut step).map_err(of_moving)?;
        tracing::info!(files = paths.len(), kept = %kept.folder.display(), "all files are up to date; the previous ones are kept");
        Ok(Upgraded { kept: Some(kept), damaged: found.damaged, saved })
    }

    /// What an undo would put back; absent where this version has replaced nothing that is kept.
    pub fn last(&self) -> Result<Option<Kept>, Fault> {
        self.settle(Kind::Undo)?;
        let last = kept::last(&self.settings.data_dir).map_err(|cause| Fault::NotMoved(Error::internal("looking at kept files", cause)))?;
        // What an earlier version has replaced is nothing that the version before this one could not read.
        Ok(last.filter(|kept| kept.journal.version == VERSION))
    }

    /// When this version has replaced files that are kept no longer; absent where it has not.
    pub fn forgotten(&self) -> Result<Option<Timestamp>, Fault> {
        kept::forgotten(&self.settings.data_dir, VERSION).map_err(|cause| Fault::NotMoved(Error::internal("looking at kept files", cause)))
    }

    /// Puts back what this version has replaced. Says where the newer files are.
    pub fn undo(&self, last: &Kept) -> Result<Kept, Fault> {
        kept::put_back(self.owned(), last, VERSION, self.clock.now(), &mut step).map_err(of_moving)
    }

    fn owned(&self) -> Owned<'_> {
        Owned { data_dir: &self.settings.data_dir, lock: self.lock, is_followed: self.settings.db.litestream_compatible }
    }

    fn settle(&self, wanted: Kind) -> Result<(), Fault> {
        let data_dir = &self.settings.data_dir;
        let fault = |cause| Fault::NotMoved(Error::internal("settling an upgrade that was cut off", cause));
        match settle(data_dir, wanted, VERSION, &mut step).map_err(fault)? {
            Settled::Nothing => {}
            Settled::Finished(journal) => {
                tracing::warn!(at = %journal.at, "files that were being put in place are in place now");
                if wanted == Kind::Undo {
                    kept::end_undo(data_dir, &journal).map_err(fault)?;
                }
            }
            Settled::Reverted(journal) => tracing::warn!(at = %journal.at, "files that were being put in place are back where they were"),
        }
        Ok(())
    }

    fn check_room(&self, found: &Look) -> Result<(), Fault> {
        let (needed, free) = (needed_bytes(found.bytes_behind(), 1), free_bytes(&self.settings.data_dir));
        if needed <= free { Ok(()) } else { Err(Fault::NoRoom { needed, free }) }
    }

    fn save(&self, found: &Look) -> Result<Saved, Fault> {
        tracing::info!(files = found.whole.len(), "everything is saved first");
        let saved = before_upgrade::save(self.settings, &found.whole, found.damaged.is_empty(), self.clock, self.chance);
        let saved = saved.map_err(Fault::NotSaved)?;
        tracing::info!(snapshot = saved.id, new = byte_size(saved.snapshot.new_bytes), "everything is saved");
        Ok(saved)
    }
}

/// Has the snapshot of an upgrade known to the backups.
pub async fn remember(env: &Env, upgraded: Upgraded) -> Result<()> {
    match upgraded.saved {
        Some(saved) => before_upgrade::remember(env, saved).await,
        None => Ok(()),
    }
}

fn stage_all(data_dir: &Path, behind: &[Behind]) -> Result<(), Fault> {
    stage::begin(data_dir).map_err(|cause| Fault::Failed { file: stage::FOLDER.to_owned(), cause: cause.into() })?;
    for (done, file) in behind.iter().enumerate() {
        let steps = file.schema.migrations().len() - file.found;
        tracing::info!(file = file.path, steps, number = done + 1, of = behind.len(), "a copy is brought up to date");
        upgrade::stage::stage(data_dir, file).map_err(|cause| Fault::Failed { file: file.path.clone(), cause })?;
    }
    Ok(())
}

fn of_moving(error: Error) -> Fault {
    if matches!(error, Error::Later { .. }) { Fault::InUse } else { Fault::NotMoved(error) }
}

impl Fault {
    /// What happened.
    pub fn message(&self) -> Message {
        let mb = |bytes: u64| bytes.div_ceil(1 << 20);
        match self {
            Self::NotSaved(fault) => with(texts::NOT_SAVED, "why", &fault.message()),
            Self::NoRoom { needed, free } => texts::NO_ROOM.with(&[("needed", &mb(*needed)), ("free", &mb(*free))]),
            Self::Failed { file, cause } | Self::Unreadable { file, cause } => {
                let told = texts::FAILED.with(&[("file", file)]);
                let cause = cause_of(cause);
                Message { ko: told.ko.replace("{cause}", &cause.ko), en: told.en.replace("{cause}", &cause.en) }
            }
            Self::InUse => texts::IN_USE.into(),
            Self::NotMoved(Error::Internal(cause)) => texts::NOT_MOVED.with(&[("cause", cause)]),
            Self::NotMoved(error) => with(texts::NOT_MOVED, "cause", &error.message()),
        }
    }

    /// What to do about it.
    pub fn remedy(&self) -> Message {
        let remedy = match self {
            Self::NotSaved(_) => texts::NOT_SAVED_REMEDY,
            Self::NoRoom { .. } | Self::Failed { cause: FileFault::Full, .. } => texts::NO_ROOM_REMEDY,
            Self::Failed { cause: FileFault::Busy, .. } | Self::InUse => texts::IN_USE_REMEDY,
            Self::Failed { .. } => texts::FAILED_REMEDY,
            Self::Unreadable { .. } => texts::UNREADABLE_REMEDY,
            Self::NotMoved(_) => texts::NOT_MOVED_REMEDY,
        };
        remedy.into()
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message().en)
    }
}

impl std::error::Error for Fault {}

fn cause_of(fault: &FileFault) -> Message {
    match fault {
        FileFault::Full => texts::FULL.into(),
        FileFault::Busy => texts::BUSY.into(),
        FileFault::Step { step, cause } => texts::STEP.with(&[("step", step), ("cause", cause)]),
        FileFault::Damaged(cause) => texts::DAMAGED.with(&[("cause", cause)]),
        FileFault::Fewer { table, before, after } => texts::FEWER.with(&[("table", table), ("before", before), ("after", after)]),
        FileFault::Dangling(rows) => texts::DANGLING.with(&[("rows", rows)]),
        FileFault::Other(cause) => texts::OTHER.with(&[("cause", cause)]),
    }
}

/// A text with a place for another that is in both languages too.
fn with(text: crate::base::lang::Text, place: &str, filled: &Message) -> Message {
    let place = format!("{{{place}}}");
    Message { ko: text.ko.replace(&place, &filled.ko), en: text.en.replace(&place, &filled.en) }
}
