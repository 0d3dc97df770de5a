//! What is known of a person beside the interactions of their leads: visits, and words that name them.

use rusqlite::{Connection, params};

use crate::base::{
    error::{Error, Result},
    ids::LeadId,
};

/// The visitors whose views became interactions of these leads.
pub fn visitors_of(conn: &Connection, leads: &[LeadId]) -> Result<Vec<[u8; 16]>> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT visitor FROM visit /* whole table: once for a person who is erased; visits go after 30 days */
         WHERE joined <> 0 AND joined IN (SELECT value FROM json_each(?1))",
    )?;
    let leads = serde_json::to_string(leads).map_err(|cause| Error::internal("a list of leads", cause))?;
    let visitors = statement.query_map([leads], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(visitors)
}

/// Gives a visitor's views to a stranger, one and the same for all of them: they stay to be counted. Says how many.
pub fn estrange(conn: &Connection, visitor: [u8; 16]) -> Result<usize> {
    let stranger: [u8; 16] = conn.prepare_cached("SELECT randomblob(16)")?.query_row([], |row| row.get(0))?;
    Ok(conn.prepare_cached("UPDATE visit SET visitor = ?2 WHERE visitor = ?1")?.execute((visitor, stranger))?)
}

/// Takes out what words say that hold this text, in small letters. Says how many.
pub fn blank_words(conn: &Connection, text: &str) -> Result<usize> {
    let blanked = conn
        .prepare_cached(
            "UPDATE word /* whole table: once for a person who is erased */ SET text = 'erased-' || id
             WHERE instr(lower(text), ?1) > 0",
        )?
        .execute(params![text])?;
    Ok(blanked)
}
