//! What an agent reaches, and what is masked for whom.

use dangol::{
    accounts::model::Role,
    base::ids::{AccountId, UserId},
    testing::{app::TestApp, client::Client},
};
use serde_json::{Value, json};

const PEOPLE: [(&str, &str, &str); 2] =
    [("홍길동", "hong.gildong@naver.com", "010-1234-5678"), ("김서연", "seoyeon@daum.net", "010-8765-4321")];
const SECRETS: [&str; 8] = ["홍길동", "hong.gildong", "1234-5678", "+821012345678", "김서연", "seoyeon@", "8765-4321", "+821087654321"];

/// Two leads in a funnel, the first of them assigned to an agent.
struct Office {
    test: TestApp,
    account: AccountId,
    owner: Client,
    agent: (UserId, Client),
    leads: [i64; 2],
    customers: [i64; 2],
    funnel: i64,
}

impl Office {
    async fn open() -> Self {
        let test = TestApp::start().await;
        let account = test.account("ours").await.id;
        let agent = test.member("agent@ours.kr", Role::Agent, account).await;
        let mut api = test.api(Some(account), Role::Owner).await;
        let stages = json!([{"key": "new", "name": "신규"}, {"key": "won", "name": "계약", "goal": true}]);
        let funnel = made(&mut api, "/funnels", json!({"name": "상담", "status": "active", "stages": stages})).await;
        let (mut leads, mut customers) = ([0; 2], [0; 2]);
        for (index, (name, email, phone)) in PEOPLE.into_iter().enumerate() {
            let form = json!({"연락처2": phone, "문의": format!("{email}로 보내 주세요")});
            let assignee = (index == 0).then_some(agent.0);
            let body = json!({"customer": {"name": name, "email": email, "phone": phone}, "funnel_id": funnel, "form": form, "assignee_id": assignee, "value": 500_000});
            let lead = api.post("/api/v1/accounts/ours/leads", body).await.expect(201).json();
            (leads[index], customers[index]) = (lead["id"].as_i64().unwrap(), lead["customer_id"].as_i64().unwrap());
            let note = json!({"kind": "note", "data": {"text": format!("{phone}로 다시 전화")}});
            api.post(&format!("/api/v1/accounts/ours/leads/{}/interactions", leads[index]), note).await.expect(201);
        }
        let owner = test.browser().await;
        Self { test, account, owner, agent, leads, customers, funnel }
    }
}

async fn made(api: &mut Client, path: &str, body: Value) -> i64 {
    api.post(&format!("/api/v1/accounts/ours{path}"), body).await.expect(201).json()["id"].as_i64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_sees_and_works_on_their_own_leads_only() {
    let mut office = Office::open().await;
    let ([own, other], [own_customer, other_customer]) = (office.leads, office.customers);
    let agent = &mut office.agent.1;
    let base = "/accounts/ours";
    for (path, expected) in [
        (format!("{base}/leads/{own}"), 200),
        (format!("{base}/leads/{other}"), 404),
        (format!("{base}/customers/{own_customer}"), 200),
        (format!("{base}/customers/{other_customer}"), 404),
        (format!("{base}/customers"), 403),
        (format!("{base}/funnels"), 403),
        (format!("{base}/conversions"), 403),
        (format!("{base}/settings"), 403),
        (base.to_owned(), 303),
    ] {
        agent.get(&path).await.expect(expected);
    }
    for path in [
        format!("{base}/leads"),
        format!("{base}/board?funnel_id={}", office.funnel),
        format!("{base}/leads?q=서연"),
        format!("{base}/leads?assignee_id=1"),
        format!("{base}/board/cards?funnel_id={}&stage=new", office.funnel),
    ] {
        let page = agent.get(&path).await.expect(200).text();
        assert!(!page.contains("김서연") && !page.contains("8765"), "{path}: {page}");
        let finds_own = !path.contains('?') || path.contains("board");
        assert_eq!(page.contains("홍길동"), finds_own, "{path}");
    }
    let list = agent.get(&format!("{base}/leads")).await.text();
    assert!(!list.contains("/customers\"") && !list.contains("/funnels\"") && !list.contains("leads/new"), "the menu and buttons: {list}");
    let board = agent.get(&format!("{base}/board")).await.text();
    assert!(!board.contains(&format!("leads/{other}")));

    // Working on them.
    let page = format!("{base}/leads/{own}");
    agent.submit(&page, &format!("{page}/stage"), &[("stage", "won")]).await.expect(303);
    agent.submit(&page, &format!("{page}/interactions"), &[("kind", "note"), ("text", "통화함")]).await.expect(303);
    agent.submit(&page, &page, &[("work_status", "new"), ("status", "won"), ("value", "700,000"), ("callback_at", "")]).await.expect(303);
    agent.submit(&page, &page, &[("assignee_id", "")]).await.expect(403);
    for (to, fields) in [("", [("value", "1")]), ("/stage", [("stage", "won")]), ("/interactions", [("text", "x")])] {
        let foreign = format!("{base}/leads/{other}{to}");
        let mut fields = fields.to_vec();
        fields.push(("kind", "note"));
        agent.submit(&page, &foreign, &fields).await.expect(404);
    }
    agent.submit(&page, &format!("{page}/delete"), &[]).await.expect(403);

    // Another's hands take the lead away, and with it the customer.
    let mut api = office.test.api(Some(office.account), Role::Owner).await;
    api.patch(&format!("/api/v1/accounts/ours/leads/{own}"), json!({"assignee_id": null})).await.expect(200);
    agent.get(&page).await.expect(404);
    agent.get(&format!("{base}/customers/{own_customer}")).await.expect(404);
    let mut token = office.test.api(Some(office.account), Role::Agent).await;
    assert_eq!(token.get("/api/v1/accounts/ours/leads").await.expect(200).json()["page"]["total"], 0, "a token is nobody's agent");
    token.get(&format!("/api/v1/accounts/ours/leads/{own}")).await.expect(404);
    token.get(&format!("/api/v1/accounts/ours/leads/{own}/interactions")).await.expect(404);
    token.get(&format!("/api/v1/accounts/ours/customers/{own_customer}/timeline")).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agent_sees_no_more_of_a_customer_than_their_own_leads() {
    let office = Office::open().await;
    let mut api = office.test.api(Some(office.account), Role::Owner).await;
    let second = made(&mut api, "/leads", json!({"customer_id": office.customers[0], "funnel_id": office.funnel})).await;
    let note = json!({"kind": "note", "data": {"text": "다른 담당자의 메모"}});
    api.post(&format!("/api/v1/accounts/ours/leads/{second}/interactions"), note).await.expect(201);
    let mut agent = office.agent.1;
    let page = agent.get(&format!("/accounts/ours/customers/{}", office.customers[0])).await.expect(200).text();
    assert!(page.contains("다시 전화") && !page.contains("다른 담당자의 메모"), "{page}");
    assert!(!page.contains(&format!("leads/{second}\"")), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_viewer_never_sees_who_it_is() {
    let office = Office::open().await;
    let mut viewer = office.test.viewer("viewer@ours.kr", office.account).await;
    let mut token = office.test.api(Some(office.account), Role::Viewer).await;
    let (lead, customer, funnel) = (office.leads[0], office.customers[0], office.funnel);
    let mut api = office.test.api(Some(office.account), Role::Owner).await;
    api.put(&format!("/api/v1/accounts/ours/leads/{lead}/stage"), json!({"stage": "won"})).await.expect(200);
    let base = "/accounts/ours";
    for path in [
        base.to_owned(),
        format!("{base}/leads"),
        format!("{base}/leads/{lead}"),
        format!("{base}/board?funnel_id={funnel}"),
        format!("{base}/board/cards?funnel_id={funnel}&stage=new"),
        format!("{base}/customers"),
        format!("{base}/customers/{customer}"),
        format!("{base}/conversions"),
    ] {
        let page = viewer.get(&path).await.expect(200).text();
        for secret in SECRETS {
            assert!(!page.contains(secret), "{secret} on {path}: {page}");
        }
        assert!(!page.contains("/reveal"), "{path}");
    }
    let list = viewer.get(&format!("{base}/customers")).await.text();
    assert!(list.contains("홍*동") && list.contains("010-****-5678") && list.contains("ho***@naver.com"), "{list}");
    for path in [
        "/leads".to_owned(),
        format!("/leads/{lead}"),
        format!("/leads/{lead}/interactions"),
        "/customers".to_owned(),
        format!("/customers/{customer}"),
        format!("/customers/{customer}/timeline"),
        "/conversions".to_owned(),
    ] {
        let answer = token.get(&format!("/api/v1/accounts/ours{path}")).await.expect(200).text();
        for secret in SECRETS {
            assert!(!answer.contains(secret), "{secret} in {path}: {answer}");
        }
    }
    let detail = viewer.get(&format!("{base}/leads/{lead}")).await.text();
    assert!(detail.contains("010-****-5678"), "masked once: {detail}");
    for (query, found) in [("길동", 1), ("ㅎㄱㄷ", 1), ("5678", 1), ("567", 0), ("01012345678", 0), ("naver", 0), ("hong.gildong", 0)]
    {
        for resource in ["customers", "leads"] {
            let answer = token.get(&format!("/api/v1/accounts/ours/{resource}?q={}", percent(query))).await.expect(200).json();
            assert_eq!(answer["page"]["total"], found, "{query} among {resource}");
        }
    }
    token.get("/api/v1/accounts/ours/customers?sort=name").await.expect(422);
    viewer.submit(&format!("{base}/leads/{lead}"), &format!("{base}/leads/{lead}/reveal"), &[]).await.expect(403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_setting_veils_lists_and_a_reveal_is_logged() {
    let mut office = Office::open().await;
    let (lead, customer) = (office.leads[0], office.customers[0]);
    let owner = &mut office.owner;
    let fields = [("name", "ours"), ("time_zone", "Asia/Seoul"), ("locale", "ko"), ("mask_lists", "on")];
    assert!(owner.get("/accounts/ours/leads").await.text().contains("홍길동"));
    owner.submit("/accounts/ours/settings", "/accounts/ours/settings", &fields).await.expect(303);
    for path in ["/leads", "/customers", "/board", "/conversions", ""] {
        let page = owner.get(&format!("/accounts/ours{path}")).await.expect(200).text();
        assert!(!page.contains("홍길동") && !page.contains("1234-5678"), "{path}: {page}");
    }
    for (path, shown) in [
        (format!("/accounts/ours/leads/{lead}"), "hong.gildong@naver.com"),
        (format!("/accounts/ours/customers/{customer}"), "010-1234-5678"),
    ] {
        let veiled = owner.get(&path).await.expect(200).text();
        assert!(veiled.contains("홍*동") && !veiled.contains(shown), "{veiled}");
        let full = owner.submit(&path, &format!("{path}/reveal"), &[]).await.expect(200).text();
        assert!(full.contains("홍길동") && full.contains(shown), "{full}");
    }
    let mut token = office.test.api(Some(office.account), Role::Owner).await;
    let listed = token.get("/api/v1/accounts/ours/customers").await.expect(200).text();
    assert!(listed.contains("홍*동") && !listed.contains("홍길동"), "{listed}");
    let one = token.get(&format!("/api/v1/accounts/ours/customers/{customer}")).await.expect(200).json();
    assert_eq!(one["name"], "홍길동");
    token.get("/api/v1/accounts/ours/customers?sort=name").await.expect(422);
    for path in [format!("/customers/{customer}/timeline"), format!("/leads/{lead}"), format!("/leads/{lead}/interactions")] {
        token.get(&format!("/api/v1/accounts/ours{path}")).await.expect(200);
    }
    // An archived account can still be read, and leaves the same trace.
    let mut agency = office.test.api(None, Role::Owner).await;
    agency.patch("/api/v1/accounts/ours", json!({"status": "archived"})).await.expect(200);
    owner.get(&format!("/accounts/ours/customers/{customer}/edit")).await.expect(200);
    owner.get(&format!("/accounts/ours/funnels/{}/report/file", office.funnel)).await.expect(200);
    token.get(&format!("/api/v1/accounts/ours/customers/{customer}")).await.expect(200);
    agency.patch("/api/v1/accounts/ours", json!({"status": "active"})).await.expect(200);
    dangol::app::gather_access_log(office.test.env()).await.expect("gathered");
    let control = rusqlite::Connection::open(office.test.directory().join("control.db")).expect("opened");
    let revealed: i64 = control
        .query_row(
            "SELECT count(*) FROM access_log WHERE action = 'customer.reveal' AND subject = ?1",
            [format!("customer:{customer}")],
            |row| row.get(0),
        )
        .expect("counted");
    assert_eq!(revealed, 8, "two on pages, four over the API, two of the archive");
    owner.submit("/accounts/ours/settings", "/accounts/ours/settings", &fields[..3]).await.expect(303);
    assert!(owner.get("/accounts/ours/leads").await.text().contains("홍길동"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_holds_in_its_own_account_alone() {
    let test = TestApp::start().await;
    let (ours, theirs) = (test.account("ours").await.id, test.account("theirs").await.id);
    let (id, mut browser) = test.member("both@agency.kr", Role::Viewer, ours).await;
    let membership = dangol::users::model::Membership { account: theirs, role: Role::Manager, may_export: true };
    let control = test.env().db.control();
    control.write(dangol::db::Class::Person, move |tx| dangol::users::store::set_membership(tx, id, &membership)).await.expect("set");
    test.clock.advance_ms(61_000); // a session is remembered for a minute
    browser.get("/accounts/ours/leads/new").await.expect(403);
    browser.get("/accounts/theirs/leads/new").await.expect(200);
    let ours = browser.get("/accounts/ours/leads").await.expect(200).text();
    assert!(!ours.contains("/accounts/ours/leads/new"));
}

fn percent(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
