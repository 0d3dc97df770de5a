//! A whole box out of a snapshot, into an empty directory that nobody serves: the key alone is needed. The control file comes last, so
//! that a directory in which it stands has everything; one that was cut off before is begun anew.
//!
//! Who was erased after that snapshot stays erased: the list is that of the newest one.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use rusqlite::Connection;

use crate::{
    accounts::service as accounts,
    backup::{Snapshot, read::Shelf},
    backups::{
        restore::{Progress, Stage, Told, Which, needed_bytes},
        service::restore::{
            origin::{Origin, paths, pick, told},
            ready::{self, Done},
        },
        store::restore as store,
        texts::restore as texts,
    },
    base::{
        error::{Error, Result},
        lang::Message,
        time::Timestamp,
    },
    db::{lock::DirectoryLock, migrate::Schema, shred},
    queue::table as queue,
    retention::service as retention,
};

const CONTROL: &str = "control.db";
/// Stands while a directory is being filled.
const MARK: &str = "run/restoring";

/// What is to come where.
pub struct Wanted<'a> {
    pub which: Which,
    pub directory: &'a Path,
    /// Slugs: the files of these alone, and no control file. None: everything.
    pub accounts: Vec<String>,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brought {
    pub snapshot: String,
    pub at: Timestamp,
    pub accounts: Vec<String>,
    /// Accounts that did not come, and why.
    pub left_out: Vec<(String, Message)>,
    pub erased_again: usize,
    pub bytes: u64,
    pub took_ms: i64,
}

/// Brings a box back. Blocks.
pub fn bring_back(origin: &Origin, wanted: &Wanted<'_>, now: Timestamp, mut tell: impl FnMut(Progress)) -> Result<Brought> {
    let began = Instant::now();
    let directory = wanted.directory;
    check_empty(directory)?;
    tell(Progress { stage: Stage::Opening, ..Progress::default() });
    let opened = origin.open()?;
    let snapshot = pick(&opened.snapshots, &wanted.which)?;
    let newest = pick(&opened.snapshots, &Which::Newest)?;
    check_room(directory, snapshot, newest, &wanted.accounts)?;
    let lock = DirectoryLock::take(directory).map_err(|cause| Error::conflict("directory", plain(&cause)))?;
    let io = |cause| Error::internal("filling the directory", cause);
    fs::write(directory.join(MARK), "").map_err(io)?;
    empty(&directory.join("accounts")).map_err(io)?;

    let shelf = opened.repository.shelf(&opened.lock).map_err(told)?;
    let control = directory.join("run/control.part.db");
    let conn = control_of(&shelf, snapshot, newest, directory, &control, now)?;
    let mut brought = Brought {
        snapshot: snapshot.id.clone(),
        at: snapshot.record.at,
        accounts: Vec::new(),
        left_out: Vec::new(),
        erased_again: 0,
        bytes: 0,
        took_ms: 0,
    };
    let mut listed = store::listed(&conn)?;
    if !wanted.accounts.is_empty() {
        listed.retain(|account| wanted.accounts.contains(&account.slug));
        for slug in wanted.accounts.iter().filter(|slug| !listed.iter().any(|account| account.slug == **slug)) {
            brought.left_out.push((slug.clone(), texts::NOT_IN_SNAPSHOT.with(&[("account", slug)])));
        }
    }
    let of = listed.len();
    for (done, account) in listed.into_iter().enumerate() {
        let slug = account.slug;
        if account.is_erased {
            accounts::adopt::strike(&conn, account.id)?;
            brought.left_out.push((slug.clone(), texts::ERASED.with(&[("account", &slug)])));
            continue;
        }
        let Ok((file, archive)) = ready::saved(snapshot, &slug) else {
            brought.left_out.push((slug.clone(), texts::NOT_IN_SNAPSHOT.with(&[("account", &slug)])));
            continue;
        };
        tell(Progress { stage: Stage::Reading, account: Some(slug.clone()), done, of });
        let [path, archive_path] = paths(&slug);
        shelf.write_out(snapshot, &path, &directory.join(&path)).map_err(told)?;
        if archive.is_some() {
            shelf.write_out(snapshot, &archive_path, &directory.join(&archive_path)).map_err(told)?;
        }
        tell(Progress { stage: Stage::Checking, account: Some(slug.clone()), done, of });
        let list = retention::list_in(&conn, account.id)?;
        let archive_file = archive.map(|_| directory.join(&archive_path));
        let Done { erased_again, .. } = ready::dress(&directory.join(&path), archive_file.as_deref(), &list, now)?;
        brought.erased_again += erased_again;
        brought.bytes += file.bytes + archive.map_or(0, |archive| archive.bytes);
        brought.accounts.push(slug);
    }
    tell(Progress { stage: Stage::Placing, account: None, done: of, of });
    close(conn)?;
    if wanted.accounts.is_empty() {
        origin.key.write(directory).map_err(told)?;
        // The log of a control file that was lost would be taken for this one's.
        clear(&directory.join(CONTROL)).map_err(io)?;
        sync(&directory.join("accounts")).and_then(|()| fs::rename(&control, directory.join(CONTROL))).map_err(io)?;
    } else {
        fs::remove_file(&control).map_err(io)?;
    }
    fs::remove_file(directory.join(MARK)).and_then(|()| sync(directory)).map_err(io)?;
    drop(lock);
    Ok(Brought { took_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX), ..brought })
}

/// Nothing may be there that could be lost, unless an earlier restore was cut off.
fn check_empty(directory: &Path) -> Result<()> {
    let has_files = fs::read_dir(directory.join("accounts")).is_ok_and(|mut entries| entries.next().is_some());
    let is_filling = directory.join(MARK).exists() && !directory.join(CONTROL).exists();
    if directory.join(CONTROL).exists() || (has_files && !is_filling) {
        return Err(Error::conflict("directory", texts::NOT_EMPTY.with(&[("directory", &directory.display())])));
    }
    Ok(())
}

fn check_room(directory: &Path, snapshot: &Snapshot, newest: &Snapshot, accounts: &[String]) -> Result<()> {
    let control = |snapshot: &Snapshot| snapshot.file(CONTROL).map_or(0, |file| file.bytes);
    let mut needed = needed_bytes(control(snapshot) * 2 + control(newest), 0);
    for file in snapshot.record.files.iter().filter(|file| file.path != CONTROL) {
        let is_wanted = accounts.is_empty() || accounts.iter().any(|slug| paths(slug).contains(&file.path));
        needed += if is_wanted { file.bytes } else { 0 };
    }
    ready::check_room(directory, needed)
}

/// The control file of a snapshot, ready but for its place, with the erasures of the newest one.
fn control_of(
    shelf: &Shelf<'_>,
    snapshot: &Snapshot,
    newest: &Snapshot,
    directory: &Path,
    to: &Path,
    now: Timestamp,
) -> Result<Connection> {
    if snapshot.file(CONTROL).is_none() {
        return Err(Error::conflict("snapshot", texts::NOT_WHOLE));
    }
    let write = |snapshot: &Snapshot, to: &Path| -> Result<Connection> {
        clear(to).map_err(|cause| Error::internal("filling the directory", cause))?;
        shelf.write_out(snapshot, CONTROL, to).map_err(told)?;
        Ok(ready::whole(to, Schema::Control)?.0)
    };
    let conn = write(snapshot, to)?;
    if newest.id != snapshot.id && newest.file(CONTROL).is_some() {
        let beside = directory.join("run/control.newest.db");
        close(write(newest, &beside)?)?;
        store::take_over_erasures(&conn, &beside)?;
        clear(&beside).map_err(|cause| Error::internal("filling the directory", cause))?;
    }
    let tx = conn.unchecked_transaction()?;
    queue::give_up_waiting(&tx, &texts::OVERTAKEN.into(), now)?;
    let cut_off = Told { account: String::new(), restored: None, fault: Some(texts::CUT_OFF.into()) };
    store::forget_under_way(&tx, &[cut_off], now)?;
    tx.commit()?;
    Ok(conn)
}

/// Leaves nothing of a file in its log.
fn close(conn: Connection) -> Result<()> {
    shred::empty_log(&conn)?;
    conn.close().map_err(|(_, cause)| cause.into())
}

fn clear(path: &Path) -> std::io::Result<()> {
    for path in [path.to_owned(), crate::db::writer::wal_path(path), PathBuf::from(format!("{}-shm", path.display()))] {
        match fs::remove_file(path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(cause),
            _ => {}
        }
    }
    Ok(())
}

fn empty(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        fs::remove_file(entry?.path())?;
    }
    Ok(())
}

fn sync(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

fn plain(cause: &dyn std::fmt::Display) -> Message {
    Message { ko: cause.to_string(), en: cause.to_string() }
}
