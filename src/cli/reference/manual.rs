//! The man pages: `dangol(1)`, one for each command, and `dangol.toml(5)` from the table of settings.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use clap::Command;
use clap_mangen::{
    Man,
    roff::{Inline, Roff, bold, italic, roman},
};

use crate::{base::lang::Lang, config::keys::Key};

/// What stands at the foot of each page.
const SOURCE: &str = concat!("dangol ", env!("CARGO_PKG_VERSION"));

/// A name and what it is.
type Entry = (&'static str, &'static str);

const FILES: [Entry; 4] = [
    ("/etc/dangol/dangol.toml", "the settings, see dangol.toml(5); read where the file can be read and no file of one's own is there"),
    (
        "/var/lib/dangol",
        "the data directory of an installed appliance: all files of all accounts, and the backups unless they are kept elsewhere",
    ),
    ("/var/lib/dangol/run", "lock file and sockets of the running server"),
    ("/usr/lib/dangol/previous", "the binary before the last upgrade, which dangol-rollback(8) brings back"),
];
const ENVIRONMENT: [Entry; 2] = [
    ("DANGOL_KEY", "each setting: its name in capitals, two underscores between levels, such as DANGOL_PUBLIC__MIN_FILL_MS"),
    ("STATE_DIRECTORY", "the data directory, when the service manager starts the server"),
];
const EXIT_STATUS: [Entry; 3] =
    [("0", "done"), ("1", "the work failed; standard error says what happened and what to do"), ("2", "wrong usage")];

/// Writes all pages into a directory.
pub fn write(command: &Command, keys: &[Key], to: &Path) -> io::Result<()> {
    let mut command = command.clone().disable_help_subcommand(true);
    // Gives the commands below it their full names.
    command.build();
    let first = page(&command, to)?;
    let mut more = Roff::new();
    section(&mut more, "FILES", &FILES);
    section(&mut more, "ENVIRONMENT", &ENVIRONMENT);
    section(&mut more, "EXIT STATUS", &EXIT_STATUS);
    more.control("SH", ["SEE ALSO"]).text([roman("dangol.toml(5), dangol-rollback(8)")]);
    OpenOptions::new().append(true).open(first)?.write_all(more.render().as_bytes())?;
    fs::write(to.join("dangol.toml.5"), settings(keys).render())
}

/// The page of a command and those of all below it. Gives the first one's file.
fn page(command: &Command, to: &Path) -> io::Result<PathBuf> {
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        page(below, to)?;
    }
    Man::new(command.clone()).source(SOURCE).generate_to(to)
}

fn section(page: &mut Roff, title: &str, entries: &[Entry]) {
    page.control("SH", [title]);
    for (name, what) in entries {
        entry(page, vec![bold(*name)], what);
    }
}

fn entry(page: &mut Roff, name: Vec<Inline>, what: &str) {
    page.control("TP", []).text(name).text([roman(what)]);
}

fn settings(keys: &[Key]) -> Roff {
    let mut page = Roff::new();
    page.control("TH", ["dangol.toml", "5", "", SOURCE, ""]);
    page.control("SH", ["NAME"]).text([roman("dangol.toml - the settings of dangol")]);
    page.control("SH", ["DESCRIPTION"]);
    page.text([
        roman("Settings come from, highest first: flags of the command line, the environment (see "),
        bold("dangol(1)"),
        roman(
            "), this file, and built-in defaults, some of which depend on the size of the machine. A key that does not exist is an error. ",
        ),
        bold("dangol config"),
        roman(" prints each value in use with where it came from. The server reads the file when it starts."),
    ]);
    page.control("SH", ["SETTINGS"]);
    for key in keys {
        entry(&mut page, vec![bold(key.name), roman(" = "), italic("value")], key.doc.get(Lang::En));
    }
    page.control("SH", ["SEE ALSO"]).text([roman("dangol(1)")]);
    page
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::{cli::args::Args, config::keys::KEYS};

    #[test]
    fn every_command_and_every_setting_has_its_place() {
        let dir = tempfile::tempdir().unwrap();
        write(&Args::command(), KEYS, dir.path()).unwrap();
        let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
        for command in Args::command().get_subcommands().filter(|command| !command.is_hide_set()) {
            let page = read(&format!("dangol-{}.1", command.get_name()));
            assert!(page.contains(".SH NAME"), "{page}");
        }
        assert!(!dir.path().join("dangol-reference.1").exists());
        assert!(read("dangol.1").contains("EXIT STATUS"));
        let settings = read("dangol.toml.5");
        for key in KEYS {
            assert!(settings.contains(key.name), "{}", key.name);
        }
    }
}
