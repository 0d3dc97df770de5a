//! The jobs of the night, each `dangol job run NAME` beside a running server, and what visitors notice of them.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::Connection;

use crate::{
    Plan,
    data::{self, DataSet},
    load::Load,
    report::{Expected, Figure, median},
    server::{self, Running, Server, Took},
    sight::Sight,
};

/// One lead in so many has changed since the night before.
const CHANGED_IN_A_DAY: i64 = 33;

/// Scoring: a normal night, everything changed, its memory, and forms at 200 a second meanwhile.
pub async fn score(plan: &Plan, set: &DataSet) -> Vec<Figure> {
    if !plan.wants(&["score-night", "score-all", "rss-scoring", "submission-p99"]) || !has_jobs(set) {
        return Vec::new();
    }
    eprintln!("scoring …");
    let (mut night, mut all, mut peak, mut late, mut slowest) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let copy = set.copy();
    // What the data set's last day leaves to be scored is none of the figures.
    job(copy.path(), "score");
    for _ in 0..plan.runs {
        if plan.wants(&["score-night"]) {
            let took = beside_a_server(copy.path(), CHANGED_IN_A_DAY, "score").await.0;
            night.push(took.seconds);
        }
        if plan.wants(&["score-all", "rss-scoring"]) {
            let took = beside_a_server(copy.path(), 1, "score").await.0;
            all.push(took.seconds);
            peak.push(took.peak_mb);
        }
        if plan.wants(&["submission-p99"]) {
            spoil_scores(copy.path(), 1);
            let server = Server::start(copy.path());
            let sight = Sight::of(&server).await;
            let mut job = Running::start(copy.path(), &["job", "run", "score"]);
            // A scoring that is quicker than that leaves its own time alone to be judged.
            let load = Load::at_pace(&sight.submissions(true), 200, 32, move |_| job.ended().is_some()).await;
            assert_eq!(load.failed, 0, "a form was refused");
            late.push(load.percentile_ms(0.99));
            slowest.push(load.percentile_ms(1.0));
            server.stop();
        }
    }
    let figure = |key, name: &str, unit, values: Vec<f64>, most, reference, note: String| {
        let (cpu_ms, name) = (Vec::new(), name.to_owned());
        (!values.is_empty()).then_some(Figure {
            key,
            name,
            unit,
            values,
            expected: Expected::AtMost(most),
            reference,
            cpu_ms,
            reference_cpu_ms: None,
            note,
        })
    };
    let reference = "reference: 445 s with Prisma, 35 s as one SQL statement".to_owned();
    [
        figure(
            "score-night",
            "scoring of 500,000 leads, normal night",
            "s",
            night,
            2.0,
            Some(29.0),
            format!("3 % of the leads changed; {reference}"),
        ),
        figure("score-all", "scoring of 500,000 leads, everything changed", "s", all, 8.0, Some(29.0), reference),
        figure("rss-scoring", "RSS of the scoring process, highest", "MB", peak, 100.0, None, String::new()),
        figure(
            "submission-p99",
            "submission p99 at 200/s while everything is rescored",
            "ms",
            late,
            50.0,
            None,
            format!("slowest {:.0} ms", median(&slowest)),
        ),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Archive and clean-up: 430,000 rows that have turned a year old, and as many that have turned two.
pub async fn retention(plan: &Plan, binary: &Path) -> Vec<Figure> {
    // Of 2,000,000 interactions within 12 months, 430,000 are older than this.
    const DAYS: i64 = 79;
    if !plan.wants(&["retention", "retention-held"]) {
        return Vec::new();
    }
    let (a_year, two) = (DataSet::at(binary, plan.scale, DAYS), DataSet::at(binary, plan.scale, 365 + DAYS));
    if !has_jobs(&a_year) {
        return Vec::new();
    }
    eprintln!("archive and clean-up …");
    let (mut seconds, mut held, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..plan.runs {
        let copy = a_year.copy();
        let (archive, load) = beside_a_server(copy.path(), 0, "archive").await;
        let copy = two.copy();
        job(copy.path(), "archive");
        let (clean, during) = beside_a_server(copy.path(), 0, "clean-up").await;
        seconds.push(archive.seconds + clean.seconds);
        held.push(load.percentile_ms(1.0).max(during.percentile_ms(1.0)));
        parts.push(archive.seconds);
    }
    let figure = |key, name: &str, unit, values, most, reference, note| Figure {
        key,
        name: name.to_owned(),
        unit,
        values,
        expected: Expected::AtMost(most),
        reference,
        cpu_ms: Vec::new(),
        reference_cpu_ms: None,
        note,
    };
    let archiving = median(&parts);
    vec![
        figure(
            "retention",
            "archive + clean-up of a year (430,000 rows each)",
            "s",
            seconds,
            5.0,
            Some(9.1),
            format!("archive {archiving:.1} s"),
        ),
        figure(
            "retention-held",
            "slowest of 50 submissions a second meanwhile",
            "ms",
            held,
            50.0,
            None,
            "a writer held, and its commit".into(),
        ),
    ]
}

/// Runs a job to its end beside a server that takes 50 forms a second, after one score in so many was made wrong (0: none).
async fn beside_a_server(directory: &Path, one_in: i64, name: &str) -> (Took, Load) {
    if one_in > 0 {
        spoil_scores(directory, one_in);
    }
    let server = Server::start(directory);
    let sight = Sight::of(&server).await;
    let quiet = name == "score";
    let mut job = Running::start(directory, &["job", "run", name]);
    let (mut took, pace) = (None, if quiet { 1 } else { 50 });
    let load = Load::at_pace(&sight.submissions(true), pace, pace.min(16), |_| {
        took = job.ended();
        took.is_some()
    })
    .await;
    let took = took.expect("ended");
    assert!(took.succeeded, "dangol job run {name} failed");
    server.stop();
    (took, load)
}

/// Runs a job to its end.
pub fn job(directory: &Path, name: &str) -> Took {
    let took = Running::start(directory, &["job", "run", name]).wait();
    assert!(took.succeeded, "dangol job run {name} failed");
    took
}

/// Makes scores wrong while nobody serves the directory, so that the next pass has them all to write.
pub fn spoil_scores(directory: &Path, one_in: i64) {
    for slug in data::accounts(directory) {
        let conn = Connection::open(directory.join(format!("accounts/{slug}.db"))).unwrap();
        conn.execute("UPDATE lead_score SET fit = fit + 1 WHERE lead_id % ?1 = 0", [one_in]).unwrap();
    }
}

/// Does the measured binary know jobs at all?
fn has_jobs(set: &DataSet) -> bool {
    let known = server::command(set.path()).args(["job", "--help"]).output().is_ok_and(|output| output.status.success());
    if !known {
        eprintln!("this binary has no `dangol job`: the night is left out");
    }
    known
}

/// How long scoring takes when everything has changed, alone on the directory.
pub fn rescoring_seconds(directory: &Path) -> f64 {
    spoil_scores(directory, 1);
    let start = Instant::now();
    let took = job(directory, "score");
    // Starting the process is part of it.
    took.seconds.max(Duration::from_millis(1).as_secs_f64()).min(start.elapsed().as_secs_f64())
}
