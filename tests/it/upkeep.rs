//! The nightly upkeep of files.

use std::time::Duration;

use dangol::{
    accounts::{
        jobs,
        service::{self as accounts, job::Run},
    },
    db::{Class, upkeep::Pages},
    rollups::service as rollups,
    testing::app::TestApp,
};

async fn fill(test: &TestApp, slug: &str, words: i64) {
    let file = test.env().db.account(slug).await.expect("opened");
    let put = move |tx: &dangol::db::Tx<'_>| {
        let mut statement = tx.prepare("INSERT INTO word (text) VALUES (?1 || hex(randomblob(500)))")?;
        (0..words).try_for_each(|word| statement.execute([word]).map(drop))?;
        Ok(())
    };
    file.write(Class::Person, put).await.expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_which_much_is_free_gets_smaller_and_stays_whole() {
    let test = TestApp::start().await;
    for slug in ["loose", "full"] {
        test.account(slug).await;
        fill(&test, slug, 3_000).await;
    }
    let loose = test.env().db.account("loose").await.expect("opened");
    let emptied = loose.write(Class::Person, |tx| Ok(tx.execute("DELETE FROM word WHERE id % 3 > 0 /* whole table: a test */", [])?));
    assert_eq!(emptied.await.expect("emptied"), 2_000);
    let before = loose.read(Pages::of).await.expect("read");
    assert!(before.are_loose(), "{before:?}");

    // Visitors go on while it is written anew.
    let writing = tokio::spawn({
        let loose = loose.clone();
        async move {
            let mut kept = 0;
            for n in 0..100_i64 {
                let one = loose.write(Class::Visitor, move |tx| Ok(tx.execute("INSERT INTO word (text) VALUES ('new ' || ?1)", [n])?));
                kept += one.await.expect("written");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            kept
        }
    });
    let all = accounts::list(test.env()).await.expect("listed");
    let run = Run::new(test.env().clone(), all, |_| ());
    let done = jobs::optimize(&run).await.expect("done");
    assert_eq!(writing.await.expect("no panic"), 100);
    assert!(done.faults.is_empty(), "{:?}", done.faults);
    let told: Vec<_> = done.notes.iter().map(|note| note.account.as_deref()).collect();
    assert_eq!(told, [Some("loose")], "{:?}", done.notes);

    let after = loose.read(Pages::of).await.expect("read");
    assert!(after.all < before.all / 2, "{before:?} {after:?}");
    let counted = loose.read(|conn| {
        let words: i64 = conn.query_row("SELECT count(*) FROM word /* whole table: a test */", [], |row| row.get(0))?;
        let check: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        Ok((words, check))
    });
    assert_eq!(counted.await.expect("read"), (1_100, "ok".to_owned()));
    let again = jobs::optimize(&run).await.expect("done");
    assert!(again.notes.is_empty(), "{:?}", again.notes);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_are_set_right_and_a_repair_that_comes_twice_is_added_once() {
    let test = TestApp::start().await;
    test.account("cafe").await;
    let cx = test.cx("cafe").await;
    let wrong = |by: i64| cx.write(move |tx| rollups::add_to_counter(tx, "leads", by));
    wrong(5).await.expect("broken");
    let differences = rollups::examine(&cx).await.expect("examined");
    assert_eq!(differences.len(), 1, "{differences:?}");
    for _ in 0..2 {
        cx.send(rollups::Repair { number: 1, differences: differences.clone() }).await.expect("repaired");
    }
    assert_eq!(cx.read(|conn| rollups::counter(conn, "leads")).await.expect("read"), 0);

    wrong(3).await.expect("broken");
    let run = Run::new(test.env().clone(), accounts::list(test.env()).await.expect("listed"), |_| ());
    let done = dangol::rollups::jobs::verify(&run).await.expect("verified");
    assert!(done.faults.is_empty() && done.rows == 1 && done.notes[0].what.en.contains("counter leads value"), "{done:?}");
    for done in [dangol::scoring::jobs::verify(&run).await, dangol::viral::jobs::verify(&run).await] {
        assert_eq!(done.expect("verified").rows, 0);
    }
    assert!(rollups::examine(&cx).await.expect("examined").is_empty());
}
