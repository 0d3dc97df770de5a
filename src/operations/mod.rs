//! What keeps the appliance running: its health, its assets, what it takes of its box.
//!
//! Tables of the control file: `resource_sample`.

pub mod api;
pub mod exposition;
pub mod pages;
pub mod public;
pub mod report;
pub mod resources;
pub mod service;
pub mod store;
pub mod texts;
pub mod trend;
pub mod views;
