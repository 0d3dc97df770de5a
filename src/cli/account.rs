//! `dangol account …`: client accounts.

use clap::Subcommand;
use serde_json::json;

use crate::{
    accounts::model::AccountStatus,
    base::lang::{Lang, Text},
    cli::{
        args::Run,
        failure::Failure,
        orders::{AccountLine, Answer, Order},
        output,
        owner::run_order,
        table, texts,
    },
    config::layers::Loaded,
};

/// List, create, pause or resume client accounts.
#[derive(Debug, clap::Args)]
pub struct Account {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// List the accounts.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make an account, with a file of its own.
    Create {
        /// The client's name.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Its short name in addresses; made from the name when absent.
        #[arg(long, value_name = "SLUG")]
        slug: Option<String>,
        /// Where its days begin and end; Asia/Seoul when absent.
        #[arg(long, value_name = "ZONE")]
        time_zone: Option<String>,
        /// The language of its visitors: ko (when absent) or en.
        #[arg(long, value_name = "L")]
        locale: Option<String>,
    },
    /// Show visitors a holding page and send nothing.
    Pause(Which),
    /// Serve the account's pages again.
    Resume(Which),
}

#[derive(Debug, clap::Args)]
struct Which {
    /// The account's short name.
    #[arg(value_name = "SLUG")]
    slug: String,
}

impl Run for Account {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        match &self.verb {
            Verb::List { json } => list(loaded, *json),
            Verb::Create { name, slug, time_zone, locale } => {
                let (time_zone, locale) = (time_zone.clone(), locale.clone());
                let order = Order::AccountCreate { name: name.clone(), slug: slug.clone(), time_zone, locale };
                change(loaded, order, texts::ACCOUNT_CREATED)
            }
            Verb::Pause(Which { slug }) => {
                change(loaded, Order::AccountStatus { slug: slug.clone(), status: AccountStatus::Paused }, texts::ACCOUNT_PAUSED)
            }
            Verb::Resume(Which { slug }) => {
                change(loaded, Order::AccountStatus { slug: slug.clone(), status: AccountStatus::Active }, texts::ACCOUNT_RESUMED)
            }
        }
    }
}

fn change(loaded: &Loaded, order: Order, done: Text) -> Result<(), Failure> {
    let Answer::Account(account) = run_order(loaded, order)? else { return Err(Failure::unexpected_answer()) };
    output::say(&done.with(&[("slug", &account.slug)]));
    Ok(())
}

fn list(loaded: &Loaded, as_json: bool) -> Result<(), Failure> {
    let Answer::Accounts(accounts) = run_order(loaded, Order::AccountList)? else { return Err(Failure::unexpected_answer()) };
    if as_json {
        output::line(json!({ "accounts": accounts }));
    } else if accounts.is_empty() {
        output::say(&texts::NO_ACCOUNTS.into());
    } else {
        output::line(as_table(&accounts, output::lang()));
    }
    Ok(())
}

fn as_table(accounts: &[AccountLine], lang: Lang) -> String {
    let head = [texts::HEAD_SLUG, texts::HEAD_NAME, texts::HEAD_STATUS, texts::HEAD_ZONE, texts::HEAD_CREATED];
    let row = |account: &AccountLine| {
        let status = account.status.label().get(lang).to_owned();
        [account.slug.clone(), account.name.clone(), status, account.time_zone.clone(), account.created_at.to_string()]
    };
    table::aligned(head.map(|text| text.get(lang)), &accounts.iter().map(row).collect::<Vec<_>>())
}
