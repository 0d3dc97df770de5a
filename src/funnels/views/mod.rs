//! How funnels look: the list, one funnel with its editor, and its report.

mod funnel;
pub mod report;
pub mod report_tables;

pub use funnel::{Editor, Place, detail, editor, list};
