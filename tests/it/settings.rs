//! The page of all settings.

use dangol::{
    accounts::model::Role,
    config::{
        keys::KEYS,
        layers::{Flag, Sources},
        machine::Machine,
    },
    testing::app::TestApp,
};

#[tokio::test(flavor = "multi_thread")]
async fn every_key_stands_there_with_its_value_its_source_and_its_line() {
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("dangol.toml");
    std::fs::write(&file, "[public]\nmin_fill_ms = 1234\n").expect("written");
    let sources = Sources {
        flags: vec![Flag { key: "listen", typed: "--listen", value: "127.0.0.1:4711".to_owned() }],
        file: Some(file.clone()),
        environment: vec![("DANGOL_ACCOUNTS__MAX_ACTIVE".into(), "7".into())],
        platform_data_dir: Some(directory.path().to_owned()),
        platform_config_dir: None,
        machine: Machine { cores: 2, memory_bytes: Some(2 << 30), is_limited: false },
    };
    let loaded = sources.load().expect("loaded");
    let test = TestApp::start_with(|settings| {
        *settings = dangol::config::settings::Settings { data_dir: settings.data_dir.clone(), ..loaded.settings };
    })
    .await;
    let mut browser = test.browser().await;
    let page = browser.get("/settings").await.expect(200).text();
    for key in KEYS {
        assert!(page.contains(&format!("<code>{}</code>", key.name)), "{}", key.name);
    }
    for shown in ["127.0.0.1:4711", "명령줄 --listen", "1234", "환경 변수 DANGOL_ACCOUNTS__MAX_ACTIVE", "장비 규모 minimum", "dangol.toml"]
    {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(page.contains("public.min_fill_ms = 1234"), "{page}");
    let set = browser.get("/settings?set=on").await.expect(200).text();
    let shown = KEYS.iter().filter(|key| set.contains(&format!("<code>{}</code>", key.name)));
    assert_eq!(shown.map(|key| key.name).collect::<Vec<_>>(), ["listen", "public.min_fill_ms", "accounts.max_active"]);
    let found = browser.get("/settings?q=%EB%B0%B1%EC%97%85").await.expect(200).text();
    assert!(found.contains("<code>backup.directory</code>") && !found.contains("<code>listen</code>"), "{found}");
    let nothing = browser.get("/settings?q=%3Cscript%3E").await.expect(200).text();
    assert!(nothing.contains("찾는 설정이 없습니다") && !nothing.contains("<script>"), "{nothing}");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_are_stored_and_never_shown() {
    let test = TestApp::start().await;
    let mut browser = test.browser().await;
    let mail = [
        ("host", "smtp.example.kr"),
        ("port", "587"),
        ("security", "starttls"),
        ("username", "mailer"),
        ("password", "Geheim-mail-1"),
        ("from_email", "a@example.kr"),
    ];
    browser.submit("/mail", "/mail", &mail).await.expect(303);
    let store = [
        ("endpoint", "https://s3.example.kr"),
        ("region", "kr"),
        ("bucket", "dangol"),
        ("style", "path"),
        ("access_key_id", "AKIAEXAMPLE"),
        ("secret_access_key", "Geheim-store-2"),
        ("keep_days", "30"),
    ];
    browser.submit("/settings/backups", "/settings/backups/store", &store).await.expect(303);
    let hook = [("url", "https://hooks.example.kr/services/Geheim-hook-3")];
    browser.submit("/settings/webhook", "/settings/webhook", &hook).await;
    let page = browser.get("/settings").await.expect(200).text();
    for shown in ["smtp.example.kr", "s3.example.kr", "hooks.example.kr", "시험 메일 보내기", "저장소 연결 확인"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("Geheim") && !page.contains("AKIAEXAMPLE"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_owners_see_it() {
    let test = TestApp::start().await;
    let account = test.account("ours").await;
    let (_, mut manager) = test.member("m@ours.kr", Role::Manager, account.id).await;
    manager.get("/settings").await.expect(403);
    test.stranger().get("/settings").await.expect(303);
}
