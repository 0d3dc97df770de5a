//! The control file's tables of operations.

pub mod resources;
pub mod runs;
