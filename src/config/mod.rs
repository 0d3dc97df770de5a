//! Settings: one table of keys (`keys`), read in layers (`layers`), each effective value with its `origin`.
//!
//! Start reading at `keys`: a setting that is not in that table does not exist.

pub mod fault;
pub mod keys;
pub mod layers;
pub mod machine;
pub mod origin;
pub mod settings;
pub mod tier;
pub mod tls;
pub mod values;
