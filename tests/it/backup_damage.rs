//! Damage on the disk that holds the repository: found, kept apart from what is whole, and mended.

use std::{
    fs,
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::Path,
};

use dangol::{
    backup::{Fault, Repository, Snapshot},
    base::time::{DAY_MS, Zone},
};

use crate::backup_repository::{Home, files, hash};

/// Overwrites a few bytes in the middle of a file.
pub fn spoil(path: &Path) {
    let mut file = fs::OpenOptions::new().read(true).write(true).open(path).expect("opened");
    let middle = file.metadata().expect("there").len() / 2;
    let mut byte = [0];
    file.seek(SeekFrom::Start(middle)).and_then(|_| file.read_exact(&mut byte)).expect("read");
    file.seek(SeekFrom::Start(middle)).and_then(|_| file.write_all(&[byte[0] ^ 4])).expect("written");
}

#[test]
fn a_flipped_bit_is_found_and_the_other_files_come_back() {
    let home = Home::new();
    drop((home.database("accounts/a.db", 150_000), home.database("accounts/b.db", 150_000), home.database("control.db", 10)));
    let repository = home.repository();
    let paths = ["accounts/a.db", "accounts/b.db", "control.db"];
    // Saved alone, it has a pack of its own, so that none holds a part of all three.
    home.save(&repository, &["control.db"]).expect("saved");
    let snapshot = home.save(&repository, &paths).expect("saved");
    assert!(home.verify(&repository).is_well());

    let packs = files(&home.backups.join("data"));
    let largest = packs.iter().max_by_key(|pack| pack.metadata().expect("there").len()).expect("a pack");
    spoil(largest);
    let lock = home.lock();
    assert!(repository.verify(&lock, false).expect("checked").is_well(), "the structure alone shows nothing");
    let report = repository.verify(&lock, true).expect("checked");
    assert_eq!(report.packs.iter().map(String::as_str).collect::<Vec<_>>(), [largest.file_name().expect("named").to_str().expect("text")]);
    let lost = &report.lost[&snapshot.id];
    let mut damaged = 0;
    for path in paths {
        let target = home.dir().join("back");
        // A file that shares the pack may still be whole: only a chunk of it is not.
        match repository.write_out(&lock, &snapshot, path, &target) {
            Ok(back) => {
                assert_eq!(hash(&target), back.sha256, "{path}");
                fs::remove_file(target).expect("removed");
            }
            Err(fault) => {
                assert!(matches!(fault, Fault::Damaged { .. }), "{path}: {fault:?}");
                assert!(lost.iter().any(|lost| lost == path) && !target.exists(), "{path} of {lost:?}");
                damaged += 1;
            }
        }
    }
    assert!((1..paths.len()).contains(&damaged), "{damaged} of {lost:?}");
    assert!(home.restic(&["check", "--read-data"]).is_err(), "restic finds it too");

    // The damaged pack taken out, the next backup saves again what the live files still hold, for the old snapshot too.
    repository.mend(&lock, &report).expect("mended");
    drop(lock);
    home.clock.advance_ms(DAY_MS);
    let again = home.save(&repository, &paths).expect("saved");
    assert!(again.new_bytes > 1_000_000, "{}", again.new_bytes);
    assert!(home.verify(&repository).is_well());
    home.restic(&["check", "--read-data"]).expect("restic finds nothing");
    comes_back(&home, &repository, &snapshot);
    repository.forget(&home.lock(), 1, Zone::default()).expect("forgotten");

    // An index that is damaged is made anew from the packs.
    for index in files(&home.backups.join("index")) {
        spoil(&index);
    }
    let report = repository.verify(&home.lock(), false).expect("checked");
    assert_eq!(report.lost[&again.id].len(), paths.len());
    repository.mend(&home.lock(), &report).expect("mended");
    assert!(home.verify(&repository).is_well());
    comes_back(&home, &repository, &again);

    let (snapshot, lock) = (again, home.lock());
    let largest = &files(&home.backups.join("data")).into_iter().max_by_key(|pack| pack.metadata().expect("there").len()).expect("a pack");
    // A pack that is gone altogether shows without reading data, and a spoilt snapshot file does not hide the others.
    fs::remove_file(largest).expect("removed");
    let report = repository.verify(&lock, false).expect("checked");
    assert!(!report.lost[&snapshot.id].is_empty() && report.lost[&snapshot.id].len() < paths.len(), "{report:?}");
    drop(lock);
    home.clock.advance_ms(DAY_MS);
    let second = home.save(&repository, &["control.db"]).expect("saved");
    spoil(&home.backups.join("snapshots").join(&snapshot.id));
    assert_eq!(repository.snapshots().expect("listed"), [second]);
}

fn comes_back(home: &Home, repository: &Repository, snapshot: &Snapshot) {
    let target = home.dir().join("back");
    for file in &snapshot.record.files {
        repository.write_out(&home.lock(), snapshot, &file.path, &target).expect("back");
        assert_eq!(hash(&target), file.sha256);
        fs::remove_file(&target).expect("removed");
    }
}
