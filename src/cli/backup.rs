//! `dangol backup …`: what the nightly jobs do, done now, and how backups stand. Beside a running server and without one.

use clap::Subcommand;
use serde_json::json;

use crate::{
    backups::{
        model::Step,
        report::{Report, SnapshotReport},
    },
    base::{bytes::byte_size, lang::Lang},
    cli::{
        args::Run,
        failure::Failure,
        job,
        orders::{Answer, Order},
        output,
        owner::run_order,
        restore::Restore,
        table, texts,
    },
    config::layers::Loaded,
    operations::runs::Outcome,
};

/// Back up, and see to the backups.
#[derive(Debug, clap::Args)]
pub struct Backup {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Take a snapshot of everything now.
    Run(As),
    /// List the backups, and how they stand.
    List(As),
    /// Check the repository; with --read-data every byte of it.
    Verify {
        #[arg(long)]
        read_data: bool,
        #[command(flatten)]
        shown: As,
    },
    /// Let backups go whose days are over.
    Prune(As),
    /// Copy new backups to the off-site store.
    Copy(As),
    Restore(Box<Restore>),
}

#[derive(Clone, Copy, Debug, clap::Args)]
struct As {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Run for Backup {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        match &self.verb {
            Verb::Run(shown) => {
                let outcome = job::run_now(loaded, Step::Run.job())?;
                if shown.json {
                    output::line(json!({ "backup": report(loaded)?.backups.first() }));
                } else {
                    say(&outcome);
                }
                Ok(())
            }
            Verb::List(shown) => list(loaded, *shown),
            Verb::Verify { read_data, shown } => step(loaded, if *read_data { Step::ReadData } else { Step::Verify }, *shown),
            Verb::Prune(shown) => step(loaded, Step::Prune, *shown),
            Verb::Copy(shown) => step(loaded, Step::Copy, *shown),
            Verb::Restore(restore) => restore.run(loaded),
        }
    }
}

fn step(loaded: &Loaded, step: Step, shown: As) -> Result<(), Failure> {
    let outcome = job::run_now(loaded, step.job())?;
    if shown.json {
        output::line(json!({ "step": step.name(), "count": outcome.rows, "told": outcome.told }));
    } else {
        say(&outcome);
    }
    Ok(())
}

/// What a step told, and that it is done.
fn say(outcome: &Outcome) {
    for told in &outcome.told {
        output::say(&told.what);
    }
    if outcome.told.is_empty() {
        output::say(&texts::BACKUP_DONE.with(&[("n", &outcome.rows)]));
    }
}

fn list(loaded: &Loaded, shown: As) -> Result<(), Failure> {
    let report = report(loaded)?;
    if shown.json {
        output::line(json!(report));
        return Ok(());
    }
    match report.last_good_at {
        Some(at) => output::say(&texts::BACKUP_LAST.with(&[("at", &at)])),
        None => output::say(&texts::BACKUP_NONE.into()),
    }
    let values: [(&str, &dyn std::fmt::Display); 4] = [
        ("days", &report.local_days),
        ("wanted", &report.keep_days),
        ("forecast", &byte_size(report.forecast_bytes)),
        ("size", &byte_size(report.repository_bytes)),
    ];
    output::say(&texts::BACKUP_DAYS.with(&values));
    if !report.backups.is_empty() {
        output::line(as_table(&report.backups, output::lang()));
    }
    Ok(())
}

fn report(loaded: &Loaded) -> Result<Report, Failure> {
    match run_order(loaded, Order::BackupList)? {
        Answer::Backups(report) => Ok(*report),
        _ => Err(Failure::unexpected_answer()),
    }
}

fn as_table(backups: &[SnapshotReport], lang: Lang) -> String {
    let head = [texts::HEAD_BACKUP, texts::HEAD_MADE, texts::HEAD_SIZE, texts::HEAD_NEW, texts::HEAD_TOOK, texts::HEAD_WHERE];
    let row = |backup: &SnapshotReport| {
        let places = [(backup.local, texts::WHERE_HERE), (backup.copied_at.is_some(), texts::WHERE_FAR)];
        let places: Vec<&str> = places.into_iter().filter(|(is_there, _)| *is_there).map(|(_, text)| text.get(lang)).collect();
        [
            backup.id.get(..8).unwrap_or(&backup.id).to_owned(),
            backup.at.to_string(),
            byte_size(backup.bytes),
            byte_size(backup.new_bytes),
            format!("{}.{} s", backup.duration_ms / 1_000, backup.duration_ms % 1_000 / 100),
            places.join(", "),
        ]
    };
    table::aligned(head.map(|text| text.get(lang)), &backups.iter().map(row).collect::<Vec<_>>())
}
