//! Rollups: daily figures and totals, added to in the transaction that writes the rows they count.
//!
//! Tables: `rollup_page`, `rollup_referrer`, `rollup_stage`, `rollup_stage_time`, `rollup_month`, `rollup_lead`, `stage_count`,
//! `counter`, and, kept by triggers in step with the first and the third, `rollup_week_page`, `rollup_day_source`,
//! `rollup_day_funnel`. Daily and monthly figures are history and outlive their rows; `stage_count` and `counter` say what is there now. A
//! suspect counts as a suspect and nowhere else, a voided conversion as one of the voided.

pub mod breakdown;
pub mod histogram;
pub mod jobs;
pub mod model;
pub mod service;
mod store;
pub mod texts;
pub mod weeks;
