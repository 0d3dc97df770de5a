//! The nightly check of figures.

use crate::{
    accounts::service::{
        AccountCx,
        job::{Done, Run},
    },
    base::error::Result,
    rollups::{
        service::{self as rollups, Repair},
        texts,
    },
};

/// Figures mended in one transaction: a few milliseconds of the writer.
const SLICE: usize = 200;
/// Slices of one recount at most, so that their numbers stay apart.
const SLICES: i64 = 1_000;

/// Counts every account's figures again from the rows and sets right what differs. One account after the other: a recount of the largest
/// takes some 80 MB.
pub async fn verify(run: &Run) -> Result<Done> {
    Ok(run.each(1, |cx| async move { check(&cx).await }).await)
}

async fn check(cx: &AccountCx) -> Result<Done> {
    let first = cx.now().0.saturating_mul(SLICES);
    let found = rollups::examine(cx).await?;
    for (number, slice) in (first..).zip(found.chunks(SLICE)) {
        cx.send(Repair { number, differences: slice.to_vec() }).await?;
    }
    let mut done = Done::rows(found.len() as u64);
    if let Some(drift) = found.first().map(rollups::Difference::told) {
        let texts =
            [("n", &found.len() as &dyn std::fmt::Display), ("what", &drift.what), ("kept", &drift.kept), ("counted", &drift.counted)];
        done.note(Some(cx.account().slug.clone()), texts::REPAIRED.with(&texts));
    }
    Ok(done)
}
