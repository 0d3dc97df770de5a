//! Operations over the API.

pub mod jobs;
pub mod resources;
