//! Backups: taken and proven at night, told of when they fail, kept for their days, and shown to owners alone.

use std::{fs::OpenOptions, time::Duration};

use dangol::{
    accounts::{
        model::{Actor, Role},
        service::{
            self as accounts,
            job::{Done, Run},
        },
    },
    alerts::service::open_alarms,
    backups::{
        jobs,
        model::{Settings, Step},
        service::{self as backups, facts},
    },
    base::{
        lang::text,
        time::{DAY_MS, HOUR_MS, Timestamp},
    },
    db::Class,
    operations::runs::{Line, Place, Scope},
    schedule::{Job, keeper::Keeper},
    testing::{
        app::{NOON, TestApp},
        client::Client,
    },
};
use rusqlite::Connection;
use serde_json::Value;
use tokio::{sync::watch, task::JoinSet};

use crate::{
    backup_damage::spoil,
    backup_repository::{SmallDisk, files},
    backup_store::server,
};

const SYSTEM: &str = "/api/v1/system/backups";

static NIGHT: &[Job] = &[Job {
    line: Line {
        name: "backup",
        label: text("백업", "Backup"),
        purpose: text("백업", "Backup"),
        cron: "0 4 * * *",
        scope: Scope::Agency,
        place: Place::Child,
    },
    work: |run| Box::pin(jobs::back_up(run)),
}];

/// One look at the schedule, and the end of whatever it began.
async fn look(test: &TestApp) {
    let (_stop, stopping) = watch::channel(false);
    let mut under_way = JoinSet::new();
    Keeper::new(test.env().clone(), NIGHT, None, stopping).look(&mut under_way).await.expect("looked");
    while let Some(ended) = under_way.join_next().await {
        ended.expect("no panic");
    }
}

pub async fn run(test: &TestApp) -> Run {
    Run::new(test.env().clone(), accounts::list(test.env()).await.expect("listed"), |_| ())
}

pub fn sound(done: Done) -> Done {
    assert!(done.faults.is_empty(), "{:?}", done.faults);
    done
}

pub async fn back_up(test: &TestApp) {
    sound(jobs::back_up(&run(test).await).await.expect("backed up"));
}

async fn prune(test: &TestApp) -> u64 {
    sound(jobs::prune(&run(test).await).await.expect("pruned")).rows
}

async fn alarms(test: &TestApp) -> Vec<String> {
    open_alarms(test.env()).await.expect("read").into_iter().map(|known| known.alarm.key).collect()
}

async fn report(test: &TestApp) -> Value {
    test.api(None, Role::Owner).await.get(SYSTEM).await.expect(200).json()
}

/// Names a store of [`server`], as its bucket's `dangol/one`.
pub async fn set_up_store(browser: &mut Client, endpoint: &str) {
    let typed = [
        ("endpoint", endpoint),
        ("region", "ap-northeast-2"),
        ("bucket", server::BUCKET),
        ("prefix", "dangol/one"),
        ("style", "path"),
        ("access_key_id", server::KEY),
        ("secret_access_key", server::SECRET),
        ("keep_days", "90"),
        ("near", "on"),
    ];
    browser.submit("/settings/backups", "/settings/backups/store", &typed).await.expect(303);
}

/// Times of the backups that are there, the one made last first.
async fn times(test: &TestApp) -> Vec<Timestamp> {
    facts::snapshots(test.env()).await.expect("listed").into_iter().map(|known| known.snapshot.at).collect()
}

async fn write(test: &TestApp, slug: &str, words: i64) {
    let cx = test.cx(slug).await;
    cx.write(move |tx| {
        let sql = "INSERT INTO word (text) SELECT printf('%s-%d', hex(randomblob(20)), value) FROM json_each(?1)";
        let numbers: Vec<i64> = (0..words).collect();
        tx.execute(sql, [serde_json::to_string(&numbers).expect("json")])?;
        Ok(())
    })
    .await
    .expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_takes_everything_and_proves_one_account_after_the_other() {
    let test = TestApp::start().await;
    let empty = report(&test).await;
    assert_eq!((&empty["standing"], &empty["last_good_at"], &empty["offsite"]), (&"waiting".into(), &Value::Null, &Value::Null));
    assert!(empty["backups"].as_array().expect("a list").is_empty() && test.directory().join("recovery.key").exists());
    let mut browser = test.browser().await;
    assert!(browser.get("/backups").await.expect(200).text().contains("아직 백업이 없습니다"));

    test.account("hanbit").await;
    let away = test.account("old").await;
    write(&test, "hanbit", 200).await;
    let archived =
        dangol::accounts::model::AccountChange { status: Some(dangol::accounts::model::AccountStatus::Archived), ..Default::default() };
    accounts::update(test.env(), &Actor::operator(), &away.slug, archived).await.expect("put away");
    back_up(&test).await;
    for proven in 1..=3 {
        sound(jobs::drill(&run(&test).await).await.expect("drilled"));
        let proofs = facts::proofs(test.env()).await.expect("read");
        assert!(proofs.len() == proven && proofs.iter().all(|proof| proof.fault.is_none()), "{proofs:?}");
    }
    sound(jobs::verify(&run(&test).await).await.expect("verified"));

    let report = report(&test).await;
    assert_eq!((&report["standing"], &report["missed_nights"]), (&"good".into(), &0.into()));
    let backup = &report["backups"][0];
    let paths: Vec<&str> = backup["files"].as_array().expect("files").iter().map(|file| file["path"].as_str().expect("a path")).collect();
    for path in ["control.db", "accounts/hanbit.db", "accounts/old.db"] {
        assert!(paths.contains(&path), "{paths:?}");
    }
    assert_eq!((&backup["local"], &backup["copied_at"], backup["id"].as_str().map(str::len)), (&true.into(), &Value::Null, Some(64)));
    assert!(report["repository_bytes"].as_i64() > Some(0) && report["forecast_bytes"].as_i64() > Some(0), "{report}");
    let proven = |account: &Value| account["proven_at"].is_string() && account["restore_ms"].is_i64() && account["fault"].is_null();
    assert!(report["accounts"].as_array().expect("accounts").iter().all(proven), "{report}");
    assert!(report["accounts"][1]["rows"].as_i64() >= Some(200), "{report}");
    let steps: Vec<&str> = report["steps"].as_array().expect("steps").iter().map(|step| step["step"].as_str().expect("a name")).collect();
    assert_eq!(steps, ["run", "drill", "verify"]);

    let capacity = test.api(None, Role::Owner).await.get("/api/v1/system/capacity").await.expect(200).json();
    assert_eq!(capacity["totals"]["backup_bytes"], report["repository_bytes"]);
    let page = browser.get("/backups").await.expect(200).text();
    assert!(page.contains("복원 확인") && page.contains(&backup["id"].as_str().expect("an id")[..8]), "{page}");
    assert_eq!(alarms(&test).await, [] as [&str; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_file_fails_the_run_and_the_last_good_one_stays() {
    let test = TestApp::start().await;
    for slug in ["hanbit", "duru"] {
        test.account(slug).await;
        write(&test, slug, 2_000).await;
    }
    back_up(&test).await;
    let good = times(&test).await;
    let test = test
        .restart_after(|directory| {
            let path = directory.join("accounts/duru.db");
            let bytes = std::fs::metadata(&path).expect("there").len();
            OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(bytes / 2)).expect("cut");
        })
        .await;
    look(&test).await;
    test.clock.set(NOON.plus_ms(16 * HOUR_MS + 5_000));
    look(&test).await;
    assert_eq!(alarms(&test).await, ["job:backup"]);
    assert_eq!(times(&test).await, good, "what failed is no backup");
    let failed = facts::last_run(test.env(), Step::Run).await.expect("read").expect("a run");
    assert!(!failed.is_good && failed.snapshot.is_none() && failed.told[0].what.en.contains("accounts/duru.db"), "{failed:?}");
    assert_eq!(report(&test).await["standing"], "late");
    let mut browser = test.browser().await;
    assert!(browser.get("/accounts").await.expect(200).text().contains("notice amber"), "the banner names the job");

    // The second night.
    test.clock.advance_ms(DAY_MS);
    look(&test).await;
    let report = report(&test).await;
    assert_eq!((&report["standing"], &report["missed_nights"]), (&"late".into(), &1.into()), "the second night is not over");
    test.clock.advance_ms(2 * HOUR_MS);
    facts::tell(test.env()).await.expect("told");
    assert_eq!(alarms(&test).await, ["backup:late", "job:backup"]);
    let mut browser = test.browser().await;
    let overview = browser.get("/accounts").await.expect(200).text();
    assert!(overview.contains("notice red") && overview.contains("지난 2일 동안 백업하지 못했습니다"), "{overview}");
    assert!(browser.get("/backups").await.expect(200).text().contains("지난 2일 동안 백업하지 못했습니다"));
    let viewer = accounts::find(test.env(), "hanbit").await.expect("read").expect("there").id;
    let theirs = test.viewer("viewer@agency.kr", viewer).await.get("/accounts").await.expect(200).text();
    assert!(!theirs.contains("백업하지 못했습니다"), "it is the owners' matter");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_damaged_is_taken_out_and_saved_again() {
    let test = TestApp::start().await;
    for slug in ["hanbit", "duru"] {
        test.account(slug).await;
        write(&test, slug, 20_000).await;
    }
    back_up(&test).await;
    let old = times(&test).await;
    // What only the older backup holds can't be saved again.
    test.cx("duru").await.write(|tx| Ok(tx.execute("DELETE FROM word", [])?)).await.expect("deleted");
    test.clock.advance_ms(DAY_MS);
    back_up(&test).await;
    sound(jobs::read_data(&run(&test).await).await.expect("read"));

    let packs = files(&test.env().db.data_dir().join("backups/data"));
    packs.iter().filter(|pack| pack.metadata().expect("there").len() > 100_000).for_each(|pack| spoil(pack));
    test.clock.advance_ms(HOUR_MS);
    let failed = jobs::read_data(&run(&test).await).await.expect("ended");
    let told: Vec<&str> = failed.faults.iter().map(|note| note.what.en.as_str()).collect();
    assert!(told[0].starts_with("2 of 2 backups held damaged files"), "{told:?}");
    assert!(
        told.len() == 2 && told[1].contains("accounts/duru.db") && !told[1].contains("hanbit"),
        "only what the oldest held alone: {told:?}"
    );
    assert_eq!(times(&test).await.len(), 3, "one was made at once");
    let last = facts::last_run(test.env(), Step::ReadData).await.expect("read").expect("a run");
    assert!(!last.is_good);

    sound(jobs::read_data(&run(&test).await).await.expect("read"));
    assert!(times(&test).await.ends_with(&old), "the oldest is there with what is left of it");
    sound(jobs::drill(&run(&test).await).await.expect("restored"));
    prune(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn days_are_counted_by_backups_and_no_clock_takes_the_last_one() {
    let test = TestApp::start().await;
    test.account("hanbit").await;
    let settings = Settings { keep_days: 2, ..Settings::default() };
    backups::save_settings(test.env(), &Actor::operator(), settings).await.expect("saved");
    // Two of one day, then 40 days off.
    back_up(&test).await;
    test.clock.advance_ms(HOUR_MS);
    back_up(&test).await;
    test.clock.advance_ms(40 * DAY_MS);
    assert_eq!(prune(&test).await, 1, "of a day the last stays");
    back_up(&test).await;
    assert_eq!(prune(&test).await, 0);
    assert_eq!(times(&test).await, [NOON.plus_ms(HOUR_MS + 40 * DAY_MS), NOON.plus_ms(HOUR_MS)]);
    // The clock is set back by a year: the new one is the last one all the same.
    test.clock.set(NOON.plus_ms(-365 * DAY_MS));
    back_up(&test).await;
    prune(&test).await;
    assert_eq!(times(&test).await[0], NOON.plus_ms(-365 * DAY_MS));
    assert_eq!(times(&test).await.len(), 2);
    assert_eq!(report(&test).await["standing"], "good");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_keeps_fewer_days_and_never_none() {
    let test = TestApp::start().await;
    test.account("hanbit").await;
    for _ in 0..2 {
        back_up(&test).await;
        test.clock.advance_ms(DAY_MS);
    }
    // No disk has so much room.
    let settings = Settings { min_free_gb: 10_000, ..Settings::default() };
    backups::save_settings(test.env(), &Actor::operator(), settings).await.expect("saved");
    let report = report(&test).await;
    assert_eq!((&report["keep_days"], &report["local_days"], &report["room_bytes"]), (&30.into(), &1.into(), &0.into()));
    let done = sound(jobs::prune(&run(&test).await).await.expect("pruned"));
    assert!(done.rows == 1 && done.notes.iter().any(|note| note.what.en.contains("1 days of backups instead of 30")), "{done:?}");
    assert_eq!(times(&test).await, [NOON.plus_ms(DAY_MS)]);
    prune(&test).await;
    assert_eq!(times(&test).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_are_kept_and_secrets_are_not_shown() {
    let test = TestApp::start().await;
    let mut browser = test.browser().await;
    let path = "/settings/backups";
    let typed = [("keep_days", "14"), ("max_disk_percent", "80"), ("min_free_gb", "5")];
    browser.submit(path, path, &typed).await.expect(303);
    assert_eq!(backups::settings(test.env()).await.expect("read"), Settings { keep_days: 14, max_disk_percent: 80, min_free_gb: 5 });
    let wrong = [("keep_days", "0"), ("max_disk_percent", "80"), ("min_free_gb", "<b>")];
    let again = browser.submit(path, path, &wrong).await.expect(422).text();
    assert!(again.contains("&lt;b&gt;") && again.contains("1에서 365 사이"), "{again}");

    let store = |endpoint| {
        [
            ("endpoint", endpoint),
            ("region", "ap-northeast-1"),
            ("bucket", "hanbit-backup"),
            ("prefix", "dangol"),
            ("style", "path"),
            ("access_key_id", "AKIAIOSFODNN7EXAMPLE"),
            ("secret_access_key", "geheimer-schluessel"),
            ("keep_days", "90"),
        ]
    };
    let to = "/settings/backups/store";
    let open = browser.submit(path, to, &store("http://s3.example.com")).await.expect(422).text();
    assert!(open.contains("http://s3.example.com") && !open.contains("geheimer"), "{open}");
    browser.submit(path, to, &store("https://s3.example.com")).await.expect(303);
    let page = browser.get(path).await.expect(200).text();
    assert!(page.contains("hanbit-backup") && !page.contains("geheimer"), "{page}");
    // Elsewhere the stored secret is not sent.
    let mut moved = store("https://evil.example").to_vec();
    moved.retain(|(name, _)| *name != "secret_access_key");
    let refused = browser.submit(path, to, &moved).await.expect(422).text();
    assert!(refused.contains("비밀 액세스 키도 다시 입력해야"), "{refused}");
    let report = report(&test).await;
    assert_eq!((&report["offsite"]["bucket"], &report["offsite"]["copies"]), (&"hanbit-backup".into(), &0.into()));
    assert!(!report.to_string().contains("geheimer") && !report.to_string().contains("AKIAIOSFODNN7EXAMPLE"));
    let stored = std::fs::read(test.directory().join("control.db")).expect("read");
    assert!(!stored.windows(8).any(|window| window == b"geheimer"), "it is sealed");
    browser.submit(path, "/settings/backups/store/removal", &[]).await.expect(303);
    assert!(backups::store(test.env()).await.expect("read").is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_is_shown_once_and_later_for_a_reason_that_is_noted() {
    let test = TestApp::start().await;
    let mut browser = test.browser().await;
    assert!(browser.get("/backups").await.expect(200).text().contains("아직 복구 안내서를 인쇄하지 않았습니다"));
    let key = std::fs::read_to_string(test.directory().join("recovery.key")).expect("there").trim().to_owned();
    assert!(!browser.get("/backups/key").await.expect(200).text().contains(&key));
    let shown = browser.submit("/backups/key", "/backups/key", &[]).await.expect(200);
    assert_eq!(shown.header("cache-control"), "no-store");
    let shown = shown.text();
    assert!(shown.contains(&key) && shown.contains("dangol backup restore --from") && shown.contains("restic -r"), "{shown}");
    assert!(!browser.get("/backups").await.expect(200).text().contains("아직 복구 안내서를"));
    let refused = browser.submit("/backups/key", "/backups/key", &[]).await.expect(422).text();
    assert!(refused.contains("다시 보는 이유를") && !refused.contains(&key), "{refused}");
    let again = browser.submit("/backups/key", "/backups/key", &[("reason", "금고 이전")]).await.expect(200).text();
    assert!(again.contains(&key));
    let log = browser.get("/access-log").await.expect(200).text();
    assert!(log.contains("금고 이전"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn backups_are_for_owners_alone() {
    let test = TestApp::start().await;
    let account = test.account("hanbit").await;
    let mut viewer = test.viewer("viewer@agency.kr", account.id).await;
    let mut manager = test.member("manager@agency.kr", Role::Manager, account.id).await.1;
    for client in [&mut viewer, &mut manager] {
        for path in ["/backups", "/backups/key", "/settings/backups"] {
            let status = client.get(path).await.status;
            assert!(status == 403 || status == 404, "{path}: {status}");
        }
    }
    test.api(Some(account.id), Role::Owner).await.get(SYSTEM).await.expect(403);
    let mut browser = test.browser().await;
    browser.submit("/backups", "/backups/steps/backup/run", &[]).await.expect(303);
    assert!(browser.get("/backups").await.expect(200).text().contains("곧 시작합니다"), "it is asked for");
    browser.submit("/backups", "/backups/steps/score/run", &[]).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn under_litestream_the_log_is_left_alone() {
    let test = TestApp::start_with(|settings| settings.db.litestream_compatible = true).await;
    test.account("hanbit").await;
    let (path, wal) = (test.directory().join("accounts/hanbit.db"), test.directory().join("accounts/hanbit.db-wal"));
    // As Litestream does it: a connection of its own that holds the log by a read transaction.
    let follower = Connection::open(&path).expect("opens");
    follower.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;").expect("follows");
    let bytes = |path: &std::path::Path| std::fs::metadata(path).expect("there").len();
    let before = (std::fs::read(&path).expect("read"), bytes(&wal));
    for _ in 0..5 {
        write(&test, "hanbit", 400).await;
    }
    // Longer than the checkpointer gathers commits elsewhere.
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(std::fs::read(&path).expect("read"), before.0, "no page went into the file");
    assert!(bytes(&wal) > before.1 + 20_000, "all of it is in the log");
    let header = std::fs::read(&wal).expect("read")[..32].to_vec();
    test.env().db.account("hanbit").await.expect("open").write(Class::Batch, |_| Ok(())).await.expect("written");
    follower.execute_batch("COMMIT").expect("lets go");
    write(&test, "hanbit", 400).await;
    tokio::time::sleep(Duration::from_millis(1_500)).await;
    assert_eq!(std::fs::read(&wal).expect("read")[..32].to_vec(), header, "and nobody began it anew");
    // The follower decides.
    follower.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())).expect("checkpointed");
    assert!(bytes(&path) > before.0.len() as u64);
}

#[tokio::test(flavor = "multi_thread")]
async fn new_backups_go_off_site_and_the_sheet_says_how_to_come_back() {
    let store = server::Server::start().await;
    let endpoint = format!("http://{}", store.address);
    let test = TestApp::start().await;
    test.account("hanbit").await;
    back_up(&test).await;
    let nowhere = sound(jobs::copy(&run(&test).await).await.expect("done"));
    assert!(nowhere.notes[0].what.en.contains("No off-site store"), "{nowhere:?}");

    let mut browser = test.browser().await;
    let path = "/settings/backups";
    set_up_store(&mut browser, &endpoint).await;
    browser.submit(path, "/settings/backups/store/test", &[]).await.expect(303);
    assert!(browser.get(path).await.expect(200).text().contains("쓰고, 읽고, 지울 수 있습니다"));
    for copied in [1, 0] {
        assert_eq!(sound(jobs::copy(&run(&test).await).await.expect("copied")).rows, copied);
    }
    let report = report(&test).await;
    let backup = &report["backups"][0];
    assert!(backup["copied_at"].is_string() && backup["copy_id"].as_str() != backup["id"].as_str(), "{report}");
    assert_eq!((&report["offsite"]["copies"], &report["offsite"]["fault"]), (&1.into(), &Value::Null));
    let sheet = browser.submit("/backups/key", "/backups/key", &[]).await.expect(200).text();
    assert!(sheet.contains(&format!("s3:{endpoint}/hanbit-backup/dangol/one")) && sheet.contains(server::SECRET), "{sheet}");

    // The store is gone: the copy fails, the backup here does not.
    store.lose_bucket();
    let failed = jobs::copy(&run(&test).await).await.expect("told");
    assert!(failed.faults[0].what.en.contains("no bucket hanbit-backup"), "{failed:?}");
    back_up(&test).await;
    assert!(browser.get("/backups").await.expect(200).text().contains("hanbit-backup 버킷이 없습니다"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_waits_for_a_restore_that_is_under_way() {
    let test = TestApp::start().await;
    test.account("cafe").await;
    back_up(&test).await;
    let place = dangol::backup::Place::directory(&test.env().settings.backup_directory()).expect("a place");
    let reading = place.share("restore").expect("free");
    // Who only reads waits for nobody.
    drop(place.share("drill").expect("shared"));
    let ending = tokio::task::spawn_blocking(move || {
        std::thread::sleep(Duration::from_secs(2));
        drop(reading);
    });
    back_up(&test).await;
    ending.await.expect("no panic");
    assert_eq!(times(&test).await.len(), 2);

    // Told to stop, it does not wait.
    let reading = place.share("restore").expect("free");
    let run = run(&test).await;
    run.stop();
    assert!(jobs::back_up(&run).await.is_err());
    drop(reading);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_mends_what_it_would_lean_on() {
    let test = TestApp::start().await;
    test.account("cafe").await;
    back_up(&test).await;
    let packs = files(&test.env().settings.backup_directory().join("data"));
    std::fs::remove_file(packs.iter().max_by_key(|pack| pack.metadata().expect("there").len()).expect("a pack")).expect("removed");
    let done = jobs::back_up(&run(&test).await).await.expect("ended");
    assert!(!done.faults.is_empty(), "a pack that vanishes is told of");
    // The new one has everything, and the old one what did not change.
    assert!(!times(&test).await.is_empty());
    sound(jobs::verify(&run(&test).await).await.expect("checked"));
    back_up(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_does_not_fill_the_disk() {
    let disk = tempfile::tempdir().expect("a directory");
    let Some(small) = SmallDisk::mount(&disk.path().join("small"), 64 << 20) else { return };
    let directory = disk.path().join("small/backups");
    let test = TestApp::start_with({
        let directory = directory.clone();
        move |settings| settings.backup.directory = Some(directory)
    })
    .await;
    test.account("cafe").await;
    let done = jobs::back_up(&run(&test).await).await.expect("ended");
    assert!(done.faults.iter().any(|note| note.what.en.contains("is full")), "{:?}", done.faults);
    assert!(files(&directory).iter().all(|file| !file.starts_with(directory.join("data"))), "{:?}", files(&directory));
    drop(test);
    drop(small);
}
