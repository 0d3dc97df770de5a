//! The pages that lead through a restore: who may, what they refuse, and that they bring an account back.

use std::time::Duration;

use dangol::{
    accounts::{
        model::Role,
        service::{self as accounts, job::Run},
    },
    backups::{jobs, service::facts},
    base::time::HOUR_MS,
    testing::{app::TestApp, client::Client},
};
use serde_json::json;

const PATH: &str = "/backups/restore";

/// Makes a backup as the night does. Gives its id.
async fn back_up(test: &TestApp) -> String {
    let run = Run::new(test.env().clone(), accounts::list(test.env()).await.expect("listed"), |_| ());
    let done = jobs::back_up(&run).await.expect("backed up");
    assert!(done.faults.is_empty(), "{:?}", done.faults);
    facts::snapshots(test.env()).await.expect("listed")[0].id().to_owned()
}

async fn add_customer(api: &mut Client, slug: &str, phone: &str) -> i64 {
    let path = format!("/api/v1/accounts/{slug}/customers");
    let added = api.post(&path, json!({ "name": "홍길동", "phone": phone })).await.expect(201).json();
    added["id"].as_i64().expect("an id")
}

async fn customers(api: &mut Client, slug: &str) -> i64 {
    let list = api.get(&format!("/api/v1/accounts/{slug}/customers")).await.expect(200).json();
    list["page"]["total"].as_i64().expect("a number")
}

/// Follows a restore's page until it has ended.
async fn ended(browser: &mut Client, path: &str) -> String {
    for _ in 0..400 {
        let page = browser.get(path).await.expect(200).text();
        if !page.contains(&format!("{path}/progress")) {
            return page;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the restore did not end")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_brings_an_account_back_and_the_others_keep_what_came_since() {
    let test = TestApp::start().await;
    test.account("cafe").await;
    test.account("dental").await;
    let mut api = test.api(None, Role::Owner).await;
    let mut browser = test.browser().await;
    assert!(browser.get(PATH).await.expect(200).text().contains("되돌릴 백업이 없습니다"));

    let ids = [add_customer(&mut api, "cafe", "01012345670").await, add_customer(&mut api, "cafe", "01012345671").await];
    let id = back_up(&test).await;
    test.clock.advance_ms(3 * HOUR_MS);
    // Nobody stays logged in for so long.
    let mut browser = test.browser().await;
    for id in ids {
        api.delete(&format!("/api/v1/accounts/cafe/customers/{id}")).await.expect(204);
    }
    add_customer(&mut api, "dental", "01011112222").await;

    let page = browser.get(&format!("{PATH}?snapshot={id}")).await.expect(200).text();
    assert!(page.contains("3시간 전") && page.contains("오늘 "), "{page}");
    let look = format!("{PATH}/preview?account=cafe&snapshot={id}");
    let page = browser.get(&look).await.expect(200).text();
    for said in ["고객", "+2", "들어온 리드가 없습니다", "다시 보내지 않습니다", "7일"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let wrong = [("account", "cafe"), ("snapshot", id.as_str()), ("target", "in_place"), ("confirm", "dental")];
    let page = browser.submit(&look, PATH, &wrong).await.expect(422).text();
    assert!(page.contains("바뀐 것은 없습니다") && page.contains("value=\"dental\""), "{page}");
    assert_eq!(customers(&mut api, "cafe").await, 0);

    let right = [("account", "cafe"), ("snapshot", id.as_str()), ("target", "in_place"), ("confirm", "cafe")];
    let begun = browser.submit(&look, PATH, &right).await.expect(303);
    let page = ended(&mut browser, begun.header("location")).await;
    assert!(page.contains("되돌렸습니다") && page.contains("before-restore-cafe-"), "{page}");
    assert_eq!((customers(&mut api, "cafe").await, customers(&mut api, "dental").await), (2, 1));
    let file = page.split("name=\"file\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a file").to_owned();
    for wrong in ["../control.db", "", "before-restore-cafe-20200101T000000Z.db"] {
        browser.submit(PATH, "/backups/restore/kept", &[("file", wrong)]).await.expect(303);
        assert_eq!(customers(&mut api, "cafe").await, 2);
    }
    browser.submit(PATH, "/backups/restore/kept", &[("file", &file)]).await.expect(303);
    assert_eq!(customers(&mut api, "cafe").await, 0, "as it was before the restore");
    test.settle().await;
    let log = browser.get("/access-log").await.expect(200).text();
    assert!(log.contains("backup.restore") || log.contains("복원"), "{log}");
    assert!(browser.get(PATH).await.expect(200).text().contains("지난 복원"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_looked_at_first_and_put_in_place_or_removed() {
    let test = TestApp::start().await;
    test.account("cafe").await;
    let mut api = test.api(None, Role::Owner).await;
    let mut browser = test.browser().await;
    add_customer(&mut api, "cafe", "01012345670").await;
    let id = back_up(&test).await;
    test.clock.advance_ms(HOUR_MS);
    add_customer(&mut api, "cafe", "01012345671").await;
    let look = format!("{PATH}/preview?account=cafe&snapshot={id}");

    for puts in [false, true] {
        let begun = browser.submit(&look, PATH, &[("account", "cafe"), ("snapshot", &id), ("target", "aside")]).await.expect(303);
        let page = ended(&mut browser, begun.header("location")).await;
        let shown = page.split("/backups/restore/shown/").nth(1).and_then(|rest| rest.split('"').next()).expect("a link").to_owned();
        assert_eq!((customers(&mut api, "cafe").await, customers(&mut api, &shown).await), (2, 1));
        let choice = browser.get(PATH).await.expect(200).text();
        assert!(!choice.contains(&format!("<option value=\"{shown}\"")) && choice.contains("살펴보려고 연 백업"), "{choice}");
        let path = format!("{PATH}/shown/{shown}");
        browser.submit(&path, &format!("{path}/place"), &[("confirm", "nobody")]).await.expect(422);
        if puts {
            browser.submit(&path, &format!("{path}/place"), &[("confirm", "cafe")]).await.expect(303);
            assert_eq!(customers(&mut api, "cafe").await, 1);
        } else {
            browser.submit(&path, &format!("{path}/removal"), &[]).await.expect(303);
            assert_eq!(customers(&mut api, "cafe").await, 2);
        }
        browser.get(&path).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_accounts_come_back_after_the_words_for_it() {
    let test = TestApp::start().await;
    test.account("cafe").await;
    test.account("dental").await;
    let mut api = test.api(None, Role::Owner).await;
    let mut browser = test.browser().await;
    let id = back_up(&test).await;
    test.clock.advance_ms(HOUR_MS);
    test.account("newer").await;
    for slug in ["cafe", "dental", "newer"] {
        add_customer(&mut api, slug, "01012345670").await;
    }
    let look = format!("{PATH}/preview?account=*&snapshot={id}");
    let page = browser.get(&look).await.expect(200).text();
    assert!(page.contains("되돌리지 않음") && page.contains("모두 복원"), "{page}");
    let all = |confirm: &'static str| [("account", "*"), ("snapshot", ""), ("target", "aside"), ("confirm", confirm)];
    let mut fields = all("cafe");
    fields[1].1 = &id;
    browser.submit(&look, PATH, &fields).await.expect(422);
    fields[3].1 = "Restore all";
    let begun = browser.submit(&look, PATH, &fields).await.expect(303);
    let page = ended(&mut browser, begun.header("location")).await;
    assert!(page.contains("고객사 2곳을 되돌렸습니다"), "{page}");
    for (slug, left) in [("cafe", 0), ("dental", 0), ("newer", 1)] {
        assert_eq!(customers(&mut api, slug).await, left, "{slug}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_refused_in_a_sentence() {
    let test = TestApp::start().await;
    test.account("cafe").await;
    let id = back_up(&test).await;
    let mut browser = test.browser().await;
    test.clock.advance_ms(HOUR_MS);
    test.account("newer").await;
    for (account, snapshot, said) in [
        ("", id.as_str(), "어느 고객사를"),
        ("cafe", "", "어느 백업으로"),
        ("cafe", "abcdef", "그 백업은 이제 없습니다"),
        ("nobody", id.as_str(), "‘nobody’ 고객사가 없습니다"),
        ("newer", id.as_str(), "그 백업에 없습니다"),
        ("<b>", "'\"<", "그 백업은 이제 없습니다"),
    ] {
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("account", account).append_pair("snapshot", snapshot).finish();
        let page = browser.get(&format!("{PATH}/preview?{query}")).await.expect(422).text();
        assert!(page.contains(said) && !page.contains("<b>&lt"), "{account} {snapshot}: {page}");
        let fields = [("account", account), ("snapshot", snapshot), ("target", "in_place"), ("confirm", account)];
        browser.submit(PATH, PATH, &fields).await.expect(422);
    }
    // From a copy that is not there.
    let page = browser.get(&format!("{PATH}/preview?account=cafe&snapshot={id}&offsite=on")).await.expect(422).text();
    assert!(page.contains("외부에 복사되지 않았습니다"), "{page}");
    browser.get("/backups/restores/1").await.expect(404);
    browser.get(&format!("{PATH}/shown/cafe")).await.expect(404);
    let begun =
        test.env().db.control().read(|conn| Ok(conn.query_row("SELECT count(*) FROM restore", [], |row| row.get::<_, i64>(0))?)).await;
    assert_eq!(begun.expect("counted"), 0, "nothing was begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_restore_and_only_from_our_own_page() {
    let test = TestApp::start().await;
    let account = test.account("cafe").await;
    let id = back_up(&test).await;
    for role in [Role::Manager, Role::Agent, Role::Viewer] {
        let (_, mut member) = test.member(&format!("{}@cafe.kr", role.name()), role, account.id).await;
        for path in [PATH.to_owned(), format!("{PATH}/preview?account=cafe&snapshot={id}"), "/backups/restores/1".to_owned()] {
            member.get(&path).await.expect(403);
        }
    }
    let mut browser = test.browser().await;
    let fields = [("account", "cafe"), ("snapshot", id.as_str()), ("target", "in_place"), ("confirm", "cafe")];
    browser.post_form(PATH, &fields).await.expect(403);
    assert!(!browser.get(PATH).await.expect(200).text().contains("지난 복원"));
}
