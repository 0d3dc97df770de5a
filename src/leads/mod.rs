//! Leads: somebody's interest, from the first contact to the end of the consultation.
//!
//! Tables: `lead`, `bulk_run`, `bulk_skip`. A lead is born from a submission, by hand or by the API ([`service::open`]) and enters its funnel's first stage; it
//! moves forward and back with the cause kept. Suspects stand apart: no stage, figure or total counts them until somebody accepts
//! them. `work_status` is where the consultation stands, `standing` what a move does to a lead's status, `entry` how forms are read,
//! `query` which leads a list asks for, `call` a call as it is logged, `bulk` a change to many leads. Every change puts a `Lead` event
//! into the outbox. Pages: list, suspects, board, detail, the day's callbacks, changes to many.

pub mod api;
pub mod bulk;
pub mod call;
pub mod entry;
pub mod model;
pub mod pages;
pub mod query;
pub mod service;
pub mod standing;
mod store;
pub mod texts;
pub mod views;
pub mod work_status;
