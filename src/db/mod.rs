//! The data layer: one SQLite file per account and one for the agency.
//!
//! Each open file has one writer thread, which commits waiting writes together ([`writer`]), and read-only connections that a
//! small fixed set of threads shares over all files ([`readers`]). [`files`] opens each [`database`] when first needed, migrates them
//! ([`migrate`]), sets a broken one aside and closes idle ones; [`checkpoint`] moves the WAL into the file off the writer's path;
//! [`beside`] is what features keep in memory as long as a file is open.
//! [`swap`] puts other files in an account's place; [`upgrade`] brings all files up to date at once, before any is opened.
//! The process that holds the [`lock`] owns every write; [`inspect`] looks without writing.

pub mod beside;
pub mod checkpoint;
pub mod closed;
pub mod database;
pub mod files;
pub mod idempotency;
pub mod inspect;
pub mod list;
pub mod lock;
pub mod migrate;
pub mod open;
pub mod outbox;
pub mod owner;
#[cfg(feature = "testing")]
pub mod plan;
pub mod pulse;
pub mod readers;
pub mod server_key;
pub mod shred;
pub mod slow;
pub mod swap;
pub mod threads;
pub mod types;
pub mod upgrade;
pub mod upkeep;
pub mod watch;
pub mod work;
pub mod writer;

pub use beside::Beside;
pub use database::Database;
pub use files::{Databases, Held};
pub use work::Class;
pub use writer::Tx;
