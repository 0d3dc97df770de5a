//! Bytes on disk and in memory.

use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use crate::{
    Plan,
    data::{self, DataSet},
    load::Load,
    report::{Expected, Figure},
    server::{Server, memory_mb},
    sight::Sight,
};

/// The data directory as the demo leaves it.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
pub fn directory(plan: &Plan, set: &DataSet) -> Option<Figure> {
    plan.wants(&["directory"]).then(|| Figure {
        key: "directory",
        name: "data directory".into(),
        unit: "MB",
        values: vec![data::bytes_below(set.path()) as f64 / 1e6],
        expected: Expected::AtMost(450.0 * set.scale.max(0.01)),
        reference: Some(1_626.0 * set.scale),
        cpu_ms: Vec::new(),
        reference_cpu_ms: None,
        note: "reference after a night's jobs: 2,021 MB".into(),
    })
}

/// The server's memory: idle, and under everything that people do at once.
pub async fn server(plan: &Plan, set: &DataSet) -> Vec<Figure> {
    if !plan.wants(&["rss-idle", "rss-mixed"]) {
        return Vec::new();
    }
    eprintln!("memory …");
    let (mut idle, mut mixed) = (Vec::new(), Vec::new());
    for _ in 0..plan.runs {
        let copy = set.copy();
        let server = Server::start(copy.path());
        tokio::time::sleep(Duration::from_secs(3)).await;
        idle.push(memory_mb(server.pid(), "VmRSS:"));
        let sight = Sight::of(&server).await;
        let works = [
            (sight.submissions(true), 100),
            (sight.page("br"), 500),
            (sight.customers(), 10),
            (sight.dashboards(), 5),
            (sight.leads()[1].clone(), 5),
            (sight.events(), 100),
        ];
        let end = Instant::now() + plan.length * 4;
        let asking: JoinSet<_> = works
            .into_iter()
            .map(|(work, pace)| async move { drop(Load::at_pace(&work, pace, 4, move |_| Instant::now() >= end).await) })
            .collect();
        let watching = async {
            let mut peak = 0.0_f64;
            while Instant::now() < end {
                peak = peak.max(memory_mb(server.pid(), "VmRSS:"));
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            peak
        };
        mixed.push(tokio::join!(asking.join_all(), watching).1);
        server.stop();
    }
    let figure = |key, name: &str, values, most, reference, note: &str| Figure {
        key,
        name: name.into(),
        unit: "MB",
        values,
        expected: Expected::AtMost(most),
        reference: Some(reference),
        cpu_ms: Vec::new(),
        reference_cpu_ms: None,
        note: note.into(),
    };
    vec![
        figure("rss-idle", "RSS idle", idle, 60.0, 182.0, "reference 182–441"),
        figure("rss-mixed", "RSS under mixed load, highest", mixed, 150.0, 900.0, "reference 900–1,250"),
    ]
}
