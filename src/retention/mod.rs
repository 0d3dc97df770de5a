//! Retention: what is kept for how long, the nightly work that holds to it, and erasing one person for good.
//!
//! Tables `erased_person` of the agency's file, and `retention_period`, in each account's file and in the agency's; a kind without a
//! row has its usual period. Interactions past their period move to the account's archive and are deleted there later; conversions past
//! theirs live on in the daily and monthly figures alone, after those were found true; the access log loses its oldest rows, never
//! before the law allows it. The rows themselves belong to other features, whose services delete them. Jobs: `archive` every night,
//! `clean-up` and `clean-up-agency` on Sundays. They compute in processes of their own and send `errands`. Pages:
//! `/accounts/{account}/settings/retention`, `/settings/retention`, a customer's `erase`, `/settings/erasures`; both have an API.

pub mod api;
pub mod erasure;
pub mod jobs;
pub mod model;
pub mod pages;
pub mod service;
pub mod slices;
mod store;
pub mod texts;
pub mod views;
