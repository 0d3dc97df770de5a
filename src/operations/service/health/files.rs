//! The database files: each one read from end to end, and all of them compared with the list of accounts.

use std::{collections::BTreeSet, ffi::OsStr, path::Path, time::Duration};

use rusqlite::Connection;

use crate::{
    accounts::{
        access_log::Verdict,
        model::Account,
        service::{access_log::verify_file, of_file},
    },
    base::lang::Message,
    db::{
        inspect::{self, Condition},
        migrate::{Fault, Schema},
        swap,
    },
    operations::{finding::Report, service::health::directory::contents, texts::health as texts},
};

/// The writer truncates its WAL from 64 MB on; twice that means that it can't.
const LARGE_WAL_BYTES: u64 = 128 << 20;
/// A file that takes longer to read is left at that, and the report says so.
const READ_WITHIN: Duration = Duration::from_mins(2);

/// Looks at every file. Names the accounts whose files are faulty.
pub fn look(report: &mut Report, data_dir: &Path, thorough: bool) -> BTreeSet<String> {
    let mut faulty = BTreeSet::new();
    let present = account_files(data_dir);
    let control = data_dir.join("control.db");
    if !control.exists() {
        if present.is_empty() {
            report.note("control", texts::NOTHING_YET);
        } else {
            report.fault("control", texts::NO_CONTROL.with(&[("count", &present.len())]), texts::RESTORE);
        }
        return faulty;
    }
    let (accounts, pending) = match list(&control, thorough) {
        Ok((condition, accounts, pending)) => {
            if judge(report, "control", "control.db", &condition) {
                report.ok("control", texts::CONTROL.with(&[("mb", &megabytes(condition.bytes))]));
            }
            if condition.steps_behind > 0 {
                // Its tables are those of an older version, which the next start brings up to date.
                return faulty;
            }
            access_log(report, &control);
            (accounts, pending)
        }
        Err(fault) => {
            unusable(report, "control", "control.db", &fault);
            return faulty;
        }
    };
    let (mut whole, mut bytes) = (0, 0);
    for account in &accounts {
        let name = format!("accounts/{}.db", account.slug);
        match examine(&data_dir.join(&name), thorough) {
            Ok(condition) if judge(report, "account", &name, &condition) => {
                whole += 1;
                bytes += condition.bytes;
            }
            Ok(_) => drop(faulty.insert(account.slug.clone())),
            Err(fault) => {
                unusable(report, "account", &name, &fault);
                faulty.insert(account.slug.clone());
            }
        }
    }
    report.ok("account", texts::ACCOUNTS.with(&[("whole", &whole), ("all", &accounts.len()), ("mb", &megabytes(bytes))]));
    leftovers(report, &present, &accounts, &pending);
    faulty
}

fn list(control: &Path, thorough: bool) -> Result<(Condition, Vec<Account>, Vec<String>), Fault> {
    let conn = inspect::open(control)?;
    let condition = examined(&conn, control, Schema::Control, thorough)?;
    if condition.steps_behind > 0 {
        return Ok((condition, Vec::new(), Vec::new()));
    }
    // A file whose tables can't be asked after all counts as one that can't be read.
    let asked = |_| Fault::Unreadable(rusqlite::Error::InvalidQuery);
    let (accounts, pending) = of_file(&conn).map_err(asked)?;
    Ok((condition, accounts, pending))
}

/// Follows the access log's chain of hashes.
fn access_log(report: &mut Report, control: &Path) {
    const CHECK: &str = "access_log";
    let verdict =
        inspect::open(control).map_err(|fault| fault.to_string()).and_then(|conn| verify_file(&conn).map_err(|cause| cause.to_string()));
    match verdict {
        Ok(Verdict::Whole { rows }) => report.ok(CHECK, texts::ACCESS_LOG.with(&[("rows", &rows)])),
        Ok(Verdict::Broken(fault)) => report.fault(CHECK, fault.message(), texts::ACCESS_LOG_REMEDY),
        Err(cause) => report.fault(CHECK, texts::DAMAGED.with(&[("file", &"control.db"), ("complaint", &cause)]), texts::RESTORE),
    }
}

fn examine(path: &Path, thorough: bool) -> Result<Condition, Fault> {
    examined(&inspect::open(path)?, path, Schema::Account, thorough)
}

fn examined(conn: &Connection, path: &Path, schema: Schema, thorough: bool) -> Result<Condition, Fault> {
    if thorough { inspect::examine_within(conn, path, schema, READ_WITHIN) } else { inspect::glance(conn, path, schema) }
}

/// Reports what is wrong with a file that could be read. Is it whole?
fn judge(report: &mut Report, check: &'static str, name: &str, condition: &Condition) -> bool {
    if condition.wal_bytes > LARGE_WAL_BYTES {
        let what = texts::LARGE_WAL.with(&[("file", &name), ("mb", &megabytes(condition.wal_bytes))]);
        report.fault(check, what, texts::LARGE_WAL_REMEDY);
    }
    if condition.steps_behind > 0 {
        report.note(check, texts::BEHIND.with(&[("file", &name), ("steps", &condition.steps_behind)]));
    }
    if condition.is_cut_short {
        report.note(check, texts::NOT_READ_TO_ITS_END.with(&[("file", &name), ("minutes", &(READ_WITHIN.as_secs() / 60))]));
    }
    let Some(first) = condition.complaints.first() else { return true };
    report.fault(check, texts::DAMAGED.with(&[("file", &name), ("complaint", first)]), texts::RESTORE);
    false
}

fn unusable(report: &mut Report, check: &'static str, name: &str, fault: &Fault) {
    let (what, remedy): (Message, Message) = match fault {
        Fault::Newer { found, known } => {
            (texts::NEWER.with(&[("file", &name), ("found", found), ("known", known)]), texts::NEWER_REMEDY.into())
        }
        Fault::Foreign(mark) => {
            let mark = format!("{mark:#x}");
            (texts::FOREIGN.with(&[("file", &name), ("mark", &mark)]), texts::RESTORE.into())
        }
        Fault::Behind(steps) => (texts::BEHIND.with(&[("file", &name), ("steps", steps)]), texts::AGAIN.into()),
        Fault::Missing => (texts::MISSING.with(&[("file", &name)]), texts::RESTORE.into()),
        Fault::Unreadable(cause) => (texts::DAMAGED.with(&[("file", &name), ("complaint", cause)]), texts::RESTORE.into()),
        Fault::NoThread(cause) => (texts::DAMAGED.with(&[("file", &name), ("complaint", cause)]), texts::AGAIN.into()),
    };
    report.fault(check, what, remedy);
}

/// An account and its file can't be made in one step: what an interruption left is reported here.
fn leftovers(report: &mut Report, present: &BTreeSet<String>, accounts: &[Account], pending: &[String]) {
    for slug in pending {
        report.fault("account", texts::PENDING.with(&[("slug", slug)]), texts::PENDING_REMEDY.with(&[("slug", slug)]));
    }
    let known: BTreeSet<&str> = accounts.iter().map(|account| account.slug.as_str()).chain(pending.iter().map(String::as_str)).collect();
    for slug in present.iter().filter(|slug| !known.contains(slug.as_str())) {
        report.fault("account", texts::UNKNOWN_FILE.with(&[("slug", slug)]), texts::UNKNOWN_FILE_REMEDY);
    }
}

/// The slugs that have a file, archives left out.
fn account_files(data_dir: &Path) -> BTreeSet<String> {
    let folder = data_dir.join("accounts");
    let slug = |path: &Path| {
        let name = path.file_name().and_then(OsStr::to_str)?.strip_suffix(".db")?;
        Some(name.to_owned()).filter(|name| path.parent() == Some(&folder) && !name.contains('.') && !swap::is_passing(name))
    };
    contents(data_dir).iter().filter_map(|(path, _)| slug(path)).collect()
}

fn megabytes(bytes: u64) -> String {
    format!("{}.{}", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20)
}
