//! The pages of operations.

pub mod resources;
