//! The owner's socket: one line of JSON asks, one line answers. Only the user that runs the owner can open it.

use std::{
    fs::{self, File, Permissions},
    io::{self, BufRead as _, Read as _, Write as _},
    os::{
        fd::AsRawFd as _,
        unix::{fs::PermissionsExt as _, net::UnixStream as BlockingStream},
    },
    path::{Path, PathBuf},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader},
    net::{UnixListener, UnixStream},
    task::{JoinHandle, JoinSet},
    time::timeout,
};

use crate::{
    base::{
        error::{Error, Result},
        lang::Message,
    },
    cli::{
        failure::Failure,
        orders::{Answer, Order, carry_out},
        texts,
    },
    db::owner::{Answered, Owner, Sent},
    env::Env,
};

const NAME: &str = "dangol.sock";
/// The longest address that a socket may have (unix(7)), its closing zero left out.
const ADDRESS_BYTES: usize = 107;
/// An errand carries a batch of a thousand rows.
const REQUEST_BYTES: usize = 4 << 20;
const ANSWER_BYTES: u64 = 16 << 20;
/// Conversations at once; further ones wait to be accepted.
const AT_ONCE: usize = 16;
/// A request must have come, and an order be carried out, within these.
const ASKED_WITHIN: Duration = Duration::from_secs(10);
const DONE_WITHIN: Duration = Duration::from_mins(1);

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    order: Order,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Reply {
    Ok(Answer),
    Error(Refusal),
}

/// Why an order was not carried out. The asker chooses the language.
#[derive(Serialize, Deserialize)]
struct Refusal {
    kind: String,
    message: Message,
    remedy: Message,
}

impl Refusal {
    /// The error that was refused with, as far as it can be told.
    fn into_error(self) -> Error {
        match self.kind.as_str() {
            "not_found" => Error::NotFound,
            "forbidden" => Error::Forbidden(self.message),
            "conflict" => Error::conflict("errand", self.message),
            "later" => Error::busy(),
            _ => Error::Internal(self.message.en),
        }
    }
}

/// The socket is served until this is dropped; then it is gone from the directory.
pub struct Listening {
    task: JoinHandle<()>,
    path: PathBuf,
    /// Holds the directory's lock, so that the socket removed is ours and no successor's.
    _env: Env,
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.task.abort();
        let _ = fs::remove_file(&self.path);
    }
}

/// Takes orders from now on. For the owner of the directory, inside its runtime.
pub fn listen(env: &Env) -> Result<Listening> {
    let path = path_in(env.db.data_dir());
    let listener = bind(&path).map_err(|cause| Error::internal(&format!("the socket {}", path.display()), cause))?;
    let task = tokio::spawn(converse(env.clone(), listener));
    Ok(Listening { task, path, _env: env.clone() })
}

/// Why nobody answered.
#[derive(Debug)]
pub enum Unheard {
    /// No owner stands behind the socket: nothing has been done.
    Nobody,
    /// The conversation broke off: the order may have been carried out.
    BrokeOff(io::Error),
}

/// Asks the owner of a directory. The inner failure is the owner's refusal.
pub fn ask(data_dir: &Path, order: &Order) -> std::result::Result<std::result::Result<Answer, Failure>, Unheard> {
    let path = path_in(data_dir);
    let mut stream = Address::of(&path).and_then(|address| BlockingStream::connect(&address.path)).map_err(|_| Unheard::Nobody)?;
    let reply = exchange(&mut stream, order).map_err(Unheard::BrokeOff)?;
    Ok(match reply {
        Reply::Ok(answer) => Ok(answer),
        Reply::Error(refusal) => Err(Failure::new(refusal.message, refusal.remedy)),
    })
}

/// The owner of a directory, asked by a process beside it.
pub struct Distant {
    path: PathBuf,
}

impl Distant {
    /// The owner of a directory; absent when nobody is.
    pub fn of(data_dir: &Path) -> Option<Self> {
        let path = path_in(data_dir);
        Address::of(&path).and_then(|address| BlockingStream::connect(&address.path)).ok()?;
        Some(Self { path })
    }

    async fn converse(&self, sent: Sent) -> Result<Value> {
        let broke_off = |cause: io::Error| Error::internal("asking the owner of the directory", cause);
        let order = Order::Errand(sent);
        let mut line = serde_json::to_vec(&Asked { order: &order }).map_err(|cause| Error::internal("an errand", cause))?;
        line.push(b'\n');
        let told = async {
            let address = Address::of(&self.path)?;
            let (from, mut to) = UnixStream::connect(&address.path).await?.into_split();
            to.write_all(&line).await?;
            let mut answer = Vec::new();
            BufReader::new(from.take(ANSWER_BYTES)).read_until(b'\n', &mut answer).await?;
            if answer.is_empty() { Err(io::Error::from(io::ErrorKind::UnexpectedEof)) } else { Ok(answer) }
        };
        let answer = timeout(DONE_WITHIN + ASKED_WITHIN, told).await.map_err(|late| broke_off(late.into()))?.map_err(broke_off)?;
        match serde_json::from_slice(&answer).map_err(|cause| broke_off(cause.into()))? {
            Reply::Ok(Answer::Errand(answer)) => Ok(answer),
            Reply::Ok(_) => Err(broke_off(io::ErrorKind::InvalidData.into())),
            Reply::Error(refusal) => Err(refusal.into_error()),
        }
    }
}

impl Owner for Distant {
    fn ask(&self, sent: Sent) -> Answered<'_> {
        Box::pin(self.converse(sent))
    }
}

/// An order in the words of [`Request`], without taking it over.
#[derive(Serialize)]
struct Asked<'a> {
    order: &'a Order,
}

fn exchange(stream: &mut BlockingStream, order: &Order) -> io::Result<Reply> {
    stream.set_read_timeout(Some(DONE_WITHIN + ASKED_WITHIN))?;
    stream.set_write_timeout(Some(ASKED_WITHIN))?;
    let mut line = serde_json::to_vec(&Asked { order })?;
    line.push(b'\n');
    stream.write_all(&line)?;
    let mut answer = Vec::new();
    io::BufReader::new(stream.take(ANSWER_BYTES)).read_until(b'\n', &mut answer)?;
    if answer.is_empty() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(serde_json::from_slice(&answer)?)
}

fn bind(path: &Path) -> io::Result<UnixListener> {
    // Whoever left it is gone, since this process holds the lock.
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    let address = Address::of(path)?;
    let listener = UnixListener::bind(&address.path)?;
    fs::set_permissions(path, Permissions::from_mode(0o600))?;
    Ok(listener)
}

async fn converse(env: Env, listener: UnixListener) {
    let mut conversations = JoinSet::new();
    loop {
        while conversations.len() >= AT_ONCE {
            conversations.join_next().await;
        }
        while conversations.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                conversations.spawn(hear(env.clone(), stream));
            }
            Err(cause) => {
                tracing::warn!(%cause, "the command line could not be heard");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// One conversation: requests until the asker leaves, is too slow or asks too much.
async fn hear(env: Env, stream: UnixStream) {
    let (from, mut to) = stream.into_split();
    let mut from = BufReader::new(from);
    loop {
        let mut line = Vec::new();
        let mut bounded = (&mut from).take(REQUEST_BYTES as u64 + 1);
        match timeout(ASKED_WITHIN, bounded.read_until(b'\n', &mut line)).await {
            Ok(Ok(read)) if read > 0 => {}
            _ => return,
        }
        let too_long = line.len() > REQUEST_BYTES;
        let reply = if too_long { refuse(Error::TooLarge { limit_bytes: REQUEST_BYTES }) } else { answer(&env, &line).await };
        let Ok(mut bytes) = serde_json::to_vec(&reply) else { return };
        bytes.push(b'\n');
        let sent = matches!(timeout(ASKED_WITHIN, to.write_all(&bytes)).await, Ok(Ok(())));
        if too_long || !sent {
            return;
        }
    }
}

async fn answer(env: &Env, line: &[u8]) -> Reply {
    // What the parser complains of may quote a password: it is not repeated.
    let Ok(Request { order }) = serde_json::from_slice(line) else {
        return refuse(Error::field("order", texts::NOT_UNDERSTOOD));
    };
    match timeout(DONE_WITHIN, carry_out(env, order)).await {
        Ok(Ok(answer)) => Reply::Ok(answer),
        Ok(Err(error)) => {
            if let Error::Internal(cause) = &error {
                tracing::error!(cause, "an order of the command line failed");
            }
            refuse(error)
        }
        Err(_) => refuse(Error::busy()),
    }
}

fn refuse(error: Error) -> Reply {
    let kind = match &error {
        Error::Invalid(_) => "invalid",
        Error::NotFound => "not_found",
        Error::Conflict { .. } => "conflict",
        Error::Unauthenticated => "unauthenticated",
        Error::Forbidden(_) => "forbidden",
        Error::TooLarge { .. } => "too_large",
        Error::Later { .. } => "later",
        Error::Internal(_) => "internal",
    };
    let failure = Failure::from(error);
    Reply::Error(Refusal { kind: kind.to_owned(), message: failure.what, remedy: failure.remedy })
}

fn path_in(data_dir: &Path) -> PathBuf {
    data_dir.join("run").join(NAME)
}

/// A name for the socket that fits into an address: a long path is reached through its directory's open descriptor.
struct Address {
    path: PathBuf,
    _directory: Option<File>,
}

impl Address {
    fn of(path: &Path) -> io::Result<Self> {
        let (Some(parent), true) = (path.parent(), path.as_os_str().len() > ADDRESS_BYTES) else {
            return Ok(Self { path: path.to_owned(), _directory: None });
        };
        let directory = File::open(parent)?;
        Ok(Self { path: PathBuf::from(format!("/proc/self/fd/{}/{NAME}", directory.as_raw_fd())), _directory: Some(directory) })
    }
}
