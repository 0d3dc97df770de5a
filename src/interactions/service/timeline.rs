//! What happened, newest first: from the account's file and, behind it, from its archive, as one list.
//!
//! A row on its way to the archive is written there before it leaves the account's file. So the account's file is read first: whatever
//! moves meanwhile is then seen at least once, and a double is told by its key. The archive is asked for what happened before the instant
//! that the account's file named in that same read; everything later was still in the file then.

use std::collections::HashSet;

use rusqlite::Connection;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::{Error, Result},
        ids::{CustomerId, LeadId, UserId},
        page::{Cursor, Page, PageInfo, PageRequest, SortValue},
        time::Timestamp,
    },
    interactions::{
        model::Interaction,
        service::reached,
        store::{
            self, Place,
            archive::{self, Archived},
        },
        texts,
    },
};

/// The one order of a timeline, as its cursors name it.
const NEWEST_FIRST: &str = "-occurred_at";

/// A place in the order of all leads, largest first: of the same millisecond the lead with the larger id comes first.
type Key = (i64, LeadId, i64);

/// A page of a timeline as far as the account's file knows it; `finish` adds what lies in the archive.
pub struct Begun {
    request: PageRequest,
    part: Part,
    rows: Vec<(Key, Interaction)>,
    total: i64,
    /// Absent while the account has no archive.
    archive: Option<Behind>,
}

/// What of the archive belongs to a page.
struct Behind {
    leads: Vec<LeadId>,
    before: Timestamp,
    /// Rows of the account's file that may lie in the archive too.
    doubtful: Vec<(LeadId, Place)>,
}

/// Which rows of all are wanted.
#[derive(Clone, Copy)]
struct Part {
    from: Place,
    /// Rows of this lead begin at that place; absent where it is the only one.
    from_lead: Option<i64>,
    offset: usize,
    /// Rows that are needed to fill the page, with the one that tells whether there is another.
    wanted: usize,
}

/// A lead's interactions, newest first. A lead that is not there is `NotFound`.
pub async fn list(cx: &AccountCx, lead: LeadId, request: PageRequest) -> Result<Page<Interaction>> {
    let (agent, masks) = (cx.only_own(), cx.masks());
    let begun = cx
        .read(move |conn| {
            reached(conn, lead, agent)?;
            begin(conn, lead, request)
        })
        .await?;
    let found = finish(cx, begun).await?;
    Ok(if masks { found.map(Interaction::masked) } else { found })
}

/// What happened with all leads of a customer that whoever asks may see, newest first.
pub async fn list_of_customer(cx: &AccountCx, customer: CustomerId, request: PageRequest) -> Result<Page<Interaction>> {
    let (agent, masks) = (cx.only_own(), cx.masks());
    let begun = cx.read(move |conn| begin_of_customer(conn, customer, agent, request)).await?;
    let found = finish(cx, begun).await?;
    Ok(if masks { found.map(Interaction::masked) } else { found })
}

/// A lead's interactions as far as the account's file has them.
pub fn begin(conn: &Connection, lead: LeadId, request: PageRequest) -> Result<Begun> {
    let part = Part { from_lead: None, ..part_of(&request)? };
    let total = store::count(conn, lead)?;
    if archive::archived_before(conn)?.is_some() {
        return read(conn, vec![lead], part, total, request);
    }
    // What comes before the page need not be read.
    let part = Part { offset: 0, wanted: part.wanted - part.offset, ..part };
    let found = store::before(conn, lead, part.from, rows_of(part), request.cursor.as_ref().map_or(request.offset(), |_| 0))?;
    let rows = found.into_iter().map(|(place, interaction)| ((place.at, lead, place.seq), interaction)).collect();
    Ok(Begun { request, part, rows, total, archive: None })
}

/// The interactions of all leads of a customer, or of those assigned to `agent`, as far as the account's file has them.
pub fn begin_of_customer(conn: &Connection, customer: CustomerId, agent: Option<UserId>, request: PageRequest) -> Result<Begun> {
    let part = part_of(&request)?;
    let total = store::count_of_customer(conn, customer, agent)?;
    read(conn, store::leads_of(conn, customer, agent)?, part, total, request)
}

/// The page, with what of it lies in the archive.
pub async fn finish(cx: &AccountCx, begun: Begun) -> Result<Page<Interaction>> {
    let Begun { request, part, mut rows, mut total, archive: behind } = begun;
    if let Some(behind) = behind
        && let Some(file) = cx.env().db.archive(&cx.account().slug).await?
    {
        let is_full = rows.len() >= part.wanted && rows.last().is_some_and(|(key, _)| key.0 >= behind.before.0);
        let (archived, only_there) = file.read(move |conn| read_archive(conn, &behind, part, is_full)).await?;
        total += only_there;
        if !archived.is_empty() {
            rows.extend(cx.read(move |conn| told(conn, archived)).await?);
            sort(&mut rows, part.wanted);
        }
    }
    Ok(page(rows, part, &request, total))
}

/// The same for a page that shows more than what happened: where the archive can't be opened, it goes without.
pub async fn finish_if_possible(cx: &AccountCx, mut begun: Begun) -> Result<Page<Interaction>> {
    if begun.archive.is_some()
        && let Err(cause) = cx.env().db.archive(&cx.account().slug).await
    {
        tracing::warn!(account.slug = cx.account().slug, %cause, "a lead is shown without what lies in the archive");
        begun.archive = None;
    }
    finish(cx, begun).await
}

impl Begun {
    /// The page as it is where there is no archive.
    #[cfg(test)]
    pub fn page(self) -> Page<Interaction> {
        page(self.rows, self.part, &self.request, self.total)
    }
}

fn part_of(request: &PageRequest) -> Result<Part> {
    let (from, from_lead, offset) = match &request.cursor {
        Some(cursor) => {
            let (place, lead) = place_of(cursor)?;
            (place, lead, 0)
        }
        None => (Place::END, i64::MAX, usize::try_from(request.offset()).unwrap_or(0)),
    };
    Ok(Part { from, from_lead: Some(from_lead), offset, wanted: offset + request.size as usize + 1 })
}

impl Part {
    /// Where the rows of a lead begin.
    fn place_in(self, lead: LeadId) -> Place {
        // Of the same millisecond the lead with the larger id comes first, so a larger one has shown it already.
        match self.from_lead.map(|from| lead.0.cmp(&from)) {
            None | Some(std::cmp::Ordering::Equal) => self.from,
            Some(std::cmp::Ordering::Less) => Place { at: self.from.at, seq: i64::MAX },
            Some(std::cmp::Ordering::Greater) => Place { at: self.from.at, seq: -1 },
        }
    }
}

/// Each lead is read in order and no further than the page reaches.
fn read(conn: &Connection, leads: Vec<LeadId>, part: Part, total: i64, request: PageRequest) -> Result<Begun> {
    let mut rows: Vec<(Key, Interaction)> = Vec::new();
    for lead in &leads {
        let found = store::before(conn, *lead, part.place_in(*lead), rows_of(part), 0)?;
        rows.extend(found.into_iter().map(|(place, interaction)| ((place.at, *lead, place.seq), interaction)));
        if leads.len() > 1 {
            sort(&mut rows, part.wanted);
        }
    }
    let archive = match archive::archived_before(conn)? {
        None => None,
        Some(before) => {
            let mut doubtful = Vec::new();
            for lead in &leads {
                doubtful.extend(archive::older_places(conn, *lead, before)?);
            }
            Some(Behind { leads, before, doubtful })
        }
    };
    Ok(Begun { request, part, rows, total, archive })
}

fn rows_of(part: Part) -> i64 {
    i64::try_from(part.wanted).unwrap_or(i64::MAX)
}

/// Rows of the archive that may stand on the page, and how many of all the archive alone has. A page that is full needs none of them.
fn read_archive(conn: &Connection, behind: &Behind, part: Part, is_full: bool) -> Result<(Vec<Archived>, i64)> {
    let months = archive::months(conn)?;
    let mut doubles = HashSet::new();
    for (lead, place) in &behind.doubtful {
        if archive::holds(conn, *lead, *place)? {
            doubles.insert((*lead, *place));
        }
    }
    let mut only_there = -i64::try_from(doubles.len()).unwrap_or(0);
    let mut rows = Vec::new();
    for lead in &behind.leads {
        only_there += archive::count(conn, &months, *lead, behind.before)?;
        if !is_full {
            let place = part.place_in(*lead).min(Place { at: behind.before.0, seq: -1 });
            rows.extend(archive::before(conn, &months, *lead, place, part.wanted + doubles.len())?);
        }
    }
    rows.retain(|row| !doubles.contains(&(row.lead, row.place)));
    rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.place.at, row.lead, row.place.seq)));
    rows.truncate(part.wanted);
    Ok((rows, only_there))
}

fn told(conn: &Connection, rows: Vec<Archived>) -> Result<Vec<(Key, Interaction)>> {
    rows.into_iter()
        .map(|row| {
            let lead = row.lead;
            archive::told(conn, row).map(|(place, interaction)| ((place.at, lead, place.seq), interaction))
        })
        .collect()
}

fn sort(rows: &mut Vec<(Key, Interaction)>, wanted: usize) {
    rows.sort_unstable_by_key(|(key, _)| std::cmp::Reverse(*key));
    rows.truncate(wanted);
}

fn page(mut rows: Vec<(Key, Interaction)>, part: Part, request: &PageRequest, total: i64) -> Page<Interaction> {
    rows.drain(..part.offset.min(rows.len()));
    let more = rows.len() > request.size as usize;
    rows.truncate(request.size as usize);
    let next = rows.last().filter(|_| more).map(|(key, _)| cursor_after(*key));
    let data = rows.into_iter().map(|(_, interaction)| interaction).collect();
    Page { data, page: PageInfo { number: request.number, size: request.size, total, next } }
}

fn cursor_after((at, lead, seq): Key) -> String {
    let value = SortValue::Text(format!("{at}-{seq}"));
    Cursor { sort: NEWEST_FIRST.to_owned(), value, id: lead.0 }.to_string()
}

fn place_of(cursor: &Cursor) -> Result<(Place, i64)> {
    let place = match &cursor.value {
        SortValue::Text(text) if cursor.sort == NEWEST_FIRST => {
            text.rsplit_once('-').and_then(|(at, seq)| Some(Place { at: at.parse().ok()?, seq: seq.parse().ok()? }))
        }
        _ => None,
    };
    place.map(|place| (place, cursor.id)).ok_or_else(|| Error::field("cursor", texts::CURSOR))
}
