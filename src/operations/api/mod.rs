//! Operations over the API.

pub mod resources;
