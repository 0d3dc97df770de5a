//! What is done to keep the appliance running.

pub mod errands;
pub mod metrics;
pub mod process;
pub mod resources;
pub mod runs;
pub mod sampler;
