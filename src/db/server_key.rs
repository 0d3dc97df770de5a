//! Random keys of this installation, kept in the control file.

use rusqlite::{Connection, OptionalExtension as _};

use crate::{
    base::{error::Result, sign::Key},
    db::types::one_row,
};

/// The key of a name, which is there once the directory was served.
pub fn get(conn: &Connection, name: &str) -> Result<Key> {
    Ok(conn.prepare_cached("SELECT value FROM server_key WHERE name = ?1")?.query_row([name], |row| row.get(0))?)
}

/// The key of a name; `fresh` becomes it where there is none yet.
pub fn get_or_keep(conn: &Connection, name: &str, fresh: Key) -> Result<Key> {
    let kept =
        conn.prepare_cached("SELECT value FROM server_key WHERE name = ?1")?.query_row([name], |row| row.get::<_, Key>(0)).optional()?;
    if let Some(key) = kept {
        return Ok(key);
    }
    conn.prepare_cached("INSERT INTO server_key (name, value) VALUES (?1, ?2)")?.execute((name, fresh))?;
    Ok(fresh)
}

/// Writes a key over itself: proves that a write reaches the disk, and changes nothing.
pub fn write_again(conn: &Connection, name: &str) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE server_key SET value = value WHERE name = ?1")?.execute([name])?)
}
