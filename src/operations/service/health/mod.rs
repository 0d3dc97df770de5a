//! What the doctor looks at: one file for each place, all reporting in the words of `operations::finding`. Nothing here changes
//! anything, beside a running server or without one.

pub mod backups;
pub mod certificates;
pub mod directory;
pub mod doctor;
pub mod files;
pub mod machine;
pub mod mail;
pub mod network;
pub mod permissions;
pub mod settings;
