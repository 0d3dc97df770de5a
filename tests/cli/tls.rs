//! What `dangol serve` says of settings of TLS that can't work, and that it serves with those that can.

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use rcgen::{CertificateParams, KeyPair};
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, crypto::ring, pki_types::ServerName};

use crate::{dangol, text};

const NAMES: [(&str, &str); 2] =
    [("DANGOL_ADMIN__BASE_URL", "https://admin.example.kr"), ("DANGOL_PUBLIC__BASE_URL", "https://page.example.kr")];

fn refused(environment: &[(&str, &str)]) -> String {
    let home = tempfile::tempdir().unwrap();
    let environment = [&[("LANG", "C")], environment].concat();
    let output = dangol(home.path(), &environment, &["serve", "--data-dir", "data"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    text(&output.stderr).to_owned()
}

#[test]
fn settings_that_do_not_go_together_end_the_start() {
    let told = refused(&[("DANGOL_TLS__ACME__EMAIL", "ops@example.kr")]);
    assert!(told.contains("With TLS on, admin.base_url must be an address that begins with https://"), "{told}");
    let told = refused(&[NAMES[0], NAMES[1], ("DANGOL_TLS__CERT_FILE", "/a.pem")]);
    assert!(told.contains("tls.cert_file is there without tls.key_file"), "{told}");
    let told = refused(&[("DANGOL_TLS__ACME__DIRECTORY", "http://acme.example.kr")]);
    assert!(told.contains("tls.acme.directory") && told.contains("begins with https://"), "{told}");
}

#[test]
fn files_that_are_not_there_end_the_start() {
    let [https, http, admin, visitors] = free_addresses();
    let places = [("DANGOL_TLS__LISTEN", https.as_str()), ("DANGOL_TLS__HTTP_LISTEN", &http)];
    let doors = [("DANGOL_LISTEN", admin.as_str()), ("DANGOL_PUBLIC_LISTEN", &visitors)];
    let files = [("DANGOL_TLS__CERT_FILE", "/nowhere/a.pem"), ("DANGOL_TLS__KEY_FILE", "/nowhere/a.key")];
    let told = refused(&[NAMES, places, doors, files].concat());
    assert!(told.contains("/nowhere/a.pem can't be read") && told.contains("tls.cert_file"), "{told}");
}

#[test]
fn ones_own_certificate_is_served_until_the_server_is_told_to_stop() {
    let home = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec!["admin.example.kr".to_owned(), "page.example.kr".to_owned()];
    let chain = CertificateParams::new(names).unwrap().self_signed(&key).unwrap();
    std::fs::write(home.path().join("chain.pem"), chain.pem()).unwrap();
    std::fs::write(home.path().join("key.pem"), key.serialize_pem()).unwrap();
    let [https, http, admin, visitors] = free_addresses();
    let mut server = Command::new(env!("CARGO_BIN_EXE_dangol"))
        .env_clear()
        .envs(NAMES)
        .envs([("DANGOL_TLS__LISTEN", &https), ("DANGOL_TLS__HTTP_LISTEN", &http)])
        .envs([("DANGOL_LISTEN", &admin), ("DANGOL_PUBLIC_LISTEN", &visitors)])
        .envs([("DANGOL_TLS__CERT_FILE", "chain.pem"), ("DANGOL_TLS__KEY_FILE", "key.pem")])
        .current_dir(home.path())
        .args(["serve", "--data-dir", "data"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let led = (0..200).find_map(|_| {
        std::thread::sleep(Duration::from_millis(100));
        ask(&http, "page.example.kr")
    });
    let led = led.expect("an answer");
    assert!(led.starts_with("HTTP/1.1 308") && led.contains("location: https://page.example.kr/p\r\n"), "the first answer: {led}");
    assert!(ask(&http, "other.example.kr").unwrap().starts_with("HTTP/1.1 404"));
    // It greets with a certificate: a server hello, type 22, and no alert, type 21.
    assert_eq!(first_byte(&https, "page.example.kr"), Some(22));
    assert_eq!(first_byte(&https, "other.example.kr"), Some(21));
    rustix::process::kill_process(rustix::process::Pid::from_child(&server), rustix::process::Signal::TERM).unwrap();
    assert_eq!(server.wait().unwrap().code(), Some(0));
}

fn ask(address: &str, host: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(stream, "GET /p HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

/// What comes first after a greeting.
fn first_byte(address: &str, host: &str) -> Option<u8> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), ServerName::try_from(host.to_owned()).unwrap()).unwrap();
    let mut stream = TcpStream::connect(address).ok()?;
    connection.write_tls(&mut stream).ok()?;
    let mut first = [0];
    stream.read_exact(&mut first).ok()?;
    Some(first[0])
}

fn free_addresses<const N: usize>() -> [String; N] {
    // All held at once, so that none comes twice.
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().to_string())
}
