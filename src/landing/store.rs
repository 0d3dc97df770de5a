//! SQL of landing pages and their versions. HTML lies compressed with zstd.

use std::collections::HashMap;

use rusqlite::{
    Connection, OptionalExtension as _, Row, ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    base::{
        error::{Error, Result},
        ids::{FunnelId, PageId},
        page::{Page, PageRequest},
        slug::Slug,
        time::{Day, Timestamp},
    },
    db::{
        list::Listing,
        types::{is_unique_violation, one_row},
    },
    landing::{
        form::FormDefinition,
        model::{Content, LandingPage, MAX_HTML_BYTES, NewPage, PageStatus, ThankYou, Version},
        query::{Order, PageQuery},
        stats::Figures,
        texts,
    },
    rollups::model::PageCount,
};

/// What the visitors' door asks of a slug.
#[derive(Debug)]
pub struct Found {
    pub id: PageId,
    pub status: PageStatus,
    /// The version that visitors see.
    pub content: Option<Content>,
}

const FROM: &str = "landing_page p LEFT JOIN landing_page_version v ON v.id = p.version_id";

/// The HTML of a draft. Where it is that of the newest version, which is the one that visitors see if they see any, it lies there alone.
macro_rules! draft_html {
    () => {
        "CASE length(p.html) WHEN 0 THEN \
         (SELECT html FROM landing_page_version AS newest WHERE newest.page_id = p.id ORDER BY newest.number DESC LIMIT 1) ELSE p.html END"
    };
}

macro_rules! columns {
    ($html:expr) => {
        concat!(
            "p.id, p.slug, p.title, p.status, ",
            $html,
            ", p.form, p.funnel_id, p.thank_you, v.number, ",
            "v.id IS NOT NULL AND (v.title <> p.title OR v.form <> p.form OR v.funnel_id IS NOT p.funnel_id ",
            "OR v.thank_you <> p.thank_you OR length(p.html) > 0), p.published_at, p.created_at, p.updated_at"
        )
    };
}
const COLUMNS: &str = columns!("NULL");
const COLUMNS_WITH_HTML: &str = columns!(draft_html!());

pub fn insert(conn: &Connection, id: PageId, new: &NewPage, now: Timestamp) -> Result<()> {
    let content = &new.content;
    conn.prepare_cached(
        "INSERT INTO landing_page (id, slug, title, status, html, form, funnel_id, thank_you, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)",
    )?
    .execute(rusqlite::params![
        id,
        new.slug.as_str(),
        content.title,
        PageStatus::Draft,
        Packed::of(&content.html)?,
        AsJson(&content.form),
        content.funnel_id,
        AsJson(&content.thank_you),
        now
    ])
    .map_err(|cause| taken(cause, new.slug.as_str()))?;
    Ok(())
}

/// A page with its HTML.
pub fn get(conn: &Connection, id: PageId) -> Result<LandingPage> {
    let sql = format!("SELECT {COLUMNS_WITH_HTML} FROM {FROM} WHERE p.id = ?1");
    Ok(conn.prepare_cached(&sql)?.query_row([id], read)?)
}

pub fn list(conn: &Connection, query: &PageQuery) -> Result<Page<LandingPage>> {
    let order = match query.sort.column {
        Order::Created => "p.created_at",
        Order::Updated => "p.updated_at",
        Order::Title => "p.title",
    };
    let columns = if query.with_html { COLUMNS_WITH_HTML } else { COLUMNS };
    let mut listing = Listing::new(columns, FROM, "p.id", order, query.sort.descending);
    if let Some(status) = query.status {
        listing.filter("p.status = ?", status.code());
    }
    if let Some(funnel) = query.funnel_id {
        listing.filter("p.funnel_id = ?", funnel.0);
    }
    if let Some(q) = &query.q {
        listing.filter("instr(lower(p.title || ' ' || p.slug), ?) > 0", q.to_ascii_lowercase());
    }
    // An account has some hundred pages at most: counting them is cheaper than keeping count.
    let total = listing.count(conn)?;
    listing.page(conn, &query.page, &query.sort_text, total, read)
}

/// Titles of all pages, for choices.
pub fn names(conn: &Connection) -> Result<Vec<(PageId, String)>> {
    let mut statement = conn.prepare_cached("SELECT id, title FROM landing_page ORDER BY title, id")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Each page's figures from one day to another, both included, in one go for a list; pages without any are left out.
pub fn figures(conn: &Connection, from: Day, to: Day) -> Result<HashMap<PageId, Figures>> {
    let mut statement = conn.prepare_cached(
        "SELECT page_id, sum(views), sum(unique_views), sum(bot_views), sum(opt_ins)
         FROM rollup_page WHERE day BETWEEN ?1 AND ?2 GROUP BY page_id",
    )?;
    let rows = statement.query_map([from.0, to.0], |row| {
        let count = PageCount { views: row.get(1)?, unique_views: row.get(2)?, bot_views: row.get(3)?, opt_ins: row.get(4)? };
        Ok((row.get(0)?, count.into()))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Writes everything but HTML and status.
pub fn update(conn: &Connection, page: &LandingPage, now: Timestamp) -> Result<()> {
    let touched = conn
        .prepare_cached(
            "UPDATE landing_page SET slug = ?2, title = ?3, form = ?4, funnel_id = ?5, thank_you = ?6, updated_at = ?7 WHERE id = ?1",
        )?
        .execute(rusqlite::params![
            page.id,
            page.slug.as_str(),
            page.title,
            AsJson(&page.form),
            page.funnel_id,
            AsJson(&page.thank_you),
            now
        ])
        .map_err(|cause| taken(cause, page.slug.as_str()))?;
    one_row(touched)
}

pub fn update_html(conn: &Connection, id: PageId, html: &str) -> Result<()> {
    let newest = newest_html(conn, id)?;
    let packed = if newest.as_deref() == Some(html) { Packed::as_newest() } else { Packed::of(html)? };
    one_row(conn.prepare_cached("UPDATE landing_page SET html = ?2 WHERE id = ?1")?.execute(rusqlite::params![id, packed])?)
}

/// Of the newest version; absent while there is none.
fn newest_html(conn: &Connection, id: PageId) -> Result<Option<String>> {
    let html = conn
        .prepare_cached("SELECT html FROM landing_page_version WHERE page_id = ?1 ORDER BY number DESC LIMIT 1")?
        .query_row([id], |row| Ok(row.get::<_, Unpacked>(0)?.0))
        .optional()?;
    Ok(html)
}

pub fn funnel_exists(conn: &Connection, id: FunnelId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM funnel WHERE id = ?1)")?.query_row([id], |row| row.get(0))?)
}

/// Makes a version of what the draft holds and shows it to visitors.
pub fn publish(conn: &Connection, id: PageId, by: &str, now: Timestamp) -> Result<()> {
    one_row(
        conn.prepare_cached(concat!(
            "INSERT INTO landing_page_version (page_id, number, title, html, form, funnel_id, thank_you, published_at, published_by)
             SELECT p.id, 1 + coalesce((SELECT max(number) FROM landing_page_version WHERE page_id = ?1), 0), p.title, ",
            draft_html!(),
            ", p.form, p.funnel_id, p.thank_you, ?2, ?3 FROM landing_page AS p WHERE p.id = ?1",
        ))?
        .execute(rusqlite::params![id, now, by])?,
    )?;
    one_row(
        conn.prepare_cached(
            "UPDATE landing_page SET status = ?2, version_id = ?3, published_at = ?4, updated_at = ?4, html = ?5 WHERE id = ?1",
        )?
        .execute(rusqlite::params![id, PageStatus::Published, conn.last_insert_rowid(), now, Packed::as_newest()])?,
    )
}

/// Takes a page away from visitors.
pub fn withdraw(conn: &Connection, id: PageId, status: PageStatus, now: Timestamp) -> Result<()> {
    one_row(
        conn.prepare_cached("UPDATE landing_page SET status = ?2, version_id = NULL, published_at = NULL, updated_at = ?3 WHERE id = ?1")?
            .execute(rusqlite::params![id, status, now])?,
    )
}

/// A page's publications, the newest first.
pub fn versions(conn: &Connection, id: PageId, request: &PageRequest) -> Result<Page<Version>> {
    let mut listing = Listing::new(
        "v.number, v.title, p.version_id IS v.id, v.published_at, v.published_by",
        "landing_page_version v JOIN landing_page p ON p.id = v.page_id",
        "v.id",
        "v.number",
        true,
    );
    listing.filter("v.page_id = ?", id.0);
    let total = listing.count(conn)?;
    listing.page(conn, request, "-number", total, |row| {
        Ok(Version { number: row.get(0)?, title: row.get(1)?, current: row.get(2)?, published_at: row.get(3)?, published_by: row.get(4)? })
    })
}

/// The draft becomes what a version holds.
pub fn restore(conn: &Connection, id: PageId, number: i64, now: Timestamp) -> Result<()> {
    one_row(
        conn.prepare_cached(
            "UPDATE landing_page SET title = v.title, form = v.form, funnel_id = v.funnel_id, thank_you = v.thank_you, updated_at = ?3,
                    html = CASE WHEN v.html = (SELECT html FROM landing_page_version WHERE page_id = ?1 ORDER BY number DESC LIMIT 1)
                        THEN ?4 ELSE v.html END
             FROM landing_page_version v WHERE landing_page.id = ?1 AND v.page_id = ?1 AND v.number = ?2",
        )?
        .execute(rusqlite::params![id, number, now, Packed::as_newest()])?,
    )
}

/// A page's title, without its HTML.
pub fn title_of(conn: &Connection, id: PageId) -> Result<String> {
    Ok(conn.prepare_cached("SELECT title FROM landing_page WHERE id = ?1")?.query_row([id], |row| row.get(0))?)
}

pub fn has_leads(conn: &Connection, id: PageId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM lead WHERE landing_page_id = ?1)")?.query_row([id], |row| row.get(0))?)
}

/// Is it the page of a viral campaign?
pub fn has_campaign(conn: &Connection, id: PageId) -> Result<bool> {
    Ok(conn.prepare_cached("SELECT 1 FROM viral_campaign WHERE page_id = ?1 LIMIT 1")?.exists([id])?)
}

pub fn delete(conn: &Connection, id: PageId) -> Result<()> {
    one_row(conn.prepare_cached("DELETE FROM landing_page WHERE id = ?1")?.execute([id])?)
}

/// The page of a slug; absent when there is none.
pub fn find_id(conn: &Connection, slug: &str) -> Result<Option<PageId>> {
    let found = conn.prepare_cached("SELECT id FROM landing_page WHERE slug = ?1")?.query_row([slug], |row| row.get(0)).optional()?;
    Ok(found)
}

/// The slug of a page; absent when there is none.
pub fn find_slug(conn: &Connection, id: PageId) -> Result<Option<String>> {
    let found = conn.prepare_cached("SELECT slug FROM landing_page WHERE id = ?1")?.query_row([id], |row| row.get(0)).optional()?;
    Ok(found)
}

/// What a slug shows to visitors; absent when no page has it.
pub fn find_published(conn: &Connection, slug: &str) -> Result<Option<Found>> {
    let found = conn
        .prepare_cached(
            "SELECT p.id, p.status, v.title, v.html, v.form, v.funnel_id, v.thank_you
             FROM landing_page p LEFT JOIN landing_page_version v ON v.id = p.version_id WHERE p.slug = ?1",
        )?
        .query_row([slug], |row| {
            let content = match row.get::<_, Option<String>>(2)? {
                None => None,
                Some(title) => Some(Content {
                    title,
                    html: row.get::<_, Unpacked>(3)?.0,
                    form: row.get::<_, FromJson<_>>(4)?.0,
                    funnel_id: row.get(5)?,
                    thank_you: row.get::<_, FromJson<_>>(6)?.0,
                }),
            };
            Ok(Found { id: row.get(0)?, status: row.get(1)?, content })
        })
        .optional()?;
    Ok(found)
}

/// A page's title and form, without its HTML.
pub fn form_of(conn: &Connection, id: PageId) -> Result<(String, FormDefinition)> {
    let mut statement = conn.prepare_cached("SELECT title, form FROM landing_page WHERE id = ?1")?;
    Ok(statement.query_row([id], |row| Ok((row.get(0)?, row.get::<_, FromJson<_>>(1)?.0)))?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<LandingPage> {
    Ok(LandingPage {
        id: row.get(0)?,
        slug: Slug::from_stored(row.get(1)?),
        title: row.get(2)?,
        status: row.get(3)?,
        html: row.get::<_, Option<Unpacked>>(4)?.map(|html| html.0),
        form: row.get::<_, FromJson<_>>(5)?.0,
        funnel_id: row.get(6)?,
        thank_you: row.get::<_, FromJson<ThankYou>>(7)?.0,
        version: row.get(8)?,
        has_unpublished_changes: row.get(9)?,
        published_at: row.get(10)?,
        created_at: row.get(11)?,
        updated_at: row.get(12)?,
    })
}

fn taken(cause: rusqlite::Error, slug: &str) -> Error {
    if is_unique_violation(&cause, "landing_page.slug") {
        Error::conflict("slug", texts::SLUG_TAKEN.with(&[("slug", &slug)]))
    } else {
        cause.into()
    }
}

/// A page's HTML on its way in.
struct Packed(Vec<u8>);

/// Level 3 makes 11 KB of a page of 49 KB.
const ZSTD_LEVEL: i32 = 3;

impl Packed {
    /// What stands for the HTML of the page's newest version.
    const fn as_newest() -> Self {
        Self(Vec::new())
    }

    fn of(html: &str) -> Result<Self> {
        zstd::bulk::compress(html.as_bytes(), ZSTD_LEVEL).map(Self).map_err(|cause| Error::internal("packing a page", cause))
    }
}

impl ToSql for Packed {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        self.0.to_sql()
    }
}

/// A page's HTML on its way out.
struct Unpacked(String);

impl FromSql for Unpacked {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let bytes = zstd::bulk::decompress(value.as_blob()?, MAX_HTML_BYTES).map_err(FromSqlError::other)?;
        String::from_utf8(bytes).map(Self).map_err(FromSqlError::other)
    }
}

/// A column of JSON text that is only handed on.
struct AsJson<'a, T>(&'a T);

impl<T: Serialize> ToSql for AsJson<'_, T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text = serde_json::to_string(self.0).map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))?;
        Ok(text.into())
    }
}

struct FromJson<T>(T);

impl<T: DeserializeOwned> FromSql for FromJson<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        serde_json::from_str(value.as_str()?).map(Self).map_err(FromSqlError::other)
    }
}
