//! What is done to keep the appliance running.

pub mod alarms;
pub mod attended;
pub mod certificates;
pub mod diagnostics;
pub mod errands;
pub mod first_day;
pub mod health;
pub mod logs;
pub mod metrics;
pub mod process;
pub mod resources;
pub mod runs;
pub mod sampler;
pub mod settings;
