//! Landing pages: kept byte for byte, published as versions, edited without scripts.

use dangol::{
    accounts::model::Role,
    landing::{
        model::MAX_HTML_BYTES,
        service::{self, Served},
    },
    testing::{app::TestApp, client::Client},
};
use serde_json::{Value, json};

const API: &str = "/api/v1/accounts/cafe/landing-pages";
const UI: &str = "/accounts/cafe/landing-pages";

async fn start() -> (TestApp, Client) {
    let test = TestApp::start().await;
    let account = test.account("cafe").await;
    let api = test.api(Some(account.id), Role::Owner).await;
    (test, api)
}

/// What visitors find at a slug now, told apart by one word.
async fn visible(test: &TestApp, slug: &str) -> String {
    let cx = test.cx("cafe").await;
    match service::published(test.env(), &cx, slug).await.expect("an answer") {
        Served::Live(page) => page.html().expect("unpacked"),
        Served::Archived => "gone".into(),
        Served::Missing => "missing".into(),
    }
}

fn id_of(page: &Value) -> String {
    page["id"].as_i64().expect("an id").to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn html_comes_back_byte_for_byte() {
    let (_test, mut api) = start().await;
    let html = "<!doctype html>\r\n<p class='a\"b'>한글 \u{1F44B}\n\t&amp;<br/>\r</p>\u{feff}  \n";
    let made = api.post(API, json!({ "title": "봄 이벤트", "html": html })).await.expect(201).json();
    assert_eq!((made["slug"].as_str(), made["status"].as_str()), (Some("bom-ibenteu"), Some("draft")));
    assert_eq!(made["url"].as_str(), Some("http://127.0.0.1:8090/p/cafe/bom-ibenteu"));
    assert_eq!((&made["published_at"], &made["funnel_id"], &made["version"]), (&Value::Null, &Value::Null, &Value::Null));
    assert!(made["thank_you"]["message"].is_string() && made["thank_you"]["redirect"].is_null());
    let path = format!("{API}/{}", id_of(&made));
    assert_eq!(api.get(&path).await.expect(200).json()["html"], json!(html));

    let listed = api.get(API).await.expect(200).json();
    assert_eq!((&listed["data"][0]["html"], &listed["page"]["total"]), (&Value::Null, &json!(1)));
    let listed = api.get(&format!("{API}?fields=id,html")).await.expect(200).json();
    assert_eq!(listed["data"][0], json!({ "id": made["id"], "html": html }));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_named_at_once_and_half_a_megabyte_fits() {
    let (_test, mut api) = start().await;
    let largest = "가".repeat(MAX_HTML_BYTES / 3);
    let made = api.post(API, json!({ "title": "큰 페이지", "html": largest })).await.expect(201).json();
    api.put(&format!("{API}/{}/publication", id_of(&made)), json!({})).await.expect(200);
    let wrong = json!({
        "title": "", "slug": "hooks", "html": "x".repeat(MAX_HTML_BYTES + 1),
        "form": { "fields": [{ "name": "1", "label": "", "kind": "text" }] },
        "thank_you": { "redirect": "javascript:alert(1)" },
    });
    let errors = api.post(API, wrong).await.expect(422).json();
    let fields: Vec<_> =
        errors["errors"].as_array().expect("errors").iter().map(|error| error["field"].as_str().expect("a field")).collect();
    assert_eq!(fields, ["title", "slug", "html", "form.fields.0.name", "form.fields.0.label", "thank_you.redirect"]);
    let unknown = api.post(API, json!({ "title": "a", "colour": 1 })).await.expect(422).json();
    assert_eq!(unknown["errors"][0]["field"], "colour");
    let funnel = api.post(API, json!({ "title": "b", "funnel_id": 99 })).await.expect(422).json();
    assert_eq!(funnel["errors"][0]["field"], "funnel_id");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slug_belongs_to_one_page_and_never_to_us() {
    let (_test, mut api) = start().await;
    let first = api.post(API, json!({ "title": "Spring" })).await.expect(201).json();
    let second = api.post(API, json!({ "title": "Autumn" })).await.expect(201).json();
    let problem = api.post(API, json!({ "title": "spring" })).await.expect(409).json();
    assert_eq!(problem["errors"][0]["field"], "slug");
    let path = format!("{API}/{}", id_of(&second));
    api.patch(&path, json!({ "slug": "spring" })).await.expect(409);
    for word in ["p", "t", "t.js", "r", "v", "l", "o", "c", "u", "hooks", "assets", "thanks", "healthz", "readyz", ".well-known"] {
        api.patch(&path, json!({ "slug": word })).await.expect(422);
    }
    assert_eq!(api.patch(&path, json!({ "slug": "autumn-2" })).await.expect(200).json()["slug"], "autumn-2");

    api.delete(&path).await.expect(204);
    let third = api.post(API, json!({ "title": "Winter" })).await.expect(201).json();
    assert!(third["id"].as_i64() > second["id"].as_i64(), "a deleted page's id is not given again: {third}");
    assert_ne!(first["id"], third["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn visitors_see_what_was_published_and_versions_come_back() {
    let (test, mut api) = start().await;
    let made = api.post(API, json!({ "title": "봄", "slug": "spring", "html": "one" })).await.expect(201).json();
    let path = format!("{API}/{}", id_of(&made));
    let publication = format!("{path}/publication");
    assert_eq!(visible(&test, "spring").await, "missing");

    let page = api.put(&publication, json!({})).await.expect(200).json();
    assert_eq!((&page["status"], &page["version"], &page["has_unpublished_changes"]), (&json!("published"), &json!(1), &json!(false)));
    assert_eq!(visible(&test, "spring").await, "one");
    assert_eq!(api.put(&publication, json!({})).await.expect(200).json()["version"], 1, "what is shown already is no new version");

    let page = api.patch(&path, json!({ "html": "two" })).await.expect(200).json();
    assert_eq!(page["has_unpublished_changes"], true);
    assert_eq!(visible(&test, "spring").await, "one", "a draft is not shown");
    assert_eq!(api.put(&publication, json!({})).await.expect(200).json()["version"], 2);
    assert_eq!(visible(&test, "spring").await, "two");

    let page = api.post(&format!("{path}/versions/1/restoration"), json!({})).await.expect(200).json();
    assert_eq!((&page["html"], &page["has_unpublished_changes"]), (&json!("one"), &json!(true)));
    assert_eq!(visible(&test, "spring").await, "two");
    api.put(&publication, json!({})).await.expect(200);
    assert_eq!(visible(&test, "spring").await, "one");
    let versions = api.get(&format!("{path}/versions")).await.expect(200).json();
    let numbers: Vec<_> =
        versions["data"].as_array().expect("versions").iter().map(|version| (&version["number"], &version["current"])).collect();
    assert_eq!(numbers, [(&json!(3), &json!(true)), (&json!(2), &json!(false)), (&json!(1), &json!(false))]);
    api.post(&format!("{path}/versions/9/restoration"), json!({})).await.expect(404);
    api.post(&format!("{path}/versions/x/restoration"), json!({})).await.expect(404);

    api.delete(&publication).await.expect(204);
    assert_eq!(visible(&test, "spring").await, "missing");
    assert_eq!(api.get(&path).await.expect(200).json()["published_at"], Value::Null);
    api.patch(&path, json!({ "status": "archived" })).await.expect(200);
    assert_eq!(visible(&test, "spring").await, "gone");
    api.put(&publication, json!({})).await.expect(200);
    assert_eq!(visible(&test, "spring").await, "one");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_page_carries_its_form_and_the_script() {
    let (test, mut api) = start().await;
    let body = json!({ "title": "봄", "slug": "spring", "html": "<body>{{form}}</body>", "status": "published", "thank_you": { "redirect": "/x" } });
    api.post(API, body).await.expect(201);
    let cx = test.cx("cafe").await;
    let Served::Live(page) = service::published(test.env(), &cx, "spring").await.expect("an answer") else { panic!("not live") };
    let sent = String::from_utf8(page.identity.to_vec()).expect("text");
    assert!(sent.contains(r#"name="phone""#) && sent.contains(r#"data-account="cafe""#) && !sent.contains("{{form}}"), "{sent}");
    let Served::Live(again) = service::published(test.env(), &cx, "spring").await.expect("an answer") else { panic!("not live") };
    assert!(std::sync::Arc::ptr_eq(&page, &again), "rendered once");
    assert!(matches!(service::published(test.env(), &cx, "Nobody's").await, Ok(Served::Missing)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_shows_the_draft_for_an_hour() {
    let (test, mut api) = start().await;
    let made = api.post(API, json!({ "title": "봄", "html": "<p>draft</p>" })).await.expect(201).json();
    let url = api.post(&format!("{API}/{}/preview", id_of(&made)), json!({})).await.expect(201).json();
    let token = url["url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a token").to_owned();
    let shown = service::preview(test.env(), &token).await.expect("an answer").expect("the draft");
    assert!(shown.starts_with("<p>draft</p>") && shown.contains("<form") && !shown.contains("t.js"), "{shown}");
    assert_eq!(service::preview(test.env(), &token.replacen("cafe", "cafd", 1)).await.expect("an answer"), None);
    test.clock.advance_ms(3_600_000 - 1);
    assert!(service::preview(test.env(), &token).await.expect("an answer").is_some());
    test.clock.advance_ms(1);
    assert_eq!(service::preview(test.env(), &token).await.expect("an answer"), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_in_cp949_becomes_utf8_and_says_so() {
    let (test, mut api) = start().await;
    let mut browser = test.browser().await;
    let token = form_token(&browser.get(&format!("{UI}/new")).await.expect(200).text());
    let (file, _, _) =
        encoding_rs::EUC_KR.encode("<html><head><meta charset=\"euc-kr\"><title>봄</title></head><body>똠방각하 펲시콜라</body></html>");
    let mut body = Vec::new();
    for (name, value) in [("form_token", token.as_str()), ("title", "봄 행사"), ("slug", "")] {
        body.extend_from_slice(format!("--xyz\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes());
    }
    body.extend_from_slice(
        b"--xyz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\nContent-Type: text/html\r\n\r\n",
    );
    body.extend_from_slice(&file);
    body.extend_from_slice(b"\r\n--xyz--\r\n");
    let made = browser.send(axum::http::Method::POST, UI, Some("multipart/form-data; boundary=xyz"), body).await.expect(303);
    let editor = browser.get(made.header("location")).await.expect(200).text();
    assert!(editor.contains("EUC-KR 파일을 UTF-8로"), "{editor}");
    let stored = api.get(&format!("{API}?fields=html,slug")).await.expect(200).json();
    let html = stored["data"][0]["html"].as_str().expect("html");
    assert!(html.contains("똠방각하 펲시콜라") && html.contains("charset=\"utf-8\""), "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_editor_works_without_scripts() {
    let (test, mut api) = start().await;
    let mut browser = test.browser().await;
    assert!(browser.get(UI).await.expect(200).text().contains("아직 랜딩페이지가 없습니다"));
    let made = browser.submit(&format!("{UI}/new"), UI, &[("title", "봄 행사"), ("slug", "spring")]).await.expect(303);
    let here = made.header("location").to_owned();
    assert!(browser.get(&here).await.expect(200).text().contains("무료 상담 신청"), "the starter page");

    let typed = [
        ("title", "여름 행사"),
        ("slug", "spring"),
        ("html", "<p>\r\n{{form}}</p>"),
        ("form.fields.0.name", "name"),
        ("form.fields.0.label", "성함"),
        ("form.fields.0.kind", "text"),
        ("form.fields.0.required", "on"),
        ("form.fields.1.name", "city"),
        ("form.fields.1.label", "도시"),
        ("form.fields.1.kind", "select"),
        ("form.fields.1.options", "서울\r\n부산"),
    ];
    let with = |act: &'static str| typed.iter().copied().chain([("act", act)]).collect::<Vec<_>>();
    let more = browser.submit(&here, &here, &with("add")).await.expect(200).text();
    assert!(more.contains("form.fields.2.kind") && more.contains("여름 행사") && more.contains("아직 저장하지 않았습니다"), "{more}");
    let fewer = browser.submit(&here, &here, &with("remove.0")).await.expect(200).text();
    assert!(!fewer.contains("성함") && fewer.contains("도시") && !fewer.contains("form.fields.1.kind"), "{fewer}");

    let mut wrong = with("save");
    wrong[1].1 = "thanks";
    wrong[10].1 = "서울\r\n서울";
    let again = browser.submit(&here, &here, &wrong).await.expect(422).text();
    assert!(again.contains("시스템이 씁니다") && again.contains("같은 선택지가 두 번") && again.contains("여름 행사"), "{again}");

    browser.submit(&here, &here, &with("publish")).await.expect(303);
    assert_eq!(visible(&test, "spring").await, "<p>\n{{form}}</p>");
    let stored = api.get(&format!("{API}?q=SPRING&status=published")).await.expect(200).json();
    assert_eq!(stored["data"][0]["form"]["fields"][1]["options"], json!(["서울", "부산"]));
    let list = browser.get(UI).await.expect(200).text();
    assert!(list.contains("여름 행사") && list.contains("/p/cafe/spring") && list.contains("게시 중"), "{list}");
    let preview = browser.get(&format!("{here}/preview")).await.expect(303);
    assert!(preview.header("location").starts_with("http://127.0.0.1:8090/v/"));

    let mut changed = with("save");
    changed[2].1 = "<p>다른 내용 {{form}}</p>";
    browser.submit(&here, &here, &changed).await.expect(303);
    assert!(browser.get(&here).await.expect(200).text().contains("게시된 내용과 다릅니다"));
    browser.submit(&here, &format!("{here}/restoration"), &[("number", "1")]).await.expect(303);
    assert!(!browser.get(&here).await.expect(200).text().contains("게시된 내용과 다릅니다"));
    browser.submit(&here, &format!("{here}/archive"), &[]).await.expect(303);
    assert_eq!(visible(&test, "spring").await, "gone");
    browser.submit(&here, &format!("{here}/withdrawal"), &[]).await.expect(303);
    browser.submit(&here, &format!("{here}/deletion"), &[]).await.expect(303);
    browser.get(&here).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn figures_come_from_the_rollups() {
    use dangol::{
        base::{ids::PageId, time::Day},
        rollups::{
            model::{PageKey, View},
            service as rollups,
        },
    };
    let (test, mut api) = start().await;
    let made = api.post(API, json!({ "title": "봄", "slug": "spring" })).await.expect(201).json();
    let page = PageId(made["id"].as_i64().expect("an id"));
    let cx = test.cx("cafe").await;
    let today: Day = cx.account().zone.day_of(test.now());
    cx.write(move |tx| {
        let key = PageKey { day: today, page, source: 0, campaign: 0, device: 0, referrer: 0 };
        for view in [View::Unique, View::Unique, View::Unique, View::Unique, View::Repeat, View::Bot] {
            rollups::count_view(tx, &key, view)?;
        }
        rollups::count_opt_in(tx, &key)
    })
    .await
    .expect("counted");
    let stats = api.get(&format!("{API}/{page}/stats")).await.expect(200).json();
    assert_eq!(
        stats["total"],
        json!({ "views": 5, "unique_views": 4, "bot_views": 1, "opt_ins": 1, "opt_in_rate": 0.25, "opt_in_rate_bp": 2_500 })
    );
    assert_eq!(stats["days"].as_array().map(Vec::len), Some(30));
    assert_eq!(stats["days"][29]["day"], json!(today.to_string()));
    api.get(&format!("{API}/{page}/stats?from=2020-01-01")).await.expect(422);
    api.get(&format!("{API}/99/stats")).await.expect(404);
    let list = test.browser().await.get(UI).await.expect(200).text();
    assert!(list.contains(r#"<td class="right">4</td><td class="right">1</td>"#), "{list}");
}

fn form_token(page: &str) -> String {
    let tag = page.split("<input").find(|tag| tag.contains(r#"name="form_token""#)).expect("a form");
    tag.split(r#"value=""#).nth(1).and_then(|rest| rest.split('"').next()).expect("a value").to_owned()
}
