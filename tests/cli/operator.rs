//! The built binary as its operator meets it: commands without a server and beside one, and what `doctor` finds.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpListener,
    os::unix::{fs::PermissionsExt as _, net::UnixStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use serde_json::{Value, json};

pub const PASSWORD: &str = "정말 긴 비밀번호 1234\n";

/// A box of its own: a home, a data directory, free ports.
pub struct Machine {
    home: tempfile::TempDir,
}

/// A running server, ended with this value.
pub struct Server {
    pub child: Child,
    printed: Vec<String>,
}

impl Machine {
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap() }
    }

    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_dangol"));
        command.env_clear().env("HOME", self.home.path()).env("DANGOL_DATA_DIR", self.data()).args(words);
        command
    }

    pub fn run(&self, words: &[&str], input: &str) -> Output {
        let mut command = self.command(words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that reads nothing may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// What a command printed; it must succeed.
    pub fn done(&self, words: &[&str], input: &str) -> String {
        let output = self.run(words, input);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", text(&output.stderr));
        text(&output.stdout).to_owned()
    }

    /// What a command complained of; it must fail with status 1 and print nothing else.
    pub fn refused(&self, words: &[&str], input: &str) -> String {
        let output = self.run(words, input);
        assert_eq!((output.status.code(), text(&output.stdout)), (Some(1), ""), "{words:?}: {}", text(&output.stderr));
        text(&output.stderr).to_owned()
    }

    pub fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.done(words, "")).unwrap()
    }

    /// The findings of `doctor` that are faults, in English.
    fn faults(&self) -> Vec<String> {
        let output = self.run(&["doctor", "--json"], "");
        let report: Value = serde_json::from_slice(&output.stdout).unwrap();
        let faults = report["findings"].as_array().unwrap().iter().filter(|finding| finding["state"] == "fault");
        let faults: Vec<String> = faults.map(|fault| fault["message"]["en"].as_str().unwrap().to_owned()).collect();
        assert_eq!(output.status.code(), Some(i32::from(!faults.is_empty())), "{report}");
        assert_eq!(report["healthy"], faults.is_empty());
        faults
    }

    pub fn serve(&self) -> Server {
        let ports: Vec<TcpListener> = (0..2).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let [admin, visitors] = [0, 1].map(|index: usize| ports[index].local_addr().unwrap().to_string());
        drop(ports);
        let mut command = self.command(&["serve", "--listen", &admin, "--public-listen", &visitors]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let printed = lines.map_while(Result::ok).take(2).collect();
        Server { child, printed }
    }
}

impl Server {
    /// One that was started in another way.
    pub fn of(child: Child) -> Self {
        Self { child, printed: Vec::new() }
    }

    /// Tells it to stop and waits until it has.
    pub fn stop(mut self) {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// Everything an operator does on the first day; the same with and without a server.
fn first_day(machine: &Machine) {
    let setup = ["setup", "--email", "owner@example.kr", "--agency", "단골 대행사"];
    assert!(machine.done(&setup, PASSWORD).contains("owner@example.kr"));
    assert!(machine.refused(&setup, PASSWORD).contains("has been done already"));

    machine.done(&["account", "create", "--name", "봄 꽃집", "--slug", "flowers"], "");
    machine.done(&["account", "create", "--name", "Second", "--time-zone", "Europe/Berlin", "--locale", "en"], "");
    assert!(machine.refused(&["account", "create", "--name", "x", "--slug", "flowers"], "").contains("taken"));
    assert!(machine.data().join("accounts/flowers.db").is_file());

    let viewer = ["user", "add", "--email", "viewer@example.kr", "--name", "김열람", "--role", "viewer"];
    assert_eq!(machine.run(&viewer, PASSWORD).status.code(), Some(2), "a viewer needs an account");
    machine.done(&[&viewer[..], &["--account", "flowers"]].concat(), PASSWORD);
    assert!(machine.refused(&[&viewer[..], &["--account", "nobody"]].concat(), PASSWORD).contains("nobody"));
    machine.done(&["user", "disable", "--email", "VIEWER@example.kr"], "");
    let users = machine.json(&["user", "list", "--json"]);
    let of = |email: &str| users["users"].as_array().unwrap().iter().find(|user| user["email"] == email).unwrap().clone();
    assert_eq!((&of("owner@example.kr")["role"], &of("owner@example.kr")["disabled_at"]), (&json!("owner"), &Value::Null));
    assert!(of("viewer@example.kr")["disabled_at"].is_string());
    machine.done(&["user", "reset-password", "--email", "viewer@example.kr"], "another long one 77\n");
    machine.done(&["user", "reset-totp", "--email", "viewer@example.kr"], "");
    assert!(machine.done(&["user", "list"], "").contains("김열람"));

    let token = machine.done(&["token", "create", "--name", "n", "--account", "flowers", "--role", "viewer"], "");
    assert!(token.starts_with("dgl_") && token.trim_end().len() > 30 && token.lines().count() == 1, "{token}");
    assert!(machine.refused(&["token", "create", "--name", "n", "--account", "nobody", "--role", "owner"], "").contains("nobody"));

    machine.done(&["account", "pause", "flowers"], "");
    let accounts = machine.json(&["account", "list", "--json"]);
    let state: Vec<_> = accounts["accounts"].as_array().unwrap().iter().map(|account| (&account["slug"], &account["status"])).collect();
    assert_eq!(state, [(&json!("second"), &json!("active")), (&json!("flowers"), &json!("paused"))]);
    machine.done(&["account", "resume", "flowers"], "");
    assert!(machine.done(&["account", "list"], "").contains("Europe/Berlin"));
    assert_eq!(machine.faults(), [""; 0]);
}

#[test]
fn the_first_day_without_a_server() {
    let machine = Machine::new();
    assert!(machine.refused(&["user", "list"], "").contains("nothing"), "a mistyped directory is not filled");
    assert!(!machine.data().exists());
    first_day(&machine);
}

#[test]
fn the_first_day_beside_a_running_server() {
    let machine = Machine::new();
    let server = machine.serve();
    assert_eq!(server.printed.len(), 2);
    first_day(&machine);
    let second = machine.refused(&["serve", "--listen", "127.0.0.1:0", "--public-listen", "127.0.0.1:0"], "");
    assert!(second.contains(&server.child.id().to_string()), "{second}");
    let socket = machine.data().join("run/dangol.sock");
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    server.stop();
    assert!(!socket.exists());
    assert!(machine.done(&["account", "list"], "").contains("flowers"));
}

#[test]
fn a_socket_that_was_left_behind_is_in_nobodys_way() {
    let machine = Machine::new();
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    let mut server = machine.serve();
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    assert!(machine.data().join("run/dangol.sock").exists());
    assert!(machine.done(&["user", "list"], "").contains("o@example.kr"));
    let server = machine.serve();
    assert!(machine.done(&["user", "list"], "").contains("o@example.kr"));
    server.stop();
}

#[test]
fn a_path_longer_than_a_sockets_address_will_do() {
    let mut machine = Machine::new();
    let deep = machine.home.path().join("가".repeat(60));
    fs::create_dir(&deep).unwrap();
    machine.home = tempfile::tempdir_in(&deep).unwrap();
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    let server = machine.serve();
    assert!(machine.done(&["user", "list"], "").contains("o@example.kr"));
    server.stop();
    drop(machine);
    fs::remove_dir_all(deep.parent().unwrap()).unwrap();
}

#[test]
fn commands_at_the_same_time_wait_for_each_other() {
    let machine = Machine::new();
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    let start = |number: usize| {
        let name = format!("a{number}");
        machine.command(&["account", "create", "--name", &name]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<Child> = (0..8).map(start).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    assert_eq!(machine.json(&["account", "list", "--json"])["accounts"].as_array().unwrap().len(), 8);
}

#[test]
fn root_leaves_no_files_in_somebody_elses_directory() {
    let machine = Machine::new();
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    if std::os::unix::fs::chown(machine.data(), Some(12_345), None).is_err() {
        return; // only root can give a directory away
    }
    let inside = machine.data().join("out").display().to_string();
    for command in [
        &["account", "create", "--name", "x"][..],
        &["account", "export", "x", "/nowhere/x.tar.zst"],
        &["job", "run", "optimize"],
        &["backup", "restore", "--yes"],
        &["backup", "restore", "--to", &inside],
    ] {
        let refusal = machine.refused(command, "");
        assert!(refusal.contains("sudo -u '#12345'"), "{command:?}: {refusal}");
    }
    let faults = machine.faults();
    assert!(faults.len() == 1 && faults[0].contains("uid 12345"), "{faults:?}");
    let server = machine.serve();
    machine.done(&["account", "create", "--name", "x"], "");
    server.stop();
}

#[test]
fn a_restore_into_an_empty_directory_takes_no_option_that_needs_a_box() {
    let machine = Machine::new();
    for option in [&["--preview"][..], &["--aside"], &["--save-leads", "/nowhere"], &["--offsite"]] {
        let output = machine.run(&[&["backup", "restore"], option].concat(), "");
        let refusal = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{option:?}: {refusal}");
        assert!(refusal.contains(option[0]) && !refusal.contains("recovery key"), "{option:?}: {refusal}");
        assert!(!machine.data().join("control.db").exists());
    }
    assert_eq!(machine.run(&["backup", "restore", "--offsite", "--to", "/nowhere"], "").status.code(), Some(2));
}

#[test]
fn the_socket_refuses_what_it_does_not_know_and_repeats_no_password() {
    let machine = Machine::new();
    let server = machine.serve();
    let ask = |request: &[u8]| {
        let mut stream = UnixStream::connect(machine.data().join("run/dangol.sock")).unwrap();
        // The other side may hang up on a request that is too long.
        let _ = stream.write_all(request);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        answer
    };
    for request in
        ["{\"order\":{\"erase\":{}}}\n", "hello\n", "{\"order\":{\"user_reset_password\":{\"email\":1,\"password\":\"s3cret-s3cret\"}}}\n"]
    {
        let answer = ask(request.as_bytes());
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["error"]["kind"], "invalid", "{request}");
        assert!(answer["error"]["message"]["ko"].is_string() && !answer.to_string().contains("s3cret"), "{answer}");
    }
    let endless = ask(&vec![b'x'; 5 << 20]);
    assert!(endless.is_empty() || endless.contains("too_large"), "{endless}");
    assert!(ask(b"{\"order\":\"user_list\"}\n{\"order\":\"account_list\"}\n").lines().count() == 2);
    server.stop();
}

#[test]
fn doctor_names_what_is_wrong_with_a_file() {
    let machine = Machine::new();
    assert_eq!(machine.faults(), [""; 0], "nothing there is no fault");
    assert!(!machine.data().exists());
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    for slug in ["whole", "cut", "random", "gone"] {
        machine.done(&["account", "create", "--name", slug, "--slug", slug], "");
    }
    let file = |slug: &str| machine.data().join(format!("accounts/{slug}.db"));
    let cut = fs::read(file("cut")).unwrap();
    fs::write(file("cut"), &cut[..cut.len() / 2]).unwrap();
    fs::write(file("random"), vec![0x5a; 30_000]).unwrap();
    fs::remove_file(file("gone")).unwrap();
    fs::write(file("stray"), fs::read(file("whole")).unwrap()).unwrap();

    let named = |faults: &[String]| -> Vec<String> {
        let words = ["cut.db", "random.db", "gone.db", "stray.db"];
        words.into_iter().filter(|word| faults.iter().any(|fault| fault.contains(word))).map(str::to_owned).collect()
    };
    let faults = machine.faults();
    assert_eq!((faults.len(), named(&faults).len()), (4, 4), "{faults:#?}");

    let server = machine.serve();
    let beside = machine.faults();
    assert_eq!((beside.len(), named(&beside).len()), (4, 4), "{beside:#?}");
    assert!(machine.done(&["account", "list"], "").contains("whole"), "the others serve");
    server.stop();

    let output = machine.run(&["doctor"], "");
    let shown = text(&output.stdout);
    assert!(shown.contains("FAULT  accounts/gone.db is missing.\n       Restore"), "{shown}");
    assert!(text(&output.stderr).starts_with("Faults found: 4."));
    let korean = machine.command(&["doctor"]).env("LANG", "ko_KR.UTF-8").output().unwrap();
    assert!(text(&korean.stdout).contains("accounts/gone.db이(가) 없습니다."));
}

#[test]
fn doctor_sees_an_open_directory() {
    let machine = Machine::new();
    machine.done(&["setup", "--email", "o@example.kr", "--agency", "A"], PASSWORD);
    open_to(&machine.data(), 0o755);
    let faults = machine.faults();
    assert!(faults.len() == 1 && faults[0].contains("mode 755"), "{faults:?}");
    let exposed = machine.command(&["doctor"]).env("DANGOL_LISTEN", "0.0.0.0:8080").output().unwrap();
    assert!(text(&exposed.stdout).contains("0.0.0.0:8080"));
}

fn open_to(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn a_password_comes_from_standard_input_alone() {
    let machine = Machine::new();
    let setup = ["setup", "--email", "o@example.kr", "--agency", "A"];
    assert!(machine.refused(&setup, "").contains("standard input"));
    assert!(machine.refused(&setup, "short\n").contains("at least 10"));
    assert_eq!(machine.run(&[&setup[..], &["--password", "x"]].concat(), "").status.code(), Some(2));
    machine.done(&setup, "no line end needed");
}
