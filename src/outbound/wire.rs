//! A connection to a server: its name looked up once, its addresses judged, encrypted where the address says so.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use hyper::{HeaderMap, body::Body, client::conn::http1::SendRequest, header};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    task::JoinHandle,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName},
    },
};
use url::{Host, Url};

use crate::outbound::{
    fault::{Fault, chain},
    guard, names,
};

pub(super) const USER_AGENT: &str = concat!("Dangol/", env!("CARGO_PKG_VERSION"));

const CONNECT_WITHIN: Duration = Duration::from_secs(5);

/// An open connection that speaks HTTP; it closes when this is dropped.
pub(super) struct Wire<B> {
    pub(super) sender: SendRequest<B>,
    connection: JoinHandle<()>,
}

impl<B> Drop for Wire<B> {
    fn drop(&mut self) {
        self.connection.abort();
    }
}

/// Connects to one of the addresses. They come from one look-up, so that a name that leads elsewhere the next moment gains nothing.
/// Servers may prove themselves by the web's authorities, or by these roots.
pub(super) async fn open<B>(url: &Url, addresses: &[SocketAddr], roots: &[CertificateDer<'static>]) -> Result<Wire<B>, Fault>
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let host = url.host_str().unwrap_or_default();
    let stream = connect(addresses, host).await?;
    if url.scheme() == "http" {
        return speak(stream, host).await;
    }
    let tls = |cause: &dyn std::error::Error| Fault::Tls { host: host.to_owned(), cause: chain(cause) };
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(|cause| tls(&cause))?;
    let stream = tokio::time::timeout(CONNECT_WITHIN, encryption(host, roots)?.connect(name, stream))
        .await
        .map_err(|_| Fault::TookTooLong(host.to_owned()))?
        .map_err(|cause| tls(&cause))?;
    speak(stream, host).await
}

/// Where the host is found: all of it must be allowed, or somebody plays with us.
pub(super) async fn addresses(url: &Url, near: bool) -> Result<Vec<SocketAddr>, Fault> {
    let found = match url.host() {
        Some(Host::Ipv4(address)) => vec![address.into()],
        Some(Host::Ipv6(address)) => vec![address.into()],
        Some(Host::Domain(name)) => names::look_up(name).await?,
        None => return Err(Fault::NoSuchName(String::new())),
    };
    let allowed = |address| guard::is_public(address) || (near && guard::is_near(address));
    if !found.iter().copied().all(allowed) {
        return Err(Fault::Near(url.host_str().unwrap_or_default().to_owned()));
    }
    let port = url.port_or_known_default().unwrap_or(443);
    Ok(found.into_iter().map(|address| SocketAddr::new(address, port)).collect())
}

/// What stands in `Host`.
pub(super) fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |number| format!("{host}:{number}"))
}

/// What stands in the first line of a request.
pub(super) fn target(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

/// How long an answer asks us to wait; absent where it names a date.
pub(super) fn retry_after_s(headers: &HeaderMap) -> Option<i64> {
    headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

async fn connect(addresses: &[SocketAddr], host: &str) -> Result<TcpStream, Fault> {
    let mut last = Fault::NoSuchName(host.to_owned());
    for address in addresses {
        last = match tokio::time::timeout(CONNECT_WITHIN, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(cause)) => Fault::Unreachable { host: host.to_owned(), cause: cause.to_string() },
            Err(_) => Fault::TookTooLong(host.to_owned()),
        };
    }
    Err(last)
}

async fn speak<S, B>(stream: S, host: &str) -> Result<Wire<B>, Fault>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|cause| Fault::Garbled { host: host.to_owned(), cause: chain(&cause) })?;
    // Whoever sends hears of a broken connection by what they sent.
    let connection = tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok(Wire { sender, connection })
}

/// TLS with the web's certificate authorities, which the program carries along.
fn encryption(host: &str, further: &[CertificateDer<'static>]) -> Result<TlsConnector, Fault> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    roots.add_parsable_certificates(further.iter().cloned());
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|cause| Fault::Tls { host: host.to_owned(), cause: chain(&cause) })?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
