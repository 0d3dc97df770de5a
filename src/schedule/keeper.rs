//! The keeper of the schedule: looks again and again what is due or asked for, and has it done.

use std::time::Duration;

use tokio::{
    sync::watch,
    task::{JoinHandle, JoinSet},
};

use crate::{
    accounts::model::Account,
    base::{
        error::{Error, Result},
        ids::JobRunId,
    },
    env::Env,
    operations::{
        runs::{JobRun, Lines, Outcome, Place, Share, State, Wanted},
        service::{attended, process, runs},
    },
    schedule::{
        self, Job,
        child::{self, Program},
        drive,
    },
};

const EVERY: Duration = Duration::from_secs(5);
const TOLD_EVERY: Duration = Duration::from_secs(1);

/// Keeps a schedule. Without a program heavy work is done in this process too, as tests want it.
#[derive(Clone)]
pub struct Keeper {
    env: Env,
    jobs: &'static [Job],
    lines: Lines,
    program: Option<Program>,
    stopping: watch::Receiver<bool>,
}

impl Keeper {
    pub fn new(env: Env, jobs: &'static [Job], program: Option<Program>, stopping: watch::Receiver<bool>) -> Self {
        Self { env, jobs, lines: schedule::lines(jobs), program, stopping }
    }

    /// Keeps it until told to stop. Then what is under way is cut off, noted so, and done again after the next start.
    pub fn start(self) -> JoinHandle<()> {
        tokio::spawn(async move {
            let mut tick = tokio::time::interval(EVERY);
            tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            let mut under_way = JoinSet::new();
            loop {
                tokio::select! {
                    _ = tick.tick() => {}
                    () = drive::raised(self.stopping.clone()) => break,
                }
                if let Err(cause) = self.look(&mut under_way).await {
                    tracing::warn!(%cause, "recurring work is looked at again in a moment");
                }
                while under_way.try_join_next().is_some() {}
            }
            while under_way.join_next().await.is_some() {}
        })
    }

    /// One look: what is asked for begins, then what is due, as far as nothing is in its way.
    pub async fn look(&self, under_way: &mut JoinSet<()>) -> Result<()> {
        runs::sweep(&self.env).await?;
        for run in runs::open(&self.env).await?.into_iter().filter(|run| run.state == State::Asked) {
            if let Some(begun) = self.begin_asked(&run).await? {
                under_way.spawn(begun);
            }
        }
        for wanted in runs::due(&self.env, &self.lines).await? {
            if let Some(begun) = self.begin(wanted).await? {
                under_way.spawn(begun);
            }
        }
        Ok(())
    }

    async fn begin_asked(&self, run: &JobRun) -> Result<Option<impl Future<Output = ()> + Send + use<>>> {
        let Some(job) = schedule::find(self.jobs, &run.job) else {
            // Of an older version: nobody knows what it was.
            runs::end(&self.env, run.id, Outcome::interrupted()).await?;
            return Ok(None);
        };
        let (_, shares) = runs::get(&self.env, run.id).await?;
        match runs::begin_asked(&self.env, run, job.line.place == Place::Child, process::own()).await {
            // From here on nothing may fail before it is carried out.
            Ok(()) => Ok(Some(self.clone().carry_out(job, run.id, shares))),
            Err(Error::Conflict { .. }) => Ok(None),
            Err(cause) => Err(cause),
        }
    }

    async fn begin(&self, wanted: Wanted) -> Result<Option<impl Future<Output = ()> + Send + use<>>> {
        let (Some(job), shares) = (schedule::find(self.jobs, &wanted.job), wanted.accounts.clone()) else { return Ok(None) };
        match runs::begin(&self.env, wanted, process::own()).await {
            Ok(id) => Ok(Some(self.clone().carry_out(job, id, shares))),
            Err(Error::Conflict { .. }) => Ok(None),
            Err(cause) => Err(cause),
        }
    }

    /// Does a run that has begun, and notes what came of it.
    async fn carry_out(self, job: &'static Job, id: JobRunId, shares: Vec<Share>) {
        tracing::info!(job.name = job.line.name, job.run = id.0, "a job begins");
        let outcome = match runs::sharing(&self.env, &shares).await {
            Ok(accounts) => match (&self.program, job.line.place) {
                (Some(program), Place::Child) => {
                    let slugs: Vec<String> = accounts.into_iter().map(|account| account.slug).collect();
                    child::run(&self.env, program, id, job.line.name, &slugs, self.stopping.clone()).await
                }
                _ => self.inside(job, id, accounts).await,
            },
            Err(cause) => runs::outcome(Err(cause)),
        };
        tracing::info!(
            job.name = job.line.name,
            job.run = id.0,
            job.state = outcome.state.name(),
            job.rows = outcome.rows,
            "a job has ended"
        );
        // It must not be left open: a busy file is tried again, and in the end the next sweep finds it.
        for pause in [0, 1, 2] {
            tokio::time::sleep(Duration::from_secs(pause)).await;
            match runs::end(&self.env, id, outcome.clone()).await {
                Ok(()) => return self.tell_if_cut_off(job, &outcome).await,
                Err(cause) => tracing::warn!(%cause, job.run = id.0, "the end of this run could not be noted"),
            }
        }
        attended::leave(&self.env, id).await;
    }

    /// A server that stops cuts its work off by intent: that is nothing to tell. Its processes may hear of it a moment before it does.
    async fn tell_if_cut_off(&self, job: &Job, outcome: &Outcome) {
        const HEARD_WITHIN: Duration = Duration::from_secs(1);
        if outcome.state == State::Interrupted && tokio::time::timeout(HEARD_WITHIN, drive::raised(self.stopping.clone())).await.is_err() {
            runs::was_cut_off(&self.env, job.line.name).await;
        }
    }

    async fn inside(&self, job: &'static Job, id: JobRunId, accounts: Vec<Account>) -> Outcome {
        let (run, watching) = drive::told_run(self.env.clone(), accounts);
        let env = self.env.clone();
        let telling = drive::relay(watching, TOLD_EVERY, move |progress| {
            let env = env.clone();
            async move {
                let _ = runs::tell(&env, id, progress).await;
            }
        });
        let outcome = drive::drive(job.work, run, drive::raised(self.stopping.clone())).await;
        telling.abort();
        // It holds the directory until it is gone.
        let _ = telling.await;
        outcome
    }
}
