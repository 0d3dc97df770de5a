//! What keeps the appliance running: its health and the doctor, its log and diagnostics, what it takes of its box, recurring work and
//! its history; the first day, all settings on one page, and the certificates of all hosts.
//!
//! Tables of the control file: `resource_sample`, `job_slot`, `job_run`, `job_run_account`,
//! `acme_account`, `certificate`.

pub mod api;
pub mod certificates;
pub mod due;
pub mod exposition;
pub mod finding;
pub mod first_day;
pub mod log_filter;
pub mod pages;
pub mod public;
pub mod renewal;
pub mod report;
pub mod resources;
pub mod runs;
pub mod scrub;
pub mod service;
pub mod settings;
pub mod store;
pub mod texts;
pub mod trend;
pub mod views;
