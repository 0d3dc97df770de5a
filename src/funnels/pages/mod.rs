//! Funnels in the admin UI: `funnel` lists and edits them, `report` tells what they brought.

mod export;
mod funnel;
mod report;

pub use funnel::routes;
