//! `funnel_conversion`, and of other tables what a conversion is told with.

pub mod past;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        error::Result,
        ids::{ConversionId, FunnelId, LeadId, PageId},
        money::{Currency, Money},
        page::{Page, PageRequest},
        time::{Day, Timestamp},
    },
    conversions::model::{Conversion, NamedConversion, NewConversion, Wanted},
    db::{list::Listing, types::one_row},
};

/// What is counted of the lead that converts.
pub struct Converting {
    pub page: Option<PageId>,
    pub funnel: Option<FunnelId>,
    pub stage: Option<String>,
    pub value: Option<Money>,
    pub source: i64,
    pub campaign: i64,
    pub device: i64,
    pub suspect: bool,
    pub created_at: Timestamp,
    /// The answers as JSON, by field.
    pub form: String,
}

/// Absent when there is no such lead.
pub fn converting(conn: &Connection, lead: LeadId) -> Result<Option<Converting>> {
    let found = conn
        .prepare_cached(
            "SELECT landing_page_id, funnel_id, stage, value, source, campaign, device, suspect, created_at, form FROM lead WHERE id = ?1",
        )?
        .query_row([lead], |row| {
            Ok(Converting {
                page: row.get(0)?,
                funnel: row.get(1)?,
                stage: row.get(2)?,
                value: row.get::<_, Option<i64>>(3)?.map(Money),
                source: row.get(4)?,
                campaign: row.get(5)?,
                device: row.get(6)?,
                suspect: row.get::<_, i64>(7)? != 0,
                created_at: row.get(8)?,
                form: row.get(9)?,
            })
        })
        .optional()?;
    Ok(found)
}

/// One that was voided does not count; one that is gone by its age does.
pub fn has_converted(conn: &Connection, lead: LeadId, funnel: FunnelId, stage: &str) -> Result<bool> {
    // The plus keeps SQLite from taking the funnel's index: a lead has few conversions, a funnel many.
    let found = conn
        .prepare_cached(
            "SELECT 1 FROM funnel_conversion WHERE lead_id = ?1 AND +funnel_id = ?2 AND stage = ?3 AND voided_at IS NULL
             UNION ALL SELECT 1 FROM past_conversion WHERE lead_id = ?1 AND funnel_id = ?2 AND stage = ?3 AND voided = 0
             LIMIT 1",
        )?
        .exists(params![lead, funnel, stage])?;
    Ok(found)
}

pub fn insert(conn: &Connection, new: &NewConversion) -> Result<ConversionId> {
    let id = conn
        .prepare_cached(
            "INSERT INTO funnel_conversion (funnel_id, lead_id, stage, value, currency, converted_at, day)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING id",
        )?
        .query_row(
            params![new.funnel, new.lead, new.stage, new.value.map(|value| value.0), new.currency.as_str(), new.at, new.day.0],
            |row| row.get(0),
        )?;
    Ok(id)
}

/// A conversion, and the day it was counted on where that is noted.
pub fn get(conn: &Connection, id: ConversionId) -> Result<(Conversion, Option<Day>)> {
    let sql = format!("SELECT {COLUMNS}, day FROM funnel_conversion WHERE id = ?1");
    let found = conn.prepare_cached(&sql)?.query_row([id], |row| Ok((read_conversion(row)?, row.get::<_, Option<i32>>(10)?.map(Day))))?;
    Ok(found)
}

pub fn get_named(conn: &Connection, id: ConversionId) -> Result<NamedConversion> {
    let sql = format!("SELECT {NAMED_COLUMNS} FROM funnel_conversion WHERE id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], read_named)?)
}

pub fn void(conn: &Connection, id: ConversionId, reason: &str, by: &str, now: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE funnel_conversion SET voided_at = ?2, void_reason = ?3, voided_by = ?4 WHERE id = ?1 AND voided_at IS NULL",
        )?
        .execute(params![id, now, reason, by])?;
    one_row(touched)
}

const COLUMNS: &str = "id, funnel_id, lead_id, stage, value, currency, converted_at, voided_at, void_reason, voided_by";

const NAMED_COLUMNS: &str = "id, funnel_id, lead_id, stage, value, currency, converted_at, voided_at, void_reason, voided_by,
    (SELECT customer_id FROM lead WHERE lead.id = lead_id),
    (SELECT coalesce(nullif(customer.name, ''), phone, email, '') FROM lead JOIN customer ON customer.id = customer_id WHERE lead.id = lead_id),
    (SELECT name FROM funnel WHERE funnel.id = funnel_id),
    coalesce((SELECT json_extract(one.value, '$.name') FROM funnel, json_each(funnel.stages) AS one
        WHERE funnel.id = funnel_id AND json_extract(one.value, '$.key') = funnel_conversion.stage), stage)";

/// `all` is the number of all conversions: the total where nothing is filtered.
pub fn list(conn: &Connection, wanted: &Wanted, request: &PageRequest, all: i64) -> Result<Page<Conversion>> {
    listed(conn, COLUMNS, wanted, request, all, read_conversion)
}

pub fn list_named(conn: &Connection, wanted: &Wanted, request: &PageRequest, all: i64) -> Result<Page<NamedConversion>> {
    listed(conn, NAMED_COLUMNS, wanted, request, all, read_named)
}

fn read_named(row: &Row<'_>) -> rusqlite::Result<NamedConversion> {
    Ok(NamedConversion {
        conversion: read_conversion(row)?,
        customer_id: row.get(10)?,
        customer: row.get(11)?,
        funnel: row.get(12)?,
        stage: row.get(13)?,
    })
}

fn listed<T>(
    conn: &Connection,
    columns: &'static str,
    wanted: &Wanted,
    request: &PageRequest,
    all: i64,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Page<T>> {
    let mut listing = Listing::new(columns, "funnel_conversion", "id", "converted_at", wanted.sort.descending);
    if let Some(funnel) = wanted.filter.funnel {
        listing.filter("funnel_id = ?", funnel.0);
    }
    if let Some(lead) = wanted.filter.lead {
        listing.filter("lead_id = ?", lead.0);
    }
    if let Some(stage) = &wanted.filter.stage {
        listing.filter("stage = ? /* whole table: 100,000 rows at full capacity, when no funnel is named */", stage.clone());
    }
    if let Some(from) = wanted.filter.from {
        listing.filter("converted_at >= ?", from.0);
    }
    if let Some(until) = wanted.filter.until {
        listing.filter("converted_at < ?", until.0);
    }
    match wanted.filter.voided {
        Some(true) => drop(listing.when("voided_at IS NOT NULL")),
        Some(false) => drop(listing.when("voided_at IS NULL /* whole table: 100,000 rows at full capacity, most of which count */")),
        None => {}
    }
    let total = if listing.is_unfiltered() { all } else { listing.count(conn)? };
    listing.page(conn, request, &wanted.sort_text, total, read)
}

fn read_conversion(row: &Row<'_>) -> rusqlite::Result<Conversion> {
    let currency: String = row.get(5)?;
    Ok(Conversion {
        id: row.get(0)?,
        funnel_id: row.get(1)?,
        lead_id: row.get(2)?,
        stage: row.get(3)?,
        value: row.get::<_, Option<i64>>(4)?.map(Money),
        currency: Currency::parse(&currency).map_err(|_| rusqlite::types::FromSqlError::InvalidType)?,
        converted_at: row.get(6)?,
        voided_at: row.get(7)?,
        void_reason: row.get(8)?,
        voided_by: row.get(9)?,
    })
}
