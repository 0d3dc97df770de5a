//! What `doctor` looks at: one file for each place, all reporting in the words of `finding`.

pub mod backups;
pub mod directory;
pub mod files;
pub mod finding;
pub mod machine;
pub mod server;
pub mod settings;
pub mod texts;
