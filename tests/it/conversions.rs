//! Conversions: recorded once, counted, listed in the API and the UI.

use dangol::{
    accounts::model::Role,
    rollups::service as rollups,
    testing::{
        app::{NOON, TestApp},
        client::Client,
    },
};
use serde_json::{Value, json};

const BASE: &str = "/api/v1/accounts/hanbit";

/// An account with a funnel `new → won (goal)`.
async fn funnel(test: &TestApp) -> (Client, Value) {
    let account = test.account("hanbit").await;
    let mut owner = test.api(Some(account.id), Role::Owner).await;
    let stages = json!([{"key": "new", "name": "신규"}, {"key": "won", "name": "계약", "goal": true}]);
    let funnel = owner.post(&format!("{BASE}/funnels"), json!({"name": "상담", "stages": stages})).await.expect(201).json();
    (owner, funnel["id"].clone())
}

async fn lead(owner: &mut Client, funnel: &Value, phone: &str) -> Value {
    let customer = owner.post(&format!("{BASE}/customers"), json!({"name": "홍길동", "phone": phone})).await.expect(201).json();
    let lead = json!({"customer_id": customer["id"], "funnel_id": funnel, "value": 150_000});
    owner.post(&format!("{BASE}/leads"), lead).await.expect(201).json()["id"].clone()
}

async fn assert_all_totals_agree(test: &TestApp) {
    let cx = test.cx("hanbit").await;
    let zone = cx.account().zone;
    let drifts = cx.read(move |conn| rollups::recount(conn, zone)).await.expect("recounted");
    assert!(drifts.is_empty(), "{drifts:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn entering_a_goal_converts_a_lead_once() {
    let test = TestApp::start().await;
    let (mut owner, funnel) = funnel(&test).await;
    let id = lead(&mut owner, &funnel, "010-1234-5678").await;
    let stage = format!("{BASE}/leads/{id}/stage");
    for key in ["won", "new", "won"] {
        test.clock.advance_ms(60_000);
        owner.put(&stage, json!({"stage": key})).await.expect(200);
    }
    let list = owner.get(&format!("{BASE}/conversions")).await.expect(200).json();
    assert_eq!(list["page"]["total"], 1);
    let conversion = &list["data"][0];
    assert_eq!((&conversion["funnel_id"], &conversion["lead_id"], &conversion["stage"]), (&funnel, &id, &json!("won")));
    assert_eq!((&conversion["value"], &conversion["currency"]), (&json!(150_000), &json!("KRW")));
    assert_eq!(conversion["converted_at"], json!(NOON.plus_ms(60_000)));
    let timeline = owner.get(&format!("{BASE}/leads/{id}/interactions")).await.expect(200).json();
    let told = timeline["data"].as_array().expect("rows").iter().filter(|row| row["kind"] == "conversion").collect::<Vec<_>>();
    assert_eq!((told.len(), &told[0]["data"]["stage_name"]), (1, &json!("계약")));
    assert_all_totals_agree(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reported_conversion_takes_what_it_does_not_say_from_the_lead() {
    let test = TestApp::start().await;
    let (mut owner, funnel) = funnel(&test).await;
    let id = lead(&mut owner, &funnel, "010-1234-5678").await;
    let path = format!("{BASE}/conversions");
    let earlier = NOON.plus_ms(-86_400_000);
    let made = owner.post(&path, json!({"lead_id": id, "stage": "won", "value": 90_000, "converted_at": earlier})).await.expect(201).json();
    assert_eq!((&made["funnel_id"], &made["value"], &made["converted_at"]), (&funnel, &json!(90_000), &json!(earlier)));
    let standing = owner.post(&path, json!({"lead_id": id})).await.expect(201).json();
    assert_eq!((&standing["stage"], &standing["value"]), (&json!("new"), &json!(150_000)));
    assert_eq!(owner.post(&path, json!({"lead_id": id})).await.expect(409).json()["errors"][0]["field"], "stage");

    for (body, field) in [
        (json!({"lead_id": 999}), "lead_id"),
        (json!({"lead_id": id, "funnel_id": 999}), "funnel_id"),
        (json!({"lead_id": id, "stage": "lost"}), "stage"),
        (json!({"lead_id": id, "currency": "USD"}), "currency"),
        (json!({"lead_id": id, "currency": "won"}), "currency"),
        (json!({"lead_id": id, "value": -1}), "value"),
        (json!({"lead_id": id, "converted_at": NOON.plus_ms(600_000)}), "converted_at"),
        (json!({"lead_id": id, "amount": 1}), "amount"),
    ] {
        let problem = owner.post(&path, body.clone()).await.expect(422).json();
        assert_eq!(problem["errors"][0]["field"], field, "{body}");
    }

    let keys = |list: Value| list["data"].as_array().expect("rows").iter().map(|row| row["stage"].clone()).collect::<Vec<_>>();
    assert_eq!(keys(owner.get(&path).await.expect(200).json()), ["new", "won"], "the newest first");
    assert_eq!(keys(owner.get(&format!("{path}?sort=converted_at")).await.expect(200).json()), ["won", "new"]);
    assert_eq!(keys(owner.get(&format!("{path}?stage=won&lead_id={id}")).await.expect(200).json()), ["won"]);
    assert_eq!(keys(owner.get(&format!("{path}?stage=won")).await.expect(200).json()), ["won"]);
    assert!(keys(owner.get(&format!("{path}?funnel_id=999")).await.expect(200).json()).is_empty());
    owner.get(&format!("{path}?funnel_id=x")).await.expect(422);
    owner.get(&format!("{path}?sort=value")).await.expect(422);
    assert_all_totals_agree(&test).await;

    owner.delete(&format!("{BASE}/leads/{id}")).await.expect(204);
    assert_eq!(owner.get(&path).await.expect(200).json()["page"]["total"], 0);
    assert_all_totals_agree(&test).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_names_people_and_money_in_the_readers_language() {
    let test = TestApp::start().await;
    let (mut owner, funnel) = funnel(&test).await;
    let mut browser = test.browser().await;
    let path = "/accounts/hanbit/conversions";
    let empty = browser.get(path).await.expect(200).text();
    assert!(empty.contains("아직 전환이 없습니다") && empty.contains("/accounts/hanbit/funnels"), "{empty}");

    let id = lead(&mut owner, &funnel, "010-1234-5678").await;
    owner.put(&format!("{BASE}/leads/{id}/stage"), json!({"stage": "won"})).await.expect(200);
    let page = browser.get(path).await.expect(200).text();
    for part in ["홍길동", "상담", "계약", "150,000원", "2026-11-22 12:", &format!("/accounts/hanbit/leads/{id}")] {
        assert!(page.contains(part), "{part} in {page}");
    }
    let none = browser.get(&format!("{path}?funnel_id=999")).await.expect(200).text();
    assert!(none.contains("조건에 맞는 전환이 없습니다"), "{none}");
}
