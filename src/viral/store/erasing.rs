//! What a participant leaves behind.

use rusqlite::Connection;

use crate::base::{error::Result, ids::CustomerId};

/// The browsers from which a customer joined.
pub fn visitors_of(conn: &Connection, customer: CustomerId) -> Result<Vec<[u8; 16]>> {
    let mut statement = conn.prepare_cached("SELECT visitor FROM viral_trace WHERE customer_id = ?1 AND length(visitor) = 16")?;
    let visitors = statement.query_map([customer], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(visitors)
}

/// Takes the codes of a customer's links away: nobody has one like that. Says how many participations there were.
pub fn blank_codes(conn: &Connection, customer: CustomerId) -> Result<usize> {
    Ok(conn.prepare_cached("UPDATE viral_loop SET code = 'erased-' || id WHERE customer_id = ?1")?.execute([customer])?)
}

/// Takes out what people wrote as the reasons for decisions on a customer's referrals, of either side.
pub fn blank_reasons(conn: &Connection, customer: CustomerId) -> Result<()> {
    conn.prepare_cached(
        "UPDATE referral_change SET reason = '' WHERE referral_id IN (
             SELECT referral.id FROM viral_loop CROSS JOIN referral ON referrer_id = viral_loop.id WHERE customer_id = ?1
             UNION ALL
             SELECT referral.id FROM viral_loop CROSS JOIN referral ON friend_id = viral_loop.id WHERE customer_id = ?1)",
    )?
    .execute([customer])?;
    Ok(())
}

pub fn delete_clicks(conn: &Connection, visitor: [u8; 16]) -> Result<()> {
    conn.prepare_cached(
        "DELETE FROM viral_click /* whole table: once for a person who is erased; clicks go after two days */ WHERE visitor = ?1",
    )?
    .execute([visitor])?;
    Ok(())
}
