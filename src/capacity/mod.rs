//! How full everything is, when it will be full, and what a larger box would carry.
//!
//! Tables of the control file: `capacity_part` (what was measured last), `capacity_day` and `capacity_disk` (daily, five years).
//! Sizes come from SQLite's `dbstat`, which reads every page of a file: so they are measured at night (job `measure`) or when somebody
//! asks for it, and the page says when. Rows are counted as they are now. `env.plan` is told the counts and refuses what has no room.
//! Page `/capacity`, API `/api/v1/system/capacity`, command `dangol capacity`.
//!
//! The sizing study cuts large tables into monthly partitions. Here an account's file is the partition, and its archive is keyed by
//! month first: month tables inside a file cost nine times as much on a scan and gained nothing when old months go.

pub mod api;
pub mod forecast;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod report;
pub mod service;
pub mod store;
pub mod study;
pub mod texts;
pub mod views;
