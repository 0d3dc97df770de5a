//! Writes scores: each only in the place of the one that it was computed beside, so that nothing newer is lost and a batch that is sent
//! twice counts once.

use crate::{
    accounts::service::AccountTx,
    base::{
        error::Result,
        time::{DAY_MS, Timestamp},
    },
    db::outbox::{self, Kind},
    scoring::{
        grade::Grade,
        model::Change,
        store::{
            self,
            scores::{self, Moves},
        },
    },
};

/// How long crossings wait for automations, and how many old ones go at once.
const GRADES_KEPT_MS: i64 = 7 * DAY_MS;
const GRADES_FORGOTTEN: u32 = 500;
/// How long crossings are told to people: thirteen months, so that a year can be compared with the one before.
const CROSSINGS_KEPT_MS: i64 = 397 * DAY_MS;

/// What came of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// Another model was activated meanwhile: nothing was written.
    Outdated,
    /// So many were left out because another score was written meanwhile.
    Overtaken(usize),
}

/// Writes scores by a model and tells of crossings.
pub fn write(tx: &AccountTx<'_, '_>, version: i64, changes: &[Change]) -> Result<Written> {
    if store::active_version(tx)? != version {
        return Ok(Written::Outdated);
    }
    let begun = store::run_begun(tx)?;
    let (mut moves, mut overtaken, mut crossed) = (Moves::default(), 0, false);
    for change in changes {
        let Some(created_at) = put(tx, change, version, &mut moves)? else {
            overtaken += 1;
            continue;
        };
        let from = change.before.map_or(Grade::D, |before| before.grade);
        // A lead from before scoring has crossed nothing when a pass over all of them gives it its first score.
        let is_news = created_at.is_none_or(|created_at| begun.is_none_or(|begun| created_at >= begun));
        if from != change.grade && is_news {
            tell(tx, change, from)?;
            crossed = true;
        }
    }
    scores::count(tx, &moves)?;
    if crossed {
        outbox::forget(tx, Kind::Grade, tx.now().plus_ms(-GRADES_KEPT_MS), GRADES_FORGOTTEN)?;
        store::forget_crossings(tx, tx.now().plus_ms(-CROSSINGS_KEPT_MS), GRADES_FORGOTTEN)?;
    }
    Ok(Written::Overtaken(overtaken))
}

/// Writes first scores of which nobody is told.
pub fn write_quietly(tx: &AccountTx<'_, '_>, version: i64, changes: &[Change]) -> Result<()> {
    let mut moves = Moves::default();
    for change in changes {
        put(tx, change, version, &mut moves)?;
    }
    scores::count(tx, &moves)
}

/// Writes one. Absent when another took its place or the lead can have none any more; otherwise when the lead came, of a first score.
fn put(tx: &AccountTx<'_, '_>, change: &Change, version: i64, moves: &mut Moves) -> Result<Option<Option<Timestamp>>> {
    let mut came = None;
    let written = if let Some(before) = change.before {
        // Later than the one before, even if the clock was set back.
        let now = tx.now().max(before.computed_at.plus_ms(1));
        let replace = if before.total == change.total { scores::replace_parts } else { scores::replace };
        replace(tx, change, before.computed_at, version, now)?
    } else {
        came = scores::scorable(tx, change.lead)?;
        came.is_some() && scores::insert(tx, change, version, tx.now())?
    };
    if !written {
        return Ok(None);
    }
    if let Some(before) = change.before {
        moves.add(before.total, before.grade, -1);
    }
    moves.add(change.total, change.grade, 1);
    Ok(Some(came))
}

fn tell(tx: &AccountTx<'_, '_>, change: &Change, from: Grade) -> Result<()> {
    let (lead, to) = (change.lead, change.grade);
    store::insert_crossing(tx, lead, from, to, tx.now())?;
    let event = format!(r#"{{"lead_id":{lead},"from":"{}","to":"{}"}}"#, from.name(), to.name());
    outbox::add(tx, Kind::Grade, &event, tx.now())
}
