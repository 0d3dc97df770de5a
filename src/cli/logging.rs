//! Logs: one line an event on standard error, for people on a terminal, JSON otherwise.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::config::settings::{Log, LogFormat};

/// From here on events are written. A second call changes nothing.
pub fn start(log: &Log) {
    let is_terminal = io::stderr().is_terminal();
    let is_json = match log.format {
        LogFormat::Auto => !is_terminal,
        LogFormat::Text => false,
        LogFormat::Json => true,
    };
    let builder = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(filter(&log.level))).with_writer(io::stderr);
    let started = if is_json {
        builder.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()
    } else {
        builder.with_ansi(is_terminal).with_target(false).try_init()
    };
    // Tests share a process, where the first one has started it already.
    drop(started);
}

/// The chosen levels. The repository's library tells each of its steps as news: it is heard from warnings on, unless it is named.
fn filter(level: &str) -> String {
    const SILENT: [&str; 2] = ["off", "error"];
    if SILENT.contains(&level) { level.to_owned() } else { format!("rustic_core=warn,{level}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_of_the_backups_is_quiet_unless_it_is_named() {
        assert_eq!(filter("error"), "error");
        let news = |level: &str| EnvFilter::new(filter(level)).to_string();
        assert!(news("info").contains("rustic_core=warn"), "{}", news("info"));
        assert!(!news("info,rustic_core=debug").contains("rustic_core=warn"), "{}", news("info,rustic_core=debug"));
    }
}
