//! `retention_period`, in either file, and `erasures`, the agency's.

pub mod erasures;

use rusqlite::Connection;

use crate::{base::error::Result, retention::model::Kind};

/// The periods that were chosen, in months.
pub fn chosen(conn: &Connection) -> Result<Vec<(Kind, u32)>> {
    let mut statement = conn.prepare_cached("SELECT kind, months FROM retention_period")?;
    let chosen = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(chosen.collect::<Result<_, _>>()?)
}

pub fn choose(conn: &Connection, kind: Kind, months: u32) -> Result<()> {
    conn.prepare_cached("INSERT INTO retention_period (kind, months) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET months = excluded.months")?
        .execute((kind, months))?;
    Ok(())
}
