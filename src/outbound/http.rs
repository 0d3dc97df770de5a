//! One POST to somebody else's server: to an address that was judged, without redirects, within bounds of time and size.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Request, header};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use url::{Host, Url};

use crate::{
    base::time::SECOND_MS,
    outbound::{
        fault::{Fault, brief, chain},
        guard, names,
    },
};

const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// What is read of an answer.
const ANSWER_BYTES: usize = 16 << 10;

/// What is sent where.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    pub url: &'a Url,
    /// May it go to this machine and to private networks?
    pub near: bool,
    pub headers: &'a [(&'static str, String)],
    pub body: String,
}

/// The other side's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// How long it asks us to wait.
    pub retry_after_ms: Option<i64>,
    /// How its text begins, on one line.
    pub text: String,
}

/// Sends it. The name is looked up once, and the connection goes to an address of that look-up, so that a name that leads elsewhere the
/// next moment gains nothing.
pub async fn post(post: Post<'_>) -> Result<Answer, Fault> {
    let host = post.url.host_str().unwrap_or_default().to_owned();
    tokio::time::timeout(ANSWER_WITHIN, talk(post, &host)).await.unwrap_or_else(|_| Err(Fault::TookTooLong(host.clone())))
}

async fn talk(post: Post<'_>, host: &str) -> Result<Answer, Fault> {
    let at = post.url.port_or_known_default().unwrap_or(443);
    let stream = connect(&addresses(post.url, at, post.near).await?, host).await?;
    if post.url.scheme() == "http" {
        return exchange(TokioIo::new(stream), &post, host).await;
    }
    let tls = |cause: &dyn std::error::Error| Fault::Tls { host: host.to_owned(), cause: chain(cause) };
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(|cause| tls(&cause))?;
    let stream = encryption(host)?.connect(name, stream).await.map_err(|cause| tls(&cause))?;
    exchange(TokioIo::new(stream), &post, host).await
}

/// Where the host is found: all of it must be allowed, or somebody plays with us.
async fn addresses(url: &Url, port: u16, near: bool) -> Result<Vec<SocketAddr>, Fault> {
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
    Ok(found.into_iter().map(|address| SocketAddr::new(address, port)).collect())
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

async fn exchange<S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    stream: TokioIo<S>,
    post: &Post<'_>,
    host: &str,
) -> Result<Answer, Fault> {
    let garbled = |cause: &dyn std::error::Error| Fault::Garbled { host: host.to_owned(), cause: chain(cause) };
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.map_err(|cause| garbled(&cause))?;
    let connection = tokio::spawn(connection);
    let authority = match post.url.port() {
        Some(number) => format!("{host}:{number}"),
        None => host.to_owned(),
    };
    let path = match post.url.query() {
        Some(query) => format!("{}?{query}", post.url.path()),
        None => post.url.path().to_owned(),
    };
    let mut request =
        Request::post(path).header(header::HOST, authority).header(header::USER_AGENT, concat!("Dangol/", env!("CARGO_PKG_VERSION")));
    for (name, value) in post.headers {
        request = request.header(*name, value);
    }
    let request = request.body(Full::new(Bytes::from(post.body.clone()))).map_err(|cause| garbled(&cause))?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(|cause| garbled(&cause))?;
        let status = response.status().as_u16();
        let retry_after_ms = response
            .headers()
            .get(header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse::<i64>().ok())
            .map(|seconds| seconds.saturating_mul(SECOND_MS));
        // A body beyond the bound, or one that breaks off, takes nothing from the status.
        let body =
            Limited::new(response.into_body(), ANSWER_BYTES).collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
        Ok(Answer { status, retry_after_ms, text: brief(&String::from_utf8_lossy(&body)) })
    }
    .await;
    connection.abort();
    answer
}

/// TLS with the web's certificate authorities, which the program carries along.
fn encryption(host: &str) -> Result<TlsConnector, Fault> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|cause| Fault::Tls { host: host.to_owned(), cause: chain(&cause) })?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
