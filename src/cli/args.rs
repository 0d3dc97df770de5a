//! What can be typed. A command is one line in `Command`, one in `Args::work` and a file of its own.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueHint};

use crate::{
    accounts::model::Role,
    base::lang::Lang,
    cli::{account, backup, capacity, config, demo, doctor, failure::Failure, job, openapi, reference, serve, setup, token, upgrade, user},
    config::layers::{Flag, Loaded},
};

/// Dangol (단골): landing pages, leads, funnels and their customers in one binary.
#[derive(Debug, Parser)]
#[command(name = "dangol", version)]
pub struct Args {
    /// The directory in which everything is stored.
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    data_dir: Option<String>,
    /// The settings file.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Serve(serve::Serve),
    Setup(setup::Setup),
    User(user::User),
    Token(token::Token),
    Account(account::Account),
    Demo(demo::Demo),
    Capacity(capacity::Capacity),
    Job(job::Job),
    Backup(backup::Backup),
    Upgrade(upgrade::Upgrade),
    Doctor(doctor::Doctor),
    Openapi(openapi::Openapi),
    Config(config::Config),
    #[command(hide = true)]
    Reference(reference::Reference),
}

impl Args {
    /// What to run.
    pub fn work(&self) -> &dyn Run {
        match &self.command {
            Command::Serve(command) => command,
            Command::Setup(command) => command,
            Command::User(command) => command,
            Command::Token(command) => command,
            Command::Account(command) => command,
            Command::Demo(command) => command,
            Command::Capacity(command) => command,
            Command::Job(command) => command,
            Command::Backup(command) => command,
            Command::Upgrade(command) => command,
            Command::Doctor(command) => command,
            Command::Openapi(command) => command,
            Command::Config(command) => command,
            Command::Reference(command) => command,
        }
    }

    /// The settings that were typed as flags.
    pub fn flags(&self) -> Vec<Flag> {
        let data_dir = flag("data_dir", "--data-dir", self.data_dir.as_ref());
        data_dir.into_iter().chain(self.work().flags()).collect()
    }
}

/// One command.
pub trait Run {
    /// Flags of this command that are settings; see [`flag`].
    fn flags(&self) -> Vec<Flag> {
        Vec::new()
    }

    /// Does the work. Results go to standard output by `output::line`, progress and logs to standard error.
    fn run(&self, loaded: &Loaded) -> Result<(), Failure>;
}

/// A setting from a flag, when it was typed.
pub fn flag(key: &'static str, typed: &'static str, value: Option<&String>) -> Option<Flag> {
    value.map(|value| Flag { key, typed, value: value.clone() })
}

/// Reads a role, for clap.
pub fn role(typed: &str) -> Result<Role, String> {
    let roles = || Role::ALL.map(Role::name).join(", ");
    Role::from_name(typed).ok_or_else(|| format!("the role is one of {}", roles()))
}

/// Reads a language, for clap.
pub fn lang(typed: &str) -> Result<Lang, String> {
    Lang::from_tag(typed).ok_or_else(|| "the language is ko or en".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_definition_is_sound() {
        Args::command().debug_assert();
    }

    #[test]
    fn global_flags_stand_before_or_after_the_command() {
        let before = Args::try_parse_from(["dangol", "--data-dir", "/d", "--config", "/c", "config"]).unwrap();
        let after = Args::try_parse_from(["dangol", "config", "--data-dir", "/d", "--config", "/c"]).unwrap();
        for args in [before, after] {
            assert_eq!(args.flags(), [Flag { key: "data_dir", typed: "--data-dir", value: "/d".to_owned() }]);
            assert_eq!(args.config, Some("/c".into()));
        }
    }
}
