//! One lead's score with its reasons, and how all leads stand.

use rusqlite::Connection;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::{Error, Result},
        ids::LeadId,
        page::PageRequest,
        person,
        time::{DAY_MS, Timestamp},
    },
    interactions::{
        model::{ActorType, Interaction, InteractionKind},
        service as interactions,
    },
    leads::service as leads,
    rollups::model::Drift,
    scoring::{
        compute::{self, Explained},
        engagement::Event,
        grade::Grade,
        model::{Crossing, Distribution},
        service::batch,
        store::{
            self,
            known::{self, Span},
        },
    },
};

/// How far back a history goes, and the step between its points: 13 months of weeks.
const HISTORY_DAYS: i64 = 396;
const HISTORY_STEP_DAYS: i64 = 7;
/// Interactions that a history looks at, the newest.
const HISTORY_ACTS: u32 = 5_000;
/// Versions that a history knows.
const HISTORY_VERSIONS: u32 = 500;

/// The score of a lead now, by the active model. Suspects and leads that are not there have none: `NotFound`.
pub async fn explain(cx: &AccountCx, lead: LeadId) -> Result<Explained> {
    // Whoever may not see the lead does not see its score.
    leads::get(cx, lead).await?;
    let (at, zone) = (cx.now(), cx.account().zone);
    cx.read(move |conn| {
        let version = store::active(conn)?;
        let mut found = None;
        batch::scores(conn, &version.model, (Span::only(lead), 0), (|| at, zone), |known, score| found = Some((known, score)))?;
        let (known, score) = found.ok_or(Error::NotFound)?;
        let grade = batch::grade(&version, known.kept.map(|kept| kept.score), score.total);
        Ok(Explained { lead, version, facts: known.facts, score, grade, at })
    })
    .await
}

/// A lead's totals of the last 13 months, one a week and the last of now, each by the model that was active then, from what the lead
/// had done by then, in the archive too. What is known of it is that of today: only interactions have a past.
pub async fn history(cx: &AccountCx, lead: LeadId) -> Result<Vec<i64>> {
    let born = leads::get(cx, lead).await?.created_at;
    let (now, zone) = (cx.now(), cx.account().zone);
    let (versions, facts, begun) = cx
        .read(move |conn| {
            let versions = store::versions(conn, HISTORY_VERSIONS)?;
            let mut facts = None;
            let needs = compute::needs(versions.iter().map(|version| &version.model));
            known::each(
                conn,
                Span::only(lead),
                needs,
                || now,
                |known, _, _| {
                    facts = Some(known.facts);
                    Ok(())
                },
            )?;
            let newest = PageRequest { size: HISTORY_ACTS, ..PageRequest::default() };
            Ok((versions, facts, interactions::begin(conn, lead, newest)?))
        })
        .await?;
    let Some(facts) = facts else { return Ok(Vec::new()) };
    let acts = interactions::finish_if_possible(cx, begun).await?.data.into_iter().rev().filter(counts);
    let acts: Vec<Event> = acts.map(|act| Event { kind: act.kind, at: act.occurred_at, data: act.data }).collect();
    let days = (0..=HISTORY_DAYS / HISTORY_STEP_DAYS).rev().map(|step| now.plus_ms(-step * HISTORY_STEP_DAYS * DAY_MS));
    let points = days.filter(|at| *at >= born || *at == now).filter_map(|at| {
        let active = versions.iter().find(|version| version.activated_at <= at).or_else(|| versions.last())?;
        Some(compute::score(&active.model, &facts, &acts, at, zone).total)
    });
    Ok(points.collect())
}

/// Robots' interactions and voided conversions count for nothing.
fn counts(act: &Interaction) -> bool {
    let is_void = act.kind == InteractionKind::Conversion && act.data.get("voided_at").is_some_and(|at| !at.is_null());
    act.actor != ActorType::Bot && !is_void
}

/// How many leads stand where.
pub fn distribution(conn: &Connection) -> Result<Distribution> {
    store::distribution(conn)
}

/// The grades crossed since an instant, the newest first.
pub async fn crossings(cx: &AccountCx, since: Timestamp, limit: u32) -> Result<Vec<Crossing>> {
    let found = cx.read(move |conn| store::crossings(conn, since, limit)).await?;
    let veiled = cx.masks_lists();
    let shown = |crossing: Crossing| if veiled { Crossing { name: person::masked(&crossing.name), ..crossing } } else { crossing };
    Ok(found.into_iter().map(shown).collect())
}

/// Places of the distribution that differ from the scores they count.
pub fn recount(conn: &Connection) -> Result<Vec<Drift>> {
    let (kept, counted) = (store::distribution(conn)?, store::counted_distribution(conn)?);
    let buckets =
        kept.buckets.into_iter().zip(counted.buckets).enumerate().map(|(index, pair)| (format!("score_bucket {}", index * 10), pair));
    let grades = Grade::ALL
        .iter()
        .zip(kept.grades.into_iter().zip(counted.grades))
        .map(|(grade, pair)| (format!("score grade {}", grade.name()), pair));
    Ok(buckets
        .chain(grades)
        .filter(|(_, (kept, counted))| kept != counted)
        .map(|(what, (kept, counted))| Drift { what, kept, counted })
        .collect())
}

/// Counts the distribution anew. Answers with what was wrong.
pub async fn repair(cx: &AccountCx) -> Result<Vec<Drift>> {
    cx.write_upkeep(|tx| {
        let drifts = recount(tx)?;
        if !drifts.is_empty() {
            store::repair_distribution(tx)?;
        }
        Ok(drifts)
    })
    .await
}
