//! What the function of a recurring job gets and gives.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::task::JoinSet;

use crate::{
    accounts::{
        model::{Account, Actor},
        service::{AccountCx, enter},
    },
    base::{
        error::{Error, Result},
        lang::Message,
    },
    env::Env,
};

/// One run of a job.
#[derive(Clone)]
pub struct Run(Arc<Inside>);

struct Inside {
    env: Env,
    accounts: Vec<Account>,
    tell: Box<dyn Fn(Progress) + Send + Sync>,
    stopping: AtomicBool,
}

/// How far a run is, in rows or whatever the job counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub done: u64,
    /// Absent when it is not known beforehand.
    pub total: Option<u64>,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct Done {
    pub rows: u64,
    /// What the operator should know, each with the account it is about.
    pub notes: Vec<Note>,
    /// What went wrong: the run has failed if there is any, though the rest of it was done.
    pub faults: Vec<Note>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// A slug; absent for the agency.
    pub account: Option<String>,
    pub what: Message,
}

impl Run {
    pub fn new(env: Env, accounts: Vec<Account>, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(Inside { env, accounts, tell: Box::new(tell), stopping: AtomicBool::new(false) }))
    }

    pub fn env(&self) -> &Env {
        &self.0.env
    }

    /// The accounts that the run is about, in the order of their names.
    pub fn accounts(&self) -> &[Account] {
        &self.0.accounts
    }

    /// An account, for the product's own work on it.
    pub async fn enter(&self, account: &Account) -> Result<AccountCx> {
        enter(self.env(), &account.slug, Arc::new(Actor::product())).await
    }

    /// Tells whoever watches how far the run is.
    pub fn tell(&self, done: u64, total: Option<u64>) {
        (self.0.tell)(Progress { done, total });
    }

    /// Asks the run to end soon; what is left is done by a later one.
    pub fn stop(&self) {
        self.0.stopping.store(true, Ordering::Release);
    }

    /// Has it been asked to end?
    pub fn is_stopping(&self) -> bool {
        self.0.stopping.load(Ordering::Acquire)
    }

    /// Fails when the run was asked to end: looked at between two slices of work.
    pub fn go_on(&self) -> Result<()> {
        if self.is_stopping() { Err(Error::busy()) } else { Ok(()) }
    }

    /// Does the same in every account, in so many at once. What fails in one account is noted and keeps nothing from the others.
    pub async fn each<F, Work>(&self, at_once: usize, work: F) -> Done
    where
        F: Fn(AccountCx) -> Work,
        Work: Future<Output = Result<Done>> + Send + 'static,
    {
        self.each_of(self.accounts(), at_once, work).await
    }

    /// The same in some of them, in their order here.
    pub async fn each_of<F, Work>(&self, accounts: &[Account], at_once: usize, work: F) -> Done
    where
        F: Fn(AccountCx) -> Work,
        Work: Future<Output = Result<Done>> + Send + 'static,
    {
        let mut done = Done::default();
        let mut under_way: JoinSet<(String, Result<Done>)> = JoinSet::new();
        for account in accounts {
            if self.is_stopping() {
                break;
            }
            while under_way.len() >= at_once.max(1) {
                done.add(under_way.join_next().await);
            }
            let slug = account.slug.clone();
            match self.enter(account).await {
                Ok(cx) => {
                    let work = work(cx);
                    under_way.spawn(async move { (slug, work.await) });
                }
                Err(cause) => done.fail(Some(slug), &cause),
            }
        }
        while !under_way.is_empty() {
            done.add(under_way.join_next().await);
        }
        done
    }
}

impl Done {
    /// So many rows, and nothing to say.
    pub fn rows(rows: u64) -> Self {
        Self { rows, ..Self::default() }
    }

    /// Notes something the operator should know.
    pub fn note(&mut self, account: Option<String>, what: impl Into<Message>) {
        self.notes.push(Note { account, what: what.into() });
    }

    /// Notes what went wrong, in the operator's words: the cause of our own faults too.
    pub fn fail(&mut self, account: Option<String>, error: &Error) {
        self.faults.push(Note { account, what: words(error) });
    }

    /// Adds what another part of the run did.
    pub fn join(&mut self, other: Self) {
        self.rows += other.rows;
        self.notes.extend(other.notes);
        self.faults.extend(other.faults);
    }

    fn add(&mut self, ended: Option<std::result::Result<(String, Result<Self>), tokio::task::JoinError>>) {
        match ended {
            Some(Ok((_, Ok(part)))) => self.join(part),
            Some(Ok((slug, Err(cause)))) => self.fail(Some(slug), &cause),
            Some(Err(cause)) => self.fail(None, &Error::internal("a part of the run", cause)),
            None => {}
        }
    }
}

/// What went wrong, in the operator's words: the cause of our own faults too.
pub fn words(error: &Error) -> Message {
    if let Error::Internal(cause) = error { Message { ko: cause.clone(), en: cause.clone() } } else { error.message() }
}
