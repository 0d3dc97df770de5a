//! What is kept for some days only.

use rusqlite::Connection;

use crate::{
    base::{
        error::Result,
        time::{Timestamp, Zone},
    },
    viral::store::{loops, tallies},
};

/// Days for which it is known from where a participant joined: as long as a click may lead there and one more, but not longer than this.
/// That is enough to tell who refers themselves; an address and a browser are personal data.
const TRACE_DAYS: i64 = 90;
/// Rows of one transaction.
const SLICE: u32 = 2_000;

/// Deletes a slice of what has had its time: from where participants joined, and who clicked and shared on which day. Call it again, in
/// a transaction of its own, until it says 0.
pub fn forget_old(conn: &Connection, now: Timestamp, zone: Zone) -> Result<usize> {
    Ok(loops::delete_traces(conn, now, TRACE_DAYS, SLICE)? + tallies::delete_old(conn, zone.day_of(now), SLICE)?)
}
