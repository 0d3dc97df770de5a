//! Restores into a running box: one account, some or all, with progress. What fails in one account leaves it as it was and keeps
//! nothing from the others.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use tokio::runtime::Handle;

use crate::{
    accounts::{
        model::{Account, Actor},
        service::{self as accounts, errand::send, log_agency_act},
    },
    backup::{SavedFile, Snapshot, read::Shelf},
    backups::{
        restore::{Order, OrderState, Progress, Restored, Stage, Target, Told, Wanted},
        service::restore::{
            aside::ShowAside,
            origin::{Origin, pick, told},
            place::PutInPlace,
            ready::{self, Ready},
        },
        store::restore as store,
        texts::restore as texts,
    },
    base::error::{Error, Result},
    db::{Class, Tx},
    env::Env,
    retention::service as retention,
};

/// How long it takes until an end that could not be noted is noted once more.
const AGAIN: Duration = Duration::from_secs(5);

/// Restores what is wanted, for somebody. Beside the owner too: it writes new files here and has the owner put them in place.
pub async fn restore(
    env: &Env,
    origin: Origin,
    wanted: Wanted,
    actor: Actor,
    tell: impl Fn(Progress) + Send + 'static,
) -> Result<Vec<Told>> {
    let (env, runtime) = (env.clone(), Handle::current());
    let work = move || Desk { env, runtime, actor, wanted, tell: Box::new(tell), progress: Progress::default() }.work(&origin);
    tokio::task::spawn_blocking(work).await.map_err(|cause| Error::internal("a restore", cause))?
}

/// Begins a restore in the server, on a task of its own: its progress is read with [`find`]. One at a time.
pub async fn begin(env: &Env, actor: &Actor, wanted: Wanted) -> Result<i64> {
    let (by, noted, logged) = (actor.log_name(), wanted.clone(), actor.clone());
    let insert = move |tx: &Tx<'_>| {
        if store::is_open(tx)? {
            return Err(Error::conflict("restore", texts::BUSY_RESTORING));
        }
        let id = store::insert(tx, &by, &noted, tx.now())?;
        log_agency_act(tx, &logged, "backup.restore", &format!("restore:{id}"))?;
        Ok(id)
    };
    let id = env.db.control().write(Class::Person, insert).await?;
    let (env, actor) = (env.clone(), actor.clone());
    tokio::spawn(async move {
        let told = match Origin::of(&env, wanted.offsite).await {
            Ok(origin) => restore(&env, origin, wanted, actor, noting(env.clone(), id)).await,
            Err(error) => Err(error),
        };
        let told = told.unwrap_or_else(|error| vec![Told { account: String::new(), restored: None, fault: Some(error.message()) }]);
        let state = if told.iter().any(|told| told.fault.is_some()) { OrderState::Failed } else { OrderState::Done };
        // As long as it is open, no other one can be begun.
        loop {
            let told = told.clone();
            let end = move |tx: &Tx<'_>| store::end(tx, id, state, &told, tx.now());
            let Err(cause) = env.db.control().write(Class::Person, end).await else { break };
            tracing::error!(%cause, restore = id, "what came of a restore could not be noted; it is tried again");
            tokio::time::sleep(AGAIN).await;
        }
    });
    Ok(id)
}

/// A restore that was begun.
pub async fn find(env: &Env, id: i64) -> Result<Order> {
    env.db.control().read(move |conn| store::find(conn, id)).await
}

/// The restores of late, the newest first.
pub async fn newest(env: &Env, limit: u32) -> Result<Vec<Order>> {
    env.db.control().read(move |conn| store::newest(conn, limit)).await
}

/// Ends what the process before this one has left open: its files are cleared away, and the accounts are whole.
pub async fn sweep(env: &Env) -> Result<usize> {
    if !env.db.control().read(store::is_open).await? {
        return Ok(0);
    }
    let told = [Told { account: String::new(), restored: None, fault: Some(texts::CUT_OFF.into()) }];
    env.db.control().write(Class::Person, move |tx| store::end_open(tx, &told, tx.now())).await
}

/// May this file become the account's? What was erased stays erased, and another account's data come to nobody of its name.
pub async fn permitted(env: &Env, slug: &str, saved: &SavedFile) -> Result<Account> {
    let (at, key) = (saved.at, slug.to_owned());
    let refused = |text: crate::base::lang::Text| Error::conflict("account", text.with(&[("account", &slug)]));
    let erased = env.db.control().read(move |conn| store::erased(conn, &key)).await?;
    if erased.is_some_and(|(_, erased_at)| at <= erased_at) {
        return Err(refused(texts::ERASED));
    }
    let account = accounts::find(env, slug).await?.ok_or_else(|| refused(texts::NOT_HERE))?;
    if account.created_at > at { Err(refused(texts::ANOTHER_ACCOUNT)) } else { Ok(account) }
}

/// Notes progress in the control file; what comes while the last note is on its way is left out.
fn noting(env: Env, id: i64) -> impl Fn(Progress) + Send + 'static {
    let (runtime, busy) = (Handle::current(), Arc::new(AtomicBool::new(false)));
    move |progress| {
        if busy.swap(true, Ordering::AcqRel) {
            return;
        }
        let (env, busy) = (env.clone(), Arc::clone(&busy));
        runtime.spawn(async move {
            // Only while it is open: the end must not be undone.
            let note = move |tx: &Tx<'_>| if store::find(tx, id)?.state.is_open() { store::tell(tx, id, &progress) } else { Ok(()) };
            drop(env.db.control().write(Class::Person, note).await);
            busy.store(false, Ordering::Release);
        });
    }
}

/// One restore at work, on a thread that may block.
struct Desk {
    env: Env,
    runtime: Handle,
    actor: Actor,
    wanted: Wanted,
    tell: Box<dyn Fn(Progress) + Send>,
    progress: Progress,
}

impl Desk {
    fn work(mut self, origin: &Origin) -> Result<Vec<Told>> {
        self.tell(Stage::Opening);
        let opened = origin.open()?;
        let snapshot = pick(&opened.snapshots, &self.wanted.which)?;
        let slugs = if self.wanted.accounts.is_empty() { slugs_in(snapshot) } else { self.wanted.accounts.clone() };
        self.check_room(snapshot, &slugs)?;
        let indexed = opened.repository.shelf(&opened.lock).map_err(told)?;
        self.progress.of = slugs.len();
        let mut told = Vec::new();
        for slug in slugs {
            self.progress.account = Some(slug.clone());
            let outcome = self.one(&indexed, snapshot, &slug);
            if let Err(Error::Internal(cause)) = &outcome {
                tracing::error!(account.slug = slug, cause, "an account could not be restored");
            }
            let (restored, fault) = match outcome {
                Ok(restored) => (Some(restored), None),
                Err(error) => (None, Some(accounts::job::words(&error))),
            };
            told.push(Told { account: slug, restored, fault });
            self.progress.done += 1;
        }
        self.progress.account = None;
        self.tell(Stage::Placing);
        Ok(told)
    }

    fn one(&mut self, indexed: &Shelf<'_>, snapshot: &Snapshot, slug: &str) -> Result<Restored> {
        let began = Instant::now();
        let (saved, _) = ready::saved(snapshot, slug)?;
        let account = self.runtime.block_on(permitted(&self.env, slug, saved))?;
        let list = self.runtime.block_on(retention::list_of(&self.env, account.id))?;
        let (data_dir, now) = (self.env.settings.data_dir.clone(), self.env.now());
        let ready = ready::make_ready(indexed, snapshot, slug, &data_dir, &list, now, |stage| self.tell(stage))?;
        self.tell(Stage::Placing);
        match self.put(snapshot, &account, &ready) {
            Ok((kept, as_account)) => Ok(Restored {
                snapshot: snapshot.id.clone(),
                at: ready.at,
                as_account,
                kept,
                steps: ready.done.steps,
                erased_again: ready.done.erased_again,
                given_up: ready.done.given_up,
                bytes: ready.bytes,
                took_ms: i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX),
            }),
            Err(error) => {
                ready::discard(&ready);
                Err(error)
            }
        }
    }

    /// The old file's name, or that of the account beside.
    fn put(&self, snapshot: &Snapshot, account: &Account, ready: &Ready) -> Result<(Option<String>, Option<String>)> {
        let by = accounts::access(&self.actor, "account.restore", &format!("account:{}", account.slug));
        let (file, archive) = (ready.file.clone(), ready.archive.clone());
        match self.wanted.target {
            Target::InPlace => {
                let put = PutInPlace { slug: account.slug.clone(), file, archive, by };
                Ok((self.runtime.block_on(send(&self.env, put))?, None))
            }
            Target::Aside => {
                let show = ShowAside { of: account.slug.clone(), file, archive, snapshot: snapshot.id.clone(), at: ready.at, by };
                Ok((None, Some(self.runtime.block_on(send(&self.env, show))?)))
            }
        }
    }

    /// For all of them together, since the old files stay.
    fn check_room(&self, snapshot: &Snapshot, slugs: &[String]) -> Result<()> {
        let mut needed = 0;
        for slug in slugs {
            // One that is not in it is told of when its turn comes.
            if let Ok((file, archive)) = ready::saved(snapshot, slug) {
                needed += ready::room_for(file, archive).unwrap_or(0);
            }
        }
        ready::check_room(&self.env.settings.data_dir, needed)
    }

    fn tell(&mut self, stage: Stage) {
        self.progress.stage = stage;
        (self.tell)(self.progress.clone());
    }
}

/// The accounts of a snapshot.
pub fn slugs_in(snapshot: &Snapshot) -> Vec<String> {
    let slug = |path: &str| Some(path.strip_prefix("accounts/")?.strip_suffix(".db").filter(|slug| !slug.contains('.'))?.to_owned());
    snapshot.record.files.iter().filter_map(|file| slug(&file.path)).collect()
}
