//! Customers as they are, for whoever fills a file at once: counters are the caller's to keep.

use rusqlite::{Connection, params};

use crate::{
    base::{email::Email, error::Result, ids::CustomerId, person::PersonName, phone::Phone, time::Timestamp},
    customers::{
        model::{Customer, CustomerStatus},
        store,
    },
    db::types::one_row,
};

/// Writes a customer under its own id.
pub fn insert(conn: &Connection, customer: &Customer) -> Result<()> {
    conn.prepare_cached(
        "INSERT INTO customer (id, name, email, email_key, phone, company, status, attributes, source, created_at, updated_at, last_activity_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, jsonb(?8), ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        customer.id,
        customer.name.as_ref().map_or("", PersonName::as_str),
        customer.email.as_ref().map(Email::as_str),
        customer.email.as_ref().map(Email::key),
        customer.phone.as_ref().map(Phone::as_e164),
        customer.company.as_deref().unwrap_or_default(),
        customer.status,
        store::json(&customer.attributes)?,
        customer.source,
        customer.created_at,
        customer.updated_at,
        customer.last_activity_at,
    ])?;
    store::insert_tags(conn, customer.id, &customer.tags)
}

/// Sets what has become of a customer since.
pub fn settle(conn: &Connection, id: CustomerId, status: CustomerStatus, updated_at: Timestamp, last_activity_at: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached("UPDATE customer SET status = ?2, updated_at = ?3, last_activity_at = ?4 WHERE id = ?1")?
        .execute(params![id, status, updated_at, last_activity_at])?;
    one_row(touched)
}
