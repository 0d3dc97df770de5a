//! Queued calls whose event stands in the payload.

use crate::{
    accounts::service::AccountCx,
    base::error::Result,
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
