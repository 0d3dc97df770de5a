//! Leads in the account's file.

pub mod bulk;
pub mod callbacks;
pub mod fill;

use std::collections::{BTreeMap, btree_map::Entry};

use rusqlite::{Connection, Row as SqlRow, params, types::Value};

use crate::{
    base::{
        error::Result,
        ids::{CustomerId, FunnelId, LeadId, PageId, TouchId},
        money::Money,
        page::Page,
        phone::Phone,
        time::Timestamp,
    },
    db::{list::Listing, types::one_row},
    interactions::suspicion::Suspicions,
    leads::{
        model::{Contact, LeadStatus, NewLead, Row},
        query::{Filter, LeadQuery, Order, Suspects},
    },
};

const COLUMNS: &str = "id, customer_id, landing_page_id, funnel_id, stage, status, work_status, suspicions, first_touch_id, last_touch_id, \
     source, campaign, device, value, assignee_id, form, created_at, updated_at, stage_entered_at, closed_at, callback_at, total, substr('ABCD', grade + 1, 1)";

const COUNTED: &str = "lead LEFT JOIN lead_score ON lead_id = id /* whole table: filters combine freely, no index serves them all */";
/// Counted from the leads' side: with 98,000 of them an index of theirs or their plain scan is 4 to 50 times as quick.
const SCORED_COUNTED: &str = "lead JOIN lead_score ON lead_id = id /* whole table: filters combine freely, no index serves them all */";

/// Words of the dictionary that a filter names.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words {
    pub source: Option<i64>,
    pub campaign: Option<i64>,
}

/// The lead of an id, or `NotFound`.
pub fn get(conn: &Connection, id: LeadId) -> Result<Row> {
    Ok(conn
        .prepare_cached(
            "SELECT id, customer_id, landing_page_id, funnel_id, stage, status, work_status, suspicions, first_touch_id, last_touch_id,
                 source, campaign, device, value, assignee_id, form, created_at, updated_at, stage_entered_at, closed_at, callback_at, total,
                 substr('ABCD', grade + 1, 1)
             FROM lead LEFT JOIN lead_score ON lead_id = id WHERE id = ?1",
        )?
        .query_row([id], read)?)
}

/// Adds a lead that stands in its funnel's first stage, if it has a funnel.
pub fn insert(conn: &Connection, new: &NewLead<'_>, stage: Option<&str>, now: Timestamp) -> Result<LeadId> {
    conn.prepare_cached(
        "INSERT INTO lead (customer_id, landing_page_id, funnel_id, stage, status, work_status, suspicions, first_touch_id, last_touch_id,
             source, campaign, device, value, assignee_id, form, created_at, updated_at, stage_entered_at, callback_at, suspect)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?16, ?16, ?17, ?18)",
    )?
    .execute(params![
        new.customer,
        new.page,
        new.funnel.map(|funnel| funnel.id),
        stage,
        LeadStatus::New,
        new.work_status,
        new.suspicions.bits(),
        new.first_touch,
        new.last_touch,
        new.source,
        new.campaign,
        new.device,
        new.value.map(|value| value.0),
        new.assignee,
        new.form,
        now,
        new.callback_at,
        new.suspicions.makes_suspect(),
    ])?;
    Ok(LeadId(conn.last_insert_rowid()))
}

/// Writes everything of a lead that can change.
pub fn update(conn: &Connection, lead: &Row, now: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE lead SET stage = ?2, status = ?3, work_status = ?4, suspicions = ?5, value = ?6, assignee_id = ?7, form = ?8,
                 stage_entered_at = ?9, closed_at = ?10, callback_at = ?11, updated_at = ?12, suspect = ?13
             WHERE id = ?1",
        )?
        .execute(params![
            lead.id,
            lead.stage,
            lead.status,
            lead.work_status,
            lead.suspicions.bits(),
            lead.value.map(|value| value.0),
            lead.assignee,
            lead.form,
            lead.stage_entered_at,
            lead.closed_at,
            lead.callback_at,
            now,
            lead.is_suspect(),
        ])?;
    one_row(touched)
}

pub fn set_first_touch(conn: &Connection, id: LeadId, touch: TouchId) -> Result<()> {
    one_row(conn.prepare_cached("UPDATE lead SET first_touch_id = ?2 WHERE id = ?1")?.execute((id, touch))?)
}

pub fn delete(conn: &Connection, id: LeadId) -> Result<()> {
    one_row(conn.prepare_cached("DELETE FROM lead WHERE id = ?1")?.execute([id])?)
}

/// Leads that stand in a stage, suspects too, the oldest first.
pub fn in_stage(conn: &Connection, funnel: FunnelId, stage: &str) -> Result<Vec<Row>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, customer_id, landing_page_id, funnel_id, stage, status, work_status, suspicions, first_touch_id, last_touch_id,
             source, campaign, device, value, assignee_id, form, created_at, updated_at, stage_entered_at, closed_at, callback_at, total,
             substr('ABCD', grade + 1, 1)
         FROM lead LEFT JOIN lead_score ON lead_id = id WHERE funnel_id = ?1 AND stage = ?2 ORDER BY stage_entered_at, id",
    )?;
    let rows = statement.query_map(params![funnel, stage], read)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// One page of the leads. `customers` are those that a search found; `total` is known already where nothing filters.
pub fn list(conn: &Connection, query: &LeadQuery, words: Words, customers: Option<&[CustomerId]>, total: Option<i64>) -> Result<Page<Row>> {
    let order = match query.sort.column {
        Order::Created => "created_at",
        Order::Updated => "updated_at",
        Order::StageEntered => "stage_entered_at",
        Order::Score => "total",
    };
    // By score the list follows the scores' own index, so it has only leads that have one.
    let (from, counted, id) = if query.sort.column == Order::Score {
        ("lead_score CROSS JOIN lead ON id = lead_id", SCORED_COUNTED, "lead_id")
    } else {
        ("lead LEFT JOIN lead_score ON lead_id = id", COUNTED, "id")
    };
    let listing = |from: &'static str| {
        let mut listing = Listing::new(COLUMNS, from, id, order, query.sort.descending);
        narrow(&mut listing, &query.filter, words, customers);
        listing
    };
    let total = match total {
        Some(total) => total,
        None => listing(counted).count(conn)?,
    };
    listing(from).page(conn, &query.page, &query.sort_text, total, read)
}

fn narrow(listing: &mut Listing, filter: &Filter, words: Words, customers: Option<&[CustomerId]>) {
    match (filter.suspects, filter.status) {
        (Suspects::Without, _) => listing.when("suspect = 0"),
        (Suspects::Only, None) => listing.when("suspect <> 0").filter("status <> ?", LeadStatus::Invalid.code()),
        (Suspects::Only, Some(_)) => listing.when("suspect <> 0"),
        (Suspects::Any, _) => listing,
    };
    if filter.unassigned {
        listing.when("assignee_id IS NULL");
    }
    let texts = [("work_status = ?", &filter.work_status), ("stage = ?", &filter.stage)];
    for (condition, text) in texts {
        if let Some(text) = text {
            listing.filter(condition, text.clone());
        }
    }
    let numbers = [
        ("status = ?", filter.status.map(LeadStatus::code)),
        ("funnel_id = ?", filter.funnel.map(|id| id.0)),
        ("landing_page_id = ?", filter.page.map(|id| id.0)),
        ("customer_id = ?", filter.customer.map(|id| id.0)),
        ("assignee_id = ?", filter.assignee.map(|id| id.0)),
        ("source = ?", words.source),
        ("campaign = ?", words.campaign),
        ("grade = ?", filter.grade.and_then(|grade| "ABCD".find(grade)).and_then(|code| i64::try_from(code).ok())),
        ("created_at >= ?", filter.from.map(|at| at.0)),
        ("created_at < ?", filter.until.map(|at| at.0)),
    ];
    for (condition, number) in numbers {
        if let Some(number) = number {
            listing.filter(condition, Value::Integer(number));
        }
    }
    if let Some(customers) = customers {
        // One value, so that the statement is the same however many were found.
        let ids = serde_json::json!(customers).to_string();
        listing.filter("customer_id IN (SELECT value FROM json_each(?))", ids);
    }
}

/// Leads that have a score, from the distribution that is kept of them. Suspects have none.
pub fn scored(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(sum(leads), 0) FROM score_bucket")?.query_row([], |row| row.get(0))?)
}

/// Names and addresses of customers, for the rows of a list.
pub fn contacts(conn: &Connection, customers: impl Iterator<Item = CustomerId>) -> Result<BTreeMap<CustomerId, Contact>> {
    let mut statement = conn.prepare_cached("SELECT name, phone, email FROM customer WHERE id = ?1")?;
    let mut contacts = BTreeMap::new();
    for id in customers {
        if let Entry::Vacant(place) = contacts.entry(id) {
            place.insert(statement.query_row([id], |row| {
                let phone: Option<String> = row.get(1)?;
                Ok(Contact { name: row.get(0)?, phone: phone.map(|e164| Phone::from_stored(e164).display()), email: row.get(2)? })
            })?);
        }
    }
    Ok(contacts)
}

/// Does the account have this landing page?
pub fn has_page(conn: &Connection, page: PageId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM landing_page WHERE id = ?1")?.exists([page])?)
}

/// Does the account have this customer?
pub fn has_customer(conn: &Connection, customer: CustomerId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM customer WHERE id = ?1")?.exists([customer])?)
}

fn read(row: &SqlRow<'_>) -> rusqlite::Result<Row> {
    Ok(Row {
        id: row.get(0)?,
        customer: row.get(1)?,
        page: row.get(2)?,
        funnel: row.get(3)?,
        stage: row.get(4)?,
        status: row.get(5)?,
        work_status: row.get(6)?,
        suspicions: Suspicions::from_bits(row.get(7)?),
        first_touch: row.get(8)?,
        last_touch: row.get(9)?,
        source: row.get(10)?,
        campaign: row.get(11)?,
        device: row.get(12)?,
        value: row.get::<_, Option<i64>>(13)?.map(Money),
        assignee: row.get(14)?,
        form: row.get(15)?,
        created_at: row.get(16)?,
        updated_at: row.get(17)?,
        stage_entered_at: row.get(18)?,
        closed_at: row.get(19)?,
        callback_at: row.get(20)?,
        score: row.get(21)?,
        grade: row.get(22)?,
    })
}
