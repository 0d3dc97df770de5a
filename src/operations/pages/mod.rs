//! The pages of operations.

pub mod certificates;
pub mod first_day;
pub mod jobs;
pub mod logs;
pub mod resources;
pub mod settings;
