//! Interactions: what a lead did and what was done for it, with people and robots kept apart.
//!
//! Tables: `lead_interaction` and `archiving`, `visit`, `event`, and the dictionaries `word`, `touch` and `repeated`; whoever reads
//! interactions reads the view `interaction`, which has their data in full. In the archive beside the account's file:
//! `archived_interaction`, where `service/timeline.rs` reads on. Whoever views a page is no lead yet, so views wait as visits and become
//! interactions of the lead when their visitor submits a form.
//! `bot` reads a user agent, `touch` says where a visitor came from, `suspicion` why a submission may be spam,
//! `wording` what a timeline says; `assets/visitors/t.js` sends the page views.

pub mod api;
pub mod archived_month;
pub mod bot;
pub mod model;
pub mod service;
mod store;
pub mod suspicion;
pub mod texts;
pub mod touch;
pub mod wording;
