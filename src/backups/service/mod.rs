//! The use cases of backups: `settings` and `offsite` are what the agency chooses, `facts` what runs have found, `reading` puts the
//! report together.

pub mod facts;
mod offsite;
mod reading;
mod settings;

pub use offsite::{OffsiteAccess, access, remove_store, save_store, store};
pub use reading::{report, standing};
pub use settings::{save as save_settings, settings};
