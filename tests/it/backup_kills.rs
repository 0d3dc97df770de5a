//! Killed with -9 at any point of a backup and of giving space back: no half snapshot shows, and everything that counted comes back.
//!
//! The process that is killed is this program itself, asked for the ignored test below.

use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use dangol::{
    backup::{Key, Place, Repository},
    base::{
        chance::SeededChance,
        time::{Clock as _, FrozenClock, HOUR_MS, Timestamp, Zone},
    },
};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use crate::backup_repository::{Home, hash, save};

const PATHS: [&str; 3] = ["accounts/a.db", "accounts/b.db", "control.db"];
const WORK: &str = "DANGOL_TEST_BACKUP_WORK";

/// Not a test: the process that the tests below kill.
#[test]
#[ignore = "run by the tests that kill it"]
fn worker() {
    let Ok(work) = std::env::var(WORK) else { return };
    let [what, dir, at] = work.splitn(3, '\n').collect::<Vec<_>>()[..] else { panic!("what, where and when") };
    let (dir, at) = (PathBuf::from(dir), Timestamp(at.parse().expect("a number")));
    let place = Place::directory(&dir.join("backups")).expect("a place");
    let repository = Repository::open(place, &Key::generate(&SeededChance::new(1))).expect("opened");
    match what {
        "save" => {
            let clock = Arc::new(FrozenClock::at(at));
            save(&dir, &repository, &PATHS, &clock, Arc::new(|_| ControlFlow::Continue(()))).expect("saved");
        }
        "hold" => {
            let _lock = repository.place().lock("hold").expect("free");
            std::thread::sleep(Duration::from_mins(1));
        }
        _ => {
            let lock = repository.place().lock("prune").expect("free");
            repository.forget(&lock, 2, Zone::default()).expect("forgotten");
            repository.prune_after(&lock, Duration::ZERO).expect("pruned");
        }
    }
}

fn start(dir: &Path, what: &str, at: Timestamp) -> Child {
    Command::new(std::env::current_exe().expect("known"))
        .args(["--exact", "backup_kills::worker", "--ignored"])
        .env(WORK, format!("{what}\n{}\n{}", dir.display(), at.0))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started")
}

/// Lets the work end once, and answers with how long that takes.
fn duration(dir: &Path, what: &str, at: Timestamp) -> Duration {
    let began = Instant::now();
    assert!(start(dir, what, at).wait().expect("ended").success(), "{what} fails when it is left alone");
    began.elapsed()
}

fn kills() -> u32 {
    std::env::var("DANGOL_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(2)
}

#[test]
fn kills_in_a_backup_and_in_a_prune_lose_nothing() {
    let home = Home::new();
    let (a, b) = (home.database("accounts/a.db", 60_000), home.database("accounts/b.db", 60_000));
    drop(home.database("control.db", 100));
    let repository = home.repository();
    let mut dice = StdRng::seed_from_u64(17);
    let changed = || {
        for conn in [&a, &b] {
            conn.execute_batch("UPDATE lead SET name = hex(randomblob(40)) WHERE id % 40 = abs(random()) % 40").expect("changed");
        }
        home.clock.advance_ms(20 * HOUR_MS);
        home.clock.now()
    };
    let mut saves = 1;
    let usual = duration(home.dir(), "save", changed());
    for kill in 0..kills() {
        let mut child = start(home.dir(), "save", changed());
        std::thread::sleep(usual.mul_f64(dice.random_range(0.1..1.05)));
        let _ = child.kill();
        if child.wait().expect("ended").success() {
            saves += 1;
        }
        let snapshots = repository.snapshots().expect("listed");
        // One that counts just before the kill is whole all the same.
        assert!(snapshots.len() == saves || snapshots.len() == saves + 1, "kill {kill}: {} for {saves}", snapshots.len());
        saves = snapshots.len();
        assert!(home.verify(&repository).is_well(), "kill {kill}");
        let last = snapshots.last().expect("one");
        let target = home.dir().join("back");
        for file in &last.record.files {
            repository.write_out(&home.lock(), last, &file.path, &target).expect("back");
            assert_eq!(hash(&target), file.sha256);
            std::fs::remove_file(&target).expect("removed");
        }
    }
    for _ in 0..3 {
        duration(home.dir(), "save", changed());
    }
    home.restic(&["check", "--read-data"]).expect("restic finds nothing");

    let usual = duration(home.dir(), "prune", changed());
    for kill in 0..kills() {
        duration(home.dir(), "save", changed());
        duration(home.dir(), "save", changed());
        let kept = repository.snapshots().expect("listed");
        let mut child = start(home.dir(), "prune", home.clock.now());
        std::thread::sleep(usual.mul_f64(dice.random_range(0.1..1.05)));
        let _ = child.kill();
        child.wait().expect("ended");
        let report = home.verify(&repository);
        assert!(report.is_well(), "kill {kill}: {report:?}");
        assert_eq!(repository.snapshots().expect("listed").last(), kept.last(), "kill {kill}");
    }
    duration(home.dir(), "prune", changed());
    home.restic(&["check", "--read-data"]).expect("restic finds nothing");
    let snapshots = repository.snapshots().expect("listed");
    for snapshot in &snapshots {
        for file in &snapshot.record.files {
            let target = home.dir().join("back");
            repository.write_out(&home.lock(), snapshot, &file.path, &target).expect("back");
            std::fs::remove_file(&target).expect("removed");
        }
    }
    let left: Vec<_> = std::fs::read_dir(home.dir().join("backups/snapshots")).expect("listed").collect();
    assert_eq!(left.len(), snapshots.len(), "what never counted is gone");
}

#[test]
fn two_processes_do_not_work_at_once() {
    let home = Home::new();
    let repository = home.repository();
    drop(home.database("control.db", 10));
    let mut first = start(home.dir(), "hold", home.clock.now());
    let lock_file = home.dir().join("backups/dangol.lock");
    let began = Instant::now();
    while !std::fs::read_to_string(&lock_file).is_ok_and(|holder| holder.contains("hold")) {
        assert!(began.elapsed() < Duration::from_secs(30), "the other process does not begin");
        std::thread::sleep(Duration::from_millis(20));
    }
    let fault = home.save(&repository, &["control.db"]).expect_err("held");
    assert!(fault.to_string().contains(&format!("hold, process {}", first.id())), "{fault}");
    first.kill().expect("killed");
    first.wait().expect("gone");
    home.save(&repository, &["control.db"]).expect("free again");
}
