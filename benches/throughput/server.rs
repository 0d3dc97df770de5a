//! The measured process: the built binary on free loopback ports, with a data directory of its own.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use dangol::cli::{
    orders::{Answer, Order},
    socket,
};
use serde_json::{Value, json};

use crate::client::Connection;

const CUSTOMERS: usize = 1_000;
/// About what a landing page weighs (CONTRACT 5).
const PAGE_BYTES: usize = 50 << 10;

pub struct Server {
    pub binary: PathBuf,
    pub admin: String,
    pub visitors: String,
    child: Child,
    directory: tempfile::TempDir,
}

/// What stands in the data directory before the first run.
pub struct Prepared {
    pub token: String,
    pub customers: usize,
}

impl Server {
    /// Sets an agency up and starts to serve it, without limits for a single address.
    pub fn start() -> Self {
        let binary = std::env::var_os("DANGOL_BIN").map_or_else(|| env!("CARGO_BIN_EXE_dangol").into(), PathBuf::from);
        let disk = std::env::var_os("BENCH_DIR").unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into());
        let directory = tempfile::tempdir_in(disk).unwrap();
        let ports = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [admin, visitors] = ports.map(|listener| listener.local_addr().unwrap().to_string());
        let mut command = Command::new(&binary);
        command.args(["serve", "--listen", &admin, "--public-listen", &visitors]).env("DANGOL_DATA_DIR", directory.path());
        command.env("DANGOL_PUBLIC__SUBMISSIONS_PER_MINUTE", "0").env("DANGOL_PUBLIC__MIN_FILL_MS", "0").env("DANGOL_LOG__LEVEL", "warn");
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.take(2).filter_map(Result::ok).count(), 2, "{} does not serve", binary.display());
        let server = Self { binary, admin, visitors, child, directory };
        server.run(&["setup", "--email", "owner@example.kr", "--agency", "Bench"], "a long password 77\n");
        server.run(&["account", "create", "--name", "Bench", "--slug", "bench"], "");
        server
    }

    /// Fills the account: customers, and a page of the usual weight, published.
    pub async fn prepare(&self) -> Prepared {
        let token = self.run(&["token", "create", "--name", "bench", "--account", "bench", "--role", "owner"], "");
        let mut connection = Connection::open(&self.admin).await;
        for number in 0..CUSTOMERS {
            let customer = json!({ "name": format!("김단골 {number}"), "phone": format!("010{:08}", 10_000_000 + number), "email": format!("c{number}@example.kr") });
            self.api(&mut connection, &token, "POST", "/customers", &customer).await;
        }
        let paragraph = "<p>봄맞이 특가, 단골손님께 먼저 알려 드립니다. Spring offers for regular customers.</p>\n";
        let html = format!(
            "<!doctype html><html><head><title>봄</title></head><body><h1>봄</h1>{}</body></html>",
            paragraph.repeat(PAGE_BYTES / paragraph.len())
        );
        let fields = json!([
            { "name": "name", "label": "이름", "kind": "text" },
            { "name": "phone", "label": "전화", "kind": "phone", "required": true },
            { "name": "email", "label": "이메일", "kind": "email" },
        ]);
        let page = json!({ "title": "봄", "slug": "spring", "html": html, "form": { "fields": fields } });
        let page = self.api(&mut connection, &token, "POST", "/landing-pages", &page).await;
        self.api(&mut connection, &token, "PUT", &format!("/landing-pages/{}/publication", page["id"]), &Value::Null).await;
        Prepared { token, customers: CUSTOMERS }
    }

    async fn api(&self, connection: &mut Connection, token: &str, method: &str, path: &str, body: &Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = format!(
            "{method} /api/v1/accounts/bench{path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.admin,
            body.len()
        );
        let status = connection.exchange(request.as_bytes()).await;
        assert!(status < 300, "{method} {path}: {status} {}", String::from_utf8_lossy(connection.body()));
        serde_json::from_slice(connection.body()).unwrap_or_default()
    }

    /// Runs a command beside the server: what it printed.
    fn run(&self, words: &[&str], input: &str) -> String {
        let mut command = Command::new(&self.binary);
        command.args(words).env("DANGOL_DATA_DIR", self.directory.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{words:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// How often the disk under the data directory takes a page for good, one after another.
    pub fn syncs_a_second(&self) -> f64 {
        let path = self.directory.path().join("syncs");
        let mut file = File::create(&path).unwrap();
        let (start, mut syncs) = (Instant::now(), 0_u32);
        while start.elapsed() < Duration::from_secs(1) {
            file.write_all(&[0; 4096]).unwrap();
            file.sync_data().unwrap();
            syncs += 1;
        }
        fs::remove_file(&path).unwrap();
        f64::from(syncs) / start.elapsed().as_secs_f64()
    }

    /// Commits since the start.
    pub fn commits(&self) -> u64 {
        match socket::ask(self.directory.path(), &Order::Health) {
            Ok(Ok(Answer::Health { commits, .. })) => commits,
            _ => 0,
        }
    }

    /// Processor time of the server so far, in seconds.
    pub fn cpu(&self) -> f64 {
        cpu_of(&format!("/proc/{}", self.child.id()))
    }

    /// The same for each of its threads, by name and number.
    pub fn threads(&self) -> BTreeMap<String, f64> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.child.id())).unwrap();
        let of_task = |task: PathBuf| {
            // A thread may end between these lines.
            let name = fs::read_to_string(task.join("comm")).unwrap_or_default();
            (format!("{} {}", name.trim(), task.file_name().unwrap_or_default().display()), cpu_of(&task.display().to_string()))
        };
        tasks.map(|task| of_task(task.unwrap().path())).collect()
    }

    /// `VmRSS:`, what it holds in memory now, or `VmHWM:`, the most so far.
    pub fn memory_mb(&self, line: &str) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let kilobytes = status.lines().find_map(|text| text.strip_prefix(line)?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
        kilobytes.unwrap_or(0.0) / 1024.0
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// User and system time of a process or thread in seconds (proc(5): fields 14 and 15, in hundredths); 0 when it has ended.
pub fn cpu_of(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u32 = after_name.split_whitespace().skip(11).take(2).map(|field| field.parse::<u32>().unwrap()).sum();
    f64::from(ticks) / 100.0
}
