//! Files that an earlier release has written say the same after they were brought up to date.

use std::path::Path;

use dangol::{
    accounts::model::Role,
    db::migrate::Schema,
    landing::service::{self as landing, Served},
    testing::{
        app::{NOON, TestApp},
        client::Client,
    },
};
use rusqlite::Connection;
use serde_json::{Value, json};

const API: &str = "/api/v1/accounts/cafe";
/// Migrations that an account's file had before interactions and drafts were written shorter.
const BEFORE: usize = 5;

/// An account's file as release 0.1 left it: five pages, a lead with its history, and their figures.
fn leave_old_file(directory: &Path) {
    let path = directory.join("accounts/cafe.db");
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
    let conn = Connection::open(path).expect("made");
    for sql in &Schema::Account.migrations()[..BEFORE] {
        conn.execute_batch(sql).expect("migrated");
    }
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA application_id = 0x64616e31; PRAGMA user_version = 5").expect("marked");
    let stages = r#"[{"key":"new","name":"신규","goal":false},{"key":"won","name":"계약","goal":true}]"#;
    conn.execute_batch(&format!(
        "INSERT INTO customer (id, name, status, created_at, updated_at, last_activity_at) VALUES (1, '김하나', 0, {NOON}, {NOON}, {NOON});
         INSERT INTO funnel (id, name, status, stages, currency, created_at, updated_at) VALUES (1, '상담', 1, '{stages}', 'KRW', 0, 0);
         INSERT INTO funnel_version (funnel_id, number, stages, from_at) VALUES (1, 1, '{stages}', 0);
         INSERT INTO touch VALUES (1, 0, 0, 0, 0, 0, 0);
         INSERT INTO counter VALUES ('leads', 1), ('customers', 1), ('customers.status.0', 1), ('landing_page.last_id', 5);",
        NOON = NOON.0
    ))
    .expect("filled");
    // As published; changed since; taken back; never shown; shown twice, the second time as before.
    for (id, slug, draft, versions, shown) in [
        (1, "same", "one", &["one"][..], true),
        (2, "changed", "two", &["one"], true),
        (3, "ended", "one", &["one"], false),
        (4, "draft", "one", &[], false),
        (5, "twice", "two", &["one", "two"], true),
    ] {
        conn.execute(
            "INSERT INTO landing_page (id, slug, title, status, html, form, funnel_id, thank_you, created_at, updated_at)
             VALUES (?1, ?2, ?2, ?3, ?4, '{\"fields\":[]}', 1, '{\"message\":\"네\",\"redirect\":null}', 0, 0)",
            rusqlite::params![id, slug, i64::from(shown) + 2 * i64::from(slug == "ended"), packed(draft)],
        )
        .expect("a page");
        for (number, html) in (1_i64..).zip(versions) {
            conn.execute(
                "INSERT INTO landing_page_version (page_id, number, title, html, form, funnel_id, thank_you, published_at, published_by)
                 SELECT id, ?2, title, ?3, form, funnel_id, thank_you, ?4, '김대표' FROM landing_page WHERE id = ?1",
                rusqlite::params![id, number, packed(html), NOON],
            )
            .expect("a version");
        }
        if shown {
            conn.execute("UPDATE landing_page SET version_id = ?2, published_at = ?3 WHERE id = ?1", (id, conn.last_insert_rowid(), NOON))
                .expect("published");
        }
    }
    conn.execute_batch(&format!(
        "INSERT INTO lead (id, customer_id, landing_page_id, funnel_id, stage, status, work_status, suspect, first_touch_id, last_touch_id,
             source, campaign, device, form, created_at, updated_at, stage_entered_at)
         VALUES (1, 1, 1, 1, 'new', 0, 'new', 0, 1, 1, 0, 0, 0, '{{}}', {NOON}, {NOON}, {NOON});
         INSERT INTO rollup_lead VALUES (20779, 1, 0);
         INSERT INTO stage_count VALUES (1, 'new', 1);
         INSERT INTO rollup_page VALUES (20779, 1, 0, 0, 0, 0, 0, 0, 1);
         INSERT INTO rollup_referrer VALUES (20779, 1, 0, 0, 0, 1);
         INSERT INTO rollup_stage VALUES (20779, 1, 'new', 0, 0, 1, 0, 1, 0, 0, 0);",
        NOON = NOON.0
    ))
    .expect("filled");
    for (seq, (kind, data)) in (0_i64..).zip(history()) {
        conn.execute(
            "INSERT INTO lead_interaction VALUES (1, ?1, ?2, ?3, 2, NULL, 0, ?4)",
            rusqlite::params![NOON, seq, kind, data.to_string()],
        )
        .expect("an interaction");
    }
}

/// Codes of interactions/model.rs, and data as they were written.
fn history() -> Vec<(i64, Value)> {
    let entered = |to: &str, to_name: &str| json!({ "cause": "created", "from": null, "from_name": null, "funnel_id": 1, "to": to, "to_name": to_name });
    vec![
        (0, json!({ "page_id": 1 })),
        (0, json!({ "page_id": 1 })),
        (0, json!({ "page_id": 1, "note": "by another system" })),
        (0, json!({})),
        (1, json!({ "page_id": 1, "address": "192.0.2.1", "consents": ["privacy"] })),
        (11, entered("new", "신규")),
        // A stage by a name that it has no longer, in words that need care.
        (11, entered("old", "옛 '단계' \"둘\"")),
        (10, json!({ "text": "17" })),
        (16, json!({ "name": "assigned", "assignee_id": 3, "to_name": "박상담" })),
    ]
}

fn packed(html: &str) -> Vec<u8> {
    zstd::bulk::compress(html.as_bytes(), 3).expect("packed")
}

async fn migrated() -> (TestApp, Client) {
    let test = TestApp::start().await;
    test.account("cafe").await;
    let test = test.restart_after(leave_old_file).await;
    let api = test.api(Some(test.cx("cafe").await.account().id), Role::Owner).await;
    (test, api)
}

async fn visible(test: &TestApp, slug: &str) -> String {
    match landing::published(test.env(), &test.cx("cafe").await, slug).await.expect("an answer") {
        Served::Live(page) => page.html().expect("unpacked"),
        Served::Archived | Served::Missing => "nothing".into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_leads_history_reads_as_before_and_goes_on() {
    let (test, mut api) = migrated().await;
    let told = |list: &Value| {
        let mut told: Vec<Value> = list["data"].as_array().expect("a list").iter().map(|one| one["data"].clone()).collect();
        told.reverse();
        told
    };
    let mut expected: Vec<Value> = history().into_iter().map(|(_, data)| data).collect();
    for (data, title) in expected.iter_mut().zip([json!("same"), json!("same"), json!("same"), Value::Null, json!("same")]) {
        data["page_title"] = title;
    }
    let path = format!("{API}/leads/1/interactions");
    assert_eq!(told(&api.get(&path).await.expect(200).json()), expected);
    assert_eq!(told(&api.get(&format!("{API}/customers/1/timeline")).await.expect(200).json()), expected);

    api.put(&format!("{API}/leads/1/stage"), json!({ "stage": "won" })).await.expect(200);
    let after = told(&api.get(&path).await.expect(200).json());
    let moved = after.iter().find(|data| data["to"] == "won").expect("the move");
    assert_eq!((&moved["from"], &moved["from_name"], &moved["to_name"]), (&json!("new"), &json!("신규"), &json!("계약")));
    // Two page views have one text, and each of the three stage changes its own.
    let cx = test.cx("cafe").await;
    let texts = cx.read(|conn| {
        let sql = "SELECT count(*) FROM repeated /* whole table: a test */";
        Ok(conn.query_row(sql, [], |row| row.get::<_, i64>(0))?)
    });
    assert_eq!(texts.await.expect("counted"), 4);
    let drifts = cx.read(|conn| dangol::rollups::service::recount(conn, dangol::base::time::Zone::default())).await.expect("recounted");
    // The second stage change of the old file was never counted, as its figures show.
    assert_eq!(drifts.len(), 1, "{drifts:?}");
    let report = api.get(&format!("{API}/funnels/1/report?from=2026-11-22&to=2026-11-22")).await.expect(200).json();
    assert_eq!((&report["stages"][0]["entries"], &report["stages"][1]["entries"]), (&json!(1), &json!(1)), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_edited_published_and_rolled_back_as_before() {
    let (test, mut api) = migrated().await;
    let page = |id: i64| format!("{API}/landing-pages/{id}");
    for (id, html, changed) in [(1, "one", false), (2, "two", true), (3, "one", false), (4, "one", false), (5, "two", false)] {
        let read = api.get(&page(id)).await.expect(200).json();
        assert_eq!((&read["html"], &read["has_unpublished_changes"]), (&json!(html), &json!(changed)), "{read}");
    }
    assert_eq!((visible(&test, "same").await, visible(&test, "changed").await), ("one".into(), "one".into()));
    assert_eq!((visible(&test, "ended").await, visible(&test, "draft").await), ("nothing".into(), "nothing".into()));

    // Back to what is shown, by hand: nothing is left to publish.
    let back = api.patch(&page(2), json!({ "html": "one" })).await.expect(200).json();
    assert_eq!((&back["html"], &back["has_unpublished_changes"]), (&json!("one"), &json!(false)));
    // A withdrawn page keeps its draft and is shown again.
    api.put(&format!("{}/publication", page(3)), json!({})).await.expect(200);
    assert_eq!(visible(&test, "ended").await, "one");
    // A new title alone is a new version with the same HTML, and the older one still has its own.
    api.patch(&page(5), json!({ "title": "새 제목" })).await.expect(200);
    let again = api.put(&format!("{}/publication", page(5)), json!({})).await.expect(200).json();
    assert_eq!((&again["version"], &again["html"]), (&json!(3), &json!("two")));
    let first = api.post(&format!("{}/versions/1/restoration", page(5)), json!({})).await.expect(200).json();
    assert_eq!((&first["html"], &first["has_unpublished_changes"]), (&json!("one"), &json!(true)));
    let second = api.post(&format!("{}/versions/2/restoration", page(5)), json!({})).await.expect(200).json();
    assert_eq!((&second["html"], &second["title"]), (&json!("two"), &json!("twice")));
    assert_eq!(visible(&test, "twice").await, "two");

    let cx = test.cx("cafe").await;
    let lying = cx.read(|conn| {
        let mut statement = conn.prepare("SELECT length(html) FROM landing_page /* whole table: a test */ ORDER BY id")?;
        Ok(statement.query_map([], |row| Ok(row.get::<_, i64>(0)? > 0))?.collect::<Result<Vec<_>, _>>()?)
    });
    assert_eq!(lying.await.expect("read"), [false, false, false, true, false], "only what was never shown lies in its draft");
}
