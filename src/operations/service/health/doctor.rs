//! The whole round, in the order of its report.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::{
    accounts::service::hosts,
    base::error::{Error, Result},
    config::settings::Settings,
    db::{inspect, migrate::Schema},
    operations::{
        finding::Report,
        service::health::{backups, certificates, directory, files, machine, mail, network, permissions, settings},
        texts::health as texts,
    },
};

/// What is looked over.
#[derive(Clone, Debug)]
pub struct Subject {
    pub settings: Settings,
    /// The settings file that was read, if there was one.
    pub file: Option<PathBuf>,
    /// Are the files read from end to end? A server that is asked by its own page only opens them.
    pub thorough: bool,
}

/// Everything but the running server, and the accounts whose files are faulty.
pub async fn look_over(subject: Subject) -> Result<(Report, BTreeSet<String>)> {
    let about = subject.clone();
    let (mut report, faulty, names) = tokio::task::spawn_blocking(move || {
        let mut report = Report::default();
        let (faulty, names) = look_inside(&mut report, &about);
        (report, faulty, names)
    })
    .await
    .map_err(|cause| Error::internal("looking at the files", cause))?;
    let (mut of_names, mut of_mail) = (Report::default(), Report::default());
    tokio::join!(network::look(&mut of_names, &subject.settings, &names), mail::look(&mut of_mail, &subject.settings));
    report.findings.extend(of_names.findings.into_iter().chain(of_mail.findings));
    Ok((report, faulty))
}

/// What this machine alone can tell. Names the faulty accounts, and the host names that must lead here.
fn look_inside(report: &mut Report, subject: &Subject) -> (BTreeSet<String>, Vec<String>) {
    let data_dir = &subject.settings.data_dir;
    version(report);
    settings::look(report, &subject.settings, subject.file.as_deref());
    machine::look(report, data_dir);
    if !directory::look(report, data_dir) {
        return (BTreeSet::new(), Vec::new());
    }
    permissions::look(report, data_dir, subject.file.as_deref());
    let faulty = files::look(report, data_dir, subject.thorough);
    backups::look(report, data_dir);
    certificates::look(report, &subject.settings);
    (faulty, names(data_dir))
}

fn version(report: &mut Report) {
    let [control, account] = [Schema::Control, Schema::Account].map(|schema| schema.migrations().len());
    let values: [(&str, &dyn std::fmt::Display); 3] =
        [("version", &env!("CARGO_PKG_VERSION")), ("control", &control), ("account", &account)];
    report.ok("version", texts::VERSION.with(&values));
}

/// Host names of accounts; a control file that can't be read has been reported.
fn names(data_dir: &Path) -> Vec<String> {
    let path = data_dir.join("control.db");
    let Ok(conn) = inspect::open(&path) else { return Vec::new() };
    match Schema::Control.steps_behind(&conn) {
        Ok(0) => hosts::of_file(&conn).unwrap_or_default(),
        _ => Vec::new(),
    }
}
