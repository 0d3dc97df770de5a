//! The whole appliance in one process, for tests: a temporary directory, a frozen clock, seeded chance, the real router.

#![expect(clippy::expect_used, reason = "a test that can't go on says why")]

pub mod app;
pub mod client;
