//! `dangol user …`: users, on the box itself.

use clap::Subcommand;
use serde_json::json;

use crate::{
    accounts::model::Role,
    base::lang::Lang,
    cli::{
        args::{Run, lang, role},
        failure::Failure,
        orders::{Answer, Order, UserLine},
        output,
        owner::run_order,
        password, table, texts,
    },
    config::layers::Loaded,
};

/// Add, list or disable users, reset a password or a second factor.
#[derive(Debug, clap::Args)]
pub struct User {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Add a user; the password is read from standard input.
    Add(Add),
    /// List the users.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Keep a user out, at once.
    Disable(Whom),
    /// Give a user a new password, read from standard input, and let a disabled one in again.
    ResetPassword(Whom),
    /// Take a user's second factor away.
    ResetTotp(Whom),
}

#[derive(Debug, clap::Args)]
struct Whom {
    /// The user's e-mail address.
    #[arg(long, value_name = "E")]
    email: String,
}

#[derive(Debug, clap::Args)]
struct Add {
    #[command(flatten)]
    whom: Whom,
    /// The user's name; the part of the address before the @ when absent.
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    name: String,
    /// owner (everything, everywhere), or in the accounts named: manager, marketer, agent (their own leads) or viewer (reads, people masked).
    #[arg(long, value_name = "R", value_parser = role)]
    role: Role,
    /// An account that a user who is no owner may enter; may be given more than once.
    #[arg(long = "account", value_name = "SLUG")]
    accounts: Vec<String>,
    /// The user's language: ko or en.
    #[arg(long, value_name = "L", default_value = "ko", value_parser = lang)]
    locale: Lang,
}

impl Run for User {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        match &self.verb {
            Verb::Add(add) => add.run(loaded),
            Verb::List { json } => list(loaded, *json),
            Verb::Disable(Whom { email }) => {
                run_order(loaded, Order::UserDisable { email: email.clone() })?;
                output::say(&texts::USER_DISABLED.with(&[("email", email)]));
                Ok(())
            }
            Verb::ResetPassword(Whom { email }) => {
                run_order(loaded, Order::UserResetPassword { email: email.clone(), password: password::read()? })?;
                output::say(&texts::PASSWORD_RESET.with(&[("email", email)]));
                Ok(())
            }
            Verb::ResetTotp(Whom { email }) => {
                run_order(loaded, Order::UserResetTotp { email: email.clone() })?;
                output::say(&texts::TOTP_RESET.with(&[("email", email)]));
                Ok(())
            }
        }
    }
}

impl Add {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        if self.role != Role::Owner && self.accounts.is_empty() {
            return Err(Failure::usage(texts::VIEWER_WHERE, texts::NAME_AN_ACCOUNT));
        }
        let email = self.whom.email.clone();
        let order = Order::UserAdd {
            email: email.clone(),
            name: self.name.clone(),
            role: self.role,
            locale: self.locale,
            accounts: self.accounts.clone(),
            password: password::read()?,
        };
        run_order(loaded, order)?;
        output::say(&texts::USER_ADDED.with(&[("email", &email)]));
        Ok(())
    }
}

fn list(loaded: &Loaded, as_json: bool) -> Result<(), Failure> {
    let Answer::Users(users) = run_order(loaded, Order::UserList)? else { return Err(Failure::unexpected_answer()) };
    if as_json {
        output::line(json!({ "users": users }));
    } else if users.is_empty() {
        output::say(&texts::NO_USERS.into());
    } else {
        output::line(as_table(&users, output::lang()));
    }
    Ok(())
}

fn as_table(users: &[UserLine], lang: Lang) -> String {
    let head = [texts::HEAD_EMAIL, texts::HEAD_NAME, texts::HEAD_ROLE, texts::HEAD_STATUS, texts::HEAD_CREATED];
    let row = |user: &UserLine| {
        let status = if user.disabled_at.is_some() { texts::DISABLED } else { texts::ENABLED };
        let (role, status) = (user.role.label().get(lang).to_owned(), status.get(lang).to_owned());
        [user.email.clone(), user.name.clone(), role, status, user.created_at.to_string()]
    };
    table::aligned(head.map(|text| text.get(lang)), &users.iter().map(row).collect::<Vec<_>>())
}
