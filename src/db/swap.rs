//! Puts other files in the place of an account's: a restore, an import, or nothing at all where an account is erased.
//!
//! Two files move, and a crash may come between any two renames. So what is to move is noted in the control file first (the table
//! `swap`), and what lies on the disk tells the next start how far it came: it goes on to the end, or back to the beginning where a
//! file is missing. Either way the account's file and its archive belong together.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    base::{
        error::{Error, Result},
        time::{Timestamp, Zone},
    },
    db::{open, writer::wal_path},
};

/// What stands in an account's place afterwards. The files come from `accounts/`, see [`incoming`], and nobody has them open.
#[derive(Clone, Debug)]
pub struct Swap {
    pub slug: String,
    /// The account's file from now on; absent: it has none any more.
    pub put: Option<PathBuf>,
    /// Its archive from now on; absent: it has none.
    pub put_archive: Option<PathBuf>,
    /// Are the old files kept aside? Otherwise they are deleted.
    pub keep_old: bool,
}

/// Files that are on their way in, and old ones on their way out; neither name can be a slug's, which has no capitals.
const INCOMING: &str = "incoming-";
const LEAVING: &str = "leaving-";
/// Old files that are kept for a while.
const ASIDE: &str = "before-restore-";

/// Where a file waits that is to become an account's: on the same file system, under a name that the next start clears away.
/// `what` tells several of one account apart.
pub fn incoming(data_dir: &Path, slug: &str, what: &str, now: Timestamp) -> PathBuf {
    folder(data_dir).join(format!("{INCOMING}{slug}-{}{what}.db", stamp(now)))
}

/// Is it the name of such a file? No account's is like it.
pub fn is_passing(name: &str) -> bool {
    [INCOMING, LEAVING, ASIDE].iter().any(|prefix| name.starts_with(prefix)) && name.contains(|letter: char| letter.is_ascii_uppercase())
}

/// A row of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    slug: String,
    begun_at: Timestamp,
    put: Option<String>,
    put_archive: Option<String>,
    had: bool,
    had_archive: bool,
    aside: String,
}

impl Note {
    /// Writes down what is to be done.
    pub fn of(data_dir: &Path, swap: &Swap, now: Timestamp) -> Result<Self> {
        let folder = folder(data_dir);
        let name_of = |path: &Option<PathBuf>| -> Result<Option<String>> {
            let Some(path) = path else { return Ok(None) };
            let name = path.strip_prefix(&folder).ok().and_then(Path::to_str).filter(|name| !name.contains('/') && path.exists());
            name.map(|name| Some(name.to_owned())).ok_or_else(|| Error::Internal(format!("{} can't be put in place", path.display())))
        };
        let prefix = if swap.keep_old { ASIDE } else { LEAVING };
        let is_free = |aside: &String| !folder.join(format!("{aside}.db")).exists() && !folder.join(format!("{aside}.archive.db")).exists();
        let aside = (0..3_600).map(|second| format!("{prefix}{}-{}", swap.slug, stamp(now.plus_ms(second * 1_000)))).find(is_free);
        Ok(Self {
            slug: swap.slug.clone(),
            begun_at: now,
            put: name_of(&swap.put)?,
            put_archive: name_of(&swap.put_archive)?,
            had: folder.join(format!("{}.db", swap.slug)).exists(),
            had_archive: folder.join(format!("{}.archive.db", swap.slug)).exists(),
            aside: aside.ok_or_else(Error::busy)?,
        })
    }

    /// Where the account's file is kept; absent where there was none, or it isn't kept.
    pub fn kept(&self, data_dir: &Path) -> Option<PathBuf> {
        (self.had && self.aside.starts_with(ASIDE)).then(|| folder(data_dir).join(format!("{}.db", self.aside)))
    }

    /// The files that come, whole on the disk before anything is noted.
    pub fn sync_incoming(&self, data_dir: &Path) -> io::Result<()> {
        let folder = folder(data_dir);
        for name in [&self.put, &self.put_archive].into_iter().flatten() {
            if wal_path(&folder.join(name)).metadata().is_ok_and(|wal| wal.len() > 0) {
                return Err(io::Error::other(format!("{name} was not closed well")));
            }
            remove(&sidecars(&folder.join(name)))?;
            File::open(folder.join(name))?.sync_all()?;
        }
        sync(&folder)
    }

    /// Notes it, in place of what an earlier swap of the account may have left.
    pub fn begin(&self, conn: &Connection) -> Result<()> {
        end(conn, &self.slug)?;
        conn.prepare_cached(
            "INSERT INTO swap (slug, begun_at, put, put_archive, had, had_archive, aside) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![self.slug, self.begun_at, self.put, self.put_archive, self.had, self.had_archive, self.aside])?;
        Ok(())
    }

    /// Moves the files: all of them, or none where that can't be. `step` comes before each change of the directory.
    pub fn carry_out(&self, data_dir: &Path, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<Outcome> {
        let folder = folder(data_dir);
        let sides = self.sides(&folder);
        let finished =
            if sides.iter().all(Side::can_be_done) { finish(&sides, &folder, step) } else { Err(io::ErrorKind::NotFound.into()) };
        let outcome = match finished {
            Ok(()) => Outcome::Done,
            Err(cause) => {
                for side in &sides {
                    side.undo(step)?;
                }
                Outcome::Undone(cause)
            }
        };
        sync(&folder)?;
        Ok(outcome)
    }

    fn sides(&self, folder: &Path) -> [Side; 2] {
        let side = |put: &Option<String>, had: bool, ending: &str| Side {
            live: folder.join(format!("{}{ending}", self.slug)),
            incoming: put.as_ref().map(|name| folder.join(name)),
            aside: folder.join(format!("{}{ending}", self.aside)),
            had,
        };
        [side(&self.put, self.had, ".db"), side(&self.put_archive, self.had_archive, ".archive.db")]
    }
}

/// How a swap ended.
#[derive(Debug)]
pub enum Outcome {
    Done,
    /// Everything is as before, and why.
    Undone(io::Error),
}

/// Takes an account's swap out of the journal: it has ended.
pub fn end(conn: &Connection, slug: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM swap WHERE slug = ?1")?.execute([slug])?;
    Ok(())
}

/// Deletes the old files of an account that are not kept. Only when its swap has ended: they tell how far it came.
pub fn forget_leaving(data_dir: &Path, slug: &str) -> io::Result<()> {
    let folder = folder(data_dir);
    let base = |name: &str| Some(name.strip_prefix(LEAVING)?.trim_end_matches("-wal").rsplit_once('-')?.0.to_owned());
    let is_its = |name: &str| base(name).is_some_and(|of| of == slug);
    for name in names(&folder)?.iter().filter(|name| is_its(name)) {
        remove(&[folder.join(name)])?;
    }
    sync(&folder)
}

/// Finishes or undoes what a crash has left, before any account is opened, and clears away what never came in or is to be gone.
/// Says which accounts must not be served, and why.
pub fn settle_all(data_dir: &Path) -> Result<Vec<(String, String)>> {
    let mut faults = Vec::new();
    let control = data_dir.join("control.db");
    if control.exists() {
        // What is wrong with the file itself is told by whoever opens it for good.
        let Ok(conn) = open::writer(&control) else { return Ok(faults) };
        for note in waiting(&conn).unwrap_or_default() {
            match note.carry_out(data_dir, &mut || Ok(())) {
                Ok(Outcome::Done) => tracing::warn!(account.slug = note.slug, "files that were being put in place are in place now"),
                Ok(Outcome::Undone(cause)) => {
                    tracing::warn!(account.slug = note.slug, %cause, "files that were being put in place are missing; the old ones are back");
                }
                Err(cause) => {
                    tracing::error!(account.slug = note.slug, %cause, "an account's files are half-way in place; it is set aside");
                    faults.push((note.slug, format!("its files can't be put in place: {cause}")));
                    continue;
                }
            }
            end(&conn, &note.slug)?;
        }
    }
    if faults.is_empty() {
        clear_away(data_dir).map_err(|cause| Error::internal("clearing away files that are half-way", cause))?;
    }
    Ok(faults)
}

/// Old files that are kept aside, oldest first, each with the instant of its swap.
pub fn kept_aside(data_dir: &Path) -> io::Result<Vec<(PathBuf, Timestamp)>> {
    let mut kept = Vec::new();
    for name in names(&folder(data_dir))? {
        let Some(base) = name.strip_prefix(ASIDE).and_then(|name| name.strip_suffix(".db")) else { continue };
        let base = base.strip_suffix(".archive").unwrap_or(base);
        if let Some(at) = base.rsplit_once('-').and_then(|(_, stamp)| read_stamp(stamp)) {
            kept.push((folder(data_dir).join(&name), at));
        }
    }
    kept.sort_by_key(|(_, at)| *at);
    Ok(kept)
}

/// Deletes the old files that were set aside before an instant. Says how many there were.
pub fn forget_aside(data_dir: &Path, before: Timestamp) -> io::Result<usize> {
    let old: Vec<_> = kept_aside(data_dir)?.into_iter().filter(|(_, at)| *at < before).collect();
    for (path, _) in &old {
        remove(&with_sidecars(path))?;
    }
    Ok(old.len())
}

/// One of the two files.
struct Side {
    live: PathBuf,
    incoming: Option<PathBuf>,
    aside: PathBuf,
    had: bool,
}

impl Side {
    fn is_done(&self) -> bool {
        let has_come = self.incoming.as_ref().map_or_else(|| !self.live.exists(), |incoming| !incoming.exists() && self.live.exists());
        has_come && (!self.had || self.aside.exists())
    }

    fn can_be_done(&self) -> bool {
        self.is_done() || self.incoming.as_ref().is_none_or(|incoming| incoming.exists())
    }

    /// What lies in the account's place while the new one has not come is the old one.
    fn set_aside(&self, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        if self.is_done() || !self.live.exists() {
            return Ok(());
        }
        let (wal, aside_wal) = (wal_path(&self.live), wal_path(&self.aside));
        // Empty, unless the file is damaged or another process looks after its log: then the two stay together.
        if wal.metadata().is_ok_and(|wal| wal.len() > 0) {
            step()?;
            fs::rename(&wal, &aside_wal)?;
        }
        step()?;
        remove(&sidecars(&self.live))?;
        step()?;
        fs::rename(&self.live, &self.aside)
    }

    fn bring_in(&self, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        let Some(incoming) = self.incoming.as_ref().filter(|_| !self.is_done()) else { return Ok(()) };
        // Whoever looked at the old file from beside may have made them again.
        step()?;
        remove(&sidecars(&self.live))?;
        step()?;
        fs::rename(incoming, &self.live)
    }

    fn undo(&self, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
        if let Some(incoming) = self.incoming.as_ref().filter(|_| self.is_done()) {
            step()?;
            remove(&sidecars(&self.live))?;
            fs::rename(&self.live, incoming)?;
        }
        if self.aside.exists() {
            step()?;
            fs::rename(&self.aside, &self.live)?;
        }
        let (wal, aside_wal) = (wal_path(&self.live), wal_path(&self.aside));
        if aside_wal.exists() && !wal.exists() {
            step()?;
            fs::rename(&aside_wal, &wal)?;
        }
        Ok(())
    }
}

fn finish(sides: &[Side], folder: &Path, step: &mut dyn FnMut() -> io::Result<()>) -> io::Result<()> {
    for side in sides {
        side.set_aside(step)?;
    }
    // After a power cut too, no new file stands where the old one was lost.
    sync(folder)?;
    for side in sides {
        side.bring_in(step)?;
    }
    Ok(())
}

/// Are files half-way in place, as far as the control file knows?
pub fn is_waiting(conn: &Connection) -> rusqlite::Result<bool> {
    Ok(!waiting(conn)?.is_empty())
}

/// A control file of before has no journal.
fn waiting(conn: &Connection) -> rusqlite::Result<Vec<Note>> {
    let has_journal = conn.query_row("SELECT 1 FROM sqlite_schema WHERE name = 'swap'", [], |_| Ok(())).optional()?;
    if has_journal.is_none() {
        return Ok(Vec::new());
    }
    let mut statement = conn.prepare("SELECT slug, begun_at, put, put_archive, had, had_archive, aside FROM swap ORDER BY id")?;
    let notes = statement.query_map([], |row| {
        Ok(Note {
            slug: row.get(0)?,
            begun_at: row.get(1)?,
            put: row.get(2)?,
            put_archive: row.get(3)?,
            had: row.get(4)?,
            had_archive: row.get(5)?,
            aside: row.get(6)?,
        })
    })?;
    notes.collect()
}

fn clear_away(data_dir: &Path) -> io::Result<()> {
    let folder = folder(data_dir);
    for name in names(&folder)? {
        if name.starts_with(INCOMING) || name.starts_with(LEAVING) {
            fs::remove_file(folder.join(name))?;
        }
    }
    Ok(())
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("accounts")
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

pub(in crate::db) fn sidecars(path: &Path) -> [PathBuf; 2] {
    let mut shm = path.as_os_str().to_owned();
    shm.push("-shm");
    [wal_path(path), shm.into()]
}

fn with_sidecars(path: &Path) -> [PathBuf; 3] {
    let [wal, shm] = sidecars(path);
    [path.to_owned(), wal, shm]
}

pub(in crate::db) fn remove(paths: &[PathBuf]) -> io::Result<()> {
    for path in paths {
        match fs::remove_file(path) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
            _ => {}
        }
    }
    Ok(())
}

pub(in crate::db) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// `20261123T003000Z`.
pub(in crate::db) fn stamp(at: Timestamp) -> String {
    let parts = Zone::parse("UTC").unwrap_or_default().parts(at);
    let second = at.0.div_euclid(1_000).rem_euclid(60);
    format!("{:04}{:02}{:02}T{:02}{:02}{second:02}Z", parts.year, parts.month, parts.day, parts.hour, parts.minute)
}

pub(in crate::db) fn read_stamp(stamp: &str) -> Option<Timestamp> {
    let part = |from: usize, to: usize| stamp.get(from..to);
    let (date, time) = ((part(0, 4)?, part(4, 6)?, part(6, 8)?), (part(9, 11)?, part(11, 13)?, part(13, 15)?));
    Timestamp::parse(&format!("{}-{}-{}T{}:{}:{}Z", date.0, date.1, date.2, time.0, time.1, time.2))
}

#[cfg(test)]
mod tests;
