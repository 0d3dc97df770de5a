//! Leads as rules see them: what is known of each, what it did, and the score that is stored.

use std::collections::{HashMap, hash_map::Entry};

use rusqlite::{Connection, OptionalExtension as _, Row, Rows, params};
use serde_json::{Map, Value};

use crate::{
    base::{
        device::Device,
        error::Result,
        ids::{CustomerId, LeadId, TouchId},
        time::{DAY_MS, Timestamp},
    },
    customers::model::CustomerStatus,
    interactions::model::{ActorType, InteractionKind},
    leads::model::LeadStatus,
    scoring::{
        compute::Needs,
        engagement::{Event, HORIZON_DAYS},
        facts::{Facts, Field},
        model::{Kept, Stored},
    },
};

/// Interactions of one lead that are looked at, the newest: a score is bounded, and so is the memory for it.
const MOST_EVENTS: usize = 5_000;

/// A lead as a rule sees it. Facts that no rule asks for are blank.
pub struct Known {
    pub lead: LeadId,
    pub customer: CustomerId,
    pub facts: Facts,
    /// Absent while there is none.
    pub kept: Option<Kept>,
}

/// Leads in the order of their ids: those that follow one, up to another.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    after: LeadId,
    up_to: LeadId,
    limit: u32,
}

impl Span {
    pub const fn following(after: LeadId, limit: u32) -> Self {
        Self { after, up_to: LeadId(i64::MAX), limit }
    }

    pub const fn only(lead: LeadId) -> Self {
        Self { after: LeadId(lead.0 - 1), up_to: lead, limit: 1 }
    }
}

/// Tells of each lead of a span, suspects left out, with what it did within the year that counts: two ordered scans side by side, which
/// see the file as it is at one instant. That instant is asked for once the scans have begun, so that whoever changes a lead later finds
/// its score to be older. Answers with the last lead and how many there are, suspects too; absent when there is none.
pub fn each(
    conn: &Connection,
    span: Span,
    needs: Needs,
    now: impl FnOnce() -> Timestamp,
    mut tell: impl FnMut(Known, &[Event], Timestamp) -> Result<()>,
) -> Result<Option<(LeadId, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT lead.id, lead.suspect, lead.customer_id, computed_at, fit, engagement, total, grade, version, customer.name,
             customer.email, customer.phone, customer.company, customer.status, customer.source,
             CASE WHEN ?4 THEN (SELECT json_group_array(tag) FROM customer_tag WHERE customer_id = customer.id) END,
             CASE WHEN ?5 THEN json(customer.attributes) END, lead.last_touch_id, lead.landing_page_id, lead.funnel_id, lead.stage,
             lead.status, lead.value, lead.device, CASE WHEN ?6 THEN lead.form END
         FROM lead LEFT JOIN lead_score ON lead_score.lead_id = lead.id CROSS JOIN customer ON customer.id = lead.customer_id
         WHERE lead.id > ?1 AND lead.id <= ?2 ORDER BY lead.id LIMIT ?3",
    )?;
    let [tags, attributes, answers] = [Field::TAGS, Field::ATTRIBUTES, Field::ANSWERS].map(|field| needs.wants(field));
    let mut rows = statement.query(params![span.after, span.up_to, span.limit, tags, attributes, answers])?;
    let Some(first) = rows.next()? else { return Ok(None) };
    let at = now();
    let mut statement = conn.prepare_cached(ACTS)?;
    let mut acts = Acts::begin(statement.query(acts_of(span, needs, at.plus_ms(-HORIZON_DAYS * DAY_MS)))?);
    let mut touches = Touches::default();
    let (mut last, mut count) = (LeadId(0), 0);
    let mut row = Some(first);
    while let Some(lead) = row {
        last = lead.get(0)?;
        count += 1;
        if !lead.get::<_, bool>(1)? {
            let known = read_known(conn, lead, needs, &mut touches)?;
            tell(known, acts.of(last)?, at)?;
        }
        row = rows.next()?;
    }
    Ok(Some((last, count)))
}

fn read_known(conn: &Connection, row: &Row<'_>, needs: Needs, touches: &mut Touches) -> Result<Known> {
    let text = |field: u32, column: usize| -> rusqlite::Result<String> {
        if needs.wants(field) { Ok(row.get::<_, Option<String>>(column)?.unwrap_or_default()) } else { Ok(String::new()) }
    };
    let kept = match row.get(3)? {
        Some(computed_at) => Some(Kept {
            score: Stored { fit: row.get(4)?, engagement: row.get(5)?, total: row.get(6)?, grade: row.get(7)?, version: row.get(8)? },
            computed_at,
        }),
        None => None,
    };
    let [source, medium, campaign] = if needs.wants(Field::TOUCH) { touches.get(conn, row.get(17)?)? } else { <[String; 3]>::default() };
    let facts = Facts {
        name: text(Field::NAME, 9)?,
        email: text(Field::EMAIL, 10)?,
        phone: text(Field::PHONE, 11)?,
        company: text(Field::COMPANY, 12)?,
        customer_status: row.get::<_, CustomerStatus>(13)?.name(),
        customer_source: text(Field::CUSTOMER_SOURCE, 14)?,
        tags: serde_json::from_str(&text(Field::TAGS, 15)?).unwrap_or_default(),
        attributes: object(&text(Field::ATTRIBUTES, 16)?),
        source,
        medium,
        campaign,
        landing_page: row.get(18)?,
        funnel: row.get(19)?,
        stage: text(Field::STAGE, 20)?,
        lead_status: row.get::<_, LeadStatus>(21)?.name(),
        value: row.get(22)?,
        device: Some(Device::from_code(row.get(23)?)).filter(|device| *device != Device::Unknown).map_or("", Device::name),
        answers: object(&text(Field::ANSWERS, 24)?),
    };
    Ok(Known { lead: row.get(0)?, customer: row.get(2)?, facts, kept })
}

/// What was not asked for is blank, and has no keys.
fn object(json: &str) -> Map<String, Value> {
    if json.is_empty() { Map::new() } else { serde_json::from_str(json).unwrap_or_default() }
}

/// Source, medium and campaign of touches that were looked up: leads have few different ones.
#[derive(Default)]
struct Touches(HashMap<TouchId, [String; 3]>);

impl Touches {
    fn get(&mut self, conn: &Connection, id: TouchId) -> Result<[String; 3]> {
        match self.0.entry(id) {
            Entry::Occupied(known) => Ok(known.get().clone()),
            Entry::Vacant(place) => {
                let words = conn
                    .prepare_cached(
                        "SELECT source.text, medium.text, campaign.text
                         FROM touch LEFT JOIN word AS source ON source.id = touch.source LEFT JOIN word AS medium ON medium.id = touch.medium
                             LEFT JOIN word AS campaign ON campaign.id = touch.campaign
                         WHERE touch.id = ?1",
                    )?
                    .query_row([id], |row| {
                        let word = |column| row.get::<_, Option<String>>(column).map(Option::unwrap_or_default);
                        Ok([word(0)?, word(1)?, word(2)?])
                    })
                    .optional()?;
                Ok(place.insert(words.unwrap_or_default()).clone())
            }
        }
    }
}

/// Interactions that a model looks at, robots' and voided conversions left out.
const ACTS: &str = "SELECT lead_id, at, kind, CASE WHEN (?4 >> kind) & 1 THEN data END FROM interaction
     WHERE lead_id > ?1 AND lead_id <= ?2 AND at > ?7 AND (?3 >> kind) & 1 AND actor <> ?5
         AND CASE WHEN kind = ?6 AND json_valid(data) THEN json_extract(data, '$.voided_at') END IS NULL
     ORDER BY lead_id, at, seq";

type ActsOf = (LeadId, LeadId, i64, i64, ActorType, InteractionKind, Timestamp);

fn acts_of(span: Span, needs: Needs, since: Timestamp) -> ActsOf {
    (span.after, span.up_to, needs.kinds, needs.data, ActorType::Bot, InteractionKind::Conversion, since)
}

/// A scan over interactions, lead by lead.
struct Acts<'s> {
    rows: Rows<'s>,
    /// Read already, of a lead that nobody has asked for yet.
    waiting: Option<(LeadId, Event)>,
    found: Vec<Event>,
}

impl<'s> Acts<'s> {
    const fn begin(rows: Rows<'s>) -> Self {
        Self { rows, waiting: None, found: Vec::new() }
    }

    /// What a lead did, in the order of time; leads before it are passed over. One whose data can't be read is left out with a warning.
    fn of(&mut self, lead: LeadId) -> Result<&[Event]> {
        self.found.clear();
        loop {
            let Some((of, event)) = (match self.waiting.take() {
                Some(waiting) => Some(waiting),
                None => self.next()?,
            }) else {
                return Ok(&self.found);
            };
            if of > lead {
                self.waiting = Some((of, event));
                return Ok(&self.found);
            }
            if of == lead {
                if self.found.len() >= 2 * MOST_EVENTS {
                    self.found.drain(..MOST_EVENTS);
                }
                self.found.push(event);
            }
        }
    }

    fn next(&mut self) -> Result<Option<(LeadId, Event)>> {
        while let Some(row) = self.rows.next()? {
            let (lead, at): (LeadId, Timestamp) = (row.get(0)?, row.get(1)?);
            let data = match row.get_ref(3)?.as_str_or_null() {
                Ok(Some(json)) => serde_json::from_str(json),
                _ => Ok(Value::Null),
            };
            match data {
                Ok(data) => return Ok(Some((lead, Event { kind: row.get(2)?, at, data }))),
                Err(cause) => tracing::warn!(lead = lead.0, at = at.0, %cause, "an interaction's data can't be read and does not count"),
            }
        }
        Ok(None)
    }
}
