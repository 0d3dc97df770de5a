//! The command line: `args` says what can be typed, `run` does it, one file a command.

pub mod args;
pub mod config;
pub mod failure;
pub mod logging;
pub mod output;
pub mod run;
