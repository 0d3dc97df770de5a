//! Stopped and started again under load: whoever has sent a request gets its answer, and what was acknowledged is there.

use std::{
    collections::BTreeSet,
    io::ErrorKind,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    time::Duration,
};

use rand::{RngExt as _, SeedableRng as _, rngs::StdRng};
use rusqlite::Connection;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::{JoinHandle, spawn_blocking},
    time::sleep,
};

use crate::{
    appliance::{Appliance, free_ports, run},
    crash::publish_page,
};

const CLIENTS: u32 = 32;
/// What CONTRACT 1 promises.
const STOPPED_WITHIN: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_under_load_breaks_no_request_off() {
    let restarts: u32 = std::env::var("DANGOL_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(5);
    let directory = tempfile::tempdir().expect("a directory");
    let data_dir = directory.path().to_owned();
    run(&data_dir, &["setup", "--email", "owner@agency.kr", "--agency", "한빛"], "correct horse battery\n");
    run(&data_dir, &["account", "create", "--name", "카페", "--slug", "cafe"], "");
    let token = run(&data_dir, &["token", "create", "--name", "t", "--account", "cafe", "--role", "owner"], "");
    let ports = free_ports();
    let mut appliance = Appliance::start(&data_dir, ports);
    publish_page(&appliance.admin, &token).await;

    let load = Arc::new(Load { ports, ..Load::default() });
    let clients: Vec<JoinHandle<()>> = (0..CLIENTS).map(|number| tokio::spawn(Arc::clone(&load).send(number))).collect();
    let mut seeded = StdRng::seed_from_u64(11);
    for _ in 0..restarts {
        sleep(Duration::from_millis(seeded.random_range(300..900))).await;
        // One that has just connected, and one whose body is on its way.
        let mut silent = TcpStream::connect(("127.0.0.1", ports[1])).await.expect("connected");
        let mut slow = TcpStream::connect(("127.0.0.1", ports[1])).await.expect("connected");
        let phone = load.phone();
        let (head, body) = submission(&phone);
        slow.write_all(head.as_bytes()).await.expect("sent");
        slow.write_all(&body.as_bytes()[..4]).await.expect("sent");
        // The head must have been read before the server is told to stop, or nobody knows of the request.
        sleep(Duration::from_millis(100)).await;
        let stopped = spawn_blocking(move || appliance.stop());
        sleep(Duration::from_millis(400)).await;
        silent.write_all(b"GET /p/cafe/spring HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").await.expect("sent");
        let answer = answer(&mut silent).await.expect("whoever got in is answered");
        assert_eq!((answer.status, answer.is_last), (200, true));
        sleep(Duration::from_millis(1_600)).await;
        slow.write_all(&body.as_bytes()[4..]).await.expect("sent");
        assert_eq!(self::answer(&mut slow).await.expect("what had begun is ended").status, 201);
        load.acknowledged.lock().expect("no panic").push(phone);
        let took = stopped.await.expect("stopped");
        assert!(took < STOPPED_WITHIN, "{took:?}");
        appliance = Appliance::start(&data_dir, ports);
    }
    sleep(Duration::from_millis(300)).await;
    load.enough.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.expect("no client panicked");
    }
    let took = spawn_blocking(move || appliance.stop()).await.expect("stopped");
    assert!(took < STOPPED_WITHIN, "{took:?}");

    let broken = load.broken.lock().expect("no panic");
    let acknowledged = load.acknowledged.lock().expect("no panic");
    eprintln!("{} submissions acknowledged over {restarts} restarts", acknowledged.len());
    assert!(acknowledged.len() > 100, "the test wrote too little: {}", acknowledged.len());
    assert!(broken.is_empty(), "{} of {} requests were broken off: {:?}", broken.len(), load.sent.load(Ordering::Relaxed), broken);
    let conn = Connection::open(data_dir.join("accounts/cafe.db")).expect("opens");
    let mut statement = conn.prepare("SELECT c.phone FROM lead l JOIN customer c ON c.id = l.customer_id").expect("prepared");
    let stored: Vec<String> = statement.query_map([], |row| row.get(0)).expect("read").map(|row| row.expect("row")).collect();
    let different: BTreeSet<String> = stored.iter().cloned().collect();
    assert_eq!(stored.len(), different.len(), "a submission counted twice");
    let acknowledged: BTreeSet<String> = acknowledged.iter().map(|phone| format!("+82{}", &phone[1..])).collect();
    assert_eq!(different, acknowledged, "what was acknowledged, and nothing else");
}

/// What the clients do, and what came of it.
#[derive(Default)]
struct Load {
    ports: [u16; 2],
    enough: AtomicBool,
    next: AtomicU32,
    sent: AtomicU32,
    acknowledged: Mutex<Vec<String>>,
    broken: Mutex<Vec<String>>,
}

impl Load {
    fn phone(&self) -> String {
        format!("010{:08}", 20_000_000 + self.next.fetch_add(1, Ordering::Relaxed))
    }

    /// One client: a visitor who sends forms and reads the page, or an owner's browser, each over a connection that it keeps.
    async fn send(self: Arc<Self>, number: u32) {
        let mut seeded = StdRng::seed_from_u64(u64::from(number));
        let mut kept = None;
        while !self.enough.load(Ordering::Relaxed) {
            // Some rest for so long that the server closes their connections while it stops.
            let most_ms = if number.is_multiple_of(8) { 2_500 } else { 120 };
            sleep(Duration::from_millis(seeded.random_range(10..most_ms))).await;
            let is_admin = number.is_multiple_of(5);
            let phone = (!is_admin && seeded.random_bool(0.5)).then(|| self.phone());
            let request = match &phone {
                Some(phone) => {
                    let (head, body) = submission(phone);
                    head + &body
                }
                None if is_admin => format!("GET /login HTTP/1.1\r\nhost: 127.0.0.1:{}\r\n\r\n", self.ports[0]),
                None => "GET /p/cafe/spring HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n".to_owned(),
            };
            let Some(mut stream) = self.connection(kept.take(), self.ports[usize::from(!is_admin)]).await else { continue };
            self.sent.fetch_add(1, Ordering::Relaxed);
            let answered = match stream.write_all(request.as_bytes()).await {
                Ok(()) => answer(&mut stream).await,
                Err(cause) => Err(format!("not taken: {cause}")),
            };
            match (answered, phone) {
                (Ok(Answer { status: 201, is_last }), Some(phone)) => {
                    self.acknowledged.lock().expect("no panic").push(phone);
                    kept = (!is_last).then_some(stream);
                }
                (Ok(Answer { status: 200, is_last }), None) => kept = (!is_last).then_some(stream),
                (Ok(other), _) => self.broken.lock().expect("no panic").push(format!("answered with {}", other.status)),
                (Err(cause), _) => self.broken.lock().expect("no panic").push(cause),
            }
        }
    }

    /// The connection that was kept, unless it was closed meanwhile, or a new one; absent while nobody listens.
    async fn connection(&self, kept: Option<TcpStream>, port: u16) -> Option<TcpStream> {
        if let Some(stream) = kept
            && stream.try_read(&mut [0]).is_err_and(|cause| cause.kind() == ErrorKind::WouldBlock)
        {
            return Some(stream);
        }
        match TcpStream::connect(("127.0.0.1", port)).await {
            Ok(stream) => Some(stream),
            Err(cause) => {
                if cause.kind() != ErrorKind::ConnectionRefused {
                    self.broken.lock().expect("no panic").push(format!("not connected: {cause}"));
                }
                None
            }
        }
    }
}

struct Answer {
    status: u16,
    /// Does the server close the connection after it?
    is_last: bool,
}

/// Head and body of a submission.
fn submission(phone: &str) -> (String, String) {
    let body = json!({ "name": "홍길동", "phone": phone }).to_string();
    let length = body.len();
    let head = "POST /p/cafe/spring HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: application/json\r\ncontent-type: application/json\r\n";
    (format!("{head}content-length: {length}\r\n\r\n"), body)
}

/// Reads one whole answer.
async fn answer(stream: &mut TcpStream) -> Result<Answer, String> {
    let mut read = Vec::new();
    loop {
        let mut chunk = [0; 8 * 1024];
        match stream.read(&mut chunk).await {
            Ok(0) => return Err(format!("closed after {} bytes of the answer", read.len())),
            Ok(count) => read.extend_from_slice(&chunk[..count]),
            Err(cause) => return Err(format!("broken off after {} bytes of the answer: {cause}", read.len())),
        }
        let Some(end) = read.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
        let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name).map(|value| value.trim().to_owned()));
        let length: usize = field("content-length:").and_then(|length| length.parse().ok()).expect("our answers have a length");
        if read.len() == end + 4 + length {
            let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
            return Ok(Answer { status, is_last: field("connection:").as_deref() == Some("close") });
        }
    }
}
