//! Queued alerts.

use crate::{
    accounts::service::AccountCx,
    alerts::service,
    base::error::Result,
    queue::{
        job::{Job, Outcome},
        table,
    },
};

pub async fn lead_mail(cx: &AccountCx, job: &Job) -> Result<Outcome> {
    service::mail_lead(cx, job, table::payload(job)?).await
}

pub async fn lead_webhook(cx: &AccountCx, job: &Job) -> Result<Outcome> {
    service::call_with_lead(cx, job, table::payload(job)?).await
}
