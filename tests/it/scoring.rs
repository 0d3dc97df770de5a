//! Scores: what leads get, when grades are crossed, and what a new model changes.

use dangol::{
    accounts::model::{Actor, Role},
    db::outbox::{self, Kind},
    interactions::model::InteractionKind,
    leads::service as leads,
    scoring::service as scoring,
    testing::{app::TestApp, client::Client},
};
use serde_json::{Value, json};

const BASE: &str = "/api/v1/accounts/hanbit";
const DAY_MS: i64 = 86_400_000;

/// An account and its owner's token.
async fn account(test: &TestApp, slug: &str) -> Client {
    let account = test.account(slug).await;
    test.api(Some(account.id), Role::Owner).await
}

async fn lead(owner: &mut Client, base: &str, phone: &str, form: Value) -> i64 {
    let lead = json!({"customer": {"name": "홍길동", "phone": phone}, "form": form});
    owner.post(&format!("{base}/leads"), lead).await.expect(201).json()["id"].as_i64().expect("an id")
}

async fn get(owner: &mut Client, path: &str) -> Value {
    owner.get(&format!("{BASE}{path}")).await.expect(200).json()
}

/// A model with one rule on the form's budget, and nothing fades.
fn by_budget(points: i64) -> Value {
    json!({
        "fit": [{"field": "form.budget", "operator": "gte", "value": 100, "points": points}],
        "engagement": [{"kind": "call", "points": 30, "within_days": 7}],
        "disqualifiers": [],
        "caps": {"fit": 100, "engagement": 100, "total": 100},
        "thresholds": {"a": 70, "b": 45, "c": 20, "margin": 5},
    })
}

/// The stored score that lists show.
async fn stored(test: &TestApp, owner: &mut Client, id: i64) -> (Value, Value) {
    test.settle().await;
    let lead = get(owner, &format!("/leads/{id}")).await;
    (lead["score"].clone(), lead["grade"].clone())
}

async fn assert_counts_agree(test: &TestApp, slug: &str) {
    let drifts = test.cx(slug).await.read(scoring::recount).await.expect("recounted");
    assert!(drifts.is_empty(), "{drifts:?}");
}

async fn grade_events(test: &TestApp) -> Vec<Value> {
    let events = test.cx("hanbit").await.read(|conn| outbox::waiting(conn, Kind::Grade, 100)).await.expect("read");
    events.iter().map(|event| serde_json::from_str(&event.payload).expect("json")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_is_scored_at_once_and_its_lines_add_up() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    let id = lead(&mut owner, BASE, "010-1234-5678", json!({})).await;
    let score = get(&mut owner, &format!("/leads/{id}/score")).await;
    let lines = score["lines"].as_array().expect("lines");
    assert_eq!(lines.iter().map(|line| line["points"].as_i64().expect("points")).sum::<i64>(), score["total"]);
    assert_eq!((&score["lead_id"], &score["fit"], &score["total"], &score["grade"]), (&json!(id), &json!(15), &json!(15), &json!("D")));
    assert_eq!(lines[0], json!({"rule": "전화번호: 입력됨", "points": 15, "reason": "값 있음"}));
    assert_eq!(stored(&test, &mut owner, id).await, (json!(15), json!("D")));

    owner.post(&format!("{BASE}/leads/{id}/interactions"), json!({"kind": "meeting", "data": {}})).await.expect(201);
    assert_eq!(stored(&test, &mut owner, id).await, (json!(35), json!("C")));
    let customer = get(&mut owner, &format!("/leads/{id}")).await["customer_id"].clone();
    owner.patch(&format!("{BASE}/customers/{customer}"), json!({"company": "한빛상사"})).await.expect(200);
    assert_eq!(stored(&test, &mut owner, id).await, (json!(45), json!("B")));
    assert_eq!(get(&mut owner, &format!("/customers/{customer}")).await["score"], 45);

    owner.patch(&format!("{BASE}/leads/{id}"), json!({"status": "invalid"})).await.expect(200);
    let score = get(&mut owner, &format!("/leads/{id}/score")).await;
    let last = score["lines"].as_array().expect("lines").last().cloned();
    assert_eq!((&score["total"], last), (&json!(0), Some(json!({"rule": "제외 조건", "points": -45, "reason": "리드 상태: 무효"}))));
    assert_eq!(stored(&test, &mut owner, id).await, (json!(0), json!("D")));
    assert_counts_agree(&test, "hanbit").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grade_is_crossed_once_up_and_once_down() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    owner.put(&format!("{BASE}/score-model"), by_budget(20)).await.expect(200);
    let id = lead(&mut owner, BASE, "010-1234-5678", json!({"budget": "500"})).await;
    assert_eq!(stored(&test, &mut owner, id).await, (json!(20), json!("C")));
    owner.post(&format!("{BASE}/leads/{id}/interactions"), json!({"kind": "call", "data": {}})).await.expect(201);
    assert_eq!(stored(&test, &mut owner, id).await, (json!(50), json!("B")));
    owner.post(&format!("{BASE}/leads/{id}/interactions"), json!({"kind": "note", "data": {"text": "다시"}})).await.expect(201);
    assert_eq!(stored(&test, &mut owner, id).await, (json!(50), json!("B")));
    let event = |from: &str, to: &str| json!({"lead_id": id, "from": from, "to": to});
    assert_eq!(grade_events(&test).await, [event("D", "C"), event("C", "B")]);
    test.clock.advance_ms(8 * DAY_MS);
    let cx = test.cx("hanbit").await;
    let mut told = Vec::new();
    for _ in 0..2 {
        scoring::score_all(&cx, |progress| told.push(progress.done)).await.expect("scored");
    }
    assert_eq!((stored(&test, &mut owner, id).await, told), ((json!(20), json!("C")), vec![1, 1]));
    // Those of over a week ago have gone.
    assert_eq!(grade_events(&test).await, [event("B", "C")]);
    let crossings = scoring::crossings(&cx, dangol::testing::app::NOON, 10).await.expect("crossings");
    assert_eq!(crossings.iter().map(|crossing| crossing.to.name()).collect::<String>(), "CBC");
    let history = scoring::history(&cx, dangol::base::ids::LeadId(id)).await.expect("a history");
    assert_eq!(history, [50, 20]);

    test.clock.advance_ms(398 * DAY_MS);
    owner.post(&format!("{BASE}/leads/{id}/interactions"), json!({"kind": "call", "data": {}})).await.expect(201);
    assert_eq!(stored(&test, &mut owner, id).await, (json!(50), json!("B")));
    let crossings = scoring::crossings(&cx, dangol::testing::app::NOON, 10).await.expect("crossings");
    assert_eq!(crossings.len(), 1, "those of over thirteen months ago have gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn first_scores_of_leads_from_before_scoring_are_no_news() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    owner.put(&format!("{BASE}/score-model"), by_budget(20)).await.expect(200);
    test.settle().await;
    let old = lead(&mut owner, BASE, "010-1234-5678", json!({"budget": 500})).await;
    test.clock.advance_ms(1_000);
    // As the migration leaves a file that has leads.
    let cx = test.cx("hanbit").await;
    let upgraded = cx.write(|tx| {
        outbox::heard(tx, Kind::Lead, i64::MAX)?;
        Ok(tx.execute("INSERT INTO score_run (one, after_lead, done, started_at) VALUES (1, 0, 0, ?1)", [tx.now()])?)
    });
    upgraded.await.expect("upgraded");
    let new = lead(&mut owner, BASE, "010-1234-5679", json!({"budget": 500})).await;
    assert_eq!(stored(&test, &mut owner, old).await, (json!(20), json!("C")));
    assert_eq!(stored(&test, &mut owner, new).await, (json!(20), json!("C")));
    assert_eq!(grade_events(&test).await, [json!({"lead_id": new, "from": "D", "to": "C"})]);
    assert_eq!(scoring::crossings(&cx, dangol::testing::app::NOON, 10).await.expect("crossings").len(), 1);
    owner.post(&format!("{BASE}/leads/{old}/interactions"), json!({"kind": "call", "data": {}})).await.expect(201);
    assert_eq!(stored(&test, &mut owner, old).await, (json!(50), json!("B")));
    assert_eq!(grade_events(&test).await[1], json!({"lead_id": old, "from": "C", "to": "B"}));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_keeps_nobody_waiting() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    let mut model = by_budget(20);
    model["engagement"] = json!([
        {"kind": "call", "points": 30, "filter": {"field": "outcome", "operator": "equals", "value": "reached"}},
        {"kind": "conversion", "points": 10},
    ]);
    owner.put(&format!("{BASE}/score-model"), model).await.expect(200);
    test.settle().await;
    let id = lead(&mut owner, BASE, "010-1234-5678", json!({"budget": 500})).await;
    for (kind, data) in [("call", json!({})), ("note", json!({"text": "다시"}))] {
        owner.post(&format!("{BASE}/leads/{id}/interactions"), json!({"kind": kind, "data": data})).await.expect(201);
    }
    let cx = test.cx("hanbit").await;
    let spoilt = cx.write(move |tx| {
        outbox::add(tx, Kind::Lead, "{", tx.now())?;
        Ok(tx.execute(
            "UPDATE lead_interaction SET data = '{', kind = iif(kind = ?2, ?1, kind) WHERE lead_id = ?4 AND kind IN (?2, ?3)",
            (InteractionKind::Conversion, InteractionKind::Note, InteractionKind::Call, id),
        )?)
    });
    assert_eq!(spoilt.await.expect("spoilt"), 2);
    assert_eq!(stored(&test, &mut owner, id).await, (json!(30), json!("C")), "the conversion counts, the call does not");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_counts_what_activation_then_writes() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    let budgets = [0, 50, 100, 200, 1_000];
    for (index, budget) in (0_u32..25).map(|index| (index, budgets[index as usize % budgets.len()])) {
        lead(&mut owner, BASE, &format!("010-1234-{index:04}"), json!({"budget": budget})).await;
    }
    test.settle().await;
    let preview = owner.post(&format!("{BASE}/score-model/preview"), by_budget(50)).await.expect(200).json();
    assert_eq!((&preview["leads"], &preview["up"], &preview["down"]), (&json!(25), &json!(15), &json!(0)));
    assert_eq!(preview["before"]["grades"], json!({"A": 0, "B": 0, "C": 0, "D": 25}));
    assert_eq!(preview["after"]["grades"], json!({"A": 0, "B": 15, "C": 0, "D": 10}));
    assert_eq!(preview["after"]["buckets"], json!([10, 0, 0, 0, 0, 15, 0, 0, 0, 0]));
    assert_eq!(preview["crossings"].as_array().map(Vec::len), Some(15));
    assert_eq!(get(&mut owner, "/score-model").await["version"], 1);

    let activated = owner.put(&format!("{BASE}/score-model"), by_budget(50)).await.expect(200).json();
    assert_eq!((&activated["version"], &activated["activated_by"]), (&json!(2), &json!("test")));
    test.settle().await;
    let cx = test.cx("hanbit").await;
    let after = cx.read(scoring::distribution).await.expect("read");
    assert_eq!((json!(after.buckets), after.grades), (preview["after"]["buckets"].clone(), [0, 15, 0, 10]));
    assert_eq!(grade_events(&test).await.len(), 15);
    assert_eq!(scoring::running(&cx).await.expect("read"), None);
    assert_counts_agree(&test, "hanbit").await;

    let listed = get(&mut owner, "/leads?sort=-score&grade=B&per_page=5&fields=score,grade").await;
    assert_eq!((&listed["page"]["total"], &listed["data"][0]), (&json!(15), &json!({"score": 50, "grade": "B"})));
    assert_eq!(get(&mut owner, "/leads?sort=score&per_page=1").await["data"][0]["score"], 0);
    owner.get(&format!("{BASE}/leads?grade=E")).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_model_is_put_back() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    let path = format!("{BASE}/score-model");
    let first = get(&mut owner, "/score-model").await;
    let id = lead(&mut owner, BASE, "010-1234-5678", json!({"budget": 300})).await;
    assert_eq!(stored(&test, &mut owner, id).await, (json!(15), json!("D")));
    owner.put(&path, by_budget(80)).await.expect(200);
    assert_eq!(stored(&test, &mut owner, id).await, (json!(80), json!("A")));
    assert_eq!(owner.put(&path, by_budget(80)).await.expect(200).json()["version"], 2);
    let back = owner.put(&path, first.clone()).await.expect(200).json();
    assert_eq!((&back["version"], &back["fit"]), (&json!(3), &first["fit"]));
    assert_eq!(stored(&test, &mut owner, id).await, (json!(15), json!("D")));
    assert_eq!(get(&mut owner, "/score-model?version=2").await["fit"][0]["points"], 80);
    owner.get(&format!("{path}?version=9")).await.expect(404);
    let restored = scoring::restore(&test.cx("hanbit").await, 2).await.expect("restored");
    assert_eq!(restored.version, 4);
    assert_eq!(stored(&test, &mut owner, id).await, (json!(80), json!("A")));
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_have_models_of_their_own() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    let mut other = account(&test, "dalbit").await;
    owner.put(&format!("{BASE}/score-model"), by_budget(80)).await.expect(200);
    let theirs = other.get("/api/v1/accounts/dalbit/score-model").await.expect(200).json();
    assert_eq!(theirs["version"], 1);
    other.get(&format!("{BASE}/score-model")).await.expect(404);
    other.put(&format!("{BASE}/score-model"), by_budget(10)).await.expect(404);
    other.post(&format!("{BASE}/score-model/preview"), by_budget(10)).await.expect(404);
    let id = lead(&mut owner, BASE, "010-1234-5678", json!({})).await;
    other.get(&format!("{BASE}/leads/{id}/score")).await.expect(404);
    other.get(&format!("/api/v1/accounts/dalbit/leads/{id}/score")).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_model_is_told() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    let mut wrong = by_budget(101);
    wrong["fit"][0]["field"] = json!("budget");
    wrong["engagement"][0]["kind"] = json!("dance");
    wrong["thresholds"]["c"] = json!(60);
    for (method, path) in [("put", "score-model"), ("post", "score-model/preview")] {
        let path = format!("{BASE}/{path}");
        let answer = if method == "put" { owner.put(&path, wrong.clone()).await } else { owner.post(&path, wrong.clone()).await };
        let problem = answer.expect(422).json();
        let told: Vec<&str> = problem["errors"].as_array().expect("errors").iter().filter_map(|error| error["field"].as_str()).collect();
        assert_eq!(told, ["fit.0.points", "fit.0.field", "engagement.0.kind", "thresholds.c"]);
    }
    let mut unknown = by_budget(10);
    unknown["fit"][0]["colour"] = json!(1);
    let problem = owner.put(&format!("{BASE}/score-model"), unknown).await.expect(422).json();
    assert_eq!(problem["errors"][0]["field"], "fit.0.colour");
    assert_eq!(get(&mut owner, "/score-model").await["version"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn suspects_and_deleted_leads_have_no_score() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    let (kept, gone) = (lead(&mut owner, BASE, "010-1234-5678", json!({})).await, lead(&mut owner, BASE, "010-1234-5679", json!({})).await);
    test.settle().await;
    owner.delete(&format!("{BASE}/leads/{gone}")).await.expect(204);
    owner.get(&format!("{BASE}/leads/{gone}/score")).await.expect(404);
    assert_counts_agree(&test, "hanbit").await;
    let customer = get(&mut owner, &format!("/leads/{kept}")).await["customer_id"].clone();
    owner.delete(&format!("{BASE}/customers/{customer}")).await.expect(204);
    test.settle().await;
    assert_counts_agree(&test, "hanbit").await;
    let cx = test.cx("hanbit").await;
    assert_eq!(cx.read(scoring::distribution).await.expect("read").leads(), 0);
    assert!(leads::get(&cx, dangol::base::ids::LeadId(kept)).await.is_err());
    assert_eq!(Actor::product().log_name(), "system");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_distribution_that_drifted_is_repaired() {
    let test = TestApp::start().await;
    let mut owner = account(&test, "hanbit").await;
    lead(&mut owner, BASE, "010-1234-5678", json!({})).await;
    test.settle().await;
    let cx = test.cx("hanbit").await;
    cx.write(|tx| Ok(tx.execute("UPDATE score_bucket SET leads = 7", [])?)).await.expect("spoilt");
    let drifts = scoring::repair(&cx).await.expect("repaired");
    assert!(drifts.iter().any(|drift| (drift.kept, drift.counted) == (7, 1)), "{drifts:?}");
    assert_counts_agree(&test, "hanbit").await;
}
