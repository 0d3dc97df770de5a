//! The pages of operations.

pub mod jobs;
pub mod resources;
