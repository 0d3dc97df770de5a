//! Alarms in the agency's file, and where they go.

use rusqlite::{Connection, OptionalExtension as _, Row, params, types::Type};

use crate::{
    alerts::{
        alarm::{Alarm, Known, Severity, Told},
        model::Receivers,
    },
    base::{
        email::Email,
        error::{Error, Result},
        ids::AlarmId,
        lang::Message,
        time::Timestamp,
    },
    db::types::one_row,
};

/// Absent until somebody has saved them.
pub fn receivers(conn: &Connection) -> Result<Option<Receivers>> {
    let found = conn
        .prepare_cached("SELECT to_owners, emails, webhook FROM alarm_setting WHERE id = 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?)))
        .optional()?;
    let Some((to_owners, emails, webhook)) = found else { return Ok(None) };
    let emails: Vec<Email> = serde_json::from_str(&emails).map_err(|cause| Error::internal("the addresses of alarms", cause))?;
    Ok(Some(Receivers { to_owners, emails, webhook }))
}

pub fn save_receivers(conn: &Connection, receivers: &Receivers, now: Timestamp) -> Result<()> {
    let emails = serde_json::to_string(&receivers.emails).map_err(|cause| Error::internal("the addresses of alarms", cause))?;
    conn.prepare_cached(
        "INSERT INTO alarm_setting (id, to_owners, emails, webhook, updated_at) VALUES (1, ?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET to_owners = ?1, emails = ?2, webhook = ?3, updated_at = ?4",
    )?
    .execute(params![receivers.to_owners, emails, receivers.webhook, now])?;
    Ok(())
}

/// The open alarm of a key; absent when there is none.
pub fn open(conn: &Connection, key: &str) -> Result<Option<Known>> {
    let found = conn
        .prepare_cached(
            "SELECT id, key, severity, what, remedy, since, found_at, told_severity, told_at, seen_at, seen_by, over_at FROM alarm
             WHERE key = ?1 AND over_at IS NULL",
        )?
        .query_row([key], read)
        .optional()?;
    Ok(found)
}

/// All open alarms, the worst first, then the latest.
pub fn all_open(conn: &Connection) -> Result<Vec<Known>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, key, severity, what, remedy, since, found_at, told_severity, told_at, seen_at, seen_by, over_at FROM alarm
         WHERE over_at IS NULL ORDER BY severity DESC, since DESC, id DESC",
    )?;
    let found = statement.query_map([], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// Alarms that are over, the latest first.
pub fn past(conn: &Connection, at_most: u32) -> Result<Vec<Known>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, key, severity, what, remedy, since, found_at, told_severity, told_at, seen_at, seen_by, over_at FROM alarm
         WHERE over_at IS NOT NULL ORDER BY over_at DESC, id DESC LIMIT ?1",
    )?;
    let found = statement.query_map([at_most], read)?.collect::<Result<_, _>>()?;
    Ok(found)
}

/// What was told last of earlier alarms of a key; absent when nothing was.
pub fn told_before(conn: &Connection, key: &str) -> Result<Option<Told>> {
    let found = conn
        .prepare_cached("SELECT told_severity, told_at FROM alarm WHERE key = ?1 AND told_at IS NOT NULL ORDER BY told_at DESC LIMIT 1")?
        .query_row([key], |row| Ok(Told { severity: row.get(0)?, at: row.get(1)? }))
        .optional()?;
    Ok(found)
}

pub fn insert(conn: &Connection, alarm: &Alarm, now: Timestamp) -> Result<AlarmId> {
    conn.prepare_cached("INSERT INTO alarm (key, severity, what, remedy, since, found_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)")?
        .execute(params![alarm.key, alarm.severity, json(&alarm.what)?, json(&alarm.remedy)?, now])?;
    Ok(AlarmId(conn.last_insert_rowid()))
}

/// Notes that an alarm is found again, as it is now. One that has grown worse counts as unseen.
pub fn find_again(conn: &Connection, id: AlarmId, alarm: &Alarm, now: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE alarm SET seen_at = CASE WHEN severity < ?2 THEN NULL ELSE seen_at END, severity = ?2, what = ?3, remedy = ?4, found_at = ?5
             WHERE id = ?1",
        )?
        .execute(params![id, alarm.severity, json(&alarm.what)?, json(&alarm.remedy)?, now])?;
    one_row(touched)
}

pub fn note_told(conn: &Connection, id: AlarmId, severity: Severity, now: Timestamp) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE alarm SET told_severity = ?2, told_at = ?3 WHERE id = ?1")?.execute(params![id, severity, now])?)
}

/// Notes who has seen an alarm. One that is not there is `NotFound`.
pub fn see(conn: &Connection, id: AlarmId, by: &str, now: Timestamp) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE alarm SET seen_at = ?2, seen_by = ?3 WHERE id = ?1")?.execute(params![id, now, by])?)
}

pub fn end(conn: &Connection, id: AlarmId, now: Timestamp) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE alarm SET over_at = ?2 WHERE id = ?1")?.execute(params![id, now])?)
}

/// Deletes alarms that were over before an instant. Answers with how many.
pub fn forget(conn: &Connection, before: Timestamp) -> Result<usize> {
    Ok(conn.prepare_cached("DELETE FROM alarm WHERE over_at IS NOT NULL AND over_at < ?1")?.execute([before])?)
}

fn json(message: &Message) -> Result<String> {
    serde_json::to_string(message).map_err(|cause| Error::internal("an alarm's words", cause))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Known> {
    let message = |column: usize| -> rusqlite::Result<Message> {
        let stored: String = row.get(column)?;
        serde_json::from_str(&stored).map_err(|cause| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, cause.into()))
    };
    let told = match (row.get(7)?, row.get(8)?) {
        (Some(severity), Some(at)) => Some(Told { severity, at }),
        _ => None,
    };
    let seen =
        row.get::<_, Option<Timestamp>>(9)?.map(|at| Ok::<_, rusqlite::Error>((row.get::<_, Option<String>>(10)?.unwrap_or_default(), at)));
    Ok(Known {
        id: row.get(0)?,
        alarm: Alarm { key: row.get(1)?, severity: row.get(2)?, what: message(3)?, remedy: message(4)? },
        since: row.get(5)?,
        found_at: row.get(6)?,
        told,
        seen: seen.transpose()?,
        over_at: row.get(11)?,
    })
}
