//! Runs what is due: soon after the commit that queued it, a few jobs of each kind and account at a time.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{
    sync::{Notify, Semaphore},
    task::{JoinHandle, JoinSet},
};

use crate::{
    base::{
        chance::Chance,
        error::{Error, Result},
        lang::{Message, Text, text},
        time::{Clock, Timestamp},
    },
    db::{Class, Database, Databases},
    queue::{
        backoff::{TRIES, wait_ms},
        job::{Job, Kind, Outcome, State},
        table,
    },
};

/// Whose file a job lies in: an account's, by its slug, or the agency's.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    Agency,
    Account(String),
}

impl Owner {
    /// The account's slug; absent for the agency.
    pub fn slug(&self) -> Option<&str> {
        match self {
            Self::Agency => None,
            Self::Account(slug) => Some(slug),
        }
    }
}

/// Who knows how to do the jobs: the assembly, which sees every feature.
pub trait Hands: Send + Sync + 'static {
    fn work(&self, owner: &Owner, job: &Job) -> impl Future<Output = Outcome> + Send;
}

/// The jobs of one kind and owner that run at once, and those of everybody together.
const OF_A_KIND: usize = 4;
const OF_ALL: usize = 64;
/// What a try may take. Shorter than a lease.
const TRY_LIMIT: Duration = Duration::from_mins(1);
/// How often the files are asked whether they have had commits.
const LOOK_EVERY: Duration = Duration::from_millis(200);

const TOOK_TOO_LONG: Text = text("1분 안에 끝나지 않아 멈췄습니다.", "It was stopped because it had not ended within a minute.");
const WORN_OUT: Text = text(
    "시도할 때마다 프로그램이 멈춰서 그만두었습니다. 로그를 확인해 주세요.",
    "Given up: the program stopped during every try. See its log.",
);

/// The worker of one process.
pub struct Worker<H>(Arc<Inner<H>>);

struct Inner<H> {
    db: Arc<Databases>,
    clock: Arc<dyn Clock>,
    chance: Arc<dyn Chance>,
    hands: H,
    /// Tells this process from others, dead ones.
    id: i64,
    places: Semaphore,
    /// Rung when a lane has ended: it may have left something.
    bell: Notify,
    busy: Mutex<HashSet<(Owner, Kind)>>,
}

impl<H> Clone for Worker<H> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

/// What was seen of a file the last time.
#[derive(Clone, Copy)]
struct Seen {
    commits: u64,
    next_due: Option<Timestamp>,
}

impl<H: Hands> Worker<H> {
    pub fn new(db: Arc<Databases>, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>, hands: H) -> Self {
        // Positive, and never the same for two processes that matter to each other.
        let id = i64::from_le_bytes(chance.bytes()) & i64::MAX;
        Self(Arc::new(Inner { db, clock, chance, hands, id, places: Semaphore::new(OF_ALL), bell: Notify::new(), busy: Mutex::default() }))
    }

    /// Works until it is aborted. What runs then stays leased and is run again by the next process.
    pub fn start(self) -> JoinHandle<()> {
        tokio::spawn(async move {
            let mut seen: HashMap<Owner, Seen> = HashMap::new();
            let mut released: HashSet<Owner> = HashSet::new();
            let mut lanes = JoinSet::new();
            loop {
                for owner in self.owners(&seen) {
                    match self.look(&owner, &mut seen, &mut released).await {
                        Ok(kinds) => {
                            for kind in kinds {
                                if !self.take_lane(&owner, kind) {
                                    // The lane may just be ending, and have missed what came last.
                                    seen.remove(&owner);
                                    continue;
                                }
                                let (worker, owner) = (self.clone(), owner.clone());
                                lanes.spawn(async move {
                                    if let Err(cause) = worker.run_lane(&owner, kind).await {
                                        tracing::warn!(account.slug = owner.slug(), ?kind, %cause, "queued work stays where it is until the next look");
                                    }
                                    worker.leave_lane(&owner, kind);
                                });
                            }
                        }
                        Err(cause) => {
                            // Looked at again when it has had a commit, or is opened anew.
                            tracing::warn!(account.slug = owner.slug(), %cause, "the queue of this file can't be looked at now");
                            seen.remove(&owner);
                        }
                    }
                }
                while lanes.try_join_next().is_some() {}
                tokio::select! {
                    () = tokio::time::sleep(LOOK_EVERY) => {}
                    () = self.0.bell.notified() => {}
                }
            }
        })
    }

    /// What tells this process from others in the table of jobs.
    pub fn id(&self) -> i64 {
        self.0.id
    }

    /// Runs everything of one owner that is due now, to its end. Answers with how many tries it made.
    pub async fn run_due(&self, owner: &Owner) -> Result<usize> {
        let (mut seen, mut released) = (HashMap::new(), HashSet::new());
        let mut tries = 0;
        for kind in self.look(owner, &mut seen, &mut released).await? {
            tries += self.run_lane(owner, kind).await?;
        }
        Ok(tries)
    }

    /// The agency, the accounts whose files are open, and closed ones in which something has become due.
    fn owners(&self, seen: &HashMap<Owner, Seen>) -> Vec<Owner> {
        let now = self.0.clock.now();
        let open: Vec<Owner> = self.0.db.open_accounts().into_iter().map(|(slug, _)| Owner::Account(slug)).collect();
        let closed: Vec<Owner> = seen
            .iter()
            .filter(|(owner, seen)| **owner != Owner::Agency && !open.contains(owner) && seen.next_due.is_some_and(|due| due <= now))
            .map(|(owner, _)| owner.clone())
            .collect();
        std::iter::once(Owner::Agency).chain(open).chain(closed).collect()
    }

    /// The kinds of which an owner has something due. A file without news is not asked.
    async fn look(&self, owner: &Owner, seen: &mut HashMap<Owner, Seen>, released: &mut HashSet<Owner>) -> Result<Vec<Kind>> {
        let now = self.0.clock.now();
        let database = self.database(owner).await?;
        let commits = database.commits();
        if seen.get(owner).is_some_and(|seen| seen.commits == commits && seen.next_due.is_none_or(|due| due > now)) {
            return Ok(Vec::new());
        }
        let id = self.0.id;
        if !released.contains(owner) {
            if database.read(move |conn| table::any_held_by_others(conn, id)).await? {
                let freed = database.write(Class::Person, move |tx| table::release_others(tx, id, tx.now())).await?;
                tracing::info!(account.slug = owner.slug(), freed, "work that was cut short is taken up again");
            }
            released.insert(owner.clone());
        }
        let due = database.read(table::due).await?;
        let next_due = due.iter().map(|(_, at)| *at).filter(|at| *at > now).min();
        seen.insert(owner.clone(), Seen { commits, next_due });
        Ok(due.into_iter().filter(|(_, at)| *at <= now).map(|(kind, _)| kind).collect())
    }

    async fn database(&self, owner: &Owner) -> Result<Database> {
        match owner {
            Owner::Agency => Ok(self.0.db.control().clone()),
            Owner::Account(slug) => match self.0.db.if_open(slug) {
                Some(database) => Ok(database),
                None => self.0.db.account(slug).await,
            },
        }
    }

    fn take_lane(&self, owner: &Owner, kind: Kind) -> bool {
        self.0.busy.lock().unwrap_or_else(PoisonError::into_inner).insert((owner.clone(), kind))
    }

    fn leave_lane(&self, owner: &Owner, kind: Kind) {
        self.0.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&(owner.clone(), kind));
        self.0.bell.notify_one();
    }

    /// Runs the due jobs of one kind and owner, a few at once, until none is left.
    async fn run_lane(&self, owner: &Owner, kind: Kind) -> Result<usize> {
        let database = self.database(owner).await?;
        let id = self.0.id;
        let mut running = JoinSet::new();
        let mut tries = 0;
        loop {
            let free = OF_A_KIND - running.len();
            let leased = database.write(Class::Person, move |tx| table::lease(tx, kind, id, free, tx.now())).await?;
            for job in leased {
                tries += 1;
                let (worker, database, owner) = (self.clone(), database.clone(), owner.clone());
                running.spawn(async move { worker.run(&owner, &database, job).await });
            }
            match running.join_next().await {
                Some(ended) => ended.map_err(|cause| Error::internal("queued work", cause))??,
                None => return Ok(tries),
            }
        }
    }

    async fn run(&self, owner: &Owner, database: &Database, job: Job) -> Result<()> {
        let outcome = if table::is_worn_out(&job) {
            Outcome::never(WORN_OUT)
        } else {
            let _place = self.0.places.acquire().await.map_err(|cause| Error::internal("a place for queued work", cause))?;
            tokio::time::timeout(TRY_LIMIT, self.0.hands.work(owner, &job)).await.unwrap_or_else(|_| Outcome::later(TOOK_TOO_LONG))
        };
        let (id, chance) = (self.0.id, u32::from_le_bytes(self.0.chance.bytes()));
        let outcome = match outcome {
            Outcome::Later { why, .. } if job.tries >= TRIES => Outcome::Never(why),
            other => other,
        };
        if matches!(outcome, Outcome::Never(_)) {
            tracing::warn!(account.slug = owner.slug(), job.kind = ?job.kind, job.id, job.tries, "queued work is given up");
        }
        database
            .write(Class::Person, move |tx| match &outcome {
                Outcome::Done(answer) => table::finish(tx, &job, id, State::Done, answer, tx.now()),
                Outcome::Never(why) => table::finish(tx, &job, id, State::GivenUp, why, tx.now()),
                Outcome::Later { why, after_ms } => {
                    table::put_back(tx, &job, id, why, tx.now().plus_ms(wait_ms(job.tries, *after_ms, chance)))
                }
            })
            .await
    }
}

/// What an error of ours means for a job: it is tried again.
pub fn fault(error: &Error) -> Outcome {
    let why: Message = error.message();
    if !matches!(error, Error::Later { .. }) {
        tracing::error!(cause = %error, "queued work failed");
    }
    Outcome::later(why)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::{
        base::{
            chance::SeededChance,
            time::{FrozenClock, MINUTE_MS, SECOND_MS},
        },
        db::{
            lock::DirectoryLock,
            readers::{DEADLINE, Limits},
        },
        queue::job::NewJob,
    };

    /// Does what the payload says, and notes what it did.
    #[derive(Default)]
    struct Script {
        done: Mutex<Vec<String>>,
        at_once: AtomicUsize,
        most_at_once: AtomicUsize,
    }

    #[derive(Clone, Default)]
    struct Actor(Arc<Script>);

    impl Hands for Actor {
        async fn work(&self, owner: &Owner, job: &Job) -> Outcome {
            let now = self.0.at_once.fetch_add(1, Ordering::SeqCst) + 1;
            self.0.most_at_once.fetch_max(now, Ordering::SeqCst);
            let told: String = table::payload(job).expect("a text");
            if told == "hang" {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
            self.0.at_once.fetch_sub(1, Ordering::SeqCst);
            self.0.done.lock().expect("a lock").push(format!("{owner:?} {}", job.key));
            match told.as_str() {
                "fail" => Outcome::later(text("나중에", "later")),
                "refuse" => Outcome::never(text("안 됨", "no")),
                _ => Outcome::Done(text("됨", "done").into()),
            }
        }
    }

    struct Setting {
        directory: tempfile::TempDir,
        clock: Arc<FrozenClock>,
        db: Arc<Databases>,
        actor: Actor,
    }

    fn open(directory: &std::path::Path, clock: &Arc<FrozenClock>) -> Arc<Databases> {
        let limits = Limits { threads: 4, connections: 20, idle: Duration::from_millis(1), deadline: DEADLINE, foreign_checkpoints: false };
        let lock = DirectoryLock::take(directory).expect("free");
        Arc::new(Databases::open(directory, lock, limits, Arc::clone(clock) as Arc<dyn Clock>).expect("opens"))
    }

    impl Setting {
        async fn new(accounts: &[&str]) -> Self {
            let directory = tempfile::tempdir().expect("a directory");
            let clock = Arc::new(FrozenClock::at(Timestamp(1_000_000)));
            let db = open(directory.path(), &clock);
            for slug in accounts {
                db.create_account(slug).await.expect("made");
            }
            Self { directory, clock, db, actor: Actor::default() }
        }

        fn worker(&self, seed: u64) -> Worker<Actor> {
            Worker::new(
                Arc::clone(&self.db),
                Arc::clone(&self.clock) as Arc<dyn Clock>,
                Arc::new(SeededChance::new(seed)),
                self.actor.clone(),
            )
        }

        async fn enqueue(&self, slug: &str, kind: Kind, key: &str, what: &str) -> bool {
            let (key, payload) = (key.to_owned(), serde_json::json!(what));
            let account = self.db.account(slug).await.expect("opens");
            let write = account.write(Class::Person, move |tx| {
                table::enqueue(tx, &NewJob { kind, key: &key, payload: &payload, due_at: tx.now() }, tx.now())
            });
            write.await.expect("queued")
        }

        async fn job(&self, slug: &str, id: i64) -> Job {
            let account = self.db.account(slug).await.expect("opens");
            account.read(move |conn| table::find(conn, id)).await.expect("read").expect("a job")
        }

        fn done(&self) -> Vec<String> {
            self.actor.0.done.lock().expect("a lock").clone()
        }
    }

    fn of(slug: &str) -> Owner {
        Owner::Account(slug.to_owned())
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_job_is_queued_once_and_done_once() {
        let setting = Setting::new(&["a"]).await;
        assert!(setting.enqueue("a", Kind::Letter, "k", "do").await);
        assert!(!setting.enqueue("a", Kind::Letter, "k", "do").await, "the same thing again");
        let worker = setting.worker(1);
        assert_eq!(worker.run_due(&of("a")).await.expect("ran"), 1);
        assert_eq!(worker.run_due(&of("a")).await.expect("ran"), 0);
        assert!(!setting.enqueue("a", Kind::Letter, "k", "do").await, "done is not done again");
        let job = setting.job("a", 1).await;
        assert_eq!((job.state, job.tries, job.answer.map(|answer| answer.en)), (State::Done, 1, Some("done".into())));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_failing_job_waits_longer_and_longer_and_is_given_up_with_its_reason() {
        let setting = Setting::new(&["a"]).await;
        setting.enqueue("a", Kind::Letter, "k", "fail").await;
        let worker = setting.worker(1);
        for tries in 1..=TRIES {
            assert_eq!(worker.run_due(&of("a")).await.expect("ran"), 1, "try {tries}");
            assert_eq!(worker.run_due(&of("a")).await.expect("ran"), 0, "not at once again");
            let job = setting.job("a", 1).await;
            assert_eq!(job.tries, tries);
            assert_eq!(job.state, if tries < TRIES { State::Waiting } else { State::GivenUp });
            let wait = job.due_at.ms_since(setting.clock.now());
            assert!(tries == TRIES || (4 * SECOND_MS..=360 * MINUTE_MS).contains(&wait), "{wait}");
            setting.clock.set(job.due_at);
        }
        setting.clock.advance_ms(1_000 * MINUTE_MS);
        assert_eq!(worker.run_due(&of("a")).await.expect("ran"), 0, "given up");
        assert_eq!(setting.job("a", 1).await.answer.map(|answer| answer.en), Some("later".into()));
        let account = setting.db.account("a").await.expect("opens");
        account.write(Class::Person, |tx| table::again(tx, 1, tx.now())).await.expect("again");
        assert_eq!(worker.run_due(&of("a")).await.expect("ran"), 1, "somebody asked for it");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_no_repetition_helps_is_given_up_at_once() {
        let setting = Setting::new(&["a"]).await;
        setting.enqueue("a", Kind::Webhook, "k", "refuse").await;
        assert_eq!(setting.worker(1).run_due(&of("a")).await.expect("ran"), 1);
        assert_eq!(setting.job("a", 1).await.state, State::GivenUp);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_job_that_died_between_sending_and_noting_it_runs_again() {
        let setting = Setting::new(&["a"]).await;
        setting.enqueue("a", Kind::Letter, "k", "do").await;
        let dead = setting.worker(1);
        let account = setting.db.account("a").await.expect("opens");
        let id = dead.0.id;
        let held = account.write(Class::Person, move |tx| table::lease(tx, Kind::Letter, id, 4, tx.now())).await.expect("leased");
        assert_eq!(held.len(), 1);
        // The process is gone: nothing was noted. The next one opens the directory.
        drop((account, dead));
        let Setting { directory, clock, db, actor } = setting;
        drop(db);
        let db = open(directory.path(), &clock);
        let setting = Setting { directory, clock, db, actor };
        setting.db.account("a").await.expect("opens");
        assert_eq!(setting.worker(2).run_due(&of("a")).await.expect("ran"), 1, "without waiting for the lease to end");
        let job = setting.job("a", 1).await;
        assert_eq!((job.state, job.tries), (State::Done, 2));
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_late_answer_of_somebody_else_changes_nothing() {
        let setting = Setting::new(&["a"]).await;
        setting.enqueue("a", Kind::Letter, "k", "do").await;
        let account = setting.db.account("a").await.expect("opens");
        let first = account.write(Class::Person, |tx| table::lease(tx, Kind::Letter, 1, 4, tx.now())).await.expect("leased").remove(0);
        setting.clock.advance_ms(table::LEASE_MS);
        let second = account.write(Class::Person, |tx| table::lease(tx, Kind::Letter, 1, 4, tx.now())).await.expect("leased");
        assert_eq!(second.len(), 1, "the lease had ended");
        let why = Message::from(text("늦음", "late"));
        account.write(Class::Person, move |tx| table::finish(tx, &first, 1, State::GivenUp, &why, tx.now())).await.expect("no fault");
        assert_eq!(setting.job("a", 1).await.state, State::Leased);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_hanging_kind_of_one_account_holds_nobody_else_up() {
        let setting = Setting::new(&["a", "b"]).await;
        for number in 0..20 {
            setting.enqueue("a", Kind::Webhook, &number.to_string(), "hang").await;
        }
        let running = setting.worker(1).start();
        tokio::time::sleep(LOOK_EVERY * 2).await;
        setting.enqueue("a", Kind::Letter, "mail", "do").await;
        setting.enqueue("b", Kind::Webhook, "hook", "do").await;
        tokio::time::sleep(LOOK_EVERY * 4).await;
        let mut done = setting.done();
        done.sort();
        assert_eq!(done, ["Account(\"a\") mail", "Account(\"b\") hook"]);
        assert!(setting.actor.0.most_at_once.load(Ordering::SeqCst) <= OF_A_KIND + 2);
        running.abort();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_is_due_in_a_closed_file_is_done_all_the_same() {
        let setting = Setting::new(&["a"]).await;
        setting.enqueue("a", Kind::Letter, "k", "fail").await;
        let running = setting.worker(1).start();
        tokio::time::sleep(LOOK_EVERY * 3).await;
        setting.db.close_idle();
        assert!(setting.db.open_accounts().is_empty(), "closed");
        setting.clock.advance_ms(MINUTE_MS);
        tokio::time::sleep(LOOK_EVERY * 4).await;
        assert_eq!(setting.done().len(), 2);
        running.abort();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn two_hundred_jobs_are_each_done_once() {
        let setting = Setting::new(&["a", "b"]).await;
        for number in 0..100 {
            setting.enqueue("a", Kind::Letter, &number.to_string(), "do").await;
            setting.enqueue("b", Kind::Letter, &number.to_string(), "do").await;
        }
        let running = setting.worker(1).start();
        for _ in 0..200 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            if setting.done().len() >= 200 {
                break;
            }
        }
        let done: HashSet<String> = setting.done().into_iter().collect();
        assert_eq!((done.len(), setting.done().len()), (200, 200));
        running.abort();
    }
}
