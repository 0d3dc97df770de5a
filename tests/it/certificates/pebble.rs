//! An authority on loopback: Debian's pebble, with a name server that sends every name to this machine.

use std::{
    net::{SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::json;
use tempfile::TempDir;

/// A running authority; gone with its value.
pub struct Pebble {
    folder: TempDir,
    /// What it looks for proof at.
    pub http: u16,
    pub https: u16,
    acme: u16,
    management: u16,
    names: u16,
    processes: Vec<Child>,
}

impl Pebble {
    /// Starts it; it will look for proof at these ports.
    pub fn start(http: SocketAddr, https: SocketAddr) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let [acme, management, names] = free_ports();
        let mut pebble = Self { folder, http: http.port(), https: https.port(), acme, management, names, processes: Vec::new() };
        pebble.write();
        pebble.run();
        pebble
    }

    /// Starts it again: it has forgotten everybody, and signs with other keys.
    pub fn restart(&mut self) {
        self.stop();
        self.run();
    }

    /// Nobody answers from now on.
    pub fn stop(&mut self) {
        for mut process in self.processes.drain(..) {
            let _ = process.kill();
            let _ = process.wait();
        }
    }

    pub fn directory(&self) -> String {
        format!("https://127.0.0.1:{}/dir", self.acme)
    }

    /// The root that its own address is signed by.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }

    /// Where it tells of the root that it signs with.
    pub fn management(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.management))
    }

    fn write(&self) {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = CertifiedIssuer::self_signed(params, KeyPair::generate().expect("a key")).expect("signed");
        let key = KeyPair::generate().expect("a key");
        let names = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
        let own = CertificateParams::new(names).expect("parameters").signed_by(&key, &ca).expect("signed");
        for (name, text) in [("ca.pem", ca.pem()), ("own.pem", own.pem()), ("own.key", key.serialize_pem())] {
            std::fs::write(self.path(name), text).expect("written");
        }
    }

    fn write_config(&self) {
        let config = json!({"pebble": {
            "listenAddress": format!("127.0.0.1:{}", self.acme),
            "managementListenAddress": format!("127.0.0.1:{}", self.management),
            "certificate": self.path("own.pem"),
            "privateKey": self.path("own.key"),
            "httpPort": self.http,
            "tlsPort": self.https,
            "ocspResponderURL": "",
            "externalAccountBindingRequired": false,
            "certificateValidityPeriod": 90 * 24 * 3600,
        }});
        std::fs::write(self.path("config.json"), config.to_string()).expect("written");
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&mut self) {
        self.write_config();
        let names = format!("127.0.0.1:{}", self.names);
        let name_server = Command::new("pebble-challtestsrv")
            .args(["-dns01", &names, "-http01", "", "-https01", "", "-tlsalpn01", "", "-management", "", "-defaultIPv6", ""])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("Debian's pebble: make pebble");
        self.processes.push(name_server);
        let log = std::fs::File::create(self.path("pebble.log")).expect("a log");
        let pebble = Command::new("pebble")
            .arg("-config")
            .arg(self.path("config.json"))
            .args(["-dnsserver", &names])
            // It waits seconds between looks unless it is told not to.
            .env("PEBBLE_VA_NOSLEEP", "1")
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .spawn()
            .expect("Debian's pebble: make pebble");
        self.processes.push(pebble);
        let address = SocketAddr::from(([127, 0, 0, 1], self.acme));
        for _ in 0..200 {
            if TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("pebble does not answer: {}", self.log());
    }

    /// What it has said.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("pebble.log")).unwrap_or_default()
    }
}

impl Drop for Pebble {
    fn drop(&mut self) {
        self.stop();
    }
}

/// A certificate that signs itself, for one's own files; its days count from now.
pub fn own_files(folder: &Path, names: &[&str], days: i64) -> (PathBuf, PathBuf) {
    let key = KeyPair::generate().expect("a key");
    let mut params = CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).expect("parameters");
    let now = rcgen::date_time_ymd(2026, 11, 22);
    let day = now - rcgen::date_time_ymd(2026, 11, 21);
    let days = i32::try_from(days).expect("days");
    params.not_before = now - day * 30;
    params.not_after = now + day * days;
    let paths = (folder.join("chain.pem"), folder.join("key.pem"));
    std::fs::write(&paths.0, params.self_signed(&key).expect("signed").pem()).expect("written");
    std::fs::write(&paths.1, key.serialize_pem()).expect("written");
    paths
}

fn free_ports<const N: usize>() -> [u16; N] {
    // All held at once, so that none comes twice.
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").expect("a port"));
    listeners.each_ref().map(|listener| listener.local_addr().expect("an address").port())
}
