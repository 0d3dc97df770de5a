//! Queued letters.

use crate::{
    accounts::service::AccountCx,
    base::error::Result,
    env::Env,
    mail::service,
    mailer::letter::Letter,
    queue::{
        job::{Job, Outcome},
        table,
    },
};

/// A letter of the agency's own.
pub async fn letter_of_agency(env: &Env, job: &Job) -> Result<Outcome> {
    let letter: Letter = table::payload(job)?;
    service::deliver_for_agency(env, &letter).await
}

/// A letter of an account.
pub async fn letter_of_account(cx: &AccountCx, job: &Job) -> Result<Outcome> {
    let letter: Letter = table::payload(job)?;
    service::deliver_for(cx, &letter).await
}
