//! Conversions past their period: they go, and what they add up to stays.

use rusqlite::Connection;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::Result,
        time::{Day, Timestamp},
    },
    conversions::store::past as store,
    rollups::service as rollups,
};

/// Conversions that one transaction deletes: some 15 ms of the writer.
const SLICE: u32 = 500;

/// How many conversions are from before an instant, which begins `day` in the account's zone.
pub fn count(conn: &Connection, before: Timestamp, day: Day) -> Result<i64> {
    store::count(conn, before, day)
}

/// Deletes a slice of the conversions from before an instant, which begins `day`, and takes them out of the totals of their list. Daily
/// and monthly figures stay. Call it again until it says 0; the caller has made sure that the figures agree with the rows.
pub async fn forget(cx: &AccountCx, before: Timestamp, day: Day) -> Result<usize> {
    cx.write_upkeep(move |tx| {
        let old = store::oldest(tx, before, day, SLICE)?;
        if old.is_empty() {
            return Ok(0);
        }
        old.iter().try_for_each(|(id, _)| store::let_go(tx, *id))?;
        let voided = old.iter().filter(|(_, voided)| *voided).count();
        let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        rollups::forget_conversions(tx, number(old.len() - voided), number(voided))?;
        rollups::conversions_kept_from(tx, day)?;
        Ok(old.len())
    })
    .await
}
