//! The built binary as a process of its own, which can be killed.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

const BINARY: &str = env!("CARGO_BIN_EXE_dangol");

/// A running `dangol serve`. Dropping it kills it with -9.
pub struct Appliance {
    child: Child,
    pub admin: String,
    pub visitors: String,
}

impl Appliance {
    /// Starts on fixed ports, so that clients find it again after a kill, and waits until it is ready.
    pub fn start(data_dir: &Path, ports: [u16; 2]) -> Self {
        let [admin, visitors] = ports.map(|port| format!("127.0.0.1:{port}"));
        let mut child = command(data_dir)
            .args(["serve", "--listen", &admin, "--public-listen", &visitors])
            .env("DANGOL_PUBLIC__SUBMISSIONS_PER_MINUTE", "0")
            .env("DANGOL_PUBLIC__MIN_FILL_MS", "0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        for _ in 0..2 {
            lines.next().expect("a URL is printed").expect("text");
        }
        Self { child, admin: format!("http://{admin}"), visitors: format!("http://{visitors}") }
    }

    /// Kills it at once, as a power cut would, and waits until it is gone.
    pub fn kill(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// Asks it to stop, as systemd does, and says how long that took.
    pub fn stop(mut self) -> Duration {
        let asked = Instant::now();
        kill_process(Pid::from_child(&self.child), Signal::TERM).expect("asked");
        let status = self.child.wait().expect("gone");
        assert!(status.success(), "it did not stop cleanly: {status}");
        asked.elapsed()
    }
}

impl Drop for Appliance {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Two ports that are free now.
pub fn free_ports() -> [u16; 2] {
    let listeners = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    listeners.map(|listener| listener.local_addr().expect("bound").port())
}

/// Runs a command to its end and answers with its standard output.
pub fn run(data_dir: &Path, args: &[&str], input: &str) -> String {
    let mut child = command(data_dir).args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("started");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("ended");
    assert!(output.status.success(), "dangol {args:?} failed");
    String::from_utf8(output.stdout).expect("text").trim().to_owned()
}

fn command(data_dir: &Path) -> Command {
    let mut command = Command::new(BINARY);
    command.arg("--data-dir").arg(data_dir).env("LANG", "C");
    command
}
