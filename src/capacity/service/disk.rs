//! What lies in the data directory, by purpose.

use std::{fs, path::Path};

use crate::{capacity::model::Disk, db::writer::wal_path};

/// The ending of an account's archive.
const ARCHIVE: &str = ".archive.db";
/// How deep a backup's folders are followed.
const DEPTH: u32 = 6;

/// All of the directory and of the backups, and the disk that the directory lies on. What can't be looked at counts as nothing.
pub fn disk(data_dir: &Path, backups: &Path) -> Disk {
    let mut disk = Disk { database_bytes: file_bytes(&data_dir.join("control.db")), ..Disk::default() };
    for path in files(&data_dir.join("accounts")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(ARCHIVE) {
            disk.archive_bytes += file_bytes(&path);
        } else if name.ends_with(".db") {
            disk.database_bytes += file_bytes(&path);
        }
    }
    disk.backup_bytes = bytes_below(backups, DEPTH);
    // A directory that is yet to be made will lie where its parent does.
    if let Some(room) = data_dir.ancestors().find_map(|existing| rustix::fs::statvfs(existing).ok()) {
        disk.free_bytes = whole(room.f_bavail.saturating_mul(room.f_frsize));
        disk.total_bytes = whole(room.f_blocks.saturating_mul(room.f_frsize));
    }
    disk
}

/// Bytes of an account's file and of its archive.
pub fn account_bytes(data_dir: &Path, slug: &str) -> (i64, i64) {
    let folder = data_dir.join("accounts");
    (file_bytes(&folder.join(format!("{slug}.db"))), file_bytes(&folder.join(format!("{slug}{ARCHIVE}"))))
}

/// A database with its write-ahead log.
fn file_bytes(path: &Path) -> i64 {
    size(path) + size(&wal_path(path))
}

fn bytes_below(folder: &Path, depth: u32) -> i64 {
    if depth == 0 {
        return 0;
    }
    files(folder).iter().map(|path| if path.is_dir() { bytes_below(path, depth - 1) } else { size(path) }).sum()
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    fs::read_dir(folder).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path())).collect()
}

fn size(path: &Path) -> i64 {
    fs::metadata(path).map_or(0, |file| whole(file.len()))
}

fn whole(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_count_to_their_purpose() {
        let directory = tempfile::tempdir().expect("a directory");
        let put = |name: &str, bytes: usize| {
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            fs::write(path, vec![0; bytes]).expect("written");
        };
        for (name, bytes) in [
            ("control.db", 1),
            ("control.db-wal", 2),
            ("accounts/a.db", 10),
            ("accounts/a.db-wal", 20),
            ("accounts/a.db-shm", 5_000),
            ("accounts/a.archive.db", 100),
            ("backups/data/00/x", 1_000),
            ("run/lock", 7_000),
        ] {
            put(name, bytes);
        }
        let seen = disk(directory.path(), &directory.path().join("backups"));
        assert_eq!((seen.database_bytes, seen.archive_bytes, seen.backup_bytes), (33, 100, 1_000));
        assert!(seen.total_bytes >= seen.free_bytes && seen.total_bytes > 0);
        assert_eq!(account_bytes(directory.path(), "a"), (30, 100));
        assert_eq!(disk(&directory.path().join("not/yet"), Path::new("nowhere")).total_bytes, seen.total_bytes);
    }
}
