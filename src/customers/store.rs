//! The customers' SQL.

pub mod erasing;
pub mod fill;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        email::Email,
        error::{Error, Result},
        ids::{CustomerId, LeadId, UserId},
        page::{Page, PageRequest, Sort},
        person::PersonName,
        phone::Phone,
        time::Timestamp,
    },
    customers::{
        attributes::Attributes,
        model::{Customer, CustomerStatus, Filter, NewCustomer, Order},
        wanted::{Findable, Reach},
    },
    db::{list::Listing, types::one_row},
};

const COLUMNS: &str = "customer.id, customer.name, customer.email, customer.phone, customer.company, customer.status,
    (SELECT json_group_array(tag ORDER BY tag) FROM customer_tag WHERE customer_tag.customer_id = customer.id),
    json(customer.attributes), customer.source, customer.created_at, customer.updated_at, customer.last_activity_at,
    (SELECT max(total) FROM lead CROSS JOIN lead_score ON lead_score.lead_id = lead.id WHERE lead.customer_id = customer.id)";

/// One page of the customers that are wanted. `ids` are those that a search found, `total` is known when a counter holds it.
pub fn list(
    conn: &Connection,
    filter: &Filter,
    reach: Reach,
    ids: Option<&[CustomerId]>,
    (sort, sort_text): &(Sort<Order>, String),
    request: &PageRequest,
    total: Option<i64>,
) -> Result<Page<Customer>> {
    let order = match sort.column {
        Order::Created => "customer.created_at",
        Order::Updated => "customer.updated_at",
        Order::Name => "customer.name",
        Order::Activity => "customer.last_activity_at",
    };
    let mut listing = Listing::new(COLUMNS, "customer", "customer.id", order, sort.descending);
    if let Some(status) = filter.status {
        listing.filter("customer.status = ?", status.code());
    }
    if let Some(tag) = &filter.tag {
        listing.filter("customer.id IN (SELECT customer_id FROM customer_tag WHERE tag = ?)", tag.clone());
    }
    match (ids, &filter.search) {
        (Some(ids), _) => {
            // One value, so that the statement is the same however many were found.
            let list = serde_json::to_string(ids).map_err(|cause| Error::internal("the ids found", cause))?;
            listing.filter("customer.id IN (SELECT value FROM json_each(?))", list);
        }
        (None, Some(query)) => {
            let condition = match reach {
                Reach::Everything => {
                    "/* whole table: more customers than a search in memory holds */
                     instr(lower(customer.name || char(10) || customer.company || char(10) || coalesce(customer.email_key, '') || char(10)
                         || coalesce(customer.phone, '')), lower(?)) > 0"
                }
                Reach::Masked => {
                    "/* whole table: more customers than a search in memory holds */
                     instr(lower(customer.name || char(10) || customer.company), lower(?)) > 0"
                }
            };
            listing.filter(condition, query.clone());
        }
        (None, None) => {}
    }
    let total = match total {
        Some(total) => total,
        None => listing.count(conn)?,
    };
    listing.page(conn, request, sort_text, total, read)
}

/// A customer by id.
pub fn get(conn: &Connection, id: CustomerId) -> Result<Customer> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM customer WHERE customer.id = ?1"))?;
    Ok(statement.query_row([id], read)?)
}

/// Is one of the customer's leads assigned to this user?
pub fn is_served_by(conn: &Connection, id: CustomerId, agent: UserId) -> Result<bool> {
    // The plus keeps to the customer's few leads.
    Ok(conn.prepare_cached("SELECT 1 FROM lead WHERE customer_id = ?1 AND +assignee_id = ?2 LIMIT 1")?.exists((id, agent))?)
}

/// Whose e-mail address it is.
pub fn find_by_email(conn: &Connection, email: &Email) -> Result<Option<CustomerId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM customer WHERE email_key = ?1")?;
    Ok(statement.query_row([email.key()], |row| row.get(0)).optional()?)
}

/// Whose phone it is.
pub fn find_by_phone(conn: &Connection, phone: &Phone) -> Result<Option<CustomerId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM customer WHERE phone = ?1")?;
    Ok(statement.query_row([phone.as_e164()], |row| row.get(0)).optional()?)
}

pub fn insert(conn: &Connection, new: &NewCustomer, now: Timestamp) -> Result<CustomerId> {
    conn.prepare_cached(
        "INSERT INTO customer (name, email, email_key, phone, company, status, attributes, source, created_at, updated_at, last_activity_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, jsonb(?7), ?8, ?9, ?9, ?9)",
    )?
    .execute(params![
        new.name.as_ref().map_or("", PersonName::as_str),
        new.email.as_ref().map(Email::as_str),
        new.email.as_ref().map(Email::key),
        new.phone.as_ref().map(Phone::as_e164),
        new.company.as_deref().unwrap_or_default(),
        new.status,
        json(&new.attributes)?,
        new.source,
        now,
    ])?;
    let id = CustomerId(conn.last_insert_rowid());
    insert_tags(conn, id, &new.tags)?;
    Ok(id)
}

/// Writes a customer as it is now, tags apart.
pub fn update(conn: &Connection, customer: &Customer) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE customer SET name = ?2, email = ?3, email_key = ?4, phone = ?5, company = ?6, status = ?7, attributes = jsonb(?8),
                 source = ?9, updated_at = ?10, last_activity_at = ?11
             WHERE id = ?1",
        )?
        .execute(params![
            customer.id,
            customer.name.as_ref().map_or("", PersonName::as_str),
            customer.email.as_ref().map(Email::as_str),
            customer.email.as_ref().map(Email::key),
            customer.phone.as_ref().map(Phone::as_e164),
            customer.company.as_deref().unwrap_or_default(),
            customer.status,
            json(&customer.attributes)?,
            customer.source,
            customer.updated_at,
            customer.last_activity_at,
        ])?;
    one_row(touched)
}

/// The customer was heard of at that time. An earlier time changes nothing.
pub fn note_activity(conn: &Connection, id: CustomerId, at: Timestamp) -> Result<()> {
    conn.prepare_cached("UPDATE customer SET last_activity_at = ?2 WHERE id = ?1 AND last_activity_at < ?2")?.execute((id, at))?;
    Ok(())
}

pub fn replace_tags(conn: &Connection, id: CustomerId, tags: &[String]) -> Result<()> {
    conn.prepare_cached("DELETE FROM customer_tag WHERE customer_id = ?1")?.execute([id])?;
    insert_tags(conn, id, tags)
}

/// Deletes a customer; leads, their interactions and conversions go along.
pub fn delete(conn: &Connection, id: CustomerId) -> Result<()> {
    one_row(conn.prepare_cached("DELETE FROM customer WHERE id = ?1")?.execute([id])?)
}

/// How many leads and interactions go with a customer.
pub fn belongings(conn: &Connection, id: CustomerId) -> Result<(i64, i64)> {
    let mut statement = conn.prepare_cached(
        "SELECT count(*), coalesce(sum((SELECT count(*) FROM lead_interaction WHERE lead_interaction.lead_id = lead.id)), 0)
         FROM lead WHERE customer_id = ?1",
    )?;
    Ok(statement.query_row([id], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// A customer's leads.
pub fn leads_of(conn: &Connection, id: CustomerId) -> Result<Vec<LeadId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM lead WHERE customer_id = ?1")?;
    let leads = statement.query_map([id], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(leads)
}

/// The tags in use, in alphabetical order, at most `limit`.
pub fn tags(conn: &Connection, limit: u32) -> Result<Vec<String>> {
    // Leaps from tag to tag: each is found by the key's index, however many customers have it.
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE used (tag) AS (
             SELECT min(tag) FROM customer_tag
             UNION ALL
             SELECT (SELECT min(tag) FROM customer_tag WHERE tag > used.tag) FROM used WHERE used.tag IS NOT NULL
         )
         SELECT tag FROM used WHERE tag IS NOT NULL LIMIT ?1",
    )?;
    let tags = statement.query_map([limit], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(tags)
}

/// What can be found of all customers; absent when they are more than `most`.
pub fn findable(conn: &Connection, most: usize) -> Result<Option<Vec<(CustomerId, Findable)>>> {
    let mut statement = conn.prepare(
        "SELECT id, name, coalesce(email, ''), company, coalesce(phone, '') FROM customer /* whole table: a search is packed */",
    )?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        if all.len() == most {
            return Ok(None);
        }
        all.push((row.get(0)?, Findable { name: row.get(1)?, email: row.get(2)?, company: row.get(3)?, phone: row.get(4)? }));
    }
    Ok(Some(all))
}

fn insert_tags(conn: &Connection, id: CustomerId, tags: &[String]) -> Result<()> {
    let mut statement = conn.prepare_cached("INSERT INTO customer_tag (tag, customer_id) VALUES (?1, ?2)")?;
    for tag in tags {
        statement.execute(params![tag, id])?;
    }
    Ok(())
}

fn json(attributes: &Attributes) -> Result<String> {
    serde_json::to_string(attributes).map_err(|cause| Error::internal("attributes", cause))
}

fn read(row: &Row<'_>) -> rusqlite::Result<Customer> {
    let blank = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(Customer {
        id: row.get(0)?,
        name: blank(row.get(1)?).map(PersonName::from_stored),
        email: row.get::<_, Option<String>>(2)?.map(Email::from_stored),
        phone: row.get::<_, Option<String>>(3)?.map(Phone::from_stored),
        company: blank(row.get(4)?),
        status: row.get::<_, CustomerStatus>(5)?,
        tags: read_json(row, 6)?,
        attributes: read_json(row, 7)?,
        score: row.get(12)?,
        source: row.get(8)?,
        created_at: row.get(9)?,
        updated_at: row.get(10)?,
        last_activity_at: row.get(11)?,
    })
}

fn read_json<T: serde::de::DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<T> {
    let text = row.get_ref(column)?.as_str()?;
    serde_json::from_str(text)
        .map_err(|cause| rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(cause)))
}
