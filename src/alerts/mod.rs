//! Alerts: whoever works for an account hears of a new lead within seconds, by mail and through the account's webhook. Alarms: the
//! operator hears of what is wrong with the appliance, once until it is over.
//!
//! Table `alert_setting`; event `NewLead` of the outbox. An alert is a queued job for each receiver: it is written when it is sent, from
//! the lead as it is then, so that the queue holds nobody's name or number. Names and numbers are masked unless the account asks for all.
//! Pages: `/accounts/{account}/settings/alerts`, and `…/settings/deliveries`, which lists what was sent and what failed.
//!
//! Tables `alarm` and `alarm_setting` in the agency's file. `service::alarm` raises one, `service::alarm_over` ends it.
//! Pages: `/alarms`, `/settings/alarms`.

pub mod alarm;
pub mod alarm_notice;
pub mod jobs;
pub mod model;
pub mod notice;
pub mod pages;
pub mod service;
mod store;
pub mod texts;
pub mod views;
