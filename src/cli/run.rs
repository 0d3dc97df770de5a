//! From what was typed to an exit status: 0 done, 1 the work failed, 2 wrong usage.

use std::{ffi::OsString, process::ExitCode};

use clap::Parser;

use crate::{
    cli::{args::Args, failure::Failure, logging},
    config::layers::Sources,
};

/// Runs one command line, the program's name first.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Args::try_parse_from(words) {
        Ok(args) => match execute(&args) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => {
                failure.report();
                ExitCode::from(failure.status)
            }
        },
        // Also `--help` and `--version`, which are no errors: clap knows the status and the stream of each.
        Err(usage) => {
            let _ = usage.print();
            u8::try_from(usage.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}

fn execute(args: &Args) -> Result<(), Failure> {
    // Every file it makes holds personal data or secrets: nobody else reads them.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let loaded = Sources::of_process(args.flags(), args.config.clone()).load()?;
    logging::start(&loaded.settings.log);
    let outcome = args.work().run(&loaded);
    logging::end();
    outcome
}
