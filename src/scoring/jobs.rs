//! The scoring night.

use std::{
    cmp::Reverse,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use crate::{
    accounts::{
        model::AccountStatus,
        service::{
            AccountCx,
            job::{Done, Run},
        },
    },
    base::error::Result,
    scoring::{service, texts},
};

/// Scores every lead of every account, the largest first, so that no large one is left for the end. Counts the leads.
pub async fn score(run: &Run) -> Result<Done> {
    let mut accounts = run.accounts().to_vec();
    accounts.retain(|account| account.status != AccountStatus::Archived);
    accounts.sort_by_key(|account| Reverse(run.env().db.size_bytes(&account.slug)));
    let all = Arc::new(AtomicU64::new(0));
    let done = run.each_of(&accounts, run.env().settings.scoring.workers, |cx| {
        let (run, all) = (run.clone(), Arc::clone(&all));
        async move {
            let mut told = 0;
            let scored = service::score_night(&cx, |progress| {
                let more = u64::try_from(progress.done - told).unwrap_or(0);
                told = progress.done;
                run.tell(all.fetch_add(more, Ordering::Relaxed) + more, None);
                run.go_on()
            });
            Ok(Done::rows(u64::try_from(scored.await?.leads).unwrap_or(0)))
        }
    });
    Ok(done.await)
}

/// Counts the distribution of every account again from the scores and sets right what differs.
pub async fn verify(run: &Run) -> Result<Done> {
    Ok(run.each(1, |cx| async move { check(&cx).await }).await)
}

async fn check(cx: &AccountCx) -> Result<Done> {
    if cx.read(service::recount).await?.is_empty() {
        return Ok(Done::default());
    }
    // Counted again where it is repaired, since scores have gone on.
    let repaired = cx.send(service::RepairDistribution {}).await?;
    let mut done = Done::rows(repaired);
    if repaired > 0 {
        done.note(Some(cx.account().slug.clone()), texts::DISTRIBUTION_REPAIRED.with(&[("n", &repaired)]));
    }
    Ok(done)
}
