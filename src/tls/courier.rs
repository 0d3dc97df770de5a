//! Carries the letters to an authority over our own client, which looks names up by itself.

use std::{
    collections::HashMap,
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{Request, Response, StatusCode, header};
use instant_acme::{BodyWrapper, BytesResponse, Error, HttpClient};
use tokio_rustls::rustls::pki_types::CertificateDer;
use url::Url;

use crate::outbound::{
    client::{Ask, Client, Silence},
    fault::{Fault, chain},
};

/// How long the authority may be silent.
const SILENT: Duration = Duration::from_secs(15);
/// Chains are a few KB.
const ANSWER_MOST: usize = 256 << 10;

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Courier(Arc<Bag>);

struct Bag {
    /// Trusted besides the web's authorities.
    roots: Vec<CertificateDer<'static>>,
    clients: Mutex<HashMap<String, Arc<Client>>>,
    /// How long the authority asked us to wait, the last time that it did.
    wish: Mutex<Option<Duration>>,
}

/// No answer came.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.message().en)]
pub(super) struct Unanswered(pub Fault);

impl Courier {
    pub(super) fn new(roots: Vec<CertificateDer<'static>>) -> Self {
        Self(Arc::new(Bag { roots, clients: Mutex::default(), wish: Mutex::default() }))
    }

    /// How long the authority asked us to wait.
    pub(super) fn wish(&self) -> Option<Duration> {
        *self.0.wish.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// An authority may use several servers; each has its own connections.
    fn client(&self, url: &Url) -> Arc<Client> {
        let mut clients = self.0.clients.lock().unwrap_or_else(PoisonError::into_inner);
        let client = clients.entry(url.origin().ascii_serialization()).or_insert_with(|| {
            // It is named by the operator, and may stand in the house.
            Arc::new(Client::new(true, SILENT, None).trusting(self.0.roots.clone()))
        });
        Arc::clone(client)
    }

    async fn carry(self, request: Request<BodyWrapper<Bytes>>) -> Result<BytesResponse, Fault> {
        let garbled = |host: &str, cause: &dyn std::error::Error| Fault::Garbled { host: host.to_owned(), cause: chain(cause) };
        let (head, body) = request.into_parts();
        let url = Url::parse(&head.uri.to_string()).map_err(|cause| garbled("", &cause))?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let body = body.collect().await.map_err(|cause| garbled(&host, &cause))?.to_bytes();
        let kind = head.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let headers: Vec<(&str, String)> = kind.map(|kind| ("content-type", kind.to_owned())).into_iter().collect();
        let ask = Ask { method: head.method, url: &url, headers: &headers, body: &[body], answer_most: ANSWER_MOST };
        let reply = self.client(&url).send(&ask).await.map_err(|silence| match silence {
            Silence::Fault(fault) => fault,
            Silence::Open(host) => Fault::Tls { host, cause: "http".to_owned() },
        })?;
        let status = StatusCode::from_u16(reply.status).map_err(|cause| garbled(&host, &cause))?;
        if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            *self.0.wish.lock().unwrap_or_else(PoisonError::into_inner) = reply.retry_after();
        }
        let mut response = Response::new(Full::new(reply.body));
        *response.status_mut() = status;
        *response.headers_mut() = reply.headers;
        Ok(BytesResponse::from(response))
    }
}

impl HttpClient for Courier {
    fn request(&self, request: Request<BodyWrapper<Bytes>>) -> Pin<Box<dyn Future<Output = Result<BytesResponse, Error>> + Send>> {
        let courier = self.clone();
        Box::pin(async move { courier.carry(request).await.map_err(|fault| Error::Other(Box::new(Unanswered(fault)))) })
    }
}
