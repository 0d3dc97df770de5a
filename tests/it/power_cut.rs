//! What a power cut may take: scores of a night that nobody has been promised, and from the end only.

use std::{path::PathBuf, sync::Arc, time::Duration};

use dangol::{
    base::time::SystemClock,
    db::{
        Class, Tx, open,
        watch::Bells,
        writer::{Writer, wal_path},
    },
};
use rusqlite::Connection;
use tempfile::TempDir;

/// A file without a checkpointer: all that was written stays in its log.
fn writer() -> (TempDir, Arc<Writer>, PathBuf) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("t.db");
    let conn = open::create(&path).expect("created");
    conn.execute_batch("CREATE TABLE t (n INTEGER PRIMARY KEY) STRICT; PRAGMA wal_checkpoint(TRUNCATE)").expect("a table");
    let bells = Bells { dirty: Box::new(|| ()), foreign: Box::new(|| ()), pulse: Arc::default() };
    let writer = Writer::start(&path, conn, Arc::new(SystemClock), bells).expect("started");
    (directory, Arc::new(writer), path)
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_computed_does_not_wait_for_the_disk() {
    let (_directory, writer, path) = writer();
    // `PRAGMA synchronous` can't change within a transaction: what it says there is what the commit does. 2 is FULL, 1 is NORMAL.
    let put = |class, n: i64| {
        let writer = Arc::clone(&writer);
        let work = move |tx: &Tx<'_>| {
            tx.execute("INSERT INTO t (n) VALUES (?1)", [n])?;
            std::thread::sleep(Duration::from_millis(2));
            Ok(tx.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0))?)
        };
        tokio::spawn(async move { (class, writer.write(class, work).await.expect("written")) })
    };
    let classes = [Class::Computed, Class::Visitor, Class::Computed, Class::Person, Class::Batch, Class::Computed];
    let asked: Vec<_> = (0..120).zip(classes.into_iter().cycle()).map(|(n, class)| put(class, n)).collect();
    for asked in asked {
        let (class, synchronous) = asked.await.expect("no panic");
        assert_eq!(synchronous, if class == Class::Computed { 1 } else { 2 }, "{class:?}");
    }
    let alone = writer.alone(|conn| {
        assert_eq!(conn.pragma_query_value(None, "synchronous", |row| row.get::<_, i64>(0))?, 2);
        Ok(())
    });
    alone.await.expect("alone");
    let rows: i64 = Connection::open(&path).expect("opens").query_row("SELECT count(*) FROM t", [], |row| row.get(0)).expect("counted");
    assert_eq!(rows, 120);
}

#[tokio::test]
async fn a_power_cut_leaves_no_gap_before_what_was_acknowledged() {
    let (_directory, writer, path) = writer();
    // The length of the log when a form is acknowledged: so much of it is on disk.
    let mut acknowledged = Vec::new();
    for n in 0..40_i64 {
        let class = if n % 4 == 3 { Class::Visitor } else { Class::Computed };
        writer.write(class, move |tx| Ok(tx.execute("INSERT INTO t (n) VALUES (?1)", [n])?)).await.expect("written");
        if class == Class::Visitor {
            acknowledged.push((std::fs::metadata(wal_path(&path)).expect("a log").len(), n));
        }
    }
    let (log, elsewhere) = (std::fs::read(wal_path(&path)).expect("a log"), tempfile::tempdir().expect("a directory"));
    let copy = elsewhere.path().join("t.db");
    // Cut at frames and in their midst.
    for kept in (0..=log.len()).rev().step_by(1_500) {
        for ending in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{ending}", copy.display()));
        }
        std::fs::copy(&path, &copy).expect("copied");
        std::fs::write(wal_path(&copy), &log[..kept]).expect("cut");
        let there = Connection::open(&copy).expect("opens");
        let (rows, last): (i64, i64) =
            there.query_row("SELECT count(*), coalesce(max(n), -1) FROM t", [], |row| Ok((row.get(0)?, row.get(1)?))).expect("counted");
        assert_eq!(rows, last + 1, "a gap");
        let promised = acknowledged.iter().filter(|(length, _)| *length <= kept as u64).map(|(_, n)| *n).max().unwrap_or(-1);
        assert!(last >= promised, "{promised} was acknowledged, {last} is the last");
    }
}
