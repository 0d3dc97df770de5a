//! The way out to other people's servers: names are looked up by ourselves, addresses are judged before anything is sent to them, and
//! nothing that comes back is read beyond a bound.

pub mod client;
pub mod fault;
pub mod guard;
pub mod http;
pub mod names;
pub mod pace;
mod wire;
