//! The files of a data directory: opened when first needed, migrated, closed when idle, set aside when broken.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use rusqlite::Connection;

use crate::{
    base::{
        error::{Error, Result},
        time::Clock,
    },
    db::{
        beside::Beside,
        checkpoint::Checkpointer,
        lock::DirectoryLock,
        migrate::{Fault, Schema},
        open,
        readers::{Limits, Readers},
        writer::{Class, Tx, Writer},
    },
};

/// An open file: ask it with [`Database::read`], change it with [`Database::write`].
#[derive(Clone)]
pub struct Database(Arc<OpenFile>);

struct OpenFile {
    path: PathBuf,
    // Before the writer in this list, so that it goes first and the writer's connection is the last to close.
    _leave: Leave,
    writer: Writer,
    readers: Arc<Readers>,
    beside: Arc<Beside>,
    used: Mutex<Instant>,
}

/// Takes a file out of the readers and the checkpointer when it is closed.
struct Leave {
    path: PathBuf,
    readers: Arc<Readers>,
    checkpointer: Arc<Checkpointer>,
}

impl Drop for Leave {
    fn drop(&mut self) {
        self.readers.remove(&self.path);
        self.checkpointer.forget(&self.path);
    }
}

impl Database {
    /// Asks a question on a reading thread. It sees every write that was answered before.
    pub async fn read<T: Send + 'static>(&self, ask: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        self.0.readers.read(&self.0.path, ask).await
    }

    /// Changes the file in one transaction; answers once it is on disk.
    pub async fn write<T: Send + 'static>(&self, class: Class, work: impl FnOnce(&Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.0.writer.write(class, work).await
    }

    /// What is kept in memory as long as this file is open.
    pub fn beside(&self) -> &Arc<Beside> {
        &self.0.beside
    }

    /// Commits since the file was opened.
    pub fn commits(&self) -> u64 {
        self.0.writer.commits()
    }
}

/// All files of one data directory, and the ownership of it.
pub struct Databases {
    data_dir: PathBuf,
    control: Database,
    accounts: Mutex<BTreeMap<String, Slot>>,
    readers: Arc<Readers>,
    checkpointer: Arc<Checkpointer>,
    clock: Arc<dyn Clock>,
    idle: Duration,
    _lock: DirectoryLock,
}

enum Slot {
    Open(Database),
    /// Somebody opens or closes it; whoever needs it waits for this gate, and nobody else for the map.
    Moving(Arc<Mutex<()>>),
    /// Set aside: what is wrong with it, for the operator.
    Faulty(String),
}

impl Databases {
    /// Opens the control file, which is made when it is not there. Account files follow when they are needed.
    pub fn open(data_dir: &Path, lock: DirectoryLock, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self> {
        let started = |cause| Error::internal("starting a database thread", cause);
        let readers = Arc::new(Readers::start(limits).map_err(started)?);
        let checkpointer = Arc::new(Checkpointer::start().map_err(started)?);
        let path = data_dir.join("control.db");
        let control = open_file(&path, Schema::Control, true, &readers, &checkpointer, &clock)
            .map_err(|fault| Error::Internal(format!("{} can't be used: {fault}.", path.display())))?;
        Ok(Self {
            data_dir: data_dir.to_owned(),
            control,
            accounts: Mutex::default(),
            readers,
            checkpointer,
            clock,
            idle: limits.idle,
            _lock: lock,
        })
    }

    /// The agency's own file.
    pub const fn control(&self) -> &Database {
        &self.control
    }

    /// The file of an account, opened if need be. A file that is set aside answers "try again later".
    pub async fn account(self: &Arc<Self>, slug: &str) -> Result<Database> {
        match lock(&self.accounts).get(slug) {
            Some(Slot::Open(database)) => {
                *lock(&database.0.used) = Instant::now();
                return Ok(database.clone());
            }
            Some(Slot::Faulty(_)) => return Err(Error::busy()),
            Some(Slot::Moving(_)) | None => {}
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
        lock(&self.accounts).iter().filter_map(|(slug, slot)| Some((slug.clone(), commits(slot)?))).collect()
    }

    /// What is wrong with an account's file; absent while it can be used.
    pub fn fault(&self, slug: &str) -> Option<String> {
        match lock(&self.accounts).get(slug) {
            Some(Slot::Faulty(fault)) => Some(fault.clone()),
            _ => None,
        }
    }

    /// Closes account files that nobody has used for a while. Waits for their writers: not for an async thread.
    pub fn close_idle(&self) {
        let gate = Arc::new(Mutex::new(()));
        let closing = lock(&gate);
        let mut idle = Vec::new();
        for (slug, slot) in lock(&self.accounts).iter_mut() {
            if matches!(slot, Slot::Open(database) if Arc::strong_count(&database.0) == 1 && lock(&database.0.used).elapsed() > self.idle) {
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
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.len());
        size(&path) + size(&crate::db::writer::wal_path(&path))
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
                    Some(Slot::Faulty(_)) => return Err(Error::busy()),
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
        let opened = open_file(&path, Schema::Account, create, &self.readers, &self.checkpointer, &self.clock);
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

fn open_file(
    path: &Path,
    schema: Schema,
    create: bool,
    readers: &Arc<Readers>,
    checkpointer: &Arc<Checkpointer>,
    clock: &Arc<dyn Clock>,
) -> Result<Database, Fault> {
    if !create && !path.exists() {
        return Err(Fault::Missing);
    }
    let mut conn = if create { open::create(path)? } else { open::writer(path)? };
    let steps = schema.migrate(&mut conn)?;
    if steps > 0 {
        tracing::info!(file = %path.display(), steps, "the file was brought up to date");
    }
    let writer = Writer::start(path, conn, Arc::clone(clock), checkpointer.bell(path))?;
    readers.add(path);
    let leave = Leave { path: path.to_owned(), readers: Arc::clone(readers), checkpointer: Arc::clone(checkpointer) };
    Ok(Database(Arc::new(OpenFile {
        path: path.to_owned(),
        _leave: leave,
        writer,
        readers: Arc::clone(readers),
        beside: Arc::default(),
        used: Mutex::new(Instant::now()),
    })))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time::SystemClock;

    const LIMITS: Limits = Limits { threads: 4, connections: 20, idle: Duration::from_millis(1) };

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
        std::thread::sleep(LIMITS.idle * 2);
        databases.close_idle();
        assert!(matches!(lock(&databases.accounts).get("a"), Some(Slot::Open(_))), "in use");
        drop(account);
        databases.close_idle();
        assert!(lock(&databases.accounts).is_empty());
        let together: Vec<_> = (0..8)
            .map(|_| {
                let databases = Arc::clone(&databases);
                tokio::spawn(async move { databases.account("a").await.map(|account| Arc::as_ptr(&account.0) as usize) })
            })
            .collect();
        let mut opened = std::collections::BTreeSet::new();
        for one in together {
            opened.insert(one.await.expect("no panic").expect("opens again"));
        }
        assert_eq!(opened.len(), 1, "opened once for all who asked together");
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
