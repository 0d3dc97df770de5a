//! Pages of viral loops: those of the admin, and a participant's own.

pub mod status;
