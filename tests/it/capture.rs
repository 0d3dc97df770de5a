//! The main job: a visitor opens a page, sends its form, and the lead is there with all that belongs to it.

use dangol::{
    accounts::model::Role,
    rollups::service as rollups,
    testing::{
        app::{NOON, TestApp},
        client::Client,
    },
};
use serde_json::{Value, json};

const BROWSER: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1";

/// An account with a funnel and a published page, and a token for it.
async fn office(test: &TestApp) -> Client {
    let account = test.account("cafe").await;
    let mut api = test.api(Some(account.id), Role::Owner).await;
    let stages = json!([{"key": "new", "name": "신규"}, {"key": "talk", "name": "상담"}, {"key": "won", "name": "계약", "goal": true}]);
    let funnel = api.post("/api/v1/accounts/cafe/funnels", json!({"name": "상담", "stages": stages})).await.expect(201).json();
    let page = json!({
        "title": "봄 할인", "slug": "spring", "html": "<!doctype html><h1>봄</h1>{{form}}", "funnel_id": funnel["id"],
        "thank_you": {"message": "곧 전화드리겠습니다."},
        "form": {"fields": [
            {"name": "name", "label": "이름", "kind": "text", "required": true},
            {"name": "phone", "label": "전화번호", "kind": "phone", "required": true},
            {"name": "email", "label": "이메일", "kind": "email"},
            {"name": "size", "label": "평수", "kind": "number"},
            {"name": "agree", "label": "개인정보 수집·이용 동의", "kind": "consent", "required": true, "text": "이름과 전화번호를 1년간 보관합니다."}
        ]}
    });
    let page = api.post("/api/v1/accounts/cafe/landing-pages", page).await.expect(201).json();
    let publication = format!("/api/v1/accounts/cafe/landing-pages/{}/publication", page["id"]);
    api.put(&publication, Value::Null).await.expect(200);
    api
}

fn visitor(test: &TestApp) -> Client {
    let mut visitor = test.visitor();
    visitor.headers.push(("user-agent", BROWSER.into()));
    visitor
}

const FIELDS: [(&str, &str); 4] = [("name", "홍길동"), ("phone", "010-2345-6789"), ("size", "24"), ("agree", "1")];

async fn only_lead(api: &mut Client) -> Value {
    let leads = api.get("/api/v1/accounts/cafe/leads?suspect=any").await.expect(200).json();
    assert_eq!(leads["page"]["total"], 1, "{leads}");
    leads["data"][0].clone()
}

async fn timeline(api: &mut Client, lead: &Value) -> Vec<(String, String)> {
    let found = api.get(&format!("/api/v1/accounts/cafe/leads/{}/interactions", lead["id"])).await.expect(200).json();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    found["data"].as_array().expect("a list").iter().map(|one| (text(&one["kind"]), text(&one["actor"]))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_becomes_a_lead_with_customer_stage_and_timeline() {
    let test = TestApp::start().await;
    let mut api = office(&test).await;
    let mut visitor = visitor(&test);
    let page = visitor.get("/p/cafe/spring?utm_source=naver").await.expect(200);
    assert!(page.text().contains("<h1>봄</h1>") && page.text().contains(r#"name="phone""#));
    let sent = visitor.post_form("/p/cafe/spring?utm_source=naver&utm_campaign=spring", &FIELDS).await.expect(303);
    assert_eq!(sent.header("location"), "/p/cafe/spring/thanks");
    assert!(visitor.get("/p/cafe/spring/thanks").await.expect(200).text().contains("곧 전화드리겠습니다."));

    let lead = only_lead(&mut api).await;
    assert_eq!((lead["stage"].as_str(), lead["status"].as_str()), (Some("new"), Some("new")));
    assert_eq!((lead["source"].as_str(), lead["campaign"].as_str()), (Some("naver"), Some("spring")));
    assert_eq!((&lead["form"]["size"], &lead["suspect"]), (&json!("24"), &json!([])));
    let customer = api.get(&format!("/api/v1/accounts/cafe/customers/{}", lead["customer_id"])).await.expect(200).json();
    assert_eq!((customer["name"].as_str(), customer["phone"].as_str()), (Some("홍길동"), Some("+821023456789")));
    let kinds: Vec<_> = timeline(&mut api, &lead).await;
    assert!(kinds.contains(&("form_submit".into(), "human".into())) && kinds.iter().any(|(kind, _)| kind == "stage_change"), "{kinds:?}");
    let home = test.browser().await.get("/accounts").await.expect(200).text();
    assert!(home.contains("오늘 리드 1건"), "today's leads are on the overview");
}

#[tokio::test(flavor = "multi_thread")]
async fn json_and_multipart_are_taken_too() {
    let test = TestApp::start().await;
    let mut api = office(&test).await;
    let mut visitor = visitor(&test);
    let accepted =
        visitor.post("/p/cafe/spring", json!({"name": "김", "phone": "01023456789", "size": 24, "agree": true})).await.expect(201).json();
    assert_eq!(accepted, json!({"status": "accepted", "redirect": "/p/cafe/spring/thanks"}));
    let multipart = [("name", "이"), ("phone", "010-3456-7890"), ("agree", "1")]
        .map(|(name, value)| format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"))
        .concat()
        + "--b--\r\n";
    let content_type = Some("multipart/form-data; boundary=b");
    visitor.send(axum::http::Method::POST, "/p/cafe/spring", content_type, multipart.into_bytes()).await.expect(303);
    assert_eq!(api.get("/api/v1/accounts/cafe/leads").await.expect(200).json()["page"]["total"], 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_comes_back_with_what_was_typed() {
    let test = TestApp::start().await;
    let mut api = office(&test).await;
    let mut visitor = visitor(&test);
    let fields = [("name", "<b>홍</b>"), ("phone", "010-123-4567"), ("agree", "1")];
    let again = visitor.post_form("/p/cafe/spring", &fields).await.expect(422).text();
    assert!(again.contains("010-123-4567") && again.contains("&lt;b&gt;홍&lt;/b&gt;") && !again.contains("<b>홍</b>"), "{again}");
    let problem = visitor.post("/p/cafe/spring", json!({"phone": "1"})).await.expect(422);
    assert_eq!(problem.header("content-type"), "application/problem+json");
    let fields: Vec<Value> = problem.json()["errors"].as_array().expect("errors").iter().map(|error| error["field"].clone()).collect();
    assert_eq!(fields, ["name", "phone", "agree"]);
    let huge = "x".repeat((1 << 20) + 1);
    visitor.post_form("/p/cafe/spring", &[("name", &huge)]).await.expect(413);
    assert_eq!(api.get("/api/v1/accounts/cafe/leads?suspect=any").await.expect(200).json()["page"]["total"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_double_click_is_one_lead() {
    let test = TestApp::start().await;
    let mut api = office(&test).await;
    let mut visitor = visitor(&test);
    for _ in 0..2 {
        visitor.post_form("/p/cafe/spring", &FIELDS).await.expect(303);
    }
    visitor
        .post_form("/p/cafe/spring", &[("phone", "+82 10 2345 6789"), ("name", "홍길동 "), ("agree", "1"), ("size", "24")])
        .await
        .expect(303);
    only_lead(&mut api).await;
    test.clock.set(NOON.plus_ms(61_000));
    visitor.post_form("/p/cafe/spring", &FIELDS).await.expect(303);
    let leads = api.get("/api/v1/accounts/cafe/leads").await.expect(200).json();
    assert_eq!(leads["page"]["total"], 2);
    assert_eq!(api.get("/api/v1/accounts/cafe/customers").await.expect(200).json()["page"]["total"], 1, "the same person");
}

#[tokio::test(flavor = "multi_thread")]
async fn suspects_are_kept_apart_and_never_lost() {
    let test = TestApp::start_with(|settings| settings.public.min_fill_ms = 2_000).await;
    let mut api = office(&test).await;
    let mut quick = visitor(&test);
    quick.get("/p/cafe/spring").await.expect(200);
    quick.post_form("/p/cafe/spring", &FIELDS).await.expect(303);
    let mut robot = visitor(&test);
    let mut fields = FIELDS.to_vec();
    fields.extend([("website_", "http://spam.example"), ("email", "a@b.kr")]);
    robot.post_form("/p/cafe/spring", &fields).await.expect(303);
    assert_eq!(api.get("/api/v1/accounts/cafe/leads").await.expect(200).json()["page"]["total"], 0);
    let suspects = api.get("/api/v1/accounts/cafe/leads?suspect=true&sort=created_at").await.expect(200).json();
    assert_eq!(suspects["data"][0]["suspect"], json!(["too_fast"]));
    assert!(suspects["data"][1]["suspect"].to_string().contains("honeypot"));

    let mut patient = visitor(&test);
    patient.get("/p/cafe/spring").await.expect(200);
    test.clock.advance_ms(2_000);
    let known = patient.get("/p/cafe/spring").await.expect(200);
    assert!(!known.headers.get_all("set-cookie").iter().any(|cookie| cookie.to_str().expect("text").contains("dangol_opened")));
    patient.post_form("/p/cafe/spring", &[("name", "박"), ("phone", "010-9876-5432"), ("agree", "1")]).await.expect(303);
    let mut cookieless = visitor(&test);
    cookieless.post_form("/p/cafe/spring", &[("name", "최"), ("phone", "010-9876-1111"), ("agree", "1")]).await.expect(303);
    let leads = api.get("/api/v1/accounts/cafe/leads").await.expect(200).json();
    assert_eq!(leads["page"]["total"], 2, "no cookie alone makes no suspect");
    assert_eq!((&leads["data"][0]["suspect"], &leads["data"][1]["suspect"]), (&json!(["no_cookie"]), &json!([])), "but it is recorded");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_sends_too_much_is_marked_then_refused() {
    let test = TestApp::start_with(|settings| settings.public.submissions_per_minute = 3).await;
    let mut api = office(&test).await;
    let mut sender = visitor(&test);
    let mut statuses = Vec::new();
    for number in 0..32 {
        let phone = format!("010-2000-{number:04}");
        statuses.push(sender.post_form("/p/cafe/spring", &[("name", "홍길동"), ("phone", &phone), ("agree", "1")]).await.status.as_u16());
    }
    assert_eq!((statuses[29], statuses[31]), (303, 429), "{statuses:?}");
    let leads = api.get("/api/v1/accounts/cafe/leads").await.expect(200).json();
    assert_eq!(leads["page"]["total"], 3, "the others are suspects");
    sender.address = [10, 1, 1, 1];
    sender.post_form("/p/cafe/spring", &FIELDS).await.expect(303);
    test.clock.advance_ms(61_000);
    sender.address = [127, 0, 0, 1];
    sender.post_form("/p/cafe/spring", &FIELDS).await.expect(303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_visitor_saw_before_joins_the_lead() {
    let test = TestApp::start().await;
    let mut api = office(&test).await;
    let mut visitor = visitor(&test);
    visitor.get("/p/cafe/spring").await.expect(200);
    let view = |id: &str, query: &str| json!({"id": id, "kind": "page_view", "url": format!("http://localhost/p/cafe/spring{query}")});
    let events = json!({"events": [view("e1", "?utm_source=instagram"), view("e2", "")]});
    for _ in 0..2 {
        visitor.post("/t/cafe", events.clone()).await.expect(202);
    }
    let mut robot = test.visitor();
    robot.headers.push(("user-agent", "Googlebot/2.1".into()));
    robot.post("/t/cafe", json!({"events": [view("e3", "")]})).await.expect(202);
    visitor.post_form("/p/cafe/spring?utm_source=naver", &FIELDS).await.expect(303);
    let lead = only_lead(&mut api).await;
    assert_eq!((&lead["source"], &lead["first_touch"]["source"]), (&json!("naver"), &json!("instagram")));
    let views = timeline(&mut api, &lead).await.into_iter().filter(|(kind, _)| kind == "page_view").count();
    assert_eq!(views, 2, "each event once");
    let (day, page) = (dangol::base::time::Zone::default().day_of(test.now()), dangol::base::ids::PageId(1));
    let days = test.cx("cafe").await.read(move |conn| rollups::page_days(conn, page, day, day)).await.expect("read");
    let counted = (days[0].views, days[0].unique_views, days[0].bot_views, days[0].opt_ins);
    assert_eq!(counted, (2, 1, 1, 1));

    visitor
        .post("/t/cafe", json!({"events": [{"id": "e4", "kind": "brochure", "url": "/p/cafe/spring", "data": {"n": 1}}]}))
        .await
        .expect(202);
    assert!(timeline(&mut api, &lead).await.iter().any(|(kind, _)| kind == "custom"), "a known visitor's own events");
    visitor.post("/t/cafe", json!({"events": "nonsense"})).await.expect(422);
    visitor.post("/t/nobody", events).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_served_small_and_only_while_they_are_open() {
    let test = TestApp::start().await;
    let mut api = office(&test).await;
    let mut visitor = visitor(&test);
    visitor.headers.push(("accept-encoding", "gzip, br".into()));
    let packed = visitor.get("/p/cafe/spring").await.expect(200);
    assert_eq!(packed.header("content-encoding"), "br");
    visitor.headers.push(("if-none-match", packed.header("etag").into()));
    visitor.get("/p/cafe/spring").await.expect(304);
    visitor.headers.pop();
    visitor.get("/p/cafe/other").await.expect(404);
    visitor.get("/p/nobody/spring").await.expect(404);
    api.patch("/api/v1/accounts/cafe", json!({"status": "paused"})).await.expect(200);
    visitor.get("/p/cafe/spring").await.expect(503);
    visitor.post_form("/p/cafe/spring", &FIELDS).await.expect(503);
    api.patch("/api/v1/accounts/cafe", json!({"status": "active"})).await.expect(200);
    api.patch("/api/v1/accounts/cafe/landing-pages/1", json!({"status": "archived"})).await.expect(200);
    visitor.get("/p/cafe/spring").await.expect(410);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_never_sees_another() {
    let test = TestApp::start().await;
    let mut ours = office(&test).await;
    visitor(&test).post_form("/p/cafe/spring", &FIELDS).await.expect(303);
    let other = test.account("other").await;
    let mut theirs = test.api(Some(other.id), Role::Owner).await;
    for resource in ["customers", "landing-pages", "funnels", "leads"] {
        ours.get(&format!("/api/v1/accounts/cafe/{resource}/1")).await.expect(200);
        theirs.get(&format!("/api/v1/accounts/cafe/{resource}/1")).await.expect(404);
        theirs.get(&format!("/api/v1/accounts/other/{resource}/1")).await.expect(404);
        theirs.get(&format!("/api/v1/accounts/cafe/{resource}")).await.expect(404);
    }
}
