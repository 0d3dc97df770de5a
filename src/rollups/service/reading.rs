//! Figures of a period, for reports.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::{
    base::{
        error::Result,
        ids::{FunnelId, PageId},
        period::Period,
        time::{Day, Month},
    },
    rollups::{
        breakdown::{NO_SUCH_WORD, NONE},
        model::{MonthRow, PageCount, PageDay, PageRow, Slice, StageRow, TimeRow},
        store::reading,
        weeks,
    },
};

/// New leads of a day, without suspects.
pub fn leads_on(conn: &Connection, day: Day) -> Result<i64> {
    reading::leads_on(conn, day)
}

/// Leads that stand in each stage now, without suspects. A stage that never held any is not among them.
pub fn stage_counts(conn: &Connection, funnel: FunnelId) -> Result<Vec<(String, i64)>> {
    reading::stage_counts(conn, funnel)
}

/// A total, 0 before anything was added to it.
pub fn counter(conn: &Connection, name: &str) -> Result<i64> {
    reading::counter(conn, name)
}

/// A page's figures from one day to another, both included; days without any are left out.
pub fn page_days(conn: &Connection, page: PageId, from: Day, to: Day) -> Result<Vec<PageDay>> {
    reading::page_days(conn, page, from, to)
}

/// Visitors and opt-ins of each page in a period; pages without any may be left out.
pub fn page_totals(conn: &Connection, period: Period) -> Result<HashMap<PageId, (i64, i64)>> {
    reading::page_totals(conn, &weeks::parts(period))
}

/// The figures of some pages by day, source, campaign and device.
pub fn page_rows(conn: &Connection, pages: &[PageId], period: Period, slice: Slice) -> Result<Vec<PageRow>> {
    reading::page_rows(conn, pages, period, slice)
}

/// A page's figures by the host that led there: a word, 0 for none.
pub fn page_referrers(conn: &Connection, page: PageId, period: Period) -> Result<Vec<(i64, PageCount)>> {
    reading::page_referrers(conn, page, period)
}

/// The figures of a funnel's stages by day, source, campaign, page and device.
pub fn stage_rows(conn: &Connection, funnel: FunnelId, period: Period, slice: Slice) -> Result<Vec<StageRow>> {
    reading::stage_rows(conn, funnel, period, slice)
}

/// How long the conversions of a funnel took.
pub fn time_rows(conn: &Connection, funnel: FunnelId, period: Period, slice: Slice) -> Result<Vec<TimeRow>> {
    reading::time_rows(conn, funnel, period, slice)
}

/// The pages through which the leads of a funnel came in a period.
pub fn pages_seen(conn: &Connection, funnel: FunnelId, period: Period) -> Result<Vec<PageId>> {
    reading::pages_seen(conn, funnel, period)
}

/// The texts of some words; 0 and what the dictionary does not have are left out.
pub fn words(conn: &Connection, ids: &[i64]) -> Result<HashMap<i64, String>> {
    reading::words(conn, ids)
}

/// The word that a filter asks for: absent when it asks for none, and one that nothing has when the dictionary does not know it.
pub fn asked_word(conn: &Connection, text: Option<&str>) -> Result<Option<i64>> {
    match text {
        None => Ok(None),
        Some(NONE) => Ok(Some(0)),
        Some(text) => Ok(Some(reading::find_word(conn, text)?.unwrap_or(NO_SUCH_WORD))),
    }
}

/// The titles of some pages; one that was deleted is left out.
pub fn titles(conn: &Connection, ids: &[PageId]) -> Result<HashMap<PageId, String>> {
    reading::titles(conn, ids)
}

/// Conversions by month, both months included, of one funnel or all.
pub fn months(conn: &Connection, from: Month, to: Month, funnel: Option<FunnelId>) -> Result<Vec<MonthRow>> {
    reading::months(conn, from, to, funnel)
}

/// Has a funnel converted, so that its figures are in a currency?
pub fn has_months(conn: &Connection, funnel: FunnelId) -> Result<bool> {
    reading::has_months(conn, funnel)
}
