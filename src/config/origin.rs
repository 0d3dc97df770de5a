//! Where an effective value came from.

use std::{
    collections::BTreeMap,
    fmt,
    path::{Path, PathBuf},
};

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

/// Where all of them came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// The settings file that was read; absent when there is none.
    pub file: Option<PathBuf>,
    pub by_key: BTreeMap<&'static str, Origin>,
}

impl Origins {
    pub fn of(&self, key: &str) -> &Origin {
        self.by_key.get(key).unwrap_or(&Origin::Default)
    }

    /// The settings file, or where the packaged service looks for one.
    pub fn file_or_usual(&self) -> &Path {
        self.file.as_deref().unwrap_or(Path::new("/etc/dangol/dangol.toml"))
    }
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
