//! Mail servers: each is spoken to up to the log-in; nothing is sent.

use std::time::Duration;

use tokio::task::JoinSet;

use crate::{
    accounts::service::of_file,
    base::lang::Message,
    config::settings::Settings,
    db::{inspect, migrate::Schema},
    mail::service::trial::{self, Trial},
    operations::{finding::Report, texts::health as texts},
};

const CHECK: &str = "mail";
/// The longest that one may take; all are tried at once.
const WITHIN: Duration = Duration::from_secs(20);

/// Tries the agency's server and those of accounts.
pub async fn look(report: &mut Report, settings: &Settings) {
    let (data_dir, private) = (settings.data_dir.clone(), settings.mail.private_servers);
    // Files that can't be read have been reported as such.
    let Ok(trials) = tokio::task::spawn_blocking(move || trials(&data_dir, private)).await else { return };
    if trials.is_empty() {
        report.note(CHECK, texts::NO_MAIL);
        return;
    }
    let mut trying = JoinSet::new();
    for (place, (whose, trial)) in trials.into_iter().enumerate() {
        trying.spawn(async move {
            let late = || Err(texts::MAIL_LATE.into());
            let tried = tokio::time::timeout(WITHIN, trial::log_in(&trial)).await.unwrap_or_else(|_| late());
            (place, whose, trial, tried)
        });
    }
    let mut tried = Vec::new();
    while let Some(done) = trying.join_next().await {
        tried.extend(done);
    }
    tried.sort_by_key(|(place, ..)| *place);
    for (_, whose, trial, outcome) in tried {
        let server = trial.address();
        let told = |text: crate::base::lang::Text| Message {
            ko: text.with(&[("whose", &whose.ko), ("server", &server)]).ko,
            en: text.with(&[("whose", &whose.en), ("server", &server)]).en,
        };
        match outcome {
            Ok(()) => report.ok(CHECK, told(texts::MAIL)),
            // The fault's own words say what to do.
            Err(why) => report.fault(CHECK, told(texts::MAIL_FAULT), why),
        }
    }
}

/// Every server that is set up, and whose it is.
fn trials(data_dir: &std::path::Path, private: bool) -> Vec<(Message, Trial)> {
    let Some(control) = opened(&data_dir.join("control.db"), Schema::Control) else { return Vec::new() };
    let mut found = Vec::new();
    if let Ok(Some(trial)) = Trial::of_agency(&control) {
        found.push((texts::THE_AGENCY.into(), trial));
    }
    let accounts = of_file(&control).map(|(accounts, _)| accounts).unwrap_or_default();
    for account in accounts {
        let Some(file) = opened(&data_dir.join(format!("accounts/{}.db", account.slug)), Schema::Account) else { continue };
        if let Ok(Some(trial)) = Trial::of_account(&control, &file, account.id, private) {
            found.push((Message { ko: account.name.clone(), en: account.name }, trial));
        }
    }
    found
}

/// A file whose tables are those that we know.
fn opened(path: &std::path::Path, schema: Schema) -> Option<rusqlite::Connection> {
    let conn = inspect::open(path).ok()?;
    (schema.steps_behind(&conn).ok()? == 0).then_some(conn)
}
