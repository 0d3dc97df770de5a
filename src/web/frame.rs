//! The frame around every answer of a door: a request id, the security headers, the words of a failure, a line in the log, a count.

use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};

use crate::{
    base::{
        error::{Error, Result},
        lang::{Lang, Text, text},
    },
    env::Env,
    meter::Door,
    web::{failure, gate, layout::Theme},
};

/// The id under which a request stands in the log and in its error message.
#[derive(Clone, Debug)]
pub struct RequestId(pub Arc<str>);

/// Marks the answer to a program on a door that otherwise speaks to people: its failure is a problem document.
#[derive(Clone, Copy, Debug)]
pub struct WantsProblem;

/// How to tell somebody of a failure who may not be logged in.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub lang: Lang,
    pub theme: Theme,
    pub request_id: &'a str,
}

/// What a door puts around its answers.
#[derive(Clone)]
pub struct Frame {
    pub env: Env,
    pub door: Door,
    pub headers: &'static [Fixed],
    /// The failure's page in this door's own look.
    pub failure_page: fn(&Error, &Reader<'_>) -> Response,
    /// The admin checks its Host, so that no foreign name can be pointed at it.
    pub checks_host: bool,
}

const CONTENT_SECURITY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// A header and its value.
type Fixed = (&'static str, &'static str);

/// The headers of the admin's answers.
pub const ADMIN_HEADERS: &[Fixed] = &[
    ("content-security-policy", CONTENT_SECURITY),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ("cache-control", "no-store"),
];

/// The headers of the visitors' answers: their pages run their own scripts and may stand in a frame.
pub const VISITOR_HEADERS: &[Fixed] = &[("x-content-type-options", "nosniff"), ("referrer-policy", "strict-origin-when-cross-origin")];

/// The headers of plain HTTP where it only leads on.
pub const PLAIN_HEADERS: &[Fixed] = &[("x-content-type-options", "nosniff"), ("cache-control", "no-store")];

/// Browsers keep to HTTPS at this name for half a year (RFC 6797). Names below it may be anybody's.
const STRICT_TRANSPORT: (&str, &str) = ("strict-transport-security", "max-age=15552000");

/// A request that takes longer is given up: a body that trickles in, a queue that does not move.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

const WRONG_HOST: Text = text("이 주소로는 관리 화면을 열 수 없습니다.", "The admin UI does not answer to this name.");

/// Runs a request inside the frame.
pub async fn around(State(frame): State<Frame>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let request_id: Arc<str> = data_encoding::BASE32_NOPAD.encode(&frame.env.chance.bytes::<10>()).to_lowercase().into();
    request.extensions_mut().insert(RequestId(Arc::clone(&request_id)));
    let (lang, theme) = (language(request.headers()), gate::theme(request.headers()));
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let route = matched.as_ref().map(MatchedPath::as_str);
    let account = route.and_then(|route| account_in(route, &path));
    let is_api = path.starts_with("/api/") || path == "/metrics";
    let response = match check_host(&frame, request.headers()) {
        Ok(()) => match tokio::time::timeout(ANSWER_WITHIN, next.run(request)).await {
            Ok(response) => response,
            Err(_) => failure::Failure(Error::busy()).into_response(),
        },
        Err(error) => failure::Failure(error).into_response(),
    };
    let is_api = is_api || response.extensions().get::<WantsProblem>().is_some();
    let reader = Reader { lang, theme, request_id: &request_id };
    let mut response = match failure::of(&response) {
        Some(error) => {
            if let Error::Internal(cause) = &*error {
                tracing::error!(request_id = &*request_id, %method, route, account.slug = account, cause, "a request failed");
            }
            let retry_after = response.headers().get(header::RETRY_AFTER).cloned();
            let mut told = if is_api { failure::problem(&error, lang, &request_id) } else { (frame.failure_page)(&error, &reader) };
            if let Some(retry_after) = retry_after {
                told.headers_mut().insert(header::RETRY_AFTER, retry_after);
            }
            told
        }
        None => without_plain_refusal(response, &frame, &reader, is_api),
    };
    for (name, value) in frame.headers {
        response.headers_mut().entry(*name).or_insert(HeaderValue::from_static(value));
    }
    if frame.door == Door::Admin && frame.env.settings.admin_base_url().starts_with("https://") {
        response.headers_mut().insert(STRICT_TRANSPORT.0, HeaderValue::from_static(STRICT_TRANSPORT.1));
    }
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    let (status, took) = (response.status().as_u16(), started.elapsed());
    frame.env.meter.request(frame.door, route, method.as_str(), status, took);
    note(&frame, &Answered { request_id: &request_id, method: &method, route, account, status, took });
    response
}

/// What the log says of a request: its route and not its path, in which tokens and what somebody typed may stand.
struct Answered<'a> {
    request_id: &'a str,
    method: &'a Method,
    /// Absent for an address that leads nowhere.
    route: Option<&'a str>,
    account: Option<&'a str>,
    status: u16,
    took: Duration,
}

/// Whoever is refused on the admin's door is shown the request's id, so the log has it; visitors' mistakes are too many to keep.
fn note(frame: &Frame, answered: &Answered<'_>) {
    let Answered { request_id, method, route, status, took, .. } = *answered;
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    // An address that leads nowhere may name anything.
    let account = answered.account.filter(|_| status != 404);
    match status {
        // What failed has been told with its cause.
        500 => {}
        501.. => {
            tracing::warn!(request_id, %method, route, account.slug = account, status, duration_ms, "a request could not be served now");
        }
        400.. if frame.door == Door::Admin => {
            tracing::info!(request_id, %method, route, account.slug = account, status, duration_ms, "a request was refused");
        }
        _ => tracing::debug!(request_id, %method, route, account.slug = account, status, duration_ms, "answered"),
    }
}

/// The account that a path names, where its route has one.
fn account_in<'a>(route: &str, path: &'a str) -> Option<&'a str> {
    let (_, slug) = route.split('/').zip(path.split('/')).find(|(part, _)| *part == "{account}")?;
    let is_slug = slug.len() <= 64 && slug.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-');
    is_slug.then_some(slug)
}

/// The router's own 404 and 405 have no words; they get ours.
fn without_plain_refusal(response: Response<Body>, frame: &Frame, reader: &Reader<'_>, is_api: bool) -> Response {
    let refused = matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED);
    if !refused || response.headers().contains_key(header::CONTENT_TYPE) {
        return response;
    }
    let mut told = match (is_api, response.status()) {
        (true, StatusCode::METHOD_NOT_ALLOWED) => failure::wrong_method(reader.lang, reader.request_id),
        (true, _) => failure::problem(&Error::NotFound, reader.lang, reader.request_id),
        (false, _) => (frame.failure_page)(&Error::NotFound, reader),
    };
    *told.status_mut() = response.status();
    if let Some(allow) = response.headers().get(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, allow.clone());
    }
    told
}

/// Only addresses and our own names: a foreign name that resolves to this box gets nothing (DNS rebinding).
fn check_host(frame: &Frame, headers: &HeaderMap) -> Result<()> {
    if !frame.checks_host {
        return Ok(());
    }
    let host = headers.get(header::HOST).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let name = host.rsplit_once(':').filter(|(_, port)| port.chars().all(|c| c.is_ascii_digit())).map_or(host, |(name, _)| name);
    let is_address = host.parse::<SocketAddr>().is_ok() || name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
    let base_url = frame.env.settings.admin_base_url();
    let own = base_url.split("://").nth(1).unwrap_or_default();
    if is_address || name.eq_ignore_ascii_case("localhost") || host.eq_ignore_ascii_case(own) || name.eq_ignore_ascii_case(own) {
        Ok(())
    } else {
        Err(Error::Forbidden(WRONG_HOST.into()))
    }
}

fn language(headers: &HeaderMap) -> Lang {
    gate::cookie(headers, "lang").and_then(|tag| Lang::from_tag(&tag)).unwrap_or_else(|| {
        Lang::from_accept(headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_read_where_its_route_has_one() {
        assert_eq!(account_in("/accounts/{account}/leads/{id}", "/accounts/flowers/leads/3"), Some("flowers"));
        assert_eq!(account_in("/p/{account}/{page}", "/p/%EA%B9%80/x"), None);
        assert_eq!(account_in("/u/{token}", "/u/flowers"), None);
    }
}
