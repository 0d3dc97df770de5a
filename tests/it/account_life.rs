//! An account's life: put away and taken back, moved to another box as one file, erased for good.

use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use axum::http::Method;
use dangol::{
    accounts::{
        model::{AccountChange, AccountStatus, Actor, Role},
        service::{
            self as accounts,
            parcel::{
                exporting::export,
                importing::{admit, arrive},
                manifest::LeftOut,
            },
        },
    },
    alerts, app,
    backup::parcel::{Member, measure, pack, unpack},
    base::{email::Email, error::Error},
    db::{Class, migrate::Schema, swap},
    mail,
    queue::worker::Owner,
    retention::service as retention,
    testing::{app::TestApp, client::Client},
    web::{gate::Audience, routes::Route},
};
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::{
    appliance::run,
    erasure::{BASE, NAME, holding, office},
};

async fn set_status(test: &TestApp, status: AccountStatus) {
    let change = AccountChange { status: Some(status), ..AccountChange::default() };
    accounts::update(test.env(), &Actor::operator(), "hanbit", change).await.expect("changed");
}

/// Everything an account's file holds but what waits to be told.
fn content(test: &TestApp) -> BTreeMap<String, Vec<String>> {
    let conn = Connection::open(test.directory().join("accounts/hanbit.db")).expect("opens");
    let mut tables = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'outbox'").expect("prepared");
    let names: Vec<String> = tables.query_map([], |row| row.get(0)).expect("read").map(|name| name.expect("a name")).collect();
    let mut content = BTreeMap::new();
    for name in names {
        let mut statement = conn.prepare(&format!("SELECT * FROM \"{name}\"")).expect("prepared");
        let columns = statement.column_count();
        let mut rows = statement.query([]).expect("read");
        let mut lines = Vec::new();
        while let Some(row) = rows.next().expect("a row") {
            let cells: Vec<String> = (0..columns).map(|column| format!("{:?}", row.get_ref(column).expect("a cell"))).collect();
            lines.push(cells.join(" "));
        }
        content.insert(name, lines);
    }
    content
}

fn address(route: &Route) -> String {
    let fill = |part: &str| match part {
        "{account}" => "hanbit".to_owned(),
        part if part.starts_with('{') => "1".to_owned(),
        part => part.to_owned(),
    };
    route.path.split('/').map(fill).collect::<Vec<_>>().join("/")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_account_is_read_only_for_everybody_and_takes_up_where_it_was() {
    let test = TestApp::start().await;
    let (mut api, customer) = office(&test).await;
    let mut browser = test.browser().await;
    let settings = browser.get("/accounts/hanbit/settings").await.expect(200).text();
    assert!(settings.contains("/accounts/hanbit/status/archived") && settings.contains("고객사 파기"));
    browser.submit("/accounts/hanbit/settings", "/accounts/hanbit/status/archived", &[]).await.expect(303);
    let before = content(&test);

    // Every route that changes something, as somebody who may everything.
    let token = browser.get("/profile").await.expect(200).text();
    let token = token.split("name=\"form_token\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a token").to_owned();
    let spared = ["/accounts/{account}/status/{status}", "/accounts/{account}/erase"];
    let mut tried = 0;
    for route in &test.app.routes {
        let in_account = matches!(route.audience, Audience::Account(_));
        if !in_account || route.method == Method::GET || spared.contains(&route.path.as_ref()) {
            continue;
        }
        let path = address(route);
        let answer = if path.starts_with("/api/") {
            api.send(route.method.clone(), &path, Some("application/json"), b"{}".to_vec()).await
        } else {
            let form = format!("form_token={token}");
            browser.send(route.method.clone(), &path, Some("application/x-www-form-urlencoded"), form.into_bytes()).await
        };
        assert!(answer.status.as_u16() < 500, "{} {path}: {}", route.method, answer.text());
        tried += 1;
    }
    assert!(tried > 40, "{tried}");
    let well_made = [
        (Method::POST, "customers".to_owned(), json!({"name": "새 고객"})),
        (Method::PATCH, format!("customers/{customer}"), json!({"name": "다른 이름"})),
        (Method::DELETE, format!("customers/{customer}"), json!({})),
        (Method::POST, "leads".to_owned(), json!({"customer": {"name": "새 고객"}})),
        (Method::PATCH, "leads/1".to_owned(), json!({"value": 5})),
        (Method::POST, "leads/1/interactions".to_owned(), json!({"kind": "note", "data": {"text": "메모"}})),
        (Method::POST, "funnels".to_owned(), json!({"name": "상담", "stages": [{"key": "new", "name": "접수"}]})),
        (Method::DELETE, "landing-pages/1/publication".to_owned(), json!({})),
        (Method::PATCH, "landing-pages/1".to_owned(), json!({"title": "다른 제목"})),
    ];
    for (method, path, body) in well_made {
        let refused = api.send(method, &format!("{BASE}/{path}"), Some("application/json"), body.to_string().into()).await.expect(403);
        assert!(refused.text().contains("보관된 고객사") || refused.text().contains("archived"), "{path}: {}", refused.text());
    }
    api.patch(BASE, json!({"name": "다른 이름"})).await.expect(403);
    assert_eq!(content(&test), before, "nothing has changed");

    // Visitors find nothing, and what they send is taken nowhere.
    let mut visitor = test.visitor();
    visitor.get("/p/hanbit/spring").await.expect(410);
    visitor.post_form("/p/hanbit/spring", &[("name", "방문자"), ("phone", "010-2222-3333")]).await.expect(410);
    let event = json!({"events": [{"id": "e1", "kind": "page_view", "url": "/p/hanbit/spring", "at": "2026-11-22T03:00:00Z"}]});
    // Scripts on pages that are still open are not told, but nothing is kept of what they send.
    visitor.send(Method::POST, "/t/hanbit", Some("application/json"), event.to_string().into()).await.expect(202);
    assert_eq!(content(&test), before, "and visitors changed nothing");
    // It can be read, and comes back as it was.
    api.get(&format!("{BASE}/customers/{customer}")).await.expect(200);
    browser.get("/accounts/hanbit/leads").await.expect(200);
    assert_eq!(api.patch(BASE, json!({"status": "active"})).await.expect(200).json()["status"], "active");
    api.patch(&format!("{BASE}/leads/1"), json!({"value": 5})).await.expect(200);
    visitor.get("/p/hanbit/spring").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archived_account_sends_nothing_that_was_queued_before() {
    let test = TestApp::start().await;
    let (api, _) = office(&test).await;
    drop(api);
    let settings = alerts::model::Settings { emails: vec![Email::parse("boss@hanbit.kr").expect("an address")], ..Default::default() };
    let cx = test.cx("hanbit").await;
    alerts::service::save(&cx, settings).await.expect("saved");
    let mut visitor = test.visitor();
    visitor.headers.push(("user-agent", "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0".into()));
    visitor.get("/p/hanbit/spring").await.expect(200);
    visitor.post_form("/p/hanbit/spring", &[("name", "방문자"), ("phone", "010-2222-3333")]).await.expect(303);
    while app::hear(&cx).await.expect("heard") > 0 {}
    set_status(&test, AccountStatus::Archived).await;
    let worker = app::worker(test.env());
    assert_eq!(worker.run_due(&Owner::Account("hanbit".into())).await.expect("worked"), 1, "one try, and no more");
    let cx = test.cx("hanbit").await;
    let sent = alerts::service::deliveries(&cx, None, dangol::base::page::PageRequest::default()).await.expect("listed");
    assert_eq!(sent.data.len(), 1);
    assert_eq!(sent.data[0].progress, alerts::model::Progress::Failed);
    assert!(sent.data[0].answer.as_ref().is_some_and(|answer| answer.ko.contains("보관")), "{:?}", sent.data[0].answer);
    alerts::service::send_again(&cx, sent.data[0].id).await.expect_err("not while it is put away");
    let test_mail =
        mail::service::test_account(&cx, Email::parse("boss@hanbit.kr").expect("an address"), dangol::base::lang::Lang::Ko).await;
    assert!(matches!(test_mail, Err(Error::Forbidden(_))));
    set_status(&test, AccountStatus::Active).await;
    let cx = test.cx("hanbit").await;
    alerts::service::send_again(&cx, sent.data[0].id).await.expect("queued again");
}

/// What a client of the API is told of an account, page after page.
async fn told(api: &mut Client, visitor: &mut Client) -> Vec<(String, Value)> {
    let mut paths: Vec<String> = [
        "/customers?sort=name",
        "/leads?suspect=any",
        "/funnels",
        "/landing-pages",
        "/landing-pages/1",
        "/landing-pages/1/stats",
        "/conversions",
        "/conversions/monthly",
        "/dashboard",
        "/score-model",
        "/viral-campaigns",
        "/viral-loops",
    ]
    .map(str::to_owned)
    .into();
    let leads = api.get(&format!("{BASE}/leads?suspect=any&per_page=200")).await.expect(200).json();
    for lead in leads["data"].as_array().expect("leads") {
        paths.extend([format!("/leads/{}/interactions?per_page=200", lead["id"]), format!("/leads/{}/score", lead["id"])]);
        paths.push(format!("/customers/{}/timeline", lead["customer_id"]));
    }
    let mut told = Vec::new();
    for path in paths {
        let answer = api.get(&format!("{BASE}{path}")).await;
        told.push((path, if answer.status.is_success() { answer.json() } else { json!(answer.status.as_u16()) }));
    }
    told.push(("page".into(), visitor.get("/p/hanbit/spring").await.expect(200).text().into()));
    told
}

/// An appliance whose keys are its own.
async fn other_box() -> TestApp {
    let other = TestApp::start().await;
    let renew = |directory: &Path| {
        let conn = Connection::open(directory.join("control.db")).expect("opens");
        conn.execute("UPDATE server_key SET value = randomblob(64)", []).expect("renewed");
    };
    other.restart_after(renew).await
}

/// An account with secrets and a colleague's leads, beside another one, and its export.
async fn exported(test: &TestApp, to: &Path) -> (PathBuf, Client) {
    let (mut api, _) = office(test).await;
    let account = accounts::find(test.env(), "hanbit").await.expect("looked").expect("there");
    let (agent, _) = test.member("agent@agency.kr", Role::Agent, account.id).await;
    api.patch(&format!("{BASE}/leads/1"), json!({"assignee_id": agent.0})).await.expect(200);
    test.account("foreign-shop").await;
    let mut foreign = test.api(None, Role::Owner).await;
    foreign.post("/api/v1/accounts/foreign-shop/customers", json!({"name": "남의고객", "phone": "010-8888-1111"})).await.expect(201);
    let cx = test.cx("hanbit").await;
    let secret = |tx: &accounts::AccountTx<'_, '_>| {
        tx.execute(
            "INSERT INTO mail_server (id, host, port, security, username, password, from_email, from_name, updated_at)
             VALUES (1, 'mail.hanbit.kr', 587, 0, 'hanbit', x'5ea1ed5ea1ed5ea1ed', 'a@hanbit.kr', '한빛', 0)",
            [],
        )?;
        Ok(tx.execute("INSERT INTO webhook (id, url, secret, updated_at) VALUES (1, 'https://hook.hanbit.kr/', x'5ea1ed0000', 0)", [])?)
    };
    cx.write(secret).await.expect("set up");
    test.settle().await;
    let file = to.join("hanbit.tar.zst");
    let manifest = export(test.env(), &Actor::operator(), "hanbit", file.clone()).await.expect("exported");
    assert_eq!(manifest.left_out, [LeftOut::MailPassword, LeftOut::Webhook]);
    (file, api)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_moves_to_another_box_whole_and_takes_nobody_elses_data_along() {
    let (test, outside) = (TestApp::start().await, tempfile::tempdir().expect("a directory"));
    let (file, mut api) = exported(&test, outside.path()).await;
    let left: Vec<_> = std::fs::read_dir(outside.path()).expect("listed").collect();
    assert_eq!(left.len(), 1, "no half copy lies about");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).expect("there").permissions());
    assert_eq!(mode & 0o777, 0o600);
    let plain = zstd::decode_all(File::open(&file).expect("opens")).expect("unpacked");
    let has = |text: &[u8]| memchr::memmem::find(&plain, text).is_some();
    assert!(has(NAME.as_bytes()));
    for foreign in ["남의고객", "foreign-shop", "owner@agency.kr", "agent@agency.kr", "김대표", "hook.hanbit.kr"] {
        assert!(!has(foreign.as_bytes()), "{foreign} is in the file");
    }
    assert!(!has(&[0x5e, 0xa1, 0xed, 0x5e, 0xa1, 0xed]), "a sealed secret is in the file");

    let other = other_box().await;
    let arrived = arrive(other.env(), file.clone(), None).await.expect("arrived");
    assert!(arrived.own_origin(other.env()).is_none());
    let account = admit(other.env(), &Actor::operator(), arrived).await.expect("admitted");
    assert_eq!((account.slug.as_str(), account.name.as_str()), ("hanbit", "hanbit"));
    let mut there = other.api(Some(account.id), Role::Owner).await;
    // Who works on a lead is nobody there.
    api.patch(&format!("{BASE}/leads/1"), json!({"assignee_id": null})).await.expect(200);
    let strip = |told: Vec<(String, Value)>| -> Vec<(String, String)> {
        // A change of the assignee leaves its trace and time where it was made.
        let traces = |value: Value| {
            let mut value = value;
            if let Some(rows) = value["data"].as_array_mut() {
                rows.retain(|row| row["data"]["name"] != "assigned");
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    row.remove("updated_at");
                }
            }
            value["page"]["total"] = Value::Null;
            value.to_string()
        };
        told.into_iter().map(|(path, value)| (path, if value.is_object() { traces(value) } else { value.to_string() })).collect()
    };
    let (mut here_visitor, mut there_visitor) = (test.visitor(), other.visitor());
    let here = strip(told(&mut api, &mut here_visitor).await);
    let moved = strip(told(&mut there, &mut there_visitor).await);
    for (one, two) in here.iter().zip(&moved) {
        assert_eq!(one, two);
    }
    assert_eq!(here.len(), moved.len());
    // It lives there: leads come in, and mail says what is missing.
    let mut visitor = other.visitor();
    visitor.post_form("/p/hanbit/spring", &[("name", "새 방문자"), ("phone", "010-2222-3333")]).await.expect(303);
    other.settle().await;
    let left: Vec<_> = holding(other.directory(), &["남의고객"]);
    assert!(left.is_empty());
    // The slug is taken now; under another one it comes in again.
    let refused = arrive(other.env(), file.clone(), None).await.expect_err("taken");
    assert!(matches!(refused, Error::Conflict { field: "slug", .. }), "{refused:?}");
    let arrived = arrive(other.env(), file, Some("hanbit-2".into())).await.expect("arrived");
    let second = admit(other.env(), &Actor::operator(), arrived).await.expect("admitted");
    assert_ne!(second.id, account.id);
    let passing = std::fs::read_dir(other.directory().join("accounts")).expect("listed");
    assert!(!passing.into_iter().any(|entry| swap::is_passing(&entry.expect("an entry").file_name().to_string_lossy())));
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_erased_since_the_export_is_erased_from_it_again() {
    let (test, outside) = (TestApp::start().await, tempfile::tempdir().expect("a directory"));
    let (file, mut api) = exported(&test, outside.path()).await;
    let customer = api.get(&format!("{BASE}/customers?q=7777")).await.expect(200).json()["data"][0]["id"].clone();
    api.post(&format!("{BASE}/customers/{customer}/erasure"), json!({"reason": "request"})).await.expect(201);
    let arrived = arrive(test.env(), file, Some("copy".into())).await.expect("arrived");
    let (_, again) = retention::admit(test.env(), &Actor::operator(), arrived).await.expect("admitted");
    assert_eq!(again, 1);
    let mut owner = test.api(None, Role::Owner).await;
    owner.get(&format!("/api/v1/accounts/copy/customers/{customer}")).await.expect(404);
    assert_eq!(owner.get("/api/v1/accounts/copy/customers").await.expect(200).json()["page"]["total"], 1);
}

/// Takes an export apart, changes it, and puts it together so that it looks right.
fn forged(file: &Path, change: impl FnOnce(&mut Value, &Connection)) -> PathBuf {
    let folder = tempfile::tempdir().expect("a directory").keep();
    let mut manifest = Value::Null;
    let taken: Result<(), dangol::backup::parcel::Fault> = unpack(file, |bytes| {
        manifest = serde_json::from_slice(bytes).expect("JSON");
        let members: Vec<Member> = serde_json::from_value(manifest["members"].clone()).expect("members");
        Ok(members.into_iter().map(|member| (member.clone(), folder.join(&member.name))).collect())
    });
    taken.expect("taken apart");
    let conn = Connection::open(folder.join("account.db")).expect("opens");
    change(&mut manifest, &conn);
    conn.close().expect("closed");
    let names: Vec<String> =
        manifest["members"].as_array().expect("members").iter().map(|one| one["name"].as_str().expect("a name").into()).collect();
    let members: Vec<(Member, PathBuf)> =
        names.iter().map(|name| (measure(&folder.join(name), name).expect("measured"), folder.join(name))).collect();
    manifest["members"] = serde_json::to_value(members.iter().map(|(member, _)| member).collect::<Vec<_>>()).expect("JSON");
    let to = folder.join("forged.tar.zst");
    pack(&to, manifest.to_string().as_bytes(), &members).expect("packed");
    to
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_export_or_was_changed_is_refused_and_leaves_nothing() {
    let (test, outside) = (TestApp::start().await, tempfile::tempdir().expect("a directory"));
    let (file, _) = exported(&test, outside.path()).await;
    let other = other_box().await;
    let whole = std::fs::read(&file).expect("read");
    let bad = outside.path().join("bad");
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 0x40;
    for (bytes, what) in
        [(&whole[..whole.len() / 2], "cut"), (&whole[..200], "cut early"), (&flipped[..], "flipped"), (b"hello", "text"), (b"", "empty")]
    {
        std::fs::write(&bad, bytes).expect("written");
        let refused = arrive(other.env(), bad.clone(), None).await.expect_err(what);
        assert!(matches!(&refused, Error::Invalid(errors) if errors.of("file").is_some()), "{what}: {refused:?}");
    }
    let forgeries: [(&str, PathBuf); 5] = [
        (
            "a trigger of its own",
            forged(&file, |_, conn| {
                conn.execute_batch("CREATE TRIGGER evil AFTER INSERT ON lead BEGIN DELETE FROM customer; END").expect("made");
            }),
        ),
        ("another schema", forged(&file, |_, conn| conn.execute_batch("DROP INDEX customer_name").expect("dropped"))),
        ("a newer schema", forged(&file, |_, conn| conn.pragma_update(None, "user_version", 99).expect("set"))),
        ("another program's", forged(&file, |_, conn| conn.pragma_update(None, "application_id", 1).expect("set"))),
        (
            "loose ends",
            forged(&file, |_, conn| conn.execute_batch("PRAGMA foreign_keys = OFF; UPDATE lead SET customer_id = 999").expect("changed")),
        ),
    ];
    for (what, forgery) in forgeries {
        let refused = arrive(other.env(), forgery, None).await.expect_err(what);
        assert!(matches!(&refused, Error::Invalid(errors) if errors.of("file").is_some()), "{what}: {refused:?}");
    }
    for slug in ["../../etc", "control", "A B", ""] {
        let hostile = forged(&file, |manifest, _| manifest["account"]["slug"] = slug.into());
        if let Ok(arrived) = arrive(other.env(), hostile, None).await {
            assert!(["control", ""].contains(&slug), "{slug}: a plain word is a slug like others, and without one the name gives it");
            drop(arrived);
        }
    }
    assert!(std::fs::read_dir(other.directory().join("accounts")).map_or(0, Iterator::count) == 0, "nothing is left behind");
    assert!(accounts::list(other.env()).await.expect("listed").is_empty());

    // One of an older version is brought up to date.
    let old = forged(&file, |manifest, conn| {
        let steps = Schema::Account.migrations();
        let path = conn.path().expect("a path").to_owned();
        std::fs::remove_file(&path).expect("removed");
        let fresh = Connection::open(&path).expect("made");
        for sql in &steps[..steps.len() - 2] {
            fresh.execute_batch(sql).expect("migrated");
        }
        fresh.pragma_update(None, "user_version", i64::try_from(steps.len() - 2).expect("small")).expect("set");
        let mark: i32 = Connection::open(test.directory().join("accounts/hanbit.db"))
            .expect("opens")
            .pragma_query_value(None, "application_id", |row| row.get(0))
            .expect("read");
        fresh.pragma_update(None, "application_id", mark).expect("set");
        manifest["account"]["slug"] = "older".into();
    });
    let arrived = arrive(other.env(), old, None).await.expect("migrated");
    admit(other.env(), &Actor::operator(), arrived).await.expect("admitted");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_cut_off_is_invisible_and_can_be_done_again() {
    let (test, outside) = (TestApp::start().await, tempfile::tempdir().expect("a directory"));
    let (file, _) = exported(&test, outside.path()).await;
    let set_up = ["setup", "--email", "owner@agency.kr", "--agency", "둘째 대행사"];
    let import = |data_dir: &Path, die_before: Option<u32>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dangol"));
        command
            .env_clear()
            .env("DANGOL_DATA_DIR", data_dir)
            .args(["account", "import"])
            .arg(&file)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if let Some(step) = die_before {
            command.env("DANGOL_DIE_BEFORE_STEP", step.to_string());
        }
        command.output().expect("ran")
    };
    for step in 0..3 {
        let home = tempfile::tempdir().expect("a directory");
        run(home.path(), &set_up, "correct horse battery\n");
        let killed = import(home.path(), Some(step));
        if killed.status.code() == Some(0) {
            assert!(step > 1, "the swap has more steps than {step}");
            break;
        }
        let listed = Command::new(env!("CARGO_BIN_EXE_dangol"))
            .env_clear()
            .env("DANGOL_DATA_DIR", home.path())
            .args(["account", "list", "--json"])
            .output()
            .expect("ran");
        let listed: Value = serde_json::from_slice(&listed.stdout).expect("JSON");
        assert_eq!(listed["accounts"], json!([]), "nothing is visible after {step}");
        let again = import(home.path(), None);
        assert_eq!(again.status.code(), Some(0), "{step}: {}", String::from_utf8_lossy(&again.stderr));
        let names: Vec<String> = std::fs::read_dir(home.path().join("accounts"))
            .expect("listed")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        assert!(names.contains(&"hanbit.db".to_owned()) && !names.iter().any(|name| swap::is_passing(name)), "{names:?}");
    }
    // Whatever such an import has left is nobody's when an account of that name is made.
    let other = other_box().await;
    let left = |tx: &dangol::db::Tx<'_>| {
        Ok(tx.execute("INSERT INTO account (id, slug, name, status, ready, time_zone, locale, created_at) VALUES (7, 'hanbit', 'x', 0, 0, 'UTC', 'ko', 0)", [])?)
    };
    other.env().db.control().write(Class::Person, left).await.expect("noted");
    std::fs::create_dir_all(other.directory().join("accounts")).expect("made");
    std::fs::copy(test.directory().join("accounts/hanbit.db"), other.directory().join("accounts/hanbit.db")).expect("copied");
    other.account("hanbit").await;
    let mut owner = other.api(None, Role::Owner).await;
    assert_eq!(owner.get(&format!("{BASE}/customers")).await.expect(200).json()["page"]["total"], 0);
}
