//! Encryption of our own: which host has which certificate, how one is got from an authority (ACME, RFC 8555), and whether a name leads
//! here at all. `shelf` is what connections ask; who fills it, and keeps certificates over a restart, stands above.

pub mod acme;
pub mod certificate;
mod courier;
mod der;
pub mod fault;
pub mod files;
pub mod reach;
pub mod shelf;
