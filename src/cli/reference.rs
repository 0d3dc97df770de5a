//! `dangol reference`: what the packages bring beside the binary, written by the binary itself, so that it can't tell another story: man
//! pages, completions for the shells, and the settings file with every default.

pub mod manual;
pub mod settings_file;

use std::{fs, io, path::PathBuf};

use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::{
    base::lang::{Text, text},
    cli::{
        args::{Args, Run},
        failure::Failure,
    },
    config::{keys::KEYS, layers::Loaded, origin::Origin},
};

/// Write man pages, shell completions and the settings file with its defaults into a directory.
#[derive(Debug, clap::Args)]
pub struct Reference {
    /// The directory; it is made if need be.
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
}

const NOT_WRITTEN: Text = text("{to}에 쓰지 못했습니다: {cause}.", "Could not write to {to}: {cause}.");
const WRITE_ELSEWHERE: Text =
    text("폴더의 권한과 남은 공간을 확인해 주세요.", "Check the directory's permissions and the free space, or name another.");

const SHELLS: [Shell; 3] = [Shell::Bash, Shell::Fish, Shell::Zsh];

impl Run for Reference {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        self.write(loaded).map_err(|cause| {
            let to = self.to.display();
            Failure::new(NOT_WRITTEN.with(&[("to", &to), ("cause", &cause)]), WRITE_ELSEWHERE)
        })
    }
}

impl Reference {
    fn write(&self, loaded: &Loaded) -> io::Result<()> {
        let (man, completions) = (self.to.join("man"), self.to.join("completions"));
        fs::create_dir_all(&man)?;
        fs::create_dir_all(&completions)?;
        manual::write(&visible(), KEYS, &man)?;
        for shell in SHELLS {
            clap_complete::generate_to(shell, &mut visible(), "dangol", &completions)?;
        }
        let depends_on_box = |name: &str| matches!(loaded.origin(name), Origin::Tier(_) | Origin::Machine(_));
        fs::write(self.to.join("dangol.toml"), settings_file::with_defaults(KEYS, depends_on_box))
    }
}

/// The command line without what is hidden: the completions would offer it.
fn visible() -> clap::Command {
    let whole = Args::command();
    let shown = clap::Command::new("dangol").version(env!("CARGO_PKG_VERSION")).args(whole.get_arguments().cloned());
    let shown = shown.about(whole.get_about().cloned().unwrap_or_default()).subcommand_required(true);
    shown.subcommands(whole.get_subcommands().filter(|command| !command.is_hide_set()).cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_not_offered() {
        visible().debug_assert();
        let names: Vec<_> = visible().get_subcommands().map(|command| command.get_name().to_owned()).collect();
        assert!(names.contains(&"serve".to_owned()) && !names.contains(&"reference".to_owned()), "{names:?}");
    }
}
