//! The use cases of scoring: `passes` hears of changed leads and of a new model, `night` scores all leads, both by `batch` (computes)
//! and `write`, and where it runs beside the owner by its `errands`; `versions` activates models, `preview` says what one would change, `reading` shows a lead's score and how the leads
//! stand, `fill` gives the first scores.

mod batch;
mod errands;
mod fill;
mod night;
mod passes;
mod preview;
mod reading;
mod versions;
mod write;

pub use errands::{EndNight, RepairDistribution, WriteScores};
pub use fill::score_first;
pub use night::{Scored, score_all, score_night};
pub use passes::hear;
pub use preview::{Previewing, begin_preview, find_preview, preview};
pub use reading::{crossings, distribution, explain, history, recount, repair};
pub use versions::{activate, active, restore, running, version, versions};
