//! Retention: what is old leaves the account's file, and nobody misses it.

use std::{collections::BTreeMap, path::Path, process::Command, sync::Arc};

use dangol::{
    accounts::{
        access_log::Verdict,
        model::{Account, AccountChange, AccountStatus, Actor, Role},
        service::{
            self as accounts, AccountCx, access_log,
            job::{Done, Run},
        },
    },
    app::{self, App},
    base::{
        chance::SeededChance,
        form::RawForm,
        ids::{ConversionId, LeadId},
        time::{Clock, DAY_MS, FrozenClock, Timestamp},
    },
    config::settings::Settings,
    conversions::service as conversions,
    db::lock::DirectoryLock,
    env::Env,
    interactions::service as interactions,
    operations::service::runs::accounts_of,
    retention::{
        jobs,
        model::{Cutoff, Periods},
        service as retention,
    },
    rollups::service as rollups,
    schedule::{self, JOBS},
    scoring::service as scoring,
    testing::{
        app::{NOON, TestApp},
        client::{Client, Door},
    },
    users::service as users,
    viral::service as viral,
};
use rusqlite::Connection;
use serde_json::{Value, json};

const BASE: &str = "/api/v1/accounts/hanbit";

async fn run(env: &Env) -> Run {
    Run::new(env.clone(), accounts::list(env).await.expect("listed"), |_| ())
}

async fn archive(env: &Env) -> u64 {
    sound(&jobs::archive(&run(env).await).await.expect("archived"))
}

async fn clean_up(env: &Env) -> u64 {
    sound(&jobs::clean_up(&run(env).await).await.expect("cleaned"))
}

async fn clean_up_agency(env: &Env) -> u64 {
    sound(&jobs::clean_up_agency(&Run::new(env.clone(), Vec::new(), |_| ())).await.expect("cleaned"))
}

fn sound(done: &Done) -> u64 {
    assert!(done.faults.is_empty(), "{:?}", done.faults);
    done.rows
}

fn rows_of(directory: &Path, file: &str, sql: &str) -> i64 {
    let conn = Connection::open(directory.join("accounts").join(file)).expect("opens");
    conn.query_row(sql, [], |row| row.get(0)).expect("counted")
}

fn archived(test: &TestApp) -> i64 {
    rows_of(test.directory(), "hanbit.archive.db", "SELECT count(*) FROM archived_interaction")
}

fn live(test: &TestApp) -> i64 {
    rows_of(test.directory(), "hanbit.db", "SELECT count(*) FROM lead_interaction")
}

async fn lead(owner: &mut Client, customer: &Value) -> i64 {
    owner.post(&format!("{BASE}/leads"), json!({"customer": customer})).await.expect(201).json()["id"].as_i64().expect("an id")
}

async fn note(owner: &mut Client, lead: i64, text: &str, at: Timestamp) -> String {
    let note = json!({"kind": "note", "data": {"text": text}, "occurred_at": at});
    let made = owner.post(&format!("{BASE}/leads/{lead}/interactions"), note).await.expect(201).json();
    made["id"].as_str().expect("an id").to_owned()
}

/// All pages of a list, walked by cursor.
async fn walk(owner: &mut Client, path: &str, size: usize) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = owner.get(&format!("{path}?per_page={size}{cursor}")).await.expect(200).json();
        rows.extend(page["data"].as_array().expect("rows").iter().cloned());
        let Some(next) = page["page"]["next"].as_str() else {
            assert_eq!(page["page"]["total"], rows.len(), "{path}");
            return rows;
        };
        cursor = format!("&cursor={next}");
    }
}

/// The same by page numbers.
async fn leaf(owner: &mut Client, path: &str, size: usize) -> Vec<Value> {
    let mut rows = Vec::new();
    for number in 1.. {
        let page = owner.get(&format!("{path}?per_page={size}&page={number}")).await.expect(200).json();
        let found = page["data"].as_array().expect("rows").clone();
        if found.is_empty() {
            break;
        }
        rows.extend(found);
    }
    rows
}

/// An account with a customer of two leads and another one, whose history reaches back over three years.
async fn old_account(test: &TestApp) -> (Client, [i64; 3]) {
    let account = test.account("hanbit").await;
    let mut owner = test.api(Some(account.id), Role::Owner).await;
    let one = json!({"name": "홍길동", "phone": "010-1234-5678"});
    let leads = [
        lead(&mut owner, &one).await,
        lead(&mut owner, &one).await,
        lead(&mut owner, &json!({"name": "성춘향", "phone": "010-1234-5679"})).await,
    ];
    for n in 0..60_i64 {
        // Some of one millisecond, in the same lead and in the next.
        let at = NOON.plus_ms(-(n / 3) * 65 * DAY_MS - n / 12);
        note(&mut owner, leads[usize::try_from(n % 2).expect("small")], &format!("메모 {n}"), at).await;
        if n % 5 == 0 {
            note(&mut owner, leads[2], &format!("다른 메모 {n}"), at).await;
        }
    }
    test.settle().await;
    (owner, leads)
}

async fn timelines(owner: &mut Client, leads: &[i64]) -> Vec<Vec<Value>> {
    let mut paths: Vec<String> = leads.iter().map(|lead| format!("{BASE}/leads/{lead}/interactions")).collect();
    paths.push(format!("{BASE}/customers/1/timeline"));
    let mut all = Vec::new();
    for path in paths {
        let by_cursor = walk(owner, &path, 7).await;
        assert_eq!(leaf(owner, &path, 9).await, by_cursor, "{path}");
        all.push(by_cursor);
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn the_timeline_reads_on_in_the_archive() {
    let test = TestApp::start().await;
    let (mut owner, leads) = old_account(&test).await;
    let before = timelines(&mut owner, &leads).await;
    let all = live(&test);
    assert!(test.cx("hanbit").await.env().db.archive("hanbit").await.expect("looked").is_none());

    let moved = archive(test.env()).await;
    assert!(moved > 30 && archived(&test) == i64::try_from(moved).expect("small") && live(&test) == all - archived(&test), "{moved}");
    assert_eq!(
        rows_of(test.directory(), "hanbit.db", &format!("SELECT count(*) FROM lead_interaction WHERE at < {}", NOON.0 - 366 * DAY_MS)),
        0
    );
    assert_eq!(timelines(&mut owner, &leads).await, before);
    assert_eq!(archive(test.env()).await, 0, "nothing is left for a second night");

    // What is reported late stands where it belongs, and takes no archived row's place.
    let old = before[0].last().expect("an old one");
    let at: Timestamp = serde_json::from_value(old["occurred_at"].clone()).expect("a time");
    let late = note(&mut owner, leads[0], "늦은 메모", at).await;
    assert_ne!(Some(late.as_str()), old["id"].as_str());
    let with_late = timelines(&mut owner, &leads).await;
    assert_eq!(with_late[0].len(), before[0].len() + 1);
    assert_eq!(archive(test.env()).await, 1);
    assert_eq!(timelines(&mut owner, &leads).await, with_late);

    let mut browser = test.browser().await;
    let page = browser.get("/accounts/hanbit/customers/1?page=2").await.expect(200).text();
    assert!(page.contains("메모 58") || page.contains("메모 59"), "archived notes stand on the second page");
    drop((owner, browser));
    let test = test.restart().await;
    let mut owner = test.api(None, Role::Owner).await;
    assert_eq!(timelines(&mut owner, &leads).await, with_late, "after a restart");
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_step_is_the_last_nothing_is_lost_or_told_twice() {
    let test = TestApp::start().await;
    let (mut owner, leads) = old_account(&test).await;
    let before = timelines(&mut owner, &leads).await;
    let cx = test.cx("hanbit").await;
    let cutoff = Cutoff::of(12, cx.account().zone, cx.now()).at;
    let ids: Vec<LeadId> = leads.iter().map(|id| LeadId(*id)).collect();

    interactions::archive::announce(&cx, cutoff).await.expect("announced");
    assert_eq!(timelines(&mut owner, &leads).await, before, "announced");
    let copied = interactions::archive::copy(&cx, ids[..1].to_vec(), cutoff).await.expect("copied");
    assert!(copied.len() > 10);
    assert_eq!(timelines(&mut owner, &leads).await, before, "copied");
    let copied = interactions::archive::copy(&cx, ids.clone(), cutoff).await.expect("copied again");
    assert_eq!(timelines(&mut owner, &leads).await, before, "copied twice");

    // A row that changes on the way stays, and is told as it is now.
    let changed = cx.write(move |tx| {
        Ok(tx.execute("UPDATE lead_interaction SET data = '{\"text\":\"고침\"}' WHERE lead_id = ?1 AND at < ?2", (leads[2], cutoff))?)
    });
    let changed = changed.await.expect("changed");
    let now = timelines(&mut owner, &leads).await;
    assert_eq!(now[2].iter().filter(|row| row["data"]["text"] == "고침").count(), changed);
    let moved = interactions::archive::take_out(&cx, copied.clone()).await.expect("taken out");
    assert_eq!(moved, (copied.len() - changed) as u64);
    assert_eq!(timelines(&mut owner, &leads).await, now, "taken out");
    assert_eq!(interactions::archive::take_out(&cx, copied).await.expect("again"), 0);
    assert_eq!(archive(test.env()).await, changed as u64);
    assert_eq!(timelines(&mut owner, &leads).await, now, "the next night");
    let drifts = cx.read(|conn| rollups::recount(conn, dangol::base::time::Zone::default())).await.expect("recounted");
    assert!(drifts.is_empty(), "{drifts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_deleted_is_deleted_from_the_archive_too() {
    let test = TestApp::start().await;
    let (mut owner, leads) = old_account(&test).await;
    archive(test.env()).await;
    let of = |lead: i64| {
        rows_of(test.directory(), "hanbit.archive.db", &format!("SELECT count(*) FROM archived_interaction WHERE lead_id = {lead}"))
    };
    assert!(leads.iter().all(|lead| of(*lead) > 0));
    owner.delete(&format!("{BASE}/leads/{}", leads[0])).await.expect(204);
    owner.delete(&format!("{BASE}/customers/2")).await.expect(204);
    let left = walk(&mut owner, &format!("{BASE}/customers/1/timeline"), 50).await;
    assert!(left.iter().all(|row| row["lead_id"] == leads[1]), "a lead that is gone is not told of");
    test.settle().await;
    assert_eq!((of(leads[0]), of(leads[2])), (0, 0));
    assert!(of(leads[1]) > 0);
    assert_eq!(walk(&mut owner, &format!("{BASE}/customers/1/timeline"), 50).await, left);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_forgets_what_is_past_its_time() {
    let test = TestApp::start().await;
    let (mut owner, leads) = old_account(&test).await;
    let before = timelines(&mut owner, &leads).await;
    archive(test.env()).await;
    let cx = test.cx("hanbit").await;
    let dry = retention::dry_run(&cx, Periods::default()).await.expect("asked");
    let cutoff = Cutoff::of(24, cx.account().zone, cx.now()).at;
    assert!(dry.archive > 10 && dry.interactions == 0, "{dry:?}");
    assert_eq!(clean_up(test.env()).await, dry.archive.unsigned_abs());
    let kept: Vec<Vec<Value>> = before
        .into_iter()
        .map(|rows| rows.into_iter().filter(|row| row["occurred_at"].as_str() >= Some(cutoff.to_string().as_str())).collect())
        .collect();
    assert_eq!(timelines(&mut owner, &leads).await, kept);
    assert_eq!(clean_up(test.env()).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_put_away_keeps_nothing_for_ever() {
    let test = TestApp::start().await;
    let (mut owner, leads) = old_account(&test).await;
    archive(test.env()).await;
    note(&mut owner, leads[0], "아직 새 메모", test.now()).await;
    let away = AccountChange { status: Some(AccountStatus::Archived), ..AccountChange::default() };
    accounts::update(test.env(), &Actor::operator(), "hanbit", away).await.expect("put away");
    let nightly = async |name: &str| {
        let job = schedule::find(JOBS, name).expect("a line");
        let accounts = accounts_of(&job.line, &accounts::list(test.env()).await.expect("listed"));
        sound(&(job.work)(&Run::new(test.env().clone(), accounts, |_| ())).await.expect("ran"))
    };
    test.clock.advance_ms(13 * 31 * DAY_MS);
    assert!(nightly("archive").await > 0 && live(&test) == 0);
    test.clock.advance_ms(13 * 31 * DAY_MS);
    assert!(nightly("clean-up").await > 0 && archived(&test) == 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_goal_that_counts_once_has_counted_when_its_conversion_is_gone() {
    let test = TestApp::start().await;
    let account = test.account("hanbit").await;
    let mut owner = test.api(Some(account.id), Role::Owner).await;
    let stages = json!([{"key": "new", "name": "접수"}, {"key": "won", "name": "계약", "goal": true}]);
    let funnel = owner.post(&format!("{BASE}/funnels"), json!({"name": "상담", "stages": stages})).await.expect(201).json()["id"].clone();
    let mut made = Vec::new();
    for n in 0..3 {
        let lead = json!({"customer": {"name": "홍길동", "phone": format!("010-1234-567{n}")}, "funnel_id": funnel, "value": 5_000});
        let lead = owner.post(&format!("{BASE}/leads"), lead).await.expect(201).json()["id"].clone();
        let converted = json!({"lead_id": lead, "stage": "won"});
        made.push((lead, owner.post(&format!("{BASE}/conversions"), converted).await.expect(201).json()["id"].clone()));
    }
    owner.post(&format!("{BASE}/conversions/{}/void", made[2].1), json!({"reason": "취소"})).await.expect(200);
    let months = |from: &str| format!("{BASE}/conversions/monthly?from={from}&to=2026-12");
    let monthly = owner.get(&months("2026-01")).await.expect(200).json();
    test.clock.advance_ms(184 * DAY_MS);
    let cx = test.cx("hanbit").await;
    assert_eq!(retention::dry_run(&cx, Periods::default()).await.expect("asked").conversions, 3);
    assert_eq!(archive(test.env()).await, 3);
    assert_eq!(owner.get(&format!("{BASE}/conversions")).await.expect(200).json()["page"]["total"], 0);
    assert_eq!(owner.get(&months("2026-01")).await.expect(200).json(), monthly);

    let again = |lead: &Value| json!({"lead_id": lead, "stage": "won"});
    owner.post(&format!("{BASE}/conversions"), again(&made[0].0)).await.expect(409);
    owner.put(&format!("{BASE}/leads/{}/stage", made[1].0), json!({"stage": "won"})).await.expect(200);
    assert_eq!(owner.get(&format!("{BASE}/conversions")).await.expect(200).json()["page"]["total"], 0, "it has converted there before");
    owner.post(&format!("{BASE}/conversions"), again(&made[2].0)).await.expect(201);
    let told = owner.post(&format!("{BASE}/conversions/{}/void", made[0].1), json!({"reason": "취소"})).await.expect(409).json();
    assert!(told["detail"].as_str().is_some_and(|detail| detail.contains("보관 기간") || detail.contains("retention")), "{told}");
    owner.post(&format!("{BASE}/conversions/99/void"), json!({"reason": "취소"})).await.expect(404);
    owner.delete(&format!("{BASE}/funnels/{funnel}")).await.expect(409);
    let drifts = cx.read(|conn| rollups::recount(conn, dangol::base::time::Zone::default())).await.expect("recounted");
    assert!(drifts.is_empty(), "{drifts:?}");
    // With the lead the last trace of its conversion goes.
    owner.delete(&format!("{BASE}/leads/{}", made[0].0)).await.expect(204);
    let gone = conversions::void(&cx, ConversionId(made[0].1.as_i64().expect("an id")), "취소".into()).await;
    assert!(matches!(gone, Err(dangol::base::error::Error::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn conversions_stay_while_their_figures_are_not_true() {
    let test = TestApp::start().await;
    let account = test.account("hanbit").await;
    let mut owner = test.api(Some(account.id), Role::Owner).await;
    let stages = json!([{"key": "new", "name": "접수"}, {"key": "won", "name": "계약", "goal": true}]);
    let funnel = owner.post(&format!("{BASE}/funnels"), json!({"name": "상담", "stages": stages})).await.expect(201).json()["id"].clone();
    let lead = json!({"customer": {"name": "홍길동", "phone": "010-1234-5678"}, "funnel_id": funnel, "value": 5_000});
    let lead = owner.post(&format!("{BASE}/leads"), lead).await.expect(201).json()["id"].clone();
    owner.post(&format!("{BASE}/conversions"), json!({"lead_id": lead, "stage": "won"})).await.expect(201);
    test.clock.advance_ms(200 * DAY_MS);
    let cx = test.cx("hanbit").await;
    cx.write(|tx| Ok(tx.execute("UPDATE rollup_stage SET value = value - 1 WHERE conversions > 0 /* whole table: a test */", [])?))
        .await
        .expect("spoilt");
    let done = jobs::archive(&run(test.env()).await).await.expect("ran");
    assert_eq!((done.rows, done.faults.len()), (0, 1));
    assert!(done.faults[0].what.ko.contains("rollup_stage"), "{:?}", done.faults);
    assert_eq!(owner.get(&format!("{BASE}/conversions")).await.expect(200).json()["page"]["total"], 1);
    cx.write(|tx| rollups::repair(tx, dangol::base::time::Zone::default())).await.expect("repaired");
    assert_eq!(archive(test.env()).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn periods_are_chosen_and_tried_first() {
    let test = TestApp::start().await;
    let (_, leads) = old_account(&test).await;
    assert_eq!(leads.len(), 3);
    let path = "/accounts/hanbit/settings/retention";
    let mut browser = test.browser().await;
    let page = browser.get(path).await.expect(200).text();
    assert!(page.contains("value=\"12\"") && page.contains("value=\"24\"") && page.contains("value=\"6\""));
    let typed = |interactions: &'static str| [("interactions", interactions), ("archive", "36"), ("conversions", "9")];
    let tried = browser.submit(path, path, &[&typed("18")[..], &[("step", "preview")]].concat()).await.expect(200).text();
    let cx = test.cx("hanbit").await;
    let dry = retention::dry_run(&cx, Periods { interactions: 18, archive: 36, conversions: 9 }).await.expect("asked");
    assert!(dry.interactions > dry.archive && dry.archive > 0 && tried.contains(&format!(">{}<", dry.interactions)), "{dry:?} {tried}");
    assert_eq!(retention::of_account(&cx).await.expect("read"), Periods::default(), "nothing was saved");
    let refused = browser.submit(path, path, &typed("6")).await.expect(422).text();
    assert!(refused.contains("12개월보다 짧게") && refused.contains("value=\"6\""), "{refused}");
    browser.submit(path, path, &typed("18")).await.expect(303);
    assert_eq!(retention::of_account(&cx).await.expect("read"), Periods { interactions: 18, archive: 36, conversions: 9 });
    assert_eq!(archive(test.env()).await, dry.interactions.unsigned_abs());

    let agency = "/settings/retention";
    let refused = browser.submit(agency, agency, &[("access_log", "12")]).await.expect(422).text();
    assert!(refused.contains("제8조 제1항"), "{refused}");
    browser.submit(agency, agency, &[("access_log", "30")]).await.expect(303);
    assert_eq!(retention::access_log_months(test.env()).await.expect("read"), 30);
    test.viewer("viewer@agency.kr", cx.account().id).await.get(path).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_access_log_loses_its_oldest_rows_and_is_still_proved() {
    let test = TestApp::start().await;
    let (mut owner, leads) = old_account(&test).await;
    app::gather_access_log(test.env()).await.expect("gathered");
    let Verdict::Whole { rows: old } = access_log::verify(test.env()).await.expect("followed") else { panic!("whole") };
    test.clock.advance_ms(400 * DAY_MS);
    note(&mut owner, leads[0], "새 메모", test.now()).await;
    app::gather_access_log(test.env()).await.expect("gathered");
    clean_up_agency(test.env()).await;
    assert_eq!(access_log::verify(test.env()).await.expect("followed"), Verdict::Whole { rows: old + 1 }, "two years are not over");
    test.clock.advance_ms(332 * DAY_MS);
    clean_up_agency(test.env()).await;
    let Verdict::Whole { rows } = access_log::verify(test.env()).await.expect("followed") else { panic!("still proved") };
    assert_eq!(rows, 2, "the young row, and the one that says that others were deleted");
    let control = Connection::open(test.directory().join("control.db")).expect("opens");
    let proved = access_log::verify_file(&control).expect("followed");
    assert_eq!(proved, Verdict::Whole { rows: 2 });
    control.execute("UPDATE access_log_start SET row_id = row_id - 1", []).expect("tampered");
    assert!(matches!(access_log::verify(test.env()).await.expect("followed"), Verdict::Broken(_)));
    control.execute("UPDATE access_log_start SET row_id = row_id + 1", []).expect("put back");
    // A log that somebody has changed keeps its rows.
    control.execute("UPDATE access_log SET subject = 'x' WHERE id = (SELECT min(id) FROM access_log)", []).expect("tampered");
    test.clock.advance_ms(800 * DAY_MS);
    let done = jobs::clean_up_agency(&run(test.env()).await).await.expect("ran");
    assert_eq!(done.faults.len(), 1, "{:?}", done.faults);
}

/// A small agency of random people, whose story ended on a day; and the clock by which it is looked at.
async fn demo(directory: &Path, until: &str) -> (App, Arc<FrozenClock>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dangol"));
    command.env_clear().env("HOME", directory).args(["demo", "--until", until, "--data-dir"]).arg(directory.join("data"));
    let output = command.output().expect("run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let clock = Arc::new(FrozenClock::at(Timestamp::parse(&format!("{until}T12:00:00Z")).expect("a time")));
    let settings = Settings { data_dir: directory.join("data"), ..Settings::default() };
    let lock = DirectoryLock::take(&settings.data_dir).expect("the demo has left");
    let given = Arc::clone(&clock) as Arc<dyn Clock>;
    (app::assemble(settings, lock, given, Arc::new(SeededChance::new(7))).await.expect("assembled"), clock)
}

/// Every figure of every report, and the whole history of some people.
async fn figures(api: &mut Client, slug: &str, until: &str) -> BTreeMap<String, Value> {
    let base = format!("/api/v1/accounts/{slug}");
    let mut paths = Vec::new();
    for (from, to) in [("2025-10-01", "2026-09-30"), ("2026-06-01", "2026-06-30"), ("2026-03-15", "2026-09-15")] {
        let period = format!("?from={from}&to={to}");
        paths.push(format!("{base}/dashboard{period}"));
        for (list, report) in [("funnels", "report"), ("landing-pages", "stats"), ("viral-campaigns", "report")] {
            for one in api.get(&format!("{base}/{list}?per_page=200")).await.expect(200).json()["data"].as_array().expect("rows") {
                paths.push(format!("{base}/{list}/{}/{report}{period}", one["id"]));
            }
        }
    }
    paths.push(format!("{base}/conversions/monthly?from=2025-01&to={}", &until[..7]));
    paths.extend(["leads?suspect=any", "customers", "viral-loops"].map(|list| format!("{base}/{list}")));
    for lead in (1..40).step_by(3) {
        paths.push(format!("{base}/leads/{lead}/score"));
        paths.extend([1, 2].map(|page| format!("{base}/leads/{lead}/interactions?per_page=5&page={page}")));
        paths.push(format!("{base}/customers/{lead}/timeline?per_page=20"));
    }
    let mut figures = BTreeMap::new();
    for path in paths {
        let answer = api.get(&path).await;
        let told = if answer.status == 404 { Value::Null } else { answer.expect(200).json() };
        figures.insert(path, told);
    }
    figures
}

async fn no_drifts(cx: &AccountCx) {
    let zone = cx.account().zone;
    let drifts =
        cx.read(move |conn| Ok((rollups::recount(conn, zone)?, scoring::recount(conn)?, viral::recount(conn)?))).await.expect("recounted");
    assert!(drifts.0.is_empty() && drifts.1.is_empty() && drifts.2.is_empty(), "{drifts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_report_says_the_same_before_and_after() {
    const UNTIL: &str = "2026-09-30";
    let directory = tempfile::tempdir().expect("a directory");
    let (app, clock) = demo(directory.path(), UNTIL).await;
    let token = users::create_token(&app.env, &Actor::operator(), "t".into(), None, Role::Owner).await.expect("a token");
    let mut api = Client::new(app.admin.clone(), Door::Api).with_token(token);
    let all: Vec<Account> = accounts::list(&app.env).await.expect("listed");
    let (mut moved, mut gone) = (0, 0);
    // Months later some of it is old, then half of it, then all.
    for days in [120, 150, 400] {
        clock.advance_ms(days * DAY_MS);
        // Visits go by themselves, and scores fade: both before the night.
        app::forget_old_visits(&app.env).await.expect("forgotten");
        let mut before = Vec::new();
        for account in &all {
            before.push(figures(&mut api, &account.slug, UNTIL).await);
        }
        let rows = archive(&app.env).await;
        for (account, before) in all.iter().zip(before) {
            let after = figures(&mut api, &account.slug, UNTIL).await;
            for (path, told) in &before {
                assert_eq!(after.get(path), Some(told), "{path} after {days} days");
            }
            no_drifts(&accounts::enter(&app.env, &account.slug, Arc::new(Actor::product())).await.expect("entered")).await;
        }
        moved += rows;
        gone = all
            .iter()
            .map(|account| rows_of(&directory.path().join("data"), &format!("{}.db", account.slug), "SELECT count(*) FROM past_conversion"))
            .sum();
    }
    assert!(moved > 1_000 && gone > 20, "{moved} moved, {gone} conversions gone");
    let periods = RawForm::from([("interactions", "12"), ("archive", "24"), ("conversions", "6")]);
    assert_eq!(Periods::parse(&periods).expect("the usual"), Periods::default());
}
