//! Where an effective value came from.

use std::{fmt, path::PathBuf};

use crate::config::{machine::Machine, tier::Tier, values::Word};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A command-line flag, as it is typed.
    Flag(String),
    /// The variable's name.
    Environment(String),
    File(PathBuf),
    /// What a box of this size gets.
    Tier(Tier),
    /// Measured on this box: as large as this.
    Machine(Machine),
    /// The platform's own place for it.
    Platform,
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "flag {flag}"),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::File(path) => write!(f, "file {}", path.display()),
            Self::Tier(tier) => write!(f, "tier {}", tier.word()),
            Self::Machine(machine) => machine.fmt(f),
            Self::Platform => f.write_str("platform"),
            Self::Default => f.write_str("default"),
        }
    }
}
