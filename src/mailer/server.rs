//! A mail server that takes letters for others, and in whose name they go.

use crate::base::{email::Email, encryption::Encryption, secret::Secret};

/// A server with what it asks of us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// A name, or a literal address.
    pub host: String,
    pub port: u16,
    pub security: Encryption,
    /// Absent: it takes letters from anybody who reaches it.
    pub login: Option<(String, Secret)>,
    pub from: Email,
    pub from_name: String,
    pub reply_to: Option<Email>,
    /// May it stand on this machine, or in a private network of ours? Else whoever sets it up could have us knock there.
    pub may_be_near: bool,
}
