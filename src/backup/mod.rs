//! The snapshot repository: files in restic's format, in a directory or an S3-compatible store, read and written without knowing what
//! they are about.
//!
//! A [`Repository`] lies in a [`Place`] and opens with the recovery [`Key`]; restic opens it with the same key. [`save`] streams each
//! database page by page ([`pages`]) and believes nobody: a snapshot counts only after its tree was compared with what was to be
//! saved. [`read`] brings a file back and compares it with the record, [`check`] reads everything, [`mend`] takes out what is damaged,
//! [`keep`] decides what may go, [`copy`] brings snapshots to an S3-compatible [`store`].
//! [`parcel`] is something else: one account as a file that travels.
//! The library takes no locks, so whoever changes a repository holds its [`Lock`], and whoever reads files out of it a [`Shared`] one. All of it blocks: not for a runtime's thread.

pub mod backend;
pub mod check;
pub mod copy;
pub mod fault;
pub mod keep;
pub mod key;
pub mod lock;
pub mod mend;
pub mod pages;
pub mod parcel;
pub mod place;
pub mod read;
pub mod repository;
pub mod save;
pub mod scribe;
pub mod snapshot;
pub mod source;
pub mod store;
pub mod stream;
pub mod texts;
pub mod window;

pub use fault::{Fault, FileFault};
pub use key::Key;
pub use lock::{Lock, Shared};
pub use place::Place;
pub use repository::Repository;
pub use snapshot::{SavedFile, Snapshot};
pub use source::Source;
