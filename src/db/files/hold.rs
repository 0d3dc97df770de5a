//! An account's files while nobody has them open: for work on the files themselves.

use std::{path::PathBuf, sync::Arc};

use rusqlite::Connection;
use tokio::{runtime::Handle, sync::watch};

use crate::{
    base::error::{Error, Result},
    db::{
        Class, Database, Databases, Tx,
        closed::{empty_wal, step},
        files::{Slot, archive_key, lock},
        swap::{self, Note, Outcome, Swap},
    },
};

/// An account whose files, its own and its archive's, are closed with nothing left in their logs; logs that are left to another process
/// stay as they are, and belong to their files. They are opened again by whoever asks once this is dropped. Until then requests wait a
/// moment and are told to try again.
pub struct Held {
    databases: Arc<Databases>,
    slug: String,
    slots: Vec<String>,
    runtime: Handle,
    until: watch::Sender<()>,
}

impl Databases {
    /// Does something with an account's files while nobody has them open, on a thread that may block. The other accounts go on.
    /// Refused with "try again later" while another process reads on and on, or somebody else holds them.
    pub async fn while_closed<T: Send + 'static>(
        self: &Arc<Self>,
        slug: &str,
        work: impl FnOnce(&Held) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        if self.ownership.is_none() {
            return Err(Error::Internal("only the owner of the directory moves files".into()));
        }
        let (databases, slug, runtime) = (Arc::clone(self), slug.to_owned(), Handle::current());
        tokio::task::spawn_blocking(move || work(&Held::take(databases, slug, runtime)?))
            .await
            .map_err(|cause| Error::internal("working on an account's files", cause))?
    }

    /// Puts files in the place of an account's. Says where the old one is kept. Whatever kills the process meanwhile: the account has
    /// all of the new files or all of the old ones.
    pub async fn swap(self: &Arc<Self>, swap: Swap) -> Result<Option<PathBuf>> {
        let slug = swap.slug.clone();
        self.while_closed(&slug, move |held| held.swap(&swap)).await
    }
}

impl Held {
    fn take(databases: Arc<Databases>, slug: String, runtime: Handle) -> Result<Self> {
        let keys = [slug.clone(), archive_key(&slug)];
        let mut held = Self { databases, slug, slots: Vec::new(), runtime, until: watch::channel(()).0 };
        let mut open = Vec::new();
        for key in keys {
            open.extend(held.take_slot(&key)?);
            held.slots.push(key);
        }
        for database in open {
            database.shut();
        }
        // Who follows a log reads on and on: it would never be empty.
        if !held.databases.checkpointer.is_idle() {
            for path in held.files() {
                empty_wal(&path)?;
            }
        }
        Ok(held)
    }

    /// The account's file and its archive, whether they are there or not.
    pub fn files(&self) -> [PathBuf; 2] {
        [self.databases.account_path(&self.slug), self.databases.account_path(&archive_key(&self.slug))]
    }

    /// Asks the agency's file, while nothing that concerns these files can be carried out.
    pub fn ask_control<T: Send + 'static>(&self, ask: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        self.runtime.block_on(self.databases.control.read(ask))
    }

    /// Changes the agency's file.
    pub fn tell_control<T: Send + 'static>(&self, work: impl FnOnce(&Tx<'_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.runtime.block_on(self.databases.control.write(Class::Person, work))
    }

    /// Puts files in the place of the account's, see [`Databases::swap`].
    pub fn swap(&self, swap: &Swap) -> Result<Option<PathBuf>> {
        let (databases, io) = (&self.databases, |cause| Error::internal("putting an account's files in place", cause));
        if swap.slug != self.slug {
            return Err(Error::Internal(format!("{} is not the account that is held", swap.slug)));
        }
        let note = Note::of(&databases.data_dir, swap, databases.clock.now())?;
        note.sync_incoming(&databases.data_dir).map_err(io)?;
        let begun = note.clone();
        self.tell_control(move |tx| begun.begin(tx))?;
        let outcome = note.carry_out(&databases.data_dir, &mut step).map_err(io)?;
        // Where this fails, what lies on the disk says the same: the next swap or start finds everything in place.
        let slug = self.slug.clone();
        self.tell_control(move |tx| swap::end(tx, &slug))?;
        match outcome {
            Outcome::Done => {
                swap::forget_leaving(&databases.data_dir, &self.slug).map_err(io)?;
                Ok(note.kept(&databases.data_dir))
            }
            Outcome::Undone(cause) => Err(io(cause)),
        }
    }

    /// Keeps everybody else away from a file; brings it where it is open.
    fn take_slot(&self, key: &str) -> Result<Option<Database>> {
        loop {
            let others_gate = {
                let mut accounts = lock(&self.databases.accounts);
                match accounts.get(key) {
                    Some(Slot::Held(_)) => return Err(Error::busy()),
                    Some(Slot::Moving(gate)) => Arc::clone(gate),
                    // A file that was set aside may be what is to be replaced.
                    Some(Slot::Open(_) | Slot::Faulty(_)) | None => {
                        let taken = accounts.insert(key.to_owned(), Slot::Held(self.until.subscribe()));
                        return Ok(if let Some(Slot::Open(database)) = taken { Some(database) } else { None });
                    }
                }
            };
            drop(lock(&others_gate));
            let mut accounts = lock(&self.databases.accounts);
            if matches!(accounts.get(key), Some(Slot::Moving(gate)) if Arc::ptr_eq(gate, &others_gate)) {
                accounts.remove(key);
            }
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut accounts = lock(&self.databases.accounts);
        for key in &self.slots {
            accounts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{path::Path, sync::atomic::AtomicU64, time::Duration};

    use super::*;
    use crate::{
        base::time::{Clock as _, SystemClock},
        db::{
            lock::DirectoryLock,
            readers::{DEADLINE, Limits},
        },
    };

    const LIMITS: Limits =
        Limits { threads: 4, connections: 20, idle: Duration::from_mins(1), deadline: DEADLINE, foreign_checkpoints: false };

    fn databases(directory: &Path) -> Arc<Databases> {
        let lock = DirectoryLock::take(directory).expect("free");
        Arc::new(Databases::open(directory, lock, LIMITS, Arc::new(SystemClock)).expect("opens"))
    }

    async fn say(database: &Database, word: &'static str) -> Result<()> {
        database.write(Class::Person, move |tx| Ok(tx.execute("INSERT INTO word (text) VALUES (?1)", [word])?)).await.map(drop)
    }

    async fn words(databases: &Arc<Databases>, slug: &str) -> Vec<String> {
        let account = databases.account(slug).await.expect("opens");
        let list = |conn: &Connection| -> Result<Vec<String>> {
            let mut statement = conn.prepare("SELECT text FROM word ORDER BY id")?;
            Ok(statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
        };
        account.read(list).await.expect("reads")
    }

    /// A copy of an account's file, as a backup would have it.
    async fn copy(databases: &Arc<Databases>, slug: &str) -> PathBuf {
        let to = swap::incoming(databases.data_dir(), slug, "", SystemClock.now());
        let name = to.display().to_string();
        let account = databases.account(slug).await.expect("opens");
        let vacuum = move |conn: &Connection| {
            conn.pragma_update(None, "query_only", false)?;
            Ok(conn.execute("VACUUM INTO ?1", [name])?)
        };
        account.read(vacuum).await.expect("copied");
        to
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn another_file_comes_in_under_everybody_who_holds_the_old_one() {
        let directory = tempfile::tempdir().expect("a directory");
        let databases = databases(directory.path());
        let account = databases.create_account("a").await.expect("created");
        let (other, forgotten) = (databases.create_account("b").await.expect("created"), Arc::new(AtomicU64::new(0)));
        account.forget_with(|| {
            let forgotten = Arc::clone(&forgotten);
            move || {
                forgotten.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            }
        });
        say(&account, "then").await.expect("written");
        let put = copy(&databases, "a").await;
        say(&account, "since").await.expect("written");
        let before = account.state();
        let swap = Swap { slug: "a".into(), put: Some(put), put_archive: None, keep_old: true };
        let kept = databases.swap(swap).await.expect("swapped").expect("kept");
        assert_eq!(forgotten.load(std::sync::atomic::Ordering::SeqCst), 1);
        assert!(matches!(say(&account, "late").await, Err(Error::Later { busy: true, .. })), "the old one takes nothing more");
        assert!(account.read(|_| Ok(())).await.is_err());
        assert_eq!(words(&databases, "a").await, ["then"]);
        assert!(databases.account("a").await.expect("opens").state() > before, "nothing can pass for new");
        // The old handle going away takes nothing from the new one.
        drop(account);
        say(&databases.account("a").await.expect("opens"), "new").await.expect("written");
        assert_eq!(words(&databases, "a").await, ["then", "new"]);
        say(&other, "untouched").await.expect("written");
        let old = Connection::open(&kept).expect("opens");
        let count: i64 = old.query_row("SELECT count(*) FROM word", [], |row| row.get(0)).expect("counts");
        assert_eq!(count, 2, "the old file has everything");
        let noted = databases.control().read(|conn| Ok(conn.query_row("SELECT count(*) FROM swap", [], |row| row.get::<_, i64>(0))?));
        assert_eq!(noted.await.expect("reads"), 0);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn writers_and_readers_go_on_across_swaps_and_lose_nothing_that_was_acknowledged() {
        let directory = tempfile::tempdir().expect("a directory");
        let databases = databases(directory.path());
        databases.create_account("a").await.expect("created");
        databases.create_account("b").await.expect("created");
        let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
        let busy = |slug: &'static str| {
            let (databases, stop) = (Arc::clone(&databases), Arc::clone(&stop));
            tokio::spawn(async move {
                let mut kept = Vec::new();
                for n in 0.. {
                    if stop.load(std::sync::atomic::Ordering::SeqCst) {
                        break;
                    }
                    let Ok(account) = databases.account(slug).await else { continue };
                    let word = format!("{slug}{n}");
                    let insert = word.clone();
                    let written =
                        account.write(Class::Visitor, move |tx| Ok(tx.execute("INSERT INTO word (text) VALUES (?1)", [insert])?)).await;
                    if written.is_ok() {
                        kept.push(word);
                    }
                }
                kept
            })
        };
        let (a, b) = (busy("a"), busy("b"));
        let mut base = Vec::new();
        for _ in 0..5 {
            tokio::time::sleep(Duration::from_millis(60)).await;
            // The same file back in its place: what was acknowledged in it before has to be in it.
            let swapped = databases.while_closed("a", |held| {
                let [file, _] = held.files();
                let put = swap::incoming(file.parent().and_then(Path::parent).unwrap_or(&file), "a", "", SystemClock.now());
                std::fs::copy(&file, &put).map_err(|cause| Error::internal("copying", cause))?;
                held.swap(&Swap { slug: "a".into(), put: Some(put), put_archive: None, keep_old: false })
            });
            base.push(swapped.await.expect("swapped"));
        }
        tokio::time::sleep(Duration::from_millis(60)).await;
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        let (a, b) = (a.await.expect("no panic"), b.await.expect("no panic"));
        assert!(!a.is_empty() && !b.is_empty());
        for (slug, kept) in [("a", a), ("b", b)] {
            let there: std::collections::HashSet<_> = words(&databases, slug).await.into_iter().collect();
            let lost: Vec<_> = kept.iter().filter(|word| !there.contains(*word)).collect();
            assert!(lost.is_empty(), "{slug}: {lost:?}");
        }
        let left = std::fs::read_dir(directory.path().join("accounts")).expect("listed").count();
        assert!(left <= 6, "two files with their logs, and nothing else: {left}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn somebody_who_reads_from_beside_is_waited_for_and_one_who_only_has_it_open_is_not() {
        let directory = tempfile::tempdir().expect("a directory");
        let databases = databases(directory.path());
        let account = databases.create_account("a").await.expect("created");
        say(&account, "then").await.expect("written");
        let put = copy(&databases, "a").await;
        say(&account, "since").await.expect("written");
        let beside = Connection::open(directory.path().join("accounts/a.db")).expect("opens");
        let count = |conn: &Connection| conn.query_row("SELECT count(*) FROM word", [], |row| row.get::<_, i64>(0)).expect("counts");
        beside.execute_batch("BEGIN").expect("begins");
        assert_eq!(count(&beside), 2);
        say(&account, "later").await.expect("written");
        let swapping = tokio::spawn({
            let databases = Arc::clone(&databases);
            async move { databases.swap(Swap { slug: "a".into(), put: Some(put), put_archive: None, keep_old: true }).await }
        });
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!swapping.is_finished());
        beside.execute_batch("COMMIT").expect("lets go");
        swapping.await.expect("no panic").expect("swapped");
        assert_eq!(words(&databases, "a").await, ["then"]);
        assert_eq!(count(&beside), 3, "it goes on with what it has open");
        drop(beside);
        say(&databases.account("a").await.expect("opens"), "new").await.expect("written");
        assert_eq!(words(&databases, "a").await, ["then", "new"], "and its end takes no log away");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_broken_file_can_be_replaced_and_a_missing_one_put_in() {
        let directory = tempfile::tempdir().expect("a directory");
        let databases = databases(directory.path());
        let account = databases.create_account("a").await.expect("created");
        say(&account, "then").await.expect("written");
        let (first, second) = (copy(&databases, "a").await, directory.path().join("accounts/incoming-b.db"));
        std::fs::copy(&first, &second).expect("copied");
        std::fs::write(directory.path().join("accounts/broken.db"), vec![7; 9_000]).expect("written");
        for (slug, put) in [("broken", first), ("fresh", second)] {
            assert!(databases.account(slug).await.is_err(), "{slug}");
            databases.swap(Swap { slug: slug.into(), put: Some(put), put_archive: None, keep_old: true }).await.expect("swapped");
            assert_eq!(words(&databases, slug).await, ["then"]);
        }
        databases.swap(Swap { slug: "fresh".into(), put: None, put_archive: None, keep_old: false }).await.expect("removed");
        assert!(!directory.path().join("accounts/fresh.db").exists());
        assert!(databases.account("fresh").await.is_err());
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn the_next_start_finishes_what_was_cut_off() {
        let directory = tempfile::tempdir().expect("a directory");
        let put = {
            let databases = databases(directory.path());
            let account = databases.create_account("a").await.expect("created");
            say(&account, "then").await.expect("written");
            let put = copy(&databases, "a").await;
            say(&account, "since").await.expect("written");
            put
        };
        let swap = Swap { slug: "a".into(), put: Some(put), put_archive: None, keep_old: true };
        let note = Note::of(directory.path(), &swap, SystemClock.now()).expect("noted");
        note.begin(&Connection::open(directory.path().join("control.db")).expect("opens")).expect("begun");
        std::fs::write(directory.path().join("accounts/incoming-x.db"), "").expect("written");
        let databases = databases(directory.path());
        assert_eq!(words(&databases, "a").await, ["then"]);
        assert!(!directory.path().join("accounts/incoming-x.db").exists(), "what never came in is cleared away");
        assert!(note.kept(directory.path()).expect("kept").exists());
    }
}
