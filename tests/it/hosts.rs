//! Host names of accounts: what is answered under them, what is not, and that every link carries the one that was chosen.

use dangol::{
    accounts::{
        host::{HostName, NewHost},
        model::{AccountChange, AccountStatus, Actor, Role},
        service::{
            self as accounts, erasing, hosts,
            parcel::{
                exporting::export,
                importing::{admit, arrive},
            },
        },
    },
    base::error::Error,
    testing::{app::TestApp, client::Client},
};
use serde_json::{Value, json};

use crate::viral::office::Office;

const FIELDS: [(&str, &str); 2] = [("name", "홍길동"), ("phone", "010-2345-6789")];
const OURS: &str = "pages.agency.kr";

async fn start() -> TestApp {
    TestApp::start_with(|settings| {
        settings.public.base_url = Some(format!("https://{OURS}"));
        settings.admin.base_url = Some("https://admin.agency.kr".to_owned());
    })
    .await
}

/// An account with the published pages `spring` and `summer`, and a token for it.
async fn account(test: &TestApp, slug: &str) -> Client {
    let account = test.account(slug).await;
    let mut api = test.api(Some(account.id), Role::Owner).await;
    for page in ["spring", "summer"] {
        let body = json!({
            "title": format!("{slug} {page}"), "slug": page, "html": format!("<!doctype html><h1>{slug} {page}</h1>{{{{form}}}}"),
            "thank_you": {"message": "곧 전화드리겠습니다."},
            "form": {"fields": [
                {"name": "name", "label": "이름", "kind": "text", "required": true},
                {"name": "phone", "label": "전화번호", "kind": "phone", "required": true}
            ]}
        });
        let page = api.post(&format!("/api/v1/accounts/{slug}/landing-pages"), body).await.expect(201).json();
        let publication = format!("/api/v1/accounts/{slug}/landing-pages/{}/publication", page["id"]);
        api.put(&publication, Value::Null).await.expect(200);
    }
    api
}

async fn add(api: &mut Client, slug: &str, body: Value) -> Value {
    api.post(&format!("/api/v1/accounts/{slug}/hosts"), body).await.expect(201).json()
}

fn under(test: &TestApp, host: &str) -> Client {
    let mut visitor = test.visitor();
    visitor.headers.push(("host", host.to_owned()));
    visitor.headers.push(("user-agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1".into()));
    visitor
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_answers_under_its_own_name_without_a_prefix() {
    let test = start().await;
    let mut api = account(&test, "cafe").await;
    let added = add(&mut api, "cafe", json!({"name": "Shop.Example.KR", "root_page_id": 1})).await;
    assert_eq!(
        (&added["name"], &added["url"], &added["main"]),
        (&json!("shop.example.kr"), &json!("https://shop.example.kr"), &json!(false))
    );
    assert_eq!((&added["dns"]["state"], &added["dns"]["checked_at"]), (&json!("unchecked"), &Value::Null));

    let mut visitor = under(&test, "SHOP.example.kr:8443");
    for (path, title) in
        [("/", "cafe spring"), ("/spring", "cafe spring"), ("/summer?utm_source=x", "cafe summer"), ("/p/cafe/summer", "cafe summer")]
    {
        let page = visitor.get(path).await.expect(200);
        assert!(page.text().contains(&format!("<h1>{title}</h1>")) && !page.header("etag").is_empty(), "{path}");
    }
    visitor.get("/autumn").await.expect(404);
    visitor.get("/t.js").await.expect(200);
    visitor.get("/healthz").await.expect(200);

    // The form goes to the address that the visitor is on, and the thank-you page stands below the page's own.
    let sent = visitor.post_form("/?utm_source=naver", &FIELDS).await.expect(303);
    assert_eq!(sent.header("location"), "/spring/thanks");
    assert!(visitor.get("/spring/thanks").await.expect(200).text().contains("곧 전화드리겠습니다."));
    let fault = visitor.post_form("/summer", &[("name", "김")]).await.expect(422);
    assert!(fault.text().contains("cafe summer"));
    visitor.headers.push(("accept", "application/json".into()));
    let accepted = visitor.post_form("/summer", &[("name", "김서연"), ("phone", "010-1111-2222")]).await.expect(201).json();
    assert_eq!(accepted["redirect"], "/summer/thanks");
    let leads = api.get("/api/v1/accounts/cafe/leads?sort=created_at").await.expect(200).json();
    assert_eq!((&leads["page"]["total"], &leads["data"][0]["source"]), (&json!(2), &json!("naver")));
    // Under the visitors' own name all is as it was.
    assert_eq!(under(&test, OURS).post_form("/p/cafe/spring", &FIELDS).await.expect(303).header("location"), "/p/cafe/spring/thanks");
}

#[tokio::test(flavor = "multi_thread")]
async fn views_under_an_own_name_are_counted_and_moves_between_own_names_are_no_referrals() {
    let test = start().await;
    let mut api = account(&test, "cafe").await;
    add(&mut api, "cafe", json!({"name": "shop.kr", "root_page_id": 1})).await;
    add(&mut api, "cafe", json!({"name": "event.kr"})).await;
    let mut visitor = under(&test, "shop.kr");
    visitor.get("/").await.expect(200);
    let view = |id: &str, url: &str, referrer: &str| json!({"id": id, "kind": "page_view", "url": url, "referrer": referrer});
    let events = json!({"events": [
        view("a", "https://shop.kr/?utm_source=kakao", ""),
        view("b", "https://shop.kr/summer", "https://event.kr/spring"),
        view("c", "https://event.kr/", ""),
        view("d", "https://elsewhere.kr/summer", ""),
    ]});
    visitor.post("/t/cafe", events).await.expect(202);
    let stats = |page: i64| format!("/api/v1/accounts/cafe/landing-pages/{page}/stats");
    let first = api.get(&stats(1)).await.expect(200).json();
    let second = api.get(&stats(2)).await.expect(200).json();
    assert!(first.to_string().contains("kakao"), "{first}");
    assert!(!second.to_string().contains("referral"), "{second}");
    let cx = test.cx("cafe").await;
    let visits: i64 = cx
        .read(|conn| Ok(conn.query_row("SELECT count(*) /* whole table: a test */ FROM visit", [], |row| row.get(0))?))
        .await
        .expect("counted");
    assert_eq!(visits, 2, "the front page and summer");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_account_is_there_under_an_own_name() {
    let mut office = Office::open(json!({})).await;
    let mut guest = office.visitor();
    office.submit(&mut guest, "홍길동", "010-1111-2222").await;
    let theirs = office.loop_of("홍길동").await;
    let below = |url: &Value| url.as_str().and_then(|url| url.splitn(4, '/').nth(3)).map(|path| format!("/{path}")).expect("a path");
    let (link, status) = (below(&theirs["url"]), below(&theirs["status_url"]));
    let preview = office.api.post("/api/v1/accounts/cafe/landing-pages/1/preview", Value::Null).await.expect(201).json();
    let preview = below(&preview["url"]);

    let mut api = account(&office.test, "other").await;
    add(&mut api, "other", json!({"name": "other.kr", "root_page_id": 1})).await;
    let mut visitor = under(&office.test, "other.kr");
    visitor.get("/spring").await.expect(200);
    for path in ["/p/cafe/spring", "/p/cafe/spring/thanks", &link, &status, &preview] {
        visitor.get(path).await.expect(404);
    }
    visitor.post_form("/p/cafe/spring", &FIELDS).await.expect(404);
    visitor.post("/t/cafe", json!({"events": []})).await.expect(404);
    visitor.post_form(&format!("{status}/share"), &[("channel", "copy")]).await.expect(404);
    // Under the visitors' own name, and under a name of their own, they are.
    let mut cafe = office.api.clone();
    add(&mut cafe, "cafe", json!({"name": "cafe.kr"})).await;
    for mut visitor in [office.visitor(), under(&office.test, "cafe.kr")] {
        visitor.get(&link).await.expect(302);
        visitor.get(&status).await.expect(200);
        visitor.get(&preview).await.expect(200);
    }
    // What other accounts have is not theirs to see or to change.
    let foreign = cafe.get("/api/v1/accounts/cafe/hosts").await.expect(200).json();
    assert_eq!(foreign["data"].as_array().map(Vec::len), Some(1));
    cafe.patch("/api/v1/accounts/cafe/hosts/1", json!({"main": true})).await.expect(404);
    cafe.delete("/api/v1/accounts/cafe/hosts/1").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_name_learns_nothing() {
    let test = start().await;
    let mut api = account(&test, "cafe").await;
    for own in
        [OURS, "PAGES.agency.kr:443", "pages.agency.kr.", "localhost", "localhost:8090", "127.0.0.1:8090", "[::1]:8090", "192.168.0.7"]
    {
        under(&test, own).get("/p/cafe/spring").await.expect(200);
        under(&test, own).get("/").await.expect(404);
        under(&test, own).get("/spring").await.expect(404);
    }
    for unknown in ["unknown.kr", "cafe", "shop.pages.agency.kr", "admin.agency.kr", "localhost.evil.kr", "pages.agency.kr.evil.kr"] {
        for path in ["/", "/p/cafe/spring", "/nothing", "/t.js", "/healthz"] {
            let answer = under(&test, unknown).get(path).await.expect(404);
            assert_eq!((answer.text().as_str(), answer.header("content-type")), ("404\n", "text/plain; charset=utf-8"), "{unknown}{path}");
            assert_eq!(answer.header("set-cookie"), "");
        }
    }
    // A name is there from the moment it is added to the one it is removed.
    let mut visitor = under(&test, "shop.kr");
    visitor.get("/spring").await.expect(404);
    let host = add(&mut api, "cafe", json!({"name": "shop.kr"})).await;
    visitor.get("/spring").await.expect(200);
    visitor.get("/").await.expect(404);
    let path = format!("/api/v1/accounts/cafe/hosts/{}", host["id"]);
    api.patch(&path, json!({"root_page_id": 2})).await.expect(200);
    assert!(visitor.get("/").await.expect(200).text().contains("cafe summer"));
    api.delete(&path).await.expect(204);
    visitor.get("/spring").await.expect(404);
    api.delete(&path).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_belongs_to_one_account_however_it_is_typed() {
    let test = start().await;
    let (mut cafe, mut other) = (account(&test, "cafe").await, account(&test, "other").await);
    let added = add(&mut cafe, "cafe", json!({"name": " https://단골.한국/ "})).await;
    assert_eq!((&added["name"], &added["readable_name"]), (&json!("xn--bb0bu7i.xn--3e0b707e"), &json!("단골.한국")));
    under(&test, "xn--bb0bu7i.xn--3e0b707e").get("/spring").await.expect(200);
    for again in ["단골.한국", "XN--BB0BU7I.xn--3e0b707e", "단골。한국."] {
        for (api, slug) in [(&mut cafe, "cafe"), (&mut other, "other")] {
            let path = format!("/api/v1/accounts/{slug}/hosts");
            let conflict = api.post(&path, json!({"name": again})).await.expect(409);
            assert!(conflict.text().contains("name") && !conflict.text().contains("cafe \""), "{}", conflict.text());
        }
    }
    for wrong in ["", "shop", "127.0.0.1", "[::1]", "shop.kr:8080", "shop.kr/x", "*.kr", "a_b.kr", "localhost", OURS, "ADMIN.agency.kr"] {
        let fault = cafe.post("/api/v1/accounts/cafe/hosts", json!({"name": wrong})).await.expect(422).json();
        assert_eq!(fault["errors"][0]["field"], "name", "{wrong}");
    }
    let fault = cafe.post("/api/v1/accounts/cafe/hosts", json!({"name": "x.kr", "root_page_id": 99})).await.expect(422).json();
    assert_eq!(fault["errors"][0]["field"], "root_page_id");
    for n in 1..20 {
        add(&mut cafe, "cafe", json!({"name": format!("shop{n}.kr")})).await;
    }
    cafe.post("/api/v1/accounts/cafe/hosts", json!({"name": "shop20.kr"})).await.expect(409);
    add(&mut other, "other", json!({"name": "shop20.kr"})).await;
    let all = hosts::all(test.env()).await.expect("listed");
    assert_eq!(all.len(), 21);
    let page = cafe.get("/api/v1/accounts/cafe/hosts?sort=-name&per_page=2&fields=name").await.expect(200).json();
    assert_eq!(page["data"], json!([{"name": "xn--bb0bu7i.xn--3e0b707e"}, {"name": "shop9.kr"}]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_link_carries_the_name_that_was_chosen() {
    let mut office = Office::open(json!({})).await;
    let mut guest = office.visitor();
    office.submit(&mut guest, "홍길동", "010-1111-2222").await;
    let (shop, event) =
        (add(&mut office.api, "cafe", json!({"name": "shop.kr"})).await, add(&mut office.api, "cafe", json!({"name": "event.kr"})).await);
    // Tests run on plain HTTP at a port, and so do names beside it.
    let own = "http://127.0.0.1:8090";
    let mut browser = office.test.browser().await;
    for (host, origin, prefix) in
        [(None, own, "/p/cafe"), (Some(&shop), "http://shop.kr:8090", ""), (Some(&event), "http://event.kr:8090", "")]
    {
        if let Some(host) = host {
            let path = format!("/api/v1/accounts/cafe/hosts/{}", host["id"]);
            office.api.patch(&path, json!({"main": true})).await.expect(200);
        }
        let page = format!("{origin}{prefix}/spring");
        assert_eq!(office.get("/landing-pages/1").await["url"], json!(page));
        assert_eq!(office.get("/landing-pages").await["data"][0]["url"], json!(page));
        for path in ["/accounts/cafe/landing-pages", "/accounts/cafe/landing-pages/1"] {
            assert!(browser.get(path).await.expect(200).text().contains(&page), "{path} {page}");
        }
        let preview = office.api.post("/api/v1/accounts/cafe/landing-pages/1/preview", Value::Null).await.expect(201).json();
        assert!(preview["url"].as_str().expect("a url").starts_with(&format!("{origin}/v/")), "{preview}");
        let mine = office.loop_of("홍길동").await;
        let (link, status) = (mine["url"].as_str().expect("a url"), mine["status_url"].as_str().expect("a url"));
        assert!(link.starts_with(&format!("{origin}/r/cafe/")) && status.starts_with(&format!("{origin}/l/")), "{mine}");
        let shown = browser.get(&format!("/accounts/cafe/viral-loops/{}", mine["id"])).await.expect(200).text();
        assert!(shown.contains(link) && shown.contains(status));
        // The participant's own page, its QR code and the thank-you page, whatever name they are opened under.
        let path = status.strip_prefix(origin).expect("below it");
        assert!(office.visitor().get(path).await.expect(200).text().contains(link));
        let thanks = guest.get("/p/cafe/spring/thanks").await.expect(200).text();
        assert!(thanks.contains(link) && thanks.contains(status), "{thanks}");
    }
    let listed = office.get("/hosts?sort=created_at").await;
    assert_eq!((&listed["data"][0]["main"], &listed["data"][1]["main"]), (&json!(false), &json!(true)), "one at most");
    office.api.delete(&format!("/api/v1/accounts/cafe/hosts/{}", event["id"])).await.expect(204);
    assert_eq!(office.get("/landing-pages/1").await["url"], json!(format!("{own}/p/cafe/spring")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_referral_stays_under_the_name_it_came_by() {
    let mut office = Office::open(json!({})).await;
    let mut guest = office.visitor();
    office.submit(&mut guest, "홍길동", "010-1111-2222").await;
    let mine = office.loop_of("홍길동").await;
    add(&mut office.api, "cafe", json!({"name": "shop.kr", "main": true})).await;
    let mut friend = under(&office.test, "shop.kr");
    friend.address = [203, 0, 113, 99];
    let led = friend.get(&format!("/r/cafe/{}", mine["code"].as_str().expect("a code"))).await.expect(302);
    assert!(led.header("location").starts_with("/spring?utm_source=referral"), "{}", led.header("location"));
    let cookies: Vec<_> = led.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    let click = cookies.iter().find(|cookie| cookie.starts_with("dangol_ref_")).expect("a click");
    assert!(click.contains("Path=/;"), "{click}");
    office.test.clock.advance_ms(60_000);
    friend.get("/spring").await.expect(200);
    office.test.clock.advance_ms(60_000);
    let sent = friend.post_form("/spring", &[("name", "김서연"), ("phone", "010-3333-4444")]).await.expect(303);
    assert_eq!(sent.header("location"), "/spring/thanks");
    let participant =
        sent.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).find(|cookie| cookie.starts_with("dangol_loop="));
    assert!(participant.is_some_and(|cookie| cookie.contains("Path=/spring;")), "{participant:?}");
    assert!(friend.get("/spring/thanks").await.expect(200).text().contains("http://shop.kr:8090/l/"));
    assert_eq!(office.loop_of("김서연").await["referred_by"], mine["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_front_page_follows_its_page() {
    let test = start().await;
    let mut api = account(&test, "cafe").await;
    add(&mut api, "cafe", json!({"name": "shop.kr", "root_page_id": 1})).await;
    let mut visitor = under(&test, "shop.kr");
    let page = "/api/v1/accounts/cafe/landing-pages/1";
    visitor.get("/").await.expect(200);
    api.patch(page, json!({"slug": "open-day"})).await.expect(200);
    assert_eq!(visitor.post_form("/", &FIELDS).await.expect(303).header("location"), "/open-day/thanks");
    api.patch(page, json!({"status": "archived"})).await.expect(200);
    visitor.get("/").await.expect(410);
    api.patch(page, json!({"status": "draft"})).await.expect(200);
    visitor.get("/").await.expect(404);
    api.patch("/api/v1/accounts/cafe/hosts/1", json!({"root_page_id": 2})).await.expect(200);
    visitor.get("/").await.expect(200);
    api.delete("/api/v1/accounts/cafe/landing-pages/2").await.expect(204);
    visitor.get("/").await.expect(404);
    let mut browser = test.browser().await;
    assert!(browser.get("/accounts/cafe/settings/domains").await.expect(200).text().contains("삭제된 페이지"));
    api.patch("/api/v1/accounts/cafe/hosts/1", json!({"root_page_id": null})).await.expect(200);
    visitor.get("/").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_name_shares_its_accounts_fate() {
    let test = start().await;
    let mut api = account(&test, "cafe").await;
    add(&mut api, "cafe", json!({"name": "shop.kr", "root_page_id": 1, "main": true})).await;
    let mut visitor = under(&test, "shop.kr");
    let set = async |status| {
        let change = AccountChange { status: Some(status), ..AccountChange::default() };
        accounts::update(test.env(), &Actor::operator(), "cafe", change).await.expect("changed");
    };
    set(AccountStatus::Paused).await;
    visitor.get("/").await.expect(503);
    set(AccountStatus::Archived).await;
    visitor.get("/").await.expect(410);
    visitor.get("/spring").await.expect(410);
    api.patch("/api/v1/accounts/cafe/hosts/1", json!({"main": false})).await.expect(403);
    api.delete("/api/v1/accounts/cafe/hosts/1").await.expect(403);
    set(AccountStatus::Active).await;

    // What is exported and taken in again brings no name along.
    let file = test.directory().join("cafe.dangol");
    let id = accounts::find(test.env(), "cafe").await.expect("looked").expect("there").id;
    export(test.env(), &Actor::operator(), "cafe", file.clone()).await.expect("exported");
    let arrived = arrive(test.env(), file, Some("second".to_owned())).await.expect("arrived");
    let second = admit(test.env(), &Actor::operator(), arrived).await.expect("admitted");
    assert_eq!(second.host, None);
    assert!(hosts::names_of(test.env(), second.id).await.expect("known").is_empty());
    assert_eq!(hosts::names_of(test.env(), id).await.expect("known").len(), 1);

    erasing::erase(test.env(), &Actor::operator(), "cafe").await.expect("erased");
    assert_eq!(visitor.get("/").await.expect(404).text(), "404\n");
    let cx = test.cx("second").await;
    let new = NewHost { name: HostName::parse("shop.kr").expect("a name"), root_page: None, is_main: true };
    hosts::add(&cx, new.clone()).await.expect("it is free again");
    assert!(visitor.get("/spring").await.expect(200).text().contains("cafe spring"), "the content that was taken in");
    assert!(matches!(hosts::add(&cx, new).await, Err(Error::Conflict { field: "name", .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_adds_chooses_and_removes() {
    let test = start().await;
    account(&test, "cafe").await;
    let mut browser = test.browser().await;
    let path = "/accounts/cafe/settings/domains";
    let empty = browser.get(path).await.expect(200).text();
    assert!(empty.contains("등록된 도메인이 없습니다") && empty.contains("https://pages.agency.kr/p/cafe"), "{empty}");
    let again = browser.submit(path, path, &[("name", "<b>.kr"), ("root_page_id", "2")]).await.expect(422).text();
    assert!(again.contains("&lt;b&gt;.kr") && again.contains(r#"<option value="2" selected"#), "{again}");
    browser.submit(path, path, &[("name", "단골.한국"), ("root_page_id", "1")]).await.expect(303);
    let shown = browser.get(path).await.expect(200).text();
    for part in ["단골.한국", "xn--bb0bu7i.xn--3e0b707e", "CNAME", "pages.agency.kr.", "확인 전"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(shown.contains("이미 보낸 메일과 문자"), "what a removal breaks is said");
    browser.submit(path, &format!("{path}/1"), &[("root_page_1", "2")]).await.expect(303);
    let mut visitor = under(&test, "xn--bb0bu7i.xn--3e0b707e");
    assert!(visitor.get("/").await.expect(200).text().contains("cafe summer"));
    browser.submit(path, &format!("{path}/1/main"), &[]).await.expect(303);
    let pages = browser.get("/accounts/cafe/landing-pages").await.expect(200).text();
    assert!(pages.contains("https://xn--bb0bu7i.xn--3e0b707e/spring"), "{pages}");
    browser.submit(path, &format!("{path}/1/main/removal"), &[]).await.expect(303);
    assert!(browser.get("/accounts/cafe/landing-pages").await.expect(200).text().contains("https://pages.agency.kr/p/cafe/spring"));
    browser.submit(path, &format!("{path}/1/removal"), &[]).await.expect(303);
    assert!(browser.get(path).await.expect(200).text().contains("등록된 도메인이 없습니다"));
    browser.get("/access-log").await.expect(200);
    let log = browser.get("/access-log?account=cafe").await.expect(200).text();
    for action in ["host.create", "host.update", "host.delete"] {
        assert!(log.contains(action), "{action}");
    }
    let id = test.cx("cafe").await.account().id;
    let (_, mut marketer) = test.member("marketer@agency.kr", Role::Marketer, id).await;
    marketer.get(path).await.expect(403);
}
