//! An account that is erased for good: no file and no row is left, but its certificate.

use dangol::{
    accounts::{
        model::{Actor, Role},
        service::{self as accounts, erasing},
    },
    base::{error::Error, ids::AccountId},
    db::{Class, swap},
    testing::app::{NOON, TestApp},
};
use rusqlite::Connection;

use crate::erasure::{BASE, GIVEAWAYS, holding, office};

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_account_leaves_no_file_and_no_row_but_its_certificate() {
    let test = TestApp::start().await;
    let (api, _) = office(&test).await;
    drop(api);
    test.account("other").await;
    let id = accounts::find(test.env(), "hanbit").await.expect("looked").expect("there").id;
    let aside = test.directory().join("accounts/before-restore-hanbit-20261120T030000Z.db");
    std::fs::copy(test.directory().join("accounts/hanbit.db"), &aside).expect("copied");
    let (_, mut manager) = test.member("manager@agency.kr", Role::Manager, id).await;
    let token = test.api(Some(id), Role::Owner).await;
    manager.submit("/profile", "/accounts/hanbit/erase", &[("confirm", "hanbit")]).await.expect(403);
    assert!(!manager.get("/accounts/hanbit/settings").await.expect(200).text().contains("고객사 파기"));
    let mut browser = test.browser().await;
    browser.submit("/accounts/hanbit/settings", "/accounts/hanbit/erase", &[("confirm", "other")]).await.expect(303);
    assert!(browser.get("/accounts/hanbit/settings").await.expect(200).text().contains("파기하지 않았습니다"));
    let gone = browser.submit("/accounts/hanbit/settings", "/accounts/hanbit/erase", &[("confirm", "hanbit")]).await.expect(303);
    assert_eq!(gone.header("location"), "/erased-accounts");
    let listed = browser.get("/erased-accounts").await.expect(200).text();
    assert!(listed.contains("hanbit") && listed.contains(&format!("/erased-accounts/{id}/certificate")), "{listed}");
    let certificate = browser.get(&format!("/erased-accounts/{id}/certificate")).await.expect(200);
    assert!(certificate.header("content-disposition").starts_with("attachment; filename=\"erasure-hanbit-"));
    let certificate = certificate.text();
    for said in [
        "개인정보 파기 확인서",
        "Certificate of erasure",
        "customer",
        "archived_interaction",
        "김대표",
        "before-restore-hanbit",
        "한빛대행사",
    ] {
        assert!(certificate.contains(said), "{said}");
    }
    browser.get("/erased-accounts/99/certificate").await.expect(404);
    manager.get("/erased-accounts").await.expect(403);
    browser.get("/accounts/hanbit").await.expect(404);
    let mut token = token;
    token.get(BASE).await.expect(401);
    test.visitor().get("/p/hanbit/spring").await.expect(404);
    let erased = erasing::get(test.env(), id).await.expect("known");
    assert!(erased.done_at.is_some() && erased.rows.iter().any(|(table, rows)| table == "lead" && *rows == 3), "{:?}", erased.rows);

    let conn = Connection::open(test.directory().join("control.db")).expect("opens");
    for (table, column) in [
        ("account", "id"),
        ("user_account", "account_id"),
        ("api_token", "account_id"),
        ("capacity_part", "account_id"),
        ("job_slot", "account_id"),
    ] {
        let rows: i64 =
            conn.query_row(&format!("SELECT count(*) FROM {table} WHERE {column} = ?1"), [id.0], |row| row.get(0)).expect("counted");
        assert_eq!(rows, 0, "{table}");
    }
    let kept: i64 = conn.query_row("SELECT count(*) FROM access_log WHERE account_id = ?1", [id.0], |row| row.get(0)).expect("counted");
    assert!(kept > 3, "the access log stays, as the law asks");
    drop(conn);
    // The same name begins anew, under an id that nobody had.
    let anew = test.account("hanbit").await;
    assert!(anew.id.0 > id.0);
    let mut owner = test.api(Some(anew.id), Role::Owner).await;
    assert_eq!(owner.get(&format!("{BASE}/customers")).await.expect(200).json()["page"]["total"], 0);
    drop((owner, token, manager, browser));
    let test = test.restart().await;
    assert_eq!(holding(test.directory(), &GIVEAWAYS), []);
    let names: Vec<String> = std::fs::read_dir(test.directory().join("accounts"))
        .expect("listed")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    assert!(
        !names.iter().any(|name| name.starts_with("before-restore") || name.contains("archive") || swap::is_passing(name)),
        "{names:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erasure_of_an_account_that_was_cut_off_is_finished_at_the_next_start() {
    let test = TestApp::start().await;
    let (api, _) = office(&test).await;
    drop(api);
    let id = accounts::find(test.env(), "hanbit").await.expect("looked").expect("there").id;
    let cut_off = move |tx: &dangol::db::Tx<'_>| {
        tx.execute(
            "INSERT INTO erased_account (account_id, slug, name, created_at, actor, actor_name, at, rows, files)
             VALUES (?1, 'hanbit', 'hanbit', 0, 'cli', 'cli', ?2, '[]', '[]')",
            (id, NOON),
        )?;
        Ok(tx.execute("UPDATE account SET ready = 0 WHERE id = ?1", [id])?)
    };
    test.env().db.control().write(Class::Person, cut_off).await.expect("noted");
    let test = test.restart().await;
    assert_eq!(holding(test.directory(), &GIVEAWAYS), []);
    assert!(erasing::get(test.env(), id).await.expect("known").done_at.is_some());
    assert!(matches!(erasing::get(test.env(), AccountId(99)).await, Err(Error::NotFound)));
    let nobody = erasing::erase(test.env(), &Actor::operator(), "hanbit").await;
    assert!(matches!(nobody, Err(Error::NotFound)));
    let viewer = Actor { role: Role::Manager, ..Actor::operator() };
    test.account("other").await;
    assert!(matches!(erasing::erase(test.env(), &viewer, "other").await, Err(Error::Forbidden(_))));
}
