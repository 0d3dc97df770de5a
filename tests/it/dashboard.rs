//! Home: the figures equal the rows, a change is seen at once, nobody sees what is not theirs, a broken account holds up no other.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use dangol::{
    accounts::{
        model::{Actor, Role},
        service as accounts,
    },
    base::time::{DAY_MS, HOUR_MS},
    testing::{app::TestApp, client::Client},
};
use serde_json::{Value, json};

const BASE: &str = "/api/v1/accounts/hanbit";

/// An account with a funnel, two published pages that lead into it, and the owner's token.
async fn open(test: &TestApp, slug: &str) -> (Client, i64) {
    let account = test.account(slug).await;
    let base = format!("/api/v1/accounts/{slug}");
    let mut owner = test.api(Some(account.id), Role::Owner).await;
    let stages = json!([{"key": "new", "name": "신규"}, {"key": "talk", "name": "상담"}, {"key": "won", "name": "계약", "goal": true}]);
    let funnel = owner.post(&format!("{base}/funnels"), json!({"name": "상담 퍼널", "stages": stages})).await.expect(201).json();
    for page in ["spring", "summer"] {
        let fields = json!([{"name": "name", "label": "이름", "kind": "text"}, {"name": "phone", "label": "전화", "kind": "phone"}]);
        let html = "<!doctype html><html><body><form data-dangol></form></body></html>";
        let page =
            json!({"slug": page, "title": format!("{page} 행사"), "html": html, "funnel_id": funnel["id"], "form": {"fields": fields}});
        let page = owner.post(&format!("{base}/landing-pages"), page).await.expect(201).json();
        owner.put(&format!("{base}/landing-pages/{}/publication", page["id"]), json!({})).await.expect(200);
    }
    (owner, funnel["id"].as_i64().expect("an id"))
}

/// A visitor who looks at a page and, with a phone, sends its form.
async fn visit(test: &TestApp, slug: &str, page: &str, source: &str, phone: Option<&str>) {
    let mut visitor = test.visitor();
    visitor.headers.push(("user-agent", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36".into()));
    let path = format!("/p/{slug}/{page}?utm_source={source}");
    visitor.get(&path).await.expect(200);
    let view = json!({"events": [{"id": format!("{page}-{source}-{}-{}", test.now().0, phone.unwrap_or("none")), "kind": "page_view", "url": format!("http://localhost{path}")}]});
    visitor.post(&format!("/t/{slug}"), view).await.expect(202);
    if let Some(phone) = phone {
        visitor.post_form(&path, &[("name", "홍길동"), ("phone", phone)]).await.expect(303);
    }
}

async fn dashboard(client: &mut Client, query: &str) -> Value {
    client.get(&format!("{BASE}/dashboard{query}")).await.expect(200).json()
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_equal_what_happened() {
    let test = TestApp::start().await;
    let (mut owner, funnel) = open(&test, "hanbit").await;
    // Forty days ago: the period before.
    test.clock.advance_ms(-40 * DAY_MS);
    visit(&test, "hanbit", "spring", "naver", Some("010-1111-2222")).await;
    test.clock.advance_ms(40 * DAY_MS);
    for (page, source, phone) in [
        ("spring", "naver", Some("010-2000-0001")),
        ("spring", "naver", None),
        ("spring", "google", Some("010-2000-0002")),
        ("summer", "naver", None),
    ] {
        visit(&test, "hanbit", page, source, phone).await;
    }
    let leads = owner.get(&format!("{BASE}/leads")).await.expect(200).json();
    owner.patch(&format!("{BASE}/leads/{}", leads["data"][0]["id"]), json!({"value": 250_000})).await.expect(200);
    owner.put(&format!("{BASE}/leads/{}/stage", leads["data"][0]["id"]), json!({"stage": "won"})).await.expect(200);

    let told = dashboard(&mut owner, "").await;
    assert_eq!((&told["from"], &told["to"]), (&json!("2026-10-24"), &json!("2026-11-22")));
    let totals = json!({"visitors": 4, "leads": 2, "opt_ins": 2, "opt_in_rate_bp": 5_000, "conversions": 1, "value": 250_000});
    assert_eq!(told["totals"], totals);
    assert_eq!((&told["previous"]["visitors"], &told["previous"]["leads"]), (&json!(1), &json!(1)));
    let days = told["days"].as_array().expect("days");
    assert_eq!((days.len(), &days[29]["visitors"], &days[28]["visitors"]), (30, &json!(4), &json!(0)));
    let shares = |name: &str| {
        let rows = told[name].as_array().expect("rows").iter();
        rows.map(|row| (row["source"].as_str().or(row["title"].as_str()).map(str::to_owned), row["visitors"].clone())).collect::<Vec<_>>()
    };
    assert_eq!(shares("sources"), [(Some("naver".to_owned()), json!(3)), (Some("google".to_owned()), json!(1))]);
    assert_eq!(shares("pages"), [(Some("spring 행사".to_owned()), json!(3)), (Some("summer 행사".to_owned()), json!(1))]);
    assert_eq!(told["funnel"]["id"], json!(funnel));
    let steps: Vec<_> = told["funnel"]["steps"].as_array().expect("steps").iter().map(|step| step["value"].clone()).collect();
    assert_eq!(steps, [json!(4), json!(2), json!(0), json!(1)]);
    assert_eq!((&told["newest_leads"][0]["name"], &told["newest_leads"][1]["stage"]), (&json!("홍길동"), &json!("신규")));

    test.settle().await;
    let scored = dashboard(&mut owner, "").await;
    let leads: i64 = scored["scores"]["buckets"].as_array().expect("ten").iter().filter_map(Value::as_i64).sum();
    assert_eq!(leads, 3, "all leads there ever were");
    assert!(scored["newest_leads"][0]["grade"].is_string(), "{}", scored["newest_leads"]);

    let before = dashboard(&mut owner, "?from=2026-10-13&to=2026-10-13").await;
    assert_eq!((&before["totals"]["visitors"], &before["totals"]["leads"]), (&json!(1), &json!(1)));
    for wrong in ["?days=0", "?from=x", "?funnel_id=x", "?from=2026-11-02&to=2026-11-01"] {
        owner.get(&format!("{BASE}/dashboard{wrong}")).await.expect(422);
    }
    owner.get(&format!("{BASE}/dashboard?funnel_id=999")).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_seen_at_once() {
    let test = TestApp::start().await;
    let (mut owner, _) = open(&test, "hanbit").await;
    let mut browser = test.browser().await;
    for count in 1..=20_i64 {
        visit(&test, "hanbit", "spring", "naver", Some(&format!("010-3000-{:04}", 1000 + count))).await;
        assert_eq!(dashboard(&mut owner, "").await["totals"]["leads"], json!(count));
    }
    let first = dashboard(&mut owner, "").await["as_of"].clone();
    test.clock.advance_ms(60_000);
    assert_eq!(dashboard(&mut owner, "").await["as_of"], first, "without a change it is kept");
    test.clock.advance_ms(5 * 60_000);
    assert_ne!(dashboard(&mut owner, "").await["as_of"], first, "for five minutes at most");
    let page = browser.get("/accounts").await.expect(200).text();
    assert!(page.contains(r#"<td class="right strong">20</td>"#), "{page}");
    drop((owner, browser));
    let test = test.restart().await;
    let mut owner = test.api(Some(test.cx("hanbit").await.account().id), Role::Owner).await;
    assert_eq!(dashboard(&mut owner, "").await["totals"]["leads"], 20);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_too_long_is_told() {
    let test = TestApp::start().await;
    let (mut owner, _) = open(&test, "hanbit").await;
    visit(&test, "hanbit", "spring", "naver", Some("010-4000-0001")).await;
    let mut robot = test.visitor();
    robot
        .post_form("/p/hanbit/spring", &[("name", "x"), ("phone", "010-4000-0002"), ("website_", "http://spam.example")])
        .await
        .expect(303);
    let draft = json!({"slug": "autumn", "title": "가을", "html": "<html></html>", "form": {"fields": [{"name": "name", "label": "이름", "kind": "text"}]}});
    owner.post(&format!("{BASE}/landing-pages"), draft).await.expect(201);
    let attention = dashboard(&mut owner, "").await["attention"].clone();
    assert_eq!((&attention["suspects"], &attention["unassigned"], &attention["unpublished_pages"]), (&json!(1), &json!(0), &json!(1)));
    test.clock.advance_ms(HOUR_MS + 1);
    assert_eq!(dashboard(&mut owner, "").await["attention"]["unassigned"], 1);
    let lead = owner.get(&format!("{BASE}/leads")).await.expect(200).json()["data"][0]["id"].clone();
    let soon = json!({"callback_at": json!(test.now().plus_ms(60_000))});
    owner.patch(&format!("{BASE}/leads/{lead}"), soon).await.expect(200);
    assert_eq!(dashboard(&mut owner, "").await["attention"]["overdue_callbacks"], 0);
    test.clock.advance_ms(60_000);
    assert_eq!(dashboard(&mut owner, "").await["attention"]["overdue_callbacks"], 1);
    let page = test.browser().await.get("/accounts/hanbit").await.expect(200).text();
    let nobodys = "/leads?status=new&amp;assignee_id=none&amp;from=2026-10-23";
    assert!(page.contains(nobodys), "{page}");
    let listed = owner.get(&format!("{BASE}{}", nobodys.replace("&amp;", "&"))).await.expect(200).json();
    assert_eq!(listed["page"]["total"], 1);
    assert!(page.contains("1시간 넘게 담당자가 없는 리드") && page.contains("게시하지 않은 페이지"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_another_account_or_an_unmasked_name_they_may_not() {
    let test = TestApp::start().await;
    let (mut owner, _) = open(&test, "hanbit").await;
    let (mut other, _) = open(&test, "greenfood").await;
    visit(&test, "hanbit", "spring", "naver", Some("010-5000-5678")).await;
    let theirs = other.get("/api/v1/accounts/greenfood/dashboard").await.expect(200).json();
    assert_eq!((&theirs["totals"]["visitors"], &theirs["newest_leads"]), (&json!(0), &json!([])));
    other.get(&format!("{BASE}/dashboard")).await.expect(404);

    let account = test.cx("hanbit").await.account().id;
    let mut viewer = test.api(Some(account), Role::Viewer).await;
    let lead = dashboard(&mut viewer, "").await["newest_leads"][0].clone();
    assert_eq!((&lead["name"], &lead["reached_at"]), (&json!("홍*동"), &json!("010-****-5678")));
    assert_eq!(dashboard(&mut owner, "").await["newest_leads"][0]["name"], "홍길동");
    let mut agent = test.api(Some(account), Role::Agent).await;
    agent.get(&format!("{BASE}/dashboard")).await.expect(403);

    let mut viewer = test.viewer("viewer@hanbit.kr", account).await;
    let page = viewer.get("/accounts/hanbit").await.expect(200).text();
    assert!(page.contains("홍*동") && !page.contains("홍길동") && !page.contains("5000-5678"), "{page}");
    let list = viewer.get("/accounts").await.expect(200).text();
    assert!(list.contains("hanbit") && !list.contains("greenfood"), "{list}");
    let found = viewer.get("/accounts/hanbit/search?q=5678").await.expect(200).text();
    assert!(found.contains("홍*동") && !found.contains("홍길동"), "{found}");
    viewer.get("/accounts/greenfood/search?q=5678").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_search_finds_everything_and_an_agent_their_own() {
    let test = TestApp::start().await;
    let (mut owner, _) = open(&test, "hanbit").await;
    visit(&test, "hanbit", "spring", "naver", Some("010-6000-1234")).await;
    visit(&test, "hanbit", "spring", "naver", Some("010-6000-9999")).await;
    let mut browser = test.browser().await;
    let mut found = async |path: &str| browser.get(&format!("/accounts/hanbit/{path}")).await.expect(200).text();
    for (query, wanted) in [
        ("%ED%99%8D%EA%B8%B8", vec!["/customers/", "/leads/"]),          // 홍길
        ("%E3%85%8E%E3%84%B1%E3%84%B7", vec!["/customers/", "/leads/"]), // ㅎㄱㄷ
        ("1234", vec!["010-6000-1234"]),
        ("%ED%96%89%EC%82%AC", vec!["spring 행사", "summer 행사", "/landing-pages/"]), // 행사
        ("%E3%85%85%E3%84%B7", vec!["상담 퍼널"]),                                     // ㅅㄷ
    ] {
        let page = found(&format!("search?q={query}")).await;
        let part = found(&format!("search/found?q={query}")).await;
        for text in wanted {
            assert!(page.contains(text) && part.contains(text), "{query}: {text} in {part}");
        }
        assert!(!part.contains("<html"), "{part}");
    }
    let nothing = found("search?q=%3Cscript%3E%25").await;
    assert!(nothing.contains("‘&lt;script&gt;%’"), "{nothing}");

    let account = test.cx("hanbit").await.account().id;
    let (agent_id, mut agent) = test.member("agent@hanbit.kr", Role::Agent, account).await;
    let leads = owner.get(&format!("{BASE}/leads?q=1234")).await.expect(200).json();
    let own = format!("/accounts/hanbit/leads/{}", leads["data"][0]["id"]);
    owner.patch(&format!("{BASE}/leads/{}", leads["data"][0]["id"]), json!({"assignee_id": agent_id.0})).await.expect(200);
    let part = agent.get("/accounts/hanbit/search/found?q=%ED%99%8D").await.expect(200).text();
    assert_eq!(part.matches("/accounts/hanbit/leads/").count(), 1, "{part}");
    assert!(part.contains(&own) && !part.contains("/customers/"), "{part}");
    let part = agent.get("/accounts/hanbit/search/found?q=%ED%96%89%EC%82%AC").await.expect(200).text();
    assert!(!part.contains("spring"), "{part}");
    assert_eq!(agent.get("/accounts/hanbit").await.expect(303).header("location"), "/accounts/hanbit/leads/today");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_account_shows_its_fault_beside_the_others() {
    let test = TestApp::start().await;
    for slug in ["hanbit", "greenfood"] {
        test.account(slug).await;
    }
    test.account("broken").await;
    std::fs::remove_file(test.directory().join("accounts/broken.db")).expect("gone");
    let test = test.restart().await;
    let page = test.browser().await.get("/accounts?sort=-leads_today").await.expect(200).text();
    assert!(page.contains("파일 이상") && page.contains("greenfood") && page.contains("hanbit"), "{page}");
    let searched = test.browser().await.get("/accounts?q=green&sort=oops").await.expect(200).text();
    assert!(searched.contains("greenfood") && !searched.contains("<small>hanbit"), "{searched}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_account_holds_up_no_other() {
    let test = TestApp::start().await;
    for slug in ["hanbit", "slow"] {
        test.account(slug).await;
    }
    let mut browser = test.browser().await;
    let asked: Vec<_> = (0..32)
        .map(|_| {
            let env = test.env().clone();
            tokio::spawn(async move {
                let cx = accounts::enter(&env, "slow", Arc::new(Actor::operator())).await.expect("entered");
                cx.read(|_| {
                    std::thread::sleep(Duration::from_millis(400));
                    Ok(())
                })
                .await
            })
        })
        .collect();
    tokio::time::sleep(Duration::from_millis(50)).await;
    let begun = Instant::now();
    let page = browser.get("/accounts").await.expect(200).text();
    assert!(begun.elapsed() < Duration::from_millis(900), "{:?}", begun.elapsed());
    assert_eq!(page.matches("응답 늦음").count(), 1, "{page}");
    asked.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_account_says_what_to_do_first() {
    let test = TestApp::start().await;
    test.account("hanbit").await;
    let mut browser = test.browser().await;
    let page = browser.get("/accounts/hanbit").await.expect(200).text();
    assert!(page.contains("시작하기") && page.contains("/accounts/hanbit/funnels/new"), "{page}");
    let wrong = browser.get("/accounts/hanbit?days=999").await.expect(422).text();
    assert!(wrong.contains("일수는 1에서 400"), "{wrong}");
}
