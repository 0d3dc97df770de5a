//! Taking a person out of viral loops.

use rusqlite::Connection;

use crate::{
    base::{error::Result, ids::CustomerId},
    viral::store::erasing as store,
};

/// Takes a customer's links, the reasons of decisions on them and where they clicked out of the loops; their participations stay without
/// a name, so that the figures stay. Before the customer is deleted. Answers with the browsers they came from and how many participations
/// there were.
pub fn erase(conn: &Connection, customer: CustomerId) -> Result<(Vec<[u8; 16]>, usize)> {
    let visitors = store::visitors_of(conn, customer)?;
    visitors.iter().try_for_each(|visitor| store::delete_clicks(conn, *visitor))?;
    store::blank_reasons(conn, customer)?;
    Ok((visitors, store::blank_codes(conn, customer)?))
}
