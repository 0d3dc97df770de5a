//! How the score model looks: read, edited, previewed.

pub mod editor;
pub mod overview;
pub mod place;
pub mod preview;
