//! Recurring work: due, missed, late, in each other's way, cut off, asked for; and who may see it.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use dangol::{
    accounts::{
        model::{Account, AccountChange, AccountStatus, Actor, Role},
        service::{self as accounts, errand::AgencyErrand as _, job::Done},
    },
    alerts::service::open_alarms,
    base::{
        error::Error,
        form::RawForm,
        ids::AccountId,
        lang::text,
        page::{PageRequest, Sort},
        time::{DAY_MS, Timestamp},
    },
    operations::{
        runs::{By, Filter, JobRun, Line, Order, Outcome, Place, Process, Scope, State},
        service::{attended, errands::Begin, process, runs},
    },
    schedule::{Job, Work, keeper::Keeper},
    testing::app::TestApp,
};
use tokio::{sync::watch, task::JoinSet};

const fn line(name: &'static str, cron: &'static str, scope: Scope) -> Line {
    Line { name, label: text("작업", "Job"), purpose: text("시험", "A test"), cron, scope, place: Place::Child }
}

const EACH: Scope = Scope::Accounts { archived: false };

/// Counts its accounts.
const COUNTS: Work = |run| Box::pin(async { Ok(Done::rows(run.accounts().len() as u64)) });
const FAILS: Work = |run| {
    Box::pin(async {
        let mut done = Done::rows(run.accounts().len() as u64);
        done.fail(Some("ours".into()), &Error::Internal("the file is torn".into()));
        Ok(done)
    })
};
/// Ends only when it is told to.
const WAITS: Work = |run| {
    Box::pin(async {
        run.tell(3, Some(10));
        while !run.is_stopping() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        Ok(Done::rows(3))
    })
};

static NIGHTLY: &[Job] = &[Job { line: line("night", "0 2 * * *", EACH), work: COUNTS }];

/// A keeper that nobody tells to stop, and what tells it.
fn keeper(test: &TestApp, jobs: &'static [Job]) -> (Keeper, watch::Sender<bool>) {
    let (stop, stopping) = watch::channel(false);
    (Keeper::new(test.env().clone(), jobs, None, stopping), stop)
}

/// One look, and the end of whatever it began.
async fn look(test: &TestApp, jobs: &'static [Job]) {
    let (keeper, _stop) = keeper(test, jobs);
    let mut under_way = JoinSet::new();
    keeper.look(&mut under_way).await.expect("looked");
    while let Some(ended) = under_way.join_next().await {
        ended.expect("no panic");
    }
}

async fn history(test: &TestApp) -> Vec<JobRun> {
    let sort = (Sort { column: Order::Started, descending: false }, "started_at".to_owned());
    runs::list(test.env(), Filter::default(), PageRequest::default(), sort).await.expect("listed").data
}

async fn in_zone(test: &TestApp, slug: &str, zone: &str) -> Account {
    test.account(slug).await;
    let change = AccountChange::parse(&RawForm::from([("time_zone", zone)])).expect("a change");
    accounts::update(test.env(), &Actor::operator(), slug, change).await.expect("moved")
}

async fn alarms(test: &TestApp) -> Vec<String> {
    open_alarms(test.env()).await.expect("read").into_iter().map(|known| known.alarm.key).collect()
}

fn at(test: &TestApp, when: &str) {
    test.clock.set(Timestamp::parse(when).expect("a time"));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_account_is_due_by_its_own_clock() {
    let test = TestApp::start().await;
    let (a, b) = (test.account("a").await, test.account("b").await);
    let far = in_zone(&test, "far", "Europe/Berlin").await;
    look(&test, NIGHTLY).await;
    assert!(history(&test).await.is_empty(), "what never ran was not missed");
    at(&test, "2026-11-23T01:59:59+09:00");
    look(&test, NIGHTLY).await;
    assert!(history(&test).await.is_empty());
    for _ in 0..3 {
        at(&test, "2026-11-23T02:00:05+09:00");
        look(&test, NIGHTLY).await;
    }
    at(&test, "2026-11-23T02:00:00+01:00");
    look(&test, NIGHTLY).await;
    let runs = history(&test).await;
    assert_eq!(runs.len(), 2, "{runs:?}");
    for (run, expected) in runs.iter().zip([vec![a.id, b.id], vec![far.id]]) {
        let (_, shares) = runs::get(test.env(), run.id).await.expect("found");
        let ids: Vec<AccountId> = shares.iter().map(|share| share.account).collect();
        assert_eq!(ids, expected, "accounts that are due together are done together");
        assert_eq!((run.state, run.by, run.late, run.rows), (State::Done, By::Schedule, false, i64::try_from(ids.len()).ok()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_missed_runs_once_and_says_that_it_is_late() {
    let test = TestApp::start().await;
    test.account("ours").await;
    let paused = test.account("paused").await;
    let gone = test.account("gone").await;
    for (account, status) in [(&paused, AccountStatus::Paused), (&gone, AccountStatus::Archived)] {
        let change = AccountChange { status: Some(status), ..AccountChange::default() };
        accounts::update(test.env(), &Actor::operator(), &account.slug, change).await.expect("changed");
    }
    look(&test, NIGHTLY).await;
    let test = test.restart().await;
    test.clock.advance_ms(5 * DAY_MS);
    look(&test, NIGHTLY).await;
    look(&test, NIGHTLY).await;
    let runs = history(&test).await;
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert!(runs[0].late && runs[0].rows == Some(2), "paused ones are looked after too, archived ones are not: {:?}", runs[0]);
    // A clock that is set back meets nothing that is to do.
    test.clock.advance_ms(-3 * DAY_MS / 2);
    look(&test, NIGHTLY).await;
    assert_eq!(history(&test).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_told_and_comes_again_only_at_the_next_slot() {
    static JOBS: &[Job] = &[Job { line: line("torn", "0 2 * * *", EACH), work: FAILS }];
    let test = TestApp::start().await;
    test.account("ours").await;
    look(&test, JOBS).await;
    for _ in 0..2 {
        test.clock.advance_ms(DAY_MS);
        look(&test, JOBS).await;
        look(&test, JOBS).await;
    }
    let runs = history(&test).await;
    assert_eq!(runs.iter().map(|run| run.state).collect::<Vec<_>>(), [State::Failed; 2]);
    assert_eq!((runs[0].told[0].what.en.as_str(), runs[0].told[0].account.as_deref()), ("the file is torn", Some("ours")));
    let alarms = open_alarms(test.env()).await.expect("read");
    assert_eq!(alarms.iter().map(|known| known.alarm.key.as_str()).collect::<Vec<_>>(), ["job:torn"], "one alarm for both");
    let mut owner = test.browser().await;
    let page = owner.get("/jobs?state=failed").await.expect(200).text();
    assert!(page.contains("the file is torn") && page.contains("torn"), "{page}");
    let page = owner.get(&format!("/jobs/runs/{}", runs[0].id)).await.expect(200).text();
    assert!(page.contains("이 실행은 실패했습니다"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_is_a_failure() {
    static JOBS: &[Job] = &[Job { line: line("panics", "0 2 * * *", Scope::Agency), work: |_| Box::pin(async { panic!("on purpose") }) }];
    let test = TestApp::start().await;
    look(&test, JOBS).await;
    test.clock.advance_ms(DAY_MS);
    look(&test, JOBS).await;
    assert_eq!(history(&test).await[0].state, State::Failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn heavy_work_waits_for_heavy_work_and_whoever_asks_is_told() {
    let test = TestApp::start().await;
    let ours = test.account("ours").await;
    look(&test, NIGHTLY).await;
    let other = Begin { job: "other".into(), heavy: true, accounts: vec![ours.id], process: process::own() };
    let id = other.carry_out(test.env()).await.expect("begun");
    test.clock.advance_ms(DAY_MS);
    look(&test, NIGHTLY).await;
    assert_eq!(history(&test).await.len(), 1, "it waits");
    let third = Begin { job: "night".into(), heavy: true, accounts: vec![ours.id], process: process::own() };
    let refused = third.carry_out(test.env()).await.expect_err("in the way");
    assert!(
        matches!(&refused, Error::Conflict { message, .. } if message.en.contains(&format!("other is running (run {id})"))),
        "{refused}"
    );
    let again = Begin { job: "other".into(), heavy: true, accounts: vec![ours.id], process: process::own() };
    assert_eq!(again.carry_out(test.env()).await.expect("the same"), id, "sent twice it is one run");
    let done = Outcome { state: State::Done, ..Outcome::interrupted() };
    runs::end(test.env(), id, done.clone()).await.expect("ended");
    runs::end(test.env(), id, Outcome { rows: 99, ..done }).await.expect("once");
    look(&test, NIGHTLY).await;
    let runs = history(&test).await;
    assert_eq!((runs.len(), runs[0].rows, runs[1].state), (2, Some(0), State::Done));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_cut_off_is_due_again() {
    let test = TestApp::start().await;
    test.account("ours").await;
    look(&test, NIGHTLY).await;
    test.clock.advance_ms(DAY_MS);
    let lines = dangol::schedule::lines(NIGHTLY);
    for times in 1..=6 {
        // As a server leaves it that was killed: its process is gone, or its number is another's by now.
        let wanted = runs::due(test.env(), &lines).await.expect("due").pop().expect("again");
        let dead = Process { born: process::own().born + 1, ..process::own() };
        runs::begin(test.env(), wanted, dead).await.expect("begun");
        runs::sweep(test.env()).await.expect("swept");
        let runs = history(&test).await;
        assert_eq!((runs.len(), runs.last().map(|run| run.state)), (times, Some(State::Interrupted)));
        let waits = runs::due(test.env(), &lines).await.expect("due").is_empty();
        assert_eq!(waits, times > 2, "after {times}: what takes the box down is not tried all night");
        assert_eq!(!alarms(&test).await.is_empty(), times > 2, "after {times}: and somebody is told");
        test.clock.advance_ms(dangol::operations::due::pause_ms(u32::try_from(times).expect("few")));
    }
    look(&test, NIGHTLY).await;
    let last = history(&test).await.pop().expect("a run");
    assert!(last.state == State::Done && last.late, "{last:?}");
    assert!(alarms(&test).await.is_empty(), "it is over");
    look(&test, NIGHTLY).await;
    assert_eq!(history(&test).await.len(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_attends_a_run_says_how_it_ended() {
    let test = TestApp::start().await;
    test.account("ours").await;
    let night = line("night", "0 2 * * *", EACH);
    let begin = async || {
        let shares = runs::shares_of(test.env(), &night, Vec::new()).await.expect("shares");
        let wanted = runs::wanted(&night, By::Schedule, String::new(), false, shares);
        runs::begin(test.env(), wanted, process::own()).await.expect("begun")
    };
    let state = async |id| runs::get(test.env(), id).await.expect("found").0.state;
    let dead = Process { born: process::own().born + 1, ..process::own() };

    let id = begin().await;
    runs::set_process(test.env(), id, dead).await.expect("noted");
    runs::sweep(test.env()).await.expect("swept");
    assert_eq!(state(id).await, State::Running, "its child has just ended, perhaps well");
    runs::end(test.env(), id, Outcome { state: State::Done, ..Outcome::interrupted() }).await.expect("ended");
    assert_eq!(state(id).await, State::Done);

    for process in [process::own(), dead] {
        let id = begin().await;
        runs::set_process(test.env(), id, process).await.expect("noted");
        attended::leave(test.env(), id).await;
        runs::sweep(test.env()).await.expect("swept");
        assert_eq!(state(id).await, State::Interrupted, "nobody will say how it ended");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_is_over_when_the_job_has_succeeded_for_each_account() {
    let test = TestApp::start().await;
    let night = line("night", "0 2 * * *", EACH);
    for slug in ["a", "b"] {
        test.account(slug).await;
    }
    let run = async |slug: &str, state: State| {
        test.clock.advance_ms(1000);
        let shares = runs::shares_of(test.env(), &night, vec![slug.to_owned()]).await.expect("shares");
        let wanted = runs::wanted(&night, By::Schedule, String::new(), false, shares);
        let id = runs::begin(test.env(), wanted, process::own()).await.expect("begun");
        runs::end(test.env(), id, Outcome { state, ..Outcome::interrupted() }).await.expect("ended");
    };
    run("a", State::Failed).await;
    run("b", State::Failed).await;
    run("b", State::Done).await;
    assert_eq!(alarms(&test).await, ["job:night"], "a success of one is none of the other");
    run("a", State::Done).await;
    assert!(alarms(&test).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stops_cuts_its_work_off_and_goes_on_with_it_later() {
    static JOBS: &[Job] = &[Job { line: line("long", "0 2 * * *", EACH), work: WAITS }];
    static AFTER: &[Job] = &[Job { line: line("long", "0 2 * * *", EACH), work: COUNTS }];
    let test = TestApp::start().await;
    test.account("ours").await;
    look(&test, JOBS).await;
    test.clock.advance_ms(DAY_MS);
    let (keeper, stop) = keeper(&test, JOBS);
    let keeping = keeper.start();
    let deadline = std::time::Instant::now() + Duration::from_secs(20);
    while history(&test).await.first().is_none_or(|run| run.progress.done < 3) {
        assert!(std::time::Instant::now() < deadline, "it never told its progress");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let page = test.browser().await.get("/jobs/under-way").await.expect(200).text();
    assert!(page.contains("10 중 3"), "{page}");
    stop.send(true).expect("heard");
    keeping.await.expect("no panic");
    assert!(alarms(&test).await.is_empty());
    let cut_off = history(&test).await.remove(0);
    assert_eq!((cut_off.state, cut_off.rows), (State::Interrupted, Some(3)));
    let test = test.restart().await;
    look(&test, AFTER).await;
    let runs = history(&test).await;
    assert!(runs.len() == 2 && runs[1].state == State::Done && runs[1].late, "{runs:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_run_jobs_by_hand_and_nobody_else_sees_them() {
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    static JOBS: &[Job] = &[Job {
        line: line("access-log", "40 1 * * *", Scope::Agency),
        work: |_| {
            Box::pin(async {
                SEEN.fetch_add(1, Ordering::SeqCst);
                Ok(Done::rows(7))
            })
        },
    }];
    let test = TestApp::start().await;
    let ours = test.account("ours").await;
    let mut owner = test.browser().await;
    let page = owner.get("/jobs").await.expect(200).text();
    assert!(page.contains("접속기록 검사") && page.contains("매일 01:40") && page.contains("아직 실행한 작업이 없습니다"), "{page}");
    let told = owner.submit("/jobs", "/jobs/access-log/run", &[]).await.expect(303);
    assert_eq!(told.header("location"), "/jobs");
    owner.submit("/jobs", "/jobs/access-log/run", &[]).await.expect(303);
    assert!(owner.get("/jobs").await.expect(200).text().contains("이미 실행을 기다리고"), "twice is once");
    owner.submit("/members", "/jobs/nothing/run", &[]).await.expect(404);
    owner.submit("/members", "/jobs/access-log/run", &[("account", "ours")]).await.expect(303);
    assert!(owner.get("/jobs").await.expect(200).text().contains("고객사를 지정하지"));
    look(&test, JOBS).await;
    let run = history(&test).await.remove(0);
    assert_eq!(
        (run.state, run.by, run.by_name.as_str(), run.rows, SEEN.load(Ordering::SeqCst)),
        (State::Done, By::User, "김대표", Some(7), 1)
    );

    let mut api = test.api(None, Role::Owner).await;
    let jobs = api.get("/api/v1/system/jobs").await.expect(200).json();
    let job = jobs["data"].as_array().expect("rows").iter().find(|job| job["name"] == "access-log").expect("the job");
    assert_eq!((&job["schedule"], &job["scope"], &job["last_run"]["state"]), (&"40 1 * * *".into(), &"agency".into(), &"done".into()));
    assert_eq!(job["next_runs"][0]["at"], "2026-11-22T16:40:00.000Z");
    let list = api.get("/api/v1/system/jobs/access-log/runs?state=done").await.expect(200).json();
    assert_eq!((&list["page"]["total"], &list["data"][0]["by"], &list["data"][0]["rows"]), (&1.into(), &"user".into(), &7.into()));
    api.get("/api/v1/system/jobs/nothing/runs").await.expect(404);
    api.get("/api/v1/system/jobs/access-log/runs?state=odd").await.expect(422);
    test.api(Some(ours.id), Role::Owner).await.get("/api/v1/system/jobs").await.expect(403);
    let (_, mut manager) = test.member("manager@agency.kr", Role::Manager, ours.id).await;
    for path in ["/jobs", "/jobs/under-way", &format!("/jobs/runs/{}", run.id)] {
        manager.get(path).await.expect(403);
    }
}
