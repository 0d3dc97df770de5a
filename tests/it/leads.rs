//! Leads: born, moved, converted, undone, set apart; every total agrees with a recount afterwards.

use dangol::{
    accounts::{
        model::{Actor, Role},
        service::AccountCx,
    },
    base::{
        ids::{FunnelId, LeadId},
        time::MINUTE_MS,
    },
    customers::{model::Identity, service as customers},
    funnels::service as funnels,
    interactions::{
        service as interactions,
        suspicion::{Suspicion, Suspicions},
        touch::Touch,
    },
    leads::{
        model::{Cause, NewLead},
        service as leads,
    },
    rollups::service as rollups,
    testing::{app::TestApp, client::Client},
    users::service as users,
};
use serde_json::{Value, json};

const API: &str = "/api/v1/accounts/spring";

async fn agrees(cx: &AccountCx) {
    let zone = cx.account().zone;
    let drifts = cx.read(move |conn| rollups::recount(conn, zone)).await.expect("recounts");
    assert!(drifts.is_empty(), "{drifts:?}");
}

async fn start() -> (TestApp, AccountCx, Client, Value) {
    let test = TestApp::start().await;
    let account = test.account("spring").await;
    let mut api = test.api(Some(account.id), Role::Owner).await;
    let funnel = api.post(&format!("{API}/funnels"), json!({"name": "상담"})).await.expect(201).json();
    let cx = test.cx("spring").await;
    (test, cx, api, funnel)
}

/// A submission as `capture` takes it in, with what makes it a suspect or not.
async fn submit(cx: &AccountCx, funnel: i64, suspicions: Suspicions) -> LeadId {
    let day = cx.account().zone.day_of(cx.now());
    cx.write(move |tx| {
        let funnel = funnels::get(tx, FunnelId(funnel))?;
        let customer = customers::recognise(tx, &Identity { company: Some("한빛".into()), ..Identity::default() })?.id;
        let touch = interactions::touch_id(tx, &Touch { source: Some("naver".into()), ..Touch::default() })?;
        let new = NewLead {
            customer,
            page: None,
            funnel: Some(&funnel),
            first_touch: touch.id,
            last_touch: touch.id,
            source: touch.source,
            campaign: touch.campaign,
            device: 0,
            suspicions,
            form: r#"{"memo":"문의"}"#.into(),
            value: None,
            assignee: None,
            callback_at: None,
            work_status: "new",
            cause: Cause::Submission,
            day,
        };
        leads::open(tx, &new)
    })
    .await
    .expect("opened")
}

async fn total(api: &mut Client, query: &str) -> Value {
    api.get(&format!("{API}/leads{query}")).await.expect(200).json()["page"]["total"].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_goes_through_its_funnel_and_back() {
    let (test, cx, mut api, funnel) = start().await;
    let body = json!({
        "customer": {"name": "홍길동", "phone": "010-1234-5678"}, "funnel_id": funnel["id"], "source": "naver", "campaign": "봄",
        "value": 1_200_000, "form": {"memo": "오후에 통화"},
    });
    let lead = api.post(&format!("{API}/leads"), body).await.expect(201).json();
    for (name, expected) in [
        ("stage", json!("new")),
        ("status", json!("new")),
        ("work_status", json!("new")),
        ("suspect", json!([])),
        ("source", json!("naver")),
        ("medium", Value::Null),
        ("score", Value::Null),
        ("grade", Value::Null),
        ("closed_at", Value::Null),
        ("assignee_id", Value::Null),
        ("form", json!({"memo": "오후에 통화"})),
    ] {
        assert_eq!(lead[name], expected, "{name}");
    }
    assert_eq!(lead["first_touch"]["source"], "naver");
    let (one, stage) = (format!("{API}/leads/{}", lead["id"]), format!("{API}/leads/{}/stage", lead["id"]));

    test.clock.advance_ms(MINUTE_MS);
    let moved = api.put(&stage, json!({"stage": "consulting"})).await.expect(200).json();
    assert_eq!((&moved["status"], &moved["stage"]), (&json!("open"), &json!("consulting")));
    assert_ne!(moved["stage_entered_at"], lead["stage_entered_at"]);
    let again = api.put(&stage, json!({"stage": "consulting"})).await.expect(200).json();
    assert_eq!(again, moved, "where it stands already nothing happens");

    let won = api.put(&stage, json!({"stage": "won"})).await.expect(200).json();
    assert_eq!(won["status"], "won");
    assert!(won["closed_at"].is_string());
    let conversions = api.get(&format!("{API}/conversions")).await.expect(200).json();
    assert_eq!((&conversions["page"]["total"], &conversions["data"][0]["value"]), (&json!(1), &json!(1_200_000)));
    let customer = api.get(&format!("{API}/customers/{}", lead["customer_id"])).await.expect(200).json();
    assert_eq!(customer["status"], "customer", "a won lead makes a customer");
    agrees(&cx).await;

    let back = api.put(&stage, json!({"stage": "booked"})).await.expect(200).json();
    assert_eq!((&back["status"], &back["closed_at"]), (&json!("open"), &Value::Null));
    api.put(&stage, json!({"stage": "won"})).await.expect(200);
    assert_eq!(api.get(&format!("{API}/conversions")).await.json()["page"]["total"], 1, "it converts once");
    agrees(&cx).await;

    let timeline = api.get(&format!("{one}/interactions")).await.expect(200).json();
    let causes: Vec<_> = timeline["data"].as_array().expect("rows").iter().filter_map(|row| row["data"]["cause"].as_str()).collect();
    assert_eq!(causes, ["api", "api", "api", "api", "created"]);

    assert_eq!(api.put(&stage, json!({"stage": "gone"})).await.expect(422).json()["errors"][0]["field"], "stage");
    api.put(&format!("{API}/leads/999/stage"), json!({"stage": "won"})).await.expect(404);
    api.delete(&one).await.expect(204);
    api.get(&one).await.expect(404);
    assert_eq!(total(&mut api, "").await, 0);
    assert_eq!(api.get(&format!("{API}/conversions")).await.json()["page"]["total"], 0);
    agrees(&cx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn suspects_stand_apart_until_they_are_accepted() {
    let (_test, cx, mut api, funnel) = start().await;
    let id = funnel["id"].as_i64().expect("an id");
    let robot = submit(&cx, id, [Suspicion::Honeypot, Suspicion::NoCookie].into_iter().collect()).await;
    let spam = submit(&cx, id, [Suspicion::TooFast].into_iter().collect()).await;
    let shy = submit(&cx, id, [Suspicion::NoCookie].into_iter().collect()).await;
    agrees(&cx).await;
    assert_eq!([total(&mut api, "").await, total(&mut api, "?suspect=true").await, total(&mut api, "?suspect=any").await], [1, 2, 3]);
    assert_eq!(api.get(&format!("{API}/leads/{shy}")).await.json()["suspect"], json!(["no_cookie"]));
    assert_eq!(api.get(&format!("{API}/leads/{robot}")).await.json()["suspect"], json!(["honeypot", "no_cookie"]));

    api.put(&format!("{API}/leads/{robot}/stage"), json!({"stage": "won"})).await.expect(200);
    assert_eq!(api.get(&format!("{API}/conversions")).await.json()["page"]["total"], 0, "a suspect does not convert");
    agrees(&cx).await;
    let accepted = leads::accept(&cx, robot).await.expect("accepted");
    assert!(accepted.suspect.is_empty());
    assert_eq!(api.get(&format!("{API}/conversions")).await.json()["page"]["total"], 1, "it does once it is accepted");
    leads::accept(&cx, robot).await.expect("nothing more happens");
    agrees(&cx).await;

    assert_eq!(leads::reject(&cx, spam).await.expect("rejected").status.name(), "invalid");
    assert_eq!([total(&mut api, "").await, total(&mut api, "?suspect=true").await], [2, 0], "a rejected one is decided");
    assert_eq!([total(&mut api, "?suspect=true&status=invalid").await, total(&mut api, "?suspect=any").await], [1, 3]);
    agrees(&cx).await;
    leads::accept(&cx, spam).await.expect("on second thoughts");
    assert_eq!([total(&mut api, "").await, total(&mut api, "?suspect=true").await], [3, 0]);
    agrees(&cx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_searched_and_walked() {
    let (test, _cx, mut api, funnel) = start().await;
    for (name, phone, source) in
        [("홍길동", "010-1111-2222", "naver"), ("김서연", "010-3333-4444", "google"), ("이산", "010-5555-6666", "naver")]
    {
        test.clock.advance_ms(MINUTE_MS);
        let body =
            json!({"customer": {"name": name, "phone": phone}, "funnel_id": funnel["id"], "source": source, "work_status": "callback"});
        api.post(&format!("{API}/leads"), body).await.expect(201);
    }
    for (query, expected) in [
        ("?source=naver", 2),
        ("?source=nobody", 0),
        ("?q=ㅎㄱㄷ", 1),
        ("?q=4444", 1),
        ("?q=서연&source=naver", 0),
        ("?stage=new&funnel_id=1", 3),
        ("?stage=won&funnel_id=1", 0),
        ("?status=open", 0),
        ("?work_status=callback", 3),
        ("?from=2026-11-22&to=2026-11-22", 3),
        ("?to=2026-11-21", 0),
        ("?customer_id=2", 1),
        ("?assignee_id=none", 3),
        ("?assignee_id=1", 0),
        ("?sort=score", 0),
        ("?sort=updated_at", 3),
    ] {
        assert_eq!(total(&mut api, query).await, expected, "{query}");
    }
    let mut cursor = String::new();
    let mut walked = Vec::new();
    loop {
        let page = api.get(&format!("{API}/leads?sort=-stage_entered_at&per_page=2&fields=id{cursor}")).await.expect(200).json();
        walked.extend(page["data"].as_array().expect("rows").iter().map(|row| row["id"].clone()));
        let Some(next) = page["page"]["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(walked, [3, 2, 1]);
    api.patch(&format!("{API}/leads/2"), json!({"assignee_id": 1})).await.expect(200);
    test.settle().await;
    for (query, expected) in [
        ("?assignee_id=none", 2),
        ("?assignee_id=1", 1),
        ("?sort=score", 3),
        ("?sort=-score&assignee_id=none", 2),
        ("?sort=score&suspect=true", 0),
    ] {
        assert_eq!(total(&mut api, query).await, expected, "{query}");
    }
    for query in ["?sort=value", "?status=x", "?suspect=x", "?from=x", "?funnel_id=x", "?per_page=201"] {
        api.get(&format!("{API}/leads{query}")).await.expect(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_entered_is_checked_and_what_is_sent_changes() {
    let (test, cx, mut api, _funnel) = start().await;
    let lead = api.post(&format!("{API}/leads"), json!({"customer": {"email": "a@b.kr"}})).await.expect(201).json();
    assert_eq!((&lead["stage"], &lead["funnel_id"]), (&Value::Null, &Value::Null));
    let one = format!("{API}/leads/{}", lead["id"]);
    api.put(&format!("{one}/stage"), json!({"stage": "new"})).await.expect(422);
    let changed = api.patch(&one, json!({"value": 500, "assignee_id": 1, "callback_at": "2026-11-23T01:00:00Z", "status": "lost"})).await;
    let changed = changed.expect(200).json();
    assert_eq!((&changed["value"], &changed["assignee_id"], &changed["status"]), (&json!(500), &json!(1), &json!("lost")));
    assert!(changed["closed_at"].is_string());
    let changed = api.patch(&one, json!({"value": null, "assignee_id": null, "status": "open"})).await.expect(200).json();
    assert_eq!((&changed["value"], &changed["assignee_id"], &changed["closed_at"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_eq!(changed["callback_at"], "2026-11-23T01:00:00.000Z");
    for (body, field) in [
        (json!({"value": -1}), "value"),
        (json!({"assignee_id": 77}), "assignee_id"),
        (json!({"work_status": "happy"}), "work_status"),
        (json!({"stage": "won"}), "stage"),
        (json!({"form": {"memo": "900101-1234567"}}), "form"),
    ] {
        let problem = api.patch(&one, body).await.expect(422).json();
        assert_eq!(problem["errors"][0]["field"], field);
    }
    for (body, field) in [
        (json!({}), "customer_id"),
        (json!({"customer_id": 99}), "customer_id"),
        (json!({"customer_id": 1, "funnel_id": 99}), "funnel_id"),
        (json!({"customer_id": 1, "landing_page_id": 99}), "landing_page_id"),
        (json!({"customer": {"phone": "12"}}), "customer.phone"),
    ] {
        let problem = api.post(&format!("{API}/leads"), body).await.expect(422).json();
        assert_eq!(problem["errors"][0]["field"], field);
    }
    let again = api.post(&format!("{API}/leads"), json!({"customer": {"email": "A@b.kr", "name": "홍길동"}})).await.expect(201).json();
    assert_eq!(again["customer_id"], lead["customer_id"], "recognised");
    agrees(&cx).await;

    let other = test.account("other").await;
    let mut foreign = test.api(Some(other.id), Role::Owner).await;
    foreign.get(&one).await.expect(404);
    foreign.get(&one.replace("spring", "other")).await.expect(404);
    foreign.patch(&one.replace("spring", "other"), json!({"value": 1})).await.expect(404);
    foreign.delete(&one.replace("spring", "other")).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_work_on_leads_in_the_browser() {
    let (test, cx, mut api, funnel) = start().await;
    let mut browser = test.browser().await;
    let list = "/accounts/spring/leads";
    assert!(browser.get(list).await.expect(200).text().contains("아직 접수된 리드가 없습니다"));
    let new = "/accounts/spring/leads/new";
    let again = browser.submit(new, new, &[("name", "홍길동"), ("phone", "12"), ("funnel_id", "1")]).await.expect(422).text();
    assert!(again.contains("홍길동") && again.contains("aria-invalid"), "{again}");
    let fields = [("name", "홍길동"), ("phone", "01012345678"), ("funnel_id", "1"), ("value", "12,000원"), ("memo", "<b>오후</b>")];
    let detail = browser.submit(new, new, &fields).await.expect(303).header("location").to_owned();
    let page = browser.get(&detail).await.expect(200).text();
    assert!(page.contains("12,000원") && page.contains("010-1234-5678") && page.contains("&lt;b&gt;오후"), "{page}");

    let board = "/accounts/spring/board";
    let stage = format!("{detail}/stage");
    assert!(browser.get(board).await.expect(200).text().contains("홍길동"));
    let back = browser.submit(board, &stage, &[("stage", "consulting"), ("back", "board")]).await.expect(303);
    assert_eq!(back.header("location"), "/accounts/spring/board?funnel_id=1");
    browser
        .submit(&detail, &detail, &[("work_status", "callback"), ("callback_at", "2026-11-23T10:30"), ("assignee_id", "1")])
        .await
        .expect(303);
    browser.submit(&detail, &format!("{detail}/interactions"), &[("kind", "call"), ("text", "내일 다시 통화")]).await.expect(303);
    browser.submit(&detail, &format!("{detail}/interactions"), &[("kind", "note"), ("text", " ")]).await.expect(422);
    browser.submit(&detail, &detail, &[("value", "많이")]).await.expect(422);
    let page = browser.get(&detail).await.expect(200).text();
    assert!(page.contains("내일 다시 통화") && page.contains("2026-11-23T10:30") && page.contains("김대표"), "{page}");

    for n in 0..45 {
        test.clock.advance_ms(1);
        let body = json!({"customer": {"name": format!("손님{n}")}, "funnel_id": funnel["id"]});
        api.post(&format!("{API}/leads"), body).await.expect(201);
    }
    let page = browser.get(board).await.expect(200).text();
    let mut next = Some(page);
    let mut cards = 0;
    while let Some(part) = next {
        cards += part.matches("손님").count();
        let asked = part.split("hx-get=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let more = asked.map(|path| path.replace("&amp;", "&")).find(|path| path.contains("/board/cards"));
        next = match more {
            Some(path) => Some(browser.get(&path).await.expect(200).text()),
            None => None,
        };
    }
    assert!(cards >= 45, "{cards} cards were loaded");
    browser.get(&format!("{list}?q=손님1&funnel_id=1&stage=new&status=new&page=1")).await.expect(200);

    let robot = submit(&cx, 1, [Suspicion::Honeypot].into_iter().collect()).await;
    let tab = format!("{list}?suspect=true");
    assert!(browser.get(&tab).await.expect(200).text().contains("보이지 않는 항목"));
    browser.submit(&tab, &format!("{list}/{robot}/reject"), &[]).await.expect(303);
    browser.submit(&tab, &format!("{list}/{robot}/accept"), &[]).await.expect(303);
    browser.submit(&detail, &format!("{detail}/delete"), &[]).await.expect(303);
    browser.get(&detail).await.expect(404);
    agrees(&cx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn saving_changes_only_what_somebody_changed() {
    let (test, cx, mut api, funnel) = start().await;
    let (agent, _) = test.member("agent@agency.kr", Role::Agent, cx.account().id).await;
    let body = json!({"customer": {"name": "홍길동"}, "funnel_id": funnel["id"], "assignee_id": agent.0, "value": 5_000});
    let id = api.post(&format!("{API}/leads"), body).await.expect(201).json()["id"].clone();
    let (one, page) = (format!("{API}/leads/{id}"), format!("/accounts/spring/leads/{id}"));
    users::disable(test.env(), &Actor::operator(), "agent@agency.kr").await.expect("disabled");
    let mut browser = test.browser().await;
    let shown = browser.get(&page).await.expect(200).text();
    let option = format!(r#"<option value="{agent}" selected"#);
    assert!(shown.contains(&option), "who has the lead is still chosen: {shown}");
    assert!(shown.contains(r#"name="was_status" value="new""#), "{shown}");

    // the page as it was opened, with another work status, while somebody else has changed the value and won the lead
    api.patch(&one, json!({"value": 9_000, "status": "won"})).await.expect(200);
    let agent = agent.to_string();
    let mut fields = Vec::new();
    for (name, was, value) in [
        ("work_status", "new", "on_hold"),
        ("callback_at", "", ""),
        ("assignee_id", agent.as_str(), agent.as_str()),
        ("value", "5,000원", "5,000원"),
        ("status", "new", "new"),
    ] {
        fields.extend([(format!("was_{name}"), was), (name.to_owned(), value)]);
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), *value)).collect();
    browser.submit(&page, &page, &fields).await.expect(303);
    let told = api.get(&one).await.expect(200).json();
    assert_eq!((&told["work_status"], &told["value"], &told["status"]), (&json!("on_hold"), &json!(9_000), &json!("won")));
    assert_eq!(told["assignee_id"].to_string(), agent);
    // a program that sends back what it read keeps it too; somebody else's lead it can't give to who is out
    api.patch(&one, json!({"assignee_id": told["assignee_id"], "value": 1})).await.expect(200);
    api.patch(&one, json!({"assignee_id": 1})).await.expect(200);
    api.patch(&one, json!({"assignee_id": told["assignee_id"]})).await.expect(422);
}
