//! A door: a listener whose connections are served until it is told to stop, and then drained.

use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, body::Body, extract::ConnectInfo};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto::Builder, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    task::JoinHandle,
};
use tower::{ServiceExt as _, service_fn};

/// A client that has not sent a request's head in this time is cut off, so that slow ones can't hold every place.
const HEAD_WITHIN: Duration = Duration::from_secs(15);
/// The longest a connection lives, or one that never reads its answer would hold its place for ever. Browsers open another.
const CONNECTED: Duration = Duration::from_mins(5);
/// Connections of one door at a time; the next wait in the kernel's queue.
const CONNECTIONS: usize = 4_096;
/// How long open requests may take to end once the door was told to close.
const DRAIN: Duration = Duration::from_secs(8);

/// Opens a door. Its task ends when `stopping` turns true and the open requests have been answered.
pub fn open(listener: TcpListener, router: Router, mut stopping: watch::Receiver<bool>) -> JoinHandle<()> {
    tokio::spawn(async move {
        let places = Arc::new(Semaphore::new(CONNECTIONS));
        let graceful = GracefulShutdown::new();
        loop {
            let place = tokio::select! {
                place = Arc::clone(&places).acquire_owned() => place,
                _ = stopping.wait_for(|stop| *stop) => break,
            };
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = stopping.wait_for(|stop| *stop) => break,
            };
            match accepted {
                Ok((stream, peer)) => {
                    let connection = graceful.watcher();
                    let router = router.clone();
                    tokio::spawn(async move {
                        serve(stream, peer, router, connection).await;
                        drop(place);
                    });
                }
                Err(cause) => {
                    // Out of file descriptors, most likely: some will come back.
                    tracing::warn!(%cause, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
        drop(listener);
        if tokio::time::timeout(DRAIN, graceful.shutdown()).await.is_err() {
            tracing::warn!("some requests did not end in time and were cut off");
        }
    })
}

async fn serve(stream: TcpStream, peer: SocketAddr, router: Router, watcher: hyper_util::server::graceful::Watcher) {
    // Answers go out at once; they are written in one piece.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: axum::http::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let answering = router.clone().oneshot(request);
        async move { Ok::<_, Infallible>(answering.await.unwrap_or_else(|never| match never {})) }
    });
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service)).into_owned();
    match tokio::time::timeout(CONNECTED, watcher.watch(connection)).await {
        Ok(Ok(())) => {}
        Ok(Err(cause)) => tracing::debug!(%cause, "a connection broke off"),
        Err(_) => tracing::debug!("a connection was open for too long"),
    }
}
