//! The built binary under a service manager (`sd_notify(3)`), and the files that it writes for its packages.

use std::{os::unix::net::UnixDatagram, process::Stdio, time::Duration};

use crate::operator::{Machine, PASSWORD, Server};

/// Datagrams to the manager's socket, until one has what is looked for.
fn heard(socket: &UnixDatagram, wanted: &str) -> String {
    let mut buffer = [0; 2048];
    for _ in 0..200 {
        let length = socket.recv(&mut buffer).unwrap();
        let text = String::from_utf8(buffer[..length].to_vec()).unwrap();
        if text.contains(wanted) {
            return text;
        }
    }
    panic!("{wanted} was never told");
}

#[test]
fn the_service_manager_hears_of_start_life_and_stop() {
    let machine = Machine::new();
    std::fs::create_dir_all(machine.data()).unwrap();
    let path = machine.data().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    let mut command = machine.command(&["serve", "--listen", "127.0.0.1:0", "--public-listen", "127.0.0.1:0"]);
    command.env("NOTIFY_SOCKET", &path).env("WATCHDOG_USEC", "200000").env("LANG", "C");
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let server = Server::of(child);

    assert!(heard(&socket, "STATUS=").starts_with("STATUS=Opening"));
    let ready = heard(&socket, "READY=1");
    let url = ready.split_whitespace().find(|word| word.contains("/setup/")).expect("the status names the set-up address");
    assert!(url.starts_with("http://127.0.0.1:"), "{ready}");
    for _ in 0..3 {
        heard(&socket, "WATCHDOG=1");
    }
    machine.done(&["setup", "--email", "owner@example.kr", "--agency", "A"], PASSWORD);
    let status = heard(&socket, "STATUS=");
    assert!(!status.contains("/setup/"), "the address is used up: {status}");
    server.stop();
    heard(&socket, "STOPPING=1");
}

#[test]
fn the_binary_writes_what_its_packages_bring() {
    let machine = Machine::new();
    let to = machine.data().join("reference");
    machine.done(&["reference", "--to", to.to_str().unwrap()], "");
    for file in ["man/dangol.1", "man/dangol-backup-restore.1", "man/dangol.toml.5", "completions/dangol.bash", "completions/_dangol"] {
        assert!(to.join(file).is_file(), "{file}");
    }
    let completions = std::fs::read_to_string(to.join("completions/dangol.fish")).unwrap();
    assert!(completions.contains("restore") && !completions.contains("reference"));
    let file = to.join("dangol.toml");
    let config = machine.json(&["config", "--json", "--config", file.to_str().unwrap()]);
    assert_eq!(config["listen"]["origin"], "default", "the file only says what is so anyway");
}
