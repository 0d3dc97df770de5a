//! What is done to keep the appliance running.

pub mod metrics;
pub mod resources;
pub mod sampler;
