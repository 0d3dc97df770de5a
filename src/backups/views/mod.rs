//! How backups look: `list` what there is, `settings` what is chosen, `sheet` what is printed. A restore
//! goes from `choose` over `look` to `outcome`, with `parts` that they share.

pub mod choose;
pub mod list;
pub mod look;
pub mod outcome;
pub mod parts;
pub mod settings;
pub mod sheet;
