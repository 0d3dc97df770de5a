//! How operations look.

pub mod jobs;
mod resource_charts;
mod resource_tables;
pub mod resources;
