//! What is measured while the appliance runs: requests by route ([`requests`]), and what the process takes of its box ([`process`]).
//!
//! Everything here is counted since the start and never written down; `operations` takes a sample of it every minute.

pub mod process;
pub mod requests;

pub use requests::{Door, Meter};
