//! The scoring night: the same result however often it runs and wherever it was ended, and only what changed is written.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use dangol::{
    accounts::{
        model::Actor,
        service::{self as accounts, AccountCx, job::Run},
    },
    base::{error::Error, ids::LeadId},
    db::outbox,
    scoring::{
        grade::Grade,
        jobs,
        model::{Before, Change},
        service::{self as scoring, Scored, WriteScores},
    },
    testing::app::TestApp,
};

const DAY_MS: i64 = 86_400_000;
/// Three batches, the last of them not full.
const LEADS: i64 = 2_500;

/// An account whose leads came in the last 500 days and did something since, as the product sees it.
async fn account(test: &TestApp, slug: &str, leads: i64) -> AccountCx {
    test.account(slug).await;
    let cx = accounts::enter(test.env(), slug, Arc::new(Actor::product())).await.expect("entered");
    fill(&cx, leads).await;
    cx
}

async fn fill(cx: &AccountCx, leads: i64) {
    cx.write(move |tx| {
        let now = tx.now().0;
        tx.execute("INSERT INTO touch (source, medium, campaign, term, content, referrer) VALUES (0, 0, 0, 0, 0, 0)", [])?;
        tx.execute(
            "INSERT INTO customer (id, name, phone, company, status, created_at, updated_at, last_activity_at)
             SELECT value, 'n' || value, '+8210' || (10000000 + value), iif(value % 3 = 0, 'c', ''), value % 4, ?2, ?2, ?2
             FROM (WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < ?1) SELECT value FROM n)",
            (leads, now),
        )?;
        tx.execute(
            "INSERT INTO lead (id, customer_id, status, work_status, suspect, first_touch_id, last_touch_id, source, campaign, device, value,
                 form, created_at, updated_at, stage_entered_at)
             SELECT id, id, id % 5, 'new', id % 50 = 0, 1, 1, 0, 0, 0, iif(id % 2, id, NULL), '{}', ?1, ?1, ?1
             FROM customer /* whole table: a test fills it */",
            [now - 500 * DAY_MS],
        )?;
        // A form, a call and page views, spread over 500 days; the third at exactly a year.
        for (seq, kind, apart) in [(0, 1, 500), (1, 8, 130), (2, 0, 0), (3, 0, 40), (4, 0, 21)] {
            tx.execute(
                "INSERT INTO lead_interaction (lead_id, at, seq, kind, actor, agent, data)
                 SELECT id, ?1 - iif(?4 = 0, 365, id % max(?4, 1)) * ?5 - id % 7, ?2, ?3, 0, 0, '{}' FROM lead /* whole table: a test fills it */",
                (now, seq, kind, apart, DAY_MS),
            )?;
        }
        Ok(())
    })
    .await
    .expect("filled");
}

type Row = (i64, i64, i64, i64, Grade);

async fn stored(cx: &AccountCx) -> Vec<Row> {
    cx.read(|conn| {
        let sql = "SELECT lead_id, fit, engagement, total, grade FROM lead_score /* whole table: a test compares it */ ORDER BY lead_id";
        let mut statement = conn.prepare(sql)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    })
    .await
    .expect("read")
}

/// The same, each lead asked alone.
async fn explained(cx: &AccountCx, leads: i64) -> Vec<Row> {
    let mut rows = Vec::new();
    for lead in (1..=leads).map(LeadId) {
        if let Ok(one) = scoring::explain(cx, lead).await {
            rows.push((lead.0, one.score.fit, one.score.engagement, one.score.total, one.grade));
        }
    }
    rows
}

async fn night(cx: &AccountCx) -> Scored {
    scoring::score_night(cx, |_| Ok(())).await.expect("scored")
}

/// A night that is ended after so many batches were written.
async fn night_of(cx: &AccountCx, mut batches: i64) {
    let ended = scoring::score_night(cx, |_| {
        batches -= 1;
        if batches > 0 { Ok(()) } else { Err(Error::busy()) }
    });
    ended.await.expect_err("ended");
}

async fn left_at(cx: &AccountCx) -> Option<i64> {
    cx.read(|conn| Ok(conn.query_row("SELECT max(after_lead) FROM score_night", [], |row| row.get(0))?)).await.expect("read")
}

async fn assert_counts_agree(cx: &AccountCx) {
    let drifts = cx.read(scoring::recount).await.expect("recounted");
    assert!(drifts.is_empty(), "{drifts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_writes_what_changed_and_nothing_twice() {
    let test = TestApp::start().await;
    let cx = account(&test, "hanbit", LEADS).await;
    let commits = cx.commits();
    assert_eq!(night(&cx).await, Scored { leads: LEADS, changed: LEADS * 49 / 50 });
    assert_eq!(cx.commits() - commits, 11, "two batches in four parts and one in two, and the end");
    let first = stored(&cx).await;
    assert_eq!(first, explained(&cx, LEADS).await);
    assert!(first.iter().any(|row| row.4 == Grade::B) && first.iter().any(|row| row.4 == Grade::D));
    assert_counts_agree(&cx).await;

    let commits = cx.commits();
    assert_eq!(night(&cx).await, Scored { leads: LEADS, changed: 0 });
    assert_eq!((cx.commits() - commits, stored(&cx).await == first), (0, true));

    test.clock.advance_ms(3 * DAY_MS);
    let later = night(&cx).await;
    assert!(later.changed > 0 && later.changed < LEADS * 49 / 50, "{later:?}");
    let second = stored(&cx).await;
    assert_eq!(second, explained(&cx, LEADS).await);
    let changed = first.iter().zip(&second).filter(|(before, after)| before != after).count();
    assert_eq!(i64::try_from(changed).expect("few"), later.changed);
    assert_counts_agree(&cx).await;
    assert_eq!(left_at(&cx).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_night_that_was_ended_goes_on_where_it_was() {
    let test = TestApp::start().await;
    let (whole, ended) = (account(&test, "whole", LEADS).await, account(&test, "ended", LEADS).await);
    night(&whole).await;
    for batch in [1, 1] {
        night_of(&ended, batch).await;
    }
    assert_eq!(left_at(&ended).await, Some(2_000));
    assert_eq!(night(&ended).await.leads, LEADS - 2_000);
    assert_eq!((left_at(&ended).await, stored(&ended).await == stored(&whole).await), (None, true));
    assert_counts_agree(&ended).await;

    // What another night left counts no longer.
    test.clock.advance_ms(20 * DAY_MS);
    night_of(&ended, 2).await;
    assert_eq!(left_at(&ended).await, Some(2_000));
    test.clock.advance_ms(DAY_MS);
    night_of(&ended, 1).await;
    assert_eq!(left_at(&ended).await, Some(1_000));
    night(&ended).await;
    night(&whole).await;
    assert_eq!(stored(&ended).await, stored(&whole).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_older_than_a_year_changes_no_score() {
    let test = TestApp::start().await;
    let cx = account(&test, "hanbit", LEADS).await;
    night(&cx).await;
    let before = stored(&cx).await;
    let boundary = test.now().plus_ms(-365 * DAY_MS);
    let gone =
        cx.write(move |tx| Ok(tx.execute("DELETE FROM lead_interaction /* whole table: an archiving */ WHERE at <= ?1", [boundary])?));
    assert!(gone.await.expect("deleted") > 600);
    assert_eq!(night(&cx).await.changed, 0);
    assert_eq!(stored(&cx).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_job_scores_every_account_and_tells_how_far_it_is() {
    let test = TestApp::start().await;
    let (small, large) = (account(&test, "small", 30).await, account(&test, "large", LEADS).await);
    let told = Arc::new(Mutex::new(Vec::new()));
    let listed = accounts::list(test.env()).await.expect("listed");
    let run = Run::new(test.env().clone(), listed.clone(), {
        let told = Arc::clone(&told);
        move |progress| told.lock().expect("told").push(progress.done)
    });
    let done = jobs::score(&run).await.expect("done");
    assert_eq!((done.rows, done.faults.len()), (2_530, 0));
    let mut told = std::mem::take(&mut *told.lock().expect("told"));
    told.sort_unstable();
    assert_eq!((told.len(), told.last()), (4, Some(&2_530)));
    for (cx, leads) in [(&small, 30), (&large, LEADS)] {
        assert_eq!(stored(cx).await, explained(cx, leads).await);
    }
    run.stop();
    test.clock.advance_ms(30 * DAY_MS);
    let stopped = jobs::score(&run).await.expect("ended");
    assert_eq!(stopped.rows, 0);
}

/// A change of a lead's stored score to a total.
async fn change(cx: &AccountCx, lead: i64, total: i64) -> Change {
    let sql = "SELECT total, grade, computed_at FROM lead_score WHERE lead_id = ?1";
    let before = cx.read(move |conn| {
        Ok(conn.query_row(sql, [lead], |row| Ok(Before { total: row.get(0)?, grade: row.get(1)?, computed_at: row.get(2)? }))?)
    });
    let before = Some(before.await.expect("stored"));
    Change { lead: LeadId(lead), fit: total, engagement: 0, total, grade: Grade::C, before }
}

async fn total(cx: &AccountCx, lead: i64) -> i64 {
    stored(cx).await.iter().find(|row| row.0 == lead).expect("stored").3
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_computed_before_takes_nothing_newer_away() {
    let test = TestApp::start().await;
    let cx = account(&test, "hanbit", 10).await;
    night(&cx).await;
    let send = async |change: Change, version| cx.send(WriteScores { version, changes: vec![change], reached: None }).await.expect("sent");
    let (old, twice) = (change(&cx, 1, 33).await, change(&cx, 2, 34).await);
    let own = total(&cx, 1).await;
    // Something changes and comes to the same score; nobody may put the one from before in its place.
    cx.write(|tx| outbox::tell_of_lead(tx, LeadId(1), tx.now())).await.expect("told");
    test.settle().await;
    assert!(send(old, 1).await);
    assert_eq!(total(&cx, 1).await, own);

    for _ in 0..2 {
        assert!(send(twice, 1).await);
        assert_eq!(total(&cx, 2).await, 34);
    }
    assert_counts_agree(&cx).await;
    // By a model that is not active.
    assert!(!send(change(&cx, 2, 35).await, 2).await);
    assert_eq!(total(&cx, 2).await, 34);
    // A lead that became a suspect or is gone.
    let change = change(&cx, 3, 40).await;
    cx.write(|tx| Ok(tx.execute("DELETE FROM lead WHERE id = 3", [])?)).await.expect("deleted");
    assert!(send(change, 1).await);
    assert!(send(Change { lead: LeadId(4), before: None, ..change }, 1).await);
    assert!(total(&cx, 4).await != 40 && stored(&cx).await.iter().all(|row| row.0 != 3));
    assert_counts_agree(&cx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_goes_before_the_batches_that_wait() {
    let test = TestApp::start().await;
    let cx = account(&test, "hanbit", LEADS).await;
    let visitor = accounts::enter(test.env(), "hanbit", Arc::new(Actor::visitor([127, 0, 0, 1].into()))).await.expect("entered");
    let (open, held) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
    let holds = tokio::spawn({
        let (cx, open, held) = (cx.clone(), Arc::clone(&open), Arc::clone(&held));
        async move {
            let blocking = cx.write(move |_| {
                held.store(true, Ordering::Release);
                while !open.load(Ordering::Acquire) {
                    std::thread::yield_now();
                }
                Ok(())
            });
            blocking.await
        }
    });
    while !held.load(Ordering::Acquire) {
        tokio::task::yield_now().await;
    }
    let first = change_of(1);
    let batches: Vec<_> = (0..5)
        .map(|_| {
            let (cx, change) = (cx.clone(), first);
            tokio::spawn(async move { cx.send(WriteScores { version: 1, changes: vec![change], reached: None }).await })
        })
        .collect();
    // All of them wait by now; the form comes last.
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let form = tokio::spawn(async move {
        let seen = visitor.write(|tx| Ok(tx.query_row("SELECT EXISTS (SELECT 1 FROM lead_score)", [], |row| row.get::<_, bool>(0))?));
        seen.await
    });
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    open.store(true, Ordering::Release);
    assert!(!form.await.expect("no panic").expect("written"), "no score was written before the form");
    for batch in batches {
        assert!(batch.await.expect("no panic").expect("sent"));
    }
    holds.await.expect("no panic").expect("held");
    assert_eq!(total(&cx, 1).await, 50);
}

const fn change_of(lead: i64) -> Change {
    Change { lead: LeadId(lead), fit: 50, engagement: 0, total: 50, grade: Grade::B, before: None }
}
