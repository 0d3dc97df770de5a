//! The one way to assemble the appliance, for `serve` and for the tests.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::Router;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;

use crate::{
    accounts::{
        model::{AccountStatus, Actor},
        service::{self as accounts, AccountCx, errand::AgencyErrand},
        texts::NOT_SENT,
    },
    alerts,
    backups::service::{
        self as backups, restore,
        upgrade::{self, Upgrade, Upgraded},
    },
    base::{
        chance::Chance,
        error::{Error, Result},
        time::{Clock, Zone},
    },
    capacity::service as capacity,
    config::settings::Settings,
    db::{
        Class, Databases, Tx,
        lock::DirectoryLock,
        owner::Owner,
        readers::{DEADLINE, Limits},
    },
    env::Env,
    interactions::service as interactions,
    mail,
    operations::service::{resources, sampler::Sampler},
    queue,
    queue::{
        job::{Job, Kind, Outcome},
        worker::{Hands, Owner as Whose, Worker},
    },
    retention::service as retention,
    router,
    scoring::service as scoring,
    users::{
        pages::SetupKey,
        service::{self as users, LoginThrottle},
    },
    viral::service as viral,
    web::routes::Route,
    webhooks,
};

/// The assembled appliance.
pub struct App {
    pub env: Env,
    pub admin: Router,
    pub visitors: Router,
    /// Every route of the admin with its audience.
    pub routes: Vec<Route>,
    /// The secret part of the set-up address, while nobody can log in.
    pub setup_key: Option<Arc<str>>,
}

impl App {
    /// The one-time set-up address, while nobody can log in.
    pub fn setup_url(&self) -> Option<String> {
        Some(format!("{}/setup/{}", self.env.settings.admin_base_url(), self.setup_key.as_ref()?))
    }
}

/// Why a data directory is not served.
#[derive(Debug, thiserror::Error)]
pub enum Unopened {
    /// Its files could not be brought up to date.
    #[error(transparent)]
    Upgrade(#[from] upgrade::Fault),
    #[error(transparent)]
    Other(#[from] Error),
}

/// Opens the data directory, brings its files up to date and puts the doors in front of them.
pub async fn assemble(settings: Settings, lock: DirectoryLock, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Result<App, Unopened> {
    let env = open(settings, lock, clock, chance).await?;
    if let Err(cause) = capacity::refresh(&env).await {
        tracing::warn!(%cause, "the rows could not be counted; none is refused until they are");
    }
    if restore::run::sweep(&env).await? > 0 {
        tracing::warn!("a restore was cut off; the accounts are whole");
    }
    let setup_key = if users::needs_setup(&env).await? { Some(env.chance.token().into()) } else { None };
    let admin = router::admin(&env, SetupKey(setup_key.clone()), LoginThrottle::default());
    let visitors = router::visitors(&env);
    Ok(App { env, admin: admin.router, visitors, routes: admin.routes, setup_key })
}

/// The environment alone, for a command that needs no doors. Files of an older version are brought up to date first.
pub async fn open(settings: Settings, lock: DirectoryLock, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Result<Env, Unopened> {
    let opened = tokio::task::spawn_blocking({
        let (settings, clock, chance) = (settings.clone(), Arc::clone(&clock), Arc::clone(&chance));
        move || -> Result<(Databases, Upgraded), Unopened> {
            let upgrade = Upgrade { settings: &settings, lock: &lock, clock: &clock, chance: &*chance, saves: true };
            let upgraded = upgrade.run()?;
            let db = Databases::open(&settings.data_dir, lock, limits(&settings, DEADLINE), clock)?;
            for file in &upgraded.damaged {
                db.set_aside(file.key(), &file.why);
            }
            Ok((db, upgraded))
        }
    });
    let (db, upgraded) = opened.await.map_err(|cause| Error::internal("opening the data directory", cause))??;
    let env = Env::new(settings, clock, chance, Arc::new(db)).await?;
    upgrade::remember(&env, upgraded).await?;
    if let Err(fault) = backups::key::keep(&env) {
        tracing::error!(%fault, "there is no recovery key, so nothing can be backed up");
    }
    accounts::erasing::finish(&env).await?;
    for account in accounts::list(&env).await? {
        // A file that can't be used is set aside here, where the operator looks, and not with the first visitor.
        if let Err(cause) = env.db.account(&account.slug).await {
            tracing::error!(account.slug = account.slug, %cause, "this account can't be served");
        }
    }
    Ok(env)
}

/// The environment of a job's process beside the owner: it reads for itself and has the owner write. Nobody waits for its reads, so they
/// may take long.
pub async fn beside(settings: Settings, owner: Arc<dyn Owner>, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Result<Env> {
    const DEADLINE_OF_JOBS: Duration = Duration::from_mins(10);
    let limits = limits(&settings, DEADLINE_OF_JOBS);
    let data_dir = settings.data_dir.clone();
    let db = tokio::task::spawn_blocking({
        let clock = Arc::clone(&clock);
        move || Databases::beside(&data_dir, limits, clock)
    })
    .await
    .map_err(|cause| Error::internal("opening the data directory", cause))??;
    Env::beside(settings, clock, chance, Arc::new(db), owner).await
}

fn limits(settings: &Settings, deadline: Duration) -> Limits {
    Limits {
        threads: settings.db.readers,
        connections: settings.db.connections,
        idle: Duration::from_secs(settings.db.idle_minutes.max(1) * 60),
        deadline,
        foreign_checkpoints: settings.db.litestream_compatible,
    }
}

/// What is done from time to time while the appliance runs: idle files are closed, the access log is gathered, referrals
/// come due, rows are counted, erasures that were cut short are taken to their end.
pub fn keep_up(env: Env) -> JoinHandle<()> {
    const EVERY: Duration = Duration::from_secs(5);
    const COUNTED_EVERY: u32 = 12;
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        for round in 0_u32.. {
            tick.tick().await;
            // It may wait for a writer's last commit: off the async threads.
            let db = Arc::clone(&env.db);
            let _ = tokio::task::spawn_blocking(move || db.close_idle()).await;
            if let Err(cause) = gather_access_log(&env).await {
                tracing::warn!(%cause, "the access log waits in the accounts and will be gathered later");
            }
            if let Err(cause) = settle_referrals(&env).await {
                tracing::warn!(%cause, "referrals that are due wait until the next round");
            }
            if round % COUNTED_EVERY == 0 {
                if let Err(cause) = capacity::refresh(&env).await {
                    tracing::warn!(%cause, "rows are counted again in the next round");
                }
                if let Err(cause) = accounts::erasing::finish(&env).await {
                    tracing::warn!(%cause, "accounts whose erasure was cut short are deleted in the next round");
                }
                if let Err(cause) = retention::finish_soon(&env).await {
                    tracing::warn!(%cause, "erasures that were cut short are taken up in the next round");
                }
            }
        }
    })
}

/// Looks the accounts' domains up, soon after they were added and now and then later.
pub fn look_up_domains(env: Env) -> JoinHandle<()> {
    const EVERY: Duration = Duration::from_secs(15);
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(cause) = accounts::hosts::check_due(&env).await {
                tracing::warn!(%cause, "domains are looked up in the next round");
            }
        }
    })
}

/// Takes a sample of what the appliance takes of its box, every minute, and looks now and then what the days tell.
pub fn watch(env: Env) -> JoinHandle<()> {
    const EVERY: Duration = Duration::from_mins(1);
    const TELL_EVERY: u32 = 10;
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(EVERY);
        // A minute that was missed is a gap.
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
        let mut sampler = Sampler::new(env.clone());
        for round in 0_u32.. {
            tick.tick().await;
            if let Err(cause) = sampler.take().await {
                tracing::warn!(%cause, "a minute's sample could not be kept");
            }
            if round % TELL_EVERY == 1
                && let Err(cause) = resources::tell(&env).await
            {
                tracing::warn!(%cause, "what the samples tell is told later");
            }
            if round % TELL_EVERY == 1
                && let Err(cause) = backups::facts::tell(&env).await
            {
                tracing::warn!(%cause, "how backups stand is told later");
            }
        }
    })
}

/// What was heard of an account.
enum Heard {
    /// All that its file held after so many commits.
    UpTo(u64),
    /// Something failed: not again before then.
    NotBefore(Instant),
}

/// Lets later features hear, soon after each commit, what earlier ones have noted for them.
pub fn listen(env: Env) -> JoinHandle<()> {
    const EVERY: Duration = Duration::from_millis(200);
    const AFTER_A_FAULT: Duration = Duration::from_secs(10);
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(EVERY);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut heard: HashMap<String, Heard> = HashMap::new();
        loop {
            tick.tick().await;
            let open = env.db.open_accounts();
            heard.retain(|slug, _| open.iter().any(|(open, _)| open == slug));
            for (slug, commits) in open {
                match heard.get(&slug) {
                    Some(Heard::UpTo(known)) if *known == commits => continue,
                    Some(Heard::NotBefore(then)) if Instant::now() < *then => continue,
                    _ => {}
                }
                let outcome = match accounts::enter_if_open(&env, &slug).await {
                    Ok(Some(cx)) => hear(&cx).await,
                    Ok(None) => continue,
                    Err(cause) => Err(cause),
                };
                let known = match outcome {
                    // What hearing wrote itself is looked at in the next round.
                    Ok(_) => Heard::UpTo(commits),
                    Err(cause) => {
                        tracing::warn!(account.slug = slug, %cause, "what this account has noted is heard later");
                        Heard::NotBefore(Instant::now() + AFTER_A_FAULT)
                    }
                };
                heard.insert(slug, known);
            }
        }
    })
}

/// Lets later features hear what an account has noted for them. Answers with how many events they heard.
pub async fn hear(cx: &AccountCx) -> Result<usize> {
    // Alerts first: somebody waits for them. What one of them can't do keeps nothing from the others.
    let (alerted, scored, referred) = (alerts::service::hear(cx).await, scoring::hear(cx).await, viral::hear(cx).await);
    let gone = interactions::archive::hear(cx).await;
    Ok(alerted? + scored? + referred? + gone?)
}

/// Approves referrals whose hold period is over. Files that are closed wait.
pub async fn settle_referrals(env: &Env) -> Result<()> {
    for (slug, _) in env.db.open_accounts() {
        if let Some(cx) = accounts::enter_if_open(env, &slug).await?
            && let Err(cause) = viral::settle(&cx).await
        {
            tracing::warn!(account.slug = slug, %cause, "referrals that are due wait until the next round");
        }
    }
    Ok(())
}

/// Who does the queued work: each kind in the feature that knows it.
pub struct AllHands(Env);

impl Hands for AllHands {
    async fn work(&self, owner: &Whose, job: &Job) -> Outcome {
        let outcome = match owner {
            Whose::Agency => work_for_agency(&self.0, job).await,
            Whose::Account(slug) => match accounts::enter(&self.0, slug, Arc::new(Actor::product())).await {
                Ok(cx) if cx.account().status == AccountStatus::Archived => Ok(Outcome::never(NOT_SENT)),
                Ok(cx) => work_for_account(&cx, job).await,
                Err(cause) => Err(cause),
            },
        };
        outcome.unwrap_or_else(|error| queue::worker::fault(&error))
    }
}

async fn work_for_agency(env: &Env, job: &Job) -> Result<Outcome> {
    match job.kind {
        Kind::Letter => mail::jobs::letter_of_agency(env, job).await,
        Kind::Webhook => webhooks::jobs::call_of_agency(env, job).await,
        Kind::LeadMail | Kind::LeadWebhook => Err(Error::Internal("work of an account in the agency's file".into())),
    }
}

async fn work_for_account(cx: &AccountCx, job: &Job) -> Result<Outcome> {
    match job.kind {
        Kind::Letter => mail::jobs::letter_of_account(cx, job).await,
        Kind::LeadMail => alerts::jobs::lead_mail(cx, job).await,
        Kind::LeadWebhook => alerts::jobs::lead_webhook(cx, job).await,
        Kind::Webhook => webhooks::jobs::call(cx, job).await,
    }
}

/// The worker of this process's queue; started by `serve`.
pub fn worker(env: &Env) -> Worker<AllHands> {
    Worker::new(Arc::clone(&env.db), Arc::clone(&env.clock), Arc::clone(&env.chance), AllHands(env.clone()))
}

/// Moves what the accounts have noted into the agency's access log.
pub async fn gather_access_log(env: &Env) -> Result<()> {
    // Of one account so many slices at a time: a change to 50,000 leads is gathered within a minute and keeps no other waiting.
    const SLICES: usize = 20;
    for account in accounts::list(env).await? {
        for _ in 0..SLICES {
            match accounts::relay_access_log(env, &account).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(cause) => {
                    tracing::warn!(account.slug = account.slug, %cause, "the access log waits in this account and will be gathered later");
                    break;
                }
            }
        }
    }
    Ok(())
}

/// Deletes visits, event ids, ended jobs and the traces of participants after their days, in slices between which others write. A file
/// that is closed is opened for that, and so is heard too: referrals in it come due.
pub async fn forget_old_visits(env: &Env) -> Result<()> {
    for account in accounts::list(env).await? {
        let database = match env.db.account(&account.slug).await {
            Ok(database) => database,
            Err(cause) => {
                tracing::warn!(account.slug = account.slug, %cause, "this account can't be looked after");
                continue;
            }
        };
        let zone = account.zone;
        loop {
            match database.write(Class::Batch, move |tx| forget_old(tx, zone)).await {
                Ok(0) => break,
                Ok(_) => {}
                Err(cause) => {
                    tracing::warn!(account.slug = account.slug, %cause, "old visits stay until the next round");
                    break;
                }
            }
        }
    }
    while env.db.control().write(Class::Batch, forget_old_of_agency).await? > 0 {}
    Ok(())
}

/// The same, asked for by a process beside the owner.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForgetVisits {}

impl AgencyErrand for ForgetVisits {
    const NAME: &'static str = "visits.forget";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        forget_old_visits(env).await
    }
}

fn forget_old_of_agency(tx: &Tx<'_>) -> Result<usize> {
    Ok(alerts::service::forget_old_alarms(tx, tx.now())? + queue::table::forget_old(tx, tx.now())?)
}

fn forget_old(tx: &Tx<'_>, zone: Zone) -> Result<usize> {
    Ok(interactions::forget_old(tx, tx.now())? + viral::forget_old(tx, tx.now(), zone)? + queue::table::forget_old(tx, tx.now())?)
}
