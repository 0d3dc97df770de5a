//! Health for whoever watches the box, and the files that pages are made of.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    assets,
    base::error::{Error, Result},
    db::{Class, server_key},
    env::{Env, SIGNING},
    web::{failure::Failure, gate::Audience, routes::Routes},
};

/// Disk space below which nothing more is taken.
const FULL_BELOW_BYTES: u64 = 50 << 20;

/// Until then a host has its first certificate, if all is well.
const CERTIFICATE_WITHIN: Duration = Duration::from_mins(1);

/// The API's document, as it is served.
#[derive(Clone)]
pub struct Document(pub Arc<str>);

/// What the admin's door shows anyone.
pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/healthz", Audience::Anyone, healthz)
        .get("/readyz", Audience::Anyone, readyz)
        .get("/assets/{*file}", Audience::Anyone, asset)
        .get("/api/v1/openapi.json", Audience::Anyone, document)
}

/// Alive: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// Ready: the files are migrated, writes reach the disk, and there is room for more.
pub async fn readyz(State(env): State<Env>) -> Response {
    match check(&env).await {
        Ok(()) => "ready\n".into_response(),
        Err(cause) => {
            tracing::warn!(%cause, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}

/// Browsers ask for an icon by themselves; a page that names none has none, which is no fault.
pub async fn no_icon() -> impl IntoResponse {
    (StatusCode::NO_CONTENT, [(header::CACHE_CONTROL, "public, max-age=86400")])
}

/// A file of the admin UI, under its content's hash.
pub async fn asset(Path(file): Path<String>, headers: HeaderMap) -> Response {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(asset) = assets::find(&file, accepted) else { return Failure(Error::NotFound).into_response() };
    let lifetime = if assets::is_hashed(&file) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = (
        [(header::CONTENT_TYPE, asset.content_type), (header::CACHE_CONTROL, lifetime), (header::VARY, "accept-encoding")],
        asset.bytes.into_owned(),
    )
        .into_response();
    if let Some(encoding) = asset.encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, header::HeaderValue::from_static(encoding));
    }
    response
}

/// What an authority asks for at a host (RFC 8555, 8.3).
pub async fn proof(State(env): State<Env>, Path(token): Path<String>) -> Response {
    match env.tls.answer(&token) {
        Some(answer) => ([(header::CONTENT_TYPE, "application/octet-stream")], answer).into_response(),
        None => Failure(Error::NotFound).into_response(),
    }
}

/// To the encrypted address of the same page; a name that is not ours has none.
pub async fn to_https(State(env): State<Env>, uri: Uri, headers: HeaderMap) -> Response {
    let host = host_of(&uri, &headers).unwrap_or_default();
    match env.tls.find(&host) {
        None => Failure(Error::NotFound).into_response(),
        // There the browser would only say that something is wrong.
        Some((_, false)) => Failure(Error::Later { retry_after: CERTIFICATE_WITHIN, busy: true }).into_response(),
        Some((_, true)) => {
            let path = uri.path_and_query().map_or("/", |path| path.as_str());
            Redirect::permanent(&format!("https://{host}{}{path}", env.settings.https_port())).into_response()
        }
    }
}

async fn document(Extension(document): Extension<Document>) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "application/json")], document.0.to_string())
}

async fn check(env: &Env) -> Result<()> {
    let disk = rustix::fs::statvfs(env.db.data_dir()).map_err(|cause| Error::internal("free disk space", cause))?;
    if disk.f_bavail.saturating_mul(disk.f_frsize) < FULL_BELOW_BYTES {
        return Err(Error::Internal("the disk is full".into()));
    }
    env.db.control().write(Class::Person, |tx| server_key::write_again(tx, SIGNING)).await
}

/// The name that a request asks for, in lower case and without its port.
fn host_of(uri: &Uri, headers: &HeaderMap) -> Option<String> {
    let named = uri.host().or_else(|| headers.get(header::HOST)?.to_str().ok())?;
    let name = named.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit())).map_or(named, |(name, _)| name);
    Some(name.trim_end_matches('.').to_ascii_lowercase())
}
