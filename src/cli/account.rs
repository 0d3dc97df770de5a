//! `dangol account …`: client accounts.

use std::{
    fs,
    io::{self, BufRead as _},
    path::PathBuf,
};

use clap::Subcommand;
use serde_json::json;

use crate::{
    accounts::{
        model::{AccountStatus, Actor},
        service::parcel::{exporting, importing},
    },
    base::{
        error::Error,
        lang::{Lang, Text},
    },
    cli::{
        args::Run,
        failure::Failure,
        orders::{AccountLine, Answer, Order},
        output,
        owner::{environment, run_order},
        table, texts,
    },
    config::layers::Loaded,
    retention::service as retention,
};

/// List, create, pause, archive, resume, move or erase client accounts.
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
    /// Put an account away: read-only, gone for visitors, sending nothing.
    Archive(Which),
    /// Serve the account's pages again.
    Resume(Which),
    /// Erase an account for good, with its files. Snapshots hold it until their time is over.
    Erase {
        #[command(flatten)]
        which: Which,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
        /// Write the certificate to this file, as HTML.
        #[arg(long, value_name = "FILE")]
        certificate: Option<PathBuf>,
    },
    /// Write an account to one file, for `import` on another box. It goes on being served.
    Export {
        #[command(flatten)]
        which: Which,
        /// The file, which must not be there yet.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Take in an account that was exported.
    Import {
        /// The file.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Its short name here, where its own is taken.
        #[arg(long = "as", value_name = "SLUG")]
        slug: Option<String>,
    },
}

#[derive(Debug, clap::Args)]
struct Which {
    /// The account's short name.
    #[arg(value_name = "SLUG")]
    slug: String,
}

impl Run for Account {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        let set = |Which { slug }: &Which, status, done| change(loaded, Order::AccountStatus { slug: slug.clone(), status }, done);
        match &self.verb {
            Verb::List { json } => list(loaded, *json),
            Verb::Create { name, slug, time_zone, locale } => {
                let (time_zone, locale) = (time_zone.clone(), locale.clone());
                let order = Order::AccountCreate { name: name.clone(), slug: slug.clone(), time_zone, locale };
                change(loaded, order, texts::ACCOUNT_CREATED)
            }
            Verb::Pause(which) => set(which, AccountStatus::Paused, texts::ACCOUNT_PAUSED),
            Verb::Archive(which) => set(which, AccountStatus::Archived, texts::ACCOUNT_ARCHIVED),
            Verb::Resume(which) => set(which, AccountStatus::Active, texts::ACCOUNT_RESUMED),
            Verb::Erase { which, yes, certificate } => erase(loaded, &which.slug, *yes, certificate.as_ref()),
            Verb::Export { which, file } => export(loaded, &which.slug, file.clone()),
            Verb::Import { file, slug } => import(loaded, file.clone(), slug.clone()),
        }
    }
}

fn change(loaded: &Loaded, order: Order, done: Text) -> Result<(), Failure> {
    let Answer::Account(account) = run_order(loaded, order)? else { return Err(Failure::unexpected_answer()) };
    output::say(&done.with(&[("slug", &account.slug)]));
    Ok(())
}

fn list(loaded: &Loaded, as_json: bool) -> Result<(), Failure> {
    let accounts = all(loaded)?;
    if as_json {
        output::line(json!({ "accounts": accounts }));
    } else if accounts.is_empty() {
        output::say(&texts::NO_ACCOUNTS.into());
    } else {
        output::line(as_table(&accounts, output::lang()));
    }
    Ok(())
}

fn all(loaded: &Loaded) -> Result<Vec<AccountLine>, Failure> {
    let Answer::Accounts(accounts) = run_order(loaded, Order::AccountList)? else { return Err(Failure::unexpected_answer()) };
    Ok(accounts)
}

fn erase(loaded: &Loaded, slug: &str, yes: bool, certificate: Option<&PathBuf>) -> Result<(), Failure> {
    if !yes {
        let known = all(loaded)?.into_iter().find(|account| account.slug == slug);
        let account = known.ok_or_else(|| Failure::from(Error::field("slug", texts::NO_ACCOUNT_HERE)))?;
        let question = texts::ERASE_QUESTION.with(&[("name", &account.name), ("slug", &slug)]);
        output::ask(question.get(output::lang()));
        let mut line = String::new();
        // Nothing on standard input is no confirmation.
        drop(io::stdin().lock().read_line(&mut line));
        if line.trim() != slug {
            return Err(Failure::new(texts::ERASE_NOT_CONFIRMED, texts::ERASE_CONFIRM_HOW));
        }
    }
    let Answer::Erased { slug, certificate: page } = run_order(loaded, Order::AccountErase { slug: slug.to_owned() })? else {
        return Err(Failure::unexpected_answer());
    };
    output::say(&texts::ACCOUNT_ERASED.with(&[("slug", &slug)]));
    if let Some(path) = certificate {
        let file = path.display();
        fs::write(path, page).map_err(|cause| {
            Failure::new(texts::CERTIFICATE_NOT_WRITTEN.with(&[("file", &file), ("cause", &cause)]), texts::CERTIFICATE_ELSEWHERE)
        })?;
        output::say(&texts::CERTIFICATE_WRITTEN.with(&[("file", &file)]));
    }
    Ok(())
}

fn export(loaded: &Loaded, slug: &str, file: PathBuf) -> Result<(), Failure> {
    must_be_there(loaded)?;
    let shown = file.display().to_string();
    if file.exists() {
        return Err(Failure::new(texts::EXPORT_THERE.with(&[("file", &shown)]), texts::EXPORT_ELSEWHERE));
    }
    let manifest = on_a_runtime(async {
        let env = environment(&loaded.settings).await?;
        let exported = exporting::export(&env, &Actor::operator(), slug, file).await;
        Ok(exported.map_err(|error| if matches!(error, Error::NotFound) { Error::field("slug", texts::NO_ACCOUNT_HERE) } else { error })?)
    })?;
    for left_out in &manifest.left_out {
        output::note(left_out.told().get(output::lang()));
    }
    output::say(&texts::ACCOUNT_EXPORTED.with(&[("slug", &slug), ("file", &shown)]));
    Ok(())
}

fn import(loaded: &Loaded, file: PathBuf, slug: Option<String>) -> Result<(), Failure> {
    must_be_there(loaded)?;
    let shown = file.display().to_string();
    if !file.is_file() {
        return Err(Failure::new(texts::IMPORT_MISSING.with(&[("file", &shown)]), texts::IMPORT_NAME_IT));
    }
    let (account, left_out, again) = on_a_runtime(async {
        let env = environment(&loaded.settings).await?;
        let arrived = importing::arrive(&env, file, slug).await?;
        let left_out = arrived.manifest.left_out.clone();
        let (account, again) = retention::admit(&env, &Actor::operator(), arrived).await?;
        Ok((account, left_out, again))
    })?;
    for left_out in left_out {
        output::note(left_out.told().get(output::lang()));
    }
    if again > 0 {
        output::note(texts::ERASED_AGAIN.with(&[("n", &again)]).get(output::lang()));
    }
    output::say(&texts::ACCOUNT_IMPORTED.with(&[("name", &account.name), ("slug", &account.slug)]));
    Ok(())
}

/// A mistyped directory is not filled.
fn must_be_there(loaded: &Loaded) -> Result<(), Failure> {
    let data_dir = &loaded.settings.data_dir;
    if data_dir.join("control.db").exists() {
        return Ok(());
    }
    Err(Failure::new(texts::NOTHING_YET.with(&[("directory", &data_dir.display())]), texts::BEGIN))
}

fn on_a_runtime<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|cause| Error::internal("starting the runtime", cause))?;
    runtime.block_on(work)
}

fn as_table(accounts: &[AccountLine], lang: Lang) -> String {
    let head = [texts::HEAD_SLUG, texts::HEAD_NAME, texts::HEAD_STATUS, texts::HEAD_ZONE, texts::HEAD_CREATED];
    let row = |account: &AccountLine| {
        let status = account.status.label().get(lang).to_owned();
        [account.slug.clone(), account.name.clone(), status, account.time_zone.clone(), account.created_at.to_string()]
    };
    table::aligned(head.map(|text| text.get(lang)), &accounts.iter().map(row).collect::<Vec<_>>())
}
