//! The account's door, and what is done with accounts as a whole.

pub mod access_log;
pub mod adopt;
pub mod erasing;
pub mod errand;
pub mod hosts;
pub mod job;
pub mod parcel;
pub mod upkeep;

use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use rusqlite::Connection;

use crate::{
    accounts::{
        model::{Access, Account, AccountChange, AccountStatus, Actor, ActorKind, NewAccount, Right},
        store, texts,
    },
    base::{
        error::{Error, Result},
        ids::UserId,
        time::{DAY_MS, Timestamp},
    },
    cache::{AGENCY, Shelf, Space, State, Weigh},
    db::{Beside, Class, Database, Tx, idempotency, outbox, swap::Swap},
    env::Env,
};

/// Accounts by slug: asked for with every request.
const ACCOUNTS: Space = Space { name: "accounts", lifetime_ms: DAY_MS, shelf: Shelf::Data };

/// One account, opened for somebody. Nothing else hands out an account's data, so a handler without the check can't be written.
#[derive(Clone)]
pub struct AccountCx {
    env: Env,
    account: Arc<Account>,
    actor: Arc<Actor>,
    database: Database,
    /// The idempotency key of the request: its first write notes it.
    request_key: Arc<Mutex<Option<idempotency::Key>>>,
}

/// A write transaction in an account. What it changes is logged with [`AccountTx::log`].
pub struct AccountTx<'t, 'c> {
    tx: &'t Tx<'c>,
    actor: &'t Actor,
    beside: &'t Beside,
}

impl AccountCx {
    pub const fn env(&self) -> &Env {
        &self.env
    }

    pub fn account(&self) -> &Account {
        &self.account
    }

    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    pub fn now(&self) -> Timestamp {
        self.env.now()
    }

    /// May whoever acts here do this?
    pub fn may(&self, right: Right) -> bool {
        self.actor.may(right)
    }

    /// Are names, numbers and addresses of people to be shown masked, whatever is asked for?
    pub fn masks(&self) -> bool {
        !self.may(Right::Unmask) && self.actor.kind != ActorKind::Visitor
    }

    /// The same on lists, where the account's setting masks them to everyone. What it veils can be revealed on a person's own page.
    pub fn masks_lists(&self) -> bool {
        self.masks() || (self.account.mask_lists && self.actor.kind != ActorKind::Visitor)
    }

    /// The agent who sees no leads but their own; absent for everybody else.
    pub fn only_own(&self) -> Option<UserId> {
        self.actor.only_own()
    }

    /// What a feature keeps in memory as long as the account's file is open.
    pub fn beside<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.database.beside().get()
    }

    /// What mirrors the account's file, such as an index to search by: made anew when another process has written to the file.
    pub fn mirror<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.database.beside().mirror()
    }

    /// Commits since the account's file was opened.
    pub fn commits(&self) -> u64 {
        self.database.commits()
    }

    /// How far the account's file has come: what is kept at this state is never older than a change.
    pub fn state(&self) -> State {
        self.database.state()
    }

    /// The same, for a request that carries an idempotency key.
    pub fn with_request_key(mut self, key: idempotency::Key) -> Self {
        self.request_key = Arc::new(Mutex::new(Some(key)));
        self
    }

    /// Asks the account's file.
    pub async fn read<T: Send + 'static>(&self, ask: impl FnOnce(&Connection) -> Result<T> + Send + 'static) -> Result<T> {
        self.database.read(ask).await
    }

    /// Changes the account's file; answers once it is on disk. An archived account is read-only.
    pub async fn write<T: Send + 'static>(&self, work: impl FnOnce(&AccountTx<'_, '_>) -> Result<T> + Send + 'static) -> Result<T> {
        let class = match self.actor.kind {
            ActorKind::Visitor => Class::Visitor,
            ActorKind::Product => Class::Batch,
            ActorKind::User(_) | ActorKind::Token(_) | ActorKind::Operator => Class::Person,
        };
        self.write_as(class, work).await
    }

    /// Notes for the access log what somebody looks at: `note_access("customer.reveal", format!("customer:{id}"))`. Whoever may read an
    /// archived account leaves a trace there too.
    pub async fn note_access(&self, action: &'static str, subject: String) -> Result<()> {
        self.commit(Class::Person, None, move |tx| tx.log(action, &subject)).await
    }

    /// The same as [`Self::write`] for one slice of long work: it waits for everybody else's writes.
    pub async fn write_slice<T: Send + 'static>(&self, work: impl FnOnce(&AccountTx<'_, '_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.write_as(Class::Batch, work).await
    }

    /// The same as [`Self::write_slice`] for what is computed from other rows of the file: it may be answered before it is on disk, so what
    /// says how far the work is goes into the same transaction, and the last slice is written with [`Self::write_slice`].
    pub async fn write_computed<T: Send + 'static>(
        &self,
        work: impl FnOnce(&AccountTx<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.write_as(Class::Computed, work).await
    }

    /// The same as [`Self::write_slice`] for the upkeep that an archived account needs too: what is too old goes from it like from others.
    pub async fn write_upkeep<T: Send + 'static>(&self, work: impl FnOnce(&AccountTx<'_, '_>) -> Result<T> + Send + 'static) -> Result<T> {
        self.commit(Class::Batch, None, work).await
    }

    /// Fails in an archived account: for what changes nothing in its file and still must not be done, such as sending mail.
    pub fn refuse_archived(&self) -> Result<()> {
        if self.account.status == AccountStatus::Archived { Err(Error::Forbidden(texts::READ_ONLY.into())) } else { Ok(()) }
    }

    async fn write_as<T: Send + 'static>(
        &self,
        class: Class,
        work: impl FnOnce(&AccountTx<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.refuse_archived()?;
        let request_key = self.request_key.lock().unwrap_or_else(PoisonError::into_inner).take();
        self.commit(class, request_key, work).await
    }

    async fn commit<T: Send + 'static>(
        &self,
        class: Class,
        request_key: Option<idempotency::Key>,
        work: impl FnOnce(&AccountTx<'_, '_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let actor = Arc::clone(&self.actor);
        let beside = Arc::clone(self.database.beside());
        self.database
            .write(class, move |tx| {
                if let Some(key) = request_key {
                    idempotency::begin(tx, key, tx.now())?;
                }
                work(&AccountTx { tx, actor: &actor, beside: &beside })
            })
            .await
    }
}

impl AccountTx<'_, '_> {
    pub const fn actor(&self) -> &Actor {
        self.actor
    }

    /// What a feature keeps in memory as long as the account's file is open: told of a change by `after_commit`.
    pub fn beside<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.beside.get()
    }

    /// What mirrors the account's file: told of a change by `after_commit`.
    pub fn mirror<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        self.beside.mirror()
    }

    /// Notes for the access log whose data this transaction changes: `log("customer.update", &format!("customer:{id}"))`.
    pub fn log(&self, action: &str, subject: &str) -> Result<()> {
        let payload = serde_json::to_string(&access(self.actor, action, subject)).map_err(|cause| Error::internal("access log", cause))?;
        outbox::add(self.tx, outbox::Kind::Access, &payload, self.tx.now())
    }
}

impl<'c> Deref for AccountTx<'_, 'c> {
    type Target = Tx<'c>;
    fn deref(&self) -> &Tx<'c> {
        self.tx
    }
}

/// Opens an account for somebody whom the caller has let in. A slug that nobody has is a 404.
pub async fn enter(env: &Env, slug: &str, actor: Arc<Actor>) -> Result<AccountCx> {
    let account = find(env, slug).await?.ok_or(Error::NotFound)?;
    let database = env.db.account(&account.slug).await?;
    Ok(opened(env, account, actor, database))
}

/// An account whose file is open, for the product's own work on it; absent when it is closed. It is kept open no longer for that.
pub async fn enter_if_open(env: &Env, slug: &str) -> Result<Option<AccountCx>> {
    let Some(account) = find(env, slug).await? else { return Ok(None) };
    Ok(env.db.if_open(slug).map(|database| opened(env, account, Arc::new(Actor::product()), database)))
}

/// Whatever is kept of an account's file is read through here, and goes with the file.
fn opened(env: &Env, account: Account, actor: Arc<Actor>, database: Database) -> AccountCx {
    let id = account.id;
    database.forget_with(|| {
        let cache = Arc::clone(&env.cache);
        move || cache.drop_account(id)
    });
    AccountCx { env: env.clone(), account: Arc::new(account), actor, database, request_key: Arc::default() }
}

/// The account of a slug; absent when there is none.
pub async fn find(env: &Env, slug: &str) -> Result<Option<Account>> {
    let key = slug.to_owned();
    // What is not there is not kept: anybody can ask for any number of such names.
    let load = env.db.control().read(move |conn| store::find(conn, &key)?.ok_or(Error::NotFound));
    match env.cache.get_or_load(&ACCOUNTS, AGENCY, slug, env.now(), load).await {
        Ok(account) => Ok(Some((*account).clone())),
        Err(Error::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Is an account still there that was looked up before? For who holds its files: whatever erases it waits for them from now on.
pub fn is_there(control: &Connection, account: &Account) -> Result<bool> {
    Ok(store::find(control, &account.slug)?.is_some_and(|found| found.id == account.id))
}

/// The accounts of a control file that is looked at from outside, and the slugs whose creation was interrupted.
pub fn of_file(conn: &Connection) -> Result<(Vec<Account>, Vec<String>)> {
    Ok((store::list(conn)?, store::pending(conn)?))
}

/// All accounts, by name.
pub async fn list(env: &Env) -> Result<Vec<Account>> {
    env.db.control().read(store::list).await
}

/// Makes an account: pending in the control file, then its own file, then confirmed, since the two can't change together.
pub async fn create(env: &Env, actor: &Actor, new: NewAccount) -> Result<Account> {
    let (max, slug) = (env.settings.accounts.max_active, new.slug.as_str().to_owned());
    let entry = access(actor, "account.create", &format!("account:{slug}"));
    let id = env
        .db
        .control()
        .write(Class::Person, move |tx| {
            if store::count_active(tx)? >= max {
                return Err(Error::conflict("status", texts::TOO_MANY.with(&[("max", &max)])));
            }
            let id = store::insert_pending(tx, &new, tx.now())?;
            store::access_log::append(tx, Some(id), None, &entry, tx.now())?;
            Ok(id)
        })
        .await?;
    // What an interrupted import may have left there is nobody's.
    if env.db.data_dir().join("accounts").join(format!("{slug}.db")).exists() {
        env.db.swap(Swap { slug: slug.clone(), put: None, put_archive: None, keep_old: false }).await?;
    }
    env.db.create_account(&slug).await?;
    let env_after = env.clone();
    let key = slug.clone();
    env.db
        .control()
        .write(Class::Person, move |tx| {
            store::confirm(tx, id)?;
            tx.after_commit(move || env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &key));
            Ok(())
        })
        .await?;
    find(env, &slug).await?.ok_or(Error::NotFound)
}

/// Renames, pauses, resumes, archives or moves an account to another time zone or language. Its status is for owners.
pub async fn update(env: &Env, actor: &Actor, slug: &str, change: AccountChange) -> Result<Account> {
    let account = find(env, slug).await?.ok_or(Error::NotFound)?;
    if change.status.is_some_and(|status| status != account.status) && !actor.may(Right::Administer) {
        return Err(Error::Forbidden(texts::STATUS_FOR_OWNERS.into()));
    }
    if account.status == AccountStatus::Archived && change.status.is_none_or(|status| status == AccountStatus::Archived) {
        return Err(Error::Forbidden(texts::READ_ONLY.into()));
    }
    let max = env.settings.accounts.max_active;
    let entry = access(actor, "account.update", &format!("account:{slug}"));
    let (env_after, key) = (env.clone(), slug.to_owned());
    env.db
        .control()
        .write(Class::Person, move |tx| {
            let resumes = change.status == Some(AccountStatus::Active) && account.status != AccountStatus::Active;
            if resumes && store::count_active(tx)? >= max {
                return Err(Error::conflict("status", texts::TOO_MANY.with(&[("max", &max)])));
            }
            store::update(tx, account.id, &change)?;
            store::access_log::append(tx, Some(account.id), None, &entry, tx.now())?;
            tx.after_commit(move || {
                env_after.cache.drop_entry(&ACCOUNTS, AGENCY, &key);
                env_after.cache.drop_account(account.id);
            });
            Ok(())
        })
        .await?;
    find(env, slug).await?.ok_or(Error::NotFound)
}

/// Moves waiting access-log rows of an account into the control file's chain: each once, since its outbox id goes along.
/// The rows of a file that is closed wait until it is opened again.
pub async fn relay_access_log(env: &Env, account: &Account) -> Result<usize> {
    const AT_ONCE: u32 = 500;
    let Some(database) = env.db.if_open(&account.slug) else { return Ok(0) };
    let events = database.read(|conn| outbox::waiting(conn, outbox::Kind::Access, AT_ONCE)).await?;
    let Some(last) = events.last().map(|event| event.id) else { return Ok(0) };
    let (count, id) = (events.len(), account.id);
    env.db
        .control()
        .write(Class::Batch, move |tx| {
            for event in &events {
                let access = serde_json::from_str(&event.payload).map_err(|cause| Error::internal("access log", cause))?;
                store::access_log::append(tx, Some(id), Some(event.id), &access, event.at)?;
            }
            Ok(())
        })
        .await?;
    database.write(Class::Batch, move |tx| outbox::heard(tx, outbox::Kind::Access, last)).await?;
    Ok(count)
}

/// Notes an act that concerns no account's file, such as a new user, in the transaction that does it.
pub fn log_agency_act(tx: &Tx<'_>, actor: &Actor, action: &str, subject: &str) -> Result<()> {
    store::access_log::append(tx, None, None, &access(actor, action, subject), tx.now())
}

/// What the access log says of an act.
pub fn access(actor: &Actor, action: &str, subject: &str) -> Access {
    Access {
        actor: actor.log_name(),
        actor_name: actor.name.clone(),
        address: actor.address.map(|address| address.to_string()).unwrap_or_default(),
        subject: subject.to_owned(),
        action: action.to_owned(),
    }
}

impl Weigh for Account {
    fn weight_bytes(&self) -> usize {
        size_of::<Self>() + self.slug.len() + self.name.len() + self.host.as_ref().map_or(0, |host| host.as_str().len())
    }
}
