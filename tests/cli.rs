//! The built binary's command line: settings with their origins, exit statuses, which stream carries what.

#![expect(clippy::unwrap_used, reason = "the helpers of these tests fail as the tests do")]

#[path = "cli/doctor.rs"]
mod doctor;
#[path = "cli/jobs.rs"]
mod jobs;
#[path = "cli/operator.rs"]
mod operator;
#[path = "cli/scoring.rs"]
mod scoring;
#[path = "cli/service.rs"]
mod service;
#[path = "cli/tls.rs"]
mod tls;

use std::{
    path::Path,
    process::{Command, Output},
};

/// Runs the binary in a home of its own, so that no setting of this machine reaches it.
fn dangol(home: &Path, environment: &[(&str, &str)], words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_dangol"));
    command.env_clear().env("HOME", home).envs(environment.iter().copied()).current_dir(home).args(words);
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn config_shows_each_value_with_its_origin() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("own.toml");
    std::fs::write(&file, "[public]\nmin_fill_ms = 7\n").unwrap();
    let words = ["config", "--data-dir", "/srv/d", "--config", "own.toml"];
    let output = dangol(home.path(), &[("DANGOL_PUBLIC_LISTEN", "127.0.0.1:9")], &words);
    let shown = text(&output.stdout);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    for line in [
        "data_dir = \"/srv/d\"  # flag --data-dir",
        "listen = \"127.0.0.1:8080\"  # default",
        "public_listen = \"127.0.0.1:9\"  # environment DANGOL_PUBLIC_LISTEN",
        "public.min_fill_ms = 7  # file own.toml",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line} is missing in\n{shown}");
    }
}

#[test]
fn what_config_prints_can_be_read_back() {
    let home = tempfile::tempdir().unwrap();
    let environment = [("DANGOL_PUBLIC__TRUSTED_PROXIES", "10.0.0.0/8,::1"), ("DANGOL_PUBLIC__BASE_URL", "https://p.example.kr/")];
    let first = dangol(home.path(), &environment, &["config"]);
    std::fs::write(home.path().join("again.toml"), &first.stdout).unwrap();
    let values = |output: &Output| -> Vec<String> {
        let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        json.as_object().unwrap().iter().map(|(key, entry)| format!("{key}={}", entry["value"])).collect()
    };
    let before = dangol(home.path(), &environment, &["config", "--json"]);
    let after = dangol(home.path(), &[], &["--config", "again.toml", "config", "--json"]);
    assert_eq!(values(&before), values(&after));
    assert!(text(&before.stdout).contains("https://p.example.kr"));
}

#[test]
fn without_settings_the_data_lie_where_the_platform_keeps_them() {
    let home = tempfile::tempdir().unwrap();
    let output = dangol(home.path(), &[], &["config", "--json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["data_dir"]["origin"], "platform");
    assert!(json["data_dir"]["value"].as_str().unwrap().starts_with(home.path().to_str().unwrap()));
    let homeless = dangol(home.path(), &[("HOME", "")], &["config"]);
    assert_eq!(homeless.status.code(), Some(1));
    assert!(text(&homeless.stderr).contains("--data-dir"));
}

#[test]
fn an_unknown_key_fails_and_is_named() {
    let home = tempfile::tempdir().unwrap();
    for (environment, language) in [("C", "Unknown setting listn (environment DANGOL_LISTN)."), ("ko_KR.UTF-8", "알 수 없는 설정 listn")]
    {
        let output = dangol(home.path(), &[("DANGOL_LISTN", "x"), ("LANG", environment)], &["config"]);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""));
        let sentences: Vec<&str> = text(&output.stderr).lines().collect();
        assert!(sentences[0].starts_with(language), "{sentences:?}");
        assert_eq!(sentences.len(), 2, "what happened, then what to do: {sentences:?}");
    }
}

#[test]
fn wrong_usage_is_status_2_and_questions_are_answered() {
    let home = tempfile::tempdir().unwrap();
    for words in [&["confg"][..], &["config", "--nonsense"], &["config", "--data-dir"], &["config", "--data-dir", ""], &[]] {
        let output = dangol(home.path(), &[], words);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(2), ""), "{words:?}");
        assert!(!output.stderr.is_empty(), "{words:?}");
    }
    for words in [["--version"], ["--help"], ["help"]] {
        let output = dangol(home.path(), &[], &words);
        assert_eq!(output.status.code(), Some(0), "{words:?}");
        assert!(text(&output.stdout).contains("dangol"), "{words:?}");
    }
}

#[test]
fn the_document_needs_no_data() {
    let home = tempfile::tempdir().unwrap();
    let output = dangol(home.path(), &[("DANGOL_DATA_DIR", "/nowhere/at/all")], &["openapi"]);
    assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), ""));
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1") && document["paths"]["/api/v1/accounts"].is_object());
}

#[test]
fn capacity_is_measured_where_nothing_is_yet() {
    let home = tempfile::tempdir().unwrap();
    let output = dangol(home.path(), &[], &["capacity", "--json", "--data-dir", "none"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), report["tables"].as_array().unwrap().len()), (Some(0), 9));
    assert_eq!((&report["tables"][4]["table"], &report["tables"][4]["planned"]), (&"lead".into(), &500_000.into()));
    assert!(!home.path().join("none").exists(), "it only looks");
    let table = dangol(home.path(), &[("LANG", "ko_KR.UTF-8")], &["capacity", "--data-dir", "none"]);
    assert!(text(&table.stdout).contains("계획에 이르는 날"), "{}", text(&table.stdout));
}
