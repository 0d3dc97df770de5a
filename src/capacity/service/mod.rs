//! The use cases of capacity: `measuring` reads the files from end to end, `counting` says how many rows there are now, `reading` puts
//! the report together, `guarding` tells the plan what is there; `disk` looks at the directory.

mod counting;
mod disk;
mod guarding;
mod measuring;
mod reading;

pub use disk::{account_bytes, disk};
pub use guarding::refresh;
pub use measuring::{Progress, begin, keep, measure, progress};
pub use reading::{facts_of_directory, history, last_of_file, report};
