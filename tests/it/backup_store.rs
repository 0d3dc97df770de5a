//! The store of the off-site copy: its signatures against a server that checks them, its behaviour against one that behaves like
//! AWS, and whatever can go wrong in between.

mod copying;
mod faults;
mod kills;
mod moto;
mod office;
pub mod server;
mod signed;
