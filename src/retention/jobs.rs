//! The nightly archive and the clean-ups of Sundays.

use std::sync::Arc;

use crate::{
    accounts::service::{
        errand::send,
        job::{Done, Run},
    },
    base::error::Result,
    retention::service::{self, FinishErasures, Told},
};

/// Accounts that are worked on at once: while one waits for its disk, another computes.
const ACCOUNTS_AT_ONCE: usize = 4;

/// Moves interactions past their period to the archives, and conversions past theirs into the figures that outlive them. Then files are
/// written anew from which a person was erased since.
pub async fn archive(run: &Run) -> Result<Done> {
    let told = Arc::new(Told::default());
    let done = run.each(ACCOUNTS_AT_ONCE, |cx| {
        let (run, told) = (run.clone(), Arc::clone(&told));
        async move {
            let mut done = Done::rows(service::archive_interactions(&run, &cx, &told).await?);
            done.join(service::forget_conversions(&run, &cx, &told).await?);
            Ok(done)
        }
    });
    let mut done = done.await;
    if let Err(cause) = send(run.env(), FinishErasures {}).await {
        done.fail(None, &cause);
    }
    Ok(done)
}

/// Deletes what is past its time in the accounts.
pub async fn clean_up(run: &Run) -> Result<Done> {
    let told = Arc::new(Told::default());
    let done = run.each(ACCOUNTS_AT_ONCE, |cx| {
        let (run, told) = (run.clone(), Arc::clone(&told));
        async move { service::clean_archive(&run, &cx, &told).await.map(Done::rows) }
    });
    Ok(done.await)
}

/// Deletes what is past its time in the agency's file.
pub async fn clean_up_agency(run: &Run) -> Result<Done> {
    service::clean_agency(run, &Told::default()).await
}
