//! What home tells.

mod figures;
mod overview;
mod search;
mod waiting;

pub use figures::figures;
pub use overview::overview;
pub use search::find;
pub use waiting::{attention, newest};
