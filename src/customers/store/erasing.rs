//! Who is erased, and what goes with them.

use rusqlite::Connection;

use crate::base::{email::Email, error::Result, ids::CustomerId, phone::Phone, time::Timestamp};

/// What tells a customer from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub id: CustomerId,
    pub since: Timestamp,
    pub email: Option<Email>,
    pub phone: Option<Phone>,
}

pub fn exists(conn: &Connection, id: CustomerId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM customer WHERE id = ?1")?.exists([id])?)
}

pub fn each(conn: &Connection, mut look: impl FnMut(Known) -> Result<()>) -> Result<()> {
    let mut statement =
        conn.prepare("SELECT id, created_at, email, phone FROM customer /* whole table: after a restore, before the file is served */")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        look(Known {
            id: row.get(0)?,
            since: row.get(1)?,
            email: row.get::<_, Option<String>>(2)?.map(Email::from_stored),
            phone: row.get::<_, Option<String>>(3)?.map(Phone::from_stored),
        })?;
    }
    Ok(())
}

/// How many rows of each table are about a customer.
pub fn count(conn: &Connection, id: CustomerId) -> Result<Vec<(String, i64)>> {
    const COUNTED: [(&str, &str); 9] = [
        ("customer", "SELECT count(*) FROM customer WHERE id = ?1"),
        ("customer_tag", "SELECT count(*) FROM customer_tag WHERE customer_id = ?1"),
        ("lead", "SELECT count(*) FROM lead WHERE customer_id = ?1"),
        ("lead_interaction", "SELECT count(*) FROM lead CROSS JOIN lead_interaction ON lead_id = lead.id WHERE customer_id = ?1"),
        ("lead_score", "SELECT count(*) FROM lead CROSS JOIN lead_score ON lead_id = lead.id WHERE customer_id = ?1"),
        ("grade_crossing", "SELECT count(*) FROM lead CROSS JOIN grade_crossing ON lead_id = lead.id WHERE customer_id = ?1"),
        ("funnel_conversion", "SELECT count(*) FROM lead CROSS JOIN funnel_conversion ON lead_id = lead.id WHERE customer_id = ?1"),
        ("past_conversion", "SELECT count(*) FROM lead CROSS JOIN past_conversion ON lead_id = lead.id WHERE customer_id = ?1"),
        ("viral_trace", "SELECT count(*) FROM viral_trace WHERE customer_id = ?1"),
    ];
    COUNTED.into_iter().map(|(table, sql)| Ok((table.to_owned(), conn.prepare_cached(sql)?.query_row([id], |row| row.get(0))?))).collect()
}
