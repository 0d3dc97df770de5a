//! A new version on the files of an older one: all of them are brought up to date, or none is touched.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
};

use dangol::{
    accounts::{model::Role, service as accounts},
    app::{self, Unopened},
    backup::{Key, Place, Repository, Snapshot},
    backups::service::upgrade::{Fault, Upgrade},
    base::{
        chance::SystemChance,
        time::{Clock as _, DAY_MS, SystemClock},
    },
    config::settings::Settings,
    db::{
        lock::DirectoryLock,
        upgrade::{self as files, Kept, kept},
    },
    env::Env,
    testing::app::TestApp,
};
use rusqlite::Connection;
use serde_json::Value;

use crate::appliance::{Appliance, free_ports};

mod kills;
mod old;

const FIGURES: &str = include_str!("../../fixtures/upgrade/figures.json");
const ALL: usize = 25;

/// An empty data directory.
pub fn directory() -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    fs::create_dir(directory.path().join("accounts")).expect("made");
    directory
}

pub async fn open(data_dir: &Path) -> Result<Env, Unopened> {
    let settings = Settings { data_dir: data_dir.to_owned(), ..Settings::default() };
    let lock = DirectoryLock::take(data_dir).expect("nobody is left");
    app::open(settings, lock, Arc::new(SystemClock), Arc::new(SystemChance)).await
}

/// The built binary's answer.
fn dangol(data_dir: &Path, words: &[&str], lang: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dangol"));
    command.arg("--data-dir").arg(data_dir).args(words).env("LANG", lang).env("DANGOL_LOG__LEVEL", "error").stdin(Stdio::null());
    command.output().expect("ran")
}

fn serve(data_dir: &Path, lang: &str) -> Output {
    let [admin, visitors] = free_ports().map(|port| format!("127.0.0.1:{port}"));
    dangol(data_dir, &["serve", "--listen", &admin, "--public-listen", &visitors], lang)
}

fn snapshots(data_dir: &Path) -> Vec<Snapshot> {
    let place = Place::directory(&data_dir.join("backups")).expect("a place");
    Repository::open(place, &Key::read(data_dir).expect("a key")).expect("opens").snapshots().expect("listed")
}

fn folders(data_dir: &Path, prefix: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(data_dir).expect("listed").map(|entry| entry.expect("one").path());
    entries.filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(prefix))).collect()
}

/// Nothing lies in the directory that only an upgrade needs.
fn is_tidy(data_dir: &Path) -> bool {
    !data_dir.join("upgrading").exists() && !data_dir.join("upgrade.journal").exists() && !data_dir.join("upgrade.journal.part").exists()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_directory_is_saved_brought_up_to_date_and_served_with_its_figures() {
    let test = TestApp::start().await;
    let mut left = Vec::new();
    let mut before = std::collections::BTreeMap::new();
    let test = test
        .restart_after(|directory| {
            left = old::leave(directory, 3);
            before = old::contents(directory);
        })
        .await;
    assert_eq!(old::versions(&left), old::newest(&left));
    let mut api = test.api(None, Role::Owner).await;
    let figures: Vec<(String, Value)> = serde_json::from_str(FIGURES).expect("figures");
    assert!(figures.len() > 5);
    for (path, expected) in figures {
        // A score is told as of now.
        let told = [api.get(&path).await.expect(200).json(), expected].map(|mut told| {
            told.as_object_mut().expect("an object").remove("computed_at");
            told
        });
        assert_eq!(told[0], told[1], "{path}");
    }

    let snapshot = snapshots(test.directory()).pop().expect("everything was saved first");
    let saved: Vec<(&str, Option<i64>)> = snapshot.record.files.iter().map(|file| (file.path.as_str(), file.schema)).collect();
    assert_eq!((snapshot.record.reason.as_str(), saved.len()), ("upgrade", 4));
    assert!(saved.iter().all(|(_, schema)| *schema == Some(5)), "{saved:?}");
    let known = dangol::backups::service::facts::snapshots(test.env()).await.expect("listed");
    assert_eq!(known[0].local_id.as_ref(), Some(&snapshot.id), "the page of backups knows of it");

    // The old files are kept as they were, and nothing else is left.
    let folder = folders(test.directory(), "before-upgrade-").pop().expect("kept");
    for path in &left {
        let path = path.strip_prefix(test.directory()).expect("inside");
        assert!(before[path] == fs::read(folder.join(path)).expect("kept"), "{}", path.display());
    }
    assert!(is_tidy(test.directory()));

    // Whoever has an account erased has it erased there too.
    let kept_file = folder.join(format!("accounts/{}.db", old::slug(1)));
    assert!(kept_file.exists());
    accounts::erasing::erase(test.env(), &dangol::accounts::model::Actor::operator(), &old::slug(1)).await.expect("erased");
    assert!(!kept_file.exists());
    // After their days they go.
    kept::forget(test.directory(), test.now().plus_ms(8 * DAY_MS)).expect("forgotten");
    assert_eq!(fs::read_dir(&folder).expect("there").count(), 1, "its record alone");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_where_it_is_once_all_is_up_to_date_and_the_next_start_changes_nothing() {
    let directory = directory();
    let data_dir = directory.path();
    let left = old::leave(data_dir, 3);
    let ports = free_ports();
    for _ in 0..2 {
        let server = Appliance::start(data_dir, ports);
        for path in &left {
            let conn = Connection::open(path).expect("opens");
            let version: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0)).expect("asked");
            assert!(version > 5, "{}", path.display());
        }
        let ready = reqwest::get(format!("{}/readyz", server.admin)).await.expect("answered");
        assert_eq!(ready.status(), 200);
        server.kill();
    }
    assert_eq!((snapshots(data_dir).len(), folders(data_dir, "before-upgrade-").len()), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_file_of_twenty_five_that_fails_leaves_all_as_they_were() {
    let directory = directory();
    let data_dir = directory.path();
    let left = old::leave(data_dir, ALL);
    let spoilt = old::slug(13);
    old::spoil(data_dir, &spoilt);
    // What lies in a log is no less a part of the file.
    let in_log = Connection::open(old::file(data_dir, &old::slug(2))).expect("opens");
    in_log.execute_batch("INSERT INTO word (text) VALUES ('only in the log')").expect("written");
    let before = old::contents(data_dir);
    assert!(before.keys().any(|path| path.to_string_lossy().ends_with("-wal")));

    let Err(Unopened::Upgrade(Fault::Failed { file, cause })) = open(data_dir).await else { panic!("it should fail") };
    assert_eq!(file, format!("accounts/{spoilt}.db"));
    assert!(matches!(cause, files::Fault::Step { step: 10, .. }), "{cause}");
    let mut after = old::contents(data_dir);
    let key = after.remove(Path::new("recovery.key"));
    assert!(key.is_some() && before == after, "every byte is as it was");
    assert!(is_tidy(data_dir) && folders(data_dir, "before-upgrade-").is_empty());

    for (lang, words) in [("C", "All files are as they were"), ("ko_KR.UTF-8", "모든 파일이 이전 그대로입니다")] {
        let refused = serve(data_dir, lang);
        let told = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert_eq!((refused.status.code(), refused.stdout.as_slice()), (Some(1), b"".as_slice()), "{told}");
        let lines: Vec<&str> = told.lines().collect();
        assert!(lines.len() == 2 && lines[0].contains(&file) && lines[0].contains("overflow"), "{told}");
        assert!(lines[1].contains(words) && lines[1].contains("dangol-rollback"), "{told}");
    }
    assert_eq!(snapshots(data_dir).len(), 1, "what has not changed is saved once, however often it is tried");

    drop(in_log);
    old::mend(data_dir, &spoilt);
    let env = open(data_dir).await.expect("opens");
    for account in accounts::list(&env).await.expect("listed") {
        assert!(env.db.account(&account.slug).await.is_ok(), "{}", account.slug);
    }
    drop(env);
    assert_eq!(old::versions(&left), old::newest(&left));
    let conn = Connection::open(old::file(data_dir, &old::slug(2))).expect("opens");
    let word = conn.query_row("SELECT count(*) FROM word WHERE text = 'only in the log'", [], |row| row.get::<_, i64>(0));
    assert_eq!(word.expect("asked"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_damaged_or_missing_before_stops_nobody() {
    let directory = directory();
    let data_dir = directory.path();
    let left = old::leave(data_dir, 6);
    let whole = fs::read(old::file(data_dir, &old::slug(1))).expect("read");
    fs::write(old::file(data_dir, &old::slug(1)), &whole[..whole.len() / 2]).expect("cut");
    fs::write(old::file(data_dir, &old::slug(2)), vec![7; 9_000]).expect("written");
    fs::remove_file(old::file(data_dir, &old::slug(3))).expect("removed");
    let newer = Connection::open(old::file(data_dir, &old::slug(4))).expect("opens");
    newer.pragma_update(None, "user_version", 999).expect("set");
    drop(newer);
    let before = old::contents(data_dir);
    let env = open(data_dir).await.expect("opens");
    for number in 1..5 {
        let slug = old::slug(number);
        assert!(env.db.account(&slug).await.is_err() && env.db.fault(&slug).is_some(), "{slug}");
    }
    for slug in [old::SLUG, &old::slug(5)] {
        assert!(env.db.account(slug).await.is_ok(), "{slug}");
    }
    drop(env);
    for number in [1, 2, 4] {
        let path = old::file(data_dir, &old::slug(number));
        assert!(before[path.strip_prefix(data_dir).expect("inside")] == fs::read(&path).expect("read"), "{}", path.display());
    }
    let fine = [left[0].clone(), left[1].clone(), left[6].clone()];
    assert_eq!(old::versions(&fine), old::newest(&fine));
    let saved: Vec<String> = snapshots(data_dir).pop().expect("saved").record.files.into_iter().map(|file| file.path).collect();
    assert_eq!(saved.len(), 3, "{saved:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_backup_nothing_is_changed_unless_somebody_asks_for_it() {
    let directory = directory();
    let data_dir = directory.path();
    let left = old::leave(data_dir, 2);
    fs::write(data_dir.join("backups"), "no folder").expect("written");
    let before = old::contents(data_dir);
    let refused = serve(data_dir, "C");
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(1), "{told}");
    assert!(told.contains("that failed") && told.contains("dangol upgrade run --without-backup"), "{told}");
    let mut after = old::contents(data_dir);
    after.remove(Path::new("recovery.key"));
    assert!(before == after);

    let done = dangol(data_dir, &["upgrade", "run", "--without-backup"], "C");
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    assert!(String::from_utf8_lossy(&done.stdout).contains("Brought 3 files up to date"));
    assert_eq!(old::versions(&left), old::newest(&left));
    let again = dangol(data_dir, &["upgrade", "run"], "C");
    assert!(String::from_utf8_lossy(&again.stdout).contains("of this version already"));
}

#[test]
fn a_disk_without_room_is_told_before_anything_is_done() {
    let disk = tempfile::tempdir().expect("a directory");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=48m,mode=700", "none"]).arg(disk.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: only root can mount a small disk, so no full disk was tried");
        return;
    }
    fs::create_dir(disk.path().join("accounts")).expect("made");
    old::leave(disk.path(), 3);
    let before = old::contents(disk.path());
    let refused = serve(disk.path(), "C");
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    let after = old::contents(disk.path());
    let made_backups = disk.path().join("backups").exists();
    let _ = Command::new("umount").arg(disk.path()).status();
    assert_eq!(refused.status.code(), Some(1), "{told}");
    assert!(told.contains("MB of free disk space") && told.contains("Free some space"), "{told}");
    assert!(before == after && !made_backups);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upgrade_is_undone_and_what_was_entered_since_is_kept() {
    let directory = directory();
    let data_dir = directory.path();
    let left = old::leave(data_dir, 4);
    let before = old::contents(data_dir);
    let env = open(data_dir).await.expect("opens");
    let account = env.db.account(old::SLUG).await.expect("opens");
    let class = dangol::db::Class::Person;
    account.write(class, |tx| Ok(tx.execute("INSERT INTO word (text) VALUES ('since')", [])?)).await.expect("written");
    drop((account, env));
    let made = dangol(data_dir, &["account", "create", "--name", "새 고객", "--slug", "fresh"], "C");
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));

    let asked = dangol(data_dir, &["upgrade", "undo"], "C");
    assert_eq!(asked.status.code(), Some(2), "nobody is there to ask");
    let undone = dangol(data_dir, &["upgrade", "undo", "--yes"], "C");
    let told = String::from_utf8_lossy(&undone.stdout).into_owned();
    assert_eq!(undone.status.code(), Some(0), "{}", String::from_utf8_lossy(&undone.stderr));
    assert!(told.contains("are back") && told.contains("after-upgrade-"), "{told}");
    for (path, bytes) in &before {
        assert!(fs::read(data_dir.join(path)).expect("back") == *bytes, "{}", path.display());
    }
    assert!(!old::file(data_dir, "fresh").exists() && is_tidy(data_dir) && folders(data_dir, "before-upgrade-").is_empty());

    let newer = folders(data_dir, "after-upgrade-").pop().expect("kept");
    let conn = Connection::open(old::file(&newer, old::SLUG)).expect("opens");
    let words = conn.query_row("SELECT count(*) FROM word WHERE text = 'since'", [], |row| row.get::<_, i64>(0));
    assert_eq!(words.expect("asked"), 1);
    assert!(old::file(&newer, "fresh").exists());
    drop(conn);

    let nothing = dangol(data_dir, &["upgrade", "undo", "--yes"], "C");
    assert_eq!(nothing.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&nothing.stdout).contains("nothing to undo"));
    // The new version can be tried again.
    drop(open(data_dir).await.expect("opens"));
    assert_eq!(old::versions(&left), old::newest(&left));
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_goes_back_to_files_that_are_gone_or_lie_elsewhere() {
    let directory = directory();
    let data_dir = directory.path();
    old::leave(data_dir, 3);
    drop(open(data_dir).await.expect("opens"));
    kept::forget(data_dir, SystemClock.now().plus_ms(8 * DAY_MS)).expect("forgotten");
    for (directory, word) in
        [(data_dir.to_owned(), "were kept for 7 days and are gone"), (data_dir.join("elsewhere"), "There is nothing in")]
    {
        let refused = dangol(&directory, &["upgrade", "undo", "--yes"], "C");
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains(word), "{refused:?}");
    }
}

#[test]
fn what_another_version_has_replaced_is_not_put_back() {
    let directory = directory();
    let data_dir = directory.path();
    old::leave(data_dir, 2);
    let lock = DirectoryLock::take(data_dir).expect("free");
    let settings = Settings { data_dir: data_dir.to_owned(), ..Settings::default() };
    let clock: Arc<dyn dangol::base::time::Clock> = Arc::new(SystemClock);
    let work = Upgrade { settings: &settings, lock: &lock, clock: &clock, chance: &SystemChance, saves: false };
    let Kept { folder, mut journal } = work.run().expect("upgraded").kept.expect("kept");
    assert!(work.last().expect("looked").is_some());
    journal.version = "0.0.1".into();
    fs::write(folder.join("upgrade.json"), serde_json::to_vec(&journal).expect("json")).expect("written");
    assert!(work.last().expect("looked").is_none());
}
