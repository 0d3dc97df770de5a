//! Alarms: shown to owners, told once by mail and through the agency's webhook, and over when it is right again.

use dangol::{
    accounts::model::{Actor, Role},
    alerts::{
        alarm::{Alarm, Severity},
        service as alerts,
    },
    base::{
        email::Email,
        lang::{Lang, text},
        secret::Secret,
    },
    testing::app::{PASSWORD, TestApp},
    users::{model::NewUser, service as users},
    webhooks::{service as webhooks, signature},
};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    alerts::Listener,
    mail::save,
    smtp::{MailServer, Manners},
};

const HOUR_MS: i64 = 3_600_000;

fn disk(severity: Severity) -> Alarm {
    Alarm {
        key: "disk".into(),
        severity,
        what: text("디스크가 <90%> 찼습니다.", "The disk is <90%> full.").into(),
        remedy: text("백업 보관 기간을 줄여 주세요.", "Keep fewer backups.").into(),
    }
}

async fn app() -> TestApp {
    TestApp::start_with(|settings| settings.webhooks.private_targets = true).await
}

async fn with_mail(app: &TestApp) -> MailServer {
    let mail = MailServer::start(Manners::default()).await;
    save(&mut app.browser().await, "/mail", &[], mail.port, 303).await;
    mail
}

async fn raise(app: &TestApp, severity: Severity) {
    alerts::alarm(app.env(), disk(severity)).await.expect("raised");
    app.settle().await;
}

async fn end(app: &TestApp) {
    alerts::alarm_over(app.env(), "disk").await.expect("ended");
    app.settle().await;
}

fn subjects(mail: &MailServer) -> Vec<String> {
    mail.received().iter().map(|letter| decoded(&letter.header("Subject"))).collect()
}

/// The encoded words of a header, one after the other.
fn decoded(header: &str) -> String {
    let bytes: Vec<u8> = header
        .split("=?utf-8?b?")
        .skip(1)
        .flat_map(|word| data_encoding::BASE64.decode(word.split("?=").next().unwrap_or_default().as_bytes()).expect("base64"))
        .collect();
    String::from_utf8(bytes).expect("a text")
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_are_told_once_until_it_is_over() {
    let app = app().await;
    let mail = with_mail(&app).await;
    for _ in 0..3 {
        raise(&app, Severity::Warning).await;
        app.clock.advance_ms(2 * HOUR_MS);
    }
    let received = mail.received();
    assert_eq!(received.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["owner@agency.kr"]);
    let body = received[0].body();
    for told in ["한빛대행사", "디스크가 <90%> 찼습니다.", "백업 보관 기간을 줄여", "/alarms"] {
        assert!(body.contains(told), "{told} in {body}");
    }
    raise(&app, Severity::Critical).await;
    raise(&app, Severity::Warning).await;
    end(&app).await;
    end(&app).await;
    let told = subjects(&mail);
    let kinds: Vec<&str> = told.iter().filter_map(|subject| subject.split(':').next()).collect();
    assert_eq!(kinds, ["[단골] 주의", "[단골] 긴급", "[단골] 해결됨"]);
    assert!(alerts::open_alarms(app.env()).await.expect("read").is_empty());
    let past = alerts::past_alarms(app.env()).await.expect("read");
    assert_eq!((past.len(), past[0].alarm.severity, past[0].over_at), (1, Severity::Warning, Some(app.now())));
    assert_eq!(past[0].found_at, app.now());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_and_goes_is_told_once_an_hour() {
    let app = app().await;
    let mail = with_mail(&app).await;
    for _ in 0..4 {
        raise(&app, Severity::Warning).await;
        end(&app).await;
        app.clock.advance_ms(HOUR_MS / 4);
    }
    assert_eq!(mail.received().len(), 2, "{:?}", subjects(&mail));
    raise(&app, Severity::Warning).await;
    assert_eq!(mail.received().len(), 3);
    assert_eq!(alerts::past_alarms(app.env()).await.expect("read").len(), 4, "each is listed");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_can_not_be_told_yet_is_told_when_they_can() {
    let app = app().await;
    raise(&app, Severity::Critical).await;
    let open = alerts::open_alarms(app.env()).await.expect("read");
    assert_eq!((open.len(), open[0].told), (1, None));
    let mail = with_mail(&app).await;
    raise(&app, Severity::Critical).await;
    assert_eq!(mail.received().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_owner_reads_their_own_language_and_nobody_else_is_told() {
    let app = app().await;
    let mail = with_mail(&app).await;
    let account = app.account("cafe").await.id;
    let (_, _manager) = app.member("manager@cafe.kr", Role::Manager, account).await;
    let english = NewUser {
        email: Email::parse("kim@agency.kr").expect("an address"),
        name: "Kim".into(),
        role: Role::Owner,
        lang: Lang::En,
        password: Secret::new(PASSWORD),
    };
    users::add(app.env(), &Actor::operator(), english, Vec::new()).await.expect("added");
    raise(&app, Severity::Warning).await;
    let mut received = mail.received();
    received.sort_by(|a, b| a.to.cmp(&b.to));
    assert_eq!(received.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>(), ["kim@agency.kr", "owner@agency.kr"]);
    assert!(received[0].body().contains("The disk is <90%> full.") && received[1].body().contains("디스크가"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_agencys_webhook_is_called_signed_at_the_beginning_and_at_the_end() {
    let app = app().await;
    let listener = Listener::start().await;
    let secret = webhooks::save_agency(app.env(), &Actor::operator(), &listener.url).await.expect("saved").expect("a secret");
    raise(&app, Severity::Warning).await;
    end(&app).await;
    let calls = listener.calls();
    let kinds: Vec<Value> = calls.iter().map(|(_, body)| serde_json::from_str(body).expect("json")).collect();
    assert_eq!(kinds.iter().map(|call| &call["type"]).collect::<Vec<_>>(), [&json!("alarm.raised"), &json!("alarm.over")]);
    assert_eq!((&kinds[0]["data"]["key"], &kinds[0]["data"]["severity"]), (&json!("disk"), &json!("warning")));
    assert_eq!(kinds[0]["data"]["what"]["en"], "The disk is <90%> full.");
    for (headers, body) in &calls {
        let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let timestamp: i64 = header("webhook-timestamp").parse().expect("seconds");
        assert_eq!(header("webhook-signature"), signature::sign([&secret].into_iter(), &header("webhook-id"), timestamp, body));
    }
    let conn = Connection::open(app.directory().join("control.db")).expect("opens");
    let sealed: Vec<u8> = conn.query_row("SELECT secret FROM webhook", [], |row| row.get(0)).expect("read");
    assert!(!String::from_utf8_lossy(&sealed).contains(&secret.reveal()[6..20]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_outlives_a_restart_and_is_forgotten_after_30_days() {
    let app = app().await;
    let mail = with_mail(&app).await;
    raise(&app, Severity::Warning).await;
    let app = app.restart().await;
    raise(&app, Severity::Warning).await;
    assert_eq!(mail.received().len(), 1);
    end(&app).await;
    app.clock.advance_ms(29 * 24 * HOUR_MS);
    dangol::app::forget_old_visits(app.env()).await.expect("forgotten");
    assert_eq!(alerts::past_alarms(app.env()).await.expect("read").len(), 1);
    app.clock.advance_ms(2 * 24 * HOUR_MS);
    dangol::app::forget_old_visits(app.env()).await.expect("forgotten");
    assert!(alerts::past_alarms(app.env()).await.expect("read").is_empty());
    assert!(alerts::agency_deliveries(app.env()).await.expect("read").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_it_above_every_page_of_the_agency_until_they_have_seen_it() {
    let app = app().await;
    let account = app.account("cafe").await.id;
    let mut owner = app.browser().await;
    assert!(owner.get("/alarms").await.expect(200).text().contains("경보가 없습니다"));
    raise(&app, Severity::Critical).await;
    for path in ["/accounts", "/members", "/mail", "/access-log"] {
        let page = owner.get(path).await.expect(200).text();
        assert!(page.contains("notice red") && page.contains("디스크가 &lt;90%&gt; 찼습니다.") && page.contains("백업 보관"), "{path}");
    }
    assert!(!owner.get("/accounts/cafe").await.expect(200).text().contains("디스크가"));
    let page = owner.get("/alarms").await.expect(200).text();
    assert!(page.contains("긴급") && page.contains("알리지 못함") && page.contains("백업 보관"), "{page}");
    owner.submit("/alarms", "/alarms/1/seen", &[]).await.expect(303);
    assert!(!owner.get("/accounts").await.expect(200).text().contains("디스크가"));
    let page = owner.get("/alarms").await.expect(200).text();
    assert!(page.contains("김대표 확인") && page.contains("디스크가"), "{page}");
    assert!(owner.get("/access-log").await.expect(200).text().contains("alarm:1"));
    end(&app).await;
    let page = owner.get("/alarms").await.expect(200).text();
    assert!(page.contains("지금은 문제가 없습니다") && page.contains("지난 경보") && page.contains("디스크가"), "{page}");
    owner.submit("/alarms", "/alarms/9/seen", &[]).await.expect(404);

    raise(&app, Severity::Warning).await;
    let (_, mut manager) = app.member("manager@cafe.kr", Role::Manager, account).await;
    assert!(!manager.get("/accounts").await.expect(200).text().contains("디스크가"));
    manager.get("/alarms").await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_grows_worse_is_seen_anew() {
    let app = app().await;
    let mut owner = app.browser().await;
    raise(&app, Severity::Warning).await;
    owner.submit("/alarms", "/alarms/1/seen", &[]).await.expect(303);
    raise(&app, Severity::Warning).await;
    assert!(!owner.get("/accounts").await.expect(200).text().contains("디스크가"));
    raise(&app, Severity::Critical).await;
    assert!(owner.get("/accounts").await.expect(200).text().contains("디스크가"));
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_choose_who_is_told_and_try_it() {
    const SETTINGS: &str = "/settings/alarms";
    let app = app().await;
    let mut owner = app.browser().await;
    let page = owner.get(SETTINGS).await.expect(200).text();
    assert!(page.contains("메일 서버도 웹훅도 없어"), "{page}");
    owner.submit(SETTINGS, "/settings/alarms/test", &[]).await.expect(303);
    assert!(owner.get(SETTINGS).await.expect(200).text().contains("보낼 곳이 없습니다"));

    let (mail, listener) = (with_mail(&app).await, Listener::start().await);
    let page = owner.submit("/settings/webhook", "/settings/webhook", &[("url", &listener.url)]).await.expect(200).text();
    assert!(page.contains("whsec_"), "{page}");
    assert!(!owner.get("/settings/webhook").await.expect(200).text().contains("whsec_"), "shown once");
    assert!(owner.submit(SETTINGS, SETTINGS, &[("emails", "ops@agency.kr\nnobody")]).await.expect(422).text().contains("nobody"));
    owner.submit(SETTINGS, SETTINGS, &[("emails", "ops@agency.kr"), ("webhook", "on")]).await.expect(303);
    owner.submit(SETTINGS, "/settings/alarms/test", &[]).await.expect(303);
    app.settle().await;
    assert_eq!(mail.received().iter().map(|letter| letter.to.clone()).collect::<Vec<_>>(), ["ops@agency.kr"], "owners were unticked");
    assert!(subjects(&mail)[0].contains("시험 경보"));
    assert!(listener.calls()[0].1.contains(r#""type":"alarm.test""#));
    let page = owner.get(SETTINGS).await.expect(200).text();
    assert!(page.contains("queued as 4711") && page.contains("thanks") && page.contains("ops@agency.kr"), "{page}");
    assert!(alerts::open_alarms(app.env()).await.expect("read").is_empty(), "a test is no alarm");
    let id = page.split("/settings/alarms/deliveries/").nth(1).and_then(|rest| rest.split('/').next()).expect("a delivery").to_owned();
    owner.submit(SETTINGS, &format!("/settings/alarms/deliveries/{id}/repetition"), &[]).await.expect(303);
    app.settle().await;
    assert_eq!(mail.received().len() + listener.calls().len(), 3);

    let page = owner.submit("/settings/webhook", "/settings/webhook/secret", &[]).await.expect(200).text();
    assert!(page.contains("whsec_"), "{page}");
    owner.submit("/settings/webhook", "/settings/webhook/removal", &[]).await.expect(303);
    owner.submit(SETTINGS, SETTINGS, &[("webhook", "on")]).await.expect(303);
    owner.submit(SETTINGS, "/settings/alarms/test", &[]).await.expect(303);
    assert!(owner.get(SETTINGS).await.expect(200).text().contains("보낼 곳이 없습니다"));
}
