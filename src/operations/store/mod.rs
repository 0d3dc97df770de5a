//! The control file's tables of operations.

pub mod certificates;
pub mod first_day;
pub mod names;
pub mod resources;
pub mod runs;
