//! The snapshot repository as a stranger sees it: Debian's restic reads it, and whatever happens to a file or a disk, a backup that
//! does not hold everything does not count.

use std::{
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use dangol::{
    backup::{Fault, FileFault, Key, Lock, Place, Repository, Snapshot, Source, check::Report, fault::Why, save::About, stream::Watch},
    base::{
        chance::SeededChance,
        time::{Clock, DAY_MS, FrozenClock, HOUR_MS, Timestamp, Zone},
    },
};
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

/// A data directory with a repository in it.
pub struct Home {
    directory: tempfile::TempDir,
    pub clock: Arc<FrozenClock>,
    key: Key,
    pub backups: PathBuf,
}

impl Home {
    pub fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        fs::create_dir(directory.path().join("accounts")).expect("made");
        let clock = Arc::new(FrozenClock::at(Timestamp::parse("2026-11-22T19:00:00Z").expect("a time")));
        let backups = directory.path().join("backups");
        Self { directory, clock, key: Key::generate(&SeededChance::new(1)), backups }
    }

    pub fn dir(&self) -> &Path {
        self.directory.path()
    }

    pub fn place(&self) -> Place {
        Place::directory(&self.backups).expect("a place")
    }

    pub fn lock(&self) -> Lock {
        self.place().lock("test").expect("free")
    }

    pub fn repository(&self) -> Repository {
        Repository::open_or_init(self.place(), &self.key).expect("opened")
    }

    pub fn save(&self, repository: &Repository, paths: &[&str]) -> Result<Snapshot, Fault> {
        save(self.dir(), repository, paths, &self.clock, Arc::new(|_| ControlFlow::Continue(())))
    }

    pub fn verify(&self, repository: &Repository) -> Report {
        repository.verify(&self.lock(), true).expect("checked")
    }

    /// A database with so many rows. The newest lie in the WAL alone as long as the connection lives.
    pub fn database(&self, path: &str, rows: i64) -> Connection {
        let conn = Connection::open(self.dir().join(path)).expect("opened");
        conn.execute_batch(
            "PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 9;
             CREATE TABLE lead (id INTEGER PRIMARY KEY, name TEXT); CREATE TABLE total (n INTEGER); INSERT INTO total VALUES (0)",
        )
        .expect("set up");
        fill(&conn, rows);
        conn
    }

    /// What Debian's restic says, its own key derived from what is printed.
    pub fn restic(&self, arguments: &[&str]) -> Result<String, String> {
        let output = Command::new("restic")
            .args(["--no-cache", "--repo"])
            .arg(&self.backups)
            .args(arguments)
            .env("RESTIC_PASSWORD", self.key.printed())
            .env("HOME", self.dir())
            .output()
            .expect("restic is missing: run .ci/restic");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) }
    }
}

/// Saves databases (`.db`) and other files of a data directory.
pub fn save(dir: &Path, repository: &Repository, paths: &[&str], clock: &Arc<FrozenClock>, watch: Watch) -> Result<Snapshot, Fault> {
    let source = |path: &&str| {
        if Path::new(path).extension().is_some_and(|end| end == "db") { Source::database(dir, *path) } else { Source::plain(dir, *path) }
    };
    let about = About { reason: "hand".to_owned(), version: "1.0".to_owned() };
    let clock = Arc::clone(clock) as Arc<dyn Clock>;
    let lock = repository.place().lock("backup")?;
    repository.save(&lock, paths.iter().map(source).collect(), &about, &clock, watch)
}

/// Adds rows in one transaction that keeps the total right.
pub fn fill(conn: &Connection, rows: i64) {
    conn.execute_batch(&format!(
        "BEGIN; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows}) INSERT INTO lead (name) SELECT hex(randomblob(40)) FROM n;
         UPDATE total SET n = n + {rows}; COMMIT"
    ))
    .expect("filled");
}

pub fn hash(path: &Path) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(fs::read(path).expect("read")))
}

fn checkpoint(conn: &Connection) {
    conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("checkpointed");
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

#[test]
fn restic_reads_and_restores_what_we_wrote() {
    let home = Home::new();
    let (control, cafe) = (home.database("control.db", 50), home.database("accounts/cafe.db", 30_000));
    fs::write(home.dir().join("server.key"), b"a key").expect("written");
    let paths = ["control.db", "accounts/cafe.db", "server.key"];
    let repository = home.repository();
    home.save(&repository, &paths).expect("saved");
    // A second night of a few changes, whose snapshot is the latest.
    home.clock.advance_ms(DAY_MS);
    cafe.execute_batch("UPDATE lead SET name = 'x' WHERE id = 15000; DELETE FROM lead WHERE id = 3").expect("changed");
    let second = home.save(&repository, &paths).expect("saved");
    assert!(second.new_bytes < 100_000, "{}", second.new_bytes);
    checkpoint(&control);
    checkpoint(&cafe);

    home.restic(&["check", "--read-data"]).expect("restic finds nothing");
    let listed: serde_json::Value = serde_json::from_str(&home.restic(&["snapshots", "--json"]).expect("listed")).expect("json");
    let (latest, others) = listed.as_array().expect("a list").split_last().expect("two");
    assert_eq!((&latest["id"], &latest["tags"], others.len()), (&second.id.clone().into(), &serde_json::json!(["whole"]), 1));
    assert_eq!((&latest["hostname"], latest.get("username")), (&"dangol".into(), None), "{latest}");
    let target = home.dir().join("restored");
    home.restic(&["restore", "latest", "--target", target.to_str().expect("text")]).expect("restored");
    for path in paths {
        assert_eq!(hash(&target.join(path)), hash(&home.dir().join(path)), "{path}");
        assert_eq!(hash(&target.join(path)), second.file(path).expect("recorded").sha256, "{path}");
    }
    assert_eq!(files(&target).len(), paths.len());

    // A store reads whole packs and keeps some: the same comes out.
    let backend = rustic_backend::LocalBackend::new(home.backups.to_str().expect("text"), []).expect("a backend");
    let store = Place::store("store", Arc::new(backend), home.dir().join("run/store.lock"));
    let (lock, far) = (store.lock("restore").expect("free"), Repository::open(store, &home.key).expect("opened"));
    assert_eq!(far.snapshots().expect("listed").last(), Some(&second));
    for file in &second.record.files {
        let back = home.dir().join("back");
        far.write_out(&lock, &second, &file.path, &back).expect("back");
        assert_eq!(hash(&back), file.sha256);
        fs::remove_file(back).expect("removed");
    }
}

#[test]
fn a_backup_does_not_count_on_a_pack_that_is_gone() {
    let home = Home::new();
    drop((home.database("accounts/a.db", 50_000), home.database("control.db", 10)));
    let (repository, paths) = (home.repository(), ["accounts/a.db", "control.db"]);
    let first = home.save(&repository, &paths).expect("saved");
    let packs = files(&home.backups.join("data"));
    let largest = packs.iter().max_by_key(|pack| pack.metadata().expect("there").len()).expect("a pack");
    fs::remove_file(largest).expect("removed");
    home.clock.advance_ms(DAY_MS);
    let fault = home.save(&repository, &paths).expect_err("its chunks are gone");
    let name = largest.file_name().expect("named").to_str().expect("text");
    assert!(matches!(&fault, Fault::Damaged { detail, .. } if detail.contains(name)), "{fault}");
    assert_eq!(repository.snapshots().expect("listed"), std::slice::from_ref(&first));

    // Mended, it saves them again.
    let report = repository.verify(&home.lock(), false).expect("checked");
    repository.mend(&home.lock(), &report).expect("mended");
    home.save(&repository, &paths).expect("saved");
    assert!(home.verify(&repository).is_well());
}

#[test]
fn keys_places_and_locks_say_what_is_wrong() {
    let home = Home::new();
    assert!(matches!(Repository::open(home.place(), &home.key), Err(Fault::NoRepository { .. })));
    drop(home.repository());
    assert!(matches!(Repository::init(home.place(), &home.key), Err(Fault::AlreadyThere { .. })));
    let wrong = Repository::open(home.place(), &Key::generate(&SeededChance::new(2)));
    assert!(matches!(wrong, Err(Fault::WrongKey { .. })), "{:?}", wrong.err());
    let fault = Key::read(home.dir()).expect_err("no key yet");
    assert!(fault.message().en.contains("recovery.key") && fault.message().ko.contains("recovery.key"), "{fault}");

    let repository = home.repository();
    drop(home.database("control.db", 1));
    let first = home.lock();
    let fault = home.save(&repository, &["control.db"]).expect_err("locked");
    assert!(matches!(&fault, Fault::Locked { pid, doing } if *pid == std::process::id().to_string() && doing == "test"), "{fault}");
    drop(first);
    home.save(&repository, &["control.db"]).expect("free again");
    let lock = home.lock();
    let snapshot = repository.snapshots().expect("listed").remove(0);
    let fault = repository.write_out(&lock, &snapshot, "accounts/gone.db", &home.dir().join("x")).expect_err("not there");
    assert!(matches!(fault, Fault::NotInSnapshot { .. }), "{fault}");
    let unreadable = home.dir().join("no-folder/x");
    assert!(matches!(repository.write_out(&lock, &snapshot, "control.db", &unreadable), Err(Fault::File { .. })));
}

#[test]
fn a_file_that_cannot_be_saved_is_named_and_nothing_counts() {
    let home = Home::new();
    let paths = ["accounts/bad.db", "accounts/good.db", "control.db"];
    drop((home.database("accounts/good.db", 5_000), home.database("control.db", 10), home.database("accounts/bad.db", 5_000)));
    let repository = home.repository();
    let good = home.save(&repository, &paths).expect("saved");
    let bad = home.dir().join("accounts/bad.db");
    let healthy = fs::read(&bad).expect("read");

    let mut corrupt = healthy.clone();
    let middle = corrupt.len() / 2;
    corrupt[middle..middle + 9_000].fill(0xff);
    let cases: [(&str, Option<&[u8]>); 5] = [
        ("corrupt", Some(&corrupt)),
        ("truncated", Some(&healthy[..healthy.len() / 2])),
        ("brand-new", Some(&[])),
        ("no database", Some(&[7; 10_000])),
        ("vanished", None),
    ];
    for (case, content) in cases {
        match content {
            Some(content) => fs::write(&bad, content).expect("written"),
            None => fs::remove_file(&bad).expect("removed"),
        }
        let Err(Fault::Incomplete(files)) = home.save(&repository, &paths) else { panic!("{case}: the backup counts") };
        let [FileFault { path, why }] = &files[..] else { panic!("{case}: {files:?}") };
        assert_eq!(path, "accounts/bad.db", "{case}");
        let told = match case {
            "brand-new" => *why == Why::Empty,
            "vanished" => *why == Why::Missing,
            _ => matches!(why, Why::Damaged(_)),
        };
        assert!(told, "{case}: {why:?}");
        assert_eq!(repository.snapshots().expect("listed"), std::slice::from_ref(&good), "{case}");
        assert_eq!(files_in_snapshots(&home), 1, "{case}");
    }

    fs::write(&bad, &healthy).expect("written");
    let holder = Connection::open(&bad).expect("opened");
    holder.execute_batch("PRAGMA journal_mode = delete; PRAGMA locking_mode = exclusive; BEGIN EXCLUSIVE").expect("locked");
    let fault = home.save(&repository, &paths).expect_err("locked");
    assert!(matches!(&fault, Fault::Incomplete(files) if files[0].why == Why::Locked), "{fault}");
    assert!(fault.to_string().contains("accounts/bad.db: another program has locked it"), "{fault}");
    drop(holder);
    home.save(&repository, &paths).expect("saved");
    home.restic(&["check", "--read-data"]).expect("restic finds nothing");
}

fn files_in_snapshots(home: &Home) -> usize {
    files(&home.backups.join("snapshots")).len()
}

#[test]
fn a_backup_beside_a_busy_writer_shows_one_instant() {
    let home = Home::new();
    let writer = home.database("accounts/busy.db", 60_000);
    let stop = Arc::new(AtomicBool::new(false));
    let work = std::thread::spawn({
        let stop = Arc::clone(&stop);
        move || {
            let mut rounds = 0;
            while !stop.load(Ordering::Relaxed) {
                fill(&writer, 20);
                if rounds % 25 == 0 {
                    let _ = writer.execute_batch("PRAGMA wal_checkpoint(PASSIVE)");
                }
                rounds += 1;
            }
            rounds
        }
    });
    let repository = home.repository();
    let snapshots: Vec<Snapshot> = (0..3).map(|_| home.save(&repository, &["accounts/busy.db"]).expect("saved")).collect();
    stop.store(true, Ordering::Relaxed);
    assert!(work.join().expect("no panic") > 50, "the writer was held up");
    for snapshot in &snapshots {
        let target = home.dir().join("back.db");
        repository.write_out(&home.lock(), snapshot, "accounts/busy.db", &target).expect("back");
        let conn = Connection::open(&target).expect("opened");
        let whole = "SELECT (SELECT count(*) FROM lead) = (SELECT n FROM total), (SELECT count(*) FROM lead), (SELECT * FROM pragma_integrity_check)";
        let (is_whole, rows, verdict): (bool, i64, String) =
            conn.query_row(whole, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).expect("read");
        assert_eq!((is_whole, verdict.as_str(), Some(&rows)), (true, "ok", snapshot.record.files[0].rows.get("lead")));
        drop(conn);
        for name in ["back.db", "back.db-wal", "back.db-shm"] {
            let _ = fs::remove_file(home.dir().join(name));
        }
    }
}

#[test]
fn days_go_by_the_order_of_making_and_their_space_comes_back() {
    let home = Home::new();
    let conn = home.database("control.db", 20_000);
    let repository = home.repository();
    let zone = Zone::default();
    let start = home.clock.now();
    // A day, a second run that day, a clock set back by a year, and then 40 days off.
    for at in [0, 2 * HOUR_MS, -365 * DAY_MS, 40 * DAY_MS] {
        home.clock.set(start.plus_ms(at));
        conn.execute_batch("UPDATE lead SET name = hex(randomblob(40))").expect("changed");
        home.save(&repository, &["control.db"]).expect("saved");
    }
    let lock = home.lock();
    let made: Vec<Timestamp> = repository.snapshots().expect("listed").iter().map(|snapshot| snapshot.record.at).collect();
    assert_eq!(made, [0, 2 * HOUR_MS, -365 * DAY_MS, 40 * DAY_MS].map(|ms| start.plus_ms(ms)));
    let forgotten = repository.forget(&lock, 30, zone).expect("forgotten");
    assert_eq!(forgotten.iter().map(|snapshot| snapshot.record.at).collect::<Vec<_>>(), [start]);
    repository.forget(&lock, 1, zone).expect("forgotten");
    let left = repository.snapshots().expect("listed");
    assert_eq!(left.iter().map(|snapshot| snapshot.record.at).collect::<Vec<_>>(), [start.plus_ms(40 * DAY_MS)]);

    let before = repository.sizes().expect("sized");
    let marked = repository.prune(&lock).expect("pruned");
    assert!(marked.marked_bytes > before.pack_bytes / 2 && marked.freed_bytes == 0, "{marked:?} of {before:?}");
    assert!(repository.verify(&lock, true).expect("checked").is_well());
    let freed = repository.prune_after(&lock, Duration::ZERO).expect("pruned");
    let after = repository.sizes().expect("sized");
    assert!(freed.freed_bytes > 0 && after.pack_bytes < before.pack_bytes / 2, "{freed:?}: {before:?}, {after:?}");
    assert!(repository.verify(&lock, true).expect("checked").is_well());
    home.restic(&["check", "--read-data"]).expect("restic finds nothing");
    repository.write_out(&lock, &left[0], "control.db", &home.dir().join("back")).expect("back");
}

#[test]
fn a_backup_stops_when_asked() {
    let home = Home::new();
    drop((home.database("accounts/a.db", 60_000), home.database("control.db", 10)));
    let repository = home.repository();
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let watch: Watch = Arc::new({
        let told = Arc::clone(&told);
        move |progress| {
            told.lock().expect("no panic").push(progress.clone());
            if progress.bytes_done > 1_000_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    });
    let fault = save(home.dir(), &repository, &["accounts/a.db", "control.db"], &home.clock, watch).expect_err("stopped");
    assert!(matches!(fault, Fault::Stopped), "{fault}");
    assert_eq!((repository.snapshots().expect("listed").len(), files_in_snapshots(&home)), (0, 0));
    let told = told.lock().expect("no panic");
    assert!(told.iter().all(|progress| progress.files == 2 && progress.bytes_done <= progress.bytes), "{told:?}");
    assert!(told.last().is_some_and(|progress| progress.path == "accounts/a.db"), "{told:?}");
}

#[test]
fn a_backup_that_comes_to_nothing_leaves_nothing() {
    let home = Home::new();
    let conn = home.database("control.db", 1_000);
    let repository = home.repository();
    let first = home.save(&repository, &["control.db"]).expect("saved");
    let written =
        || [files(&home.backups.join("data")), files(&home.backups.join("index")), files(&home.backups.join("snapshots"))].concat();
    let before = written();
    fill(&conn, 400_000);
    let seen = Arc::new(AtomicBool::new(false));
    let watch: Watch = Arc::new({
        let (seen, packs, known) = (Arc::clone(&seen), home.backups.join("data"), files(&home.backups.join("data")).len());
        move |progress| {
            seen.fetch_or(files(&packs).len() > known, Ordering::Relaxed);
            if progress.bytes_done > 24_000_000 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        }
    });
    let fault = save(home.dir(), &repository, &["control.db"], &home.clock, watch).expect_err("stopped");
    assert!(matches!(fault, Fault::Stopped), "{fault}");
    assert!(seen.load(Ordering::Relaxed), "it was stopped before it had written anything");
    assert_eq!(written(), before);
    assert_eq!(repository.snapshots().expect("listed"), [first]);
    home.save(&repository, &["control.db"]).expect("saved");
    assert!(home.verify(&repository).is_well());
}

/// A small disk of its own, for root on Linux.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    pub fn mount(at: &Path, bytes: u64) -> Option<Self> {
        fs::create_dir_all(at).expect("made");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &format!("size={bytes},mode=700"), "none"]).arg(at).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(at.to_owned()));
        }
        eprintln!("SKIPPED: only root can mount a small disk, so no full disk was tried");
        None
    }

    /// Leaves so many pages of 4 KiB free.
    fn leave(&self, pages: u64) {
        let filler = self.0.join("filler");
        let _ = fs::remove_file(&filler);
        let free = rustix::fs::statvfs(&self.0).expect("asked").f_bavail;
        fs::write(filler, vec![1; usize::try_from((free - pages) * 4096).expect("small")]).expect("filled");
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_at_any_point_leaves_what_was_good() {
    let home = Home::new();
    let Some(disk) = SmallDisk::mount(&home.backups, 24 * 1024 * 1024) else { return };
    let conn = home.database("control.db", 5_000);
    let repository = home.repository();
    let good = home.save(&repository, &["control.db"]).expect("saved");
    // From no page to enough of them: the pack fails, then the index, then the snapshots.
    let mut failed_at = Vec::new();
    let second = (0..200).find_map(|pages| {
        conn.execute_batch("UPDATE lead SET name = hex(randomblob(40)) WHERE id % 50 = 0").expect("changed");
        disk.leave(pages);
        match home.save(&repository, &["control.db"]) {
            Ok(snapshot) => Some(snapshot),
            Err(fault) => {
                assert!(matches!(fault, Fault::DiskFull { .. }), "{pages} pages: {fault:?}");
                assert_eq!(repository.snapshots().expect("listed"), std::slice::from_ref(&good), "{pages} pages");
                failed_at.push(pages);
                None
            }
        }
    });
    assert!(failed_at.len() > 10, "{failed_at:?}");
    fs::remove_file(disk.0.join("filler")).expect("removed");
    assert_eq!(repository.snapshots().expect("listed"), [good, second.clone().expect("room at last")]);
    assert!(home.verify(&repository).is_well());
    home.restic(&["check", "--read-data"]).expect("restic finds nothing");

    let target = disk.0.join("back.db");
    disk.leave(20);
    let snapshot = second.expect("saved");
    let fault = repository.write_out(&home.lock(), &snapshot, "control.db", &target).expect_err("no room");
    assert!(matches!(fault, Fault::DiskFull { .. }) && !target.exists(), "{fault:?}");
    fs::remove_file(disk.0.join("filler")).expect("removed");
    repository.write_out(&home.lock(), &snapshot, "control.db", &target).expect("back");
}
