//! The use cases of retention: choosing periods and asking what they mean, what a night does, the writes that it sends, and
//! erasing persons.

pub mod errands;
mod night;
mod periods;
mod persons;
mod returning;

pub use night::{Told, archive_interactions, clean_agency, clean_archive, forget_conversions};
pub use periods::{access_log_dry_run, access_log_months, dry_run, of_account, save, save_access_log};
pub use persons::{FinishErasures, erase, finish_soon, preview, register};
pub use returning::{admit, erase_again, erase_and_tidy, list_in, list_of};
