//! `dangol doctor`: looks everything over, beside a running server or without one, and changes nothing.

use serde_json::json;

use crate::{
    base::lang::Lang,
    cli::{
        args::Run,
        failure::Failure,
        health::{
            backups, directory, files,
            finding::{Report, State},
            machine, server, settings, texts,
        },
        output, table,
    },
    config::layers::Loaded,
};

/// Check settings, permissions, disk, clock and files; exit 1 and a sentence for each fault.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

impl Run for Doctor {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        let report = look_over(loaded);
        if self.json {
            output::line(json!({ "healthy": report.faults() == 0, "findings": report.findings }));
        } else {
            output::line(as_text(&report, output::lang()));
        }
        match report.faults() {
            0 => Ok(()),
            faults => Err(Failure::new(texts::FAULTS.with(&[("count", &faults)]), texts::FAULTS_REMEDY)),
        }
    }
}

fn look_over(loaded: &Loaded) -> Report {
    let mut report = Report::default();
    let data_dir = &loaded.settings.data_dir;
    settings::look(&mut report, loaded);
    machine::look(&mut report, data_dir);
    if directory::look(&mut report, data_dir) {
        let seen = files::look(&mut report, data_dir);
        server::look(&mut report, data_dir, &seen);
        backups::look(&mut report, data_dir);
    }
    report
}

fn as_text(report: &Report, lang: Lang) -> String {
    let width = State::ALL.into_iter().map(|state| table::cells(state.label().get(lang))).max().unwrap_or(0);
    let lines = report.findings.iter().flat_map(|finding| {
        let label = finding.state.label().get(lang);
        let pad = " ".repeat(width - table::cells(label));
        let what = format!("{label}{pad}  {}", finding.message.get(lang));
        let remedy = finding.remedy.as_ref().map(|remedy| format!("{}  {}", " ".repeat(width), remedy.get(lang)));
        std::iter::once(what).chain(remedy)
    });
    lines.collect::<Vec<_>>().join("\n")
}
