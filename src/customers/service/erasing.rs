//! Taking a person out of the list of customers for good.

use rusqlite::Connection;

use crate::{
    accounts::service::AccountTx,
    base::{
        error::Result,
        ids::{CustomerId, LeadId},
    },
    customers::{model::Customer, service, store},
    rollups::service as rollups,
};

pub use crate::customers::store::erasing::Known;

/// A customer of a file; absent when there is none of this id.
pub fn find(conn: &Connection, id: CustomerId) -> Result<Option<Customer>> {
    if store::erasing::exists(conn, id)? { store::get(conn, id).map(Some) } else { Ok(None) }
}

/// A customer's leads.
pub fn leads_of(conn: &Connection, id: CustomerId) -> Result<Vec<LeadId>> {
    store::leads_of(conn, id)
}

/// Shows every customer of a file, one after the other: what of them tells who they are.
pub fn each(conn: &Connection, look: impl FnMut(Known) -> Result<()>) -> Result<()> {
    store::erasing::each(conn, look)
}

/// How many rows go with a customer, by table.
pub fn count(conn: &Connection, id: CustomerId) -> Result<Vec<(String, i64)>> {
    store::erasing::count(conn, id)
}

/// Deletes a customer with all leads and their interactions; totals follow, daily figures stay. In a file that is served, follow it with
/// [`tell_gone`].
pub fn erase(conn: &Connection, customer: &Customer) -> Result<()> {
    rollups::forget_leads_of(conn, customer.id)?;
    store::delete(conn, customer.id)?;
    service::count(conn, customer.status, -1)
}

/// Nobody finds the customer any more, once the transaction is on disk.
pub fn tell_gone(tx: &AccountTx<'_, '_>, id: CustomerId) {
    service::tell_search(tx, id, None);
}
