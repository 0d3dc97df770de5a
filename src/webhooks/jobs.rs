//! Queued calls whose event stands in the payload.

use crate::{
    accounts::service::AccountCx,
    base::error::Result,
    env::Env,
    queue::{
        job::{Job, Outcome},
        table,
    },
    webhooks::{model::Event, service},
};

pub async fn call(cx: &AccountCx, job: &Job) -> Result<Outcome> {
    let event: Event = table::payload(job)?;
    service::call(cx, job, &event).await
}

/// A call of the agency's own.
pub async fn call_of_agency(env: &Env, job: &Job) -> Result<Outcome> {
    let event: Event = table::payload(job)?;
    service::call_for_agency(env, job, &event).await
}
