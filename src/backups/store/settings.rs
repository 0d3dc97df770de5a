//! What is chosen about backups.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::{
    backups::{
        model::Settings,
        offsite::{Offsite, Stored},
    },
    base::{error::Result, time::Timestamp},
};

/// Absent until somebody has chosen.
pub fn find(conn: &Connection) -> Result<Option<Settings>> {
    let found = conn
        .prepare_cached("SELECT keep_days, max_disk_percent, min_free_gb FROM backup_settings WHERE only = 1")?
        .query_row([], |row| Ok(Settings { keep_days: row.get(0)?, max_disk_percent: row.get(1)?, min_free_gb: row.get(2)? }))
        .optional()?;
    Ok(found)
}

pub fn save(conn: &Connection, settings: &Settings, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO backup_settings (only, keep_days, max_disk_percent, min_free_gb, updated_at) VALUES (1, ?1, ?2, ?3, ?4)
         ON CONFLICT (only) DO UPDATE SET keep_days = ?1, max_disk_percent = ?2, min_free_gb = ?3, updated_at = ?4",
    )?
    .execute(params![settings.keep_days, settings.max_disk_percent, settings.min_free_gb, now])?;
    Ok(())
}

/// The store of the off-site copy; absent where there is none.
pub fn find_store(conn: &Connection) -> Result<Option<Stored>> {
    let found = conn
        .prepare_cached(
            "SELECT endpoint, region, bucket, prefix, style, near, access_key_id, keep_days, upload_kib, secret_access_key, updated_at
             FROM backup_store WHERE only = 1",
        )?
        .query_row([], |row| {
            let offsite = Offsite {
                endpoint: row.get(0)?,
                region: row.get(1)?,
                bucket: row.get(2)?,
                prefix: row.get(3)?,
                style: row.get(4)?,
                near: row.get(5)?,
                access_key_id: row.get(6)?,
                keep_days: row.get(7)?,
                upload_kib: row.get(8)?,
            };
            Ok(Stored { offsite, secret_access_key: row.get(9)?, updated_at: row.get(10)? })
        })
        .optional()?;
    Ok(found)
}

/// Puts a store in the place of the one before. `secret` is sealed.
pub fn save_store(conn: &Connection, offsite: &Offsite, secret: &[u8], now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO backup_store (only, endpoint, region, bucket, prefix, style, near, access_key_id, keep_days, upload_kib,
             secret_access_key, updated_at)
         VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
         ON CONFLICT (only) DO UPDATE SET endpoint = ?1, region = ?2, bucket = ?3, prefix = ?4, style = ?5, near = ?6,
             access_key_id = ?7, keep_days = ?8, upload_kib = ?9, secret_access_key = ?10, updated_at = ?11",
    )?
    .execute(params![
        offsite.endpoint,
        offsite.region,
        offsite.bucket,
        offsite.prefix,
        offsite.style,
        offsite.near,
        offsite.access_key_id,
        offsite.keep_days,
        offsite.upload_kib,
        secret,
        now
    ])?;
    Ok(())
}

pub fn delete_store(conn: &Connection) -> Result<()> {
    conn.prepare_cached("DELETE FROM backup_store WHERE only = 1")?.execute([])?;
    Ok(())
}
