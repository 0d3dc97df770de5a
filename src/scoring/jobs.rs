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
        service::job::{Done, Run},
    },
    base::error::Result,
    scoring::service,
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
