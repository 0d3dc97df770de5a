//! `dangol doctor`: looks everything over, beside a running server or without one, and changes nothing.

use std::{
    fs::OpenOptions,
    io::{ErrorKind, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use serde_json::json;

use crate::{
    base::{
        error::Error,
        lang::{Lang, Text, text},
    },
    cli::{args::Run, failure::Failure, output, server_health, table},
    config::layers::Loaded,
    operations::{
        finding::{Report, State},
        service::{
            diagnostics::{self, Packing},
            health::{
                doctor::{self, Subject},
                network,
            },
        },
        texts::health as texts,
    },
};

/// Check settings, permissions, disk, clock, files, names, ports and mail; exit 1 and a sentence for each fault.
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// As JSON.
    #[arg(long)]
    json: bool,
    /// Also write a diagnostics bundle without personal data: FILE.tar.gz or FILE.tar.zst.
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
}

const WRITTEN: Text = text(
    "진단 파일을 {file}에 썼습니다. 이름, 연락처, 토큰, 비밀번호, 도메인은 들어 있지 않습니다.",
    "The diagnostics are in {file}, without names, phone numbers, tokens, passwords or host names.",
);
const ENDING: Text = text("{file}은(는) 진단 파일의 이름으로 쓸 수 없습니다.", "{file} is no name for a diagnostics bundle.");
const ENDING_REMEDY: Text = text("이름 끝을 .tar.gz나 .tar.zst로 해 주세요.", "Give a name that ends with .tar.gz or .tar.zst.");
const NOT_WRITTEN: Text = text("{file}을(를) 쓸 수 없습니다: {cause}.", "{file} can't be written: {cause}.");
const NOT_WRITTEN_REMEDY: Text =
    text("쓸 수 있는 폴더의 다른 이름을 넣어 주세요.", "Give another name, in a directory where you may write.");
const THERE_ALREADY: Text = text("{file}이(가) 이미 있습니다.", "{file} is there already.");
const THERE_ALREADY_REMEDY: Text = text("다른 이름을 넣거나 그 파일을 지워 주세요.", "Give another name, or delete that file.");

impl Run for Doctor {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        let packing = self.bundle.as_deref().map(|file| packing(file).map(|packing| (file, packing))).transpose()?;
        let report = look_over(loaded)?;
        if let Some((file, packing)) = packing {
            write(file, &diagnostics::pack(&loaded.settings, &report, packing)?)?;
            output::note(WRITTEN.with(&[("file", &file.display())]).get(output::lang()));
        }
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

fn packing(file: &Path) -> Result<Packing, Failure> {
    let refused = |what: Text, remedy: Text| Failure::usage(what.with(&[("file", &file.display())]), remedy);
    // Said before anything is looked at, which may take a while.
    if file.exists() {
        return Err(refused(THERE_ALREADY, THERE_ALREADY_REMEDY));
    }
    Packing::of(file).ok_or_else(|| refused(ENDING, ENDING_REMEDY))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let written = OpenOptions::new().create_new(true).write(true).mode(0o600).open(file).and_then(|mut open| open.write_all(bytes));
    written.map_err(|cause| match cause.kind() {
        ErrorKind::AlreadyExists => Failure::new(THERE_ALREADY.with(&[("file", &file.display())]), THERE_ALREADY_REMEDY),
        _ => Failure::new(NOT_WRITTEN.with(&[("file", &file.display()), ("cause", &cause)]), NOT_WRITTEN_REMEDY),
    })
}

fn look_over(loaded: &Loaded) -> Result<Report, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|cause| Error::internal("starting the runtime", cause))?;
    let subject = Subject { settings: loaded.settings.clone(), file: loaded.file.clone(), thorough: true };
    let (mut report, faulty) = runtime.block_on(doctor::look_over(subject))?;
    if loaded.settings.data_dir.is_dir() {
        let doors = server_health::look(&mut report, &loaded.settings.data_dir, &faulty);
        runtime.block_on(network::look_at_doors(&mut report, &doors));
    }
    Ok(report)
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
