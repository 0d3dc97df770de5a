//! How old the last good backup is, and whether its key is there.

use std::path::Path;

use crate::{
    backup::Key,
    backups::{
        service::facts,
        standing::{self, Level},
    },
    base::time::{Clock as _, SystemClock, Zone},
    db::inspect,
    operations::{finding::Report, texts::health as texts},
};

const CHECK: &str = "backup";

pub fn look(report: &mut Report, data_dir: &Path) {
    // A control file that can't be read is told of where files are.
    let Some(facts) = inspect::open(&data_dir.join("control.db")).ok().and_then(|conn| facts::facts_in(&conn).ok()) else { return };
    let (now, zone) = (SystemClock.now(), Zone::default());
    let nights = standing::missed_nights(facts, now, zone);
    let last = facts.last_good_at.map(|at| zone.date_time(at));
    match (standing::level(facts, now, zone), last) {
        (Level::Waiting, _) => report.note(CHECK, texts::BACKUP_NONE),
        (Level::Good, last) => report.ok(CHECK, texts::BACKUP.with(&[("at", &last.unwrap_or_default())])),
        (Level::Late, Some(last)) => report.note(CHECK, texts::BACKUP_LATE.with(&[("at", &last)])),
        (Level::Failing, Some(last)) => {
            report.fault(CHECK, texts::BACKUP_OLD.with(&[("nights", &nights), ("at", &last)]), texts::BACKUP_REMEDY);
        }
        (Level::Late | Level::Failing, None) => report.fault(CHECK, texts::BACKUP_NEVER, texts::BACKUP_REMEDY),
    }
    if facts.last_good_at.is_some()
        && let Err(fault) = Key::read(data_dir)
    {
        report.fault("recovery-key", fault.message(), texts::KEY_REMEDY);
    }
}
