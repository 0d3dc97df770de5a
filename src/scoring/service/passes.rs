//! Scores the leads of which something changed, and all of them once a model was activated, in the background.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde::Deserialize;

use crate::{
    accounts::{model::AccountStatus, service::AccountCx},
    base::{error::Result, ids::LeadId},
    db::outbox::{self, Event, Kind},
    rollups::{
        model::{LEADS, SUSPECT_LEADS},
        service as rollups,
    },
    scoring::{
        service::{
            batch::{self, BATCH, Wanted, batch_after},
            write::{Written, write},
        },
        store::{self, known::Span, scores},
    },
};

/// Transactions of one call of [`hear`]: a second's work, between which other accounts are looked after.
const BATCHES: usize = 10;

/// Scores the leads of which something changed, and goes on with a pass over all leads if one is on its way. Answers with how much it
/// did; 0 when nothing waits.
pub async fn hear(cx: &AccountCx) -> Result<usize> {
    if cx.account().status == AccountStatus::Archived {
        return Ok(0);
    }
    let mut heard = 0;
    for _ in 0..BATCHES {
        let now = hear_some(cx).await? + go_on(cx).await?;
        heard += now;
        if now == 0 {
            break;
        }
    }
    Ok(heard)
}

/// All leads, suspects too.
pub fn all_leads(conn: &Connection) -> Result<i64> {
    Ok(rollups::counter(conn, LEADS)? + rollups::counter(conn, SUSPECT_LEADS)?)
}

#[derive(Deserialize)]
struct Changed {
    lead_id: LeadId,
}

/// The lead that an event is about; absent, with a warning, when it can't be read: it must not keep the others waiting.
fn changed(event: &Event) -> Option<LeadId> {
    serde_json::from_str(&event.payload)
        .map(|changed: Changed| changed.lead_id)
        .inspect_err(|cause| tracing::warn!(event = event.id, %cause, "an event about a lead can't be read and is left aside"))
        .ok()
}

async fn hear_some(cx: &AccountCx) -> Result<usize> {
    let (clock, zone) = (cx.env().clock.clone(), cx.account().zone);
    let heard = cx
        .read(move |conn| {
            let events = outbox::waiting(conn, Kind::Lead, BATCH)?;
            let Some(last) = events.last().map(|event| event.id) else { return Ok(None) };
            let leads: BTreeSet<LeadId> = events.iter().filter_map(changed).collect();
            let active = store::active(conn)?;
            let mut found = Vec::with_capacity(leads.len());
            for lead in &leads {
                batch::changes(conn, &active, Span::only(*lead), (|| clock.now(), zone), Wanted::All, &mut found)?;
            }
            Ok(Some((last, events.len(), leads, active.version, found)))
        })
        .await?;
    let Some((last, count, mut leads, version, found)) = heard else { return Ok(0) };
    cx.write(move |tx| {
        // What was overtaken is heard once more: it was scored from what was known before.
        if write(tx, version, &found)? == Written::Overtaken(0) {
            // Those without a score became suspects or are gone.
            leads.retain(|lead| found.binary_search_by_key(lead, |change| change.lead).is_err());
            leads.iter().try_for_each(|lead| scores::remove(tx, *lead))?;
            outbox::heard(tx, Kind::Lead, last)?;
        }
        Ok(count)
    })
    .await
}

/// One batch of the pass that an activated model began.
async fn go_on(cx: &AccountCx) -> Result<usize> {
    let Some((after, _)) = cx.read(store::run).await? else { return Ok(0) };
    let batch = batch_after(cx, after).await?;
    cx.write(move |tx| {
        // Begun anew meanwhile?
        if store::run(tx)?.is_none_or(|(still, _)| still != after) {
            return Ok(1);
        }
        match batch {
            None => store::end_run(tx).map(|()| 1),
            Some(batch) => {
                // What was overtaken has been scored by this model too.
                if write(tx, batch.version, &batch.changes)? != Written::Outdated {
                    store::advance_run(tx, batch.last, batch.count)?;
                }
                Ok(batch.changes.len().max(1))
            }
        }
    })
    .await
}
