//! A box with backups, and its copy in a store.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use dangol::{
    backup::{
        Fault, Key, Place, Repository, Snapshot, Source,
        copy::{Copied, Offsite, Plan},
        save::About,
        store::{Patience, Store, Watch},
    },
    base::{
        chance::SeededChance,
        time::{Clock, DAY_MS, FrozenClock, Timestamp, Zone},
    },
};
use rusqlite::Connection;

use super::server::QUICK;

/// A month, with a prune each time.
pub fn plan() -> Plan {
    Plan { days: 30, zone: Zone::default(), prune: true }
}

/// Cheap to clone into a thread that may block; the directory lives as long as one of them.
#[derive(Clone)]
pub struct Office {
    directory: PathBuf,
    /// Removes it with the last clone; absent for a box that is somebody else's.
    _owned: Option<Arc<tempfile::TempDir>>,
    clock: Arc<FrozenClock>,
}

impl Office {
    /// With one account and no backup yet.
    pub fn new() -> Self {
        let owned = Arc::new(tempfile::tempdir().expect("a directory"));
        std::fs::create_dir(owned.path().join("accounts")).expect("made");
        let office = Self { _owned: Some(Arc::clone(&owned)), ..Self::at(owned.path()) };
        office.leads(200);
        office
    }

    /// Another one, so many days after the first.
    pub fn later(days: i64) -> Self {
        let office = Self::new();
        office.clock.advance_ms(days * DAY_MS);
        office
    }

    /// One that is there already.
    pub fn at(directory: &Path) -> Self {
        let clock = Arc::new(FrozenClock::at(Timestamp::parse("2026-11-01T19:00:00Z").expect("a time")));
        Self { directory: directory.to_owned(), _owned: None, clock }
    }

    pub fn dir(&self) -> &Path {
        &self.directory
    }

    pub fn key() -> Key {
        Key::generate(&SeededChance::new(1))
    }

    /// So many more, of 4 KiB that no compression makes smaller.
    pub fn leads(&self, rows: u32) {
        self.another("accounts/cafe.db", rows);
    }

    /// The same in a file that may not be there yet.
    pub fn another(&self, path: &str, rows: u32) {
        let conn = Connection::open(self.dir().join(path)).expect("opened");
        conn.execute_batch("CREATE TABLE IF NOT EXISTS lead (id INTEGER PRIMARY KEY, name BLOB)").expect("set up");
        conn.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1) INSERT INTO lead (name) SELECT randomblob(4000) FROM n",
            [rows],
        )
        .expect("filled");
    }

    /// All leads are others now, as many as these.
    pub fn turn_over(&self, rows: u32) {
        let conn = Connection::open(self.dir().join("accounts/cafe.db")).expect("opened");
        conn.execute("DELETE FROM lead", []).expect("emptied");
        drop(conn);
        self.leads(rows);
    }

    /// A night's backup, a day after the last one.
    pub fn night(&self) -> Snapshot {
        let repository = self.repository();
        let lock = repository.place().lock("backup").expect("free");
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as _;
        let about = About { reason: "schedule".to_owned(), version: "1.0".to_owned() };
        let paths = ["accounts/cafe.db", "accounts/bar.db"].into_iter().filter(|path| self.dir().join(path).exists());
        let sources = paths.map(|path| Source::database(self.dir(), path)).collect();
        let snapshot = repository.save(&lock, sources, &about, &clock, Arc::new(|_| ControlFlow::Continue(()))).expect("saved");
        self.clock.set(Timestamp(self.clock.now().0 + DAY_MS));
        snapshot
    }

    pub fn repository(&self) -> Repository {
        Repository::open_or_init(Place::directory(&self.dir().join("backups")).expect("a place"), &Self::key()).expect("opened")
    }

    /// The files of chunks in its repository.
    pub fn packs(&self) -> Vec<PathBuf> {
        let Ok(folders) = std::fs::read_dir(self.dir().join("backups/data")) else { return Vec::new() };
        let files = folders.flat_map(|folder| std::fs::read_dir(folder.expect("an entry").path()).expect("listed"));
        files.map(|file| file.expect("an entry").path()).collect()
    }

    fn lock(&self) -> PathBuf {
        self.dir().join("offsite.lock")
    }

    pub fn offsite(&self, store: &Store, patience: Patience) -> Result<Offsite, Fault> {
        Offsite::open_or_init(store, &Self::key(), &self.lock(), patience)
    }

    pub fn copy(&self, store: &Store, plan: Plan) -> Result<Copied, Fault> {
        self.copy_watched(store, plan, QUICK, Arc::new(|_| ControlFlow::Continue(())))
    }

    pub fn copy_watched(&self, store: &Store, plan: Plan, patience: Patience, watch: Watch) -> Result<Copied, Fault> {
        let (repository, offsite) = (self.repository(), self.offsite(store, patience)?);
        let (here, there) = (repository.place().lock("copy")?, offsite.lock("copy")?);
        repository.copy_to(&here, &offsite, &there, plan, watch)
    }
}

/// Work that blocks, beside the server that it speaks to.
pub async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work).await.expect("no panic")
}

/// Debian's restic on a store, by what the key sheet says.
pub fn restic_from(store: &Store, arguments: &[&str]) -> String {
    restic(&store.repository(), store.restic_options(), Some(store), arguments)
}

/// The same on the directory that a store keeps its objects in.
pub fn restic_in(folder: &Path, arguments: &[&str]) -> String {
    restic(folder.to_str().expect("UTF-8"), &[], None, arguments)
}

fn restic(repository: &str, options: &[&str], store: Option<&Store>, arguments: &[&str]) -> String {
    let mut command = Command::new("restic");
    command.args(["-r", repository, "--no-cache"]).args(options).args(arguments).env("RESTIC_PASSWORD", Office::key().printed());
    if let Some(store) = store {
        command
            .env("AWS_ACCESS_KEY_ID", &store.access_key_id)
            .env("AWS_SECRET_ACCESS_KEY", store.secret_access_key.reveal())
            .env("AWS_DEFAULT_REGION", &store.region);
    }
    let out = command.output().expect("restic is installed");
    let told = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "restic {arguments:?}: {told}");
    told
}
