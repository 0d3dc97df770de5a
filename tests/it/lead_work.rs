//! The day's work on leads: what a call leads to, alarms, what is taken back, and changes to many leads at once.

use dangol::{
    accounts::{
        model::{AccountChange, AccountStatus, Actor, ActorKind, Role},
        service::{self as accounts, AccountCx},
    },
    base::{
        form::RawForm,
        ids::{BulkRunId, UserId},
        time::{DAY_MS, HOUR_MS, MINUTE_MS},
    },
    leads::{
        bulk::{Order, State},
        service::bulk::{self, Progress},
    },
    rollups::service as rollups,
    testing::{app::TestApp, client::Client},
    users::service as users,
};
use serde_json::{Value, json};
use std::sync::Arc;

const API: &str = "/api/v1/accounts/spring";
const LEADS: &str = "/accounts/spring/leads";

async fn start() -> (TestApp, AccountCx, Client) {
    let test = TestApp::start().await;
    let account = test.account("spring").await;
    let mut api = test.api(Some(account.id), Role::Owner).await;
    api.post(&format!("{API}/funnels"), json!({"name": "상담"})).await.expect(201);
    let actor = Actor { kind: ActorKind::User(UserId(1)), name: "김대표".into(), role: Role::Owner, may_export: true, address: None };
    let cx = accounts::enter(test.env(), "spring", Arc::new(actor)).await.expect("entered");
    (test, cx, api)
}

async fn lead(api: &mut Client, name: &str, more: Value) -> String {
    let mut body = json!({"customer": {"name": name}, "funnel_id": 1});
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    api.post(&format!("{API}/leads"), body).await.expect(201).json()["id"].to_string()
}

async fn one(api: &mut Client, id: &str) -> Value {
    api.get(&format!("{API}/leads/{id}")).await.expect(200).json()
}

async fn history(api: &mut Client, id: &str) -> Vec<Value> {
    let found = api.get(&format!("{API}/leads/{id}/interactions")).await.expect(200).json();
    found["data"].as_array().expect("rows").clone()
}

async fn agrees(cx: &AccountCx) {
    let zone = cx.account().zone;
    let drifts = cx.read(move |conn| rollups::recount(conn, zone)).await.expect("recounts");
    assert!(drifts.is_empty(), "{drifts:?}");
}

async fn ended(cx: &AccountCx, id: BulkRunId) -> Progress {
    for _ in 0..1_000 {
        let found = bulk::progress(cx, id).await.expect("found");
        if !found.at_work {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    panic!("it never ends");
}

fn order(fields: &[(&str, &str)]) -> Order {
    let form = RawForm::new(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
    Order::parse(&form, dangol::base::time::Zone::default()).expect("an order")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_logged_with_what_it_leads_to() {
    let (test, cx, mut api) = start().await;
    let id = lead(&mut api, "홍길동", json!({"customer": {"name": "홍길동", "phone": "010-1234-5678"}})).await;
    let (mut browser, page) = (test.browser().await, format!("{LEADS}/{id}"));
    let calls = format!("{page}/calls");
    test.clock.advance_ms(1_000);
    let again = browser.submit(&page, &calls, &[("outcome", "callback"), ("memo", "내일 오전에 전화")]).await.expect(422).text();
    assert!(again.contains("다시 전화할 날짜와 시각") && again.contains("내일 오전에 전화"), "what was typed is kept: {again}");
    browser.submit(&page, &calls, &[("outcome", "answered"), ("memo", "900101-1234567")]).await.expect(422);

    let fields = [("outcome", "callback"), ("minutes", "3"), ("memo", "내일 오전에 전화"), ("next_callback", "2026-11-22T12:30")];
    browser.submit(&page, &calls, &fields).await.expect(303);
    let told = one(&mut api, &id).await;
    assert_eq!((&told["work_status"], &told["status"]), (&json!("callback"), &json!("open")));
    assert_eq!(told["callback_at"], "2026-11-22T03:30:00.000Z");
    let written = history(&mut api, &id).await;
    let call = written.iter().find(|row| row["kind"] == "call").expect("a call");
    assert_eq!((&call["actor"], &call["user_id"]), (&json!("user"), &json!(1)));
    assert_eq!(call["data"], json!({"outcome": "callback", "minutes": 3, "text": "내일 오전에 전화"}));
    let moved = written.iter().find(|row| row["data"]["name"] == "work_status").expect("its status");
    assert_eq!((&moved["data"]["from"], &moved["data"]["to_name"]), (&json!("new"), &json!("재통화")));

    // half an hour later it rings once, and the badge stays until somebody calls
    let shown = browser.get(&page).await.expect(200).text();
    assert!(shown.contains("재통화 2026-11-22 12:30") && !shown.contains("alarm-count"), "{shown}");
    let poll = |page: &str| page.split("hx-get=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a poll").to_owned();
    let quiet = browser.get(&poll(&shown)).await.expect(200).text();
    assert!(!quiet.contains("전화할 시간입니다"), "{quiet}");
    test.clock.advance_ms(31 * MINUTE_MS);
    let rings = browser.get(&poll(&quiet)).await.expect(200).text();
    assert!(rings.contains("홍길동 님께 전화할 시간입니다") && rings.contains("시간이 된 재통화 1건"), "{rings}");
    let after = browser.get(&poll(&rings)).await.expect(200).text();
    assert!(!after.contains("전화할 시간입니다") && after.contains("시간이 된 재통화 1건"), "{after}");
    let today = browser.get(&format!("{LEADS}/today")).await.expect(200).text();
    assert!(today.contains("시간이 지난 재통화") && today.contains("홍길동") && today.contains("1분 지남"), "{today}");

    browser.submit(&page, &calls, &[("outcome", "answered"), ("next_status", "booked")]).await.expect(303);
    let told = one(&mut api, &id).await;
    assert_eq!((&told["work_status"], &told["callback_at"]), (&json!("booked"), &Value::Null));
    assert!(!browser.get(&page).await.expect(200).text().contains("alarm-count"));
    browser.submit(&page, &calls, &[("outcome", "wrong_number")]).await.expect(303);
    let told = one(&mut api, &id).await;
    assert_eq!((&told["work_status"], &told["status"]), (&json!("dead_number"), &json!("invalid")));
    agrees(&cx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_days_list_knows_overdue_today_and_later() {
    let (test, _cx, mut api) = start().await;
    let mut browser = test.browser().await;
    assert!(browser.get(&format!("{LEADS}/today")).await.expect(200).text().contains("다시 전화할 고객이 없습니다"));
    let now = test.now();
    for (name, ms, more) in [
        ("어제고객", -DAY_MS, json!({})),
        ("저녁고객", 5 * HOUR_MS, json!({"assignee_id": 1})),
        ("모레고객", 2 * DAY_MS, json!({})),
        ("내년고객", 365 * DAY_MS, json!({})),
        ("계약고객", -HOUR_MS, json!({"status": "won"})),
    ] {
        let mut body = more;
        body["callback_at"] = json!(now.plus_ms(ms).to_string());
        let id = lead(&mut api, name, body.clone()).await;
        if let Some(status) = body.get("status") {
            api.patch(&format!("{API}/leads/{id}"), json!({"status": status})).await.expect(200);
        }
    }
    let page = browser.get(&format!("{LEADS}/today")).await.expect(200).text();
    let place = |name: &str| page.find(name).unwrap_or_else(|| panic!("{name} is not listed: {page}"));
    assert!(place("시간이 지난 재통화") < place("어제고객") && place("어제고객") < place("오늘 남은 재통화"));
    assert!(place("오늘 남은 재통화") < place("저녁고객") && place("다음 7일") < place("모레고객"));
    assert!(page.contains("1일 지남") && !page.contains("내년고객") && !page.contains("계약고객"), "{page}");
    assert!(browser.get(&format!("{LEADS}/today?whose=all")).await.expect(200).text().contains("어제고객"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slip_is_taken_back_by_who_made_it_and_not_later() {
    let (test, _cx, mut api) = start().await;
    let id = lead(&mut api, "홍길동", json!({})).await;
    let (mut browser, page) = (test.browser().await, format!("{LEADS}/{id}"));
    test.clock.advance_ms(1_000);
    browser.submit(&page, &format!("{page}/interactions"), &[("kind", "note"), ("text", "잘못 적음")]).await.expect(303);
    let shown = browser.get(&page).await.expect(200).text();
    assert!(shown.contains("방금 남긴 기록: 메모 잘못 적음"), "{shown}");
    let notes = |rows: &[Value]| rows.iter().filter(|row| row["kind"] == "note").map(|row| row["id"].clone()).collect::<Vec<_>>();
    let written = notes(&history(&mut api, &id).await);
    let note = written[0].as_str().expect("an id").to_owned();
    let undo = format!("{page}/interactions/undo");
    browser.submit(&page, &undo, &[("interaction", "x")]).await.expect(404);
    browser.submit(&page, &undo, &[("interaction", &note)]).await.expect(303);
    assert!(notes(&history(&mut api, &id).await).is_empty());
    browser.submit(&page, &undo, &[("interaction", &note)]).await.expect(404);

    browser.submit(&page, &format!("{page}/interactions"), &[("kind", "note"), ("text", "남길 메모")]).await.expect(303);
    let late = notes(&history(&mut api, &id).await)[0].as_str().expect("an id").to_owned();
    test.clock.advance_ms(11 * MINUTE_MS);
    assert!(!browser.get(&page).await.expect(200).text().contains("방금 남긴 기록"));
    browser.submit(&page, &undo, &[("interaction", &late)]).await.expect(404);
    // what the product wrote itself stays
    let stage = history(&mut api, &id).await.iter().find(|row| row["kind"] == "stage_change").expect("one")["id"].clone();
    browser.submit(&page, &undo, &[("interaction", stage.as_str().expect("an id"))]).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_asked_for_the_time_and_programs_say_what_they_mean() {
    let (test, _cx, mut api) = start().await;
    let id = lead(&mut api, "홍길동", json!({})).await;
    let (mut browser, page) = (test.browser().await, format!("{LEADS}/{id}"));
    let work = |status: &'static str, at: &'static str| [("work_status", status), ("callback_at", at), ("status", "new")];
    browser.submit(&page, &page, &work("callback", "")).await.expect(422);
    browser.submit(&page, &page, &work("callback", "2026-11-23T10:30")).await.expect(303);
    assert_eq!(one(&mut api, &id).await["status"], "open", "who is called back is worked on");
    let patched = api.patch(&format!("{API}/leads/{id}"), json!({"work_status": "declined"})).await.expect(200).json();
    assert_eq!((&patched["status"], &patched["work_status"]), (&json!("open"), &json!("declined")), "only the keys that were sent");
    browser.submit(&page, &format!("{page}/assign"), &[]).await.expect(303);
    assert_eq!(one(&mut api, &id).await["assignee_id"], 1);
    let named = history(&mut api, &id).await;
    assert!(named.iter().any(|row| row["data"]["name"] == "assigned" && row["data"]["to_name"] == "김대표"), "{named:?}");
    for (what, status) in [("rejection", "invalid"), ("acceptance", "invalid")] {
        let told = api.post(&format!("{API}/leads/{id}/{what}"), Value::Null).await.expect(200).json();
        assert_eq!(told["status"], status, "no suspect: acceptance changes nothing");
    }
    api.post(&format!("{API}/leads/99/acceptance"), Value::Null).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_leads_are_changed_in_slices_each_as_if_alone() {
    let (test, cx, mut api) = start().await;
    for n in 0..230 {
        test.clock.advance_ms(1);
        let source = if n % 2 == 0 { "naver" } else { "google" };
        lead(&mut api, &format!("손님{n}"), json!({"source": source})).await;
    }
    // without a funnel it is passed over
    let apart = api.post(&format!("{API}/leads"), json!({"customer": {"name": "따로"}, "source": "naver"})).await.expect(201).json();

    let id = bulk::start(&cx, order(&[("scope", "all"), ("filter", "source=naver"), ("action", "stage"), ("stage", "1:won")])).await;
    let found = ended(&cx, id.expect("started")).await;
    assert_eq!((found.run.state, found.run.total, found.run.done, found.run.changed), (State::Done, 116, 116, 115));
    assert_eq!(found.skipped.len(), 1);
    assert_eq!(json!(found.skipped[0].examples), json!([apart["id"]]));
    let won = api.get(&format!("{API}/leads?status=won")).await.expect(200).json();
    assert_eq!(won["page"]["total"], 115);
    assert_eq!(api.get(&format!("{API}/conversions")).await.expect(200).json()["page"]["total"], 115);
    agrees(&cx).await;

    // what the change does to the filter itself hides nobody from it
    let fields = [
        ("scope", "all"),
        ("filter", "work_status=new"),
        ("action", "work_status"),
        ("work_status", "callback"),
        ("callback_at", "2026-11-23T10:30"),
    ];
    let found = ended(&cx, bulk::start(&cx, order(&fields)).await.expect("started")).await;
    assert_eq!((found.run.total, found.run.changed), (231, 231));
    let waiting = api.get(&format!("{API}/leads?work_status=callback")).await.expect(200).json();
    assert_eq!(waiting["page"]["total"], 231);

    for (action, changed) in [("add_tag", 2), ("add_tag", 0), ("remove_tag", 2)] {
        let fields = [("id", "3"), ("id", "5"), ("action", action), ("tag", "봄행사")];
        let found = ended(&cx, bulk::start(&cx, order(&fields)).await.expect("started")).await;
        assert_eq!((found.run.done, found.run.changed), (2, changed), "{action}");
    }
    let tags = history(&mut api, "3").await;
    assert_eq!(tags.iter().filter(|row| row["kind"] == "tag_change").count(), 2);
    let searched = [("scope", "all"), ("filter", "q=손님1"), ("action", "assign"), ("assignee_id", "1")];
    let found = ended(&cx, bulk::start(&cx, order(&searched)).await.expect("started")).await;
    assert_eq!(found.run.changed, 111, "손님1, 손님10–19 and 손님100–199");
    assert_eq!(found.run.which.query_string(), "searched=true", "what was searched for is forgotten");
    let nothing = [("scope", "all"), ("filter", "source=nowhere&grade=A"), ("action", "assign"), ("assignee_id", "1")];
    let found = ended(&cx, bulk::start(&cx, order(&nothing)).await.expect("started")).await;
    assert_eq!((found.run.state, found.run.done), (State::Done, 0));
    test.settle().await;
    let mut looked_at = 0;
    for grade in ["grade=A", "grade=B", "grade=C", "grade=D"] {
        let fields = [("scope", "all"), ("filter", grade), ("action", "assign"), ("assignee_id", "1")];
        looked_at += ended(&cx, bulk::start(&cx, order(&fields)).await.expect("started")).await.run.done;
    }
    assert_eq!(looked_at, 231, "each lead has one grade");
    assert!(bulk::start(&cx, order(&[("id", "1"), ("action", "stage"), ("stage", "1:gone")])).await.is_err());
    assert!(bulk::start(&cx, order(&[("id", "1"), ("action", "assign"), ("assignee_id", "77")])).await.is_err());
    agrees(&cx).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_was_cut_off_says_so_and_goes_on() {
    let (test, cx, mut api) = start().await;
    for n in 0..5 {
        lead(&mut api, &format!("손님{n}"), json!({})).await;
    }
    let id = bulk::start(&cx, order(&[("scope", "all"), ("action", "work_status"), ("work_status", "on_hold")])).await.expect("started");
    ended(&cx, id).await;
    // as a restart after the second lead would have left it
    cx.write(move |tx| {
        tx.execute("UPDATE bulk_run SET state = 0, finished_at = NULL, cursor = 2, done = 2, changed = 2 WHERE id = ?1", [id])?;
        tx.execute("UPDATE lead SET work_status = 'new' WHERE id > 2", [])?;
        Ok(())
    })
    .await
    .expect("written");
    drop((cx, api));
    let test = test.restart().await;
    let mut browser = test.browser().await;
    let page = format!("{LEADS}/bulk/{id}");
    let shown = browser.get(&page).await.expect(200).text();
    assert!(shown.contains("중단됨") && shown.contains("2건까지만") && shown.contains("이어서 하기"), "{shown}");
    browser.submit(&page, &format!("{page}/resume"), &[]).await.expect(303);
    let cx = test.cx("spring").await;
    let found = ended(&cx, id).await;
    assert_eq!((found.run.state, found.run.done, found.run.changed), (State::Done, 5, 5));

    cx.write(move |tx| Ok(tx.execute("UPDATE bulk_run SET state = 0, cursor = 0 WHERE id = ?1", [id])?)).await.expect("written");
    browser.submit(&page, &format!("{page}/cancel"), &[]).await.expect(303);
    browser.submit(&page, &format!("{page}/resume"), &[]).await.expect(303);
    let found = ended(&cx, id).await;
    assert_eq!((found.run.state, found.run.cursor), (State::Cancelled, 0), "what was stopped stays stopped");
    assert!(browser.get(&format!("{LEADS}/bulk")).await.expect(200).text().contains("그만둠"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_changes_many_in_the_browser() {
    let (test, cx, mut api) = start().await;
    for n in 0..3 {
        lead(&mut api, &format!("손님{n}"), json!({})).await;
    }
    let mut browser = test.browser().await;
    let list = browser.get(&format!("{LEADS}?sort=created_at&status=new")).await.expect(200).text();
    assert!(list.contains(r#"name="sort" value="created_at""#), "the bar keeps the order: {list}");
    assert!(list.contains("조건에 맞는 3건 전부") && list.contains("손님0 선택"), "{list}");
    let none = browser.get(&format!("{LEADS}/bulk/new?filter=&scope=picked&action=assign")).await.expect(200).text();
    assert!(none.contains("리드를 하나 이상 골라 주세요"), "{none}");
    browser.get(&format!("{LEADS}/bulk/new?scope=picked&action=dance")).await.expect(404);
    let all = format!("{LEADS}/bulk/new?filter=status%3Dnew&scope=all&action=work_status");
    let form = browser.get(&all).await.expect(200).text();
    assert!(form.contains("리드 3건이 바뀝니다"), "{form}");
    let to = format!("{LEADS}/bulk/new");
    let fields = [("action", "work_status"), ("scope", "all"), ("filter", "status=new"), ("work_status", "callback")];
    let again = browser.submit(&all, &to, &fields).await.expect(422).text();
    assert!(again.contains("다시 전화할 날짜와 시각"), "{again}");
    let mut fields = fields.to_vec();
    fields.push(("callback_at", "2026-11-23T10:30"));
    let to_run = browser.submit(&all, &to, &fields).await.expect(303).header("location").to_owned();
    ended(&cx, BulkRunId(1)).await;
    let shown = browser.get(&to_run).await.expect(200).text();
    assert!(shown.contains("완료") && shown.contains("전체 3건 중 3건") && shown.contains("상담 상태 바꾸기: 재통화"), "{shown}");
    browser.get(&format!("{LEADS}/bulk/99")).await.expect(404);
    let picked = format!("{LEADS}/bulk/new?scope=picked&action=add_tag&id=1&id=2");
    let fields = [("action", "add_tag"), ("id", "1"), ("id", "2"), ("tag", "900101-1234567")];
    browser.submit(&picked, &to, &fields).await.expect(422);

    let mut viewer = test.viewer("viewer@agency.kr", cx.account().id).await;
    assert!(!viewer.get(LEADS).await.expect(200).text().contains("bulk/new"));
    viewer.get(&format!("{LEADS}/bulk")).await.expect(403);
    viewer.get(&format!("{LEADS}/due")).await.expect(403);
    assert!(!viewer.get(LEADS).await.expect(200).text().contains("/leads/due"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_halts_when_its_account_is_archived_or_its_starter_is_out() {
    let (test, cx, mut api) = start().await;
    for n in 0..3 {
        lead(&mut api, &format!("손님{n}"), json!({})).await;
    }
    let (manager, _) = test.member("manager@agency.kr", Role::Manager, cx.account().id).await;
    let actor =
        Actor { kind: ActorKind::User(manager), name: "이매니저".into(), role: Role::Manager, may_export: false, address: None };
    let theirs = accounts::enter(test.env(), "spring", Arc::new(actor)).await.expect("entered");
    let tag = |name: &'static str| order(&[("scope", "all"), ("filter", "q=손님"), ("action", "add_tag"), ("tag", name)]);
    let ran = ended(&theirs, bulk::start(&theirs, tag("하나")).await.expect("started")).await;
    assert_eq!((ran.run.state, ran.run.changed), (State::Done, 3));

    users::disable(test.env(), &Actor::operator(), "manager@agency.kr").await.expect("disabled");
    let id = bulk::start(&theirs, tag("둘")).await.expect("started");
    let halted = ended(&theirs, id).await;
    assert_eq!((halted.run.state, halted.run.changed), (State::Halted, 0));
    let (mut browser, page) = (test.browser().await, format!("{LEADS}/bulk/{id}"));
    assert!(browser.get(&page).await.expect(200).text().contains("이어서 하기"));
    browser.submit(&page, &format!("{page}/resume"), &[]).await.expect(303);
    let ran = ended(&cx, id).await;
    assert_eq!((ran.run.state, ran.run.changed), (State::Done, 3), "with the search it was begun with");

    let archive = AccountChange { status: Some(AccountStatus::Archived), ..AccountChange::default() };
    accounts::update(test.env(), &Actor::operator(), "spring", archive).await.expect("archived");
    let halted = ended(&cx, bulk::start(&cx, tag("셋")).await.expect("the one who entered before")).await;
    assert_eq!((halted.run.state, halted.run.changed), (State::Halted, 0));
}
