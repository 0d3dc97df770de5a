//! Rollups as reports read them. Their keys begin with the day, so a period is walked day by day: each step reads only the rows of
//! the funnel or page that is asked for.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::{
    base::{
        error::Result,
        ids::{FunnelId, PageId},
        money::{Currency, Money},
        period::Period,
        time::{Day, Month},
    },
    rollups::{
        model::{MonthRow, PageCount, PageDay, PageRow, Slice, StageCount, StageRow, TimeRow},
        weeks::Parts,
    },
};

/// The figures of some pages, told apart by everything but the referrer.
pub fn page_rows(conn: &Connection, pages: &[PageId], period: Period, slice: Slice) -> Result<Vec<PageRow>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE span (day) AS (SELECT ?1 UNION ALL SELECT day + 1 FROM span WHERE day < ?2)
         SELECT r.day, r.page_id, source, campaign, device, views, unique_views, bot_views, opt_ins
         FROM span CROSS JOIN json_each(?3) AS page CROSS JOIN rollup_page AS r ON r.day = span.day AND r.page_id = page.value
         WHERE (?4 IS NULL OR source = ?4) AND (?5 IS NULL OR campaign = ?5) AND (?6 IS NULL OR r.page_id = ?6)
           AND (?7 IS NULL OR device = ?7)",
    )?;
    let ids = serde_json::json!(pages).to_string();
    let Slice { source, campaign, page, device } = slice;
    let rows = statement.query_map(params![period.from.0, period.to.0, ids, source, campaign, page, device], |row| {
        Ok(PageRow {
            day: Day(row.get(0)?),
            page: row.get(1)?,
            source: row.get(2)?,
            campaign: row.get(3)?,
            device: row.get(4)?,
            count: page_count(row, 5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn page_count(row: &Row<'_>, first: usize) -> rusqlite::Result<PageCount> {
    Ok(PageCount {
        views: row.get(first)?,
        unique_views: row.get(first + 1)?,
        bot_views: row.get(first + 2)?,
        opt_ins: row.get(first + 3)?,
    })
}

/// A page's days in order; a day on which nothing happened has no row.
pub fn page_days(conn: &Connection, page: PageId, from: Day, to: Day) -> Result<Vec<PageDay>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE span (day) AS (SELECT ?1 UNION ALL SELECT day + 1 FROM span WHERE day < ?2)
         SELECT r.day, sum(views), sum(unique_views), sum(bot_views), sum(opt_ins)
         FROM span CROSS JOIN rollup_page AS r ON r.day = span.day AND r.page_id = ?3
         GROUP BY r.day ORDER BY r.day",
    )?;
    let days = statement.query_map(params![from.0, to.0, page], |row| {
        Ok(PageDay { day: Day(row.get(0)?), views: row.get(1)?, unique_views: row.get(2)?, bot_views: row.get(3)?, opt_ins: row.get(4)? })
    })?;
    Ok(days.collect::<Result<_, _>>()?)
}

/// What each page brought in a period: visitors and opt-ins, in no order; pages without any may be left out.
pub fn page_totals(conn: &Connection, parts: &Parts) -> Result<HashMap<PageId, (i64, i64)>> {
    let mut statement = conn.prepare_cached(
        "SELECT page_id, unique_views, opt_ins FROM rollup_week_page WHERE week BETWEEN ?1 AND ?2
         UNION ALL SELECT page_id, unique_views, opt_ins FROM rollup_page WHERE day BETWEEN ?3 AND ?4
         UNION ALL SELECT page_id, unique_views, opt_ins FROM rollup_page WHERE day BETWEEN ?5 AND ?6",
    )?;
    let Parts { weeks, before, after } = parts;
    let mut rows = statement.query([weeks.start(), weeks.end(), before.start(), before.end(), after.start(), after.end()])?;
    let mut totals: HashMap<PageId, (i64, i64)> = HashMap::new();
    while let Some(row) = rows.next()? {
        let total = totals.entry(row.get(0)?).or_default();
        *total = (total.0 + row.get::<_, i64>(1)?, total.1 + row.get::<_, i64>(2)?);
    }
    Ok(totals)
}

/// A page's figures by the host that led there. Robots are not told apart so.
pub fn page_referrers(conn: &Connection, page: PageId, period: Period) -> Result<Vec<(i64, PageCount)>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE span (day) AS (SELECT ?1 UNION ALL SELECT day + 1 FROM span WHERE day < ?2)
         SELECT referrer, sum(views), sum(unique_views), 0, sum(opt_ins)
         FROM span CROSS JOIN rollup_referrer AS r ON r.day = span.day AND r.page_id = ?3
         GROUP BY referrer ORDER BY referrer",
    )?;
    let rows = statement.query_map(params![period.from.0, period.to.0, page], |row| Ok((row.get(0)?, page_count(row, 1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The figures of a funnel's stages, told apart by everything.
pub fn stage_rows(conn: &Connection, funnel: FunnelId, period: Period, slice: Slice) -> Result<Vec<StageRow>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE span (day) AS (SELECT ?1 UNION ALL SELECT day + 1 FROM span WHERE day < ?2)
         SELECT r.day, stage, source, campaign, page_id, device, entries, exits, conversions, value
         FROM span CROSS JOIN rollup_stage AS r ON r.day = span.day AND r.funnel_id = ?3
         WHERE (?4 IS NULL OR source = ?4) AND (?5 IS NULL OR campaign = ?5) AND (?6 IS NULL OR page_id = ?6)
           AND (?7 IS NULL OR device = ?7)",
    )?;
    let Slice { source, campaign, page, device } = slice;
    let rows = statement.query_map(params![period.from.0, period.to.0, funnel, source, campaign, page, device], |row| {
        Ok(StageRow {
            day: Day(row.get(0)?),
            stage: row.get(1)?,
            source: row.get(2)?,
            campaign: row.get(3)?,
            page: Some(row.get(4)?).filter(|page: &PageId| page.0 != 0),
            device: row.get(5)?,
            count: StageCount { entries: row.get(6)?, exits: row.get(7)?, conversions: row.get(8)?, value: row.get(9)? },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// How long the conversions of a funnel took, by stage and bucket.
pub fn time_rows(conn: &Connection, funnel: FunnelId, period: Period, slice: Slice) -> Result<Vec<TimeRow>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE span (day) AS (SELECT ?1 UNION ALL SELECT day + 1 FROM span WHERE day < ?2)
         SELECT stage, bucket, sum(conversions)
         FROM span CROSS JOIN rollup_stage_time AS r ON r.day = span.day AND r.funnel_id = ?3
         WHERE (?4 IS NULL OR source = ?4) AND (?5 IS NULL OR campaign = ?5) AND (?6 IS NULL OR page_id = ?6)
           AND (?7 IS NULL OR device = ?7)
         GROUP BY stage, bucket ORDER BY stage, bucket",
    )?;
    let Slice { source, campaign, page, device } = slice;
    let rows = statement.query_map(params![period.from.0, period.to.0, funnel, source, campaign, page, device], |row| {
        Ok(TimeRow { stage: row.get(0)?, bucket: row.get(1)?, conversions: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The pages through which the leads of a funnel came in a period.
pub fn pages_seen(conn: &Connection, funnel: FunnelId, period: Period) -> Result<Vec<PageId>> {
    let mut statement = conn.prepare_cached(
        "WITH RECURSIVE span (day) AS (SELECT ?1 UNION ALL SELECT day + 1 FROM span WHERE day < ?2)
         SELECT DISTINCT page_id FROM span CROSS JOIN rollup_stage AS r ON r.day = span.day AND r.funnel_id = ?3 WHERE page_id <> 0",
    )?;
    let rows = statement.query_map(params![period.from.0, period.to.0, funnel], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Conversions by month, funnel and stage, oldest first; months without any are left out.
pub fn months(conn: &Connection, from: Month, to: Month, funnel: Option<FunnelId>) -> Result<Vec<MonthRow>> {
    let mut statement = conn.prepare_cached(
        "SELECT month, m.funnel_id, funnel.name, stage,
                coalesce((SELECT json_extract(one.value, '$.name') FROM json_each(funnel.stages) AS one
                          WHERE json_extract(one.value, '$.key') = stage), stage),
                m.currency, conversions, value
         FROM rollup_month AS m LEFT JOIN funnel ON funnel.id = m.funnel_id
         WHERE month BETWEEN ?1 AND ?2 AND (?3 IS NULL OR m.funnel_id = ?3) AND (conversions <> 0 OR value <> 0)
         ORDER BY month, m.funnel_id, stage, m.currency",
    )?;
    let rows = statement.query_map(params![from.0, to.0, funnel], |row| {
        let currency: String = row.get(5)?;
        Ok(MonthRow {
            month: Month(row.get(0)?),
            funnel: row.get(1)?,
            funnel_name: row.get(2)?,
            stage: row.get(3)?,
            stage_name: row.get(4)?,
            currency: Currency::parse(&currency).map_err(|_| rusqlite::types::FromSqlError::InvalidType)?,
            conversions: row.get(6)?,
            value: Money(row.get(7)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Did a funnel ever convert, as far as anybody still counts it?
pub fn has_months(conn: &Connection, funnel: FunnelId) -> Result<bool> {
    let found = conn
        .prepare_cached("SELECT 1 FROM rollup_month WHERE funnel_id = ?1 AND (conversions <> 0 OR value <> 0) LIMIT 1")?
        .exists([funnel])?;
    Ok(found)
}

/// The texts of some words.
pub fn words(conn: &Connection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    let mut statement = conn.prepare_cached("SELECT word.id, text FROM json_each(?1) AS asked JOIN word ON word.id = asked.value")?;
    let words = statement.query_map([serde_json::json!(ids).to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(words.collect::<Result<_, _>>()?)
}

pub fn find_word(conn: &Connection, text: &str) -> Result<Option<i64>> {
    Ok(conn.prepare_cached("SELECT id FROM word WHERE text = ?1")?.query_row([text], |row| row.get(0)).optional()?)
}

/// The titles of some pages; one that was deleted is left out.
pub fn titles(conn: &Connection, ids: &[PageId]) -> Result<HashMap<PageId, String>> {
    let mut statement =
        conn.prepare_cached("SELECT p.id, p.title FROM json_each(?1) AS asked JOIN landing_page AS p ON p.id = asked.value")?;
    let titles = statement.query_map([serde_json::json!(ids).to_string()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(titles.collect::<Result<_, _>>()?)
}

pub fn leads_on(conn: &Connection, day: Day) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(leads), 0) FROM rollup_lead WHERE day = ?1")?.query_row([day.0], |row| row.get(0))?)
}

pub fn stage_counts(conn: &Connection, funnel: FunnelId) -> Result<Vec<(String, i64)>> {
    let mut statement = conn.prepare_cached("SELECT stage, leads FROM stage_count WHERE funnel_id = ?1")?;
    let counts = statement.query_map([funnel], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(counts.collect::<Result<_, _>>()?)
}

pub fn counter(conn: &Connection, name: &str) -> Result<i64> {
    Ok(conn.prepare_cached("SELECT coalesce(max(value), 0) FROM counter WHERE name = ?1")?.query_row([name], |row| row.get(0))?)
}
