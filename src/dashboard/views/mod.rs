//! How home looks.

pub mod home;
pub mod overview;
pub mod parts;
pub mod search;
