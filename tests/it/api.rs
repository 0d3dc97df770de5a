//! What holds for every resource of the API alike (CONTRACT 3): lists and their pages, keys that are never missing, refusals in words.

use std::collections::BTreeSet;

use axum::http::Method;
use dangol::{
    accounts::model::Role,
    testing::{app::TestApp, client::Client},
};
use serde_json::{Value, json};

const SHOP: &str = "/api/v1/accounts/shop";

/// A list, with the keys that clients rely on and an order other than the usual; none where there is only one.
struct List {
    path: &'static str,
    keys: &'static str,
    sort: Option<&'static str>,
}

const LISTS: [List; 9] = [
    List { path: "/api/v1/accounts", keys: "id slug name status time_zone locale created_at", sort: Some("-created_at") },
    List {
        path: "/api/v1/accounts/shop/customers",
        keys: "id name email phone company status tags attributes score source created_at updated_at last_activity_at",
        sort: Some("name"),
    },
    List { path: "/api/v1/accounts/shop/customers/1/timeline", keys: "id lead_id kind data actor occurred_at", sort: None },
    List {
        path: "/api/v1/accounts/shop/landing-pages",
        keys: "id slug title status html form funnel_id thank_you url published_at created_at updated_at",
        sort: Some("title"),
    },
    List { path: "/api/v1/accounts/shop/landing-pages/1/versions", keys: "number title current published_at published_by", sort: None },
    List { path: "/api/v1/accounts/shop/funnels", keys: "id name status stages currency created_at updated_at", sort: Some("-name") },
    List {
        path: "/api/v1/accounts/shop/leads",
        keys: "suspect id customer_id landing_page_id funnel_id stage status source medium campaign term content referrer value \
               assignee_id score grade created_at stage_entered_at closed_at callback_at work_status form",
        sort: Some("stage_entered_at"),
    },
    List { path: "/api/v1/accounts/shop/leads/1/interactions", keys: "id lead_id kind data actor occurred_at", sort: None },
    List {
        path: "/api/v1/accounts/shop/conversions",
        keys: "id funnel_id lead_id stage value currency converted_at",
        sort: Some("converted_at"),
    },
];

/// Three of everything, made a second apart.
async fn filled() -> (TestApp, Client) {
    let test = TestApp::start().await;
    for slug in ["shop", "cafe", "gym"] {
        test.account(slug).await;
        test.clock.advance_ms(1_000);
    }
    let mut api = test.api(None, Role::Owner).await;
    for name in ["가", "나", "다"] {
        let funnel = api.post(&format!("{SHOP}/funnels"), json!({"name": name})).await.expect(201).json();
        let goal = funnel["stages"].as_array().expect("stages").iter().find(|stage| stage["goal"] == true).expect("a goal")["key"].clone();
        api.post(&format!("{SHOP}/landing-pages"), json!({"title": name, "html": "<p>{{form}}"})).await.expect(201);
        api.patch(&format!("{SHOP}/landing-pages/1"), json!({"title": name})).await.expect(200);
        api.put(&format!("{SHOP}/landing-pages/1/publication"), json!(null)).await.expect(200);
        let customer = api.post(&format!("{SHOP}/customers"), json!({"name": name})).await.expect(201).json();
        let lead = json!({"customer_id": customer["id"], "funnel_id": funnel["id"]});
        let lead = api.post(&format!("{SHOP}/leads"), lead).await.expect(201).json();
        api.put(&format!("{SHOP}/leads/{}/stage", lead["id"]), json!({"stage": goal})).await.expect(200);
        let note = json!({"kind": "note", "data": {"text": name}});
        api.post(&format!("{SHOP}/leads/1/interactions"), note).await.expect(201);
        test.clock.advance_ms(1_000);
    }
    (test, api)
}

fn rows(list: &Value) -> &Vec<Value> {
    list["data"].as_array().expect("data")
}

fn key_set(object: &Value) -> BTreeSet<String> {
    object.as_object().expect("an object").keys().cloned().collect()
}

fn faulty_field(problem: &Value) -> &str {
    problem["errors"][0]["field"].as_str().expect("a field")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_has_the_same_envelope_and_misses_no_key() {
    let (_test, mut api) = filled().await;
    for List { path, keys, .. } in LISTS {
        let list = api.get(path).await.expect(200).json();
        assert_eq!(key_set(&list), BTreeSet::from(["data".into(), "page".into()]), "{path}");
        assert_eq!(key_set(&list["page"]), ["number", "size", "total", "next"].map(String::from).into(), "{path}");
        assert!(rows(&list).len() >= 3, "{path}: {list}");
        let page = json!({"number": 1, "size": 50, "total": rows(&list).len(), "next": null});
        assert_eq!(list["page"], page, "{path}");
        for row in rows(&list) {
            let missing: Vec<_> = keys.split_whitespace().filter(|key| row.get(key).is_none()).collect();
            assert!(missing.is_empty(), "{path} misses {missing:?}");
            for (key, value) in row.as_object().expect("a row") {
                let is_time = key.ends_with("_at") && !value.is_null();
                assert!(!is_time || value.as_str().is_some_and(|time| time.ends_with('Z')), "{path}: {key} is {value}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_is_walked_by_number_and_by_cursor_alike() {
    let (_test, mut api) = filled().await;
    for List { path, sort, .. } in LISTS {
        for order in [None, sort] {
            let order = order.map(|order| format!("&sort={order}")).unwrap_or_default();
            let whole = api.get(&format!("{path}?per_page=200{order}")).await.expect(200).json();
            let total = rows(&whole).len();
            let mut address = format!("{path}?per_page=1{order}");
            for (index, expected) in rows(&whole).iter().enumerate() {
                let by_number = api.get(&format!("{path}?per_page=1&page={}{order}", index + 1)).await.expect(200).json();
                let by_cursor = api.get(&address).await.expect(200).json();
                assert_eq!(rows(&by_number), std::slice::from_ref(expected), "{path}{order}");
                assert_eq!(rows(&by_cursor), std::slice::from_ref(expected), "{path}{order}");
                assert_eq!(by_cursor["page"]["total"], total, "{path}{order}");
                let next = &by_cursor["page"]["next"];
                assert_eq!(next.is_null(), index + 1 == total, "{path}{order}");
                assert_eq!(next, &by_number["page"]["next"], "{path}{order}");
                address = format!("{path}?per_page=1{order}&cursor={}", next.as_str().unwrap_or_default());
            }
            let beyond = api.get(&format!("{path}?page=100000{order}")).await.expect(200).json();
            assert_eq!((rows(&beyond).len(), &beyond["page"]["next"]), (0, &Value::Null), "{path}{order}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_list_gives_the_fields_asked_for_and_refuses_what_it_does_not_know() {
    let (_test, mut api) = filled().await;
    for List { path, keys, sort } in LISTS {
        let two: Vec<_> = keys.split_whitespace().take(2).collect();
        let chosen = api.get(&format!("{path}?fields={},%20{}", two[0], two[1])).await.expect(200).json();
        assert!(!rows(&chosen).is_empty());
        for row in rows(&chosen) {
            assert_eq!(key_set(row), two.iter().map(ToString::to_string).collect(), "{path}");
        }
        let mut wrong = vec![
            ("fields=colour", "fields"),
            ("fields=,", "fields"),
            ("page=0", "page"),
            ("page=100001", "page"),
            ("page=-1", "page"),
            ("page=x", "page"),
            ("per_page=201", "per_page"),
            ("per_page=0", "per_page"),
            ("cursor=nonsense", "cursor"),
            ("cursor=%00%FF", "cursor"),
        ];
        if sort.is_some() {
            wrong.push(("sort=colour", "sort"));
        }
        for (query, field) in wrong {
            let problem = api.get(&format!("{path}?{query}")).await.expect(422);
            assert_eq!(problem.header("content-type"), "application/problem+json", "{path}?{query}");
            assert_eq!(faulty_field(&problem.json()), field, "{path}?{query}");
        }
    }
}

/// A cursor as only somebody else makes one.
fn forged(cursor: &Value) -> String {
    data_encoding::BASE64URL_NOPAD.encode(cursor.to_string().as_bytes())
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_input_is_refused_or_taken_and_never_our_fault() {
    let (_test, mut api) = filled().await;
    let mut queries = vec!["?%00=%00&%FF=%FF".to_owned(), "?per_page=2&per_page=x".into(), "?&&==&%".into()];
    for value in
        ["%00", "%FF", "9223372036854775807", "-9223372036854775808", "9999-12-31", "0001-01-01", "-9999-01-01", "%22*%20OR", "%25_%5C"]
    {
        for name in ["q", "tag", "status", "stage", "source", "campaign", "work_status", "suspect", "funnel_id", "lead_id", "from", "to"] {
            queries.push(format!("?{name}={value}"));
        }
    }
    queries.push(format!("?q={}", "가".repeat(2_000)));
    for (value, id) in [(json!("x"), json!(1)), (json!(-1), json!(i64::MAX)), (json!(null), json!(1)), (json!(1), json!(null))] {
        for sort in ["-created_at", "-converted_at", "name", "-occurred_at"] {
            queries.push(format!("?cursor={}", forged(&json!({"sort": sort, "value": value, "id": id}))));
        }
    }
    for path in LISTS.map(|list| list.path).into_iter().chain(["/api/v1/accounts/shop/landing-pages/1/stats"]) {
        for query in &queries {
            let answer = api.get(&format!("{path}{query}")).await;
            assert!(matches!(answer.status.as_u16(), 200 | 422), "{path}{query}: {} {}", answer.status, answer.text());
        }
    }
    for text in ["\u{0}", "a\u{0}b", "\u{fffe}\u{202e}", "\u{1f469}\u{200d}\u{1f469}", "\u{7f}\u{85}", &"가".repeat(100_000)] {
        let bodies = [
            ("customers", json!({"name": text, "company": text, "source": text, "tags": [text], "attributes": {"a": text}})),
            ("customers", json!({"email": text, "phone": text})),
            ("customers", json!({"name": "김", "attributes": {text: [text, 1e300, i64::MIN, u64::MAX]}})),
            ("landing-pages", json!({"title": text, "html": text, "thank_you": {"message": text}})),
            ("landing-pages", json!({"title": "봄", "html": text})),
            ("funnels", json!({"name": text, "stages": [{"key": text, "name": text}]})),
            ("leads", json!({"customer_id": 1, "source": text, "form": {text: {"a": [text]}}})),
            ("leads", json!({"customer_id": 1, "form": {text: {"a": [text]}}})),
            ("leads", json!({"customer_id": i64::MAX, "funnel_id": i64::MIN, "assignee_id": i64::MAX})),
            ("leads/1/interactions", json!({"kind": "custom", "data": {text: text}})),
            ("leads/1/interactions", json!({"kind": "note", "data": {"text": text}, "occurred_at": "0001-01-01T00:00:00Z"})),
            ("conversions", json!({"lead_id": 1, "stage": text, "value": i64::MAX, "converted_at": "9999-12-31T23:59:59-23:00"})),
        ];
        for (resource, body) in bodies {
            let answer = api.post(&format!("{SHOP}/{resource}"), body).await;
            assert!(matches!(answer.status.as_u16(), 201 | 409 | 422), "{resource} with {text:.20}: {}", answer.text());
            if answer.status.as_u16() == 201 && !resource.contains('/') {
                let made = answer.json();
                assert_eq!(api.get(&format!("{SHOP}/{resource}/{}", made["id"])).await.expect(200).json(), made);
            }
        }
        let account = json!({"name": text, "slug": text, "time_zone": text, "locale": text});
        api.post("/api/v1/accounts", account).await.expect(422);
    }
    for List { path, .. } in LISTS {
        api.get(&format!("{path}?fields=&per_page=200")).await.expect(200);
    }
}

/// The operations under one account that take an id, each with a body that would do.
fn operations_on(account: &str, id: &str) -> Vec<(Method, String, Value)> {
    let at = |path: &str| format!("/api/v1/accounts/{account}/{}", path.replace("{id}", id));
    let mut operations = Vec::new();
    for resource in ["customers", "landing-pages", "funnels", "leads"] {
        let one = at(&format!("{resource}/{{id}}"));
        operations.push((Method::GET, one.clone(), Value::Null));
        operations.push((Method::PATCH, one.clone(), json!({})));
        operations.push((Method::DELETE, one, Value::Null));
    }
    for path in ["customers/{id}/timeline", "landing-pages/{id}/stats", "landing-pages/{id}/versions", "leads/{id}/interactions"] {
        operations.push((Method::GET, at(path), Value::Null));
    }
    operations.push((Method::PUT, at("landing-pages/{id}/publication"), Value::Null));
    operations.push((Method::DELETE, at("landing-pages/{id}/publication"), Value::Null));
    operations.push((Method::POST, at("landing-pages/{id}/preview"), Value::Null));
    operations.push((Method::POST, at("landing-pages/{id}/versions/1/restoration"), Value::Null));
    operations.push((Method::PUT, at("leads/{id}/stage"), json!({"stage": "new"})));
    operations.push((Method::POST, at("leads/{id}/interactions"), json!({"kind": "call"})));
    operations
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_somebody_elses_is_a_404_in_words() {
    let (test, mut agency) = filled().await;
    let cafe = test.cx("cafe").await.account().id;
    let mut foreign = test.api(Some(cafe), Role::Owner).await;
    let ids = ["9", "0", "-1", "9223372036854775807", "9223372036854775808", "1e3", "x", "%00", "%FF", "1%20"];
    let nobody = ids.iter().flat_map(|id| operations_on("shop", id)).map(|operation| (false, operation));
    let elsewhere = operations_on("cafe", "1").into_iter().map(|operation| (false, operation));
    let others = operations_on("shop", "1").into_iter().map(|operation| (true, operation));
    for (is_foreign, (method, path, body)) in nobody.chain(elsewhere).chain(others) {
        let client = if is_foreign { &mut foreign } else { &mut agency };
        let problem = client.send(method.clone(), &path, Some("application/json"), body.to_string().into()).await;
        assert_eq!(problem.status.as_u16(), 404, "{method} {path}: {}", problem.text());
        assert_eq!(problem.header("content-type"), "application/problem+json", "{method} {path}");
        assert_eq!(key_set(&problem.json()), ["type", "title", "status", "detail", "request_id"].map(String::from).into());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_are_problems_of_their_status() {
    let (test, mut owner) = filled().await;
    let shop = test.cx("shop").await.account().id;
    let mut viewer = test.api(Some(shop), Role::Viewer).await;
    let mut nobody = Client::new(test.app.admin.clone(), dangol::testing::client::Door::Api);
    let customers = format!("{SHOP}/customers");
    owner.post(&customers, json!({"email": "hong@example.com"})).await.expect(201);
    let wrong_method = owner.send(Method::PUT, &customers, None, Vec::new()).await;
    assert_eq!(wrong_method.header("allow").replace("HEAD,", ""), "GET,POST");
    let large = json!({"name": "가".repeat(2 << 20)});
    let answers = [
        (401, nobody.get(&customers).await),
        (401, nobody.clone().with_token("dgl_wrong".into()).get(&customers).await),
        (403, viewer.post(&customers, json!({"name": "가"})).await),
        (405, wrong_method),
        (409, owner.post(&customers, json!({"email": "HONG@example.com"})).await),
        (413, owner.post(&customers, large).await),
        (422, owner.post(&customers, json!({"colour": "red"})).await),
        (422, owner.post(&customers, json!([])).await),
        (422, owner.send(Method::POST, &customers, Some("application/json"), Vec::new()).await),
        (422, owner.send(Method::POST, &customers, Some("application/json"), b"{\"name\":\"\xFF\"}".to_vec()).await),
        (422, owner.send(Method::POST, &customers, Some("application/json"), br#"{"name":"\ud800"}"#.to_vec()).await),
        (422, owner.send(Method::POST, &customers, Some("application/json"), br#"{"name":"a","name":"b"}"#.to_vec()).await),
        (422, owner.send(Method::POST, &customers, None, "[".repeat(100_000).into_bytes()).await),
    ];
    for (status, answer) in answers {
        let problem = answer.expect(status);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        let problem = problem.json();
        assert_eq!((&problem["status"], &problem["type"]), (&json!(status), &json!("about:blank")));
        assert!(problem["detail"].as_str().is_some_and(|words| !words.is_empty()) && problem["request_id"].is_string());
        if matches!(status, 409 | 422) {
            assert!(!faulty_field(&problem).is_empty());
        }
    }
    let mut elsewhere = owner.clone();
    elsewhere.headers = vec![("host", "evil.example".into())];
    let refused = elsewhere.get(&customers).await.expect(403);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    let unknown = owner.post(&customers, json!({"colour": "red"})).await.expect(422).json();
    assert_eq!(faulty_field(&unknown), "colour");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patch_changes_the_keys_sent_and_no_other() {
    let (_test, mut api) = filled().await;
    let patches = [
        ("customers", json!({"company": "한빛", "attributes": {"평수": 32}})),
        ("landing-pages", json!({"title": "봄"})),
        ("funnels", json!({"name": "봄"})),
        ("leads", json!({"value": 1000, "callback_at": "2026-11-23T00:00:00.000Z"})),
    ];
    for (resource, change) in patches {
        let path = format!("{SHOP}/{resource}/2");
        let mut expected = api.get(&path).await.expect(200).json();
        let unchanged = api.patch(&path, json!({})).await.expect(200).json();
        assert_eq!(key_set(&unchanged), key_set(&expected), "{path}");
        let changed = api.patch(&path, change.clone()).await.expect(200).json();
        for (key, value) in change.as_object().expect("an object") {
            expected[key] = value.clone();
        }
        for (key, value) in expected.as_object().expect("an object") {
            let moves = matches!(key.as_str(), "updated_at" | "last_activity_at" | "has_unpublished_changes");
            assert!(moves || &changed[key] == value, "{path}: {key} is {} and not {value}", changed[key]);
        }
    }
    let cleared = api.patch(&format!("{SHOP}/customers/2"), json!({"company": null})).await.expect(200).json();
    assert_eq!(cleared["company"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_published_without_a_body() {
    let (_test, mut api) = filled().await;
    let path = format!("{SHOP}/landing-pages/2/publication");
    let published = api.send(Method::PUT, &path, None, Vec::new()).await.expect(200).json();
    assert_eq!(published["status"], "published");
    api.delete(&path).await.expect(204);
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_keys_for_idempotency_are_refused_and_good_ones_kept() {
    let (_test, mut api) = filled().await;
    let customers = format!("{SHOP}/customers");
    for (key, status) in [(String::new(), 422), ("k".repeat(201), 422), ("k".repeat(200), 201), ("\u{e9}".into(), 201)] {
        api.headers = vec![("idempotency-key", key)];
        let first = api.post(&customers, json!({"name": "김"})).await.expect(status).json();
        let again = api.post(&customers, json!({"name": "김"})).await.expect(status).json();
        assert_eq!(first["id"], again["id"]);
    }
    api.post(&customers, json!({"name": "이"})).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_is_served_to_everybody_and_whole() {
    let (test, _) = filled().await;
    let served = test.stranger().get("/api/v1/openapi.json").await.expect(200);
    assert_eq!(served.header("content-type"), "application/json");
    let document = served.json();
    let whole = served.text();
    for reference in whole.split(r##""$ref":"#/components/schemas/"##).skip(1) {
        let name = reference.split('"').next().unwrap_or_default();
        assert!(document["components"]["schemas"].get(name).is_some(), "{name} is nowhere");
    }
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            let id = operation["operationId"].as_str().expect("an id");
            assert!(ids.insert(id.to_owned()), "{id} occurs twice");
            let names: Vec<_> = operation["parameters"].as_array().into_iter().flatten().filter_map(|each| each["name"].as_str()).collect();
            assert!(path.matches('{').count() <= names.len(), "{method} {path}");
            assert_eq!(names.contains(&"Idempotency-Key"), method == "post", "{method} {path}");
            for (status, answer) in operation["responses"].as_object().expect("responses") {
                assert!(answer["description"].as_str().is_some_and(|words| !words.is_empty()), "{method} {path} {status}");
            }
        }
    }
    let stage = &document["components"]["schemas"]["FunnelStageBody"]["properties"];
    assert_eq!(
        key_set(stage),
        ["goal", "key", "name", "repeats", "value", "value_field", "value_from"].map(String::from).into(),
        "a stage of a funnel, not the move of a lead"
    );
    let customer = &document["components"]["schemas"]["Customer"];
    assert_eq!(customer["required"].as_array().expect("keys").len(), key_set(&customer["properties"]).len(), "absent is null");
}
