//! The measured process: the built binary on free loopback ports, over a data directory.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead as _, BufReader, Write as _},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use dangol::cli::{
    orders::{Answer, Order},
    socket,
};

/// The binary to measure: `DANGOL_BIN`, else the one that was built with the bench.
pub fn binary() -> PathBuf {
    std::env::var_os("DANGOL_BIN").map_or_else(|| env!("CARGO_BIN_EXE_dangol").into(), PathBuf::from)
}

pub struct Server {
    pub admin: String,
    pub visitors: String,
    pub directory: PathBuf,
    child: Child,
}

impl Server {
    /// Serves a directory, without limits for a single address. What is asked by the clock alone is asked by nobody else meanwhile.
    pub fn start(directory: &Path) -> Self {
        let ports = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
        let [admin, visitors] = ports.map(|listener| listener.local_addr().unwrap().to_string());
        let mut command = command(directory);
        command.args(["serve", "--listen", &admin, "--public-listen", &visitors]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert_eq!(lines.take(2).filter_map(Result::ok).count(), 2, "{} does not serve", binary().display());
        Self { admin, visitors, directory: directory.to_owned(), child }
    }

    /// Stops it as an operator would, and waits for its end.
    pub fn stop(mut self) {
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(15) && self.child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Commits since the start.
    pub fn commits(&self) -> u64 {
        match socket::ask(&self.directory, &Order::Health) {
            Ok(Ok(Answer::Health { commits, .. })) => commits,
            _ => 0,
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Processor time so far, in seconds.
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
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The product on a directory, with settings under which one client can play thousands.
pub fn command(directory: &Path) -> Command {
    let mut command = Command::new(binary());
    command.env_remove("DANGOL_BENCH_DATA").env("DANGOL_DATA_DIR", directory).env("DANGOL_LOG__LEVEL", "error");
    command.env("DANGOL_PUBLIC__SUBMISSIONS_PER_MINUTE", "0").env("DANGOL_PUBLIC__MIN_FILL_MS", "0");
    // Events are limited for each address: the client names many.
    command.env("DANGOL_PUBLIC__TRUSTED_PROXIES", "127.0.0.1/32");
    command
}

/// Runs a command of the product to its end: what it printed, or `None` when it failed.
pub fn run(directory: &Path, words: &[&str]) -> Option<String> {
    let output = command(directory).args(words).stdin(Stdio::null()).stderr(Stdio::inherit()).output().unwrap();
    output.status.success().then(|| String::from_utf8(output.stdout).unwrap().trim().to_owned())
}

/// A command that runs while others are measured.
pub struct Running {
    child: Child,
    start: Instant,
    peak_mb: f64,
}

/// What a command took.
#[derive(Clone, Copy)]
pub struct Took {
    pub seconds: f64,
    pub peak_mb: f64,
    pub succeeded: bool,
}

impl Running {
    pub fn start(directory: &Path, words: &[&str]) -> Self {
        let mut command = command(directory);
        command.args(words).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self { start: Instant::now(), child: command.spawn().unwrap(), peak_mb: 0.0 }
    }

    /// What it took; absent while it runs. Asked often, it also sees how much memory the command and its children take.
    pub fn ended(&mut self) -> Option<Took> {
        self.peak_mb = self.peak_mb.max(memory_mb(self.child.id(), "VmHWM:") + children_mb(self.child.id()));
        let status = self.child.try_wait().unwrap()?;
        Some(Took { seconds: self.start.elapsed().as_secs_f64(), peak_mb: self.peak_mb, succeeded: status.success() })
    }

    /// Waits for its end.
    pub fn wait(mut self) -> Took {
        loop {
            if let Some(took) = self.ended() {
                return took;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// `VmRSS:`, what a process holds in memory now, or `VmHWM:`, the most so far; 0 when it has ended.
pub fn memory_mb(pid: u32, line: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let kilobytes = status.lines().find_map(|text| text.strip_prefix(line)?.trim().strip_suffix(" kB")?.parse::<f64>().ok());
    kilobytes.unwrap_or(0.0) / 1024.0
}

/// What the children of a process hold in memory now.
pub fn children_mb(pid: u32) -> f64 {
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    let children = tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok()).collect::<Vec<_>>().join(" ");
    children.split_whitespace().filter_map(|child| child.parse().ok()).map(|child| memory_mb(child, "VmRSS:")).sum()
}

/// User and system time of a process or thread in seconds (proc(5): fields 14 and 15, in hundredths); 0 when it has ended.
pub fn cpu_of(process: &str) -> f64 {
    let stat = fs::read_to_string(format!("{process}/stat")).unwrap_or_default();
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u32 = after_name.split_whitespace().skip(11).take(2).filter_map(|field| field.parse::<u32>().ok()).sum();
    f64::from(ticks) / 100.0
}

/// How often the disk below a directory takes a page for good, one after another.
pub fn syncs_a_second(directory: &Path) -> f64 {
    let path = directory.join("syncs");
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
