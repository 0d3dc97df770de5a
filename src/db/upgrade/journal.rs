//! Puts many files in place, all or none. What is to move is written to a file of the data directory first; what lies on the disk tells
//! how far it came.
//!
//! No file is ever missing from its place: the old one gets a second name in the folder where it is kept, and then the new one takes its
//! name from it. The agency's file is the first to become newer and the last to become older, so that another version which is started in
//! between refuses the directory instead of writing to a part of it.

use std::{
    collections::BTreeSet,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    base::time::Timestamp,
    db::{
        swap::{remove, sidecars, sync},
        upgrade::stage::{self, make_private},
        writer::wal_path,
    },
};

/// The journal in the data directory, as long as files are half-way.
const FILE: &str = "upgrade.journal";

/// Which way the files go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Files that were brought up to date come in.
    Upgrade,
    /// Those of before come back.
    Undo,
}

impl Kind {
    /// Under this name the journal lies beside the files that went, once all have moved.
    pub(in crate::db::upgrade) const fn record(self) -> &'static str {
        match self {
            Self::Upgrade => "upgrade.json",
            Self::Undo => "undo.json",
        }
    }
}

/// What is to move, and what has moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journal {
    pub kind: Kind,
    pub at: Timestamp,
    /// The version of the program that moves them.
    pub version: String,
    /// The folder of the data directory in which the files that go are kept.
    pub aside: String,
    /// In the order in which they move.
    pub moves: Vec<Move>,
    /// All databases that were there.
    pub present: Vec<String>,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// Its path in the data directory.
    pub path: String,
    /// The path of what takes its place; absent: nothing does.
    pub put: Option<String>,
    print: Print,
}

/// Tells whether somebody has written to a file since.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Print {
    bytes: u64,
    modified_ns: i64,
    log_bytes: u64,
}

/// What a journal that lay there has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// There was none.
    Nothing,
    /// All files have moved.
    Finished(Journal),
    /// Everything is as before.
    Reverted(Journal),
}

impl Move {
    /// A file as it lies there now, its write-ahead log emptied, and what comes in its place.
    pub fn of(data_dir: &Path, path: String, put: Option<String>) -> io::Result<Self> {
        let live = data_dir.join(&path);
        Ok(Self { print: Print::of(&live, &wal_path(&live))?, path, put })
    }

    fn places(&self, data_dir: &Path, aside: &str) -> Places {
        Places {
            live: data_dir.join(&self.path),
            aside: data_dir.join(aside).join(&self.path),
            put: self.put.as_ref().map(|put| data_dir.join(put)),
        }
    }
}

impl Print {
    fn of(file: &Path, log: &Path) -> io::Result<Self> {
        let found = file.metadata()?;
        let modified_ns = found.mtime().saturating_mul(1_000_000_000).saturating_add(found.mtime_nsec());
        Ok(Self { bytes: found.len(), modified_ns, log_bytes: log.metadata().map_or(0, |log| log.len()) })
    }
}

impl Journal {
    /// Moves the files. Where that fails all of them are put back, and it says why; where even that fails the next start tries again.
    pub fn carry_out(&self, data_dir: &Path, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        step()?;
        self.write(data_dir)?;
        self.finish(data_dir, step).or_else(|cause| {
            self.revert(data_dir, step)?;
            Err(cause)
        })
    }

    fn finish(&self, data_dir: &Path, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let places: Vec<Places> = self.places(data_dir);
        for place in &places {
            make_private(folder_of(&place.aside))?;
        }
        for place in places.iter().filter(|place| !place.is_done()) {
            place.keep(step)?;
        }
        // What is kept is on the disk under its new name before its old one is taken.
        self.sync(data_dir)?;
        for place in places.iter().filter(|place| !place.is_done()) {
            place.replace(step)?;
        }
        self.sync(data_dir)?;
        step()?;
        fs::rename(data_dir.join(FILE), data_dir.join(&self.aside).join(self.kind.record()))?;
        self.sync(data_dir)
    }

    fn revert(&self, data_dir: &Path, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        for place in self.places(data_dir).iter().rev() {
            place.revert(step)?;
        }
        self.sync(data_dir)?;
        step()?;
        remove(&[data_dir.join(FILE)])?;
        // Nothing but empty folders.
        for folder in [data_dir.join(&self.aside).join("accounts"), data_dir.join(&self.aside)] {
            match fs::remove_dir(&folder) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
                _ => {}
            }
        }
        sync(data_dir)
    }

    /// Would all files that are still to move be those that were meant?
    fn can_be_finished(&self, data_dir: &Path) -> bool {
        let is_fit = |one: &Move| {
            let place = one.places(data_dir, &self.aside);
            place.is_done() || (place.has_come() && place.print().is_ok_and(|print| print == one.print))
        };
        self.moves.iter().all(is_fit)
    }

    fn places(&self, data_dir: &Path) -> Vec<Places> {
        self.moves.iter().map(|one| one.places(data_dir, &self.aside)).collect()
    }

    /// On the disk as a whole, or not there.
    fn write(&self, data_dir: &Path) -> io::Result<()> {
        let part = data_dir.join(format!("{FILE}.part"));
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&part)?;
        file.write_all(&serde_json::to_vec_pretty(self)?)?;
        file.sync_all()?;
        fs::rename(&part, data_dir.join(FILE))?;
        sync(data_dir)
    }

    /// The folders in which names change.
    fn sync(&self, data_dir: &Path) -> io::Result<()> {
        let places = self.places(data_dir);
        let mut folders: BTreeSet<PathBuf> = BTreeSet::from([data_dir.to_owned()]);
        for place in &places {
            for file in [Some(&place.live), Some(&place.aside), place.put.as_ref()].into_iter().flatten() {
                folders.insert(folder_of(file).to_owned());
            }
        }
        folders.iter().filter(|folder| folder.exists()).try_for_each(|folder| sync(folder))
    }
}

/// Reads a journal, or what became of one.
pub(in crate::db::upgrade) fn read(path: &Path) -> io::Result<Option<Journal>> {
    match fs::read(path) {
        Ok(text) => Ok(Some(serde_json::from_slice(&text)?)),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(cause),
    }
}

/// Takes what a crash has left to its end, where that is the way that is wanted and this version's own doing, and back otherwise. Clears
/// away copies that never came in.
pub fn settle(data_dir: &Path, wanted: Kind, version: &str, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<Settled> {
    let settled = match read(&data_dir.join(FILE))? {
        None => Settled::Nothing,
        Some(journal) if journal.kind == wanted && journal.version == version && journal.can_be_finished(data_dir) => {
            journal.finish(data_dir, step)?;
            Settled::Finished(journal)
        }
        Some(journal) => {
            journal.revert(data_dir, step)?;
            Settled::Reverted(journal)
        }
    };
    stage::clear(data_dir)?;
    remove(&[data_dir.join(format!("{FILE}.part"))])?;
    Ok(settled)
}

/// Where one file stands, where it goes, and what comes.
struct Places {
    live: PathBuf,
    aside: PathBuf,
    put: Option<PathBuf>,
}

impl Places {
    /// Two names of one file: it has not moved.
    fn is_done(&self) -> bool {
        self.aside.exists()
            && if self.put.is_some() { self.live.exists() && !is_same(&self.live, &self.aside) } else { !self.live.exists() }
    }

    fn has_come(&self) -> bool {
        self.put.as_ref().is_none_or(|put| put.exists())
    }

    /// Its log may have gone before it.
    fn print(&self) -> io::Result<Print> {
        let logs = [wal_path(&self.live), wal_path(&self.aside)];
        let log = logs.iter().max_by_key(|log| log.metadata().map_or(0, |log| log.len()));
        Print::of(&self.live, log.unwrap_or(&self.live))
    }

    fn keep(&self, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        if !self.aside.exists() {
            step()?;
            fs::hard_link(&self.live, &self.aside)?;
        }
        // Empty, unless the file is damaged or another process looks after its log: then the two stay together.
        let (log, aside) = (wal_path(&self.live), wal_path(&self.aside));
        if !aside.exists() && log.metadata().is_ok_and(|log| log.len() > 0) {
            step()?;
            fs::hard_link(log, aside)?;
        }
        Ok(())
    }

    fn replace(&self, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        remove(&sidecars(&self.live))?;
        step()?;
        match &self.put {
            Some(put) => fs::rename(put, &self.live),
            None => fs::remove_file(&self.live),
        }
    }

    fn revert(&self, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let (log, aside_log) = (wal_path(&self.live), wal_path(&self.aside));
        if self.aside.exists() && self.live.exists() && !self.is_done() {
            step()?;
            fs::remove_file(&self.aside)?;
        } else if self.aside.exists() {
            // What came goes back to where it came from.
            if let Some(put) = self.put.as_ref().filter(|put| !put.exists() && self.live.exists()) {
                make_private(folder_of(put))?;
                step()?;
                fs::hard_link(&self.live, put)?;
            }
            remove(&sidecars(&self.live))?;
            step()?;
            fs::rename(&self.aside, &self.live)?;
        }
        if aside_log.exists() {
            step()?;
            // Two names of one file, unless the first is gone: renaming would leave both.
            if log.exists() { fs::remove_file(aside_log)? } else { fs::rename(aside_log, log)? }
        }
        Ok(())
    }
}

fn is_same(one: &Path, other: &Path) -> bool {
    let inode = |path: &Path| path.metadata().map(|file| (file.dev(), file.ino())).ok();
    inode(one) == inode(other)
}

fn folder_of(file: &Path) -> &Path {
    file.parent().unwrap_or(file)
}

#[cfg(test)]
mod tests;
