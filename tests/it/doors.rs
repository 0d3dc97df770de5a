//! Who gets in, and how far.

use dangol::{
    accounts::model::Role,
    testing::app::{NOON, PASSWORD, TestApp},
    web::gate::{Audience, Door},
};
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn the_first_day_is_set_up_once() {
    let test = TestApp::start_empty(|_| ()).await;
    let key = test.app.setup_key.clone().expect("nobody can log in yet");
    let mut browser = test.stranger();
    browser.get("/setup/wrong").await.expect(403);
    let path = format!("/setup/{key}");
    let fields = [("agency", "한빛"), ("name", "김대표"), ("email", "a@b.kr"), ("password", "short")];
    let again = browser.submit(&path, &path, &fields).await.expect(422).text();
    assert!(again.contains("10자 이상") && again.contains("한빛"), "typed values are kept: {again}");
    let fields = [("agency", "한빛"), ("name", "김대표"), ("email", "a@b.kr"), ("password", PASSWORD)];
    browser.submit(&path, &path, &fields).await.expect(303);
    browser.get("/accounts").await.expect(200);
    test.stranger().get(&path).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_in_ends_when_it_is_idle_or_logged_out() {
    let test = TestApp::start().await;
    let mut browser = test.browser().await;
    browser.get("/accounts").await.expect(200);
    let mut other = test.browser().await;
    browser.submit("/accounts", "/logout", &[]).await.expect(303);
    browser.get("/accounts").await.expect(303);
    other.get("/accounts").await.expect(200);
    test.clock.advance_ms(3 * 3_600_000);
    assert_eq!(other.get("/accounts").await.expect(303).header("location"), "/login?next=%2Faccounts");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_asks_by_itself_keeps_nobody_logged_in() {
    let test = TestApp::start().await;
    test.account("ours").await;
    let (mut away, mut at_work) = (test.browser().await, test.browser().await);
    for _ in 0..11 {
        test.clock.advance_ms(10 * 60_000);
        away.get("/accounts/ours/leads/due?since=0").await.expect(200);
        at_work.get("/accounts/ours/leads").await.expect(200);
    }
    test.clock.advance_ms(10 * 60_000);
    at_work.get("/accounts").await.expect(200);
    away.get("/accounts").await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_an_owner_moves_an_account_to_another_status() {
    let test = TestApp::start().await;
    let account = test.account("ours").await.id;
    let path = "/api/v1/accounts/ours";
    let mut manager = test.api(Some(account), Role::Manager).await;
    manager.patch(path, json!({"name": "우리", "status": "active"})).await.expect(200);
    manager.patch(path, json!({"status": "archived"})).await.expect(403);
    let (_, mut browser) = test.member("manager@ours.kr", Role::Manager, account).await;
    let fields = [("name", "우리"), ("time_zone", "Asia/Seoul"), ("locale", "ko"), ("status", "paused")];
    browser.submit("/accounts/ours/settings", "/accounts/ours/settings", &fields).await.expect(403);
    browser.submit("/accounts/ours/settings", "/accounts/ours/settings", &fields[..3]).await.expect(303);
    let mut owner = test.api(None, Role::Owner).await;
    assert_eq!(owner.patch(path, json!({"status": "paused"})).await.expect(200).json()["status"], "paused");
    manager.patch(path, json!({"status": "active"})).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_where_it_happens() {
    let test = TestApp::start().await;
    let mut guesser = test.stranger();
    for _ in 0..5 {
        guesser.submit("/login", "/login", &[("email", "owner@agency.kr"), ("password", "wrong")]).await.expect(422);
    }
    guesser.submit("/login", "/login", &[("email", "owner@agency.kr"), ("password", PASSWORD)]).await.expect(429);
    let mut owner = test.stranger();
    owner.address = [10, 0, 0, 9];
    owner.log_in("owner@agency.kr", PASSWORD).await;
    test.clock.set(NOON.plus_ms(16 * 60_000));
    guesser.log_in("owner@agency.kr", PASSWORD).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_admin_answers_to_its_own_names_only() {
    let test = TestApp::start().await;
    let mut browser = test.stranger();
    browser.headers.push(("host", "evil.example".into()));
    browser.get("/login").await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_lets_the_wrong_one_in() {
    let test = TestApp::start().await;
    let (ours, theirs) = (test.account("ours").await, test.account("theirs").await);
    let nobody = test.stranger();
    let mut foreign = test.api(Some(theirs.id), Role::Owner).await;
    let mut reader = test.api(Some(ours.id), Role::Viewer).await;
    let owner = test.browser().await;
    let viewer = test.viewer("viewer@ours.kr", ours.id).await;
    let foreign_viewer = test.viewer("viewer@theirs.kr", theirs.id).await;
    for route in &test.app.routes {
        let path = route.path.replace("{account}", "ours").replace("{id}", "1").replace("{key}", "k").replace("{number}", "1");
        let path = path.replace("{status}", "paused");
        let label = format!("{} {}", route.method, route.path);
        let changes = route.method != "GET";
        let form = Some("application/x-www-form-urlencoded");
        let json = Some("application/json");
        match route.door {
            Door::Page => {
                let answer = nobody.clone().send(route.method.clone(), &path, form, Vec::new()).await.status.as_u16();
                if route.audience == Audience::Anyone {
                    assert!(!changes || answer == 403, "{label} takes a form without proof: {answer}");
                } else {
                    assert_eq!(answer, if changes { 401 } else { 303 }, "{label} as nobody");
                }
                if matches!(route.audience, Audience::Account(_)) {
                    let elsewhere = foreign_viewer.clone().send(route.method.clone(), &path, form, Vec::new()).await.status;
                    assert_eq!(elsewhere, 404, "{label} from another account");
                }
                if matches!(route.audience, Audience::Account(right) | Audience::Agency(right) if !Role::Viewer.allows(right)) {
                    let wrong_role = viewer.clone().send(route.method.clone(), &path, form, Vec::new()).await.status;
                    assert_eq!(wrong_role, 403, "{label} as a viewer");
                }
                if changes {
                    let without_token = owner.clone().send(route.method.clone(), &path, form, Vec::new()).await.status;
                    assert_eq!(without_token, 403, "{label} without a form token");
                    let mut elsewhere = owner.clone();
                    elsewhere.headers.push(("sec-fetch-site", "cross-site".into()));
                    assert_eq!(elsewhere.send(route.method.clone(), &path, form, Vec::new()).await.status, 403, "{label} from elsewhere");
                }
            }
            Door::Api => {
                let anonymous = nobody.clone().send(route.method.clone(), &path, json, b"{}".to_vec()).await.status;
                assert_eq!(anonymous, 401, "{label} as nobody");
                if matches!(route.audience, Audience::Account(_)) {
                    let wrong_account = foreign.send(route.method.clone(), &path, json, b"{}".to_vec()).await.status;
                    assert_eq!(wrong_account, 404, "{label} with another account's token");
                }
                if matches!(route.audience, Audience::Account(right) | Audience::Agency(right) if !Role::Viewer.allows(right)) {
                    let wrong_role = reader.send(route.method.clone(), &path, json, b"{}".to_vec()).await.status;
                    assert_eq!(wrong_role, 403, "{label} as a viewer");
                }
                assert!(!changes || route.audience != Audience::Anyone, "{label} changes something for anyone");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_made_renamed_and_limited() {
    let test = TestApp::start_with(|settings| settings.accounts.max_active = 2).await;
    let mut api = test.api(None, Role::Owner).await;
    let made = api.post("/api/v1/accounts", json!({"name": "한빛커머스", "slug": "hanbit"})).await.expect(201).json();
    assert_eq!((made["slug"].as_str(), made["time_zone"].as_str()), (Some("hanbit"), Some("Asia/Seoul")));
    let refused = api.post("/api/v1/accounts", json!({"name": "둘", "slug": "hanbit"})).await.expect(409).json();
    assert_eq!(refused["errors"][0]["field"], "slug");
    api.post("/api/v1/accounts", json!({"name": "셋"})).await.expect(201);
    api.post("/api/v1/accounts", json!({"name": "넷"})).await.expect(409);
    api.patch("/api/v1/accounts/hanbit", json!({"status": "paused"})).await.expect(200);
    api.post("/api/v1/accounts", json!({"name": "넷"})).await.expect(201);
    api.patch("/api/v1/accounts/hanbit", json!({"status": "active"})).await.expect(409);
    let unknown = api.patch("/api/v1/accounts/hanbit", json!({"colour": "red"})).await.expect(422).json();
    assert_eq!(unknown["errors"][0]["field"], "colour");
    let listed = api.get("/api/v1/accounts?fields=slug").await.expect(200).json();
    assert_eq!(listed["page"]["total"], 3);
    assert_eq!(listed["data"][0].as_object().map(serde_json::Map::len), Some(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_gives_the_same_answer() {
    let test = TestApp::start().await;
    let mut api = test.api(None, Role::Owner).await;
    api.headers.push(("idempotency-key", "k1".into()));
    let first = api.post("/api/v1/accounts", json!({"name": "하나", "slug": "one"})).await.expect(201).json();
    let again = api.post("/api/v1/accounts", json!({"name": "하나", "slug": "one"})).await.expect(201);
    assert_eq!(first, again.json());
    assert_eq!(again.header("idempotent-replayed"), "true");
    api.post("/api/v1/accounts", json!({"name": "둘", "slug": "two"})).await.expect(422);
    test.clock.advance_ms(25 * 3_600_000);
    api.post("/api/v1/accounts", json!({"name": "하나", "slug": "one"})).await.expect(409);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_unknown_has_words_and_headers() {
    let test = TestApp::start().await;
    let mut stranger = test.stranger();
    stranger.headers.push(("cookie", "theme=dark".into()));
    let missing = stranger.get("/nothing-here").await.expect(404);
    assert!(missing.text().contains("data-theme=\"dark\""), "in the colours that were chosen");
    assert!(missing.text().contains("찾을 수 없습니다"));
    assert!(missing.header("content-security-policy").contains("default-src 'none'"));
    assert!(!missing.header("x-request-id").is_empty());
    let problem = test.stranger().get("/api/v1/nothing").await.expect(404);
    assert_eq!(problem.header("content-type"), "application/problem+json");
    assert_eq!(problem.json()["request_id"], problem.header("x-request-id"));
}
