//! Requests to one server over connections that stay open: bodies of any size, given up only when nothing moves.

use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant},
};

use bytes::Bytes;
use http_body_util::BodyExt as _;
use hyper::{
    HeaderMap, Method, Request,
    body::{Body, Frame, Incoming, SizeHint},
    header,
};
use tokio::time::Sleep;
use tokio_rustls::rustls::pki_types::CertificateDer;
use url::Url;

use crate::outbound::{
    fault::{Fault, chain},
    guard,
    pace::Pace,
    wire::{self, Wire},
};

/// What goes out at once: small enough that a limit is even and a stall is noticed.
const PIECE_BYTES: usize = 16 << 10;
/// Connections that wait for the next request.
const IDLE_MOST: usize = 4;

/// Speaks to one server.
pub struct Client {
    /// May it stand on this machine or in a private network? Only there is it spoken to without encryption.
    near: bool,
    /// How long nothing may move.
    stall: Duration,
    pace: Option<Arc<Pace>>,
    /// Trusted besides the web's authorities.
    roots: Vec<CertificateDer<'static>>,
    idle: Mutex<Vec<Wire<Upload>>>,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Ask<'a> {
    pub method: Method,
    pub url: &'a Url,
    pub headers: &'a [(&'static str, String)],
    pub body: &'a [Bytes],
    /// A longer answer is a fault.
    pub answer_most: usize,
}

/// The whole answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Reply {
    /// How long the server asks us to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        wire::retry_after_s(&self.headers).and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs)
    }
}

/// Why there was no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silence {
    Fault(Fault),
    /// It would have gone unencrypted to the host out in the world.
    Open(String),
}

impl Client {
    /// All requests of the client share the pace.
    pub fn new(near: bool, stall: Duration, pace: Option<Pace>) -> Self {
        Self { near, stall, pace: pace.map(Arc::new), roots: Vec::new(), idle: Mutex::default() }
    }

    /// The same, trusting servers whose certificates lead to these roots too.
    pub fn trusting(self, roots: Vec<CertificateDer<'static>>) -> Self {
        Self { roots, ..self }
    }

    /// Sends one request and reads its answer. All requests must go to the same server.
    pub async fn send(&self, ask: &Ask<'_>) -> Result<Reply, Silence> {
        // A connection that waited may have been closed by the other side meanwhile; that says nothing about the request.
        while let Some(wire) = self.waiting() {
            match self.exchange(wire, ask).await {
                Err(Fault::CutOff { .. }) => {}
                done => return done.map_err(Silence::Fault),
            }
        }
        let wire = self.open(ask.url).await?;
        self.exchange(wire, ask).await.map_err(Silence::Fault)
    }

    fn waiting(&self) -> Option<Wire<Upload>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    async fn open(&self, url: &Url) -> Result<Wire<Upload>, Silence> {
        let addresses = wire::addresses(url, self.near).await.map_err(Silence::Fault)?;
        if url.scheme() == "http" && !addresses.iter().all(|address| guard::is_near(address.ip())) {
            return Err(Silence::Open(url.host_str().unwrap_or_default().to_owned()));
        }
        wire::open(url, &addresses, &self.roots).await.map_err(Silence::Fault)
    }

    async fn exchange(&self, mut wire: Wire<Upload>, ask: &Ask<'_>) -> Result<Reply, Fault> {
        let host = || ask.url.host_str().unwrap_or_default().to_owned();
        let moved = Arc::new(AtomicU64::new(0));
        let mut request = Request::builder()
            .method(ask.method.clone())
            .uri(wire::target(ask.url))
            .header(header::HOST, wire::authority(ask.url))
            .header(header::USER_AGENT, wire::USER_AGENT);
        for (name, value) in ask.headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(Upload::new(ask.body, self.pace.clone(), Arc::clone(&moved)))
            .map_err(|cause| Fault::Garbled { host: host(), cause: chain(&cause) })?;
        let sending = async {
            wire.sender.ready().await?;
            wire.sender.send_request(request).await
        };
        let response = self.while_moving(&moved, sending).await.ok_or_else(|| Fault::TookTooLong(host()))?;
        let (head, body) = response.map_err(|cause| broken(&cause, host()))?.into_parts();
        let body = self.read(body, ask.answer_most, &host).await?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_MOST && !wire.sender.is_closed() {
            idle.push(wire);
        }
        Ok(Reply { status: head.status.as_u16(), headers: head.headers, body })
    }

    async fn read(&self, mut body: Incoming, most: usize, host: &impl Fn() -> String) -> Result<Bytes, Fault> {
        let too_long = || Fault::Garbled { host: host(), cause: format!("more than {most} bytes") };
        let announced = body.size_hint().lower();
        if announced > most as u64 {
            return Err(too_long());
        }
        let mut read = Vec::with_capacity(usize::try_from(announced).unwrap_or_default());
        loop {
            let frame = tokio::time::timeout(self.stall, body.frame()).await.map_err(|_| Fault::TookTooLong(host()))?;
            let Some(frame) = frame else { return Ok(read.into()) };
            let Ok(data) = frame.map_err(|cause| broken(&cause, host()))?.into_data() else { continue };
            if read.len() + data.len() > most {
                return Err(too_long());
            }
            read.extend_from_slice(&data);
        }
    }

    /// The work's result; nothing when nothing moved for too long.
    async fn while_moving<T>(&self, moved: &AtomicU64, work: impl Future<Output = T>) -> Option<T> {
        let mut work = std::pin::pin!(work);
        let mut seen = 0;
        loop {
            if let Ok(done) = tokio::time::timeout(self.stall, work.as_mut()).await {
                return Some(done);
            }
            let now = moved.load(Ordering::Relaxed);
            if now == seen {
                return None;
            }
            seen = now;
        }
    }
}

fn broken(cause: &hyper::Error, host: String) -> Fault {
    let told = chain(cause);
    if cause.is_parse() { Fault::Garbled { host, cause: told } } else { Fault::CutOff { host, cause: told } }
}

/// A body in pieces, each at its time.
struct Upload {
    pieces: VecDeque<Bytes>,
    left: u64,
    pace: Option<Arc<Pace>>,
    due: Option<Pin<Box<Sleep>>>,
    /// Bytes that were taken so far.
    moved: Arc<AtomicU64>,
}

impl Upload {
    fn new(body: &[Bytes], pace: Option<Arc<Pace>>, moved: Arc<AtomicU64>) -> Self {
        let pieces: VecDeque<Bytes> = body.iter().filter(|piece| !piece.is_empty()).cloned().collect();
        let left = pieces.iter().map(|piece| piece.len() as u64).sum();
        Self { pieces, left, pace, due: None, moved }
    }

    fn next_bytes(&self) -> usize {
        self.pieces.front().map_or(0, |piece| piece.len().min(PIECE_BYTES))
    }
}

impl Body for Upload {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let bytes = self.next_bytes();
        if bytes == 0 {
            return Poll::Ready(None);
        }
        if self.due.is_none()
            && let Some(pace) = &self.pace
        {
            let due = pace.reserve(bytes, Instant::now());
            self.due = Some(Box::pin(tokio::time::sleep_until(due.into())));
        }
        if let Some(due) = &mut self.due {
            std::task::ready!(due.as_mut().poll(context));
            self.due = None;
        }
        let Some(mut piece) = self.pieces.pop_front() else { return Poll::Ready(None) };
        let sent = piece.split_to(bytes);
        if !piece.is_empty() {
            self.pieces.push_front(piece);
        }
        self.left -= bytes as u64;
        self.moved.fetch_add(bytes as u64, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(sent))))
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
