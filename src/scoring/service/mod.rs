//! The use cases of scoring: `passes` hears of changed leads and scores all of them, `versions` activates models, `preview` says what
//! one would change, `reading` shows a lead's score and how the leads stand.

mod fill;
mod passes;
mod preview;
mod reading;
mod versions;

pub use fill::score_first;
pub use passes::{hear, score_all};
pub use preview::{Previewing, begin_preview, find_preview, preview};
pub use reading::{crossings, distribution, explain, history, recount, repair};
pub use versions::{activate, active, restore, running, version, versions};
