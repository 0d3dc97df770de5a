//! Scores of many leads, computed from what an account's file holds, and which of them are to be written.

use rusqlite::Connection;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::Result,
        ids::LeadId,
        time::{Timestamp, Zone},
    },
    scoring::{
        compute::{self, Needs, Score},
        grade::Grade,
        model::{Before, Change, Kept, Model, Stored, Versioned},
        store::{
            self,
            known::{self, Known, Span},
        },
    },
};

/// Leads that are scored, and written, at once.
pub const BATCH: u32 = 1_000;

/// Scores that are to be written of the leads that follow one.
pub struct Batch {
    /// The model that gave them.
    pub version: i64,
    pub changes: Vec<Change>,
    /// The last lead that was looked at, and how many were, suspects too.
    pub last: LeadId,
    pub count: i64,
}

/// Which scores are to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Those that differ from the stored ones.
    Different,
    /// All, so that whoever computed one from what was known before finds that it is too late.
    All,
}

/// Tells of the leads of a span and their scores by a model. What else than the model's needs is to be read is said by `fields`.
pub fn scores(
    conn: &Connection,
    model: &Model,
    (span, fields): (Span, u32),
    (now, zone): (impl FnOnce() -> Timestamp, Zone),
    mut tell: impl FnMut(Known, Score),
) -> Result<Option<(LeadId, i64)>> {
    let needs = compute::needs([model]);
    let needs = Needs { fields: needs.fields | fields, ..needs };
    known::each(conn, span, needs, now, |known, events, at| {
        let score = compute::score(model, &known.facts, events, at, zone);
        tell(known, score);
        Ok(())
    })
}

/// The scores of a span that are to be written, and as in [`scores`] how far it reached.
pub fn changes(
    conn: &Connection,
    active: &Versioned,
    span: Span,
    (now, zone): (impl FnOnce() -> Timestamp, Zone),
    wanted: Wanted,
    into: &mut Vec<Change>,
) -> Result<Option<(LeadId, i64)>> {
    scores(conn, &active.model, (span, 0), (now, zone), |known, score| {
        let change = change(active, &known, &score);
        if wanted == Wanted::All || known.kept.map(|kept| kept.score) != Some(after(&change, active.version)) {
            into.push(change);
        }
    })
}

/// The batch after a lead; absent when none follows.
pub async fn batch_after(cx: &AccountCx, after: LeadId) -> Result<Option<Batch>> {
    let (clock, zone) = (cx.env().clock.clone(), cx.account().zone);
    cx.read(move |conn| {
        let active = store::active(conn)?;
        let mut found = Vec::new();
        let reached = changes(conn, &active, Span::following(after, BATCH), (|| clock.now(), zone), Wanted::Different, &mut found)?;
        Ok(reached.map(|(last, count)| Batch { version: active.version, changes: found, last, count }))
    })
    .await
}

/// The grade after the stored one: a lead that another model graded is graded anew.
pub fn grade(active: &Versioned, stored: Option<Stored>, total: i64) -> Grade {
    let previous = stored.filter(|stored| stored.version == active.version).map(|stored| stored.grade);
    active.model.thresholds.grade(previous, total)
}

fn change(active: &Versioned, known: &Known, score: &Score) -> Change {
    let before = |kept: Kept| Before { total: kept.score.total, grade: kept.score.grade, computed_at: kept.computed_at };
    Change {
        lead: known.lead,
        fit: score.fit,
        engagement: score.engagement,
        total: score.total,
        grade: grade(active, known.kept.map(|kept| kept.score), score.total),
        before: known.kept.map(before),
    }
}

const fn after(change: &Change, version: i64) -> Stored {
    Stored { fit: change.fit, engagement: change.engagement, total: change.total, grade: change.grade, version }
}
