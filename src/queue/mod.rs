//! Durable work beside requests: mail and webhooks, in the file of the account they belong to.
//!
//! A job is queued in the transaction that causes it ([`table::enqueue`]) and survives whatever happens to the process. It runs **at
//! least once**: one that was running when the process died runs again, so each kind says what makes a second run harmless
//! ([`job::Kind`]). [`worker`] leases due jobs right after the commit that queued them, a few of each kind and account at a time, so
//! that nobody waits for somebody else's slow server; a failed try is repeated later and later ([`backoff`]), at last given up and kept
//! with the reason.

pub mod backoff;
pub mod job;
pub mod table;
pub mod worker;
