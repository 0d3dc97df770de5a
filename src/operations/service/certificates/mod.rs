//! Certificates of all hosts: read by pages and by the doctor, kept by one task of the server.

mod issuing;
pub mod keeper;
mod reading;

pub use reading::{all, list, try_now};
