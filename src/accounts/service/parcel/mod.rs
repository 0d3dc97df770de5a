//! An account as one file, to be taken to another box: `manifest` says what is in it, `exporting` writes it, `importing` takes it in.

pub mod exporting;
pub mod importing;
pub mod manifest;
