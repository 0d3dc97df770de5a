//! The use cases of backups: `settings` and `offsite` are what the agency chooses, `facts` what runs have found, `reading` puts the
//! report together; `work`, `copying` and `drilling` are the steps themselves, on the `repository`; `key` is the recovery key;
//! [`restore`] brings files back.
//! [`upgrade`] brings the files of an older version up to date once `before_upgrade` has saved them; `holding` says where an erased account is still held.

mod before_upgrade;
pub mod copying;
pub mod drilling;
pub mod facts;
mod holding;
pub mod key;
mod offsite;
mod reading;
mod repository;
pub mod restore;
mod settings;
pub mod upgrade;
mod waiting;
pub mod work;

pub use holding::holding;
pub use offsite::{OffsiteAccess, access, remove_store, save_store, store, test_store};
pub use reading::{report, sizes, standing, trouble};
pub use settings::{save as save_settings, settings};
