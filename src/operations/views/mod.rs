//! How operations look.

mod resource_charts;
mod resource_tables;
pub mod resources;
