//! Brings the files of a directory up to date, all of them or none, before any is opened.
//!
//! [`look`] says which are behind; [`stage`] makes a copy of each, migrates it and checks it, and touches nothing else; a [`journal`]
//! puts all copies in place, whatever kills the process meanwhile; what they replace is [`kept`] for a while and can be put back.
//! Whoever calls any of it owns the directory and has nothing of it open. All of it blocks.

pub mod fault;
pub mod journal;
pub mod kept;
pub mod look;
pub mod stage;

pub use fault::Fault;
pub use journal::{Journal, Kind};
pub use kept::Kept;
pub use look::{Behind, Look};
