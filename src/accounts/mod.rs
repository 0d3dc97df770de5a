//! Client accounts: who the agency works for. An account is one file; this feature owns the list of them.
//!
//! Tables: `account`, `host`, `access_log`, `access_log_start` and `access_log_end` of the control file, `outbox` rows of kind access.
//! [`service::AccountCx`] is the one way to an account's data.

pub mod access_log;
pub mod api;
pub mod host;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod service;
pub mod store;
pub mod texts;
pub mod views;
