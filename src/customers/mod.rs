//! Customers: the people behind the leads, each once in an account.
//!
//! Tables: `customer`, `customer_tag`; counters `customers` and `customers.status.N`. A person is recognised by phone first, then by
//! e-mail ([`service::recognise`]). [`search`] holds what people look for in memory, as long as the account's file is open.
//! Pages: `/customers`, its form and the detail with the timeline.

pub mod api;
pub mod attributes;
pub mod model;
pub mod pages;
pub mod search;
pub mod service;
pub mod store;
pub mod texts;
pub mod views;
pub mod wanted;
