//! How many requests a second, what each costs the server, and what limits them.

use std::{collections::BTreeMap, fmt::Write as _, sync::Arc};

use crate::{
    CLIENTS, Plan,
    data::DataSet,
    load::{Load, Work},
    report::{Expected, Figure},
    server::{Server, cpu_of},
    sight::Sight,
};

/// What a rate is expected and known to be.
struct Row {
    key: &'static str,
    name: &'static str,
    expected: f64,
    reference: Option<f64>,
    reference_cpu_ms: Option<f64>,
    /// Requests that make one of what is counted.
    parts: Vec<Arc<Work>>,
}

/// Counters before and after a run.
struct Counters {
    commits: u64,
    server_cpu: f64,
    client_cpu: f64,
    threads: BTreeMap<String, f64>,
}

/// Reads first, then what changes the data.
pub async fn measure(plan: &Plan, set: &DataSet) -> Vec<Figure> {
    let keys =
        ["page", "page-br", "page-gzip", "customers", "customers-kept", "lead", "dashboard", "submission", "submission-spread", "event"];
    if !plan.wants(&keys) {
        return Vec::new();
    }
    let copy = set.copy();
    let server = Server::start(copy.path());
    let sight = Sight::of(&server).await;
    eprintln!("largest account {}, landing page of {} bytes", sight.accounts[0], sight.page_bytes());
    let mut figures = Vec::new();
    for row in rows(&sight).into_iter().filter(|row| plan.wants(&[row.key])) {
        eprintln!("{} …", row.name);
        figures.push(rate(plan, &server, row).await);
    }
    server.stop();
    figures
}

fn rows(sight: &Sight) -> Vec<Row> {
    let row = |key, name, expected, reference, reference_cpu_ms, parts| Row { key, name, expected, reference, reference_cpu_ms, parts };
    vec![
        row("page", "landing page, 50 KB, cached, identity", 10_000.0, Some(1_532.0), Some(1.19), vec![sight.page("identity")]),
        row("page-br", "landing page, brotli", 10_000.0, Some(597.0), None, vec![sight.page("br")]),
        row("page-gzip", "landing page, gzip", 10_000.0, Some(597.0), None, vec![sight.page("gzip")]),
        row("customers", "customers page of 50, uncached (API)", 5_000.0, Some(482.0), Some(4.24), vec![sight.customers()]),
        row("customers-kept", "customers page of 50, kept (API)", 0.0, None, None, vec![sight.customers_kept()]),
        row("lead", "lead with timeline and score (API, three requests)", 5_000.0, Some(863.0), Some(2.27), sight.leads().to_vec()),
        row("dashboard", "dashboard, uncached (API)", 2_000.0, Some(90.0), Some(21.7), vec![sight.dashboards()]),
        row("submission", "visitors' submission, durable, one account", 3_000.0, Some(599.0), Some(4.77), vec![sight.submissions(false)]),
        row(
            "submission-spread",
            "visitors' submission, durable, over all accounts",
            0.0,
            Some(599.0),
            Some(4.77),
            vec![sight.submissions(true)],
        ),
        row("event", "tracking event, durable, one a request", 10_000.0, Some(836.0), None, vec![sight.events()]),
    ]
}

#[expect(clippy::cast_precision_loss, reason = "figures for people")]
async fn rate(plan: &Plan, server: &Server, row: Row) -> Figure {
    let (mut values, mut cpu_ms, mut p50, mut p99, mut limits) = (Vec::new(), Vec::new(), Vec::new(), Vec::new(), String::new());
    for part in &row.parts {
        Load::run(part, CLIENTS, plan.length / 5).await; // warm-up
    }
    for _ in 0..plan.runs {
        // Where one of what is counted takes several requests, its time and cost are those of all of them.
        let (mut seconds_each, mut cpu_each, mut middle, mut late) = (0.0, 0.0, 0.0, 0.0);
        for part in &row.parts {
            let before = Counters::take(server);
            let load = Load::run(part, CLIENTS, plan.length / u32::try_from(row.parts.len()).unwrap_or(1)).await;
            let after = Counters::take(server);
            let requests = load.latencies.len() as f64;
            seconds_each += load.took.as_secs_f64() / requests;
            cpu_each += 1000.0 * (after.server_cpu - before.server_cpu) / requests;
            middle += load.percentile_ms(0.5);
            late += load.percentile_ms(0.99);
            limits = limit(&before, &after, load.took.as_secs_f64());
        }
        values.push(1.0 / seconds_each);
        cpu_ms.push(cpu_each);
        p50.push(middle);
        p99.push(late);
    }
    Figure {
        key: row.key,
        name: row.name.to_owned(),
        unit: "/s",
        values,
        expected: if row.expected > 0.0 { Expected::AtLeast(row.expected) } else { Expected::Nothing },
        reference: row.reference,
        cpu_ms,
        reference_cpu_ms: row.reference_cpu_ms,
        note: format!("p50 {:.2} ms, p99 {:.2} ms; {limits}", crate::report::median(&p50), crate::report::median(&p99)),
    }
}

impl Counters {
    fn take(server: &Server) -> Self {
        Self { commits: server.commits(), server_cpu: server.cpu(), client_cpu: cpu_of("/proc/self"), threads: server.threads() }
    }
}

/// What was busy meanwhile.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn limit(before: &Counters, after: &Counters, seconds: f64) -> String {
    let share = |now: f64, then: f64| 100.0 * (now - then) / seconds;
    let worked = |(name, cpu): (&String, &f64)| (name.clone(), share(*cpu, *before.threads.get(name).unwrap_or(&0.0)));
    let (thread, busiest) = after.threads.iter().map(worked).max_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default();
    let commits = (after.commits - before.commits) as f64 / seconds;
    let mut text = format!(
        "server {:.0} %, client {:.0} % of a core, busiest {thread} {busiest:.0} %",
        share(after.server_cpu, before.server_cpu),
        share(after.client_cpu, before.client_cpu),
    );
    if commits > 1.0 {
        write!(text, ", {commits:.0} commits/s").ok();
    }
    text
}
