//! Erasing one person: nothing of them is left on the disk, no backup brings them back, and nobody else misses anything.

use std::path::{Path, PathBuf};

use dangol::{
    accounts::model::{AccountChange, AccountStatus, Actor, Role},
    accounts::service as accounts,
    base::time::DAY_MS,
    db::Class,
    retention::{jobs, service as retention},
    rollups::service as rollups,
    testing::{
        app::{NOON, TestApp},
        client::Client,
    },
};
use rusqlite::Connection;
use serde_json::{Value, json};

pub const BASE: &str = "/api/v1/accounts/hanbit";
pub const NAME: &str = "남궁보호";
const EMAIL: &str = "Namgung.Boho@private-mail.kr";
/// Everything that gives the person away, in every form in which it may lie somewhere.
pub const GIVEAWAYS: [&str; 7] =
    [NAME, EMAIL, "namgung.boho@private-mail.kr", "namgung.boho%40private-mail.kr", "010-7777-1234", "+821077771234", "01077771234"];

/// An account with a page, the person who is to be erased (a visitor of it, with a history that reaches into the archive) and another one.
pub async fn office(test: &TestApp) -> (Client, i64) {
    let account = test.account("hanbit").await;
    let mut owner = test.api(Some(account.id), Role::Owner).await;
    let page = json!({
        "title": "상담", "slug": "spring", "html": "<!doctype html><h1>봄</h1>{{form}}", "thank_you": {"message": "고맙습니다."},
        "form": {"fields": [
            {"name": "name", "label": "이름", "kind": "text", "required": true},
            {"name": "phone", "label": "전화번호", "kind": "phone", "required": true},
            {"name": "email", "label": "이메일", "kind": "email"},
            {"name": "memo", "label": "문의", "kind": "textarea"}
        ]}
    });
    let page = owner.post(&format!("{BASE}/landing-pages"), page).await.expect(201).json();
    owner.put(&format!("{BASE}/landing-pages/{}/publication", page["id"]), Value::Null).await.expect(200);
    let link = "/p/hanbit/spring?utm_source=mail&utm_term=namgung.boho%40private-mail.kr";
    let mut visitor = test.visitor();
    visitor.headers.push(("user-agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0".into()));
    visitor.get(link).await.expect(200);
    let memo = format!("{NAME}입니다. 010-7777-1234로 전화 주세요. ").repeat(100);
    let fields = [("name", NAME), ("phone", "010-7777-1234"), ("email", EMAIL), ("memo", memo.as_str())];
    visitor.post_form(link, &fields).await.expect(303);
    let mut other = test.visitor();
    other.get("/p/hanbit/spring").await.expect(200);
    other.post_form("/p/hanbit/spring", &[("name", "성춘향"), ("phone", "010-1234-5679")]).await.expect(303);
    let lead = owner.get(&format!("{BASE}/leads?suspect=any&q={}", "7777-1234")).await.expect(200).json()["data"][0].clone();
    let customer = lead["customer_id"].as_i64().expect("an id");
    // Answers of the API that are kept for a day.
    owner.headers.push(("idempotency-key", "once".into()));
    let again = json!({"customer": {"name": NAME, "phone": "010-7777-1234"}, "form": {"memo": memo}});
    owner.post(&format!("{BASE}/leads"), again).await.expect(201);
    owner.headers.clear();
    owner
        .patch(&format!("{BASE}/customers/{customer}"), json!({"company": format!("{NAME} 상회"), "attributes": {"별명": NAME}}))
        .await
        .expect(200);
    for (days, id) in [(1, &lead["id"]), (30, &lead["id"]), (500, &lead["id"]), (600, &lead["id"])] {
        let note =
            json!({"kind": "note", "data": {"text": format!("{NAME} 고객과 통화 ({EMAIL})")}, "occurred_at": NOON.plus_ms(-days * DAY_MS)});
        owner.post(&format!("{BASE}/leads/{id}/interactions"), note).await.expect(201);
    }
    test.settle().await;
    let run = accounts::job::Run::new(test.env().clone(), accounts::list(test.env()).await.expect("listed"), |_| ());
    assert_eq!(jobs::archive(&run).await.expect("archived").rows, 2);
    accounts::relay_access_log(test.env(), &account).await.expect("gathered");
    (owner, customer)
}

/// The files below a directory that hold one of these texts.
pub fn holding(directory: &Path, texts: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(directory).expect("listed") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(holding(&path, texts));
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        for text in texts {
            if memchr::memmem::find(&bytes, text.as_bytes()).is_some() {
                found.push((path.clone(), (*text).to_owned()));
            }
        }
    }
    found
}

async fn figures(owner: &mut Client) -> Value {
    let stats = owner.get(&format!("{BASE}/landing-pages/1/stats")).await.expect(200).json();
    json!([stats, owner.get(&format!("{BASE}/conversions/monthly")).await.expect(200).json()])
}

fn copy(test: &TestApp, file: &str, to: &Path) -> PathBuf {
    let copy = to.join(file);
    let conn = Connection::open(test.directory().join("accounts").join(file)).expect("opens");
    conn.execute("VACUUM INTO ?1", [copy.to_str().expect("a path")]).expect("copied");
    copy
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_an_erased_person_is_left_on_the_disk_and_the_figures_stay() {
    let test = TestApp::start().await;
    let (mut owner, customer) = office(&test).await;
    assert!(holding(test.directory(), &GIVEAWAYS).len() > 5, "it was everywhere");
    let before = figures(&mut owner).await;
    let erased = owner.post(&format!("{BASE}/customers/{customer}/erasure"), json!({"reason": "request"})).await.expect(201).json();
    assert_eq!((&erased["customer_id"], &erased["reason"]), (&json!(customer), &json!("request")));
    let rows = |table: &str| {
        erased["rows"]
            .as_array()
            .expect("rows")
            .iter()
            .find(|row| row["table"] == table)
            .map_or(0, |row| row["rows"].as_i64().expect("a number"))
    };
    assert_eq!((rows("customer"), rows("lead"), rows("archived_interaction")), (1, 2, 2), "{erased}");
    assert!(erased["tidied_at"].is_string(), "a small file is written anew at once");

    owner.get(&format!("{BASE}/customers/{customer}")).await.expect(404);
    owner.post(&format!("{BASE}/customers/{customer}/erasure"), json!({"reason": "request"})).await.expect(404);
    assert_eq!(owner.get(&format!("{BASE}/customers")).await.expect(200).json()["page"]["total"], 1, "the other one is there");
    assert_eq!(figures(&mut owner).await, before, "the figures stay");
    let cx = test.cx("hanbit").await;
    let drifts = cx.read(|conn| rollups::recount(conn, dangol::base::time::Zone::default())).await.expect("recounted");
    assert!(drifts.is_empty(), "{drifts:?}");
    // An answer that was kept is not told again, and the work not done twice.
    owner.headers.push(("idempotency-key", "once".into()));
    let memo = format!("{NAME}입니다. 010-7777-1234로 전화 주세요. ").repeat(100);
    let again = json!({"customer": {"name": NAME, "phone": "010-7777-1234"}, "form": {"memo": memo}});
    owner.post(&format!("{BASE}/leads"), again).await.expect(409);

    // What memory held may have been written by now: look when everything is closed.
    drop((owner, cx));
    let test = test.restart().await;
    assert_eq!(holding(test.directory(), &GIVEAWAYS), [], "nothing is left in any file");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_file_has_erased_persons_taken_out_again_but_nobody_who_was_only_deleted() {
    let test = TestApp::start().await;
    let (mut owner, customer) = office(&test).await;
    let account = accounts::find(test.env(), "hanbit").await.expect("looked").expect("there");
    let aside = tempfile::tempdir().expect("a directory");
    let (file, archive) = (copy(&test, "hanbit.db", aside.path()), copy(&test, "hanbit.archive.db", aside.path()));
    let other = owner.get(&format!("{BASE}/customers?q=5679")).await.expect(200).json()["data"][0]["id"].clone();
    owner.delete(&format!("{BASE}/customers/{other}")).await.expect(204);
    owner.post(&format!("{BASE}/customers/{customer}/erasure"), json!({"reason": "consent"})).await.expect(201);
    // They come back a day later, of their own will.
    test.clock.advance_ms(DAY_MS);
    owner.post(&format!("{BASE}/customers"), json!({"name": NAME, "email": EMAIL})).await.expect(201);
    let since = copy(&test, "hanbit.db", tempfile::tempdir().expect("a directory").keep().as_path());

    let list = retention::list_of(test.env(), account.id).await.expect("listed");
    let (conn, archived) = (Connection::open(&file).expect("opens"), Connection::open(&archive).expect("opens"));
    for conn in [&conn, &archived] {
        conn.pragma_update(None, "foreign_keys", true).expect("set");
    }
    let found = retention::erase_again(&conn, Some(&archived), &list).expect("erased");
    assert_eq!(found.iter().map(|id| id.0).collect::<Vec<_>>(), [customer]);
    assert!(retention::erase_again(&conn, Some(&archived), &list).expect("nothing to do").is_empty());
    let count = |conn: &Connection, sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("counted");
    assert_eq!(count(&conn, "SELECT count(*) FROM customer"), 1, "who was deleted by mistake is back");
    assert_eq!(count(&archived, "SELECT count(*) FROM archived_interaction"), 0);
    let drifts = rollups::recount(&conn, dangol::base::time::Zone::default()).expect("recounted");
    assert!(drifts.is_empty(), "{drifts:?}");
    for conn in [conn, archived] {
        conn.execute_batch("VACUUM").expect("written anew");
    }
    assert_eq!(holding(aside.path(), &GIVEAWAYS), []);

    let conn = Connection::open(&since).expect("opens");
    assert!(retention::erase_again(&conn, None, &list).expect("looked").is_empty(), "who came back stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_that_was_cut_short_is_taken_to_its_end() {
    let test = TestApp::start().await;
    let (mut owner, customer) = office(&test).await;
    // As it stands when the process dies right after the first of the two files was written.
    let account = accounts::find(test.env(), "hanbit").await.expect("looked").expect("there").id;
    let note = move |tx: &dangol::db::Tx<'_>| {
        let sql = "INSERT INTO erased_person (account_id, customer_id, known_since, reason, actor, actor_name, at, rows)
                   VALUES (?1, ?2, ?3, 0, 'cli', 'cli', ?4, '[]')";
        Ok(tx.execute(sql, (account, customer, NOON, tx.now()))?)
    };
    test.env().db.control().write(Class::Person, note).await.expect("noted");
    owner.get(&format!("{BASE}/customers/{customer}")).await.expect(200);
    assert_eq!(retention::finish_soon(test.env()).await.expect("finished"), 1);
    owner.get(&format!("{BASE}/customers/{customer}")).await.expect(404);
    assert_eq!(retention::finish_soon(test.env()).await.expect("nothing to do"), 0);
    drop(owner);
    let test = test.restart().await;
    assert_eq!(holding(test.directory(), &GIVEAWAYS), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_alone_erase_after_they_have_typed_the_name_and_the_register_names_nobody() {
    let test = TestApp::start().await;
    let (owner, customer) = office(&test).await;
    drop(owner);
    let account = accounts::find(test.env(), "hanbit").await.expect("looked").expect("there");
    for role in [Role::Viewer, Role::Agent, Role::Marketer, Role::Manager] {
        let mut api = test.api(Some(account.id), role).await;
        api.post(&format!("{BASE}/customers/{customer}/erasure"), json!({"reason": "request"})).await.expect(403);
    }
    let (_, mut manager) = test.member("manager@agency.kr", Role::Manager, account.id).await;
    let page = format!("/accounts/hanbit/customers/{customer}");
    assert!(!manager.get(&page).await.expect(200).text().contains("/erase\""));
    manager.get(&format!("{page}/erase")).await.expect(403);
    assert!(manager.get("/accounts/hanbit/settings/erasures").await.expect(200).text().contains("아직 파기한 개인정보가 없습니다"));

    // The law asks for it in an account that was put away, too.
    let put_away = AccountChange { status: Some(AccountStatus::Archived), ..AccountChange::default() };
    accounts::update(test.env(), &Actor::operator(), "hanbit", put_away).await.expect("archived");
    let mut browser = test.browser().await;
    let erase = format!("{page}/erase");
    assert!(browser.get(&page).await.expect(200).text().contains("개인정보 파기"));
    assert!(browser.get(&erase).await.expect(200).text().contains("보관된 반응 이력"));
    let again = browser.submit(&erase, &erase, &[("reason", "request"), ("confirm", "성춘향")]).await.expect(422).text();
    assert!(again.contains("고객 이름과 다릅니다"), "{again}");
    let again = browser.submit(&erase, &erase, &[("reason", ""), ("confirm", NAME)]).await.expect(422).text();
    assert!(again.contains("파기 사유를 골라 주세요"), "{again}");
    browser.submit(&erase, &erase, &[("reason", "request"), ("confirm", NAME)]).await.expect(303);
    let register = browser.get("/accounts/hanbit/settings/erasures").await.expect(200).text();
    assert!(register.contains("본인이 삭제를 요청함") && register.contains("김대표") && !register.contains(NAME), "{register}");
    browser.get(&page).await.expect(404);
}
