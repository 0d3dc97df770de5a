//! Home: an account at a glance, all accounts at a glance, and the search over everything an account has.
//!
//! Tables: none of its own; its store reads the rollups. What it finds is kept until the account's next commit, five minutes at
//! most, and what depends on the hour (who waits too long) is asked anew each time. `figures` makes numbers comparable, `order`
//! sorts and searches the accounts, `matching` finds by name, `people` masks.
//! Pages: an account's home, the agency's overview, the search.

pub mod api;
pub mod figures;
pub mod matching;
pub mod model;
pub mod order;
pub mod pages;
pub mod people;

pub mod service;
mod store;
pub mod texts;
pub mod views;
pub mod wanted;
