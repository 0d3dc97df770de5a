//! The access log: its page, its file, and what its check finds.

use dangol::{
    accounts::{
        access_log::{Fault, Verdict, wording},
        model::Role,
        service::access_log::verify,
    },
    app,
    testing::app::TestApp,
};
use rusqlite::Connection;
use serde_json::json;

async fn busy() -> TestApp {
    let test = TestApp::start().await;
    let ours = test.account("ours").await;
    let mut api = test.api(Some(ours.id), Role::Owner).await;
    for n in 0..6 {
        let phone = format!("010-2345-100{n}");
        api.post("/api/v1/accounts/ours/customers", json!({"name": format!("=고객{n}"), "phone": phone})).await.expect(201);
    }
    app::gather_access_log(test.env()).await.expect("gathered");
    test
}

fn control(test: &TestApp) -> Connection {
    Connection::open(test.directory().join("control.db")).expect("opened")
}

#[tokio::test(flavor = "multi_thread")]
async fn tampering_is_found_and_named_by_its_row() {
    let test = busy().await;
    let Verdict::Whole { rows } = verify(test.env()).await.expect("followed") else { panic!("untouched") };
    assert!(rows > 6, "{rows}");
    let row = rows - 3;
    for (sql, undo, expected) in [
        (format!("UPDATE access_log SET subject = 'customer:99' WHERE id = {row}"), true, Fault::Changed { row }),
        (format!("DELETE FROM access_log WHERE id = {row}"), true, Fault::Missing { before: row + 1 }),
        (format!("DELETE FROM access_log WHERE id = {rows}"), true, Fault::CutOff { row: rows }),
        (
            format!(
                "UPDATE access_log SET id = -1 WHERE id = {row}; UPDATE access_log SET id = {row} WHERE id = {row} + 1; UPDATE access_log SET id = {row} + 1 WHERE id = -1"
            ),
            true,
            Fault::Changed { row },
        ),
        ("DELETE FROM access_log".to_owned(), false, Fault::CutOff { row: rows }),
    ] {
        let conn = control(&test);
        conn.execute_batch("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM access_log").expect("kept");
        conn.execute_batch(&sql).expect("tampered");
        assert_eq!(verify(test.env()).await.expect("followed"), Verdict::Broken(expected), "{sql}");
        if undo {
            conn.execute_batch("DELETE FROM access_log; INSERT INTO access_log SELECT * FROM kept").expect("put back");
            assert_eq!(verify(test.env()).await.expect("followed"), Verdict::Whole { rows });
        }
    }
    // What is written afterwards hides nothing.
    let mut owner = test.browser().await;
    assert_eq!(verify(test.env()).await.expect("followed"), Verdict::Broken(Fault::Changed { row: rows + 1 }));
    let told = owner.submit("/access-log", "/access-log/check", &[]).await.expect(303);
    assert_eq!(told.header("location"), "/access-log");
    let page = owner.get("/access-log").await.expect(200).text();
    assert!(page.contains("직접 고쳤을 수 있습니다"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_read_filter_check_and_take_it_out() {
    let test = busy().await;
    let mut owner = test.browser().await;
    let page = owner.get("/access-log").await.expect(200).text();
    assert!(page.contains("고객 등록") && page.contains("customer:6") && page.contains("구성원 로그인"), "{page}");
    let one = owner.get("/access-log?subject=customer%3A3&from=2026-11-22&to=2026-11-22").await.expect(200).text();
    assert!(one.contains("customer:3") && !one.contains("customer:4"), "{one}");
    assert!(owner.get("/access-log?action=customer.delete").await.expect(200).text().contains("조건에 맞는 기록이 없습니다"));
    assert!(owner.get("/access-log?from=2027-01-01").await.expect(200).text().contains("조건에 맞는 기록이 없습니다"));
    owner.get("/access-log?from=x").await.expect(422);
    let first = owner.get("/access-log?per_page=3").await.expect(200).text();
    let next = first
        .split("href=\"")
        .find_map(|rest| rest.split('"').next().filter(|link| link.contains("cursor=")))
        .expect("older rows")
        .replace("&amp;", "&");
    let second = owner.get(&next).await.expect(200).text();
    assert!(second.contains("처음으로") && !second.contains("customer:6"), "{second}");

    owner.submit("/access-log", "/access-log/check", &[]).await.expect(303);
    assert!(owner.get("/access-log").await.text().contains("고치거나 지운 흔적이 없습니다"));
    let file = owner.submit("/access-log", "/access-log/export", &[("action", "customer.create")]).await.expect(200);
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("access-log-2026-11-22.csv"));
    let rows = file.text();
    assert!(rows.starts_with("\u{FEFF}번호,") && rows.lines().count() == 7, "{rows}");
    assert!(owner.get("/access-log").await.text().contains("접속기록 내려받기"));

    let ours = dangol::accounts::service::find(test.env(), "ours").await.expect("found").expect("there").id;
    let (_, mut manager) = test.member("manager@ours.kr", Role::Manager, ours).await;
    manager.get("/access-log").await.expect(403);
    let own = manager.get("/accounts/ours/access-log").await.expect(200).text();
    assert!(own.contains("customer:6") && !own.contains("로그인</td>") && !own.contains("/access-log/export"), "{own}");
    test.viewer("viewer@ours.kr", ours).await.get("/accounts/ours/access-log").await.expect(403);
}

#[test]
fn whatever_is_logged_has_words() {
    fn sources(directory: &std::path::Path, all: &mut Vec<String>) {
        for entry in std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()) {
            if entry.is_dir() {
                sources(&entry, all);
            } else if entry.extension().is_some_and(|extension| extension == "rs") {
                all.push(std::fs::read_to_string(entry).expect("a source"));
            }
        }
    }
    let mut all = Vec::new();
    sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let writes = |line: &&str| [".log(", "log_agency_act(", "change(env", "change_user(env"].iter().any(|call| line.contains(call));
    let is_action = |word: &&str| {
        word.split_once('.').is_some_and(|(thing, verb)| {
            [thing, verb].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'))
        })
    };
    let actions: std::collections::BTreeSet<&str> = all
        .iter()
        .flat_map(|source| source.lines().filter(writes))
        .flat_map(|line| line.split('"').skip(1).step_by(2).filter(is_action))
        .collect();
    assert!(actions.len() > 40, "{actions:?}");
    let wordless: Vec<_> = actions.iter().filter(|action| wording(action).ko == **action).collect();
    assert!(wordless.is_empty(), "{wordless:?}");
}
