//! The mail servers that letters go through: one of the agency, and one of each account that wants its own.
//!
//! Table `mail_server`, in the agency's file and in each account's; passwords are sealed and never shown again. Whoever wants to write
//! to somebody queues a letter ([`service::queue_letter`]) in the transaction that causes it; it goes through the account's own server,
//! or through the agency's where the account has none. Pages: `/mail`, `/accounts/{account}/settings/mail`.

pub mod jobs;
pub mod model;
pub mod pages;
pub mod service;
mod store;
pub mod texts;
pub mod views;
