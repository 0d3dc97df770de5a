//! What is kept in memory: cheap to ask for again, and never older than a change, whoever made it.

use std::{
    io::Read as _,
    net::SocketAddr,
    time::{Duration, Instant},
};

use dangol::{
    accounts::model::Role,
    cache::SpaceFigures,
    cli::door::{self, Behind},
    customers::model::CustomerStatus,
    testing::{app::TestApp, client::Client},
};
use reqwest::{StatusCode, header};
use rusqlite::Connection;
use serde_json::{Value, json};

const CUSTOMERS: &str = "/api/v1/accounts/shop/customers";
/// The writer looks for commits of others once a second.
const NOTICED: Duration = Duration::from_secs(5);

async fn shop() -> (TestApp, Client) {
    let test = TestApp::start().await;
    test.account("shop").await;
    let mut api = test.api(None, Role::Owner).await;
    let customer = json!({"name": "홍길동", "email": "hong@example.kr", "phone": "010-1234-5678", "tags": ["VIP"]});
    api.post(CUSTOMERS, customer).await.expect(201);
    (test, api)
}

fn figures(test: &TestApp, name: &str) -> SpaceFigures {
    test.env().cache.figures().into_iter().find(|space| space.name == name).unwrap_or_else(|| panic!("no space {name}"))
}

async fn names(api: &mut Client, query: &str) -> Vec<Value> {
    let list = api.get(&format!("{CUSTOMERS}{query}")).await.expect(200).json();
    list["data"].as_array().expect("rows").iter().map(|row| row["name"].clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_customers_is_read_once_and_again_after_any_change() {
    let (test, mut api) = shop().await;
    for _ in 0..3 {
        assert_eq!(names(&mut api, "?sort=name").await, ["홍길동"]);
    }
    let first = figures(&test, "customers");
    assert_eq!((first.hits, first.misses, first.entries), (2, 1, 1));
    api.patch(&format!("{CUSTOMERS}/1"), json!({"name": "성춘향"})).await.expect(200);
    assert_eq!(names(&mut api, "?sort=name").await, ["성춘향"], "seen at once");
    let second = figures(&test, "customers");
    assert_eq!((second.hits, second.misses, second.entries), (2, 2, 1), "the newer one took its place");
    // Another account's list, another page and another search are questions of their own.
    test.account("other").await;
    api.get("/api/v1/accounts/other/customers?sort=name").await.expect(200);
    assert_eq!(names(&mut api, "?sort=name&q=춘향").await.len(), 1);
    assert!(names(&mut api, "?sort=name&page=2").await.is_empty());
    assert_eq!(figures(&test, "customers").hits, 2);
    // It goes after its minute, whatever happened.
    test.clock.advance_ms(60_000);
    names(&mut api, "?sort=name").await;
    assert_eq!(figures(&test, "customers").hits, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_for_one_is_not_shown_to_another() {
    let (test, mut api) = shop().await;
    let shop = dangol::accounts::service::find(test.env(), "shop").await.expect("found").expect("there");
    let mut viewer = test.viewer("viewer@shop.kr", shop.id).await;
    let mut owner = test.browser().await;
    for _ in 0..2 {
        let shown = owner.get("/accounts/shop/customers").await.expect(200).text();
        assert!(shown.contains("hong@example.kr"));
        let veiled = viewer.get("/accounts/shop/customers").await.expect(200).text();
        assert!(!veiled.contains("hong@example.kr") && !veiled.contains("홍길동"), "{veiled}");
    }
    assert!(figures(&test, "customers").hits >= 2);
    api.patch("/api/v1/accounts/shop", json!({"mask_lists": true})).await.expect(200);
    assert!(!owner.get("/accounts/shop/customers").await.expect(200).text().contains("hong@example.kr"), "a setting veils at once");
}

/// Asks until the answer is as wanted.
async fn until(what: &str, mut ask: impl AsyncFnMut() -> bool) {
    let since = Instant::now();
    while !ask().await {
        assert!(since.elapsed() < NOTICED, "{what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_process_writes_is_seen() {
    let (test, mut api) = shop().await;
    let stages = json!([{"key": "new", "name": "신규"}]);
    api.post("/api/v1/accounts/shop/funnels", json!({"name": "상담", "stages": stages})).await.expect(201);
    let funnel = "/api/v1/accounts/shop/funnels/1";
    assert_eq!(api.get(funnel).await.expect(200).json()["name"], "상담");
    assert_eq!(names(&mut api, "").await, ["홍길동"]);
    assert_eq!(names(&mut api, "?q=길동").await, ["홍길동"], "the search has read its names");
    assert_eq!(api.get("/api/v1/accounts/shop").await.expect(200).json()["name"], "shop");

    let shell = Connection::open(test.directory().join("accounts/shop.db")).expect("opens");
    shell.execute("UPDATE customer SET name = '이몽룡'", []).expect("written");
    shell.execute("UPDATE funnel SET name = '방문'", []).expect("written");
    until("the list is read again", async || names(&mut api, "").await == ["이몽룡"]).await;
    assert_eq!(names(&mut api, "?q=몽룡").await, ["이몽룡"], "the search has read them again");
    assert!(names(&mut api, "?q=길동").await.is_empty());
    assert_eq!(api.get(funnel).await.expect(200).json()["name"], "방문");

    let shell = Connection::open(test.directory().join("control.db")).expect("opens");
    shell.execute("UPDATE account SET name = '단골'", []).expect("written");
    until("the account is read again", async || api.get("/api/v1/accounts/shop").await.expect(200).json()["name"] == "단골").await;

    // Our own next write notices it before anything is done on what is kept.
    let shell = Connection::open(test.directory().join("accounts/shop.db")).expect("opens");
    shell.execute("UPDATE customer SET status = ?1", [CustomerStatus::Blocked]).expect("written");
    let changed = api.patch(&format!("{CUSTOMERS}/1"), json!({"company": "단골커피"})).await.expect(200).json();
    assert_eq!((&changed["status"], &changed["name"]), (&json!("blocked"), &json!("이몽룡")));
    assert_eq!(api.get(CUSTOMERS).await.expect(200).json()["data"][0]["status"], "blocked");
}

/// A visitor on a real connection: status, entity tag and the page as it was sent, unpacked.
async fn visit(address: SocketAddr, encoding: &str, known: Option<&str>) -> (StatusCode, String, String) {
    let mut request = reqwest::Client::new().get(format!("http://{address}/p/shop/spring")).header(header::ACCEPT_ENCODING, encoding);
    if let Some(tag) = known {
        request = request.header(header::IF_NONE_MATCH, tag);
    }
    let answer = request.send().await.expect("answered");
    let header = |name| answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default();
    let (status, tag, packed) = (answer.status(), header(header::ETAG), header(header::CONTENT_ENCODING));
    let bytes = answer.bytes().await.expect("read");
    let mut text = String::new();
    match packed.as_str() {
        "br" => brotli::Decompressor::new(&bytes[..], 4096).read_to_string(&mut text).expect("brotli"),
        "gzip" => flate2::read::GzDecoder::new(&bytes[..]).read_to_string(&mut text).expect("gzip"),
        _ => (&bytes[..]).read_to_string(&mut text).expect("text"),
    };
    assert_eq!(packed, if encoding == "identity" || status != StatusCode::OK { "" } else { encoding });
    (status, tag, text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_page_is_shown_within_a_second() {
    let (test, mut api) = shop().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("bound");
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let door = door::open(listener, Behind::Plain(test.app.visitors.clone()), &[], stopping);
    let html = |word: &str| format!("<!doctype html><html><body><h1>{word}</h1>{}</body></html>", "<p>단골손님께</p>".repeat(200));
    let pages = "/api/v1/accounts/shop/landing-pages";
    api.post(pages, json!({"title": "봄", "slug": "spring", "html": html("봄"), "status": "published"})).await.expect(201);
    let mut seen: Vec<String> = Vec::new();
    for word in ["봄", "여름", "가을"] {
        if word != "봄" {
            api.patch(&format!("{pages}/1"), json!({"html": html(word)})).await.expect(200);
            let published = Instant::now();
            api.put(&format!("{pages}/1/publication"), Value::Null).await.expect(200);
            let known = seen.last().map(String::as_str);
            while visit(address, "br", known).await.0 != StatusCode::OK {
                assert!(published.elapsed() < Duration::from_secs(1), "{word} is not shown yet");
            }
        }
        let mut shown = Vec::new();
        for encoding in ["br", "gzip", "identity"] {
            let (status, tag, html) = visit(address, encoding, seen.last().map(String::as_str)).await;
            assert_eq!(status, StatusCode::OK, "{word}, {encoding}: what was known is not this");
            assert!(html.contains(&format!("<h1>{word}</h1>")), "{word}, {encoding}");
            shown.push((tag, html));
        }
        assert!(shown.iter().all(|one| *one == shown[0]), "three bodies of one page");
        seen.push(shown[0].0.clone());
        for encoding in ["br", "gzip", "identity"] {
            assert_eq!(visit(address, encoding, seen.last().map(String::as_str)).await.0, StatusCode::NOT_MODIFIED);
        }
    }
    let pages = figures(&test, "pages");
    assert!(pages.misses == 3 && pages.hits > 12, "rendered once for each publication: {pages:?}");
    stop.send(true).expect("heard");
    door.await.expect("closed");
}
