//! The settings in an account's file.

pub mod alarms;

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    alerts::model::Settings,
    base::{
        email::Email,
        error::{Error, Result},
        time::Timestamp,
    },
};

/// Absent until somebody has saved them.
pub fn find(conn: &Connection) -> Result<Option<Settings>> {
    let found = conn
        .prepare_cached("SELECT to_assignee, emails, webhook, full_mail, full_webhook FROM alert_setting WHERE id = 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        .optional()?;
    let Some((to_assignee, emails, webhook, full_mail, full_webhook)) = found else { return Ok(None) };
    let emails: Vec<Email> = serde_json::from_str(&emails).map_err(|cause| Error::internal("the addresses of alerts", cause))?;
    Ok(Some(Settings { to_assignee, emails, webhook, full_mail, full_webhook }))
}

pub fn save(conn: &Connection, settings: &Settings, now: Timestamp) -> Result<()> {
    let emails = serde_json::to_string(&settings.emails).map_err(|cause| Error::internal("the addresses of alerts", cause))?;
    conn.prepare_cached(
        "INSERT INTO alert_setting (id, to_assignee, emails, webhook, full_mail, full_webhook, updated_at)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET to_assignee = ?1, emails = ?2, webhook = ?3, full_mail = ?4, full_webhook = ?5, updated_at = ?6",
    )?
    .execute(params![settings.to_assignee, emails, settings.webhook, settings.full_mail, settings.full_webhook, now])?;
    Ok(())
}
