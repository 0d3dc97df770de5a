//! Capacity: the figures are the rows, the plan refuses what people make and nothing that visitors send, and owners are warned.

use dangol::{
    accounts::{
        model::Role,
        service::{self as accounts, job::Run},
    },
    alerts::{alarm::Severity, service as alerts},
    capacity::{jobs, service as capacity},
    testing::{
        app::TestApp,
        client::{Client, Door},
    },
};
use serde_json::{Value, json};

const SYSTEM: &str = "/api/v1/system/capacity";
const TABLES: [&str; 9] =
    ["account", "customer", "landing_page", "funnel", "lead", "lead_interaction", "lead_score", "funnel_conversion", "viral_loop"];

async fn table(client: &mut Client, name: &str) -> Value {
    let report = client.get(SYSTEM).await.expect(200).json();
    report["tables"].as_array().expect("tables").iter().find(|table| table["table"] == name).expect("the table").clone()
}

/// An account with a funnel and a published page that leads into it.
async fn open(test: &TestApp, slug: &str) -> Client {
    let account = test.account(slug).await;
    let base = format!("/api/v1/accounts/{slug}");
    let mut owner = test.api(Some(account.id), Role::Owner).await;
    let stages = json!([{"key": "new", "name": "신규"}, {"key": "won", "name": "계약", "goal": true}]);
    let funnel = owner.post(&format!("{base}/funnels"), json!({"name": "상담 퍼널", "stages": stages})).await.expect(201).json();
    let fields = json!([{"name": "name", "label": "이름", "kind": "text"}, {"name": "phone", "label": "전화", "kind": "phone"}]);
    let html = "<!doctype html><html><body><form data-dangol></form></body></html>";
    let page = json!({"slug": "spring", "title": "봄 행사", "html": html, "funnel_id": funnel["id"], "form": {"fields": fields}});
    let page = owner.post(&format!("{base}/landing-pages"), page).await.expect(201).json();
    owner.put(&format!("{base}/landing-pages/{}/publication", page["id"]), json!({})).await.expect(200);
    owner
}

async fn submit(test: &TestApp, slug: &str, phone: &str) {
    let mut visitor = test.visitor();
    visitor.get(&format!("/p/{slug}/spring")).await.expect(200);
    visitor.post_form(&format!("/p/{slug}/spring"), &[("name", "홍길동"), ("phone", phone)]).await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_the_rows_that_are_there() {
    let test = TestApp::start().await;
    let mut agency = test.api(None, Role::Owner).await;
    let empty = agency.get(SYSTEM).await.expect(200).json();
    assert!(empty["tables"].as_array().expect("tables").iter().all(|table| table["rows"] == 0), "{empty}");

    for slug in ["hanbit", "duru"] {
        let mut owner = open(&test, slug).await;
        owner.post(&format!("/api/v1/accounts/{slug}/customers"), json!({"name": "김단골"})).await.expect(201);
        submit(&test, slug, "010-2000-0001").await;
        let leads = owner.get(&format!("/api/v1/accounts/{slug}/leads?suspect=any")).await.expect(200).json();
        owner.put(&format!("/api/v1/accounts/{slug}/leads/{}/stage", leads["data"][0]["id"]), json!({"stage": "won"})).await.expect(200);
    }
    test.settle().await;
    let report = agency.get(SYSTEM).await.expect(200).json();
    let tables = report["tables"].as_array().expect("tables");
    assert_eq!(tables.iter().map(|table| table["table"].as_str().expect("a name")).collect::<Vec<_>>(), TABLES);
    for table in tables {
        let name = table["table"].as_str().expect("a name");
        assert_eq!(table["rows"], counted(&test, name), "{name}");
        assert_eq!(table["new_30_days"], table["rows"], "{name}: all of it is new");
        assert!(table["data_bytes"].as_i64() > Some(0) && table["index_bytes"].is_i64(), "{table}");
    }
    let planned: Vec<_> = tables.iter().map(|table| table["planned"].as_i64().expect("a number")).collect();
    assert_eq!(planned, [25, 99_000, 3_000, 300, 500_000, 2_000_000, 500_000, 100_000, 50_000]);
    let totals = &report["totals"];
    let of = |key: &str| totals[key].as_i64().expect("a number");
    assert!(of("data_bytes") + of("index_bytes") + of("other_bytes") <= of("database_bytes"), "the logs come on top: {totals}");
    assert_eq!(report["accounts"].as_array().expect("accounts").len(), 2);
    assert_eq!(report["tiers"][0]["is_here"], json!(true));
}

/// Rows of a table over all files, read from outside.
fn counted(test: &TestApp, table: &str) -> i64 {
    let files: Vec<_> = if table == "account" {
        vec![test.directory().join("control.db")]
    } else {
        ["hanbit", "duru"].map(|slug| test.directory().join(format!("accounts/{slug}.db"))).to_vec()
    };
    let count = |path| {
        let conn = rusqlite::Connection::open(path).expect("opens");
        conn.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0)).expect("counted")
    };
    files.into_iter().map(count).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_for_owners_of_the_agency() {
    let test = TestApp::start().await;
    let account = test.account("hanbit").await;
    let mut of_account = test.api(Some(account.id), Role::Owner).await;
    of_account.get(SYSTEM).await.expect(403);
    Client::new(test.app.admin.clone(), Door::Api).get(SYSTEM).await.expect(401);
    test.member("m@agency.kr", Role::Manager, account.id).await.1.get("/capacity").await.expect(403);
    let page = test.browser().await.get("/capacity").await.expect(200);
    assert!(page.text().contains("lead_interaction") && page.text().contains("산정서"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_plan_refuses_what_people_make_and_takes_what_visitors_send() {
    let test = TestApp::start_with(|settings| {
        settings.capacity.customers = 2;
        settings.capacity.landing_pages = 1;
        settings.capacity.funnels = 1;
        settings.capacity.leads = 1;
    })
    .await;
    let mut owner = open(&test, "hanbit").await;
    let customers = "/api/v1/accounts/hanbit/customers";
    for name in ["김하나", "김둘"] {
        owner.post(customers, json!({"name": name})).await.expect(201);
    }
    let refused = owner.post(customers, json!({"name": "김셋"})).await.expect(409).json();
    assert_eq!(refused["errors"][0]["field"], "name");
    assert!(refused["detail"].as_str().expect("words").contains("capacity.customers"), "{refused}");
    let stages = json!([{"key": "new", "name": "신규"}]);
    owner.post("/api/v1/accounts/hanbit/funnels", json!({"name": "둘째", "stages": stages})).await.expect(409);
    owner.post("/api/v1/accounts/hanbit/landing-pages", json!({"slug": "b", "title": "둘째", "html": "<p>x</p>"})).await.expect(409);

    // Visitors bring a new customer and a lead each, past the plan of both; a lead by hand is taken too.
    for phone in ["010-2000-0001", "010-2000-0002"] {
        submit(&test, "hanbit", phone).await;
    }
    owner.post("/api/v1/accounts/hanbit/leads", json!({"customer": {"name": "박단골", "phone": "010-2000-0003"}})).await.expect(201);
    let mut agency = test.api(None, Role::Owner).await;
    let lead = table(&mut agency, "lead").await;
    assert_eq!((&lead["rows"], &lead["share_bp"], &lead["plan_reached_on"]), (&json!(3), &json!(30_000), &json!("2026-11-22")));
    assert_eq!(table(&mut agency, "customer").await["rows"], 5);

    // The form says so beside its field, and keeps what was typed.
    let again = test
        .browser()
        .await
        .submit("/accounts/hanbit/customers/new", "/accounts/hanbit/customers/new", &[("name", "김넷")])
        .await
        .expect(422);
    assert!(again.text().contains("capacity.customers") && again.text().contains("김넷"));

    // What is deleted makes room again.
    capacity::refresh(test.env()).await.expect("counted");
    let listed = owner.get(&format!("{customers}?per_page=200")).await.expect(200).json();
    for customer in listed["data"].as_array().expect("customers").iter().skip(1) {
        owner.delete(&format!("{customers}/{}", customer["id"])).await.expect(204);
    }
    capacity::refresh(test.env()).await.expect("counted");
    owner.post(customers, json!({"name": "김다섯"})).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_are_warned_from_four_fifths_on() {
    let test = TestApp::start_with(|settings| settings.capacity.customers = 5).await;
    let account = test.account("hanbit").await;
    let mut owner = test.api(Some(account.id), Role::Owner).await;
    let (mut browser, mut manager) = (test.browser().await, test.member("m@agency.kr", Role::Manager, account.id).await.1);
    let (nearly, full) = ("계획한 용량에 가까워졌습니다", "계획한 용량이 찼습니다");
    for (made, warned) in [(3, [false, false]), (1, [true, false]), (1, [false, true])] {
        for _ in 0..made {
            owner.post("/api/v1/accounts/hanbit/customers", json!({"name": "김단골"})).await.expect(201);
        }
        let page = browser.get("/accounts/hanbit/customers").await.expect(200).text();
        assert_eq!([page.contains(nearly), page.contains(full)], warned);
        let theirs = manager.get("/accounts/hanbit/customers").await.expect(200).text();
        assert!(!theirs.contains(nearly) && !theirs.contains(full), "it is the owner's matter");
        // The operator is told when it is counted next.
        capacity::refresh(test.env()).await.expect("counted");
        let alarms = alerts::open_alarms(test.env()).await.expect("read");
        let told: Vec<_> = alarms.iter().map(|known| (known.alarm.key.as_str(), known.alarm.severity)).collect();
        let wanted = [Severity::Warning, Severity::Critical].into_iter().zip(warned).find(|(_, is_so)| *is_so);
        assert_eq!(told, wanted.map(|(severity, _)| ("capacity:customer", severity)).into_iter().collect::<Vec<_>>());
    }
    let customers = owner.get("/api/v1/accounts/hanbit/customers").await.expect(200).json();
    for customer in customers["data"].as_array().expect("customers").iter().take(2) {
        owner.delete(&format!("/api/v1/accounts/hanbit/customers/{}", customer["id"])).await.expect(204);
    }
    capacity::refresh(test.env()).await.expect("counted");
    assert!(alerts::open_alarms(test.env()).await.expect("read").is_empty(), "there is room again");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_nightly_measuring_is_kept_and_becomes_history() {
    let test = TestApp::start().await;
    open(&test, "hanbit").await;
    submit(&test, "hanbit", "010-2000-0001").await;
    let accounts = accounts::list(test.env()).await.expect("listed");
    let run = Run::new(test.env().clone(), accounts, |_| ());
    let done = jobs::measure(&run).await.expect("measured");
    assert!(done.rows >= 4 && done.faults.is_empty(), "{done:?}");
    test.clock.advance_ms(86_400_000);
    // By hand, in the background.
    let mut browser = test.browser().await;
    browser.submit("/capacity", "/capacity/measure", &[]).await.expect(303);
    for _ in 0..200 {
        if capacity::progress(test.env()).is_none() && capacity::history(test.env(), 10).await.expect("read").len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let history = capacity::history(test.env(), 10).await.expect("read");
    assert_eq!(history.iter().map(|sample| sample.day.to_string()).collect::<Vec<_>>(), ["2026-11-22", "2026-11-23"]);
    assert!(history.iter().all(|sample| sample.database_bytes > 100_000 && sample.free_bytes > 0));
}
