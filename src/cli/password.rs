//! Reads a password: one line of standard input, not shown while it is typed.

use std::io::{self, BufRead as _, IsTerminal as _, Read as _};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::{
    base::secret::Secret,
    cli::{failure::Failure, output, texts},
};

const LONGEST_BYTES: u64 = 4096;

/// The password on standard input, without the end of its line.
pub fn read() -> Result<Secret, Failure> {
    let missing = || Failure::new(texts::PASSWORD_MISSING, texts::PASSWORD_HOW);
    let silence = io::stdin().is_terminal().then(|| {
        output::ask(texts::PASSWORD_PROMPT.get(output::lang()));
        Silence::begin()
    });
    let mut line = Vec::new();
    io::stdin().lock().take(LONGEST_BYTES).read_until(b'\n', &mut line).map_err(|_| missing())?;
    if silence.is_some() {
        output::note("");
    }
    let line = String::from_utf8(line).map_err(|_| missing())?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.is_empty() { Err(missing()) } else { Ok(Secret::new(password)) }
}

/// A terminal that does not show what is typed, until this is dropped.
struct Silence(Option<Termios>);

impl Silence {
    fn begin() -> Self {
        let before = tcgetattr(io::stdin()).ok();
        if let Some(mut silent) = before.clone() {
            silent.local_modes.remove(LocalModes::ECHO);
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, &silent);
        }
        Self(before)
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = tcsetattr(io::stdin(), OptionalActions::Flush, before);
        }
    }
}
