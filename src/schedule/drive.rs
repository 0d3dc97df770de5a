//! A job's function at work: until it ends, or somebody wants it to.

use std::time::{Duration, Instant};

use tokio::{sync::watch, task::JoinHandle};

use crate::{
    accounts::{
        model::Account,
        service::job::{self, Run},
    },
    base::error::Error,
    env::Env,
    operations::{
        runs::{Outcome, Progress},
        service::runs,
    },
    schedule::Work,
};

/// How long a function may take to end by itself once it was asked to. Then it is dropped where it stands: between two writes.
const GRACE: Duration = Duration::from_secs(4);

/// Runs a job's function to its end. When `stop` comes first, the run is cut off, whatever the function has managed until then.
pub async fn drive(work: Work, run: Run, stop: impl Future<Output = ()> + Send) -> Outcome {
    let mut at_work = tokio::spawn({
        let run = run.clone();
        async move { work(&run).await }
    });
    let ended = tokio::select! {
        ended = &mut at_work => ended,
        () = stop => {
            run.stop();
            let rows = match tokio::time::timeout(GRACE, &mut at_work).await {
                Ok(Ok(Ok(done))) => done.rows,
                _ => 0,
            };
            at_work.abort();
            return Outcome { rows: i64::try_from(rows).unwrap_or(i64::MAX), ..Outcome::interrupted() };
        }
    };
    let ended = ended.unwrap_or_else(|cause| Err(Error::internal("the job's function", cause)));
    if let Err(cause) = &ended {
        tracing::error!(%cause, "a job failed");
    }
    runs::outcome(ended)
}

/// A run and the newest of what it tells about its progress.
pub fn told_run(env: Env, accounts: Vec<Account>) -> (Run, watch::Receiver<Progress>) {
    let (newest, watching) = watch::channel(Progress::default());
    let tell = move |progress: job::Progress| {
        let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        newest.send_replace(Progress { done: count(progress.done), total: progress.total.map(count) });
    };
    (Run::new(env, accounts, tell), watching)
}

/// Hands progress on, not more often than `every`, until the run is gone. `act` gets the newest.
pub fn relay<Act, Acting>(mut watching: watch::Receiver<Progress>, every: Duration, act: Act) -> JoinHandle<()>
where
    Act: Fn(Progress) -> Acting + Send + 'static,
    Acting: Future<Output = ()> + Send,
{
    tokio::spawn(async move {
        while watching.changed().await.is_ok() {
            let progress = *watching.borrow_and_update();
            let began = Instant::now();
            act(progress).await;
            tokio::time::sleep(every.saturating_sub(began.elapsed())).await;
        }
    })
}

/// Ends when a flag is raised, or nobody is left to raise it.
pub async fn raised(mut flag: watch::Receiver<bool>) {
    let _ = flag.wait_for(|raised| *raised).await;
}
