//! An account's outgoing webhook: somebody else's server, told of what happens as Standard Webhooks describes it
//! (<https://www.standardwebhooks.com>).
//!
//! Table `webhook`: one endpoint an account, its secret sealed. A call is a queued job; it carries `webhook-id`, the same for each try,
//! `webhook-timestamp` and `webhook-signature`. Page: `/accounts/{account}/settings/webhook`.

pub mod jobs;
pub mod model;
pub mod pages;
pub mod service;
pub mod signature;
mod store;
pub mod texts;
pub mod views;
