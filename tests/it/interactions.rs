//! A lead's interactions over the API.

use dangol::{
    accounts::model::Role,
    testing::{
        app::{NOON, TestApp},
        client::Client,
    },
};
use serde_json::{Value, json};

const LEADS: &str = "/api/v1/accounts/hanbit/leads";

/// An account with one lead, and who may change it.
async fn lead(test: &TestApp) -> (Client, String) {
    let account = test.account("hanbit").await;
    let mut owner = test.api(Some(account.id), Role::Owner).await;
    let customer =
        owner.post("/api/v1/accounts/hanbit/customers", json!({"name": "홍길동", "phone": "010-1234-5678"})).await.expect(201).json();
    let lead = owner.post(LEADS, json!({"customer_id": customer["id"]})).await.expect(201).json();
    (owner, format!("{LEADS}/{}/interactions", lead["id"]))
}

fn told(list: &Value) -> Vec<(String, String)> {
    let rows = list["data"].as_array().expect("rows").iter();
    rows.map(|row| (row["kind"].as_str().expect("kind").to_owned(), row["data"]["text"].as_str().unwrap_or_default().to_owned())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_and_a_call_stand_in_the_timeline_newest_first() {
    let test = TestApp::start().await;
    let (mut owner, path) = lead(&test).await;
    let note = owner.post(&path, json!({"kind": "note", "data": {"text": "오후에 다시"}})).await.expect(201).json();
    assert_eq!((note["kind"].as_str(), note["actor"].as_str()), (Some("note"), Some("system")));
    assert_eq!(note["occurred_at"], json!(NOON));
    assert!(note["user_id"].is_null() && note["id"].is_string() && note["lead_id"].is_number());
    let earlier = NOON.plus_ms(-3_600_000);
    owner.post(&path, json!({"kind": "call", "data": {"outcome": "no_answer", "text": "1차"}, "occurred_at": earlier})).await.expect(201);
    owner.post(&path, json!({"kind": "email_open", "occurred_at": earlier.plus_ms(-1)})).await.expect(201);

    let all = owner.get(&path).await.expect(200).json();
    let kinds = told(&all);
    let place = |kind: &str| kinds.iter().position(|(told, _)| told == kind).expect("there");
    assert!(place("note") < place("call") && place("call") < place("email_open"), "{kinds:?}");
    let open = &all["data"].as_array().expect("rows")[place("email_open")];
    assert_eq!((open["actor"].as_str(), &open["data"]), (Some("human"), &json!({})), "what customers do is theirs, whoever reports it");

    let total = all["page"]["total"].as_u64().expect("total");
    let (mut walked, mut next) = (Vec::new(), String::new());
    loop {
        let page = owner.get(&format!("{path}?per_page=1&{next}")).await.expect(200).json();
        walked.extend(told(&page));
        let Some(cursor) = page["page"]["next"].as_str() else { break };
        next = format!("cursor={cursor}");
    }
    assert_eq!((walked.len() as u64, &walked), (total, &kinds));
    let some = owner.get(&format!("{path}?fields=id,kind&per_page=1")).await.expect(200).json();
    assert_eq!(some["data"][0].as_object().expect("a row").len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_refused_with_the_field_named() {
    let test = TestApp::start().await;
    let (mut owner, path) = lead(&test).await;
    let before = owner.get(&path).await.expect(200).json()["page"]["total"].clone();
    for (body, field) in [
        (json!({"kind": "stage_change"}), "kind"),
        (json!({"kind": "dance"}), "kind"),
        (json!({"kind": "note", "data": {"text": " "}}), "data.text"),
        (json!({"kind": "note", "data": {"text": "900101-1234567"}}), "data"),
        (json!({"kind": "custom", "data": {"x": "y".repeat(16 << 10)}}), "data"),
        (json!({"kind": "custom", "data": []}), "data"),
        (json!({"kind": "note", "colour": 1}), "colour"),
        (json!({"kind": "call", "occurred_at": NOON.plus_ms(600_000)}), "occurred_at"),
        (json!({"kind": "call", "occurred_at": "yesterday"}), "occurred_at"),
    ] {
        let problem = owner.post(&path, body.clone()).await.expect(422).json();
        assert_eq!(problem["errors"][0]["field"], field, "{body}");
    }
    owner.get(&format!("{path}?cursor=nonsense")).await.expect(422);
    assert_eq!(owner.get(&path).await.expect(200).json()["page"]["total"], before);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reaches_a_lead_that_is_not_theirs() {
    let test = TestApp::start().await;
    let (mut owner, path) = lead(&test).await;
    let note = json!({"kind": "note", "data": {"text": "x"}});
    owner.get(&format!("{LEADS}/999/interactions")).await.expect(404);
    owner.post(&format!("{LEADS}/999/interactions"), note.clone()).await.expect(404);
    let other = test.account("other").await;
    let mut theirs = test.api(Some(other.id), Role::Owner).await;
    theirs.get(&path).await.expect(404);
    theirs.get(&path.replace("hanbit", "other")).await.expect(404);
    let hanbit = test.cx("hanbit").await.account().id;
    let mut viewer = test.api(Some(hanbit), Role::Viewer).await;
    viewer.get(&path).await.expect(200);
    viewer.post(&path, note).await.expect(403);
}
