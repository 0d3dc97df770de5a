//! One request to somebody else's server: to an address that was judged, without redirects, within bounds of time and size.

use std::{net::SocketAddr, time::Duration};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Method, Request, header, http::request::Builder};
use url::Url;

use crate::{
    base::time::SECOND_MS,
    outbound::{
        fault::{Fault, brief, chain},
        guard,
        wire::{self, Wire},
    },
};

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

/// Sends it.
pub async fn post(post: Post<'_>) -> Result<Answer, Fault> {
    let host = post.url.host_str().unwrap_or_default().to_owned();
    tokio::time::timeout(ANSWER_WITHIN, talk(post, &host)).await.unwrap_or_else(|_| Err(Fault::TookTooLong(host.clone())))
}

async fn talk(post: Post<'_>, host: &str) -> Result<Answer, Fault> {
    let addresses = wire::addresses(post.url, post.near).await?;
    let wire = wire::open(post.url, &addresses, &[]).await?;
    let mut request = request(Method::POST, post.url);
    for (name, value) in post.headers {
        request = request.header(*name, value);
    }
    exchange(wire, request, Bytes::from(post.body.clone()), host).await
}

/// Asks one address of the open internet for a page, whatever else its name leads to.
pub async fn get_at(url: &Url, address: SocketAddr) -> Result<Answer, Fault> {
    let host = url.host_str().unwrap_or_default();
    if !guard::is_public(address.ip()) {
        return Err(Fault::Near(host.to_owned()));
    }
    let asking = async {
        let wire = wire::open(url, &[address], &[]).await?;
        exchange(wire, request(Method::GET, url), Bytes::new(), host).await
    };
    tokio::time::timeout(ANSWER_WITHIN, asking).await.unwrap_or_else(|_| Err(Fault::TookTooLong(host.to_owned())))
}

fn request(method: Method, url: &Url) -> Builder {
    Request::builder()
        .method(method)
        .uri(wire::target(url))
        .header(header::HOST, wire::authority(url))
        .header(header::USER_AGENT, wire::USER_AGENT)
}

async fn exchange(mut wire: Wire<Full<Bytes>>, request: Builder, body: Bytes, host: &str) -> Result<Answer, Fault> {
    let garbled = |cause: &dyn std::error::Error| Fault::Garbled { host: host.to_owned(), cause: chain(cause) };
    let request = request.body(Full::new(body)).map_err(|cause| garbled(&cause))?;
    let response = wire.sender.send_request(request).await.map_err(|cause| garbled(&cause))?;
    let status = response.status().as_u16();
    let retry_after_ms = wire::retry_after_s(response.headers()).map(|seconds| seconds.saturating_mul(SECOND_MS));
    // A body beyond the bound, or one that breaks off, takes nothing from the status.
    let body =
        Limited::new(response.into_body(), ANSWER_BYTES).collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
    Ok(Answer { status, retry_after_ms, text: brief(&String::from_utf8_lossy(&body)) })
}
