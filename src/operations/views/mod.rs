//! How operations look.

pub mod certificates;
pub mod first_day;
pub mod jobs;
pub mod logs;
mod resource_charts;
mod resource_tables;
pub mod resources;
pub mod settings;
