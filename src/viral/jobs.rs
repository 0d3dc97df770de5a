//! The nightly check of viral figures.

use crate::{
    accounts::service::{
        AccountCx,
        job::{Done, Run},
    },
    base::error::Result,
    viral::{service as viral, texts},
};

/// Holds the figures of every account's campaigns against participants, referrals and rewards. What differs is told and left as it is:
/// rewards and budgets hang on it, so a person decides.
pub async fn verify(run: &Run) -> Result<Done> {
    Ok(run.each(1, |cx| async move { check(&cx).await }).await)
}

async fn check(cx: &AccountCx) -> Result<Done> {
    let found = cx.read(viral::recount).await?;
    let mut done = Done::rows(found.len() as u64);
    if let Some(first) = found.first() {
        let told = texts::FIGURES_DIFFER.with(&[("n", &found.len()), ("what", &first.what)]);
        done.note(Some(cx.account().slug.clone()), told);
    }
    Ok(done)
}
