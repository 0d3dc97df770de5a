//! How long the certificates are good.

use std::path::Path;

use crate::{
    base::time::{Clock as _, SystemClock, Timestamp, Zone},
    config::settings::Settings,
    db::{inspect, migrate::Schema},
    operations::{
        certificates::{Known, State},
        finding::Report,
        service::certificates,
        texts::health as texts,
    },
};

const CHECK: &str = "certificate";

/// Says nothing where encryption is somebody else's.
pub fn look(report: &mut Report, settings: &Settings) {
    if settings.tls.is_on() {
        for known in of(&settings.data_dir) {
            tell(report, &known, SystemClock.now());
        }
    }
}

fn tell(report: &mut Report, known: &Known, now: Timestamp) {
    let until = known.held.as_ref().map(|held| Zone::default().date_time(held.not_after)).unwrap_or_default();
    let values: [(&str, &dyn std::fmt::Display); 2] = [("host", &known.host), ("until", &until)];
    // What went wrong last says what to do.
    let remedy = || known.fault.clone().unwrap_or_else(|| texts::CERTIFICATE_REMEDY.into());
    match known.state(now) {
        State::Good => report.ok(CHECK, texts::CERTIFICATE.with(&values)),
        State::Waiting => report.note(CHECK, texts::CERTIFICATE_WAITING.with(&values)),
        State::Ending => report.fault(CHECK, texts::CERTIFICATE_ENDING.with(&values), remedy()),
        State::Expired => report.fault(CHECK, texts::CERTIFICATE_EXPIRED.with(&values), remedy()),
        State::Missing => report.fault(CHECK, texts::CERTIFICATE_MISSING.with(&values), remedy()),
    }
}

/// A control file that can't be read has been reported.
fn of(data_dir: &Path) -> Vec<Known> {
    let Ok(conn) = inspect::open(&data_dir.join("control.db")) else { return Vec::new() };
    match Schema::Control.steps_behind(&conn) {
        Ok(0) => certificates::all(&conn).unwrap_or_default(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::{host::Side, lang::text, time::DAY_MS},
        operations::certificates::{Held, Source},
    };

    #[test]
    fn one_that_ends_and_is_not_renewed_is_a_fault() {
        let now = Timestamp(1_795_316_400_000);
        let known = |days: i64, fails: bool| Known {
            held: Some(Held {
                issuer: "R11".into(),
                not_before: now.plus_ms(-DAY_MS),
                not_after: now.plus_ms(days * DAY_MS),
                directory: None,
            }),
            fault: fails.then(|| text("안 됨", "no").into()),
            ..Known::new("a.kr".into(), Side::Admin, Source::File)
        };
        for (known, faults) in [(known(60, false), 0), (known(7, false), 1), (known(60, true), 1), (known(-1, false), 1)] {
            let mut report = Report::default();
            tell(&mut report, &known, now);
            assert_eq!((report.findings.len(), report.faults()), (1, faults), "{report:?}");
        }
    }
}
