//! The files of a data directory: opened when first needed, migrated, closed when idle, set aside when broken.
//!
//! The owner of the directory writes them. Another process may look at them [beside](Databases::beside) it, and only look.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::Ordering},
    time::Duration,
};

use tokio::sync::watch;

use crate::{
    base::{
        error::{Error, Result},
        time::Clock,
    },
    db::{
        checkpoint::Checkpointer,
        database::{Database, Purpose},
        lock::DirectoryLock,
        migrate::Schema,
        pulse::{Figures, size_bytes},
        readers::{Limits, Readers},
        swap,
        writer::wal_path,
    },
};

mod hold;

pub use hold::Held;

/// All files of one data directory, and the ownership of it.
///
/// An account's archive stands beside its file and goes by the key `<slug>.archive`, which no slug can be.
pub struct Databases {
    data_dir: PathBuf,
    control: Database,
    /// By slug, or the key of an archive.
    accounts: Mutex<BTreeMap<String, Slot>>,
    readers: Arc<Readers>,
    checkpointer: Arc<Checkpointer>,
    clock: Arc<dyn Clock>,
    idle: Duration,
    /// Absent where somebody else owns the directory.
    ownership: Option<DirectoryLock>,
}

enum Slot {
    Open(Database),
    /// Somebody opens or closes it; whoever needs it waits for this gate, and nobody else for the map.
    Moving(Arc<Mutex<()>>),
    /// Closed for work on the file itself, until the other end of this is dropped.
    Held(watch::Receiver<()>),
    /// Set aside: what is wrong with it, for the operator.
    Faulty(String),
}

/// How long somebody who asks for a file waits while it is held. Putting another in its place takes less.
const HELD: Duration = Duration::from_secs(2);

impl Databases {
    /// Opens the control file, which is made when it is not there. Account files follow when they are needed.
    pub fn open(data_dir: &Path, lock: DirectoryLock, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::start(data_dir, Some(lock), limits, clock)
    }

    /// Looks at a directory that another process owns: reads only, and whatever is not up to date can't be read.
    pub fn beside(data_dir: &Path, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self> {
        Self::start(data_dir, None, limits, clock)
    }

    fn start(data_dir: &Path, ownership: Option<DirectoryLock>, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self> {
        let started = |cause| Error::internal("starting a database thread", cause);
        let readers = Arc::new(Readers::start(limits, Arc::default()).map_err(started)?);
        let checkpointer = Arc::new(Checkpointer::start(limits.foreign_checkpoints).map_err(started)?);
        let path = data_dir.join("control.db");
        let purpose = if ownership.is_some() { Purpose::Create } else { Purpose::Look };
        let half_way = if ownership.is_some() { swap::settle_all(data_dir)? } else { Vec::new() };
        let control = Database::open(&path, Schema::Control, purpose, &readers, &checkpointer, &clock)
            .map_err(|fault| Error::Internal(format!("{} can't be used: {fault}.", path.display())))?;
        Ok(Self {
            data_dir: data_dir.to_owned(),
            control,
            accounts: Mutex::new(half_way.into_iter().map(|(slug, fault)| (slug, Slot::Faulty(fault))).collect()),
            readers,
            checkpointer,
            clock,
            idle: limits.idle,
            ownership,
        })
    }

    /// The agency's own file.
    pub const fn control(&self) -> &Database {
        &self.control
    }

    /// The file of an account, opened if need be. A file that is set aside answers "try again later".
    pub async fn account(self: &Arc<Self>, slug: &str) -> Result<Database> {
        let held = match lock(&self.accounts).get(slug) {
            Some(Slot::Open(database)) => {
                database.note_use();
                return Ok(database.clone());
            }
            Some(Slot::Faulty(_)) => return Err(Error::busy()),
            Some(Slot::Held(until)) => Some(until.clone()),
            Some(Slot::Moving(_)) | None => None,
        };
        if let Some(mut until) = held {
            drop(tokio::time::timeout(HELD, until.changed()).await);
        }
        let (databases, slug) = (Arc::clone(self), slug.to_owned());
        tokio::task::spawn_blocking(move || databases.open_account(&slug, false))
            .await
            .map_err(|cause| Error::internal("opening an account", cause))?
    }

    /// Makes the file of a new account. Only `accounts::create` calls this.
    pub async fn create_account(self: &Arc<Self>, slug: &str) -> Result<Database> {
        let (databases, slug) = (Arc::clone(self), slug.to_owned());
        tokio::task::spawn_blocking(move || databases.open_account(&slug, true))
            .await
            .map_err(|cause| Error::internal("creating an account", cause))?
    }

    /// The archive of an account; absent while nothing of it was ever archived.
    pub async fn archive(self: &Arc<Self>, slug: &str) -> Result<Option<Database>> {
        let key = archive_key(slug);
        if self.if_open(&key).is_none() && !self.account_path(&key).exists() {
            return Ok(None);
        }
        self.account(&key).await.map(Some)
    }

    /// The archive of an account, made if need be.
    pub async fn create_archive(self: &Arc<Self>, slug: &str) -> Result<Database> {
        match self.archive(slug).await? {
            Some(archive) => Ok(archive),
            None => self.create_account(&archive_key(slug)).await,
        }
    }

    /// The account's file if it is open, without keeping it open any longer: for upkeep.
    pub fn if_open(&self, slug: &str) -> Option<Database> {
        match lock(&self.accounts).get(slug) {
            Some(Slot::Open(database)) => Some(database.clone()),
            _ => None,
        }
    }

    /// The accounts whose files are open, each with its commits since then.
    pub fn open_accounts(&self) -> Vec<(String, u64)> {
        let commits = |slot: &Slot| if let Slot::Open(database) = slot { Some(database.commits()) } else { None };
        let accounts = lock(&self.accounts);
        accounts.iter().filter(|(key, _)| !is_archive(key)).filter_map(|(slug, slot)| Some((slug.clone(), commits(slot)?))).collect()
    }

    /// What is wrong with an account's file; absent while it can be used.
    pub fn fault(&self, slug: &str) -> Option<String> {
        match lock(&self.accounts).get(slug) {
            Some(Slot::Faulty(fault)) => Some(fault.clone()),
            _ => None,
        }
    }

    /// Sets a file aside that was found unfit before anybody asked for it.
    pub fn set_aside(&self, key: &str, fault: &str) {
        lock(&self.accounts).insert(key.to_owned(), Slot::Faulty(format!("{}: {fault}", self.account_path(key).display())));
    }

    /// Closes connections and account files that nobody has used for a while. Waits for the files' writers: not for an async thread.
    pub fn close_idle(&self) {
        self.readers.close_idle();
        let gate = Arc::new(Mutex::new(()));
        let closing = lock(&gate);
        let mut idle = Vec::new();
        for (slug, slot) in lock(&self.accounts).iter_mut() {
            if matches!(slot, Slot::Open(database) if database.is_idle_for(self.idle)) {
                idle.push((slug.clone(), std::mem::replace(slot, Slot::Moving(Arc::clone(&gate)))));
            }
        }
        for (slug, file) in idle {
            // Nobody opens the file again before its writer is gone.
            drop(file);
            lock(&self.accounts).remove(&slug);
        }
        drop(closing);
    }

    /// Bytes of a file with its write-ahead log; 0 when there is none.
    pub fn size_bytes(&self, slug: &str) -> u64 {
        let path = self.account_path(slug);
        size_bytes(&path) + size_bytes(&wal_path(&path))
    }

    /// Open reading connections over all files.
    pub fn open_connections(&self) -> usize {
        self.readers.open_connections()
    }

    /// Commits over all open files since they were opened.
    pub fn commits(&self) -> u64 {
        let accounts = lock(&self.accounts);
        let open = accounts.values().filter_map(|slot| if let Slot::Open(database) = slot { Some(database.commits()) } else { None });
        open.sum::<u64>() + self.control.commits()
    }

    /// What the data layer does at this moment. Looks at the sizes of files: not for every request.
    pub fn figures(&self) -> Figures {
        let open: Vec<(String, Database)> = lock(&self.accounts)
            .iter()
            .filter_map(|(key, slot)| if let Slot::Open(database) = slot { Some((key.clone(), database.clone())) } else { None })
            .collect();
        let control = std::iter::once(("control".to_owned(), self.control.clone()));
        let pulse = self.readers.pulse();
        Figures {
            connections: self.readers.open_connections(),
            connection_limit: self.readers.connection_limit(),
            waiting_reads: self.readers.waiting(),
            read_waits: pulse.read_waits.spread(),
            commits: pulse.commits.spread(),
            writes: pulse.writes.load(Ordering::Relaxed),
            turned_away: pulse.turned_away.load(Ordering::Relaxed),
            files: control.chain(open).map(|(name, database)| database.figures(name)).collect(),
        }
    }

    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    fn account_path(&self, slug: &str) -> PathBuf {
        self.data_dir.join("accounts").join(format!("{slug}.db"))
    }

    fn open_account(&self, slug: &str, create: bool) -> Result<Database> {
        let own_gate = Arc::new(Mutex::new(()));
        let opening = lock(&own_gate);
        loop {
            let others_gate = {
                let mut accounts = lock(&self.accounts);
                match accounts.get(slug) {
                    Some(Slot::Open(database)) => return Ok(database.clone()),
                    Some(Slot::Faulty(_) | Slot::Held(_)) => return Err(Error::busy()),
                    Some(Slot::Moving(gate)) => Arc::clone(gate),
                    None => {
                        accounts.insert(slug.to_owned(), Slot::Moving(Arc::clone(&own_gate)));
                        break;
                    }
                }
            };
            drop(lock(&others_gate));
            // Whoever held the gate has settled the slot by now, unless a panic kept it from doing so: then the next one opens.
            let mut accounts = lock(&self.accounts);
            if matches!(accounts.get(slug), Some(Slot::Moving(gate)) if Arc::ptr_eq(gate, &others_gate)) {
                accounts.remove(slug);
            }
        }
        let path = self.account_path(slug);
        let schema = if is_archive(slug) { Schema::Archive } else { Schema::Account };
        let purpose = match (&self.ownership, create) {
            (None, _) => Purpose::Look,
            (Some(_), false) => Purpose::Write,
            (Some(_), true) => Purpose::Create,
        };
        let opened = Database::open(&path, schema, purpose, &self.readers, &self.checkpointer, &self.clock);
        let mut accounts = lock(&self.accounts);
        let outcome = match opened {
            Ok(database) => {
                accounts.insert(slug.to_owned(), Slot::Open(database.clone()));
                Ok(database)
            }
            Err(fault) if !fault.is_of_the_file() => {
                tracing::error!(account.slug = slug, %fault, "an account's file could not be opened now; it will be tried again");
                accounts.remove(slug);
                Err(Error::busy())
            }
            Err(fault) => {
                tracing::error!(account.slug = slug, %fault, "an account's file is set aside; the other accounts go on");
                accounts.insert(slug.to_owned(), Slot::Faulty(format!("{}: {fault}", path.display())));
                Err(Error::busy())
            }
        };
        drop(accounts);
        drop(opening);
        outcome
    }
}

fn archive_key(slug: &str) -> String {
    format!("{slug}.archive")
}

fn is_archive(key: &str) -> bool {
    key.contains('.')
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU64;

    use super::*;
    use rusqlite::Connection;

    use crate::{
        base::time::SystemClock,
        db::{Class, readers::DEADLINE},
    };

    const LIMITS: Limits =
        Limits { threads: 4, connections: 20, idle: Duration::from_millis(1), deadline: DEADLINE, foreign_checkpoints: false };

    fn databases(directory: &Path) -> Arc<Databases> {
        let lock = DirectoryLock::take(directory).expect("free");
        Arc::new(Databases::open(directory, lock, LIMITS, Arc::new(SystemClock)).expect("opens"))
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_broken_file_is_set_aside_and_the_others_serve() {
        let directory = tempfile::tempdir().expect("a directory");
        {
            let databases = databases(directory.path());
            for slug in ["whole", "truncated", "newer"] {
                let account = databases.create_account(slug).await.expect("created");
                account.write(Class::Person, |tx| Ok(tx.execute("INSERT INTO word (text) VALUES ('w')", [])?)).await.expect("written");
            }
        }
        let file = |slug: &str| directory.path().join(format!("accounts/{slug}.db"));
        let whole = std::fs::read(file("truncated")).expect("read");
        std::fs::write(file("truncated"), &whole[..whole.len() / 2]).expect("cut");
        std::fs::write(file("random"), vec![0x5a_u8; 20_000]).expect("written");
        Connection::open(file("newer")).expect("opens").pragma_update(None, "user_version", 999).expect("set");

        let databases = databases(directory.path());
        for slug in ["truncated", "random", "newer", "missing"] {
            assert!(databases.account(slug).await.is_err(), "{slug}");
            assert!(databases.fault(slug).is_some(), "{slug}");
        }
        let words = databases
            .account("whole")
            .await
            .expect("serves")
            .read(|conn| Ok(conn.query_row("SELECT count(*) FROM word", [], |row| row.get::<_, i64>(0))?))
            .await;
        assert_eq!(words.expect("answers"), 1);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_idle_file_is_closed_and_opened_again() {
        let directory = tempfile::tempdir().expect("a directory");
        let databases = databases(directory.path());
        let account = databases.create_account("a").await.expect("created");
        let forgotten = Arc::new(AtomicU64::new(0));
        for _ in 0..2 {
            account.forget_with(|| {
                let forgotten = Arc::clone(&forgotten);
                move || {
                    forgotten.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let first = account.state();
        std::thread::sleep(LIMITS.idle * 2);
        databases.close_idle();
        assert!(matches!(lock(&databases.accounts).get("a"), Some(Slot::Open(_))), "in use");
        drop(account);
        databases.close_idle();
        assert!(lock(&databases.accounts).is_empty());
        assert_eq!(forgotten.load(Ordering::SeqCst), 1, "what was kept of it goes with it");
        assert!(databases.account("a").await.expect("opens").state() > first, "and nothing can pass for new");
        let together: Vec<_> = (0..8)
            .map(|_| {
                let databases = Arc::clone(&databases);
                tokio::spawn(async move { databases.account("a").await.map(|account| account.identity()) })
            })
            .collect();
        let mut opened = std::collections::BTreeSet::new();
        for one in together {
            opened.insert(one.await.expect("no panic").expect("opens again"));
        }
        assert_eq!(opened.len(), 1, "opened once for all who asked together");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_process_looks_and_does_not_write() {
        let directory = tempfile::tempdir().expect("a directory");
        let owner = databases(directory.path());
        let account = owner.create_account("a").await.expect("created");
        account.write(Class::Person, |tx| Ok(tx.execute("INSERT INTO word (text) VALUES ('w')", [])?)).await.expect("written");
        let beside = Arc::new(Databases::beside(directory.path(), LIMITS, Arc::new(SystemClock)).expect("opens"));
        let seen = beside.account("a").await.expect("opens");
        let count = || seen.read(|conn| Ok(conn.query_row("SELECT count(*) FROM word", [], |row| row.get::<_, i64>(0))?));
        assert_eq!(count().await.expect("reads"), 1);
        account.write(Class::Person, |tx| Ok(tx.execute("INSERT INTO word (text) VALUES ('x')", [])?)).await.expect("written");
        assert_eq!(count().await.expect("reads"), 2, "what was committed since");
        let refused = seen.write(Class::Batch, |tx| Ok(tx.execute("DELETE FROM word", [])?)).await;
        assert!(matches!(refused, Err(Error::Internal(_))));
        assert!(beside.account("missing").await.is_err());
        assert!(!directory.path().join("accounts/missing.db").exists());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn an_archive_is_made_when_it_is_needed() {
        let directory = tempfile::tempdir().expect("a directory");
        let databases = databases(directory.path());
        databases.create_account("a").await.expect("created");
        assert!(databases.archive("a").await.expect("looked").is_none());
        let archive = databases.create_archive("a").await.expect("created");
        let count = archive.read(|conn| Ok(conn.query_row("SELECT count(*) FROM archived_interaction", [], |row| row.get::<_, i64>(0))?));
        assert_eq!(count.await.expect("reads"), 0);
        assert!(databases.archive("a").await.expect("looked").is_some());
        assert_eq!(databases.open_accounts().len(), 1, "an archive is no account");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_clean_end_leaves_no_wal() {
        let directory = tempfile::tempdir().expect("a directory");
        let databases = databases(directory.path());
        let account = databases.create_account("a").await.expect("created");
        account.write(Class::Person, |tx| Ok(tx.execute("INSERT INTO word (text) VALUES ('w')", [])?)).await.expect("written");
        account.read(|conn| Ok(conn.query_row("SELECT 1", [], |_| Ok(()))?)).await.expect("read");
        drop(account);
        drop(databases);
        for file in ["control.db-wal", "accounts/a.db-wal"] {
            assert!(!directory.path().join(file).exists(), "{file}");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn all_pools_together_stay_under_the_limit() {
        let directory = tempfile::tempdir().expect("a directory");
        let databases = databases(directory.path());
        for number in 0..30 {
            let account = databases.create_account(&format!("a{number}")).await.expect("created");
            account.read(|conn| Ok(conn.query_row("SELECT 1", [], |_| Ok(()))?)).await.expect("reads");
        }
        assert!(databases.open_connections() <= LIMITS.connections, "{}", databases.open_connections());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn one_account_leaves_a_thread_for_the_others() {
        let directory = tempfile::tempdir().expect("a directory");
        let databases = databases(directory.path());
        let (busy, quiet) = (databases.create_account("busy").await.expect("made"), databases.create_account("quiet").await.expect("made"));
        let gate = Arc::new((Mutex::new(false), std::sync::Condvar::new()));
        let hogs: Vec<_> = (0..16)
            .map(|_| {
                let (busy, gate) = (busy.clone(), Arc::clone(&gate));
                tokio::spawn(async move {
                    busy.read(move |_| {
                        let mut open = gate.0.lock().expect("gate");
                        while !*open {
                            open = gate.1.wait(open).expect("gate");
                        }
                        Ok(())
                    })
                    .await
                })
            })
            .collect();
        quiet.read(|_| Ok(())).await.expect("not held up");
        *gate.0.lock().expect("gate") = true;
        gate.1.notify_all();
        for hog in hogs {
            hog.await.expect("no panic").expect("answered");
        }
    }
}
