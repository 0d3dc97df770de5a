//! The first scores of a file that was filled at once.

use crate::{
    accounts::service::AccountCx,
    base::{error::Result, ids::LeadId},
    scoring::{
        model::Stored,
        service::passes::{BATCH, grade, scores},
        store,
    },
};

/// Scores every lead that has no score yet. Nobody crosses a grade by that, so nobody is told.
pub async fn score_first(cx: &AccountCx) -> Result<()> {
    let (now, zone) = (cx.now(), cx.account().zone);
    let mut after = LeadId(0);
    loop {
        let computed = cx
            .read(move |conn| {
                let Some((first, last, _)) = store::leads_after(conn, after, BATCH)? else { return Ok(None) };
                let active = store::active(conn)?;
                let found = scores(conn, &active.model, (first, last), now, zone)?;
                Ok(Some((active, found, last)))
            })
            .await?;
        let Some((active, found, last)) = computed else { return Ok(()) };
        cx.write(move |tx| {
            for (known, score) in found {
                let grade = grade(&active, None, score.total);
                let stored = Stored { fit: score.fit, engagement: score.engagement, total: score.total, grade, version: active.version };
                store::put(tx, known.lead, &stored, now)?;
            }
            Ok(())
        })
        .await?;
        after = last;
    }
}
