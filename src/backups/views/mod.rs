//! How backups look: `list` what there is, `settings` what is chosen, `sheet` what is printed.

pub mod list;
pub mod settings;
pub mod sheet;
