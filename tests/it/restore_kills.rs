//! Killed with -9 before any step of putting files in place: after the next start the account has all of its old files or all of the
//! restored ones, and nothing in between.
//!
//! The process that is killed is this program itself, asked for the ignored test below.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use dangol::{
    app,
    base::{chance::SystemChance, time::SystemClock},
    config::settings::Settings,
    db::lock::DirectoryLock,
    env::Env,
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use rusqlite::Connection;

use crate::{
    appliance::run,
    restore::{back_up, in_place, restore},
};

const WORK: &str = "DANGOL_TEST_RESTORE_WORK";
const STEP: &str = "DANGOL_DIE_BEFORE_STEP";
/// Changes of the directory that one swap of two files makes.
const STEPS: u32 = 8;
/// Each step so often that more would tell nothing new.
const MOST: usize = 40;

async fn open(data_dir: &Path) -> Env {
    let settings = Settings { data_dir: data_dir.to_owned(), ..Settings::default() };
    let lock = DirectoryLock::take(data_dir).expect("nobody is left");
    app::open(settings, lock, Arc::new(SystemClock), Arc::new(SystemChance)).await.expect("opened")
}

/// Not a test: the process that the test below kills.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "run by the test that kills it"]
async fn worker() {
    let Ok(data_dir) = std::env::var(WORK) else { return };
    let env = open(&PathBuf::from(data_dir)).await;
    let told = restore(&env, in_place(&["cafe"])).await;
    assert!(told[0].fault.is_none(), "{told:?}");
}

fn work(data_dir: &Path, step: Option<u32>) -> bool {
    let mut command = Command::new(std::env::current_exe().expect("known"));
    command.args(["--exact", "restore_kills::worker", "--ignored"]).env(WORK, data_dir).stdout(Stdio::null()).stderr(Stdio::null());
    if let Some(step) = step {
        command.env(STEP, step.to_string());
    }
    command.status().expect("ran").success()
}

/// The words of the account's file and of its archive.
fn said(data_dir: &Path) -> (Vec<String>, Vec<String>) {
    let words = |file: &str, sql: &str| -> Vec<String> {
        let conn = Connection::open(data_dir.join("accounts").join(file)).expect("opens");
        let check: String = conn.query_row("PRAGMA quick_check", [], |row| row.get(0)).expect("checked");
        assert_eq!(check, "ok", "{file}");
        let mut statement = conn.prepare(sql).expect("prepared");
        statement.query_map([], |row| row.get(0)).expect("read").map(|word| word.expect("a word")).collect()
    };
    (
        words("cafe.db", "SELECT text FROM word ORDER BY id"),
        words("cafe.archive.db", "SELECT data FROM archived_interaction ORDER BY lead_id"),
    )
}

async fn say(env: &Env, word: &'static str) {
    let class = dangol::db::Class::Person;
    let account = env.db.account("cafe").await.expect("opens");
    account.write(class, move |tx| Ok(tx.execute("INSERT INTO word (text) VALUES (?1)", [word])?)).await.expect("written");
    let archive = env.db.create_archive("cafe").await.expect("opens");
    let sql = "INSERT INTO archived_interaction (month, lead_id, at, seq, kind, actor, agent, data)
               SELECT 1, coalesce(max(lead_id), 0) + 1, 0, 0, 0, 0, 0, ?1 FROM archived_interaction /* whole table: a test */";
    archive.write(class, move |tx| Ok(tx.execute(sql, [word])?)).await.expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_between_any_two_steps_leaves_all_of_the_old_or_all_of_the_new() {
    let directory = tempfile::tempdir().expect("a directory");
    let data_dir = directory.path();
    run(data_dir, &["setup", "--email", "owner@agency.kr", "--agency", "한빛"], "correct horse battery\n");
    run(data_dir, &["account", "create", "--name", "카페", "--slug", "cafe"], "");
    let env = open(data_dir).await;
    say(&env, "then").await;
    back_up(&env, &["cafe"]);
    drop(env);

    let all: Vec<u32> = (0..STEPS).collect();
    let mut dice = StdRng::seed_from_u64(5);
    let two = (0..2).map(|_| dice.random_range(0..STEPS)).collect();
    let kills = std::env::var("DANGOL_KILLS").ok().and_then(|kills| kills.parse::<usize>().ok());
    let steps: Vec<u32> = kills.map_or(two, |kills| all.iter().copied().cycle().take(kills.min(MOST)).collect());
    for step in steps {
        let env = open(data_dir).await;
        say(&env, "since").await;
        drop(env);
        let old = said(data_dir);
        assert!(!work(data_dir, Some(step)), "step {step}: it was to be killed");
        // The next start settles it.
        let env = open(data_dir).await;
        env.db.account("cafe").await.expect("opens");
        drop(env);
        let (file, archive) = said(data_dir);
        let new = (vec!["then".to_owned()], vec!["then".to_owned()]);
        assert!((file.clone(), archive.clone()) == old || (file.clone(), archive.clone()) == new, "step {step}: {file:?} {archive:?}");
        let left = std::fs::read_dir(data_dir.join("accounts")).expect("listed").map(|entry| entry.expect("an entry").file_name());
        let left: Vec<_> = left.filter(|name| name.to_string_lossy().starts_with("incoming-")).collect();
        assert!(left.is_empty(), "step {step}: {left:?}");
    }
    assert!(work(data_dir, None), "left alone, it restores");
    assert_eq!(said(data_dir), (vec!["then".to_owned()], vec!["then".to_owned()]));
}
