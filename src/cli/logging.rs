//! Logs: one line an event on standard error, for people on a terminal, JSON otherwise; what serves writes them into files too.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal, Write as _},
    sync::{Arc, OnceLock},
};

use tracing_subscriber::{EnvFilter, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::{
    base::{
        log_line::{Line, Severity},
        time::SystemClock,
    },
    config::settings::{Log, LogFormat, Settings},
    logs::{book::Book, files, layer::Lines},
};

/// Where lines are kept, once [`keep`] was called.
static BOOK: OnceLock<Book> = OnceLock::new();

/// From here on events are written. A second call changes nothing.
pub fn start(log: &Log) {
    let is_terminal = io::stderr().is_terminal();
    let is_json = match log.format {
        LogFormat::Auto => !is_terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let write = move |line: &Line| {
        let text = if is_json { line.to_json() } else { as_text(line, is_terminal) };
        // Standard error may be closed, which can't be told to anybody.
        let _ = writeln!(io::stderr().lock(), "{text}");
        if let Some(book) = BOOK.get() {
            book.write(line);
        }
    };
    // Tests share a process, where the first one has started it already.
    drop(tracing_subscriber::registry().with(EnvFilter::new(filter(&log.level))).with(Lines(write)).try_init());
}

/// From here on events are kept in the data directory, for the viewer: for the server, and for the jobs that it starts. Other commands
/// say what they have to say to whoever typed them, and leave no files behind that might belong to another user.
pub fn keep(settings: &Settings) {
    let limits = files::Limits { days: settings.log.keep_days, bytes: settings.log.max_mb << 20 };
    match Book::open(files::directory(&settings.data_dir), limits, Arc::new(SystemClock)) {
        Ok(book) => drop(BOOK.set(book)),
        Err(cause) => tracing::warn!(%cause, "the log is not kept in files"),
    }
    let told = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a part of the program broke off; the rest goes on");
        told(panic);
    }));
}

/// Waits a moment for the last lines.
pub fn end() {
    if let Some(book) = BOOK.get() {
        book.flush();
    }
}

fn as_text(line: &Line, with_colours: bool) -> String {
    let (dim, colour, plain) = if with_colours { ("\x1b[2m", colour(line.severity), "\x1b[0m") } else { ("", "", "") };
    let mut text = format!("{dim}{}{plain} {colour}{:>5}{plain} ", line.at, line.severity.name());
    // What comes from outside must not steer the terminal.
    let printable = |text: String| text.replace(char::is_control, " ");
    // Writing to a string can't fail.
    let _ = write!(text, "{} {dim}{}{plain}", printable(line.message.clone()), printable(line.facts()));
    text
}

const fn colour(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\x1b[31m",
        Severity::Warn => "\x1b[33m",
        Severity::Info => "\x1b[32m",
        Severity::Debug => "\x1b[34m",
        Severity::Trace => "\x1b[35m",
    }
}

/// The chosen levels. The repository's library tells each of its steps as news: it is heard from warnings on, unless it is named.
fn filter(level: &str) -> String {
    const SILENT: [&str; 2] = ["off", "error"];
    if SILENT.contains(&level) { level.to_owned() } else { format!("rustic_core=warn,{level}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::time::Timestamp;

    #[test]
    fn the_library_of_the_backups_is_quiet_unless_it_is_named() {
        assert_eq!(filter("error"), "error");
        let news = |level: &str| EnvFilter::new(filter(level)).to_string();
        assert!(news("info").contains("rustic_core=warn"), "{}", news("info"));
        assert!(!news("info,rustic_core=debug").contains("rustic_core=warn"), "{}", news("info,rustic_core=debug"));
    }

    #[test]
    fn on_a_terminal_a_line_stays_one_line() {
        let mut line = Line::new(Timestamp(1_795_316_400_123), Severity::Warn, "dangol");
        line.add("message", json!("it failed"));
        line.add("cause", json!("a\nb\x1b[2J"));
        assert_eq!(as_text(&line, false), "2026-11-22T03:00:00.123Z  WARN it failed cause=a b [2J");
    }
}
