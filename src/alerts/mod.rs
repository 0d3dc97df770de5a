//! Alerts: whoever works for an account hears of a new lead within seconds, by mail and through the account's webhook.
//!
//! Table `alert_setting`; event `NewLead` of the outbox. An alert is a queued job for each receiver: it is written when it is sent, from
//! the lead as it is then, so that the queue holds nobody's name or number. Names and numbers are masked unless the account asks for all.
//! Pages: `/accounts/{account}/settings/alerts`, and `…/settings/deliveries`, which lists what was sent and what failed.

pub mod jobs;
pub mod model;
pub mod notice;
pub mod pages;
pub mod service;
mod store;
pub mod texts;
pub mod views;
