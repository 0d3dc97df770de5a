//! Scoring leads: those of which something changed, and all of them.

use std::collections::BTreeSet;

use rusqlite::Connection;
use serde::Deserialize;
use serde_json::json;

use crate::{
    accounts::{
        model::AccountStatus,
        service::{AccountCx, AccountTx},
    },
    base::{
        error::Result,
        ids::LeadId,
        time::{DAY_MS, Timestamp, Zone},
    },
    db::outbox::{self, Event, Kind},
    rollups::{
        model::{LEADS, SUSPECT_LEADS},
        service as rollups,
    },
    scoring::{
        compute::{self, Score},
        grade::Grade,
        model::{Model, Progress, Stored, Versioned},
        store::{self, Known},
    },
};

/// Leads that one transaction scores.
pub const BATCH: u32 = 1_000;
/// Transactions of one call of [`hear`]: a second's work, between which other accounts are looked after.
const BATCHES: usize = 10;
/// How long crossings wait for automations, and how many old ones go at once.
const GRADES_KEPT_MS: i64 = 7 * DAY_MS;
const GRADES_FORGOTTEN: u32 = 500;
/// How long crossings are told to people: thirteen months, so that a year can be compared with the one before.
const CROSSINGS_KEPT_MS: i64 = 397 * DAY_MS;

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

/// Scores every lead of the account, in batches in the order of their ids; unchanged scores are not written.
pub async fn score_all(cx: &AccountCx, mut progress: impl FnMut(Progress)) -> Result<Progress> {
    let mut so_far = Progress { done: 0, total: cx.read(all_leads).await? };
    let mut after = LeadId(0);
    while let Some(batch) = range_after(cx, after).await? {
        let (last, count) = (batch.last, batch.count);
        if !cx.write(move |tx| write(tx, &batch.active, &batch.scores)).await? {
            continue;
        }
        after = last;
        so_far.done += count;
        so_far.total = so_far.total.max(so_far.done);
        progress(so_far);
    }
    Ok(so_far)
}

/// All leads, suspects too.
pub fn all_leads(conn: &Connection) -> Result<i64> {
    Ok(rollups::counter(conn, LEADS)? + rollups::counter(conn, SUSPECT_LEADS)?)
}

/// The leads from one id to another with their scores by a model.
pub fn scores(conn: &Connection, model: &Model, (from, to): (LeadId, LeadId), at: Timestamp, zone: Zone) -> Result<Vec<(Known, Score)>> {
    let needs = compute::needs([model]);
    let known = store::known(conn, from, to, needs)?;
    let mut scores: Vec<Option<Score>> = vec![None; known.len()];
    store::events(conn, from, to, needs, |lead, events| {
        if let Ok(place) = known.binary_search_by_key(&lead, |known| known.lead)
            && let (Some(known), Some(score)) = (known.get(place), scores.get_mut(place))
        {
            *score = Some(compute::score(model, &known.facts, &events, at, zone));
        }
        Ok(())
    })?;
    let nothing_done = |known: &Known| compute::score(model, &known.facts, &[], at, zone);
    Ok(known
        .into_iter()
        .zip(scores)
        .map(|(known, score)| {
            let score = score.unwrap_or_else(|| nothing_done(&known));
            (known, score)
        })
        .collect())
}

/// The grade after the stored one: a lead that another model graded is graded anew.
pub fn grade(active: &Versioned, stored: Option<Stored>, total: i64) -> Grade {
    let previous = stored.filter(|stored| stored.version == active.version).map(|stored| stored.grade);
    active.model.thresholds.grade(previous, total)
}

/// A batch of scores, computed and not yet written.
struct Batch {
    active: Versioned,
    scores: Vec<(LeadId, Score)>,
    last: LeadId,
    count: i64,
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
    let (now, zone) = (cx.now(), cx.account().zone);
    let heard = cx
        .read(move |conn| {
            let events = outbox::waiting(conn, Kind::Lead, BATCH)?;
            let Some(last) = events.last().map(|event| event.id) else { return Ok(None) };
            let leads: BTreeSet<LeadId> = events.iter().filter_map(changed).collect();
            let active = store::active(conn)?;
            let mut found = Vec::with_capacity(leads.len());
            for lead in &leads {
                found.extend(scores(conn, &active.model, (*lead, *lead), now, zone)?.into_iter().map(|(_, score)| (*lead, score)));
            }
            Ok(Some((last, events.len(), leads, active, found)))
        })
        .await?;
    let Some((last, count, mut leads, active, found)) = heard else { return Ok(0) };
    cx.write(move |tx| {
        if write(tx, &active, &found)? {
            // Those without a score became suspects or are gone.
            leads.retain(|lead| found.binary_search_by_key(lead, |(scored, _)| *scored).is_err());
            leads.iter().try_for_each(|lead| store::remove(tx, *lead))?;
            outbox::heard(tx, Kind::Lead, last)?;
        }
        Ok(count)
    })
    .await
}

/// One batch of the pass that an activated model began.
async fn go_on(cx: &AccountCx) -> Result<usize> {
    let Some((after, _)) = cx.read(store::run).await? else { return Ok(0) };
    let batch = range_after(cx, after).await?;
    cx.write(move |tx| {
        // Begun anew meanwhile?
        if store::run(tx)?.is_none_or(|(still, _)| still != after) {
            return Ok(1);
        }
        match batch {
            None => store::end_run(tx).map(|()| 1),
            Some(batch) => {
                if write(tx, &batch.active, &batch.scores)? {
                    store::advance_run(tx, batch.last, batch.count)?;
                }
                Ok(batch.scores.len().max(1))
            }
        }
    })
    .await
}

/// The scores of the leads that follow one; absent when none follows.
async fn range_after(cx: &AccountCx, after: LeadId) -> Result<Option<Batch>> {
    let (now, zone) = (cx.now(), cx.account().zone);
    cx.read(move |conn| {
        let Some((first, last, count)) = store::leads_after(conn, after, BATCH)? else { return Ok(None) };
        let active = store::active(conn)?;
        let found = scores(conn, &active.model, (first, last), now, zone)?;
        let scores = found.into_iter().map(|(known, score)| (known.lead, score)).collect();
        Ok(Some(Batch { active, scores, last, count }))
    })
    .await
}

/// Writes scores that changed and tells of crossings. False when another model was activated meanwhile: nothing is written then.
fn write(tx: &AccountTx<'_, '_>, active: &Versioned, scores: &[(LeadId, Score)]) -> Result<bool> {
    if store::active_version(tx)? != active.version {
        return Ok(false);
    }
    let begun = store::run_begun(tx)?;
    let mut crossed = false;
    for (lead, score) in scores {
        let before = store::stored(tx, *lead)?;
        let grade = grade(active, before, score.total);
        let after = Stored { fit: score.fit, engagement: score.engagement, total: score.total, grade, version: active.version };
        if before == Some(after) {
            continue;
        }
        let Some(created_at) = store::scorable(tx, *lead)? else { continue };
        store::put(tx, *lead, &after, tx.now())?;
        let from = before.map_or(Grade::D, |before| before.grade);
        // A lead from before scoring has crossed nothing when a pass over all of them gives it its first score.
        let is_news = before.is_some() || begun.is_none_or(|begun| created_at >= begun);
        if from != grade && is_news {
            store::insert_crossing(tx, *lead, from, grade, tx.now())?;
            outbox::add(tx, Kind::Grade, &json!({ "lead_id": lead, "from": from, "to": grade }).to_string(), tx.now())?;
            crossed = true;
        }
    }
    if crossed {
        outbox::forget(tx, Kind::Grade, tx.now().plus_ms(-GRADES_KEPT_MS), GRADES_FORGOTTEN)?;
        store::forget_crossings(tx, tx.now().plus_ms(-CROSSINGS_KEPT_MS), GRADES_FORGOTTEN)?;
    }
    Ok(true)
}
