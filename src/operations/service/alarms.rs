//! What the operator is told of a job that fails, or is cut off again and again: one alarm a job, until it is mended.

use std::collections::BTreeSet;

use crate::{
    accounts::{model::AccountStatus, service as accounts},
    alerts::{
        alarm::{Alarm, Severity},
        service as alerts,
    },
    base::{
        error::Result,
        ids::{AccountId, JobRunId},
        lang::Message,
    },
    env::Env,
    operations::{
        runs::{AGENCY, Outcome, State},
        store::runs as store,
        texts,
    },
};

/// Times in a row that a job is cut off before somebody is told.
const CUT_OFF_OFTEN: u32 = 3;
/// Runs that are looked back on for a failure that is not mended.
const LOOKED_BACK: u32 = 100;

fn key(job: &str) -> String {
    format!("job:{job}")
}

/// Tells how a run of a job has ended.
pub async fn ended(env: &Env, job: &str, id: JobRunId, outcome: &Outcome) -> Result<()> {
    match outcome.state {
        State::Done if is_mended(env, job).await? => alerts::alarm_over(env, &key(job)).await,
        State::Failed => {
            let why = outcome.told.iter().find(|told| told.is_fault).map(|told| told.what.clone());
            let why = why.unwrap_or_else(|| texts::SAID_NOTHING.into());
            let say = |why: &str| texts::ALARM.with(&[("job", &job), ("why", &why)]);
            let what = Message { ko: say(&why.ko).ko, en: say(&why.en).en };
            let remedy = texts::ALARM_REMEDY.with(&[("id", &id)]);
            alerts::alarm(env, Alarm { key: key(job), severity: Severity::Warning, what, remedy }).await
        }
        _ => Ok(()),
    }
}

/// Tells of a job that was cut off too often in a row. Only for a run that nobody had told to stop.
pub async fn cut_off(env: &Env, job: &str) -> Result<()> {
    let name = job.to_owned();
    let (times, _) = env.db.control().read(move |conn| store::cut_off(conn, &name, CUT_OFF_OFTEN)).await?;
    if times < CUT_OFF_OFTEN {
        return Ok(());
    }
    let what = texts::ALARM_CUT_OFF.with(&[("job", &job), ("times", &times)]);
    alerts::alarm(env, Alarm { key: key(job), severity: Severity::Warning, what, remedy: texts::ALARM_CUT_OFF_REMEDY.into() }).await
}

/// Has the job succeeded, for each account, since it last did not? A run may be about some accounts only: those that are due together, or
/// one that somebody named.
async fn is_mended(env: &Env, job: &str) -> Result<bool> {
    let (job, accounts) = (job.to_owned(), accounts::list(env).await?);
    env.db
        .control()
        .read(move |conn| {
            let living = accounts.iter().filter(|account| account.status != AccountStatus::Archived).map(|account| account.id);
            let mut unknown: BTreeSet<AccountId> = living.collect();
            for (id, state) in store::ended(conn, &job, LOOKED_BACK)? {
                let shares = store::shares(conn, id)?;
                if state != State::Done && shares.iter().any(|share| unknown.contains(&share.account)) {
                    return Ok(false);
                }
                for share in &shares {
                    unknown.remove(&share.account);
                }
                if unknown.is_empty() || shares.iter().any(|share| share.account == AGENCY) {
                    break;
                }
            }
            Ok(true)
        })
        .await
}
