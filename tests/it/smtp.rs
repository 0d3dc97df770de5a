//! A mail server for tests: as much of RFC 5321 and of AUTH PLAIN as a client needs, over real sockets.

use std::sync::{Arc, Mutex};

use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
};

/// What it demands and how it answers.
#[derive(Clone, Debug, Default)]
pub struct Manners {
    /// User name and password, as `\0user\0password`.
    pub login: Option<(&'static str, &'static str)>,
    /// What it says to each recipient; 250 where absent.
    pub to_recipients: Option<&'static str>,
}

/// A letter as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub to: String,
    pub text: String,
}

impl Received {
    /// A header's value on one line; empty when there is none.
    pub fn header(&self, name: &str) -> String {
        let head = self.text.split_once("\r\n\r\n").map_or(self.text.as_str(), |(head, _)| head).replace("\r\n ", " ");
        head.split("\r\n").find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default().to_owned()
    }

    /// Its parts, decoded.
    pub fn body(&self) -> String {
        let decode = |part: &str| {
            let (head, body) = part.split_once("\r\n\r\n")?;
            if head.contains("base64") {
                let packed: String = body.split_whitespace().collect();
                return String::from_utf8(data_encoding::BASE64.decode(packed.as_bytes()).ok()?).ok();
            }
            if head.contains("quoted-printable") {
                return Some(unquoted(body));
            }
            Some(body.to_owned())
        };
        let boundary = self.text.split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("parts");
        self.text.split(&format!("--{boundary}")).skip(1).filter_map(decode).collect::<Vec<_>>().join("\n")
    }
}

fn unquoted(body: &str) -> String {
    let mut bytes = Vec::new();
    let joined = body.replace("=\r\n", "");
    let mut rest = joined.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        if *first == b'=' && tail.len() >= 2 {
            bytes.extend(data_encoding::HEXUPPER.decode(&tail[..2]).unwrap_or_default());
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned().replace("\r\n", "\n")
}

pub struct MailServer {
    pub port: u16,
    pub manners: Arc<Mutex<Manners>>,
    received: Arc<Mutex<Vec<Received>>>,
}

impl MailServer {
    pub async fn start(manners: Manners) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let (manners, received) = (Arc::new(Mutex::new(manners)), Arc::new(Mutex::new(Vec::new())));
        tokio::spawn({
            let (manners, received) = (Arc::clone(&manners), Arc::clone(&received));
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    let manners = manners.lock().expect("a lock").clone();
                    tokio::spawn(serve(stream, manners, Arc::clone(&received)));
                }
            }
        });
        Self { port, manners, received }
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().expect("a lock").clone()
    }
}

async fn serve(stream: TcpStream, manners: Manners, received: Arc<Mutex<Vec<Received>>>) -> std::io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 test ESMTP\r\n").await?;
    let (mut let_in, mut to) = (manners.login.is_none(), String::new());
    while let Some(line) = lines.next_line().await? {
        let upper = line.to_ascii_uppercase();
        let answer = if upper.starts_with("EHLO") {
            "250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN".to_owned()
        } else if let Some(credentials) = line.strip_prefix("AUTH PLAIN ") {
            let typed = data_encoding::BASE64.decode(credentials.as_bytes()).unwrap_or_default();
            let_in = manners.login.is_some_and(|(user, password)| typed == format!("\0{user}\0{password}").as_bytes());
            if let_in { "235 welcome".to_owned() } else { "535 5.7.8 wrong user or password".to_owned() }
        } else if !let_in && upper.starts_with("MAIL") {
            "530 5.7.0 log in first".to_owned()
        } else if upper.starts_with("RCPT TO:") {
            to = line[8..].trim_matches(['<', '>', ' ']).to_owned();
            manners.to_recipients.unwrap_or("250 ok").to_owned()
        } else if upper == "DATA" {
            writer.write_all(b"354 go on\r\n").await?;
            let mut text = String::new();
            while let Some(line) = lines.next_line().await? {
                if line == "." {
                    break;
                }
                text.push_str(line.strip_prefix('.').unwrap_or(&line));
                text.push_str("\r\n");
            }
            received.lock().expect("a lock").push(Received { to: to.clone(), text });
            "250 2.0.0 queued as 4711".to_owned()
        } else if upper == "QUIT" {
            writer.write_all(b"221 bye\r\n").await?;
            return Ok(());
        } else {
            "250 ok".to_owned()
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}
