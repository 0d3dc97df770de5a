//! Floor 6: what every door shares. `gate` lets requests in, `screen` and `query` are what handlers take, `layout` is the frame of a
//! page, `components` are the parts inside it.

pub mod body;
pub mod client;
pub mod components;
pub mod csv;
pub mod document;
pub mod failure;
pub mod frame;
pub mod gate;
pub mod layout;
pub mod menu;
pub mod objects;
pub mod query;
pub mod replay;
pub mod routes;
pub mod screen;
pub mod texts;
pub mod visitors;
