//! Killed with -9 at any point of an upgrade or of its undoing: the files are all old or all new, and the next start serves them.
//!
//! The process that is killed is this program itself, asked for the ignored test below.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use dangol::{
    backups::service::upgrade::Upgrade,
    base::{
        chance::SystemChance,
        time::{Clock, SystemClock},
    },
    config::settings::Settings,
    db::lock::DirectoryLock,
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::upgrade::{directory, old, open};

const WORK: &str = "DANGOL_TEST_UPGRADE_WORK";
const STEP: &str = "DANGOL_DIE_BEFORE_STEP";
const ACCOUNTS: usize = 3;
/// Changes of the directory that an upgrade of so many accounts makes: the journal, second names and places of four files, the record.
const STEPS: u32 = 10;

/// Not a test: the process that the tests below kill. `backup`, `swap` or `undo`, and where.
#[test]
#[ignore = "run by the tests that kill it"]
fn worker() {
    let Ok(work) = std::env::var(WORK) else { return };
    let (what, data_dir) = work.split_once('\n').expect("what and where");
    let settings = Settings { data_dir: PathBuf::from(data_dir), ..Settings::default() };
    let lock = DirectoryLock::take(&settings.data_dir).expect("free");
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let work = Upgrade { settings: &settings, lock: &lock, clock: &clock, chance: &SystemChance, saves: what == "backup" };
    if what == "undo" {
        if let Some(last) = work.last().expect("looked") {
            work.undo(&last).expect("undone");
        }
    } else {
        work.run().expect("upgraded");
    }
}

fn start(data_dir: &Path, what: &str, step: Option<u32>) -> Child {
    let mut command = Command::new(std::env::current_exe().expect("known"));
    command.args(["--exact", "upgrade::kills::worker", "--ignored"]).env(WORK, format!("{what}\n{}", data_dir.display()));
    if let Some(step) = step {
        command.env(STEP, step.to_string());
    }
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
}

fn kills() -> Option<usize> {
    std::env::var("DANGOL_KILLS").ok().and_then(|kills| kills.parse().ok())
}

/// Each of them where it takes long, else some.
fn chosen(seed: u64) -> Vec<u32> {
    let mut dice = StdRng::seed_from_u64(seed);
    kills().map_or_else(|| (0..3).map(|_| dice.random_range(0..STEPS)).collect(), |_| (0..STEPS).collect())
}

#[test]
fn a_kill_before_any_step_leaves_all_old_or_all_new_and_the_next_start_has_them_new() {
    for step in chosen(11) {
        let directory = directory();
        let data_dir = directory.path();
        let left = old::leave(data_dir, ACCOUNTS);
        assert!(!start(data_dir, "swap", Some(step)).wait().expect("ended").success(), "step {step}: it was to be killed");
        // No file is ever missing from its place.
        let versions = old::versions(&left);
        assert!(versions.iter().all(|version| *version == 5) || versions[0] > 5, "step {step}: {versions:?}");
        assert!(start(data_dir, "swap", None).wait().expect("ended").success(), "step {step}");
        assert_eq!(old::versions(&left), old::newest(&left), "step {step}");
        assert!(crate::upgrade::is_tidy(data_dir), "step {step}");
        assert_eq!(crate::upgrade::folders(data_dir, "before-upgrade-").len(), 1, "step {step}");
    }
}

#[test]
fn an_undo_that_is_killed_is_taken_up_again_or_taken_back() {
    for step in chosen(12) {
        let directory = directory();
        let data_dir = directory.path();
        let left = old::leave(data_dir, ACCOUNTS);
        let before = old::contents(data_dir);
        assert!(start(data_dir, "swap", None).wait().expect("ended").success());
        assert!(!start(data_dir, "undo", Some(step)).wait().expect("ended").success(), "step {step}: it was to be killed");
        let versions = old::versions(&left);
        assert!(versions[0] > 5 || versions.iter().all(|version| *version == 5), "step {step}: {versions:?}");
        if step % 2 == 0 {
            assert!(start(data_dir, "undo", None).wait().expect("ended").success(), "step {step}");
            for (path, bytes) in &before {
                assert!(std::fs::read(data_dir.join(path)).expect("back") == *bytes, "step {step}: {}", path.display());
            }
        } else {
            assert!(start(data_dir, "swap", None).wait().expect("ended").success(), "step {step}");
            assert_eq!(old::versions(&left), old::newest(&left), "step {step}");
        }
        assert!(crate::upgrade::is_tidy(data_dir), "step {step}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_moment_loses_nothing() {
    let usual = {
        let directory = directory();
        old::leave(directory.path(), 8);
        let began = Instant::now();
        assert!(start(directory.path(), "backup", None).wait().expect("ended").success(), "left alone, it ends");
        began.elapsed()
    };
    let mut dice = StdRng::seed_from_u64(13);
    for kill in 0..kills().unwrap_or(3).min(60) {
        let directory = directory();
        let data_dir = directory.path();
        let left = old::leave(data_dir, 8);
        let mut child = start(data_dir, "backup", None);
        std::thread::sleep(usual.mul_f64(dice.random_range(0.05..1.0)).max(Duration::from_millis(5)));
        let _ = child.kill();
        child.wait().expect("ended");
        let versions = old::versions(&left);
        assert!(versions.iter().all(|version| *version == 5) || versions[0] > 5, "kill {kill}: {versions:?}");
        let env = open(data_dir).await.expect("opens");
        for number in 1..8 {
            let account = env.db.account(&old::slug(number)).await.expect("opens");
            let leads = account.read(|conn| {
                let sql = "SELECT count(*) FROM lead /* whole table: a test */";
                Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))?)
            });
            assert!(leads.await.expect("read") > 20, "kill {kill}");
        }
        drop(env);
        assert_eq!(old::versions(&left), old::newest(&left), "kill {kill}");
        assert!(crate::upgrade::is_tidy(data_dir), "kill {kill}");
    }
}
