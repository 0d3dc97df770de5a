//! How conversions look.

pub mod list;
pub mod months;
mod tabs;
pub mod void;
