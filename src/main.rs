//! The binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    dangol::cli::run::run(std::env::args_os())
}
