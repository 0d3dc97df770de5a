//! Restores: an account comes back as it was, the others go on, and whatever is wrong with a backup never replaces a good file.

use std::{
    fs,
    ops::ControlFlow,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use dangol::{
    accounts::{
        model::{AccountStatus, Actor, Role},
        service as accounts,
    },
    app,
    backup::{Key, Place, Repository, Snapshot, Source, save::About},
    backups::{
        restore::{Target, Told, Wanted, Which},
        service::restore::{
            aside,
            empty::{self, bring_back},
            kept,
            origin::Origin,
            preview::preview,
            run,
        },
    },
    base::{
        chance::SystemChance,
        error::Error,
        ids::CustomerId,
        time::{Clock, DAY_MS, HOUR_MS, Timestamp},
    },
    db::{Class, lock::DirectoryLock, migrate::Schema},
    env::Env,
    queue::{
        job::{Kind, NewJob},
        table,
    },
    retention::{erasure::Reason, service as retention},
    testing::{app::TestApp, client::Client},
};
use rusqlite::Connection;
use serde_json::{Value, json};

pub const API: &str = "/api/v1/accounts/cafe";

/// A repository that has all files of a box.
pub fn back_up(env: &Env, slugs: &[&str]) -> Snapshot {
    let data_dir = env.settings.data_dir.clone();
    let mut sources = vec![Source::database(&data_dir, "control.db")];
    for slug in slugs {
        sources.push(Source::database(&data_dir, format!("accounts/{slug}.db")));
        let archive = format!("accounts/{slug}.archive.db");
        if data_dir.join(&archive).exists() {
            sources.push(Source::database(&data_dir, archive));
        }
    }
    save(env, sources)
}

pub fn save(env: &Env, sources: Vec<Source>) -> Snapshot {
    let place = Place::directory(&env.settings.backup_directory()).expect("a place");
    let key = Key::keep(&env.settings.data_dir, &SystemChance).expect("a key");
    let repository = Repository::open_or_init(place, &key).expect("opened");
    let lock = repository.place().lock("test").expect("free");
    let about = About { reason: "test".into(), version: "0".into() };
    repository.save(&lock, sources, &about, &env.clock, Arc::new(|_| ControlFlow::Continue(()))).expect("saved")
}

pub fn in_place(slugs: &[&str]) -> Wanted {
    let accounts = slugs.iter().map(|slug| (*slug).to_owned()).collect();
    Wanted { which: Which::Newest, accounts, target: Target::InPlace, offsite: false }
}

pub async fn restore(env: &Env, wanted: Wanted) -> Vec<Told> {
    let origin = Origin::local(env).expect("there");
    run::restore(env, origin, wanted, Actor::operator(), |_| ()).await.expect("restored")
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

fn left_over(data_dir: &Path) -> Vec<String> {
    let names = fs::read_dir(data_dir.join("accounts")).expect("listed");
    let names = names.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("incoming-") || name.starts_with("leaving-")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_comes_back_and_the_others_keep_this_minute() {
    let app = TestApp::start().await;
    app.account("cafe").await;
    app.account("dental").await;
    let mut api = app.api(None, Role::Owner).await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(add_customer(&mut api, "cafe", &format!("0101234567{number}")).await);
    }
    app.settle().await;
    let snapshot = back_up(app.env(), &["cafe", "dental"]);
    app.clock.advance_ms(HOUR_MS);
    for id in &ids {
        api.delete(&format!("{API}/customers/{id}")).await.expect(204);
    }
    let late = add_customer(&mut api, "cafe", "01099990000").await;
    add_customer(&mut api, "dental", "01011112222").await;
    assert_eq!((customers(&mut api, "cafe").await, customers(&mut api, "dental").await), (1, 1));

    let seen = preview(app.env(), &Actor::operator(), Origin::local(app.env()).expect("there"), Which::Newest, "cafe").await.expect("seen");
    let change = seen.tables.iter().find(|change| change.table == "customer").expect("it differs");
    assert_eq!((change.then, change.now, seen.at), (Some(5), Some(1), snapshot.file("accounts/cafe.db").expect("saved").at));
    assert!(seen.fits());

    let told = restore(app.env(), in_place(&["cafe"])).await;
    let restored = told[0].restored.as_ref().unwrap_or_else(|| panic!("{told:?}"));
    assert_eq!((customers(&mut api, "cafe").await, customers(&mut api, "dental").await), (5, 1));
    api.get(&format!("{API}/customers/{late}")).await.expect(404);
    // The id of a customer who came in since is not handed out again.
    assert!(add_customer(&mut api, "cafe", "01055556666").await > late);
    let old = app.directory().join("accounts").join(restored.kept.as_ref().expect("kept"));
    let rows = Connection::open(&old).expect("opens").query_row("SELECT count(*) FROM customer", [], |row| row.get::<_, i64>(0));
    assert_eq!(rows.expect("counted"), 1);
    assert!(left_over(app.directory()).is_empty());

    // Every act of before and after is in the access log, once, and so is the restore.
    app.settle().await;
    for account in accounts::list(app.env()).await.expect("listed") {
        while accounts::relay_access_log(app.env(), &account).await.expect("relayed") > 0 {}
    }
    let count = |action: &'static str| {
        app.env().db.control().read(move |conn| {
            let sql = "SELECT count(*) FROM access_log WHERE action = ?1";
            Ok(conn.query_row(sql, [action], |row| row.get::<_, i64>(0))?)
        })
    };
    let counted = (count("customer.create").await, count("customer.delete").await, count("account.restore").await);
    assert_eq!((counted.0.expect("read"), counted.1.expect("read"), counted.2.expect("read")), (8, 5, 1));

    app.clock.advance_ms(8 * DAY_MS);
    assert_eq!(kept::kept(app.env()).await.expect("listed").len(), 1);
    accounts::errand::send(app.env(), kept::ForgetKept {}).await.expect("deleted");
    assert!(!old.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_that_waited_then_is_not_sent_again() {
    let app = TestApp::start().await;
    app.account("cafe").await;
    let cx = app.cx("cafe").await;
    cx.write(|tx| {
        let job = NewJob { kind: Kind::Webhook, key: "old", payload: &json!({}), due_at: tx.now() };
        table::enqueue(tx, &job, tx.now()).map(drop)
    })
    .await
    .expect("queued");
    back_up(app.env(), &["cafe"]);
    drop(cx);
    let told = restore(app.env(), in_place(&["cafe"])).await;
    assert_eq!(told[0].restored.as_ref().map(|restored| restored.given_up), Some(1), "{told:?}");
    let cx = app.cx("cafe").await;
    let open = cx.read(|conn| {
        Ok(conn.query_row("SELECT state, answer FROM job WHERE id = 1", [], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?)
    });
    let (state, answer) = open.await.expect("read");
    assert_eq!(state, 3);
    assert!(answer.contains("Not sent"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_was_erased_stays_erased() {
    let app = TestApp::start().await;
    let account = app.account("cafe").await;
    let gone = app.account("gone").await.id;
    let mut api = app.api(None, Role::Owner).await;
    let id = add_customer(&mut api, "cafe", "01012345678").await;
    add_customer(&mut api, "cafe", "01012345679").await;
    back_up(app.env(), &["cafe", "gone"]);
    app.clock.advance_ms(HOUR_MS);
    retention::erase(&app.cx("cafe").await, CustomerId(id), Reason::Request).await.expect("erased");
    let told = restore(app.env(), in_place(&["cafe"])).await;
    assert_eq!(told[0].restored.as_ref().map(|restored| restored.erased_again), Some(1), "{told:?}");
    assert_eq!(customers(&mut api, "cafe").await, 1);

    // A whole account too, and one that took its name since gets nothing of it.
    let now = app.now();
    let erase = move |tx: &dangol::db::Tx<'_>| {
        tx.execute("DELETE FROM account WHERE slug = 'gone'", [])?;
        let sql = "INSERT INTO erased_account (account_id, slug, name, created_at, actor, actor_name, at, rows, files)
                   VALUES (?1, 'gone', 'gone', 0, 'cli', 'cli', ?2, '{}', '{}')";
        tx.execute(sql, (gone, now))?;
        Ok(())
    };
    app.env().db.control().write(Class::Person, erase).await.expect("erased");
    let told = restore(app.env(), in_place(&["gone"])).await;
    assert!(told[0].fault.as_ref().is_some_and(|fault| fault.en.contains("stays erased")), "{told:?}");

    // An empty box from the first of two snapshots: the list is that of the second.
    let second = back_up(app.env(), &["cafe"]);
    let origin = Origin::local(app.env()).expect("there");
    let first = origin.look().expect("listed").first().expect("one").clone();
    assert_ne!(first.id, second.id);
    let directory = tempfile::tempdir().expect("a directory");
    let wanted = empty::Wanted { which: Which::Id(first.id), directory: directory.path(), accounts: Vec::new() };
    let brought = tokio::task::block_in_place(|| bring_back(&origin, &wanted, now, |_| ())).expect("brought back");
    assert_eq!((brought.erased_again, brought.accounts.as_slice()), (1, ["cafe".to_owned()].as_slice()), "{brought:?}");
    assert_eq!(account.slug, "cafe");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_backup_replaces_nothing() {
    let app = TestApp::start().await;
    let other = app.account("cafe").await;
    let mut api = app.api(None, Role::Owner).await;
    add_customer(&mut api, "cafe", "01012345678").await;
    let aside = tempfile::tempdir().expect("a directory");
    let foreign = aside.path().join("foreign.db");
    Connection::open(&foreign).expect("made").execute_batch("CREATE TABLE theirs (id INTEGER)").expect("filled");
    let newer = aside.path().join("newer.db");
    Connection::open(&newer)
        .expect("made")
        .execute_batch("CREATE TABLE ours (id INTEGER); PRAGMA application_id = 0x64616e31; PRAGMA user_version = 999")
        .expect("filled");
    let damaged = aside.path().join("damaged.db");
    let mut bytes = {
        back_up(app.env(), &["cafe"]);
        let out = aside.path().join("out");
        let origin = Origin::local(app.env()).expect("there");
        let opened = origin.open().expect("opened");
        let snapshot = opened.snapshots.last().expect("one").clone();
        opened.repository.write_out(&opened.lock, &snapshot, "accounts/cafe.db", &out).expect("written");
        fs::read(&out).expect("read")
    };
    let half = bytes.len() / 2;
    bytes[half..half + 20_000].fill(0x5a);
    fs::write(&damaged, &bytes).expect("written");
    for (file, kind, word) in [
        (&foreign, dangol::backup::source::Kind::Database, "not whole"),
        (&newer, dangol::backup::source::Kind::Database, "newer version"),
        (&damaged, dangol::backup::source::Kind::Plain, "not whole"),
    ] {
        save(app.env(), vec![Source { path: "accounts/cafe.db".into(), file: file.clone(), kind }]);
        let told = restore(app.env(), in_place(&["cafe"])).await;
        assert!(told[0].fault.as_ref().is_some_and(|fault| fault.en.contains(word)), "{}: {told:?}", file.display());
        assert_eq!(customers(&mut api, &other.slug).await, 1);
        assert!(left_over(app.directory()).is_empty());
    }
    let told = restore(app.env(), in_place(&["dental"])).await;
    assert!(told[0].fault.as_ref().is_some_and(|fault| fault.en.contains("not in that backup")), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_older_file_is_brought_up_to_date() {
    const OLD: usize = 5;
    let app = TestApp::start().await;
    app.account("cafe").await;
    let aside = tempfile::tempdir().expect("a directory");
    let old = aside.path().join("old.db");
    let conn = Connection::open(&old).expect("made");
    for sql in &Schema::Account.migrations()[..OLD] {
        conn.execute_batch(sql).expect("migrated");
    }
    conn.execute_batch(&format!(
        "PRAGMA journal_mode = WAL; PRAGMA application_id = 0x64616e31; PRAGMA user_version = {OLD};
         INSERT INTO customer (id, name, status, created_at, updated_at, last_activity_at) VALUES (1, '김하나', 0, 0, 0, 0);
         INSERT INTO counter VALUES ('customers', 1), ('customers.status.0', 1);"
    ))
    .expect("filled");
    drop(conn);
    save(app.env(), vec![Source { path: "accounts/cafe.db".into(), file: old, kind: dangol::backup::source::Kind::Database }]);
    let told = restore(app.env(), in_place(&["cafe"])).await;
    let steps = told[0].restored.as_ref().map(|restored| restored.steps);
    assert_eq!(steps, Some(Schema::Account.migrations().len() - OLD), "{told:?}");
    let mut api = app.api(None, Role::Owner).await;
    assert_eq!(customers(&mut api, "cafe").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_keep_coming_while_an_account_is_restored() {
    let app = TestApp::start().await;
    let mut api = app.api(None, Role::Owner).await;
    for slug in ["cafe", "dental"] {
        app.account(slug).await;
        publish(&mut api, slug).await;
    }
    back_up(app.env(), &["cafe", "dental"]);
    let stop = Arc::new(AtomicBool::new(false));
    let visitors: Vec<_> = [("cafe", 1), ("dental", 2), ("cafe", 3), ("dental", 4)]
        .into_iter()
        .map(|(slug, lane)| {
            let (mut visitor, stop) = (app.visitor(), Arc::clone(&stop));
            tokio::spawn(async move {
                let (mut acknowledged, mut refused) = (Vec::new(), 0);
                for number in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let phone = format!("010{lane}{number:07}");
                    let answer = visitor.post(&format!("/p/{slug}/spring"), json!({ "name": "홍길동", "phone": phone })).await;
                    match answer.status.as_u16() {
                        201 => acknowledged.push(phone),
                        503 => refused += 1,
                        other => panic!("{slug}: {other}"),
                    }
                }
                (slug, acknowledged, refused)
            })
        })
        .collect();
    for _ in 0..2 {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let told = restore(app.env(), in_place(&["cafe"])).await;
        assert!(told[0].fault.is_none(), "{told:?}");
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    stop.store(true, Ordering::Relaxed);
    let mut cafe = Vec::new();
    for visitor in visitors {
        let (slug, acknowledged, refused) = visitor.await.expect("no panic");
        assert!(acknowledged.len() > 5, "{slug}: too few to tell");
        if slug == "dental" {
            assert_eq!(refused, 0, "the other account goes on");
            let there = phones(&app, "dental").await;
            let lost = acknowledged.iter().filter(|phone| !there.contains(&format!("+82{}", &phone[1..]))).count();
            assert_eq!(lost, 0, "of {}", acknowledged.len());
        } else {
            cafe.extend(acknowledged);
        }
    }
    // What came in after the last restore is there; what came before is in the files that were kept.
    let mut there = phones(&app, "cafe").await;
    for old in kept::kept(app.env()).await.expect("listed") {
        let conn = Connection::open(app.directory().join("accounts").join(old.file)).expect("opens");
        there.extend(phones_in(&conn));
    }
    let lost = cafe.iter().filter(|phone| !there.contains(&format!("+82{}", &phone[1..]))).count();
    assert_eq!(lost, 0, "of {}", cafe.len());
}

fn phones_in(conn: &Connection) -> Vec<String> {
    let mut statement = conn.prepare("SELECT phone FROM customer /* whole table: a test */ WHERE phone IS NOT NULL").expect("prepared");
    statement.query_map([], |row| row.get(0)).expect("read").map(|phone| phone.expect("a phone")).collect()
}

async fn phones(app: &TestApp, slug: &str) -> Vec<String> {
    app.cx(slug).await.read(|conn| Ok(phones_in(conn))).await.expect("read")
}

async fn publish(api: &mut Client, slug: &str) {
    let pages = format!("/api/v1/accounts/{slug}/landing-pages");
    let form = json!({ "fields": [{ "name": "name", "label": "이름", "kind": "text" },
        { "name": "phone", "label": "전화", "kind": "phone", "required": true }] });
    let page: Value =
        api.post(&pages, json!({ "title": "봄", "slug": "spring", "html": "<h1>봄</h1>", "form": form })).await.expect(201).json();
    let published = api.put(&format!("{pages}/{}/publication", page["id"]), json!({})).await;
    assert!(published.status.is_success(), "{}", published.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_is_looked_at_first_and_then_put_in_place() {
    let app = TestApp::start().await;
    app.account("cafe").await;
    let mut api = app.api(None, Role::Owner).await;
    publish(&mut api, "cafe").await;
    let id = add_customer(&mut api, "cafe", "01012345678").await;
    back_up(app.env(), &["cafe"]);
    api.delete(&format!("{API}/customers/{id}")).await.expect(204);
    for _ in 0..2 {
        let told = restore(app.env(), Wanted { target: Target::Aside, ..in_place(&["cafe"]) }).await;
        assert!(told[0].fault.is_none(), "{told:?}");
    }
    let shown = aside::shown_of(app.env(), app.cx("cafe").await.account().id).await.expect("listed");
    let slugs: Vec<String> = shown.iter().map(|shown| shown.account.slug.clone()).collect();
    assert_eq!(slugs, ["cafe-restored-20261122", "cafe-restored-20261122-2"]);
    assert!(shown.iter().all(|shown| shown.account.status == AccountStatus::Archived));
    assert_eq!((customers(&mut api, "cafe").await, customers(&mut api, &slugs[0]).await), (0, 1));
    api.post(&format!("/api/v1/accounts/{}/customers", slugs[0]), json!({ "name": "x" })).await.expect(403);
    app.visitor().get(&format!("/p/{}/spring", slugs[0])).await.expect(410);

    let actor = Actor::operator();
    assert_eq!(aside::put_in_place(app.env(), &actor, &slugs[0]).await.expect("put in place"), "cafe");
    aside::remove(app.env(), &actor, &slugs[1]).await.expect("removed");
    assert_eq!(customers(&mut api, "cafe").await, 1);
    for slug in &slugs {
        assert!(accounts::find(app.env(), slug).await.expect("asked").is_none());
        assert!(!app.directory().join(format!("accounts/{slug}.db")).exists());
    }
    assert!(matches!(aside::remove(app.env(), &actor, "cafe").await, Err(Error::Conflict { .. })), "an ordinary account stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_key_alone_brings_a_whole_box_back() {
    let app = TestApp::start().await;
    app.account("cafe").await;
    app.account("dental").await;
    let mut api = app.api(None, Role::Owner).await;
    add_customer(&mut api, "cafe", "01012345678").await;
    app.cx("cafe").await.env().db.create_archive("cafe").await.expect("made");
    let snapshot = back_up(app.env(), &["cafe", "dental"]);
    let home = tempfile::tempdir().expect("a directory");
    let typed = fs::read_to_string(Key::path(app.directory())).expect("read").to_lowercase().replace('-', " ");
    let place = Place::directory(&app.env().settings.backup_directory()).expect("a place");
    let origin = Origin { place, key: Key::parse(&typed).expect("a key") };
    let directory = home.path().join("box");
    let wanted = empty::Wanted { which: Which::Newest, directory: &directory, accounts: Vec::new() };
    // Cut off once before, it begins anew.
    fs::create_dir_all(directory.join("accounts")).expect("made");
    fs::create_dir_all(directory.join("run")).expect("made");
    fs::write(directory.join("run/restoring"), "").expect("written");
    fs::write(directory.join("accounts/cafe.db"), "half").expect("written");
    // The log of another control file, which was lost without it.
    for log in ["control.db-wal", "control.db-shm"] {
        fs::write(directory.join(log), "of another one").expect("written");
    }
    let brought = tokio::task::block_in_place(|| bring_back(&origin, &wanted, app.now(), |_| ())).expect("brought back");
    assert_eq!(brought.accounts, ["cafe", "dental"]);
    assert!(!directory.join("control.db-wal").exists() && !directory.join("control.db-shm").exists());
    assert!(directory.join("recovery.key").exists() && directory.join("accounts/cafe.archive.db").exists());
    let again = tokio::task::block_in_place(|| bring_back(&origin, &wanted, app.now(), |_| ()));
    assert!(matches!(again, Err(Error::Conflict { field: "directory", .. })), "a box that is there stays");

    let mut settings = app.env().settings.clone();
    settings.data_dir = directory.clone();
    let lock = DirectoryLock::take(&directory).expect("free");
    let other = app::open(settings, lock, Arc::clone(&app.env().clock), Arc::new(SystemChance)).await.expect("opens");
    let cx = accounts::enter(&other, "cafe", Arc::new(Actor::operator())).await.expect("entered");
    assert_eq!(cx.read(|conn| Ok(phones_in(conn))).await.expect("read"), ["+821012345678"]);
    assert!(snapshot.file("control.db").is_some());

    // Only the files of one account, to look into.
    let out = home.path().join("out");
    let wanted = empty::Wanted { which: Which::Newest, directory: &out, accounts: vec!["dental".into()] };
    let brought = tokio::task::block_in_place(|| bring_back(&origin, &wanted, app.now(), |_| ())).expect("brought back");
    assert_eq!(brought.accounts, ["dental"]);
    assert!(out.join("accounts/dental.db").exists() && !out.join("control.db").exists() && !out.join("accounts/cafe.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_before_anything_moves() {
    let disk = tempfile::tempdir().expect("a directory");
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=48m,mode=700", "none"]).arg(disk.path()).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        eprintln!("SKIPPED: only root can mount a small disk, so no full disk was tried");
        return;
    }
    let backups = tempfile::tempdir().expect("a directory");
    {
        let (data_dir, place) = (disk.path().join("data"), backups.path().to_owned());
        let app = TestApp::start_with(|settings| {
            settings.data_dir = data_dir;
            settings.backup.directory = Some(place);
        })
        .await;
        app.account("cafe").await;
        let mut api = app.api(None, Role::Owner).await;
        add_customer(&mut api, "cafe", "01012345678").await;
        back_up(app.env(), &["cafe"]);
        add_customer(&mut api, "cafe", "01012345679").await;
        let refused =
            run::restore(app.env(), Origin::local(app.env()).expect("there"), in_place(&["cafe"]), Actor::operator(), |_| ()).await;
        assert!(matches!(refused, Err(Error::Conflict { field: "disk", .. })), "{refused:?}");
        assert_eq!(customers(&mut api, "cafe").await, 2);
        assert!(left_over(&app.env().settings.data_dir).is_empty());
    }
    let _ = Command::new("umount").arg(disk.path()).status();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_was_begun_tells_how_it_ended() {
    let app = TestApp::start().await;
    app.account("cafe").await;
    back_up(app.env(), &["cafe"]);
    let id = run::begin(app.env(), &Actor::operator(), in_place(&["cafe"])).await.expect("begun");
    assert!(run::begin(app.env(), &Actor::operator(), in_place(&["cafe"])).await.is_err(), "one at a time");
    let ended = loop {
        let order = run::find(app.env(), id).await.expect("there");
        if !order.state.is_open() {
            break order;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    assert!(ended.told[0].restored.is_some(), "{ended:?}");
    let now: Timestamp = app.clock.now();
    assert_eq!((ended.asked_at, ended.ended_at), (now, Some(now)));
}
