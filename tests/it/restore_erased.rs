//! Who was erased stays erased, whichever way a file comes back and whenever they were.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};

use dangol::{
    accounts::{
        model::Actor,
        service::{self as accounts, erasing, errand::AgencyErrand as _},
    },
    app,
    backups::{
        restore::{Target, Wanted, Which},
        service::restore::{
            aside::ShowAside,
            back,
            empty::{self, bring_back},
            origin::Origin,
            place::PutInPlace,
            preview::leads_since,
            ready::{self, Ready},
        },
    },
    base::{
        chance::SystemChance,
        error::Error,
        ids::CustomerId,
        time::{HOUR_MS, Timestamp},
    },
    db::{
        Class,
        owner::{Answered, Owner, Sent},
    },
    env::Env,
    errands,
    retention::{erasure::Reason, service as retention},
    testing::app::TestApp,
};
use rusqlite::Connection;

use crate::{
    erasure::{GIVEAWAYS, holding, office},
    restore::{back_up, in_place, restore},
};

/// hanbit's files out of the newest snapshot, made ready as a restore does.
async fn made_ready(test: &TestApp) -> Ready {
    let account = accounts::find(test.env(), "hanbit").await.expect("looked").expect("there");
    let list = retention::list_of(test.env(), account.id).await.expect("listed");
    let opened = Origin::local(test.env()).expect("there").open().expect("opened");
    let snapshot = opened.snapshots.last().expect("one").clone();
    let shelf = opened.repository.shelf(&opened.lock).expect("indexed");
    ready::make_ready(&shelf, &snapshot, "hanbit", test.directory(), &list, test.now(), |_| ()).expect("ready")
}

async fn erase(test: &TestApp, customer: i64) {
    retention::erase(&test.cx("hanbit").await, CustomerId(customer), Reason::Request).await.expect("erased");
}

fn put(ready: Ready) -> PutInPlace {
    let by = accounts::access(&Actor::operator(), "account.restore", "account:hanbit");
    PutInPlace { slug: "hanbit".into(), file: ready.file, archive: ready.archive, by }
}

fn remove_kept(test: &TestApp) {
    for name in names(test).into_iter().filter(|name| name.starts_with("before-restore-")) {
        fs::remove_file(test.directory().join("accounts").join(name)).expect("removed");
    }
}

fn names(test: &TestApp) -> Vec<String> {
    let entries = fs::read_dir(test.directory().join("accounts")).expect("listed");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

/// What is in the open, without the snapshots.
fn left(test: &TestApp) -> Vec<(PathBuf, String)> {
    holding(&test.directory().join("accounts"), &GIVEAWAYS)
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_erased_while_a_file_is_made_ready_does_not_come_back_with_it() {
    let test = TestApp::start().await;
    let (_, customer) = office(&test).await;
    back_up(test.env(), &["hanbit"]);
    let (first, of) = (made_ready(&test).await, accounts::find(test.env(), "hanbit").await.expect("looked").expect("there"));
    test.clock.advance_ms(1_000);
    let second = made_ready(&test).await;
    erase(&test, customer).await;
    put(first).carry_out(test.env()).await.expect("put in place");
    let by = accounts::access(&Actor::operator(), "account.restore", "account:hanbit");
    let show = ShowAside { of: of.slug, file: second.file, archive: second.archive, snapshot: "ab".into(), at: second.at, by };
    show.carry_out(test.env()).await.expect("shown");
    remove_kept(&test);
    let test = test.restart().await;
    assert_eq!(left(&test), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_erased_meanwhile_takes_no_file_any_more() {
    let test = TestApp::start().await;
    office(&test).await;
    back_up(test.env(), &["hanbit"]);
    let ready = made_ready(&test).await;
    let account = accounts::find(test.env(), "hanbit").await.expect("looked").expect("there");
    // Somebody who has looked it up before still believes that it is there.
    let erased = move |tx: &dangol::db::Tx<'_>| Ok(tx.execute("UPDATE account SET ready = 0 WHERE id = ?1", [account.id])?);
    test.env().db.control().write(Class::Person, erased).await.expect("noted");
    let refused = put(ready).carry_out(test.env()).await;
    assert!(matches!(refused, Err(Error::NotFound)), "{refused:?}");
    assert!(!names(&test).iter().any(|name| name.starts_with("before-restore-")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_shows_a_snapshot_goes_the_way_of_the_one_it_came_from() {
    let test = TestApp::start().await;
    let (_, customer) = office(&test).await;
    back_up(test.env(), &["hanbit"]);
    let show = Wanted { target: Target::Aside, ..in_place(&["hanbit"]) };
    let told = restore(test.env(), show).await;
    let shown = told[0].restored.as_ref().and_then(|restored| restored.as_account.clone()).unwrap_or_else(|| panic!("{told:?}"));
    test.clock.advance_ms(1_000);
    back_up(test.env(), &["hanbit", &shown]);
    test.clock.advance_ms(HOUR_MS);
    erase(&test, customer).await;
    assert_eq!(left(&test), [], "it was in the files of the other one too");

    // A restore of that one goes by the list of the first, and so does a whole box.
    let told = restore(test.env(), in_place(&[&shown])).await;
    assert_eq!(told[0].restored.as_ref().map(|restored| restored.erased_again), Some(1), "{told:?}");
    remove_kept(&test);
    let directory = tempfile::tempdir().expect("a directory");
    let wanted = empty::Wanted { which: Which::Newest, directory: directory.path(), accounts: Vec::new() };
    back_up(test.env(), &["hanbit"]);
    let origin = Origin::local(test.env()).expect("there");
    let second = origin.look().expect("listed")[1].id.clone();
    let wanted = empty::Wanted { which: Which::Id(second), ..wanted };
    let brought = tokio::task::block_in_place(|| bring_back(&origin, &wanted, test.now(), |_| ())).expect("brought back");
    assert_eq!(brought.erased_again, 2, "{brought:?}");

    // And the account as a whole.
    let id = accounts::find(test.env(), "hanbit").await.expect("looked").expect("there").id;
    let beside = accounts::find(test.env(), &shown).await.expect("looked").expect("there").id;
    erasing::erase(test.env(), &Actor::operator(), "hanbit").await.expect("erased");
    assert!(accounts::find(test.env(), &shown).await.expect("looked").is_none());
    for id in [id, beside] {
        assert!(erasing::get(test.env(), id).await.expect("known").done_at.is_some());
    }
    assert_eq!(names(&test), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_is_finished_late_takes_nothing_from_a_new_account_of_that_name() {
    let test = TestApp::start().await;
    let (first, second) = (test.account("alpha").await, test.account("beta").await);
    // A reader from beside keeps the first erasure waiting.
    test.cx("alpha").await.write(|tx| Ok(tx.execute("INSERT INTO word (text) VALUES ('w')", [])?)).await.expect("written");
    let reader = Connection::open(test.directory().join("accounts/alpha.db")).expect("opens");
    reader.execute_batch("BEGIN; SELECT count(*) FROM word").expect("reads");
    test.cx("alpha").await.write(|tx| Ok(tx.execute("INSERT INTO word (text) VALUES ('x')", [])?)).await.expect("written");
    for account in [&first, &second] {
        let (id, slug) = (account.id, account.slug.clone());
        let cut_off = move |tx: &dangol::db::Tx<'_>| {
            let sql = "INSERT INTO erased_account (account_id, slug, name, created_at, actor, actor_name, at, rows, files)
                       VALUES (?1, ?2, ?2, 0, 'cli', 'cli', ?3, '[]', '[]')";
            tx.execute(sql, (id, slug, tx.now()))?;
            Ok(tx.execute("UPDATE account SET ready = 0 WHERE id = ?1", [id])?)
        };
        test.env().db.control().write(Class::Person, cut_off).await.expect("noted");
    }
    let env = test.env().clone();
    let late = tokio::spawn(async move { erasing::finish(&env).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    // Another round ends the second one meanwhile, and somebody takes its name.
    assert_eq!(erasing::finish(test.env()).await.expect("finished"), 1);
    let anew = test.account("beta").await;
    test.cx("beta").await.write(|tx| Ok(tx.execute("INSERT INTO word (text) VALUES ('kept')", [])?)).await.expect("written");
    reader.execute_batch("COMMIT").expect("lets go");
    late.await.expect("no panic").expect("finished");
    assert!(anew.id > second.id);
    assert_eq!(words(&test, "beta").await, 1, "the new account has what it was given");
    assert!(!names(&test).iter().any(|name| name.starts_with("alpha")));
}

async fn words(test: &TestApp, slug: &str) -> i64 {
    let count = |conn: &Connection| Ok(conn.query_row("SELECT count(*) FROM word /* whole table: a test */", [], |row| row.get(0))?);
    test.cx(slug).await.read(count).await.expect("counted")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_can_not_be_put_back_leaves_no_copy() {
    let test = TestApp::start().await;
    test.account("hanbit").await;
    test.clock.advance_ms(HOUR_MS);
    let kept = "before-restore-hanbit-20261122T030500Z.db";
    fs::write(test.directory().join("accounts").join(kept), vec![7; 9_000]).expect("written");
    let refused = back::put_back(test.env(), &Actor::operator(), kept).await;
    assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
    assert!(!names(&test).iter().any(|name| name.starts_with("incoming-")), "{:?}", names(&test));
}

/// The server, for a process beside it.
struct Served(Env);

impl Owner for Served {
    fn ask(&self, sent: Sent) -> Answered<'_> {
        Box::pin(errands::carry_out(&self.0, sent))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_that_are_saved_beside_a_running_server_are_noted() {
    let test = TestApp::start().await;
    office(&test).await;
    let (clock, owner) = (Arc::clone(&test.env().clock), Arc::new(Served(test.env().clone())));
    let beside = app::beside(test.env().settings.clone(), owner, clock, Arc::new(SystemChance)).await.expect("opened");
    let told = leads_since(&beside, &Actor::operator(), "hanbit", Timestamp(0)).await.expect("read");
    assert_eq!(told.len(), 3);
    test.settle().await;
    app::gather_access_log(test.env()).await.expect("gathered");
    let count = |conn: &Connection| {
        Ok(conn.query_row("SELECT count(*) FROM access_log WHERE action = 'lead.export'", [], |row| row.get::<_, i64>(0))?)
    };
    assert_eq!(test.env().db.control().read(count).await.expect("counted"), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_of_the_logs_keeps_no_account_from_being_restored_or_erased() {
    let test = TestApp::start_with(|settings| settings.db.litestream_compatible = true).await;
    test.account("hanbit").await;
    let say = async |word: &'static str| {
        let write = move |tx: &accounts::AccountTx<'_, '_>| Ok(tx.execute("INSERT INTO word (text) VALUES (?1)", [word])?);
        test.cx("hanbit").await.write(write).await.expect("written");
    };
    let follow = |file: &str| {
        let follower = Connection::open(test.directory().join("accounts").join(file)).expect("opens");
        follower.execute_batch("BEGIN; SELECT count(*) FROM word").expect("follows");
        follower
    };
    say("then").await;
    back_up(test.env(), &["hanbit"]);
    let first = follow("hanbit.db");
    say("since").await;
    let told = restore(test.env(), in_place(&["hanbit"])).await;
    let kept = told[0].restored.as_ref().and_then(|restored| restored.kept.clone()).unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!(words(&test, "hanbit").await, 1);
    let second = follow("hanbit.db");
    say("later").await;
    // What was set aside is whole, though its log was never moved into it.
    back::put_back(test.env(), &Actor::operator(), &kept).await.expect("put back");
    assert_eq!(words(&test, "hanbit").await, 2);
    let third = follow("hanbit.db");
    say("last").await;
    erasing::erase(test.env(), &Actor::operator(), "hanbit").await.expect("erased");
    assert_eq!(names(&test), Vec::<String>::new());
    drop((first, second, third));
}
