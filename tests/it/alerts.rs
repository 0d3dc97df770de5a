//! Alerts: a new lead by mail and through the webhook, masked, retried, and shown when it fails.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use dangol::{
    accounts::model::{Actor, Role},
    base::{email::Email, ids::AccountId, lang::Lang, secret::Secret},
    db::Class,
    testing::{
        app::{PASSWORD, TestApp},
        client::Client,
    },
    users::{model::NewUser, service as users},
    webhooks::signature,
};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    mail::save,
    smtp::{MailServer, Manners},
};

const ALERTS: &str = "/accounts/cafe/settings/alerts";
const WEBHOOK: &str = "/accounts/cafe/settings/webhook";
const DELIVERIES: &str = "/accounts/cafe/settings/deliveries";

/// Somebody else's server: notes what comes and answers as it is told.
pub struct Listener {
    pub url: String,
    answer: Arc<Mutex<(u16, &'static str)>>,
    calls: Arc<Mutex<Vec<(HeaderMap, String)>>>,
}

impl Listener {
    pub async fn start() -> Self {
        let (answer, calls) = (Arc::new(Mutex::new((200, "thanks"))), Arc::new(Mutex::new(Vec::new())));
        let state = (Arc::clone(&answer), Arc::clone(&calls));
        let router = Router::new().route("/hook", post(take)).with_state(state);
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/hook", socket.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(socket, router).await });
        Self { url, answer, calls }
    }

    pub fn answers(&self, status: u16, text: &'static str) {
        *self.answer.lock().expect("a lock") = (status, text);
    }

    pub fn calls(&self) -> Vec<(HeaderMap, String)> {
        self.calls.lock().expect("a lock").clone()
    }
}

type Heard = (Arc<Mutex<(u16, &'static str)>>, Arc<Mutex<Vec<(HeaderMap, String)>>>);

async fn take(
    State((answer, calls)): State<Heard>,
    headers: HeaderMap,
    body: String,
) -> (StatusCode, [(&'static str, &'static str); 2], String) {
    calls.lock().expect("a lock").push((headers, body));
    let (status, text) = *answer.lock().expect("a lock");
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [("location", "http://127.0.0.1:1/elsewhere"), ("retry-after", "40")], text.to_owned())
}

struct Setting {
    app: TestApp,
    browser: Client,
    api: Client,
    account: AccountId,
    mail: MailServer,
}

impl Setting {
    async fn new() -> Self {
        let app = TestApp::start_with(|settings| settings.webhooks.private_targets = true).await;
        let account = app.account("cafe").await.id;
        let mail = MailServer::start(Manners::default()).await;
        let mut browser = app.browser().await;
        save(&mut browser, "/mail", &[], mail.port, 303).await;
        let mut api = app.api(Some(account), Role::Owner).await;
        let page = json!({
            "title": "봄 상담", "slug": "spring", "html": "<body>{{form}}</body>", "status": "published",
            "form": { "fields": [{ "name": "name", "label": "이름", "kind": "text" }, { "name": "phone", "label": "전화", "kind": "phone" }] },
        });
        let page = api.post("/api/v1/accounts/cafe/landing-pages", page).await.expect(201).json();
        api.put(&format!("/api/v1/accounts/cafe/landing-pages/{}/publication", page["id"]), json!({})).await.expect(200);
        Self { app, browser, api, account, mail }
    }

    async fn choose(&mut self, fields: &[(&str, &str)], status: u16) -> String {
        self.browser.submit(ALERTS, ALERTS, fields).await.expect(status).text()
    }

    async fn submit(&self, name: &str, phone: &str) {
        let mut visitor = self.app.visitor();
        visitor.headers.push(("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".into()));
        visitor.get("/p/cafe/spring").await.expect(200);
        visitor.post_form("/p/cafe/spring", &[("name", name), ("phone", phone)]).await.expect(303);
    }

    async fn secret(&mut self, url: &str) -> Secret {
        let page = self.browser.submit(WEBHOOK, WEBHOOK, &[("url", url)]).await.expect(200).text();
        Secret::new(secret_in(&page).expect("a secret"))
    }

    async fn agent(&self, email: &str, lang: Lang) -> i64 {
        let agent = NewUser {
            email: Email::parse(email).expect("an address"),
            name: "이상담".into(),
            role: Role::Agent,
            lang,
            password: Secret::new(PASSWORD),
        };
        users::add(self.app.env(), &Actor::operator(), agent, vec![self.account]).await.expect("added").0
    }
}

fn secret_in(page: &str) -> Option<String> {
    Some(format!("whsec_{}", page.split("whsec_").nth(1)?.split('"').next()?))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_lead_is_mailed_masked_to_the_list() {
    let mut setting = Setting::new().await;
    setting.choose(&[("emails", "a@cafe.kr\nb@cafe.kr, A@CAFE.kr")], 303).await;
    setting.submit("홍길동", "010-1234-5678").await;
    setting.app.settle().await;
    let mut received = setting.mail.received();
    received.sort_by(|a, b| a.to.cmp(&b.to));
    assert_eq!(received.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["a@cafe.kr", "b@cafe.kr"]);
    let body = received[0].body();
    for told in ["홍*동", "010-****-5678", "봄 상담", "/accounts/cafe/leads/1"] {
        assert!(body.contains(told), "{told} in {body}");
    }
    for hidden in ["홍길동", "010-1234", "1234-5678"] {
        assert!(!body.contains(hidden) && !received[0].text.contains(hidden), "{hidden} in {body}");
    }
    setting.app.settle().await;
    assert_eq!(setting.mail.received().len(), 2, "told once");
    setting.choose(&[("emails", "a@cafe.kr"), ("full_mail", "on")], 303).await;
    setting.submit("김서연", "010-2222-3333").await;
    setting.app.settle().await;
    assert!(setting.mail.received()[2].body().contains("010-2222-3333"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_masks_its_lists_masks_its_alerts() {
    let mut setting = Setting::new().await;
    let listener = Listener::start().await;
    setting.secret(&listener.url).await;
    setting.choose(&[("emails", "a@cafe.kr"), ("full_mail", "on"), ("webhook", "on"), ("full_webhook", "on")], 303).await;
    let change = [("name", "카페"), ("time_zone", "Asia/Seoul"), ("locale", "ko"), ("mask_lists", "on")];
    setting.browser.submit("/accounts/cafe/settings", "/accounts/cafe/settings", &change).await.expect(303);
    assert!(setting.browser.get(ALERTS).await.expect(200).text().contains("알림에서도 항상 가립니다"));
    setting.submit("홍길동", "010-1234-5678").await;
    setting.app.settle().await;
    let (letter, call) = (setting.mail.received().remove(0).body(), listener.calls().remove(0).1);
    assert!(letter.contains("홍*동") && !letter.contains("홍길동") && !letter.contains("1234"), "{letter}");
    assert!(call.contains(r#""masked":true"#) && !call.contains("홍길동") && !call.contains("1234"), "{call}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assignee_is_told_in_their_language_and_nobody_else() {
    let mut setting = Setting::new().await;
    let agent = setting.agent("agent@agency.kr", Lang::En).await;
    let lead = json!({ "customer": { "name": "박수아", "phone": "010-9876-5432" }, "assignee_id": agent });
    setting.api.post("/api/v1/accounts/cafe/leads", lead).await.expect(201);
    setting.submit("홍길동", "010-1234-5678").await;
    setting.app.settle().await;
    let received = setting.mail.received();
    assert_eq!(received.len(), 1, "a lead of nobody is told to nobody until somebody chooses");
    assert_eq!(received[0].to, "agent@agency.kr");
    assert!(received[0].body().contains("A new lead has come in"), "{}", received[0].body());

    setting.choose(&[("emails", "")], 303).await;
    let lead = json!({ "customer": { "name": "최시우", "phone": "010-9876-1111" }, "assignee_id": agent });
    setting.api.post("/api/v1/accounts/cafe/leads", lead).await.expect(201);
    setting.app.settle().await;
    assert_eq!(setting.mail.received().len(), 1, "it was unticked");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_the_lead_before_the_letter_left_is_not_told() {
    let mut setting = Setting::new().await;
    let agent = setting.agent("agent@agency.kr", Lang::Ko).await;
    let lead = json!({ "customer": { "name": "박수아", "phone": "010-9876-5432" }, "assignee_id": agent });
    setting.api.post("/api/v1/accounts/cafe/leads", lead).await.expect(201);
    let cx = setting.app.cx("cafe").await;
    dangol::app::hear(&cx).await.expect("heard");
    setting.api.patch("/api/v1/accounts/cafe/leads/1", json!({ "assignee_id": null })).await.expect(200);
    setting.app.settle().await;
    assert!(setting.mail.received().is_empty());
    assert!(setting.browser.get(DELIVERIES).await.expect(200).text().contains("담당자가 바뀌어"));
}

#[tokio::test(flavor = "multi_thread")]
async fn suspects_paused_accounts_and_old_news_alert_nobody() {
    let mut setting = Setting::new().await;
    setting.choose(&[("emails", "a@cafe.kr")], 303).await;
    let mut robot = setting.app.visitor();
    robot.get("/p/cafe/spring").await.expect(200);
    robot.post_form("/p/cafe/spring", &[("name", "홍길동"), ("phone", "010-1234-5678"), ("website_", "http://spam")]).await.expect(303);
    setting.app.settle().await;
    setting.submit("김서연", "010-2222-3333").await;
    setting.app.clock.advance_ms(25 * 3_600_000);
    setting.app.settle().await;
    setting.browser = setting.app.browser().await;
    setting.browser.submit("/accounts/cafe/settings", "/accounts/cafe/status/paused", &[]).await.expect(303);
    let lead = json!({ "customer": { "name": "최시우", "phone": "010-9876-1111" } });
    setting.api.post("/api/v1/accounts/cafe/leads", lead).await.expect(201);
    setting.app.settle().await;
    assert!(setting.mail.received().is_empty());
    let conn = Connection::open(setting.app.directory().join("accounts/cafe.db")).expect("opens");
    let waiting: i64 = conn.query_row("SELECT count(*) FROM outbox WHERE kind = 4", [], |row| row.get(0)).expect("counted");
    assert_eq!(waiting, 0, "heard all the same");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_webhook_is_called_signed_and_masked() {
    let mut setting = Setting::new().await;
    let listener = Listener::start().await;
    let secret = setting.secret(&listener.url).await;
    assert!(!setting.browser.get(WEBHOOK).await.expect(200).text().contains("whsec_"), "shown once");
    setting.choose(&[("webhook", "on")], 303).await;
    setting.submit("홍길동", "010-1234-5678").await;
    setting.app.settle().await;
    let (headers, body) = listener.calls().remove(0);
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let timestamp: i64 = header("webhook-timestamp").parse().expect("seconds");
    assert_eq!(timestamp, setting.app.now().0 / 1_000);
    assert_eq!(header("webhook-signature"), signature::sign([&secret].into_iter(), &header("webhook-id"), timestamp, &body));
    assert_eq!(header("content-type"), "application/json");
    let event: Value = serde_json::from_str(&body).expect("json");
    assert_eq!((&event["type"], &event["data"]["name"], &event["data"]["masked"]), (&json!("lead.created"), &json!("홍*동"), &json!(true)));
    assert_eq!((&event["data"]["phone"], &event["data"]["landing_page"]), (&json!("010-****-5678"), &json!("봄 상담")));
    assert!(!body.contains("홍길동") && !body.contains("1234"), "{body}");

    let page = setting.browser.submit(WEBHOOK, &format!("{WEBHOOK}/secret"), &[]).await.expect(200).text();
    let new = Secret::new(secret_in(&page).expect("a secret"));
    assert_ne!(new, secret);
    for (hours, secrets) in [(1, vec![&new, &secret]), (24, vec![&new])] {
        setting.app.clock.advance_ms(hours * 3_600_000);
        setting.browser = setting.app.browser().await;
        setting.browser.submit(WEBHOOK, &format!("{WEBHOOK}/test"), &[]).await.expect(303);
        setting.app.settle().await;
        let (headers, body) = listener.calls().pop().expect("a call");
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let timestamp: i64 = header("webhook-timestamp").parse().expect("seconds");
        assert_eq!(header("webhook-signature"), signature::sign(secrets.into_iter(), &header("webhook-id"), timestamp, &body));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_call_is_repeated_under_the_same_id_and_shown() {
    let mut setting = Setting::new().await;
    let listener = Listener::start().await;
    setting.secret(&listener.url).await;
    setting.choose(&[("webhook", "on")], 303).await;
    listener.answers(503, "<b>busy</b>");
    setting.submit("홍길동", "010-1234-5678").await;
    setting.app.settle().await;
    let page = setting.browser.get(DELIVERIES).await.expect(200).text();
    assert!(page.contains("&lt;b&gt;busy&lt;/b&gt;") && page.contains("503") && page.contains("다음 시도"), "{page}");
    setting.app.clock.advance_ms(39_000);
    setting.app.settle().await;
    assert_eq!(listener.calls().len(), 1, "it asked for 40 seconds");
    listener.answers(302, "");
    setting.app.clock.advance_ms(2_000);
    setting.app.settle().await;
    assert_eq!(listener.calls().len(), 2);
    assert!(setting.browser.get(DELIVERIES).await.expect(200).text().contains("옮겼다고 답했습니다 (302)"));
    listener.answers(410, "");
    setting.app.clock.advance_ms(60_000);
    setting.app.settle().await;
    let failed = setting.browser.get(&format!("{DELIVERIES}?state=failed")).await.expect(200).text();
    assert!(failed.contains("410") && failed.contains("다시 보내기"), "{failed}");
    assert!(setting.browser.get(ALERTS).await.expect(200).text().contains("보내지 못한 알림이 1건"));

    listener.answers(200, "thanks");
    setting.browser.submit(DELIVERIES, &format!("{DELIVERIES}/1/repetition"), &[]).await.expect(303);
    setting.app.settle().await;
    let ids: Vec<_> = listener.calls().iter().map(|(headers, _)| headers["webhook-id"].clone()).collect();
    assert_eq!(ids.len(), 4);
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert!(setting.browser.get(&format!("{DELIVERIES}?state=sent")).await.expect(200).text().contains("thanks"));
    setting.browser.submit(DELIVERIES, &format!("{DELIVERIES}/9/repetition"), &[]).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_does_not_lead_inside() {
    let app = TestApp::start().await;
    app.account("cafe").await;
    let listener = Listener::start().await;
    let mut browser = app.browser().await;
    for url in
        ["", "http://example.com/", &listener.url, "https://127.0.0.1/", "https://[::ffff:10.0.0.1]/", "https://169.254.169.254/latest"]
    {
        browser.submit(WEBHOOK, WEBHOOK, &[("url", url)]).await.expect(422);
    }
    browser.submit(WEBHOOK, WEBHOOK, &[("url", "https://localhost:9/hook")]).await.expect(200);
    // As if the address had been let in once, when the setting allowed it.
    let inside = listener.url.clone();
    let cx = app.cx("cafe").await;
    cx.write(move |tx| Ok(tx.execute("UPDATE webhook SET url = ?1", [inside])?)).await.expect("changed");
    browser.submit(WEBHOOK, &format!("{WEBHOOK}/test"), &[]).await.expect(303);
    app.settle().await;
    assert!(listener.calls().is_empty());
    assert!(browser.get(DELIVERIES).await.expect(200).text().contains("내부 네트워크 주소라서 보내지 않았습니다"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_queue_and_the_settings_hold_no_secrets_and_nobody() {
    let mut setting = Setting::new().await;
    let listener = Listener::start().await;
    let secret = setting.secret(&listener.url).await;
    setting.choose(&[("webhook", "on"), ("emails", "a@cafe.kr")], 303).await;
    setting.submit("홍길동", "010-1234-5678").await;
    setting.app.settle().await;
    let conn = Connection::open(setting.app.directory().join("accounts/cafe.db")).expect("opens");
    let jobs: String = conn.query_row("SELECT group_concat(key || payload || answer) FROM job", [], |row| row.get(0)).expect("read");
    assert!(!jobs.contains('홍') && !jobs.contains("5678"), "{jobs}");
    let sealed: Vec<u8> = conn.query_row("SELECT secret FROM webhook", [], |row| row.get(0)).expect("read");
    assert!(!String::from_utf8_lossy(&sealed).contains(&secret.reveal()[6..20]));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_lead_is_not_told_and_wrong_addresses_are_named() {
    let mut setting = Setting::new().await;
    assert!(setting.choose(&[("emails", "a@cafe.kr\nnobody")], 422).await.contains("nobody"));
    setting.choose(&[("emails", "a@cafe.kr")], 303).await;
    setting.submit("홍길동", "010-1234-5678").await;
    let cx = setting.app.cx("cafe").await;
    dangol::app::hear(&cx).await.expect("heard");
    setting.api.delete("/api/v1/accounts/cafe/leads/1").await.expect(204);
    setting.app.settle().await;
    assert!(setting.mail.received().is_empty());
    assert!(setting.browser.get(DELIVERIES).await.expect(200).text().contains("리드가 삭제되어"));
}

#[tokio::test(flavor = "multi_thread")]
async fn old_jobs_are_forgotten() {
    let setting = Setting::new().await;
    let cx = setting.app.cx("cafe").await;
    cx.write(|tx| Ok(tx.execute("INSERT INTO job (kind, key, payload, state, tries, due_at, answer, created_at, ended_at) VALUES (0, 'k', '{}', 2, 1, 0, '', 0, 0)", [])?)).await.expect("written");
    dangol::app::forget_old_visits(setting.app.env()).await.expect("forgotten");
    let database = setting.app.env().db.account("cafe").await.expect("opens");
    let left = database.write(Class::Batch, |tx| Ok(tx.query_row("SELECT count(*) FROM job", [], |row| row.get::<_, i64>(0))?)).await;
    assert_eq!(left.expect("counted"), 0);
}
