//! Mixed load for long: 100 submissions, 500 page views and 20 reads of the admin a second. Memory stays flat, nothing acknowledged
//! is lost. `SOAK_SECONDS` (3,600), `SOAK_SCALE` (1).

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use tokio::task::JoinSet;

use crate::{
    data::DataSet,
    load::Load,
    server::{self, Server, children_mb, memory_mb},
    setting,
    sight::Sight,
};

const LIMIT_MB: f64 = 2_048.0;
/// What server and children may hold together where no control group can be made: what a mixed load and a night's job may take.
const EXPECTED_MB: f64 = 250.0;
/// Growth between the second quarter and the last that is still flat: caches fill up.
const FLAT_MB: f64 = 24.0;

#[expect(clippy::print_stdout, reason = "the curve is what it is for")]
pub async fn run() {
    let length = Duration::from_secs(setting("SOAK_SECONDS", 3_600));
    let binary = server::binary();
    let set = DataSet::at(&binary, setting("SOAK_SCALE", 1.0), 0);
    let copy = set.copy();
    let server = Server::start(copy.path());
    let group = Group::around(server.pid());
    let sight = Sight::of(&server).await;
    let before = leads(&sight).await;
    println!(
        "{} s of 100 submissions, 500 page views and 20 reads a second; memory limited by {}",
        length.as_secs(),
        group.as_ref().map_or("the assertion on its peak", |_| "a control group of 2 GB"),
    );
    let end = Instant::now() + length;
    let paced = |work, pace, clients| async move { Load::at_pace(&work, pace, clients, move |_| Instant::now() >= end).await };
    let mut asking = JoinSet::new();
    asking.spawn(paced(sight.page("br"), 400, 8));
    asking.spawn(paced(sight.page("identity"), 100, 4));
    asking.spawn(paced(sight.customers(), 8, 2));
    asking.spawn(paced(sight.dashboards(), 4, 2));
    for work in sight.leads() {
        asking.spawn(paced(work, 2, 1));
    }
    asking.spawn(paced(sight.customers_kept(), 2, 1));
    let (submissions, others, curve) =
        tokio::join!(paced(sight.submissions(true), 100, 16), asking.join_all(), watch(server.pid(), end, length));
    let memory = curve.iter().map(|(_, rss)| *rss).fold(0.0, f64::max);
    let after = leads(&sight).await;
    server.stop();
    // What was acknowledged is on disk, for the next process too.
    let server = Server::start(copy.path());
    let sight = Sight::of(&server).await;
    let again = leads(&sight).await;
    server.stop();
    let text = report(&curve, &submissions, &others, after - before);
    publish(&text);
    println!("{text}");
    let acknowledged = i64::try_from(submissions.latencies.len()).unwrap_or(0);
    assert_eq!(submissions.failed + others.iter().map(|load| load.failed).sum::<usize>(), 0, "requests were refused");
    assert_eq!((after - before, again - before), (acknowledged, acknowledged), "acknowledged submissions were lost or counted twice");
    assert!(submissions.per_second() > 90.0, "only {:.0} submissions a second", submissions.per_second());
    assert!(memory < if group.is_some() { LIMIT_MB } else { EXPECTED_MB }, "{memory:.0} MB at its highest");
    let (early, late) = (quarter(&curve, 1), quarter(&curve, 3));
    assert!(late - early < FLAT_MB + early / 10.0, "memory grew from {early:.1} to {late:.1} MB");
}

/// All leads of all accounts, suspects too.
async fn leads(sight: &Sight) -> i64 {
    let mut all = 0;
    for account in &sight.accounts {
        all += sight.total(account, "leads?suspect=any&per_page=1").await;
    }
    all
}

/// What server and children hold in memory, in seconds and MB.
async fn watch(pid: u32, end: Instant, length: Duration) -> Vec<(f64, f64)> {
    let (start, every) = (Instant::now(), (length / 240).clamp(Duration::from_millis(500), Duration::from_secs(15)));
    let mut curve = Vec::new();
    while Instant::now() < end {
        curve.push((start.elapsed().as_secs_f64(), memory_mb(pid, "VmRSS:") + children_mb(pid)));
        tokio::time::sleep(every).await;
    }
    curve
}

/// The mean of one quarter of the curve, counted from 0.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
fn quarter(curve: &[(f64, f64)], which: usize) -> f64 {
    let size = (curve.len() / 4).max(1);
    let part = &curve[(which * size).min(curve.len() - 1)..((which + 1) * size).min(curve.len())];
    part.iter().map(|(_, rss)| rss).sum::<f64>() / part.len().max(1) as f64
}

fn report(curve: &[(f64, f64)], submissions: &Load, others: &[Load], counted: i64) -> String {
    let mut text = format!(
        "# Soak\n\n{} submissions acknowledged ({:.0}/s, p50 {:.1} ms, p99 {:.1} ms, slowest {:.0} ms), {counted} leads more; {} other requests.\n\n",
        submissions.latencies.len(),
        submissions.per_second(),
        submissions.percentile_ms(0.5),
        submissions.percentile_ms(0.99),
        submissions.percentile_ms(1.0),
        others.iter().map(|load| load.latencies.len()).sum::<usize>(),
    );
    let most = curve.iter().map(|(_, rss)| *rss).fold(1.0, f64::max);
    text += "| second | MB of server and children | |\n|---:|---:|---|\n";
    for (at, rss) in curve.iter().step_by((curve.len() / 40).max(1)) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a bar of at most 40 signs")]
        let bar = "█".repeat((40.0 * rss / most) as usize);
        writeln!(text, "| {at:.0} | {rss:.1} | {bar} |").ok();
    }
    text
}

fn publish(text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("soak.md"), text).unwrap();
}

/// A control group that limits a process and what it starts; gone with it.
struct Group(PathBuf);

impl Group {
    /// Absent where none can be made: that takes rights, and a controller that is not given away.
    fn around(pid: u32) -> Option<Self> {
        let group = Self(Path::new("/sys/fs/cgroup").join(format!("dangol-soak-{pid}")));
        fs::create_dir(&group.0).ok()?;
        let limited =
            fs::write(group.0.join("memory.max"), "2147483648").and_then(|()| fs::write(group.0.join("cgroup.procs"), pid.to_string()));
        limited.is_ok().then_some(group)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = fs::remove_dir(&self.0);
    }
}
