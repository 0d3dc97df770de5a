//! What keeps the appliance running: its health, its assets.

pub mod public;
