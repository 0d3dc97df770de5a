//! The worst day: of a box nothing is left but its key sheet and the store off-site.

use std::{fs, process::Command, time::Duration};

use dangol::{accounts::model::Role, backup::Key, backups::jobs, testing::app::TestApp};
use serde_json::{Value, json};

use crate::{
    appliance::{self, Appliance, free_ports},
    backup_store::server,
    backups,
};

#[tokio::test(flavor = "multi_thread")]
async fn the_key_sheet_and_the_store_alone_bring_the_box_back() {
    let store = server::Server::start().await;
    let test = TestApp::start().await;
    test.account("hanbit").await;
    let mut api = test.api(None, Role::Owner).await;
    let person = json!({ "name": "김단골", "phone": "01012345678", "email": "dangol@example.com" });
    api.post("/api/v1/accounts/hanbit/customers", person).await.expect(201);
    backups::set_up_store(&mut test.browser().await, &format!("http://{}", store.address)).await;
    backups::back_up(&test).await;
    backups::sound(jobs::copy(&backups::run(&test).await).await.expect("copied"));

    // What is printed on the sheet, and nothing of the old directory.
    let paper = tempfile::tempdir().expect("a directory");
    let sheet = paper.path().join("sheet.txt");
    let key = Key::read(&test.env().settings.data_dir).expect("a key");
    fs::write(&sheet, key.printed().to_lowercase()).expect("written");
    let empty = paper.path().join("new-box");
    let from = format!("s3:http://{}/{}/dangol/one", store.address, server::BUCKET);
    let restore = |from: String, secret: &'static str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dangol"));
        command.arg("--data-dir").arg(&empty).args(["backup", "restore", "--json", "--from", &from, "--key-file"]).arg(&sheet);
        command.env("AWS_ACCESS_KEY_ID", server::KEY).env("AWS_SECRET_ACCESS_KEY", secret).env("AWS_DEFAULT_REGION", "ap-northeast-2");
        tokio::task::block_in_place(|| command.env("LANG", "C").output().expect("ended"))
    };
    let refused = restore(from.clone(), "another secret");
    assert!(!refused.status.success() && !empty.join("control.db").exists(), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("key"), "{refused:?}");
    let brought = restore(from, server::SECRET);
    assert!(brought.status.success(), "{brought:?}");
    let told: Value = serde_json::from_slice(&brought.stdout).expect("json");
    assert_eq!((&told["accounts"], &told["left_out"]), (&json!(["hanbit"]), &json!([])), "{told}");

    let token = appliance::run(&empty, &["token", "create", "--name", "t", "--account", "hanbit", "--role", "owner"], "");
    let served = Appliance::start(&empty, free_ports());
    let client = reqwest::Client::builder().timeout(Duration::from_secs(20)).build().expect("a client");
    let customers: Value = {
        let answer = client.get(format!("{}/api/v1/accounts/hanbit/customers", served.admin)).bearer_auth(token).send().await;
        answer.expect("answered").json().await.expect("json")
    };
    assert_eq!(customers["data"][0]["email"], "dangol@example.com", "{customers}");
    // The new box goes on where the old one ended: it can read the backups that it came from.
    assert_eq!(Key::read(&empty).expect("a key").printed(), key.printed());
}
