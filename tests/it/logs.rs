//! The log's page, and the diagnostics: nothing that belongs to somebody leaves with them.

use std::{collections::BTreeMap, fs, io::Read as _, path::Path};

use dangol::{
    accounts::model::Role,
    base::log_line::{Line, Severity},
    logs::files::{self, Part},
    operations::{
        finding::Report,
        service::diagnostics::{self, Packing},
    },
    testing::app::{NOON, TestApp},
};
use serde_json::{Value, json};

fn line(severity: Severity, message: &str, fields: &[(&str, Value)]) -> Line {
    let mut line = Line::new(NOON, severity, "dangol::test");
    message.clone_into(&mut line.message);
    // As they stand in a file that somebody else has written: nothing has been taken out of them.
    line.fields = fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    line
}

fn keep(directory: &Path, days_ago: i32, lines: &[Line]) {
    let logs = files::directory(directory);
    fs::create_dir_all(&logs).expect("made");
    let part = Part { day: files::day_of(NOON).plus(-days_ago), number: 1 };
    let text: String = lines.iter().map(|line| line.to_json() + "\n").collect();
    fs::write(logs.join(part.name()), text).expect("written");
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_look_through_the_log_from_the_newest_on() {
    let test = TestApp::start().await;
    let account = test.account("flowers").await;
    let mut owner = test.browser().await;
    let empty = owner.get("/logs").await.expect(200).text();
    assert!(empty.contains("아직 남은 기록이 없습니다"), "{empty}");

    let older: Vec<Line> = (0..150).map(|n| line(Severity::Info, &format!("older {n:03}"), &[])).collect();
    keep(test.directory(), 1, &older);
    keep(
        test.directory(),
        0,
        &[
            line(Severity::Info, "a job begins", &[("job.name", json!("backup"))]),
            line(Severity::Error, "a request failed", &[("request_id", json!("k7m2p4q6r8t0v2x4")), ("account.slug", json!("flowers"))]),
            line(Severity::Warn, "<b>bold</b>", &[("cause", json!("Disk <full>"))]),
        ],
    );
    let page = owner.get("/logs").await.expect(200).text();
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text} in {page}"));
    assert!(place("&lt;b&gt;bold") < place("a request failed") && place("a request failed") < place("a job begins"));
    assert!(place("a job begins") < place("older 149") && !page.contains("<b>bold"));
    assert!(!page.contains("older 052") && page.contains("older 053"), "a page has an end");
    let cursor = page.split("cursor=").nth(1).and_then(|rest| rest.split(['"', '&']).next()).expect("a way on").to_owned();
    let further = owner.get(&format!("/logs?cursor={cursor}")).await.expect(200).text();
    assert!(further.contains("older 052") && further.contains("older 000") && !further.contains("older 053"));

    for (query, there, gone) in [
        ("level=error", "a request failed", "bold"),
        ("level=warn", "bold", "a job begins"),
        ("account=flowers", "a request failed", "a job begins"),
        ("request=K7M2P4Q6R8T0V2X4", "a request failed", "bold"),
        ("q=disk+%3CFULL", "bold", "a job begins"),
        ("day=2026-11-21", "older 149", "a job begins"),
        ("q=nothing+like+it", "조건에 맞는 기록이 없습니다", "older 1"),
        ("cursor=../../etc/passwd.1.1", "a job begins", "root:"),
    ] {
        let page = owner.get(&format!("/logs?{query}")).await.expect(200).text();
        assert!(page.contains(there) && !page.contains(gone), "{query}: {page}");
    }
    owner.get("/logs?level=loud").await.expect(422);
    let (_, mut manager) = test.member("manager@agency.kr", Role::Manager, account.id).await;
    assert_ne!(manager.get("/logs").await.status.as_u16(), 200);
}

/// What must not leave, and where it was planted.
const PLANTED: [&str; 22] = [
    "Planted Person",
    "홍심은",
    "Planted Company",
    "planted.person@secret-mail.kr",
    "owner@agency.kr",
    "010-9876-5432",
    "1098765432",
    "98765432",
    "한빛대행사",
    "김대표",
    "secretflowers",
    "비밀꽃집",
    "secret-mail.kr",
    "crm.secret-host.kr",
    "pages.secret-host.kr",
    "hook-secret-host",
    "hunter2-hunter2",
    "mailuser-planted",
    "dgl_plantedplantedplanted",
    "198.51.100.77",
    "plantedpathtoken00112233445566",
    "logged-name",
];

/// Every file of a packed bundle, by name.
fn unpacked(packed: &[u8], packing: Packing) -> BTreeMap<String, String> {
    let mut bytes = Vec::new();
    match packing {
        Packing::Gzip => flate2::read::GzDecoder::new(packed).read_to_end(&mut bytes).expect("gzip"),
        Packing::Zstd => zstd::stream::read::Decoder::new(packed).expect("zstd").read_to_end(&mut bytes).expect("zstd"),
    };
    let mut archive = tar::Archive::new(&bytes[..]);
    let mut files = BTreeMap::new();
    for entry in archive.entries().expect("entries") {
        let mut entry = entry.expect("an entry");
        let name = entry.path().expect("a path").file_name().expect("a name").to_string_lossy().into_owned();
        let mut text = String::new();
        entry.read_to_string(&mut text).expect("text");
        files.insert(name, text);
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_planted_leaves_with_the_diagnostics() {
    let test = TestApp::start_with(|settings| {
        settings.admin.base_url = Some("http://localhost".into());
        settings.public.base_url = Some("https://pages.secret-host.kr".into());
        settings.public.trusted_proxies = vec!["198.51.100.77/32".parse().expect("a network")];
        settings.log.level = "info,hunter2-hunter2=debug".into();
    })
    .await;
    let account = test.account("secretflowers").await;
    let mut api = test.api(Some(account.id), Role::Owner).await;
    for (name, email, phone) in
        [("Planted Person", "planted.person@secret-mail.kr", "010-9876-5432"), ("홍심은", "hong@secret-mail.kr", "010-9876-5433")]
    {
        let body = json!({ "name": name, "email": email, "phone": phone, "company": "Planted Company" });
        api.post("/api/v1/accounts/secretflowers/customers", body).await.expect(201);
    }
    let host = json!({ "name": "hook-secret-host.co.kr" });
    api.post("/api/v1/accounts/secretflowers/hosts", host).await.expect(201);
    let mut owner = test.browser().await;
    let server = [
        ("host", "mail.secret-mail.kr"),
        ("port", "587"),
        ("security", "starttls"),
        ("username", "mailuser-planted"),
        ("password", "hunter2-hunter2"),
        ("from_email", "planted.person@secret-mail.kr"),
        ("from_name", "한빛대행사"),
    ];
    owner.submit("/mail", "/mail", &server).await.expect(303);
    let cause = "Planted Person <planted.person@secret-mail.kr> of planted company, 010-9876-5432, 198.51.100.77, dgl_plantedplantedplanted at \
                 crm.secret-host.kr, \"홍심은\", password=hunter2-hunter2, /u/plantedpathtoken00112233445566, 한빛대행사 김대표 비밀꽃집";
    keep(
        test.directory(),
        0,
        &[
            line(Severity::Error, cause, &[("cause", json!(cause)), ("account.slug", json!("secretflowers")), ("status", json!(500))]),
            line(
                Severity::Warn,
                "kept",
                &[("customer", json!("Planted Person")), ("phone", json!(1_098_765_432)), ("logged-name", json!(1))],
            ),
            line(Severity::Warn, "kept too", &[("error", json!({ "deep": ["홍심은"] })), ("file", json!("/home/logged-name/x.db"))]),
        ],
    );
    let mut report = Report::default();
    report.fault(
        "dns",
        dangol::base::lang::Message { ko: cause.to_owned(), en: cause.to_owned() },
        dangol::base::lang::text("", cause_text()),
    );
    let settings = test.env().settings.clone();
    let packed = tokio::task::spawn_blocking(move || {
        [Packing::Gzip, Packing::Zstd].map(|packing| (packing, diagnostics::pack(&settings, &report, packing).expect("packed")))
    })
    .await
    .expect("packed");
    for (packing, packed) in packed {
        let files = unpacked(&packed, packing);
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        let expected =
            ["README.txt", "about.json", "doctor.json", "files.json", "jobs.json", "log.jsonl", "resources.json", "settings.json"];
        assert_eq!(names, expected);
        for (name, text) in &files {
            let lower = text.to_lowercase();
            for planted in PLANTED {
                assert!(!lower.contains(&planted.to_lowercase()), "{planted} is in {name}: {text}");
            }
        }
        let log: Vec<Line> = files["log.jsonl"].lines().map(|line| Line::parse(line).expect("a line")).collect();
        assert_eq!((log.len(), log[0].message.as_str()), (3, "kept too"));
        assert_eq!(log[2].account(), Some(format!("account-{}", account.id).as_str()));
        let rows: Value = serde_json::from_str(&files["files.json"]).expect("JSON");
        assert_eq!((&rows["rows"]["customer"], &rows["files"][1]["rows"]["customer"]), (&json!(2), &json!(2)), "{rows}");
        let shown: Value = serde_json::from_str(&files["settings.json"]).expect("JSON");
        assert_eq!((&shown["public.base_url"], &shown["log.keep_days"]), (&json!("(set)"), &json!(7)));
    }
}

const fn cause_text() -> &'static str {
    "Ask Planted Person at crm.secret-host.kr"
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_download_the_diagnostics_and_the_access_log_says_so() {
    let test = TestApp::start().await;
    test.account("flowers").await;
    keep(test.directory(), 0, &[line(Severity::Warn, "something happened", &[])]);
    let mut owner = test.browser().await;
    let answer = owner.submit("/logs", "/logs/diagnostics", &[]).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/gzip");
    assert!(answer.header("content-disposition").contains("dangol-diagnostics-2026-11-22.tar.gz"));
    let files = unpacked(&answer.bytes, Packing::Gzip);
    assert!(files["log.jsonl"].contains("something happened") && files["doctor.json"].contains("\"directory\""), "{files:?}");
    let seen = owner.get("/access-log").await.expect(200).text();
    assert!(seen.contains("진단 파일 내려받기"), "{seen}");
}
