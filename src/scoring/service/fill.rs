//! The first scores of a file that was filled at once.

use crate::{
    accounts::service::AccountCx,
    base::{error::Result, ids::LeadId},
    scoring::service::{batch::batch_after, write::write_quietly},
};

/// Scores every lead that has no score yet. Nobody crosses a grade by that, so nobody is told.
pub async fn score_first(cx: &AccountCx) -> Result<()> {
    let mut after = LeadId(0);
    while let Some(batch) = batch_after(cx, after).await? {
        after = batch.last;
        cx.write(move |tx| write_quietly(tx, batch.version, &batch.changes)).await?;
    }
    Ok(())
}
