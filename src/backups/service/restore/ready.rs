//! Files of a snapshot, written beside the others and made ready to be served: checked, brought up to date, without the persons who
//! were erased since, and without mail that was to be sent back then. Whatever goes wrong leaves nothing behind. All of it blocks.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::{
    backup::{SavedFile, Snapshot, read::Shelf},
    backups::{
        restore::{Stage, needed_bytes},
        service::restore::origin::{paths, told},
        texts::restore as texts,
    },
    base::{
        error::{Error, Result},
        ids::AccountId,
        time::Timestamp,
    },
    db::{
        Held, inspect,
        migrate::{Fault, Schema},
        open, outbox, shred, swap,
        writer::wal_path,
    },
    queue::table as queue,
    retention::{
        erasure::ErasureList,
        service::{erase_and_tidy, list_in},
    },
};

/// Files that may go in place.
#[derive(Clone, Debug)]
pub struct Ready {
    pub file: PathBuf,
    pub archive: Option<PathBuf>,
    /// The instant that the file shows.
    pub at: Timestamp,
    pub bytes: u64,
    pub done: Done,
}

/// What was done to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    pub steps: usize,
    pub erased_again: usize,
    pub given_up: usize,
}

/// The files of an account in a snapshot: its own, and its archive where it had one.
pub fn saved<'a>(snapshot: &'a Snapshot, slug: &str) -> Result<(&'a SavedFile, Option<&'a SavedFile>)> {
    let [file, archive] = paths(slug);
    let saved = snapshot.file(&file).ok_or_else(|| Error::conflict("account", texts::NOT_IN_SNAPSHOT.with(&[("account", &slug)])))?;
    Ok((saved, snapshot.file(&archive)))
}

/// Steps by which a saved file is older than this version.
pub fn steps_behind(saved: &SavedFile, schema: Schema) -> Result<usize> {
    let found = saved.schema.and_then(|version| usize::try_from(version).ok()).unwrap_or(0);
    let newer = || Error::conflict("snapshot", texts::NEWER.with(&[("file", &saved.path)]));
    schema.migrations().len().checked_sub(found).ok_or_else(newer)
}

/// What has to be free for an account's files.
pub fn room_for(file: &SavedFile, archive: Option<&SavedFile>) -> Result<u64> {
    let steps = steps_behind(file, Schema::Account)? + archive.map_or(Ok(0), |archive| steps_behind(archive, Schema::Archive))?;
    Ok(needed_bytes(file.bytes + archive.map_or(0, |archive| archive.bytes), steps))
}

/// Free bytes of the disk on which a directory lies, or will lie.
pub fn free_bytes(directory: &Path) -> u64 {
    let room = directory.ancestors().find_map(|existing| rustix::fs::statvfs(existing).ok());
    room.map_or(u64::MAX, |room| room.f_bavail.saturating_mul(room.f_frsize))
}

/// Refuses before anything moves where the disk has no room.
pub fn check_room(directory: &Path, needed: u64) -> Result<()> {
    let free = free_bytes(directory);
    if needed <= free {
        return Ok(());
    }
    let mb = |bytes: u64| bytes.div_ceil(1 << 20);
    Err(Error::conflict("disk", texts::NO_ROOM.with(&[("needed_mb", &mb(needed)), ("free_mb", &mb(free))])))
}

/// Writes an account's files out of a snapshot into the data directory, under names that no account has, and makes them ready.
pub fn make_ready(
    shelf: &Shelf<'_>,
    snapshot: &Snapshot,
    slug: &str,
    data_dir: &Path,
    list: &ErasureList,
    now: Timestamp,
    mut tell: impl FnMut(Stage),
) -> Result<Ready> {
    let (file, archive) = saved(snapshot, slug)?;
    check_room(data_dir, room_for(file, archive)?)?;
    let ready = Ready {
        file: swap::incoming(data_dir, slug, "", now),
        archive: archive.map(|_| swap::incoming(data_dir, slug, "-archive", now)),
        at: file.at,
        bytes: file.bytes + archive.map_or(0, |archive| archive.bytes),
        done: Done::default(),
    };
    let mut work = || {
        tell(Stage::Reading);
        let [path, archive_path] = paths(slug);
        shelf.write_out(snapshot, &path, &ready.file).map_err(told)?;
        if let Some(archive) = &ready.archive {
            shelf.write_out(snapshot, &archive_path, archive).map_err(told)?;
        }
        tell(Stage::Checking);
        dress(&ready.file, ready.archive.as_deref(), list, now)
    };
    let done = work().inspect_err(|_| discard(&ready))?;
    Ok(Ready { done, ..ready })
}

/// Copies an account's file and its archive, which nobody writes to, and makes the copies ready in the same way. `from` names the two
/// whether the second is there or not; `at` is the instant that they show.
pub fn copy_ready(data_dir: &Path, slug: &str, from: [&Path; 2], at: Timestamp, list: &ErasureList, now: Timestamp) -> Result<Ready> {
    let [file, archive] = from;
    let size = |path: &Path| [path.to_owned(), wal_path(path)].iter().map(|path| path.metadata().map_or(0, |file| file.len())).sum::<u64>();
    let bytes = size(file) + size(archive);
    check_room(data_dir, needed_bytes(bytes, 0))?;
    let ready = Ready {
        file: swap::incoming(data_dir, slug, "", now),
        archive: archive.exists().then(|| swap::incoming(data_dir, slug, "-archive", now)),
        at,
        bytes,
        done: Done::default(),
    };
    let work = || {
        copy_with_log(file, &ready.file)?;
        if let Some(to) = &ready.archive {
            copy_with_log(archive, to)?;
        }
        dress(&ready.file, ready.archive.as_deref(), list, now)
    };
    let done = work().inspect_err(|_| discard(&ready))?;
    Ok(Ready { done, ..ready })
}

/// The last look before files go in place: who was erased while they were made ready is erased from them too. Whoever is erased after
/// this is looked for in the files that are in place then, since the account is held.
pub fn look_again(held: &Held, account: AccountId, file: &Path, archive: Option<&Path>) -> Result<()> {
    let list = held.ask_control(move |conn| list_in(conn, account))?;
    let (file, archive) = (open::writer(file)?, archive.map(open::writer).transpose()?);
    erase_and_tidy(&file, archive.as_ref(), &list).map(drop)
}

/// Makes files ready that lie there already.
pub fn dress(file: &Path, archive: Option<&Path>, list: &ErasureList, now: Timestamp) -> Result<Done> {
    let (conn, mut steps) = whole(file, Schema::Account)?;
    let archive = match archive {
        Some(path) => {
            let (conn, behind) = whole(path, Schema::Archive)?;
            steps += behind;
            Some(conn)
        }
        None => None,
    };
    let erased_again = erase_and_tidy(&conn, archive.as_ref(), list)?.len();
    let given_up = silence(&conn, now)?;
    for conn in archive.iter().chain([&conn]) {
        shred::empty_log(conn)?;
    }
    Ok(Done { steps, erased_again, given_up })
}

/// Removes files that will not go in place.
pub fn discard(ready: &Ready) {
    for path in [Some(&ready.file), ready.archive.as_ref()].into_iter().flatten() {
        let mut log = path.clone().into_os_string();
        log.push("-shm");
        for path in [path.clone(), wal_path(path), log.into()] {
            match std::fs::remove_file(&path) {
                Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                    tracing::warn!(file = %path.display(), %cause, "a file of a restore that failed is left behind");
                }
                _ => {}
            }
        }
    }
}

/// Opens a file that is ours, undamaged and not of a newer version, and brings it up to date.
pub fn whole(path: &Path, schema: Schema) -> Result<(Connection, usize)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let damaged = |why: &dyn std::fmt::Display| Error::conflict("snapshot", texts::DAMAGED.with(&[("file", &name), ("why", why)]));
    let refused = |fault: Fault| match fault {
        Fault::Newer { .. } => Error::conflict("snapshot", texts::NEWER.with(&[("file", &name)])),
        fault => damaged(&fault),
    };
    let mut conn = open::writer(path).map_err(|cause| damaged(&cause))?;
    let condition = inspect::examine(&conn, path, schema).map_err(refused)?;
    if let Some(complaint) = condition.complaints.first() {
        return Err(damaged(complaint));
    }
    let steps = schema.migrate(&mut conn).map_err(refused)?;
    Ok((conn, steps))
}

/// A log that is left to another process is not empty. It is copied first: what of it gets into the file meanwhile is in both.
fn copy_with_log(from: &Path, to: &Path) -> Result<()> {
    let copy = |from: &Path, to: &Path| std::fs::copy(from, to).map_err(|cause| Error::internal("copying a file", cause));
    let log = wal_path(from);
    if log.metadata().is_ok_and(|log| log.len() > 0) {
        copy(&log, &wal_path(to))?;
    }
    copy(from, to).map(drop)
}

/// What waited to be sent at the snapshot's instant was sent since, or it is too late for it. What the account tells itself goes on.
fn silence(conn: &Connection, now: Timestamp) -> Result<usize> {
    let tx = conn.unchecked_transaction()?;
    let given_up = queue::give_up_waiting(&tx, &texts::OVERTAKEN.into(), now)?;
    for kind in [outbox::Kind::NewLead, outbox::Kind::Grade] {
        outbox::heard(&tx, kind, i64::MAX)?;
    }
    tx.commit()?;
    Ok(given_up)
}
