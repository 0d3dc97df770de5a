//! Funnels: their rules over the API, and the editor that works without scripts.

use dangol::{accounts::model::Role, rollups::service as rollups, testing::app::TestApp};
use serde_json::{Value, json};

const PATH: &str = "/api/v1/accounts/spring/funnels";

async fn drifts(test: &TestApp) -> usize {
    let cx = test.cx("spring").await;
    let zone = cx.account().zone;
    let drifts = cx.read(move |conn| rollups::recount(conn, zone)).await.expect("recounts");
    assert!(drifts.is_empty(), "{drifts:?}");
    drifts.len()
}

fn fields(problem: &Value) -> Vec<&str> {
    problem["errors"].as_array().into_iter().flatten().filter_map(|error| error["field"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_funnel_is_made_changed_and_removed_over_the_api() {
    let test = TestApp::start().await;
    let account = test.account("spring").await;
    test.account("other").await;
    let mut api = test.api(Some(account.id), Role::Owner).await;

    let made = api.post(PATH, json!({"name": "봄 상담"})).await.expect(201).json();
    let keys: Vec<&str> = made["stages"].as_array().expect("stages").iter().filter_map(|stage| stage["key"].as_str()).collect();
    assert_eq!(keys, ["new", "consulting", "booked", "won"]);
    assert_eq!((&made["stages"][3]["goal"], &made["status"], &made["currency"]), (&json!(true), &json!("active"), &json!("KRW")));

    let wrong = json!({"name": " ", "stages": [{"name": "a", "key": "A"}, {"name": ""}], "currency": "원"});
    let problem = api.post(PATH, wrong).await.expect(422).json();
    assert_eq!(fields(&problem), ["name", "stages.0.key", "stages.1.name", "currency"]);
    assert_eq!(fields(&api.post(PATH, json!({"name": "a", "colour": 1})).await.expect(422).json()), ["colour"]);

    let one = format!("{PATH}/{}", made["id"]);
    let read = api.get(&one).await.expect(200).json();
    assert_eq!(read, made, "cached");
    let changed =
        api.patch(&one, json!({"name": "여름 상담", "stages": [{"name": "신규", "key": "new"}, {"name": "계약", "goal": true}]})).await;
    let changed = changed.expect(200).json();
    assert_eq!((&changed["name"], &changed["stages"][1]["key"]), (&json!("여름 상담"), &json!("gyeyak")));
    assert_eq!(api.get(&one).await.expect(200).json()["name"], "여름 상담", "a change is seen at once");

    api.get(&one.replace("spring", "other")).await.expect(404);
    let mut reader = test.api(Some(account.id), Role::Viewer).await;
    reader.get(&one).await.expect(200);
    reader.patch(&one, json!({"name": "x"})).await.expect(403);
    assert_eq!(api.get(&format!("{PATH}?status=archived")).await.expect(200).json()["page"]["total"], 0);
    api.delete(&one).await.expect(204);
    api.get(&one).await.expect(404);
    api.delete(&one).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stage_with_leads_goes_only_when_they_have_a_place() {
    let test = TestApp::start().await;
    let account = test.account("spring").await;
    let mut api = test.api(Some(account.id), Role::Owner).await;
    let funnel = api.post(PATH, json!({"name": "상담"})).await.expect(201).json();
    let one = format!("{PATH}/{}", funnel["id"]);
    for phone in ["010-1234-5601", "010-1234-5602"] {
        let lead = json!({"customer": {"phone": phone}, "funnel_id": funnel["id"], "value": 1000});
        let lead = api.post("/api/v1/accounts/spring/leads", lead).await.expect(201).json();
        let stage = format!("/api/v1/accounts/spring/leads/{}/stage", lead["id"]);
        api.put(&stage, json!({"stage": "booked"})).await.expect(200);
    }
    let without_booked =
        json!([{"name": "신규", "key": "new"}, {"name": "계약", "key": "won", "goal": true}, {"name": "재방문", "key": "again"}]);

    let refused = api.patch(&one, json!({"stages": without_booked})).await.expect(409).json();
    assert_eq!(fields(&refused), ["stages"]);
    assert!(refused["detail"].as_str().is_some_and(|text| text.contains('2')), "{refused}");
    let wrong = api.patch(&one, json!({"stages": without_booked, "moves": {"booked": "gone"}})).await.expect(422).json();
    assert_eq!(fields(&wrong), ["moves.booked"]);
    assert_eq!(api.get(&one).await.json()["stages"].as_array().map(Vec::len), Some(4), "nothing was changed");

    api.patch(&one, json!({"stages": without_booked, "moves": {"booked": "again"}})).await.expect(200);
    let leads = api.get("/api/v1/accounts/spring/leads?stage=again").await.expect(200).json();
    assert_eq!(leads["page"]["total"], 2);
    assert!(leads["data"].as_array().expect("rows").iter().all(|lead| lead["status"] == "open" && lead["closed_at"].is_null()));
    drifts(&test).await;

    let goals = json!([{"name": "신규", "key": "new"}, {"name": "계약", "key": "won", "goal": true}]);
    api.patch(&one, json!({"stages": goals, "moves": {"again": "won"}})).await.expect(200);
    assert_eq!(api.get("/api/v1/accounts/spring/leads?status=won").await.json()["page"]["total"], 2);
    assert_eq!(api.get("/api/v1/accounts/spring/conversions").await.expect(200).json()["page"]["total"], 2);
    drifts(&test).await;

    let in_use = api.delete(&one).await.expect(409).json();
    assert_eq!(fields(&in_use), ["status"]);
    api.patch(&one, json!({"status": "archived"})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_works_without_scripts() {
    let test = TestApp::start().await;
    let account = test.account("spring").await;
    let mut browser = test.browser().await;
    browser.get("/accounts/spring/funnels").await.expect(200);
    let new = "/accounts/spring/funnels/new";
    let rows = [("name", "상담"), ("status", "active"), ("currency", "KRW"), ("stages.0.name", "신규"), ("stages.0.key", "new")];

    let mut sent = rows.to_vec();
    sent.push(("do", "add"));
    let added = browser.submit(new, new, &sent).await.expect(200).text();
    assert!(added.contains(r#"name="stages.1.name""#) && added.contains("상담"), "{added}");
    let mut sent = rows.to_vec();
    sent.extend([("stages.1.name", ""), ("stages.1.key", ""), ("do", "save")]);
    let again = browser.submit(new, new, &sent).await.expect(422).text();
    assert!(again.contains(r##"href="#f-stages.1.name""##) || again.contains("stages.1.name-error"), "{again}");

    let mut sent = rows.to_vec();
    sent.extend([("stages.1.name", "예약"), ("stages.1.goal", "on"), ("do", "save")]);
    let detail = browser.submit(new, new, &sent).await.expect(303).header("location").to_owned();
    assert!(browser.get(&detail).await.expect(200).text().contains("예약"));

    let mut api = test.api(Some(account.id), Role::Owner).await;
    let id: i64 = detail.rsplit('/').next().and_then(|id| id.parse().ok()).expect("an id");
    api.post("/api/v1/accounts/spring/leads", json!({"customer": {"name": "홍길동"}, "funnel_id": id})).await.expect(201);
    let edit = format!("{detail}/edit");
    let removed = [("name", "상담"), ("stages.0.name", "예약"), ("stages.0.key", "yeyak"), ("stages.0.goal", "on"), ("do", "save")];
    let asks = browser.submit(&edit, &edit, &removed).await.expect(422).text();
    assert!(asks.contains(r#"name="moves.new""#), "asks where the lead goes: {asks}");
    let mut told = removed.to_vec();
    told.push(("moves.new", "yeyak"));
    browser.submit(&edit, &edit, &told).await.expect(303);
    assert_eq!(api.get("/api/v1/accounts/spring/leads?stage=yeyak").await.json()["data"][0]["status"], "won");
    drifts(&test).await;
}
