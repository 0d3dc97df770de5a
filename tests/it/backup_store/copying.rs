//! The copy: complete, readable without us, never sent twice.
//!
//! The server in this process lists nothing for restic, which sends an empty delimiter: restic reads its directory instead. Through
//! S3 it reads the copy in the test against moto.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use dangol::backup::{
    Fault,
    copy::{Offsite, Plan, Pruning},
    store::{self, Doing},
};
use hyper::Method;

use super::{
    office::{Office, beside, plan, restic_in},
    server::{Fate, QUICK, Server},
};

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_is_whole_and_restic_reads_it() {
    let (server, office) = (Server::start().await, Office::new());
    let (store, folder) = (server.store(), server.folder());
    beside(move || {
        let first = office.night();
        office.leads(50);
        let second = office.night();
        let copied = office.copy(&store, plan()).expect("copied");
        assert_eq!(copied.copied, [second.id.clone(), first.id]);
        let numbers: Vec<_> = copied.there.iter().map(|there| there.record.number).collect();
        assert_eq!(numbers, [second.record.number - 1, second.record.number]);
        assert_eq!(copied.there[1].record, second.record);
        assert!(copied.sent_bytes > 1_000_000, "{}", copied.sent_bytes);
        let again = office.copy(&store, plan()).expect("copied");
        assert!(again.copied.is_empty() && again.sent_bytes == 0, "{again:?}");

        // With restic, and with us.
        assert!(restic_in(&folder, &["check", "--read-data"]).contains("no errors were found"));
        let target = office.dir().join("restored");
        restic_in(&folder, &["restore", "latest", "--target", target.to_str().expect("UTF-8")]);
        let live = std::fs::read(office.dir().join("accounts/cafe.db")).expect("read");
        assert!(std::fs::read(target.join("accounts/cafe.db")).expect("restored") == live);
        let offsite = Offsite::open(&store, &Office::key(), &office.dir().join("offsite.lock"), QUICK).expect("opened");
        let lock = offsite.lock("restore").expect("free");
        let back = office.dir().join("back.db");
        offsite.repository().write_out(&lock, &copied.there[1], "accounts/cafe.db", &back).expect("back");
        assert!(std::fs::read(back).expect("read") == live);
        assert!(offsite.repository().verify(&lock, true).expect("verified").is_well());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_keeps_days_of_its_own() {
    let (server, office) = (Server::start().await, Office::new());
    let (store, folder) = (server.store(), server.folder());
    beside(move || {
        let few = Plan { days: 2, ..plan() };
        let mut made = Vec::new();
        for _ in 0..4 {
            office.leads(20);
            office.night();
            let copied = office.copy(&store, few).expect("copied");
            assert_eq!(copied.copied.len(), 1);
            made.push(office.repository().snapshots().expect("listed").pop().expect("one").record);
            let there: Vec<_> = copied.there.iter().map(|there| there.record.clone()).collect();
            assert_eq!(there, made[made.len().saturating_sub(2)..]);
            assert!(matches!(copied.pruning, Pruning::Done(_)), "{copied:?}");
        }
        assert_eq!(office.repository().snapshots().expect("listed").len(), 4, "nothing is forgotten here");
        assert!(restic_in(&folder, &["check", "--read-data"]).contains("no errors were found"));
        // A box that begins anew, with nothing to say about what is there.
        let empty = Office::new();
        assert_eq!(empty.copy(&store, few).expect("copied").there.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_of_two_lives_is_the_later_ones() {
    let (server, first, second) = (Server::start().await, Office::new(), Office::later(60));
    let store = server.store();
    beside(move || {
        for _ in 0..3 {
            first.night();
        }
        first.copy(&store, plan()).expect("copied");
        // The machine is lost; a new one begins a repository of its own and copies to the same place.
        let newest = second.night();
        assert_eq!(second.copy(&store, plan()).expect("copied").there.len(), 4);
        let offsite = second.offsite(&store, QUICK).expect("opened");
        let there = offsite.repository().snapshots().expect("listed");
        assert_eq!(there.last().map(|there| &there.record), Some(&newest.record));
        assert!(there.is_sorted_by_key(|there| there.record.at), "{there:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_cannot_be_read_now_is_not_passed_over() {
    let (server, office) = (Server::start().await, Office::new());
    let (store, folder) = (server.store(), server.folder());
    let here = office.clone();
    let copied = beside(move || {
        here.night();
        here.night();
        here.copy(&store, plan()).expect("copied")
    })
    .await;
    let newest = copied.there[1].id.clone();
    let asked = newest.clone();
    server
        .judge(move |seen| if seen.path.contains(&asked) { Fate::Answer(503, "<Error><Code>SlowDown</Code></Error>") } else { Fate::Pass });
    let (store, here) = (server.store(), office.clone());
    let listed = beside(move || here.offsite(&store, QUICK).expect("opened").repository().snapshots()).await;
    assert!(matches!(listed, Err(Fault::Store(store::Fault::Busy { .. }))), "{listed:?}");

    // One that is damaged for good hides no other.
    server.judge(|_| Fate::Pass);
    for content in [&b"no snapshot"[..], b""] {
        std::fs::write(folder.join("snapshots").join(&newest), content).expect("written");
        let (store, here) = (server.store(), office.clone());
        let listed = beside(move || here.offsite(&store, QUICK).expect("opened").repository().snapshots().expect("listed")).await;
        assert_eq!(listed, copied.there[..1]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_that_lost_a_pack_is_not_copied_and_its_earlier_copy_stays() {
    let (server, office) = (Server::start().await, Office::new());
    let (store, folder) = (server.store(), server.folder());
    beside(move || {
        let whole = office.night();
        office.copy(&store, plan()).expect("copied");
        let before = office.packs();
        office.turn_over(500);
        let hurt = office.night();
        let largest = office.packs().into_iter().filter(|pack| !before.contains(pack)).max_by_key(|pack| size(pack)).expect("a pack");
        std::fs::remove_file(&largest).expect("removed");

        // Twice: while the index still knows the pack, and when it does not.
        for _ in 0..2 {
            let copied = office.copy(&store, plan()).expect("copied");
            assert_eq!((copied.copied.len(), &copied.damaged[&hurt.id][..]), (0, &["accounts/cafe.db".to_owned()][..]));
            assert_eq!(copied.there.iter().map(|there| &there.record).collect::<Vec<_>>(), [&whole.record]);
            let repository = office.repository();
            let lock = repository.place().lock("mend").expect("free");
            let report = repository.verify(&lock, false).expect("checked");
            repository.mend(&lock, &report).expect("mended");
        }
        // What is saved again is whole, and takes the earlier one along.
        assert_eq!(office.night().record.number, hurt.record.number + 1);
        let copied = office.copy(&store, plan()).expect("copied");
        assert_eq!((copied.copied.len(), copied.damaged.len(), copied.there.len()), (2, 0, 3));
        assert!(restic_in(&folder, &["check", "--read-data"]).contains("no errors were found"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_outlives_the_files_that_were_given_up_here() {
    let (server, office) = (Server::start().await, Office::new());
    let store = server.store();
    beside(move || {
        office.another("accounts/bar.db", 500);
        let before = office.packs();
        let whole = office.night();
        office.copy(&store, plan()).expect("copied");
        let largest = office.packs().into_iter().filter(|pack| !before.contains(pack)).max_by_key(|pack| size(pack)).expect("a pack");
        std::fs::remove_file(&largest).expect("removed");
        std::fs::remove_file(office.dir().join("accounts/bar.db")).expect("removed");
        let repository = office.repository();
        let lock = repository.place().lock("mend").expect("free");
        let report = repository.verify(&lock, false).expect("checked");
        repository.mend(&lock, &report).expect("mended");
        let given_up = repository.give_up_lost(&lock).expect("given up");
        assert!(!given_up.is_empty());
        drop(lock);

        let copied = office.copy(&store, plan()).expect("copied");
        assert_eq!((copied.copied.len(), copied.forgotten), (0, 0), "{copied:?}");
        assert_eq!(copied.there.iter().map(|there| &there.record).collect::<Vec<_>>(), [&whole.record]);
    })
    .await;
}

fn size(file: &std::path::Path) -> u64 {
    file.metadata().expect("there").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_that_broke_off_goes_on_from_there() {
    let (server, office) = (Server::start().await, Office::new());
    let (store, broken) = (server.store(), office.clone());
    // The second pack of data and all after it.
    let packs = Arc::new(AtomicUsize::new(0));
    let met = Arc::clone(&packs);
    server.judge(move |seen| {
        let is_pack = seen.method == Method::PUT && seen.path.contains("/data/");
        if is_pack && met.fetch_add(1, Ordering::Relaxed) > 1 { Fate::Drop } else { Fate::Pass }
    });
    let fault = beside(move || {
        broken.leads(3_000);
        broken.night();
        broken.copy(&store, plan()).expect_err("broken off")
    })
    .await;
    assert!(matches!(fault, Fault::Store(store::Fault::Connection(_))), "{fault:?}");
    assert!(office.dir().join("offsite.unfinished").exists());

    server.judge(|_| Fate::Pass);
    let (store, folder, again) = (server.store(), server.folder(), office.clone());
    beside(move || {
        let copied = again.copy(&store, plan()).expect("copied");
        let whole = restic_in(&folder, &["stats", "--mode", "raw-data"]);
        assert_eq!(copied.there.len(), 1);
        assert!(copied.sent_bytes < 7_000_000, "{} of {whole}", copied.sent_bytes);
        assert!(restic_in(&folder, &["check", "--read-data"]).contains("no errors were found"));
        assert!(!again.dir().join("offsite.unfinished").exists());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_can_be_stopped() {
    let (server, office) = (Server::start().await, Office::new());
    let store = server.store();
    beside(move || {
        office.night();
        office.copy(&store, plan()).expect("copied");
        office.leads(3_000);
        office.night();
        let watch = Arc::new(|sent| if sent > 100 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) });
        let stopped = office.copy_watched(&store, plan(), QUICK, watch);
        assert!(matches!(stopped, Err(Fault::Stopped)), "{stopped:?}");
        assert_eq!(office.copy(&store, plan()).expect("copied").there.len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_may_not_delete_only_adds() {
    let (server, office) = (Server::start().await, Office::new());
    server.judge(|seen| match seen.method {
        Method::DELETE => Fate::Answer(403, "<Error><Code>AccessDenied</Code></Error>"),
        _ => Fate::Pass,
    });
    let (store, folder) = (server.store(), server.folder());
    beside(move || {
        let few = Plan { days: 1, ..plan() };
        office.night();
        assert_eq!(office.copy(&store, few).expect("copied").pruning, Pruning::NotDue);
        office.leads(20);
        office.night();
        let copied = office.copy(&store, few).expect("copied");
        assert_eq!((copied.there.len(), copied.forgotten, copied.pruning), (2, 0, Pruning::MayNotDelete));
        assert!(copied.pruning.note().is_some());
        assert!(restic_in(&folder, &["check", "--read-data"]).contains("no errors were found"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_the_store_reach_the_caller_as_they_are() {
    let (server, office) = (Server::start().await, Office::new());
    let here = office.clone();
    beside(move || here.night()).await;
    let full = "<Error><Code>QuotaExceeded</Code></Error>";
    server.judge(move |seen| if seen.method == Method::PUT && seen.path.contains("/data/") { Fate::Answer(403, full) } else { Fate::Pass });
    let (store, here) = (server.store(), office.clone());
    let fault = beside(move || here.copy(&store, plan()).expect_err("full")).await;
    assert!(matches!(fault, Fault::Store(store::Fault::NoSpace)), "{fault:?}");

    server.judge(
        |seen| if seen.path.contains("/keys/") { Fate::Answer(403, "<Error><Code>AccessDenied</Code></Error>") } else { Fate::Pass },
    );
    let (store, here) = (server.store(), office.clone());
    let fault = beside(move || here.copy(&store, plan()).expect_err("refused")).await;
    assert!(matches!(fault, Fault::Store(store::Fault::MayNot { doing: Doing::Read, .. })), "{fault:?}");

    // Another box's key.
    server.judge(|_| Fate::Pass);
    let (store, lock) = (server.store(), office.dir().join("offsite.lock"));
    let other = dangol::backup::Key::generate(&dangol::base::chance::SeededChance::new(2));
    let fault = beside(move || Offsite::open(&store, &other, &lock, QUICK).err()).await;
    assert!(matches!(fault, Some(Fault::WrongKey { .. })), "{fault:?}");
}
