//! Lead scores: fit by what is known of a lead, engagement by what it did, together a total and a grade.
//!
//! Tables: `score_model` (every version that was ever active), `lead_score`, `score_bucket` (how many leads stand where, kept by
//! triggers), `grade_crossing`, `score_run` (a rescoring on its way). Scoring hears `Lead` events of the outbox and tells of a
//! crossing by a `Grade` event. Suspects and deleted leads have no score.
//! Rules: `condition` and `facts` (fields), `engagement` (interactions), `decay`, `caps`, `grade`, `compute` (the sum with its lines),
//! `change` (what a model would change). `entry` reads a model, `editor` its form, `wording` says a rule in words.
//! Pages: the model with its versions, its editor, a preview.

pub mod api;
pub mod caps;
pub mod change;
pub mod compute;
pub mod condition;
pub mod decay;
pub mod editor;
pub mod engagement;
pub mod entry;
pub mod facts;
pub mod grade;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod sent;
pub mod service;
mod store;
pub mod texts;
pub mod views;
pub mod wording;
