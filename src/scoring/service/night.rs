//! Scores every lead of an account: batch after batch in the order of their ids, the next one computed while the last one is written.
//! It may run beside the owner of the file, which does the writing then.

use std::time::Duration;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::{Error, Result},
        ids::LeadId,
    },
    scoring::{
        model::Progress,
        service::{
            batch::{Batch, batch_after},
            errands::{EndNight, WriteScores},
            passes::all_leads,
        },
        store,
    },
};

/// What a pass over all leads came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scored {
    /// Leads that were looked at, suspects too.
    pub leads: i64,
    /// Scores that changed and were handed over to be written.
    pub changed: i64,
}

/// How often a batch is computed again: models are activated faster than it is written, or the owner has no time for it.
const TRIES: usize = 20;
/// How long a batch waits before it is computed again.
const AGAIN: Duration = Duration::from_millis(100);

/// Scores every lead of the account; unchanged scores are not written.
pub async fn score_all(cx: &AccountCx, mut progress: impl FnMut(Progress)) -> Result<Scored> {
    let going = |told| {
        progress(told);
        Ok(())
    };
    pass(cx, None, going).await
}

/// The same as the pass of tonight: one that was ended in its midst goes on after the last batch that it wrote, and leaves nothing
/// behind when it is done. It ends with what `progress` fails with.
pub async fn score_night(cx: &AccountCx, progress: impl FnMut(Progress) -> Result<()>) -> Result<Scored> {
    let tonight = cx.account().zone.day_of(cx.now());
    pass(cx, Some(tonight.0), progress).await
}

async fn pass(cx: &AccountCx, night: Option<i32>, mut progress: impl FnMut(Progress) -> Result<()>) -> Result<Scored> {
    let (total, left_at) = cx.read(move |conn| Ok((all_leads(conn)?, store::night(conn, night)?))).await?;
    let mut after = left_at.unwrap_or(LeadId(0));
    let mut is_noted = left_at.is_some();
    let mut scored = Scored::default();
    let mut tries = 0;
    let mut next = batch_after(cx, after).await?;
    while let Some(batch) = next {
        let (last, count, changed) = (batch.last, batch.count, batch.changes.len());
        let (written, following) = tokio::join!(hand_over(cx, batch, night), batch_after(cx, last));
        if !written? {
            tries += 1;
            if tries > TRIES {
                return Err(Error::busy());
            }
            tokio::time::sleep(AGAIN).await;
            next = batch_after(cx, after).await?;
            continue;
        }
        (tries, after) = (0, last);
        is_noted |= changed > 0 && night.is_some();
        scored.leads += count;
        scored.changed += i64::try_from(changed).unwrap_or(i64::MAX);
        progress(Progress { done: scored.leads, total: total.max(scored.leads) })?;
        next = following?;
    }
    if is_noted {
        cx.send(EndNight {}).await?;
    }
    Ok(scored)
}

/// Has a batch written, if there is something to write. False when another model was activated meanwhile or the owner has no time for it:
/// it has to be computed again. It may have been written all the same.
async fn hand_over(cx: &AccountCx, batch: Batch, night: Option<i32>) -> Result<bool> {
    if batch.changes.is_empty() {
        return Ok(true);
    }
    let reached = night.map(|day| (day, batch.last));
    match cx.send(WriteScores { version: batch.version, changes: batch.changes, reached }).await {
        Err(Error::Later { .. }) => Ok(false),
        written => written,
    }
}
