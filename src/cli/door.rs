//! A door: a listener whose connections are served until it is told to stop, and then drained. Behind an encrypted one the name in the
//! greeting decides who answers.

use std::{
    convert::Infallible,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{HeaderValue, Request, header::CONNECTION},
};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulConnection},
    service::TowerToHyperService,
};
use ipnet::IpNet;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    task::JoinHandle,
    time::{Instant, sleep, timeout},
};
use tokio_rustls::{LazyConfigAcceptor, rustls::server::Acceptor, server::TlsStream};
use tower::{ServiceExt as _, service_fn};

use crate::{
    base::host::Side,
    cli::{backlog, guests::Guests},
    tls::shelf::{Choice, Shelf},
};

/// Who answers behind a door.
#[derive(Clone)]
pub enum Behind {
    /// Whoever comes, unencrypted.
    Plain(Router),
    Encrypted {
        shelf: Arc<Shelf>,
        admin: Router,
        visitors: Router,
    },
}

/// A client that has not sent a request's head in this time is cut off, so that slow ones can't hold every place.
const HEAD_WITHIN: Duration = Duration::from_secs(15);
/// A client that has not greeted and agreed on a key in this time is cut off.
const GREETED_WITHIN: Duration = Duration::from_secs(10);
/// After this time a connection's next answer is its last, and browsers open another.
const CONNECTED: Duration = Duration::from_mins(5);
/// The longest a connection lives after that, or one that never reads its answer would hold its place for ever.
const OVERTIME: Duration = Duration::from_mins(1);
/// Connections of one door at a time; the next wait in the kernel's queue.
const CONNECTIONS: u32 = 4_096;

/// How long clients may take to end a handshake that had begun when the door was told to close.
const HANDSHAKES: Duration = Duration::from_millis(250);
/// How long open connections are still listened to. HTTP/1.1 knows no other way to tell a client that a connection ends than the answer
/// to its next request; one that is closed without a word may have sent that request a moment before.
const LINGER: Duration = Duration::from_secs(1);
/// How long after that a connection waits for its very first request. Browsers open some that they never use.
const UNASKED: Duration = Duration::from_secs(1);
/// How long open requests may take to end once the door was told to close.
const DRAIN: Duration = Duration::from_secs(7);

/// Where this process listens, for the doctor.
static KNOWN: OnceLock<Vec<SocketAddr>> = OnceLock::new();

/// Tells where this process listens.
pub fn tell(addresses: Vec<SocketAddr>) {
    let _ = KNOWN.set(addresses);
}

/// Where this process listens; nowhere before it said so.
pub fn known() -> Vec<SocketAddr> {
    KNOWN.get().cloned().unwrap_or_default()
}

/// Opens a door; `proxies` may bring as many connections as there are places. Its task ends when `stopping` turns true and the open
/// requests have been answered.
pub fn open(listener: TcpListener, behind: Behind, proxies: &[IpNet], mut stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    let (places, guests) = (Arc::new(Semaphore::new(CONNECTIONS as usize)), Guests::new(proxies.to_vec()));
    let door = Door { behind, places, guests, stopping: stopping.clone() };
    tokio::spawn(async move {
        tokio::select! {
            () = door.receive(&listener) => {}
            _ = stopping.wait_for(|stop| *stop) => {}
        }
        let closed = Instant::now();
        backlog::turn_away(&listener);
        let _ = timeout(HANDSHAKES, door.receive(&listener)).await;
        match backlog::close(listener) {
            Ok(waiting) => {
                for (stream, peer) in waiting {
                    door.let_in(stream, peer, None);
                }
            }
            Err(cause) => tracing::warn!(%cause, "connections that waited for their turn were cut off"),
        }
        let all_gone = door.places.acquire_many(CONNECTIONS);
        if tokio::time::timeout_at(closed + DRAIN, all_gone).await.is_err() {
            tracing::warn!("some requests did not end in time and were cut off");
        }
    })
}

struct Door {
    behind: Behind,
    places: Arc<Semaphore>,
    guests: Arc<Guests>,
    stopping: watch::Receiver<bool>,
}

impl Door {
    /// Lets in whoever comes, as long as it is waited for.
    async fn receive(&self, listener: &TcpListener) {
        loop {
            let place = Arc::clone(&self.places).acquire_owned().await;
            match listener.accept().await {
                Ok((stream, peer)) => self.let_in(stream, peer, place.ok()),
                Err(cause) => {
                    // Out of file descriptors, most likely: some will come back.
                    tracing::warn!(%cause, "a connection could not be accepted");
                    sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn let_in(&self, stream: TcpStream, peer: SocketAddr, place: Option<OwnedSemaphorePermit>) {
        let Some(seat) = self.guests.seat(peer.ip()) else { return };
        let place = place.or_else(|| Arc::clone(&self.places).try_acquire_owned().ok());
        let (behind, stopping) = (self.behind.clone(), self.stopping.clone());
        tokio::spawn(async move {
            admit(stream, peer, behind, stopping).await;
            drop((place, seat));
        });
    }
}

async fn admit(stream: TcpStream, peer: SocketAddr, behind: Behind, stopping: watch::Receiver<bool>) {
    // Answers go out at once; they are written in one piece.
    let _ = stream.set_nodelay(true);
    let (shelf, admin, visitors) = match behind {
        Behind::Plain(router) => return serve(stream, peer, router, stopping).await,
        Behind::Encrypted { shelf, admin, visitors } => (shelf, admin, visitors),
    };
    let out_of_time = async {
        raised(stopping.clone()).await;
        sleep(LINGER).await;
    };
    let greeted = tokio::select! {
        greeted = timeout(GREETED_WITHIN, greet(stream, &shelf)) => greeted,
        () = out_of_time => return,
    };
    match greeted {
        Ok(Ok(Some((Side::Admin, stream)))) => serve(stream, peer, admin, stopping).await,
        Ok(Ok(Some((Side::Visitors, stream)))) => serve(stream, peer, visitors, stopping).await,
        Ok(Ok(None)) => {}
        Ok(Err(cause)) => tracing::debug!(%cause, "a connection was not encrypted"),
        Err(_) => tracing::debug!("a connection took too long to greet"),
    }
}

/// Agrees on a key with whoever greets one of our names. Absent for an authority that came for its proof, and has it now.
async fn greet(stream: TcpStream, shelf: &Shelf) -> std::io::Result<Option<(Side, TlsStream<TcpStream>)>> {
    let greeting = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
    let choice = shelf.choose(&greeting.client_hello());
    match choice {
        Choice::Serve(side, config) => greeting.into_stream(config).await.map(|stream| Some((side, stream))),
        Choice::Prove(config) | Choice::Refuse(config) => greeting.into_stream(config).await.map(|_| None),
    }
}

async fn serve<S>(stream: S, peer: SocketAddr, router: Router, stopping: watch::Receiver<bool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (opened, asked, closing) = (Instant::now(), Arc::new(AtomicBool::new(false)), stopping.clone());
    let asking = Arc::clone(&asked);
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        asking.store(true, Ordering::Relaxed);
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let (answering, closing) = (router.clone().oneshot(request), closing.clone());
        async move {
            let mut answer = answering.await.unwrap_or_else(|never| match never {});
            if *closing.borrow() || opened.elapsed() > CONNECTED {
                answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(answer)
        }
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)));
    let ended = tokio::select! {
        ended = connection.as_mut() => Some(ended),
        () = sleep(CONNECTED + OVERTIME) => None,
        () = raised(stopping) => drain(connection, &asked).await,
    };
    match ended {
        Some(Ok(())) => {}
        Some(Err(cause)) => tracing::debug!(%cause, "a connection broke off"),
        None => tracing::debug!("a connection was open for too long"),
    }
}

async fn raised(mut flag: watch::Receiver<bool>) {
    // Whoever could raise it is gone: that is as good.
    let _ = flag.wait_for(|is_up| *is_up).await;
}

/// Serves a connection to its end; absent when it did not end in time. Answers say by now that they are the last.
async fn drain<C: GracefulConnection>(mut connection: Pin<&mut C>, asked: &AtomicBool) -> Option<C::Output> {
    if let Ok(ended) = timeout(LINGER, connection.as_mut()).await {
        return Some(ended);
    }
    // One that rests ends at once, one at work after its answer.
    connection.as_mut().graceful_shutdown();
    if let Ok(ended) = timeout(UNASKED, connection.as_mut()).await {
        return Some(ended);
    }
    if !asked.load(Ordering::Relaxed) {
        return None;
    }
    timeout(DRAIN.saturating_sub(LINGER + UNASKED), connection).await.ok()
}
