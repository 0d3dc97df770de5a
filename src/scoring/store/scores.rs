//! `lead_score`, and how many leads stand where: whoever writes scores counts their places in `score_bucket` with [`count`].

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    base::{error::Result, ids::LeadId, time::Timestamp},
    scoring::{grade::Grade, model::Change},
};

/// Places of the distribution and by how many leads each grew.
#[derive(Debug, Default)]
pub struct Moves(BTreeMap<(i64, i64), i64>);

impl Moves {
    pub fn add(&mut self, total: i64, grade: Grade, by: i64) {
        *self.0.entry((grade.code(), (total / 10).min(9))).or_default() += by;
    }
}

/// When a lead that may have a score came; absent for a suspect and for one that is gone.
pub fn scorable(conn: &Connection, lead: LeadId) -> Result<Option<Timestamp>> {
    let created_at =
        conn.prepare_cached("SELECT created_at FROM lead WHERE id = ?1 AND suspect = 0")?.query_row([lead], |row| row.get(0)).optional()?;
    Ok(created_at)
}

/// Stores a first score. False when the lead has one meanwhile.
pub fn insert(conn: &Connection, change: &Change, version: i64, now: Timestamp) -> Result<bool> {
    let Change { lead, fit, engagement, total, grade, .. } = *change;
    let rows = conn
        .prepare_cached(
            "INSERT INTO lead_score (lead_id, fit, engagement, total, grade, version, computed_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (lead_id) DO NOTHING",
        )?
        .execute(params![lead, fit, engagement, total, grade, version, now])?;
    Ok(rows == 1)
}

/// Puts a score in the place of the one of an instant. False when that one is gone or another took its place.
pub fn replace(conn: &Connection, change: &Change, before: Timestamp, version: i64, now: Timestamp) -> Result<bool> {
    let Change { lead, fit, engagement, total, grade, .. } = *change;
    let rows = conn
        .prepare_cached(
            "UPDATE lead_score SET fit = ?2, engagement = ?3, total = ?4, grade = ?5, version = ?6, computed_at = ?7
             WHERE lead_id = ?1 AND computed_at = ?8",
        )?
        .execute(params![lead, fit, engagement, total, grade, version, now, before])?;
    Ok(rows == 1)
}

/// The same where the total stays: the index of totals has nothing to do.
pub fn replace_parts(conn: &Connection, change: &Change, before: Timestamp, version: i64, now: Timestamp) -> Result<bool> {
    let Change { lead, fit, engagement, grade, .. } = *change;
    let rows = conn
        .prepare_cached(
            "UPDATE lead_score SET fit = ?2, engagement = ?3, grade = ?4, version = ?5, computed_at = ?6
             WHERE lead_id = ?1 AND computed_at = ?7",
        )?
        .execute(params![lead, fit, engagement, grade, version, now, before])?;
    Ok(rows == 1)
}

/// Counts scores that moved.
pub fn count(conn: &Connection, moves: &Moves) -> Result<()> {
    let mut statement = conn.prepare_cached(
        "INSERT INTO score_bucket (grade, bucket, leads) VALUES (?1, ?2, ?3)
         ON CONFLICT (grade, bucket) DO UPDATE SET leads = leads + ?3",
    )?;
    for ((grade, bucket), by) in moves.0.iter().filter(|(_, by)| **by != 0) {
        statement.execute(params![grade, bucket, by])?;
    }
    Ok(())
}

/// Removes the score of a lead that has none any more. A trigger counts it out.
pub fn remove(conn: &Connection, lead: LeadId) -> Result<()> {
    conn.prepare_cached("DELETE FROM lead_score WHERE lead_id = ?1")?.execute([lead])?;
    Ok(())
}
