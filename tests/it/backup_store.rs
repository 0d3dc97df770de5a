//! The store of the off-site copy: its signatures against a server that checks them, its behaviour against one that behaves like
//! AWS, and whatever can go wrong in between against a proxy that makes it so.

mod proxy;
pub mod signed;
