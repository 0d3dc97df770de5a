//! The way of old interactions into the archive, and out of it again.
//!
//! The archive is a file of its own, and two files can't commit together. So each slice goes in three steps, of which any may be the last
//! before the machine loses its power: [`announce`], [`copy`], [`take_out`]. What stopped between two of them lies in both files, where
//! readers take it for one (`timeline.rs`), and goes its way the next night.

use serde::{Deserialize, Serialize};
use tokio::sync::RwLock;

use crate::{
    accounts::service::AccountCx,
    base::{
        error::{Error, Result},
        ids::LeadId,
        time::Timestamp,
    },
    db::{Class, outbox, shred::shredding},
    interactions::store::archive::{self as store, Archived},
    rollups::service as rollups,
};

pub use crate::interactions::store::archive::{count_older, leads_with_older};

/// Rows of a slice: some 20 ms of a writer.
pub const SLICE: u32 = 1_500;
/// Archived rows that one transaction deletes.
const DELETED_AT_ONCE: u32 = 5_000;
/// Deleted leads that are heard of at once.
const HEARD_AT_ONCE: u32 = 200;

/// Slices move side by side; whoever takes a lead out of the archive for good waits until none is on its way there.
#[derive(Default)]
struct OnTheWay(RwLock<()>);

/// What came of a slice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    pub rows: u64,
    /// The slice was full: there may be more of the same leads.
    pub more: bool,
}

/// Moves interactions of some leads from before an instant to the archive: at most [`SLICE`] of them. The instant begins a day of the
/// account's zone. One that changes on the way stays for the next time.
pub async fn archive(cx: &AccountCx, leads: Vec<LeadId>, before: Timestamp) -> Result<Moved> {
    let on_the_way = cx.beside::<OnTheWay>();
    let _held = on_the_way.0.read().await;
    announce(cx, before).await?;
    let copied = copy(cx, leads, before).await?;
    let more = copied.len() >= SLICE as usize;
    let rows = take_out(cx, copied).await?;
    Ok(Moved { rows, more: more && rows > 0 })
}

/// The first step: the account's file says that rows from before an instant may lie in the archive from now on.
pub async fn announce(cx: &AccountCx, before: Timestamp) -> Result<()> {
    if cx.read(store::archived_before).await?.is_some_and(|announced| announced >= before) {
        return Ok(());
    }
    let day = cx.account().zone.day_of(before);
    cx.write_upkeep(move |tx| {
        store::set_archived_before(tx, before)?;
        rollups::interactions_kept_from(tx, day)
    })
    .await
}

/// The second step: the rows are in the archive, on disk.
pub async fn copy(cx: &AccountCx, leads: Vec<LeadId>, before: Timestamp) -> Result<Vec<Archived>> {
    let rows = cx.read(move |conn| store::older(conn, &leads, before, SLICE)).await?;
    if rows.is_empty() {
        return Ok(rows);
    }
    let file = cx.env().db.create_archive(&cx.account().slug).await?;
    file.write(Class::Batch, move |tx| {
        rows.iter().try_for_each(|row| store::put(tx, row))?;
        Ok(rows)
    })
    .await
}

/// The third step: those that are still what was copied leave the account's file. Says how many they were.
pub async fn take_out(cx: &AccountCx, copied: Vec<Archived>) -> Result<u64> {
    if copied.is_empty() {
        return Ok(0);
    }
    cx.write_upkeep(move |tx| copied.iter().try_fold(0, |sum, row| Ok(sum + u64::from(store::take_out(tx, row)?)))).await
}

/// Deletes a slice of what happened before an instant from the archive. Call it again until it says 0.
pub async fn forget(cx: &AccountCx, before: Timestamp) -> Result<usize> {
    let Some(file) = cx.env().db.archive(&cx.account().slug).await? else { return Ok(0) };
    file.write(Class::Batch, move |tx| store::delete_before(tx, before, DELETED_AT_ONCE)).await
}

/// How many archived interactions happened before an instant.
pub async fn count_before(cx: &AccountCx, before: Timestamp) -> Result<i64> {
    match cx.env().db.archive(&cx.account().slug).await? {
        Some(file) => file.read(move |archive| store::count_before(archive, before)).await,
        None => Ok(0),
    }
}

/// Deletes from the archive what it holds of leads that are gone. Answers with how many of them it heard.
pub async fn hear(cx: &AccountCx) -> Result<usize> {
    if cx.read(|conn| outbox::waiting(conn, outbox::Kind::LeadGone, 1)).await?.is_empty() {
        return Ok(0);
    }
    let on_the_way = cx.beside::<OnTheWay>();
    let _alone = on_the_way.0.write().await;
    let events = cx.read(|conn| outbox::waiting(conn, outbox::Kind::LeadGone, HEARD_AT_ONCE)).await?;
    let (Some(last), count) = (events.last().map(|event| event.id), events.len()) else { return Ok(0) };
    let gone = events.iter().map(|event| lead_of(&event.payload)).collect::<Result<Vec<_>>>()?;
    if let Some(file) = cx.env().db.archive(&cx.account().slug).await? {
        file.write(Class::Batch, move |tx| {
            let months = store::months(tx)?;
            shredding(tx, |tx| gone.iter().try_for_each(|lead| store::delete_lead(tx, &months, *lead).map(drop)))
        })
        .await?;
    }
    cx.write_upkeep(move |tx| outbox::heard(tx, outbox::Kind::LeadGone, last)).await?;
    Ok(count)
}

fn lead_of(payload: &str) -> Result<LeadId> {
    #[derive(Deserialize)]
    struct Gone {
        lead_id: LeadId,
    }
    let gone: Gone = serde_json::from_str(payload).map_err(|cause| Error::internal("a lead that is gone", cause))?;
    Ok(gone.lead_id)
}
