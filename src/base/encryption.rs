//! How a connection to a mail server is encrypted.

use crate::base::lang::{Text, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// Begins in the clear and is encrypted before anything is said; usually port 587.
    StartTls,
    /// Encrypted from the first byte; usually port 465.
    Tls,
    /// Not at all: only on this machine and in private networks.
    None,
}

impl Encryption {
    pub const ALL: [Self; 3] = [Self::StartTls, Self::Tls, Self::None];

    pub const fn code(self) -> i64 {
        self as i64
    }

    pub fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|security| security.code() == code)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::StartTls => "starttls",
            Self::Tls => "tls",
            Self::None => "none",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|security| security.name() == name)
    }

    pub const fn label(self) -> Text {
        match self {
            Self::StartTls => text("STARTTLS (보통 587번 포트)", "STARTTLS (usually port 587)"),
            Self::Tls => text("TLS (보통 465번 포트)", "TLS (usually port 465)"),
            Self::None => text("암호화 안 함 (내부 네트워크만)", "None (internal networks only)"),
        }
    }
}

crate::stored_as_code!(Encryption);
