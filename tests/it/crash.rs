//! What was acknowledged is on disk: 32 clients submit while the server is killed with -9 again and again.

use std::{
    collections::BTreeSet,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use reqwest::StatusCode;
use rusqlite::Connection;
use serde_json::{Value, json};

use crate::appliance::{Appliance, free_ports, run};

const CLIENTS: u32 = 32;

#[tokio::test(flavor = "multi_thread")]
async fn crash_loses_nothing_that_was_acknowledged() {
    let kills: u32 = std::env::var("DANGOL_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(10);
    let directory = tempfile::tempdir().expect("a directory");
    let data_dir = directory.path();
    run(data_dir, &["setup", "--email", "owner@agency.kr", "--agency", "한빛"], "correct horse battery\n");
    run(data_dir, &["account", "create", "--name", "카페", "--slug", "cafe"], "");
    let token = run(data_dir, &["token", "create", "--name", "t", "--account", "cafe", "--role", "owner"], "");
    let ports = free_ports();
    let mut appliance = Appliance::start(data_dir, ports);
    publish_page(&appliance.admin, &token).await;

    let address = format!("{}/p/cafe/spring", appliance.visitors);
    let (acknowledged, stop, next) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            let (address, acknowledged, stop, next) = (address.clone(), Arc::clone(&acknowledged), Arc::clone(&stop), Arc::clone(&next));
            tokio::spawn(async move {
                let client = reqwest::Client::builder().timeout(Duration::from_secs(5)).build().expect("a client");
                while !stop.load(Ordering::Relaxed) {
                    let phone = format!("010{:08}", 20_000_000 + next.fetch_add(1, Ordering::Relaxed));
                    let body = json!({ "name": "홍길동", "phone": phone });
                    match client.post(&address).json(&body).send().await {
                        Ok(answer) if answer.status() == StatusCode::CREATED => acknowledged.lock().expect("no panic").push(phone),
                        Ok(answer) => assert!(answer.status().is_server_error(), "{}", answer.status()),
                        Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
                    }
                }
            })
        })
        .collect();
    let mut seeded = StdRng::seed_from_u64(7);
    for _ in 0..kills {
        tokio::time::sleep(Duration::from_millis(seeded.random_range(150..600))).await;
        appliance.kill();
        appliance = Appliance::start(data_dir, ports);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    stop.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.expect("no client panicked");
    }
    appliance.kill();

    let conn = Connection::open(data_dir.join("accounts/cafe.db")).expect("opens");
    let mut statement =
        conn.prepare("SELECT c.phone, count(*) FROM lead l JOIN customer c ON c.id = l.customer_id GROUP BY c.phone").expect("prepared");
    let leads: Vec<(String, i64)> =
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("read").map(|row| row.expect("row")).collect();
    assert!(leads.iter().all(|(_, count)| *count == 1), "a submission counted twice");
    let stored: BTreeSet<String> = leads.into_iter().map(|(phone, _)| phone).collect();
    let acknowledged = acknowledged.lock().expect("no panic");
    assert!(acknowledged.len() > 100, "the test wrote too little: {}", acknowledged.len());
    let lost: Vec<_> = acknowledged.iter().filter(|phone| !stored.contains(&format!("+82{}", &phone[1..]))).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged submissions are gone", lost.len(), acknowledged.len());
    for file in ["control.db", "accounts/cafe.db"] {
        let conn = Connection::open(data_dir.join(file)).expect("opens");
        let verdict: String = conn.query_row("PRAGMA integrity_check", [], |row| row.get(0)).expect("checked");
        assert_eq!(verdict, "ok", "{file}");
    }
    eprintln!("{} submissions acknowledged over {kills} kills, all there", acknowledged.len());
}

/// A page `spring` with a form, in the account `cafe`.
pub async fn publish_page(admin: &str, token: &str) {
    let client = reqwest::Client::new();
    let api = format!("{admin}/api/v1/accounts/cafe");
    let page: Value = client
        .post(format!("{api}/landing-pages"))
        .bearer_auth(token)
        .json(&json!({
            "title": "봄", "slug": "spring", "html": "<h1>봄</h1>",
            "form": { "fields": [{ "name": "name", "label": "이름", "kind": "text" }, { "name": "phone", "label": "전화", "kind": "phone", "required": true }] }
        }))
        .send()
        .await
        .expect("answered")
        .json()
        .await
        .expect("json");
    let published =
        client.put(format!("{api}/landing-pages/{}/publication", page["id"])).bearer_auth(token).send().await.expect("answered");
    assert!(published.status().is_success(), "{page} {}", published.status());
}
