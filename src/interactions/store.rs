//! `lead_interaction` (read through its view `interaction`), `repeated`, `visit`, `event`, `word` and `touch`.

pub mod archive;
pub mod erasing;
pub mod fill;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::{
    base::{
        error::{Error, Result},
        ids::{ConversionId, CustomerId, LeadId, PageId, TouchId, UserId},
        time::Timestamp,
    },
    db::types::one_row,
    interactions::{
        model::{ActorType, Interaction, InteractionKind, NewRecord, Visit},
        touch::Touch,
    },
};

pub fn find_word(conn: &Connection, text: &str) -> Result<Option<i64>> {
    Ok(conn.prepare_cached("SELECT id FROM word WHERE text = ?1")?.query_row([text], |row| row.get(0)).optional()?)
}

pub fn insert_word(conn: &Connection, text: &str) -> Result<i64> {
    Ok(conn.prepare_cached("INSERT INTO word (text) VALUES (?1) RETURNING id")?.query_row([text], |row| row.get(0))?)
}

/// The highest number given so far. No word is ever deleted, so it is how many there are.
pub fn last_word(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(id), 0) FROM word")?.query_row([], |row| row.get(0))?)
}

pub fn word(conn: &Connection, id: i64) -> Result<Option<String>> {
    Ok(conn.prepare_cached("SELECT text FROM word WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?)
}

/// Source, medium, campaign, term, content, referrer, each as a word.
pub type TouchWords = [i64; 6];

pub fn find_touch(conn: &Connection, words: TouchWords) -> Result<Option<TouchId>> {
    let found = conn
        .prepare_cached(
            "SELECT id FROM touch WHERE source = ?1 AND medium = ?2 AND campaign = ?3 AND term = ?4 AND content = ?5 AND referrer = ?6",
        )?
        .query_row(words, |row| row.get(0))
        .optional()?;
    Ok(found)
}

pub fn insert_touch(conn: &Connection, words: TouchWords) -> Result<TouchId> {
    // No RETURNING: with it SQLite plans to look through all leads for a foreign key that the new row could mend.
    conn.prepare_cached("INSERT INTO touch (source, medium, campaign, term, content, referrer) VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?
        .execute(words)?;
    Ok(TouchId(conn.last_insert_rowid()))
}

/// The highest number given so far, which is how many there are.
pub fn last_touch(conn: &Connection) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(id), 0) FROM touch")?.query_row([], |row| row.get(0))?)
}

pub fn touch(conn: &Connection, id: TouchId) -> Result<Touch> {
    let touch = conn
        .prepare_cached(
            "SELECT (SELECT text FROM word WHERE id = touch.source), (SELECT text FROM word WHERE id = touch.medium),
                 (SELECT text FROM word WHERE id = touch.campaign), (SELECT text FROM word WHERE id = touch.term),
                 (SELECT text FROM word WHERE id = touch.content), (SELECT text FROM word WHERE id = touch.referrer)
             FROM touch WHERE id = ?1",
        )?
        .query_row([id], |row| {
            Ok(Touch {
                source: row.get(0)?,
                medium: row.get(1)?,
                campaign: row.get(2)?,
                term: row.get(3)?,
                content: row.get(4)?,
                referrer: row.get(5)?,
            })
        })?;
    Ok(touch)
}

/// Where an interaction stands in its lead's timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub at: i64,
    pub seq: i64,
}

impl Place {
    /// Later than anything.
    pub const END: Self = Self { at: i64::MAX, seq: i64::MAX };
}

pub fn insert(conn: &Connection, lead: LeadId, new: &NewRecord) -> Result<Place> {
    // What is reported so late that its day has been archived takes a number that no row there can have: the present time.
    let seq = conn
        .prepare_cached(
            "INSERT INTO lead_interaction (lead_id, at, seq, kind, actor, user_id, agent, data)
             VALUES (?1, ?2, (SELECT max(coalesce(max(seq) + 1, 0),
                     CASE WHEN EXISTS (SELECT 1 FROM archiving WHERE before > ?2) THEN CAST(unixepoch('subsec') * 1000 AS INTEGER) ELSE 0 END)
                 FROM lead_interaction WHERE lead_id = ?1 AND at = ?2), ?3, ?4, ?5, ?6, ?7)
             RETURNING seq",
        )?
        .query_row(params![lead, new.at, new.kind, new.actor, new.user_id, new.agent, data_of(conn, new)?], |row| row.get(0))?;
    Ok(Place { at: new.at.0, seq })
}

/// The data of an interaction as they lie in the table: as text, or as the number of a text that is there already.
fn data_of(conn: &Connection, new: &NewRecord) -> Result<String> {
    let text = new.data.to_string();
    if !new.repeats() {
        return Ok(text);
    }
    let known = conn.prepare_cached("SELECT id FROM repeated WHERE text = ?1")?.query_row([&text], |row| row.get(0)).optional()?;
    let id: i64 = match known {
        Some(id) => id,
        None => conn.prepare_cached("INSERT INTO repeated (text) VALUES (?1) RETURNING id")?.query_row([&text], |row| row.get(0))?,
    };
    Ok(id.to_string())
}

/// What an interaction is and which user did it; absent when it is not there.
pub fn author(conn: &Connection, lead: LeadId, place: Place) -> Result<Option<(InteractionKind, Option<UserId>)>> {
    let author = conn
        .prepare_cached("SELECT kind, user_id FROM lead_interaction WHERE lead_id = ?1 AND at = ?2 AND seq = ?3")?
        .query_row(params![lead, place.at, place.seq], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(author)
}

pub fn delete(conn: &Connection, lead: LeadId, place: Place) -> Result<()> {
    let deleted = conn
        .prepare_cached("DELETE FROM lead_interaction WHERE lead_id = ?1 AND at = ?2 AND seq = ?3")?
        .execute(params![lead, place.at, place.seq])?;
    one_row(deleted)
}

/// What is told of an interaction. Of a page, its title of today is told as `page_title`.
pub const TOLD: &str = "at, seq, kind, actor, user_id, data, CASE WHEN kind IN (0, 1) THEN
    (SELECT title FROM landing_page WHERE id = json_extract(data, '$.page_id')) END";

/// A lead's interactions before a place, newest first.
pub fn before(conn: &Connection, lead: LeadId, place: Place, limit: i64, offset: i64) -> Result<Vec<(Place, Interaction)>> {
    let sql =
        format!("SELECT {TOLD} FROM interaction WHERE lead_id = ?1 AND (at, seq) < (?2, ?3) ORDER BY at DESC, seq DESC LIMIT ?4 OFFSET ?5");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query(params![lead, place.at, place.seq, limit, offset])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_interaction(row, lead)?);
    }
    Ok(found)
}

/// Reads the columns of [`TOLD`].
pub fn read_interaction(row: &Row<'_>, lead: LeadId) -> Result<(Place, Interaction)> {
    let place = Place { at: row.get(0)?, seq: row.get(1)? };
    let kind: InteractionKind = row.get(2)?;
    let json: String = row.get(5)?;
    let mut data: Value = serde_json::from_str(&json).map_err(|cause| Error::internal("an interaction's data", cause))?;
    if let (InteractionKind::PageView | InteractionKind::FormSubmit, Some(fields)) = (kind, data.as_object_mut()) {
        fields.insert("page_title".to_owned(), row.get::<_, Option<String>>(6)?.into());
    }
    let interaction = Interaction {
        id: format!("{}-{}", place.at, place.seq),
        lead_id: lead,
        kind,
        data,
        actor: row.get(3)?,
        user_id: row.get(4)?,
        occurred_at: Timestamp(place.at),
    };
    Ok((place, interaction))
}

pub fn void_conversion(conn: &Connection, lead: LeadId, at: Timestamp, id: ConversionId, reason: &str, now: Timestamp) -> Result<()> {
    conn.prepare_cached(
        "UPDATE lead_interaction SET data = json_set(data, '$.voided_at', ?4, '$.void_reason', ?5)
         WHERE lead_id = ?1 AND at = ?2 AND kind = ?6 AND json_extract(data, '$.conversion_id') = ?3",
    )?
    .execute(params![lead, at, id, now.to_string(), reason, InteractionKind::Conversion])?;
    Ok(())
}

pub fn count(conn: &Connection, lead: LeadId) -> Result<i64> {
    let count = conn.prepare_cached("SELECT count(*) FROM lead_interaction WHERE lead_id = ?1")?.query_row([lead], |row| row.get(0))?;
    Ok(count)
}

/// Of all leads of a customer, or of those assigned to `agent`.
pub fn count_of_customer(conn: &Connection, customer: CustomerId, agent: Option<UserId>) -> Result<i64> {
    let count = conn
        .prepare_cached(
            "SELECT count(*) FROM lead JOIN lead_interaction ON lead_id = lead.id
             WHERE customer_id = ?1 AND (?2 IS NULL OR assignee_id = ?2)",
        )?
        .query_row((customer, agent), |row| row.get(0))?;
    Ok(count)
}

/// All leads of a customer, or those assigned to `agent`.
pub fn leads_of(conn: &Connection, customer: CustomerId, agent: Option<UserId>) -> Result<Vec<LeadId>> {
    let mut statement = conn.prepare_cached("SELECT id FROM lead WHERE customer_id = ?1 AND (?2 IS NULL OR assignee_id = ?2)")?;
    let leads = statement.query_map((customer, agent), |row| row.get(0))?;
    Ok(leads.collect::<Result<_, _>>()?)
}

/// The customer and the assignee of a lead. A lead that is not there is `NotFound`.
pub fn owner_of(conn: &Connection, lead: LeadId) -> Result<(CustomerId, Option<UserId>)> {
    let mut statement = conn.prepare_cached("SELECT customer_id, assignee_id FROM lead WHERE id = ?1")?;
    Ok(statement.query_row([lead], |row| Ok((row.get(0)?, row.get(1)?)))?)
}

/// Has a person with this visitor id seen the page on that day?
pub fn has_seen(conn: &Connection, visit: &Visit) -> Result<bool> {
    let seen = conn
        .prepare_cached("SELECT 1 FROM visit WHERE visitor = ?1 AND page_id = ?2 AND day = ?3 AND actor = ?4 LIMIT 1")?
        .exists(params![visit.visitor, visit.page, visit.day.0, ActorType::Human])?;
    Ok(seen)
}

pub fn insert_visit(conn: &Connection, visit: &Visit) -> Result<()> {
    conn.prepare_cached("INSERT INTO visit (visitor, page_id, day, at, touch_id, actor, agent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?
        .execute(params![visit.visitor, visit.page, visit.day.0, visit.at, visit.touch.id, visit.actor, visit.agent])?;
    Ok(())
}

/// A view that waits for its visitor to become a lead.
pub struct Waiting {
    pub page: PageId,
    pub at: Timestamp,
    pub agent: i64,
}

/// A visitor's newest waiting views up to an instant, newest first.
pub fn waiting(conn: &Connection, visitor: [u8; 16], until: Timestamp, limit: usize) -> Result<Vec<Waiting>> {
    let mut statement = conn.prepare_cached(
        "SELECT page_id, at, agent FROM visit WHERE visitor = ?1 AND joined = 0 AND actor = ?2 AND at <= ?3 ORDER BY at DESC, id DESC LIMIT ?4",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let views = statement.query_map(params![visitor, ActorType::Human, until, limit], |row| {
        Ok(Waiting { page: row.get(0)?, at: row.get(1)?, agent: row.get(2)? })
    })?;
    Ok(views.collect::<Result<_, _>>()?)
}

/// Where the visitor's earliest waiting view came from; absent when none waits.
pub fn first_waiting_touch(conn: &Connection, visitor: [u8; 16], until: Timestamp) -> Result<Option<TouchId>> {
    let touch = conn
        .prepare_cached("SELECT touch_id FROM visit WHERE visitor = ?1 AND joined = 0 AND actor = ?2 AND at <= ?3 ORDER BY at, id LIMIT 1")?
        .query_row(params![visitor, ActorType::Human, until], |row| row.get(0))
        .optional()?;
    Ok(touch)
}

/// Where the visitor's newest waiting view of a page came from; absent when none waits.
pub fn last_waiting_touch(conn: &Connection, visitor: [u8; 16], page: PageId, until: Timestamp) -> Result<Option<TouchId>> {
    let touch = conn
        .prepare_cached(
            "SELECT touch_id FROM visit WHERE visitor = ?1 AND page_id = ?2 AND joined = 0 AND actor = ?3 AND at <= ?4
             ORDER BY at DESC, id DESC LIMIT 1",
        )?
        .query_row(params![visitor, page, ActorType::Human, until], |row| row.get(0))
        .optional()?;
    Ok(touch)
}

pub fn mark_joined(conn: &Connection, visitor: [u8; 16], lead: LeadId, until: Timestamp) -> Result<()> {
    conn.prepare_cached("UPDATE visit SET joined = ?4 WHERE visitor = ?1 AND joined = 0 AND actor = ?2 AND at <= ?3")?.execute(params![
        visitor,
        ActorType::Human,
        until,
        lead
    ])?;
    Ok(())
}

/// The lead that a visitor's views were joined to last; absent while they wait.
pub fn lead_of_visitor(conn: &Connection, visitor: [u8; 16]) -> Result<Option<LeadId>> {
    let lead = conn
        .prepare_cached("SELECT joined FROM visit WHERE visitor = ?1 AND joined <> 0 AND EXISTS (SELECT 1 FROM lead WHERE lead.id = visit.joined) ORDER BY joined DESC LIMIT 1")?
        .query_row([visitor], |row| row.get(0))
        .optional()?;
    Ok(lead)
}

/// Notes an event's id; false when it was there already.
pub fn insert_event(conn: &Connection, id: &[u8], at: Timestamp) -> Result<bool> {
    Ok(conn.prepare_cached("INSERT INTO event (id, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?.execute(params![id, at])? == 1)
}

pub fn delete_visits(conn: &Connection, before: Timestamp, limit: usize) -> Result<usize> {
    let deleted = conn
        .prepare_cached("DELETE FROM visit WHERE id IN (SELECT id FROM visit WHERE at < ?1 ORDER BY at LIMIT ?2)")?
        .execute(params![before, i64::try_from(limit).unwrap_or(i64::MAX)])?;
    Ok(deleted)
}

pub fn delete_events(conn: &Connection, before: Timestamp, limit: usize) -> Result<usize> {
    let deleted = conn
        .prepare_cached("DELETE FROM event WHERE id IN (SELECT id FROM event WHERE at < ?1 ORDER BY at LIMIT ?2)")?
        .execute(params![before, i64::try_from(limit).unwrap_or(i64::MAX)])?;
    Ok(deleted)
}
