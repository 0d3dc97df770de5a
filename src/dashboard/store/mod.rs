//! What home reads: the rollups, and a few rows by their indexes.

pub mod figures;
pub mod search;
pub mod waiting;
