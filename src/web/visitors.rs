//! What the visitors' doors have in common: under whose host name they are, who is there and how often they come, the cookies they are
//! given, and what they are told of an account that serves nothing now.
//!
//! Under the visitors' own name every account lies below `/p/{account}`; so it does under literal addresses and on the box itself. Under a
//! host name of an account nothing but that account is there. Any other name gets a bare 404, so that nobody learns from it what is here.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use cookie::{Cookie, SameSite};

use crate::{
    accounts::{
        host::{HostName, Hosted, host_of, without_port},
        model::{AccountStatus, Actor},
        service::{self as accounts, AccountCx, hosts},
    },
    base::error::{Error, Result},
    capture::{
        cookies,
        rate::{Rates, Verdict},
    },
    env::Env,
    landing::visitor,
    web::{client, failure::Failure, gate},
};

/// When to ask a paused account again.
pub const PAUSED_FOR: Duration = Duration::from_hours(1);
const USER_AGENT_CHARS: usize = 400;

/// Requests by client address, shared by all that ask for the same.
#[derive(Clone, Default)]
pub struct Counter(Arc<Mutex<Rates>>);

impl Counter {
    /// Counts one more. True above what is usual in a minute; from ten times that on the sender is told to come back later.
    pub fn note(&self, env: &Env, address: IpAddr, per_minute: u32) -> Result<bool> {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).note(address, env.now(), per_minute) {
            Verdict::Fine => Ok(false),
            Verdict::Suspect => Ok(true),
            Verdict::Refuse { retry_after_s } => {
                Err(Error::Later { retry_after: Duration::from_secs(u64::from(retry_after_s)), busy: false })
            }
        }
    }
}

/// What is needed to tell names apart.
#[derive(Clone)]
pub struct Names {
    env: Env,
    /// The visitors' own name, as the DNS has it.
    own: Arc<str>,
}

impl Names {
    pub fn new(env: &Env) -> Self {
        let base_url = env.settings.public_base_url();
        let own = host_of(&base_url);
        let own = HostName::parse(own).map_or_else(|_| own.to_owned(), |name| name.as_str().to_owned());
        Self { env: env.clone(), own: own.into() }
    }
}

/// Lets a request in that came under a name which is ours or an account's.
pub async fn by_name(State(names): State<Names>, mut request: Request, next: Next) -> Response {
    let Some(name) = name_of(&request) else { return nothing_here() };
    let is_literal = name.trim_matches(['[', ']']).parse::<IpAddr>().is_ok();
    // Some health checks name no host at all.
    let is_own = name.is_empty() || is_literal || name.eq_ignore_ascii_case("localhost") || name.eq_ignore_ascii_case(&names.own);
    if !is_own {
        match hosts::find(&names.env, &name.to_ascii_lowercase()).await {
            Ok(Some(hosted)) => request.extensions_mut().insert(hosted),
            Ok(None) => return nothing_here(),
            Err(error) => return Failure(error).into_response(),
        };
    }
    next.run(request).await
}

/// The name that a request asks for, without a port: empty when it names none, absent when it can't be read.
fn name_of(request: &Request) -> Option<&str> {
    // HTTP/2, and a request that names the whole address, have it in the address.
    if let Some(host) = request.uri().host() {
        return Some(without_port(host));
    }
    request.headers().get(header::HOST).map_or(Some(""), |value| value.to_str().ok()).map(without_port)
}

fn nothing_here() -> Response {
    (StatusCode::NOT_FOUND, [(header::CONTENT_TYPE, "text/plain; charset=utf-8")], "404\n").into_response()
}

/// The account's own host name under which a request came; absent under the visitors' own.
pub fn hosted(parts: &Parts) -> Option<&Hosted> {
    parts.extensions.get::<Arc<Hosted>>().map(|hosted| &**hosted)
}

/// Fails under a host name of another account.
pub fn check_home(parts: &Parts, account: &str) -> Result<()> {
    match hosted(parts) {
        Some(hosted) if hosted.slug != account => Err(Error::NotFound),
        _ => Ok(()),
    }
}

/// Below which path a visitor finds the account's pages, under the name that they came by; without a slash at its end.
pub fn pages_path(parts: &Parts, account: &str) -> String {
    if hosted(parts).is_some() { String::new() } else { format!("/p/{account}") }
}

/// The client's address, as far as it can be believed.
pub fn address(env: &Env, parts: &Parts) -> IpAddr {
    client::address_of(parts, &env.settings.public.trusted_proxies)
}

/// An account as a visitor enters it.
pub async fn enter(env: &Env, parts: &Parts, account: &str) -> Result<AccountCx> {
    check_home(parts, account)?;
    accounts::enter(env, account, Arc::new(Actor::visitor(address(env, parts)))).await
}

/// What a visitor is told of an account that serves nothing now; absent for one that does.
pub fn closed(cx: &AccountCx) -> Option<Response> {
    let lang = cx.account().lang;
    match cx.account().status {
        AccountStatus::Active => None,
        AccountStatus::Paused => {
            let again = [(header::RETRY_AFTER, PAUSED_FOR.as_secs().to_string())];
            Some((StatusCode::SERVICE_UNAVAILABLE, again, visitor::holding_page(lang)).into_response())
        }
        AccountStatus::Archived => Some((StatusCode::GONE, visitor::gone_page(lang)).into_response()),
    }
}

/// The value of the visitor's cookie. Where the browser has none yet, also the cookie to give it.
pub fn known_or_new(env: &Env, headers: &HeaderMap) -> (String, Option<Cookie<'static>>) {
    if let Some(known) = gate::cookie(headers, cookies::VISITOR).filter(|value| cookies::visitor_id(value, "").is_some()) {
        return (known, None);
    }
    let value = cookies::new_visitor(env.chance.bytes());
    let new = cookie(env, cookies::VISITOR, value.clone(), "/", cookies::VISITOR_S);
    (value, Some(new))
}

/// A cookie with the attributes that ours have on the visitors' origin.
pub fn cookie(env: &Env, name: impl Into<String>, value: String, path: &str, max_age_s: i64) -> Cookie<'static> {
    Cookie::build((name.into(), value))
        .path(path.to_owned())
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(env.settings.public_base_url().starts_with("https://"))
        .max_age(cookie::time::Duration::seconds(max_age_s))
        .build()
}

/// What the browser calls itself, cut where it says nothing more; empty when it says nothing.
pub fn user_agent(headers: &HeaderMap) -> String {
    header_text(headers, header::USER_AGENT).chars().take(USER_AGENT_CHARS).collect()
}

/// A header's text; empty when it is missing or no text.
pub fn header_text(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
