//! Pages of viral loops: those of the admin, and a participant's own.

pub mod campaign;
pub mod editor;
pub mod list;
pub mod participant;
pub mod parts;
pub mod report;
pub mod review;
pub mod status;
