//! The demo at the size the appliance is made for. At this scale nobody waits for every visit to go through the services, so rows are
//! thrown and written in batches, the way the services would have left them: rollups, counters and histories agree with the rows, and
//! `rollups::service::recount` finds nothing to complain about.
//!
//! An account is told day by day: its pages stand from the start, then come each day's visitors, customers and leads, every lead with
//! all that becomes of it until the end. So rows lie in the order of time, and no more is held in memory than a few days' figures.

pub mod batch;
pub mod births;
pub mod capacity;
pub mod crowd;
pub mod era;
pub mod fill;
pub mod ground;
pub mod history;
pub mod html;
pub mod journey;
pub mod lives;
pub mod spread;
pub mod staff;
pub mod tally;
