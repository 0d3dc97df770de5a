//! How the capacity page looks.

pub mod ahead;
pub mod boxes;
pub mod page;
pub mod tables;
