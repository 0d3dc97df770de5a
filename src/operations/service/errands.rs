//! What a process beside the owner has noted of its run.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::service::errand::AgencyErrand,
    base::{
        error::Result,
        ids::{AccountId, JobRunId},
    },
    env::Env,
    operations::{
        runs::{By, JobRun, Outcome, Process, Progress, Share, Wanted},
        service::runs,
    },
};

/// An operator's run, done by a process of its own.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Begin {
    pub job: String,
    pub heavy: bool,
    /// 0 is the agency.
    pub accounts: Vec<AccountId>,
    pub process: Process,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tell {
    pub run: JobRunId,
    pub progress: Progress,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    pub run: JobRunId,
    pub outcome: Outcome,
}

impl AgencyErrand for Begin {
    const NAME: &'static str = "job.begin";
    type Answer = JobRunId;

    /// Sent again by the same process it is the run that it has begun.
    async fn carry_out(self, env: &Env) -> Result<JobRunId> {
        let own = |run: &JobRun| run.job == self.job && run.process == Some(self.process);
        if let Some(run) = runs::open(env).await?.into_iter().find(own) {
            return Ok(run.id);
        }
        let accounts = self.accounts.into_iter().map(|account| Share { account, slot: None }).collect();
        let wanted = Wanted { job: self.job, heavy: self.heavy, by: By::Operator, by_name: String::new(), late: false, accounts };
        runs::begin(env, wanted, self.process).await
    }
}

impl AgencyErrand for Tell {
    const NAME: &'static str = "job.tell";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        runs::tell(env, self.run, self.progress).await
    }
}

impl AgencyErrand for End {
    const NAME: &'static str = "job.end";
    type Answer = ();

    async fn carry_out(self, env: &Env) -> Result<()> {
        runs::end(env, self.run, self.outcome).await
    }
}
