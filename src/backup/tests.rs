//! A repository in a directory, as restic and we see it.

use std::{fs, ops::ControlFlow, path::Path, sync::Arc};

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use crate::{
    backup::{Fault, Key, Place, Repository, Snapshot, Source, save::About, stream::Watch},
    base::{
        chance::SeededChance,
        time::{Clock, FrozenClock, Timestamp},
    },
};

struct Box_ {
    directory: tempfile::TempDir,
    clock: Arc<FrozenClock>,
    key: Key,
}

impl Box_ {
    fn new() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        fs::create_dir(directory.path().join("accounts")).expect("made");
        let clock = Arc::new(FrozenClock::at(Timestamp::parse("2026-11-22T19:00:00Z").expect("a time")));
        Self { directory, clock, key: Key::generate(&SeededChance::new(1)) }
    }

    fn dir(&self) -> &Path {
        self.directory.path()
    }

    fn place(&self) -> Place {
        Place::directory(&self.dir().join("backups")).expect("a place")
    }

    fn repository(&self) -> Repository {
        Repository::open_or_init(self.place(), &self.key).expect("opened")
    }

    fn save(&self, repository: &Repository, paths: &[&str]) -> Result<Snapshot, Fault> {
        self.save_watched(repository, paths, Arc::new(|_| ControlFlow::Continue(())))
    }

    fn save_watched(&self, repository: &Repository, paths: &[&str], watch: Watch) -> Result<Snapshot, Fault> {
        let kind = |path: &&str| {
            if path.ends_with(".db") { Source::database(self.dir(), *path) } else { Source::plain(self.dir(), *path) }
        };
        let about = About { reason: "hand".to_owned(), version: "1.0".to_owned() };
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as Arc<dyn Clock>;
        let lock = self.place().lock("backup")?;
        repository.save(&lock, paths.iter().map(kind).collect(), &about, &clock, watch)
    }

    /// A database with so many rows, whose newest lie in the WAL alone as long as the connection lives.
    fn database(&self, path: &str, rows: i64) -> Connection {
        let conn = Connection::open(self.dir().join(path)).expect("opened");
        conn.execute_batch("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0; CREATE TABLE IF NOT EXISTS lead (id INTEGER PRIMARY KEY, name TEXT); PRAGMA user_version = 9")
            .expect("set up");
        fill(&conn, rows);
        conn
    }
}

fn fill(conn: &Connection, rows: i64) {
    conn.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) INSERT INTO lead (name) SELECT hex(randomblob(40)) FROM n", [rows])
        .expect("filled");
}

fn hash(path: &Path) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(fs::read(path).expect("read")))
}

#[test]
fn what_is_saved_comes_back_byte_for_byte() {
    let here = Box_::new();
    let control = here.database("control.db", 10);
    let cafe = here.database("accounts/cafe.db", 20_000);
    fs::write(here.dir().join("mail.key"), b"secret").expect("written");
    let repository = here.repository();
    let snapshot = here.save(&repository, &["mail.key", "control.db", "accounts/cafe.db"]).expect("saved");
    assert_eq!(repository.snapshots().expect("listed"), [snapshot.clone()]);
    let paths: Vec<&str> = snapshot.record.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["accounts/cafe.db", "control.db", "mail.key"]);
    let saved = snapshot.file("accounts/cafe.db").expect("there");
    assert_eq!((saved.schema, saved.rows.get("lead")), (Some(9), Some(&20_000)));
    assert!(snapshot.new_bytes > 100_000, "{}", snapshot.new_bytes);

    for conn in [&control, &cafe] {
        conn.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").expect("checkpointed");
    }
    let lock = here.place().lock("restore").expect("free");
    for file in &snapshot.record.files {
        let target = here.dir().join("back");
        repository.write_out(&lock, &snapshot, &file.path, &target).expect("back");
        assert_eq!(hash(&target), hash(&here.dir().join(&file.path)), "{}", file.path);
        assert_eq!(hash(&target), file.sha256);
        fs::remove_file(target).expect("removed");
    }
    assert!(repository.verify(&lock, true).expect("checked").is_well());
}
