//! `dangol token create`: a new API token, once, alone on standard output.

use clap::Subcommand;

use crate::{
    accounts::model::Role,
    cli::{
        args::{Run, role},
        failure::Failure,
        orders::{Answer, Order},
        output,
        owner::run_order,
    },
    config::layers::Loaded,
};

/// Make API tokens.
#[derive(Debug, clap::Args)]
pub struct Token {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a token and print it, the only time it is seen.
    Create {
        /// What it is for, as the access log will name it.
        #[arg(long, value_name = "N")]
        name: String,
        /// The account it is good for; all of the agency when absent.
        #[arg(long, value_name = "SLUG")]
        account: Option<String>,
        /// owner, manager, marketer, agent or viewer (reads, people masked).
        #[arg(long, value_name = "R", value_parser = role)]
        role: Role,
    },
}

impl Run for Token {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        let Verb::Create { name, account, role } = &self.verb;
        let order = Order::TokenCreate { name: name.clone(), account: account.clone(), role: *role };
        let Answer::Token(token) = run_order(loaded, order)? else { return Err(Failure::unexpected_answer()) };
        output::line(token.reveal());
        Ok(())
    }
}
