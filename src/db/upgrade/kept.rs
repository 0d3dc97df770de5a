//! The files that an upgrade has replaced, kept for some days, and the way back to them.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::{
    base::{
        error::{Error, Result},
        time::{DAY_MS, Timestamp},
    },
    db::{
        closed::empty_wal,
        lock::DirectoryLock,
        open,
        swap::{is_passing, read_stamp, remove, stamp, sync},
        upgrade::{
            journal::{self, Journal, Kind, Move},
            look::CONTROL,
            stage::{self, staged},
        },
    },
};

/// Days for which replaced files are kept; of the upgrades only the last one's.
pub const DAYS: i64 = 7;
/// Days for which the newer files are kept after an upgrade was undone: in them alone lies what was entered since.
pub const DAYS_UNDONE: i64 = 30;

const BEFORE: &str = "before-upgrade-";
const AFTER: &str = "after-upgrade-";
/// What becomes of an upgrade's record when its files are kept no longer.
const FORGOTTEN: &str = "forgotten.json";

/// A folder of replaced files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub folder: PathBuf,
    /// How they were replaced.
    pub journal: Journal,
}

/// A directory and the right to move its files.
#[derive(Clone, Copy)]
pub struct Owned<'a> {
    pub data_dir: &'a Path,
    pub lock: &'a DirectoryLock,
    /// Another process follows the write-ahead logs and reads on and on: they stay with their files.
    pub is_followed: bool,
}

impl Owned<'_> {
    fn empty_logs<'p>(self, paths: impl IntoIterator<Item = &'p String>) -> Result<()> {
        if self.is_followed {
            return Ok(());
        }
        paths.into_iter().try_for_each(|path| empty_wal(&self.data_dir.join(path)))
    }
}

/// Puts the staged copies of these files in place, which are paths in the data directory, and keeps what they replace. Whatever kills the
/// process meanwhile: all are new or all are old after [`journal::settle`].
pub fn put_in_place(owned: Owned<'_>, paths: &[String], version: &str, now: Timestamp, step: Step<'_>) -> Result<Kept> {
    let data_dir = owned.data_dir;
    owned.empty_logs(paths)?;
    let moves = paths.iter().map(|path| Move::of(data_dir, path.clone(), Some(staged(path)))).collect::<io::Result<_>>().map_err(moving)?;
    let aside = free_folder(data_dir, BEFORE, now);
    let present = databases(data_dir).map_err(moving)?;
    let journal = Journal { kind: Kind::Upgrade, at: now, version: version.to_owned(), aside, moves, present };
    journal.carry_out(data_dir, step).map_err(moving)?;
    stage::clear(data_dir).and_then(|()| forget_older(data_dir, &journal)).map_err(moving)?;
    Ok(Kept { folder: data_dir.join(&journal.aside), journal })
}

/// Puts the kept files back, and keeps those that they replace, as well as files that were not there before the upgrade.
pub fn put_back(owned: Owned<'_>, kept: &Kept, version: &str, now: Timestamp, step: Step<'_>) -> Result<Kept> {
    let data_dir = owned.data_dir;
    let folder = name_of(&kept.folder);
    let mut moves = Vec::new();
    let present = databases(data_dir).map_err(moving)?;
    for path in &present {
        let has_changed = kept.journal.moves.iter().any(|one| one.path == *path);
        if kept.folder.join(path).exists() {
            moves.push((path.clone(), Some(format!("{folder}/{path}"))));
        } else if path == CONTROL && has_changed {
            return Err(Error::Internal(format!("{CONTROL} is missing in {}", kept.folder.display())));
        } else if has_changed || !kept.journal.present.contains(path) {
            // Of an account that is new since, perhaps under the name of one that was erased.
            moves.push((path.clone(), None));
        }
    }
    moves.sort_by_key(|(path, _)| path == CONTROL);
    owned.empty_logs(moves.iter().map(|(path, _)| path))?;
    for file in moves.iter().filter_map(|(_, put)| put.as_ref()) {
        empty_wal(&data_dir.join(file))?;
    }
    let moves = moves.into_iter().map(|(path, put)| Move::of(data_dir, path, put)).collect::<io::Result<_>>().map_err(moving)?;
    let aside = free_folder(data_dir, AFTER, now);
    let journal = Journal { kind: Kind::Undo, at: now, version: version.to_owned(), aside, moves, present };
    journal.carry_out(data_dir, step).map_err(moving)?;
    end_undo(data_dir, &journal).map_err(moving)?;
    Ok(Kept { folder: data_dir.join(&journal.aside), journal })
}

/// Clears away the folder from which an undo has taken the files: its record is all that is left there.
pub fn end_undo(data_dir: &Path, journal: &Journal) -> io::Result<()> {
    let from = journal.moves.iter().find_map(|one| one.put.as_ref()?.split('/').next());
    if let Some(folder) = from.filter(|folder| folder.starts_with(BEFORE)) {
        remove_folder(&data_dir.join(folder))?;
    }
    sync(data_dir)
}

/// What the last upgrade has replaced, as long as it is kept.
pub fn last(data_dir: &Path) -> io::Result<Option<Kept>> {
    Ok(folders(data_dir, BEFORE, Kind::Upgrade)?.pop())
}

/// When the last upgrade by this version was, if the files that it replaced are kept no longer.
pub fn forgotten(data_dir: &Path, version: &str) -> io::Result<Option<Timestamp>> {
    let mut at = None;
    for folder in named(data_dir, BEFORE)? {
        if let Some(journal) = journal::read(&folder.join(FORGOTTEN))?.filter(|journal| journal.version == version) {
            at = at.max(Some(journal.at));
        }
    }
    Ok(at)
}

/// Deletes what was kept long enough, and what is left of a folder that was being deleted. Not while a journal waits. Of an upgrade the
/// record stays, so that nobody takes the directory for one that the previous version can serve.
pub fn forget(data_dir: &Path, now: Timestamp) -> io::Result<usize> {
    let is_over = |kept: &Kept, days: i64| kept.journal.at < now.plus_ms(-days * DAY_MS);
    let mut count = 0;
    for kept in folders(data_dir, BEFORE, Kind::Upgrade)?.iter().filter(|kept| is_over(kept, DAYS)) {
        // Without its record the folder counts as no whole one from now on.
        fs::rename(kept.folder.join(Kind::Upgrade.record()), kept.folder.join(FORGOTTEN))?;
        sync(&kept.folder)?;
        count += 1;
    }
    for kept in folders(data_dir, AFTER, Kind::Undo)?.iter().filter(|kept| is_over(kept, DAYS_UNDONE)) {
        remove_folder(&kept.folder)?;
        count += 1;
    }
    for folder in named(data_dir, BEFORE)?.iter().filter(|folder| folder.join(FORGOTTEN).exists()) {
        empty_folder(folder)?;
    }
    for entry in fs::read_dir(data_dir)? {
        let folder = entry?.path();
        let name = name_of(&folder);
        let stamp = [BEFORE, AFTER].iter().find_map(|prefix| name.strip_prefix(prefix)).and_then(read_stamp);
        let has_record = [Kind::Upgrade.record(), Kind::Undo.record(), FORGOTTEN].iter().any(|record| folder.join(record).exists());
        if stamp.is_some() && !has_record {
            fs::remove_dir_all(&folder)?;
        }
    }
    Ok(count)
}

/// The kept files of an account, with their logs: they go when it is erased.
pub fn files_of(data_dir: &Path, slug: &str) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for (prefix, kind) in [(BEFORE, Kind::Upgrade), (AFTER, Kind::Undo)] {
        for kept in folders(data_dir, prefix, kind)? {
            let names = ["db", "db-wal", "archive.db", "archive.db-wal"].map(|ending| format!("accounts/{slug}.{ending}"));
            files.extend(names.iter().map(|name| kept.folder.join(name)).filter(|file| file.exists()));
        }
    }
    Ok(files)
}

/// Comes before each change of a directory; a fault in it stops the work there.
pub type Step<'a> = &'a mut dyn FnMut() -> io::Result<()>;

fn moving(cause: io::Error) -> Error {
    Error::internal("putting files in place", cause)
}

/// Of the upgrades one is kept.
fn forget_older(data_dir: &Path, newest: &Journal) -> io::Result<()> {
    let older = named(data_dir, BEFORE)?;
    let have_record = older.iter().filter(|folder| [Kind::Upgrade.record(), FORGOTTEN].iter().any(|record| folder.join(record).exists()));
    have_record.filter(|folder| name_of(folder) != newest.aside).try_for_each(|folder| remove_folder(folder))
}

/// The record goes first: with it a folder counts as whole.
fn remove_folder(folder: &Path) -> io::Result<()> {
    remove(&[Kind::Upgrade, Kind::Undo].map(|kind| folder.join(kind.record())))?;
    sync(folder)?;
    fs::remove_dir_all(folder)
}

/// Deletes all but the record of what is forgotten.
fn empty_folder(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            fs::remove_dir_all(&path)?;
        } else if name_of(&path) != FORGOTTEN {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// The folders of the data directory whose names begin so.
fn named(data_dir: &Path, prefix: &str) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(data_dir)? {
        let folder = entry?.path();
        if name_of(&folder).starts_with(prefix) {
            found.push(folder);
        }
    }
    Ok(found)
}

/// Oldest first. A folder without a record is none of ours, or was never filled.
fn folders(data_dir: &Path, prefix: &str, kind: Kind) -> io::Result<Vec<Kept>> {
    let mut kept = Vec::new();
    for folder in named(data_dir, prefix)? {
        if let Some(journal) = journal::read(&folder.join(kind.record()))? {
            kept.push(Kept { folder, journal });
        }
    }
    kept.sort_by_key(|kept| (kept.journal.at, kept.folder.clone()));
    Ok(kept)
}

/// All databases of the directory by their paths in it, but for those that are on their way or were set aside.
fn databases(data_dir: &Path) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    if data_dir.join(CONTROL).exists() {
        paths.push(CONTROL.to_owned());
    }
    for entry in fs::read_dir(data_dir.join("accounts"))? {
        let path = entry?.path();
        let name = name_of(&path);
        if path.is_file() && name.strip_suffix(".db").is_some() && !is_passing(&name) {
            paths.push(format!("accounts/{name}"));
        }
    }
    paths.sort_unstable();
    Ok(paths)
}

fn free_folder(data_dir: &Path, prefix: &str, now: Timestamp) -> String {
    let names = (0..).map(|second| format!("{prefix}{}", stamp(now.plus_ms(second * 1_000))));
    names.into_iter().find(|name| !data_dir.join(name).exists()).unwrap_or_default()
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// When the replaced files go.
pub const fn until(kept: &Kept) -> Timestamp {
    let days = match kept.journal.kind {
        Kind::Upgrade => DAYS,
        Kind::Undo => DAYS_UNDONE,
    };
    kept.journal.at.plus_ms(days * DAY_MS)
}

/// Persons who were erased since an instant; absent where the file can't tell.
pub fn erased_since(data_dir: &Path, at: Timestamp) -> Option<i64> {
    let conn = open::looker(&data_dir.join(CONTROL)).ok()?;
    conn.query_row("SELECT count(*) FROM erased_person WHERE at >= ?1 /* whole table: once */", [at], |row| row.get(0)).ok()
}
