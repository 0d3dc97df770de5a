//! The admin's pages about landing pages. What visitors see is drawn in `visitor`.

pub mod editor;
pub mod list;
pub mod side;
pub mod stats;
