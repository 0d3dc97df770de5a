//! `dangol demo`: the built binary fills a directory, and the appliance finds everything in it as if it had been there all along.

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Output},
    sync::Arc,
};

use dangol::{
    accounts::{
        model::{Actor, Role},
        service::{self as accounts, AccountCx},
    },
    app::{self, App},
    base::{chance::SystemChance, form::RawForm, time::SystemClock},
    cli::demo::{
        agency::{OWNER, PASSWORD},
        members::{AGENT, VIEWER},
    },
    config::settings::Settings,
    db::lock::DirectoryLock,
    leads::service::work::{self, Whose},
    rollups::service as rollups,
    scoring::service as scoring,
    testing::client::{Client, Door},
    users::service as users,
    viral::{query::LoopQuery, service as viral},
};
use serde_json::Value;

const CLIENTS: [(&str, &str); 3] = [("hanbit", "한빛커머스"), ("seoulbareun", "서울바른치과"), ("daon", "다온인테리어")];
const RESOURCES: [&str; 5] = ["customers", "leads", "funnels", "landing-pages", "conversions"];

fn demo(directory: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dangol"));
    command.env_clear().env("HOME", directory).arg("demo").arg("--data-dir").arg(directory.join("data"));
    command.args(words).output().expect("run")
}

fn filled(words: &[&str]) -> tempfile::TempDir {
    let directory = tempfile::tempdir().expect("a directory");
    let output = demo(directory.path(), words);
    let (login, progress) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{progress}");
    assert!(
        login.lines().count() == 6 && login.contains(OWNER) && login.contains(PASSWORD) && login.contains("로그인 / Log-in"),
        "{login}"
    );
    assert!(CLIENTS.iter().all(|(_, name)| progress.contains(name)), "{progress}");
    directory
}

async fn open(directory: &Path) -> App {
    let settings = Settings { data_dir: directory.join("data"), ..Settings::default() };
    let lock = DirectoryLock::take(&settings.data_dir).expect("the demo has left");
    app::assemble(settings, lock, Arc::new(SystemClock), Arc::new(SystemChance)).await.expect("assembled")
}

/// Everything that the API tells of an account.
async fn told(app: &App, slug: &str) -> Vec<Value> {
    let token = users::create_token(&app.env, &Actor::operator(), "t".into(), None, Role::Owner).await.expect("a token");
    let mut api = Client::new(app.admin.clone(), Door::Api).with_token(token);
    let mut all = Vec::new();
    for resource in RESOURCES {
        let any = if resource == "leads" { "&suspect=any" } else { "" };
        all.push(api.get(&format!("/api/v1/accounts/{slug}/{resource}?per_page=200{any}")).await.expect(200).json());
    }
    all
}

/// Scores over all grades, contracts that were taken back, callbacks that are late and others to come, friends who brought friends.
/// Answers with how many callbacks are late, and to come.
async fn shows_its_work(cx: &AccountCx, leads: &Value, conversions: &Value) -> (i64, i64) {
    let rows = |told: &Value| told["data"].as_array().expect("rows").clone();
    let grades: BTreeSet<String> = rows(leads).iter().filter_map(|lead| lead["grade"].as_str().map(str::to_owned)).collect();
    assert!(grades.len() >= 3, "{grades:?}");
    assert!(rows(leads).iter().filter(|lead| !lead["assignee_id"].is_null()).count() > rows(leads).len() / 2);
    assert!(rows(conversions).iter().any(|conversion| conversion["value"].as_i64() > Some(0)));
    let today = work::today(cx, Whose::All).await.expect("read");
    let callbacks = (today.overdue.total, today.today.total + today.upcoming.total);
    if cx.account().slug == "seoulbareun" {
        return callbacks; // a clinic may reward nobody for bringing patients
    }
    let loops = viral::list_loops(cx, LoopQuery::parse(&RawForm::from([("per_page", "200")])).expect("a query")).await.expect("listed");
    let friends_of = |id| loops.data.iter().filter(|one| one.referred_by == Some(id)).collect::<Vec<_>>();
    let chains = loops.data.iter().filter(|one| friends_of(one.id).iter().any(|friend| !friends_of(friend.id).is_empty())).count();
    assert!(chains > 0 && loops.data.iter().any(|one| one.conversions > 0), "{} participants", loops.data.len());
    callbacks
}

fn totals(told: &[Value]) -> [i64; 5] {
    std::array::from_fn(|index| told[index]["page"]["total"].as_i64().expect("a total"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_directory_becomes_an_agency() {
    let directory = filled(&[]);
    let app = open(directory.path()).await;
    let mut callbacks = (0, 0);
    for (slug, _) in CLIENTS {
        let all = told(&app, slug).await;
        let [customers, leads, funnels, pages, conversions] = totals(&all);
        assert!((50..=200).contains(&customers) && leads >= customers / 2, "{slug}: {customers} customers, {leads} leads");
        assert!(funnels == 2 && (4..=5).contains(&pages) && conversions > leads / 20, "{slug}: {funnels}, {pages}, {conversions}");
        let cx = accounts::enter(&app.env, slug, Arc::new(Actor::operator())).await.expect("entered");
        let zone = cx.account().zone;
        let drifts = cx.read(move |conn| rollups::recount(conn, zone)).await.expect("recounted");
        assert!(drifts.is_empty(), "{slug}: {drifts:?}");
        let drifts = cx.read(|conn| Ok((scoring::recount(conn)?, viral::recount(conn)?))).await.expect("recounted");
        assert!(drifts.0.is_empty() && drifts.1.is_empty(), "{slug}: {drifts:?}");
        let (late, ahead) = shows_its_work(&cx, &all[1], &all[4]).await;
        callbacks = (callbacks.0 + late, callbacks.1 + ahead);
    }
    assert!(callbacks.0 > 0 && callbacks.1 > 0, "{callbacks:?}");
    let mut owner = Client::new(app.admin.clone(), Door::Admin);
    owner.log_in(OWNER, PASSWORD).await;
    let overview = owner.get("/accounts").await.expect(200).text();
    assert!(CLIENTS.iter().all(|(_, name)| overview.contains(name)), "{overview}");
    let mut viewer = Client::new(app.admin.clone(), Door::Admin);
    viewer.log_in(VIEWER, PASSWORD).await;
    viewer.get("/accounts/hanbit/customers").await.expect(200);
    viewer.get("/accounts/daon/customers").await.expect(404);
    let mut agent = Client::new(app.admin.clone(), Door::Admin);
    agent.log_in(AGENT, PASSWORD).await;
    assert!(agent.get("/accounts/hanbit/leads").await.expect(200).text().contains("정하늘"), "an agent has leads");
    let mut visitor = Client::new(app.visitors.clone(), Door::Visitors);
    assert!(visitor.get("/p/hanbit/gift").await.expect(200).text().contains("명절 선물세트"));
    assert!(visitor.get("/p/seoulbareun/implant").await.expect(200).text().contains("카카오톡으로도"), "published again with a new text");
    visitor.get("/p/hanbit/autumn-fruit").await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_seed_tells_the_same_story_again() {
    let words = ["--scale", "0.0003", "--until", "2026-03-10", "--seed"];
    let mut stories = Vec::new();
    for seed in ["7", "7", "8"] {
        let directory = filled(&[&words[..], &[seed]].concat());
        let app = open(directory.path()).await;
        let mut story = Vec::new();
        for (slug, _) in CLIENTS {
            story.push(told(&app, slug).await);
        }
        stories.push(story);
    }
    for (first, again) in stories[0].iter().zip(&stories[1]) {
        assert_eq!(totals(first), totals(again));
    }
    assert!(stories[0] == stories[1], "the same to the last letter");
    assert!(stories[0] != stories[2], "another seed, another story");
    let newest = stories[0][0][1]["data"][0]["created_at"].as_str().expect("a time");
    assert!(newest < "2026-03-10T15:00" && newest > "2026-03-05", "{newest}");
}

#[test]
fn a_directory_with_data_is_left_alone() {
    let directory = filled(&["--scale", "0.00001", "--until", "2026-03-10"]);
    let control = directory.path().join("data/control.db");
    let before = std::fs::read(&control).expect("read");
    let second = demo(directory.path(), &[]);
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!((second.status.code(), second.stdout.len()), (Some(1), 0), "{said}");
    assert!(said.contains("already holds data.\n") && said.contains("--data-dir"), "{said}");
    assert_eq!(std::fs::read(&control).expect("read"), before);
}

#[test]
fn what_can_not_be_told_is_wrong_usage() {
    let directory = tempfile::tempdir().expect("a directory");
    for words in [["--scale", "0"], ["--scale", "11"], ["--until", "soon"], ["--until", "2999-01-01"], ["--seed", "x"]] {
        assert_eq!(demo(directory.path(), &words).status.code(), Some(2), "{words:?}");
    }
    assert!(!directory.path().join("data").exists());
}
