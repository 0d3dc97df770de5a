//! A copy killed with -9 at any point: the next one completes it, and what is there was never half a snapshot.

use std::{
    ops::ControlFlow,
    process::{Child, Command, Stdio},
    sync::Arc,
    time::Duration,
};

use dangol::backup::store::{Patience, Store, Typed};
use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};

use super::{
    office::{Office, beside, plan, restic_in},
    server::{Server, typed},
};

/// What the child is told: where the box lies, and where the store listens.
const BOX: &str = "DANGOL_TEST_BOX";
const STORE: &str = "DANGOL_TEST_STORE";

/// Each of them takes some ten seconds.
const MOST: u32 = 25;

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_copy_is_completed_by_the_next() {
    let kills: u32 = std::env::var("DANGOL_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(2).min(MOST);
    let (server, office) = (Server::start().await, Office::new());
    let mut seeded = StdRng::seed_from_u64(11);
    let mut killed = 0;
    for night in 1..=kills {
        let here = office.clone();
        beside(move || {
            here.turn_over(1_500);
            here.night()
        })
        .await;
        let mut child = child(&office, &server);
        tokio::time::sleep(Duration::from_millis(seeded.random_range(300..2_500))).await;
        killed += u32::from(child.try_wait().expect("a child").is_none());
        child.kill().expect("killed");
        child.wait().expect("ended");

        let (store, here) = (server.store(), office.clone());
        let there = beside(move || here.offsite(&store, super::server::QUICK).and_then(|offsite| offsite.repository().snapshots())).await;
        let there = there.expect("listed").len();
        assert!((night as usize - 1..=night as usize).contains(&there), "{there} in night {night}");
        if there > 0 {
            let folder = server.folder();
            // What a killed run left is named, not faulty.
            beside(move || restic_in(&folder, &["check"])).await;
        }
        let (store, here) = (server.store(), office.clone());
        let copied = beside(move || here.copy(&store, plan())).await.expect("copied");
        assert_eq!(copied.there.len(), night as usize);
    }
    assert!(killed > 0, "no child was killed at its work");
    let folder = server.folder();
    let told = beside(move || restic_in(&folder, &["check", "--read-data"])).await;
    assert!(told.contains("no errors were found"), "{told}");
}

/// This test again, in a process of its own, for [`copies_until_it_is_killed`].
fn child(office: &Office, server: &Server) -> Child {
    Command::new(std::env::current_exe().expect("this binary"))
        .args(["--exact", "--ignored", "backup_store::kills::copies_until_it_is_killed"])
        .env(BOX, office.dir())
        .env(STORE, server.address.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started")
}

#[test]
#[ignore = "run by the test above, to be killed"]
fn copies_until_it_is_killed() {
    let (Ok(directory), Ok(address)) = (std::env::var(BOX), std::env::var(STORE)) else { return };
    // So slow that there is something to be killed at.
    let limit = Some(1_500_000);
    let settings = Typed { upload_limit_bytes_per_s: limit, ..typed(address.parse().expect("an address")) };
    let store = Store::parse(&settings).expect("settings");
    let office = Office::at(directory.as_ref());
    office.copy_watched(&store, plan(), Patience::BUTTON, Arc::new(|_| ControlFlow::Continue(()))).expect("copied");
}
