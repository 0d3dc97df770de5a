//! A repository in an S3-compatible store, where the off-site copy lies: what is set ([`Store`]), what can go wrong ([`Fault`]), the
//! test of the settings ([`check()`]), and the backend through which the repository's library speaks to it ([`Remote`]).
//!
//! Objects are named as restic names them, so that `restic -r s3:https://host/bucket/prefix` reads the same repository.

mod backend;
mod bucket;
mod check;
mod fault;
mod patience;
mod settings;
mod texts;
mod xml;

pub use backend::{Remote, Watch};
pub use bucket::Bucket;
pub use check::{Checked, check};
pub use fault::{Doing, Fault};
pub use patience::Patience;
pub use settings::{Store, Style, Typed};
