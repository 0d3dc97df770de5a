//! `dangol capacity`: the sizing table, measured on this directory, beside a running server or without one. It changes nothing.

use std::path::Path;

use crate::{
    accounts::{model::Account, store},
    base::{
        lang::{Lang, Text, text},
        table::Table,
        time::{Clock as _, SystemClock},
    },
    capacity::{
        report::{Report, TableReport, YEARS},
        service::{self, Progress},
        texts as words,
    },
    cli::{args::Run, failure::Failure, output, table},
    config::layers::Loaded,
    db::{
        inspect,
        migrate::{Fault, Schema},
    },
    web::components::number::{grouped, percent},
};

/// Measure rows and bytes of every table against the plan.
#[derive(Debug, clap::Args)]
pub struct Capacity {
    /// As JSON.
    #[arg(long)]
    json: bool,
}

const MEASURING: Text = text("{done}/{total} 파일 측정", "measured {done} of {total} files");
const UNREAD: Text = text("{file} 파일을 읽지 못해 빠졌습니다: {cause}", "The file of {file} could not be read and is left out: {cause}");
const BEHIND: Text = text("control.db가 이전 버전의 것입니다.", "control.db is of an older version.");
const BEHIND_REMEDY: Text =
    text("dangol serve를 한 번 시작하면 새 버전으로 바뀝니다.", "Start `dangol serve` once: it brings the files up to date.");
const UNUSABLE: Text = text("control.db를 읽을 수 없습니다: {cause}.", "control.db can't be read: {cause}.");
const ASK_DOCTOR: Text = text("dangol doctor로 확인해 주세요.", "Ask `dangol doctor`.");

impl Run for Capacity {
    fn run(&self, loaded: &Loaded) -> Result<(), Failure> {
        let lang = output::lang();
        let accounts = accounts(&loaded.settings.data_dir)?;
        let tell = |Progress { done, total }| {
            // A word now and then, where it takes long enough to be wondered at.
            if total > 1 && (done % 10 == 0 || done == total) {
                output::note(MEASURING.with(&[("done", &done), ("total", &total)]).get(lang));
            }
        };
        let (facts, measurement) = service::facts_of_directory(&loaded.settings, &accounts, SystemClock.now(), tell);
        for (file, cause) in measurement.unread.iter().filter(|_| loaded.settings.data_dir.join("control.db").exists()) {
            output::note(UNREAD.with(&[("file", file), ("cause", cause)]).get(lang));
        }
        let report = Report::of(&facts);
        if self.json {
            output::line(serde_json::to_string(&report).map_err(|cause| crate::base::error::Error::internal("the report as JSON", cause))?);
        } else {
            output::line(as_text(&report, lang));
        }
        Ok(())
    }
}

/// The accounts of the directory; none where nothing is yet.
fn accounts(data_dir: &Path) -> Result<Vec<Account>, Failure> {
    let control = data_dir.join("control.db");
    if !control.exists() {
        return Ok(Vec::new());
    }
    let conn = inspect::open(&control).map_err(|fault| unusable(&fault))?;
    // The columns of an older version are others.
    if Schema::Control.steps_behind(&conn).map_err(|fault| unusable(&fault))? > 0 {
        return Err(Failure::new(BEHIND, BEHIND_REMEDY));
    }
    Ok(store::list(&conn)?)
}

fn unusable(fault: &Fault) -> Failure {
    Failure::new(UNUSABLE.with(&[("cause", fault)]), ASK_DOCTOR)
}

fn as_text(report: &Report, lang: Lang) -> String {
    let head = [
        words::COLUMN_TABLE,
        words::COLUMN_ROWS,
        words::COLUMN_PLANNED,
        words::COLUMN_SHARE,
        words::COLUMN_DATA,
        words::COLUMN_INDEXES,
        words::COLUMN_RECORD,
        words::COLUMN_STUDY,
        words::COLUMN_NEW,
        words::COLUMN_REACHED,
    ];
    let rows: Vec<[String; 10]> = report.tables.iter().map(|line| row(line, lang)).collect();
    let totals = &report.totals;
    let mut lines = vec![table::right_aligned(head.map(|text| text.get(lang)), &rows), String::new()];
    let full = totals.disk_full_on.map_or_else(|| words::NOT_IN_SIGHT.get(lang).to_owned(), |day| day.to_string());
    for (label, value) in [
        (words::DATABASES, words::bytes(totals.database_bytes)),
        (words::REST, words::bytes(totals.other_bytes)),
        (words::ARCHIVES, words::bytes(totals.archive_bytes)),
        (words::BACKUPS, words::bytes(totals.backup_bytes)),
        (words::DISK_FREE, format!("{} / {}", words::bytes(totals.disk_free_bytes), words::bytes(totals.disk_total_bytes))),
        (words::DISK_FULL_ON, full),
        (words::PLAN_BYTES, format!("{} ({})", words::bytes(totals.measured_plan_bytes), studied(totals.study_plan_bytes, lang))),
    ] {
        lines.push(format!("{}: {value}", label.get(lang)));
    }
    for ahead in report.forecast.iter().filter(|ahead| YEARS.contains(&ahead.years)) {
        let label = words::IN_YEARS.with(&[("n", &ahead.years)]);
        lines.push(format!("{}: {}", label.get(lang), words::bytes(ahead.all_bytes)));
    }
    lines.join("\n")
}

fn row(line: &TableReport, lang: Lang) -> [String; 10] {
    [
        table_name(line.table),
        grouped(line.rows),
        grouped(line.planned),
        percent(line.share_bp),
        words::bytes(line.data_bytes),
        words::bytes(line.index_bytes),
        line.average_record_bytes.map_or_else(|| "–".to_owned(), words::record_bytes),
        words::record_bytes(line.study_average_record_bytes),
        grouped(line.new_30_days),
        match line.plan_reached_on {
            Some(_) if line.rows >= line.planned => words::FULL_NOW.get(lang).to_owned(),
            Some(day) => day.to_string(),
            None => "–".to_owned(),
        },
    ]
}

fn table_name(table: Table) -> String {
    table.name().to_owned()
}

fn studied(bytes: i64, lang: Lang) -> String {
    words::STUDY_SAYS.with(&[("size", &words::bytes(bytes))]).get(lang).to_owned()
}
