//! The log of the appliance: events become lines ([`layer`]), which go to standard error and into files of the data directory
//! ([`book`]) that the viewer and the diagnostics read again, newest first ([`read`]).
//!
//! The files lie in `run/logs`: the contract lets everything in `run/` be deleted while nothing runs, and a log is worth no more than
//! that. It is in no backup, and no account's data depend on it.

pub mod book;
pub mod files;
pub mod layer;
pub mod read;
