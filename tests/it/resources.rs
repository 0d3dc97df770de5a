//! What the appliance takes of its box: samples, the page, the API, and the text for monitoring systems.

use std::collections::{BTreeMap, BTreeSet};

use dangol::{
    accounts::model::Role,
    alerts::service as alerts,
    base::{
        latency::Spread,
        time::{MINUTE_MS, Timestamp},
    },
    db::Class,
    operations::{
        resources::{DiskSample, MINUTES_A_DAY, ProcessSample, Sample, Span},
        service::{resources as service, sampler::Sampler},
        store::resources as store,
    },
    testing::app::{NOON, TestApp},
};
use serde_json::Value;

const NOON_MINUTE: i64 = NOON.0 / MINUTE_MS;

async fn keep(test: &TestApp, samples: Vec<Sample>) {
    let write = move |tx: &dangol::db::Tx<'_>| {
        for sample in &samples {
            store::keep(tx, sample)?;
        }
        Ok(())
    };
    test.env().db.control().write(Class::Batch, write).await.expect("kept");
}

async fn minutes(test: &TestApp) -> Vec<i64> {
    let all = test.env().db.control().read(|conn| store::between(conn, 0, i64::MAX)).await.expect("read");
    all.iter().map(|sample| sample.minute).collect()
}

fn day(days_ago: i64, rss_mb: i64, used_mb: i64) -> Vec<Sample> {
    let minute = |n: i64| Sample {
        minute: NOON_MINUTE - days_ago * MINUTES_A_DAY - n,
        elapsed_ms: MINUTE_MS,
        process: Some(ProcessSample { rss_bytes: rss_mb << 20, ..ProcessSample::default() }),
        disk: Some(DiskSample { used_bytes: used_mb << 20, free_bytes: 1 << 30 }),
        ..Sample::default()
    };
    (0..MINUTES_A_DAY).map(minute).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_tells_what_happened_since_the_one_before() {
    let test = TestApp::start().await;
    test.account("a").await;
    let mut sampler = Sampler::new(test.env().clone());
    assert!(sampler.take().await.expect("begun").is_none(), "nothing to compare with");
    let mut visitor = test.visitor();
    for _ in 0..3 {
        visitor.get("/p/a/nothing-here").await.expect(404);
    }
    test.clock.advance_ms(MINUTE_MS);
    let sample = sampler.take().await.expect("taken").expect("a sample");
    assert_eq!((sample.minute, sample.elapsed_ms), (NOON_MINUTE + 1, MINUTE_MS));
    assert_eq!((sample.requests, sample.visitors, sample.failures), (3, 3, 0));
    assert_eq!(sample.latencies.count(), 3);
    assert!(sample.process.is_some_and(|process| process.rss_bytes > 1 << 20), "{sample:?}");
    assert!(sample.disk.is_some_and(|disk| disk.used_bytes > 0), "{sample:?}");
    assert!(sample.wal_bytes > 0 && sample.read_waits.count() > 0, "{sample:?}");
    let kept = test.env().db.control().read(|conn| store::between(conn, 0, i64::MAX)).await.expect("read");
    assert_eq!(kept.len(), 1);
    // The sum of a spread is not kept, its buckets are.
    let without_sums = |sample: &Sample| Sample {
        latencies: Spread::from_bytes(&sample.latencies.to_bytes()),
        read_waits: Spread::from_bytes(&sample.read_waits.to_bytes()),
        commits: Spread::from_bytes(&sample.commits.to_bytes()),
        ..sample.clone()
    };
    assert_eq!(kept[0], without_sums(&sample));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_minute_is_a_gap_and_a_clock_set_back_doubles_nothing() {
    let test = TestApp::start().await;
    let mut sampler = Sampler::new(test.env().clone());
    let mut take = async |ms: i64| {
        test.clock.advance_ms(ms);
        sampler.take().await.expect("taken").is_some()
    };
    assert!(!take(0).await && take(MINUTE_MS).await);
    assert!(!take(60 * MINUTE_MS).await, "an hour's amounts are no minute's");
    assert!(take(2 * MINUTE_MS).await);
    assert!(!take(-MINUTE_MS).await, "the clock was set back");
    assert!(take(MINUTE_MS).await, "the minute has a sample already");
    assert_eq!(minutes(&test).await, [NOON_MINUTE + 1, NOON_MINUTE + 63]);
    let report = service::report(test.env(), Span::Hour).await.expect("told");
    let filled = report.points.iter().filter(|point| point.is_some()).count();
    assert_eq!((report.points.len(), filled), (60, 1), "the hour before is empty, not zero");
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_go_after_thirty_days_in_slices() {
    let test = TestApp::start().await;
    let old: Vec<Sample> = (31..32).flat_map(|days_ago| day(days_ago, 50, 100)).take(300).collect();
    keep(&test, old.into_iter().chain(day(29, 50, 100).into_iter().take(10)).collect()).await;
    let mut sampler = Sampler::new(test.env().clone());
    sampler.take().await.expect("begun");
    let mut left = Vec::new();
    for _ in 0..3 {
        test.clock.advance_ms(MINUTE_MS);
        sampler.take().await.expect("taken");
        left.push(minutes(&test).await.len());
    }
    assert_eq!(left, [191, 72, 13]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leak_and_a_filling_disk_are_warned_of() {
    let test = TestApp::start().await;
    assert!(service::look_out(test.env()).await.expect("looked").iter().all(|warning| warning.key() != "memory-grows"));
    let disk = dangol::meter::process::disk(test.directory()).expect("measured");
    // Use that grows so that what is free today is gone in about twelve days.
    let step = i64::try_from(disk.free_bytes >> 20).expect("small") / 12 + 1;
    keep(&test, (0..6).rev().flat_map(|ago| day(ago, 200 - ago * 20, 1_000_000 - ago * step)).collect()).await;
    let keys: BTreeSet<&str> = service::look_out(test.env()).await.expect("looked").iter().map(|warning| warning.key()).collect();
    assert!(keys.contains("memory-grows") && keys.contains("disk-fills-up"), "{keys:?}");
    service::tell(test.env()).await.expect("told");
    let alarms = |open: Vec<dangol::alerts::alarm::Known>| open.into_iter().map(|known| known.alarm.key).collect::<BTreeSet<_>>();
    let open = alarms(alerts::open_alarms(test.env()).await.expect("listed"));
    assert!(open.contains("memory-grows") && open.contains("disk-fills-up"), "{open:?}");
    let page = test.browser().await.get("/resources").await.expect(200).text();
    assert!(page.contains("일 연속으로 늘었습니다(") && page.contains("디스크가 가득 찹니다"));
    let told = test.api(None, Role::Owner).await.get("/api/v1/system/resources?span=week").await.expect(200).json();
    test.clock.advance_ms(31 * MINUTES_A_DAY * MINUTE_MS);
    service::tell(test.env()).await.expect("told");
    let open = alarms(alerts::open_alarms(test.env()).await.expect("listed"));
    assert!(!open.contains("memory-grows") && !open.contains("disk-fills-up"), "over: {open:?}");
    assert_eq!(told["warnings"].as_array().map(Vec::len), Some(keys.len()));
    assert!(told["points"].as_array().is_some_and(|points| points.iter().filter(|point| !point["figures"].is_null()).count() > 40));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_for_owners_and_the_figures_for_agency_tokens() {
    let test = TestApp::start().await;
    let account = test.account("a").await;
    let mut owner = test.browser().await;
    let page = owner.get("/resources").await.expect(200).text();
    assert!(page.contains("아직 측정값이 없습니다") && page.contains("경로별 요청"));
    owner.get("/resources/now?span=hour").await.expect(200);
    owner.get("/resources/charts?span=month").await.expect(200);
    owner.get("/resources?span=year").await.expect(422);
    let (_, mut manager) = test.member("manager@agency.kr", Role::Manager, account.id).await;
    manager.get("/resources").await.expect(403);
    for path in ["/metrics", "/api/v1/system/resources"] {
        test.stranger().get(path).await.expect(401);
        owner.get(path).await.expect(401);
        test.api(Some(account.id), Role::Owner).await.get(path).await.expect(403);
        test.api(None, Role::Agent).await.get(path).await.expect(403);
        test.api(None, Role::Viewer).await.get(path).await.expect(200);
    }
    test.api(None, Role::Viewer).await.get("/api/v1/system/resources?span=year").await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_api_tells_every_point_of_the_span() {
    let test = TestApp::start().await;
    keep(&test, day(0, 50, 100).into_iter().take(30).collect()).await;
    let told = test.api(None, Role::Owner).await.get("/api/v1/system/resources").await.expect(200).json();
    let points = told["points"].as_array().expect("points");
    assert_eq!((points.len(), told["step_minutes"].as_i64(), told["span"].as_str()), (72, Some(20), Some("day")));
    let last = points.last().expect("a point");
    assert_eq!(last["at"], Value::from(Timestamp(NOON.0).to_string()));
    assert_eq!(last["figures"]["rss_bytes"], Value::from(50_i64 << 20));
    assert!(last["figures"]["p99_us"].is_null() && last["figures"].as_object().is_some_and(|figures| figures.contains_key("p99_us")));
    assert!(points[0]["figures"].is_null());
    assert_eq!(told["files"][0]["name"], "control");
    assert!(told["machine"]["cores"].as_i64() >= Some(1));
}

/// Names and values, in the order of the text.
type Labels = Vec<(String, String)>;

/// A sample: its name with its labels, and its value.
type Samples = BTreeMap<(String, Labels), f64>;

/// Bounds with how many took at most so long.
type Buckets = Vec<(f64, f64)>;

/// Reads the exposition format strictly: a family's help and type stand once, before its samples, which stand together.
fn read(text: &str) -> (BTreeMap<String, String>, Samples) {
    let (mut kinds, mut samples, mut current) = (BTreeMap::new(), Samples::new(), String::new());
    assert!(text.ends_with('\n'));
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').expect("a name and its help");
            assert!(!kinds.contains_key(name) && !help.is_empty(), "{line}");
            name.clone_into(&mut current);
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').expect("a name and its kind");
            assert_eq!(name, current);
            assert!(matches!(kind, "counter" | "gauge" | "histogram"), "{line}");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            kinds.insert(name.to_owned(), kind.to_owned());
        } else {
            let (series, value) = line.rsplit_once(' ').expect("a value");
            let (name, labels) =
                series.split_once('{').map_or((series, ""), |(name, rest)| (name, rest.strip_suffix('}').expect("closed")));
            let family = ["_bucket", "_sum", "_count"]
                .iter()
                .find_map(|ending| name.strip_suffix(ending).filter(|_| kinds[&current] == "histogram"));
            assert_eq!(family.unwrap_or(name), current, "{line}");
            let labels = labels.split("\",").filter(|label| !label.is_empty()).map(|label| {
                let (name, value) = label.split_once("=\"").expect("a label");
                (name.to_owned(), value.trim_end_matches('"').to_owned())
            });
            let known = samples.insert((name.to_owned(), labels.collect()), value.parse().expect("a number"));
            assert!(known.is_none(), "twice: {line}");
        }
    }
    (kinds, samples)
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_well_formed_and_name_nobody() {
    const SECRETS: [&str; 4] = ["kim@example.com", "010-1234-5678", "%EA%B9%80", "gclid-7f3a"];
    let test = TestApp::start().await;
    test.account("a").await;
    let mut visitor = test.visitor();
    for path in ["/p/a/kim@example.com", "/p/010-1234-5678/x?utm_source=gclid-7f3a", "/r/a/gclid-7f3a", "/%EA%B9%80/x", "/p/a/x"] {
        visitor.get(path).await;
    }
    visitor.send(axum_method("BREW"), "/p/a/kim@example.com", None, Vec::new()).await;
    let mut api = test.api(None, Role::Viewer).await;
    api.get("/api/v1/accounts/a/customers?q=kim@example.com").await.expect(200);
    let answer = api.get("/metrics").await.expect(200);
    assert!(answer.header("content-type").starts_with("text/plain; version=0.0.4"));
    let body = answer.text();
    for secret in SECRETS {
        assert!(!body.contains(secret), "{secret} in {body}");
    }
    let (kinds, samples) = read(&body);
    for name in [
        "dangol_http_requests_total",
        "process_resident_memory_bytes",
        "dangol_db_commit_seconds",
        "dangol_db_wal_bytes",
        "dangol_cache_hits_total",
    ] {
        assert!(kinds.contains_key(name), "{name}");
    }
    let routes: BTreeSet<&str> =
        samples.keys().flat_map(|(_, labels)| labels).filter(|(name, _)| name == "route").map(|(_, route)| route.as_str()).collect();
    assert_eq!(routes, BTreeSet::from(["", "/api/v1/accounts/{account}/customers", "/p/{account}/{page}", "/r/{account}/{code}"]));
    // Buckets only grow, and the last holds all.
    let mut last: BTreeMap<Labels, Buckets> = BTreeMap::new();
    for ((name, labels), value) in samples.iter().filter(|((name, _), _)| name == "dangol_http_request_duration_seconds_bucket") {
        let (bound, rest): (Vec<_>, Vec<_>) = labels.iter().cloned().partition(|(label, _)| label == "le");
        let bound = bound[0].1.replace("+Inf", "inf").parse().unwrap_or_else(|_| panic!("{name}"));
        last.entry(rest).or_default().push((bound, *value));
    }
    for (labels, mut buckets) in last {
        buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
        assert!(buckets.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{labels:?}: {buckets:?}");
        let count = samples[&("dangol_http_request_duration_seconds_count".to_owned(), labels)];
        assert!((buckets.last().expect("buckets").1 - count).abs() < f64::EPSILON);
    }
}

fn axum_method(name: &str) -> axum::http::Method {
    axum::http::Method::from_bytes(name.as_bytes()).expect("a method")
}
