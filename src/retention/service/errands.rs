//! What a night has written: each a slice that holds a writer for a few milliseconds, and may be sent twice.

use serde::{Deserialize, Serialize};

use crate::{
    accounts::service::{
        AccountCx, access_log,
        errand::{AgencyErrand, Errand},
    },
    base::{
        error::Result,
        ids::LeadId,
        lang::Message,
        time::{Day, Timestamp},
    },
    conversions::service as conversions,
    db::{Class, idempotency},
    env::Env,
    interactions::service::{self as interactions, archive::Moved},
    users::service as users,
    viral::service as viral,
};

/// Moves interactions of some leads from before an instant to the archive.
#[derive(Debug, Serialize, Deserialize)]
pub struct ArchiveSlice {
    pub leads: Vec<LeadId>,
    pub before: i64,
}

/// Deletes a slice of the archive: what happened before an instant.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetArchived {
    pub before: i64,
}

/// Deletes a slice of the conversions from before an instant, which begins a day.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetConversions {
    pub before: i64,
    pub day: i32,
}

/// Deletes a slice of what an account keeps for days only: visits, events' ids, answers to repeated requests.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetTraces {}

/// Deletes a slice of what the agency keeps so: sessions and invitations that have run out, answers to repeated requests.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetExpired {}

/// Deletes a slice of the access log from before an instant, the oldest rows first.
#[derive(Debug, Serialize, Deserialize)]
pub struct ForgetAccesses {
    pub before: i64,
}

/// What came of a slice of the access log.
#[derive(Debug, Serialize, Deserialize)]
pub enum Forgotten {
    Rows(usize),
    /// The log is not what was written: nothing was deleted.
    Broken(Message),
}

impl Errand for ArchiveSlice {
    const NAME: &'static str = "retention.archive_slice";
    type Answer = Moved;

    async fn carry_out(self, cx: &AccountCx) -> Result<Moved> {
        interactions::archive::archive(cx, self.leads, Timestamp(self.before)).await
    }
}

impl Errand for ForgetArchived {
    const NAME: &'static str = "retention.forget_archived";
    type Answer = usize;

    async fn carry_out(self, cx: &AccountCx) -> Result<usize> {
        interactions::archive::forget(cx, Timestamp(self.before)).await
    }
}

impl Errand for ForgetConversions {
    const NAME: &'static str = "retention.forget_conversions";
    type Answer = usize;

    async fn carry_out(self, cx: &AccountCx) -> Result<usize> {
        conversions::past::forget(cx, Timestamp(self.before), Day(self.day)).await
    }
}

impl Errand for ForgetTraces {
    const NAME: &'static str = "retention.forget_traces";
    type Answer = usize;

    async fn carry_out(self, cx: &AccountCx) -> Result<usize> {
        let zone = cx.account().zone;
        cx.write_upkeep(move |tx| {
            Ok(interactions::forget_old(tx, tx.now())? + viral::forget_old(tx, tx.now(), zone)? + idempotency::forget_old(tx, tx.now())?)
        })
        .await
    }
}

impl AgencyErrand for ForgetExpired {
    const NAME: &'static str = "retention.forget_expired";
    type Answer = usize;

    async fn carry_out(self, env: &Env) -> Result<usize> {
        let answers = env.db.control().write(Class::Batch, |tx| idempotency::forget_old(tx, tx.now())).await?;
        Ok(answers + users::forget_expired(env).await?)
    }
}

impl AgencyErrand for ForgetAccesses {
    const NAME: &'static str = "retention.forget_accesses";
    type Answer = Forgotten;

    async fn carry_out(self, env: &Env) -> Result<Forgotten> {
        Ok(match access_log::forget(env, Timestamp(self.before)).await? {
            Ok(rows) => Forgotten::Rows(rows),
            Err(fault) => Forgotten::Broken(fault.message()),
        })
    }
}
