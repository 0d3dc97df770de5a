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
    let builder = tracing_subscriber::fmt().with_env_filter(EnvFilter::new(&log.level)).with_writer(io::stderr);
    let started = if is_json {
        builder.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init()
    } else {
        builder.with_ansi(is_terminal).with_target(false).try_init()
    };
    // Tests share a process, where the first one has started it already.
    drop(started);
}
