//! What the visitors' doors have in common: who is there and how often they come, the cookies they are given, and what they are told of
//! an account that serves nothing now.

use std::{
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use cookie::{Cookie, SameSite};

use crate::{
    accounts::{
        model::{AccountStatus, Actor},
        service::{self as accounts, AccountCx},
    },
    base::error::{Error, Result},
    capture::{
        cookies,
        rate::{Rates, Verdict},
    },
    env::Env,
    landing::visitor,
    web::{client, gate},
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

/// The client's address, as far as it can be believed.
pub fn address(env: &Env, parts: &Parts) -> IpAddr {
    client::address_of(parts, &env.settings.public.trusted_proxies)
}

/// An account as a visitor enters it.
pub async fn enter(env: &Env, parts: &Parts, account: &str) -> Result<AccountCx> {
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
