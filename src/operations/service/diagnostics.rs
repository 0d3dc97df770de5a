//! The diagnostics bundle: what somebody who helps needs to see, without anybody's data. The files are only read.

use std::{collections::HashSet, io::Write, path::Path};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    accounts::{
        model::{Account, Actor},
        service::{log_agency_act, of_file},
    },
    base::{
        error::{Error, Result},
        page::{PageRequest, Sort},
        table::Table,
        time::{Clock as _, DAY_MS, MINUTE_MS, SystemClock, Timestamp},
    },
    capacity::{model::Sizes, service as capacity},
    config::{
        keys::{KEYS, Key},
        settings::Settings,
        values::Word as _,
    },
    db::{Class, inspect, migrate::Schema},
    env::Env,
    logs::{
        files,
        read::{self, Wanted},
    },
    operations::{
        finding::Report,
        resources::{KEPT_DAYS, Sample},
        runs::{Filter, JobRun, Order},
        scrub::{self, Scrub},
        service::health::doctor::{self, Subject},
        store::{names, resources, runs},
    },
};

/// How a bundle is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    Gzip,
    Zstd,
}

impl Packing {
    /// What a file's name says; absent where it says neither.
    pub fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?;
        [(".tar.gz", Self::Gzip), (".tgz", Self::Gzip), (".tar.zst", Self::Zstd)]
            .into_iter()
            .find_map(|(ending, packing)| name.ends_with(ending).then_some(packing))
    }
}

/// Log lines that go along, and what is read to find them.
const LINES: usize = 5_000;
const BYTES: u64 = 16 << 20;
const RUNS: u32 = 200;
const LEVEL: i32 = 6;

/// The bundle of the running appliance, for somebody who is logged in. The access log says who took it.
pub async fn take(env: &Env, actor: &Actor) -> Result<Vec<u8>> {
    let settings = env.settings.clone();
    let (report, _) = doctor::look_over(Subject { settings: settings.clone(), file: None, thorough: false }).await?;
    let packed = tokio::task::spawn_blocking(move || pack(&settings, &report, Packing::Gzip))
        .await
        .map_err(|cause| Error::internal("packing the diagnostics", cause))??;
    let actor = actor.clone();
    env.db.control().write(Class::Person, move |tx| log_agency_act(tx, &actor, "diagnostics.export", "agency")).await?;
    Ok(packed)
}

/// Puts a bundle together from the directory as it lies there.
pub fn pack(settings: &Settings, report: &Report, packing: Packing) -> Result<Vec<u8>> {
    let now = SystemClock.now();
    let parts = parts(settings, report, now)?;
    let failed = |cause: std::io::Error| Error::internal("packing the diagnostics", cause);
    let folder = format!("dangol-diagnostics-{}", files::day_of(now));
    match packing {
        Packing::Gzip => {
            let packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            let packer = archive(packer, &folder, &parts, now).map_err(failed)?;
            packer.finish().map_err(failed)
        }
        Packing::Zstd => {
            let packer = zstd::stream::write::Encoder::new(Vec::new(), LEVEL).map_err(failed)?;
            archive(packer, &folder, &parts, now).map_err(failed)?.finish().map_err(failed)
        }
    }
}

/// A file of the bundle.
type Part = (&'static str, String);

fn archive<W: Write>(packer: W, folder: &str, parts: &[Part], now: Timestamp) -> std::io::Result<W> {
    let mut archive = tar::Builder::new(packer);
    for (name, text) in parts {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(now.0 / 1_000).unwrap_or_default());
        archive.append_data(&mut header, format!("{folder}/{name}"), text.as_bytes())?;
    }
    archive.into_inner()
}

const README: &str = "Diagnostics of a Dangol installation. about.json: version and machine. settings.json: settings, of texts only that\n\
    they are set. doctor.json: what the doctor found. files.json: schema and rows of each file. jobs.json: what recurring work did.\n\
    resources.json: what the server took of its box. log.jsonl: the last log lines, the newest first.\n\
    Names, phone numbers, mail addresses, host names, tokens and passwords were taken out before this file was written.\n";

fn parts(settings: &Settings, report: &Report, now: Timestamp) -> Result<Vec<Part>> {
    let data_dir = &settings.data_dir;
    let control = usable(&data_dir.join("control.db"), Schema::Control);
    let accounts = match &control {
        Some(control) => of_file(control)?.0,
        None => Vec::new(),
    };
    let (days, minutes, runs) = match &control {
        Some(control) => told_by(control, now)?,
        None => Default::default(),
    };
    let wanted = Wanted { before: None, day: None, lines: LINES, bytes: BYTES, fits: &|_| true };
    let lines = read::look(&files::directory(data_dir), &wanted).unwrap_or_default().lines;

    let said: Vec<String> = lines.iter().flat_map(|line| [line.message.clone(), line.facts()]).collect();
    let told = runs.iter().flat_map(|run| &run.told).map(|told| told.what.en.as_str());
    let found = report.findings.iter().flat_map(|finding| [Some(&finding.message), finding.remedy.as_ref()]).flatten();
    let texts = said.iter().map(String::as_str).chain(told).chain(found.map(|message| message.en.as_str()));
    let scrub = scrub(settings, control.as_ref(), &accounts, &scrub::sequences(texts))?;

    let findings: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let remedy = finding.remedy.as_ref().map(|remedy| scrub.text(&remedy.en));
            json!({ "check": finding.check, "state": finding.state, "message": scrub.text(&finding.message.en), "remedy": remedy })
        })
        .collect();
    let mut log = String::new();
    for line in &lines {
        log.push_str(&scrub.line(line).to_json());
        log.push('\n');
    }
    let settings_shown: serde_json::Map<String, Value> = KEYS.iter().map(|key| (key.name.to_owned(), setting(key, settings))).collect();
    Ok(vec![
        ("README.txt", README.to_owned()),
        ("about.json", pretty(&about(settings, now))),
        ("settings.json", pretty(&settings_shown.into())),
        ("doctor.json", pretty(&findings.into())),
        ("files.json", pretty(&file_facts(settings, control.as_ref(), &accounts, now))),
        ("jobs.json", pretty(&runs.iter().map(|run| job(run, &scrub)).collect::<Vec<_>>().into())),
        ("resources.json", pretty(&json!({ "days": days, "minutes": minutes }))),
        ("log.jsonl", log),
    ])
}

fn about(settings: &Settings, now: Timestamp) -> Value {
    json!({
        "version": env!("CARGO_PKG_VERSION"),
        "at": now,
        "architecture": std::env::consts::ARCH,
        "tier": settings.tier.word(),
        "cores": settings.machine.cores,
        "memory_bytes": settings.machine.memory_bytes,
        "schemas": {
            "control": Schema::Control.migrations().len(),
            "account": Schema::Account.migrations().len(),
            "archive": Schema::Archive.migrations().len(),
        },
    })
}

/// Settings whose text is one of a few words of ours.
const WORDS: [&str; 2] = ["log.format", "tier"];

/// A setting as it may leave: numbers, switches, words of ours and addresses that say nothing; of anything else only that it is set.
fn setting(key: &Key, settings: &Settings) -> Value {
    const SET: &str = "(set)";
    if key.secret {
        return SET.into();
    }
    match key.get(settings) {
        Value::String(text) => {
            let is_level = key.name == "log.level" && ["error", "warn", "info", "debug", "trace", "off"].contains(&text.as_str());
            let says_nothing = text.parse::<std::net::SocketAddr>().is_ok_and(|address| scrub::is_nobodys(address.ip()));
            if WORDS.contains(&key.name) || is_level || says_nothing { text.into() } else { SET.into() }
        }
        Value::Array(items) => json!(format!("({})", items.len())),
        other => other,
    }
}

/// A file whose tables are those that we know; what is wrong with another one, the doctor says.
fn usable(path: &Path, schema: Schema) -> Option<Connection> {
    let conn = inspect::open(path).ok()?;
    (schema.steps_behind(&conn).ok()? == 0).then_some(conn)
}

/// Days and the last day's minutes of the resources, and the last runs of jobs.
fn told_by(control: &Connection, now: Timestamp) -> Result<(Vec<Value>, Vec<Value>, Vec<JobRun>)> {
    let minute = now.0 / MINUTE_MS;
    let of_day = DAY_MS / MINUTE_MS;
    let days = resources::days(control, minute - KEPT_DAYS * of_day)?
        .into_iter()
        .map(|day| {
            let (rss, used) = (day.least_rss_bytes, day.disk_used_bytes);
            json!({ "day": day.day, "samples": day.samples, "least_rss_bytes": rss, "requests": day.requests, "disk_used_bytes": used })
        })
        .collect();
    let minutes = resources::between(control, minute - of_day, minute)?.iter().map(sample).collect();
    let request = PageRequest { size: RUNS, ..PageRequest::default() };
    let newest_first = (Sort { column: Order::Started, descending: true }, Order::DEFAULT.to_owned());
    let page = runs::list(control, &Filter::default(), &request, &newest_first)?;
    Ok((days, minutes, page.data))
}

fn sample(sample: &Sample) -> Value {
    json!({
        "at": Timestamp(sample.minute * MINUTE_MS),
        "rss_bytes": sample.process.map(|process| process.rss_bytes),
        "children_rss_bytes": sample.process.map(|process| process.children_rss_bytes),
        "cpu_ms": sample.process.map(|process| process.cpu_ms),
        "read_bytes": sample.io.map(|io| io.read_bytes),
        "written_bytes": sample.io.map(|io| io.written_bytes),
        "disk_used_bytes": sample.disk.map(|disk| disk.used_bytes),
        "disk_free_bytes": sample.disk.map(|disk| disk.free_bytes),
        "wal_bytes": sample.wal_bytes,
        "connections": sample.connections,
        "waiting": [sample.waiting_reads, sample.waiting_writes, sample.waiting_jobs],
        "turned_away": sample.turned_away,
        "cache": [sample.cache_hits, sample.cache_misses],
        "requests": sample.requests,
        "failures": sample.failures,
    })
}

fn job(run: &JobRun, scrub: &Scrub) -> Value {
    let told: Vec<Value> = run
        .told
        .iter()
        .map(|told| {
            let account = told.account.as_deref().map(|slug| scrub.account(slug));
            json!({ "account": account, "is_fault": told.is_fault, "what": scrub.text(&told.what.en) })
        })
        .collect();
    json!({
        "id": run.id,
        "job": scrub.text(&run.job),
        "state": run.state,
        "by": run.by,
        "late": run.late,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
        "rows": run.rows,
        "peak_bytes": run.peak_bytes,
        "told": told,
    })
}

fn file_facts(settings: &Settings, control: Option<&Connection>, accounts: &[Account], now: Timestamp) -> Value {
    let data_dir = &settings.data_dir;
    // What was measured last; a small directory that was never measured is measured now.
    let measured = control.and_then(|control| capacity::last_of_file(control).ok().flatten());
    let measured = measured.unwrap_or_else(|| capacity::measure(data_dir, accounts, now, |_| ()));
    let rows = |sizes: &Sizes| -> Value {
        let rows = Table::ALL.map(|table| (table.name().to_owned(), Value::from(sizes.part(table).rows)));
        Value::Object(rows.into_iter().collect())
    };
    let looked_at = |name: String, path: &Path, schema: Schema| {
        let found = inspect::open(path).and_then(|conn| inspect::glance(&conn, path, schema));
        match found {
            Ok(found) => json!({ "file": name, "steps_behind": found.steps_behind, "bytes": found.bytes, "wal_bytes": found.wal_bytes }),
            Err(_) => json!({ "file": name, "steps_behind": null, "bytes": null, "wal_bytes": null }),
        }
    };
    let mut files = vec![looked_at("control".to_owned(), &data_dir.join("control.db"), Schema::Control)];
    for account in accounts {
        let path = data_dir.join(format!("accounts/{}.db", account.slug));
        let mut file = looked_at(format!("account-{}", account.id), &path, Schema::Account);
        if let Some((_, sizes)) = measured.accounts.iter().find(|(id, _)| *id == account.id) {
            file["rows"] = rows(sizes);
        }
        file["status"] = json!(account.status);
        files.push(file);
    }
    json!({ "measured_at": measured.at, "rows": rows(&measured.total()), "files": files })
}

/// Everything that has a name here, and each customer whose name stands in what would leave.
fn scrub(settings: &Settings, control: Option<&Connection>, accounts: &[Account], said: &HashSet<String>) -> Result<Scrub> {
    let mut scrub = Scrub::default();
    scrub.know(&settings.data_dir.to_string_lossy(), "<data-dir>");
    scrub.know(&settings.backup_directory().to_string_lossy(), "<backups>");
    for url in [&settings.admin.base_url, &settings.public.base_url].into_iter().flatten() {
        scrub.know(url.split("://").nth(1).unwrap_or(url), "[host]");
    }
    for account in accounts {
        scrub.know_account(&account.slug, &account.name, account.id.0);
    }
    if let Some(control) = control {
        for name in names::of_agency(control)? {
            scrub.know(&name, "[name]");
        }
    }
    for account in accounts {
        let Some(file) = usable(&settings.data_dir.join(format!("accounts/{}.db", account.slug)), Schema::Account) else { continue };
        for name in names::of_account(&file)? {
            scrub.know(&name, "[name]");
        }
        names::each_of_customers(&file, |name| {
            if scrub::sequence(name).is_some_and(|sequence| said.contains(&sequence)) {
                scrub.know(name, "[name]");
            }
        })?;
    }
    Ok(scrub)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_setting_its_words_and_numbers_stay() {
        let mut settings = Settings { data_dir: "/home/kim".into(), ..Settings::default() };
        settings.admin.base_url = Some("https://crm.secret.kr".into());
        settings.log.level = "info,kim=debug".into();
        settings.public_listen = "203.0.113.7:80".parse().unwrap();
        let shown = |name: &str| setting(Key::find(name).unwrap(), &settings);
        assert_eq!((shown("listen"), shown("tier"), shown("log.max_mb")), (json!("127.0.0.1:8080"), json!("minimum"), json!(100)));
        assert_eq!((shown("public.base_url"), shown("public.trusted_proxies")), (Value::Null, json!("(0)")));
        for hidden in ["data_dir", "admin.base_url", "log.level", "public_listen"] {
            assert_eq!(shown(hidden), json!("(set)"), "{hidden}");
        }
    }

    #[test]
    fn a_file_s_name_says_how_it_is_packed() {
        let of = |name: &str| Packing::of(Path::new(name));
        assert_eq!((of("/tmp/a.tar.gz"), of("b.tgz"), of("c.tar.zst")), (Some(Packing::Gzip), Some(Packing::Gzip), Some(Packing::Zstd)));
        assert_eq!((of("a.zip"), of("tar.gz/a")), (None, None));
    }
}
