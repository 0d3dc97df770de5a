//! Dangol (단골, "a regular customer"): a marketing-automation appliance in one binary.
//!
//! A client account **is** one SQLite file. Around that stand the floors, each importing only lower ones:
//! `base` (words), each feature's `model`, `texts` and rule files (pure), `config`, `assets`, `cache`, `db`, `meter`, `plan`, `queue`,
//! `outbound`, `mailer`, `backup`, `env` (handles),
//! `store` (SQL), `service` (use cases, transactions), `jobs`, `web` with `api`, `pages`, `views`, `public` (doors), and
//! `app`, `errands`, `router`, `schedule`, `cli` (assembly). `tests/architecture.rs` keeps it so.
//!
//! Start reading at `capture`: the visitors' door, through which every lead comes.

pub mod accounts;
pub mod alerts;
pub mod app;
pub mod assets;
pub mod backup;
pub mod backups;
pub mod base;
pub mod cache;
pub mod capacity;
pub mod capture;
pub mod cli;
pub mod config;
pub mod conversions;
pub mod customers;
pub mod dashboard;
pub mod db;
pub mod env;
pub mod errands;
pub mod funnels;
pub mod interactions;
pub mod landing;
pub mod leads;
pub mod logs;
pub mod mail;
pub mod mailer;
pub mod meter;
pub mod operations;
pub mod outbound;
pub mod plan;
pub mod queue;
pub mod retention;
pub mod rollups;
pub mod router;
pub mod schedule;
pub mod scoring;
#[cfg(feature = "testing")]
pub mod testing;
pub mod tls;
pub mod users;
pub mod viral;
pub mod web;
pub mod webhooks;
