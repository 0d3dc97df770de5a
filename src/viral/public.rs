//! What visitors reach: a participant's link, and the participant's own page.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::{
    Extension, Form, Router,
    extract::{DefaultBodyLimit, Path, Query, Request, State},
    http::{HeaderMap, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use cookie::{Cookie, SameSite};
use serde::Deserialize;

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
    interactions::bot,
    landing::visitor,
    viral::{
        channel::Channel,
        code, link,
        panel::Panel,
        service::{self, Follower},
        views::status,
    },
    web::{client, failure::Failure, gate, screen::with_cookie},
};

/// Requests a minute from one address that are usual; from ten times that on the sender is told to slow down.
const PER_MINUTE: u32 = 120;
/// A share is one short field.
const SHARE_LIMIT_BYTES: usize = 1 << 10;

const SCRIPT: &str = include_str!("../../assets/visitors/l.js");

/// Requests by client address, shared by all.
#[derive(Clone, Default)]
struct Counter(Arc<Mutex<Rates>>);

type Outcome = std::result::Result<Response, Failure>;

/// The visitors' routes of viral loops.
pub fn routes() -> Router<Env> {
    Router::new()
        .route("/r/{account}/{code}", get(follow))
        .route("/l/{token}", get(status_page))
        .route("/l/{token}/share", post(share))
        .route("/l.js", get(script))
        .layer(DefaultBodyLimit::max(SHARE_LIMIT_BYTES))
        .layer(Extension(Counter::default()))
}

#[derive(Deserialize)]
struct By {
    #[serde(default)]
    by: String,
}

async fn follow(
    State(env): State<Env>,
    Path((account, code)): Path<(String, String)>,
    Query(By { by }): Query<By>,
    Extension(counter): Extension<Counter>,
    request: Request,
) -> Outcome {
    let (parts, _) = request.into_parts();
    let too_many = check_rate(&env, &counter, &parts)?;
    let address = client::address_of(&parts, &env.settings.public.trusted_proxies);
    let cx = accounts::enter(&env, &account, Arc::new(Actor::visitor(address))).await?;
    if let Some(closed) = closed(&cx) {
        return Ok(closed);
    }
    let code = code::parse(&code).ok_or(Error::NotFound)?;
    let channel = Channel::from_name(&by).unwrap_or_default();
    let known = gate::cookie(&parts.headers, cookies::VISITOR).filter(|value| cookies::visitor_id(value, "").is_some());
    let cookie_value = known.clone().unwrap_or_else(|| cookies::new_visitor(env.chance.bytes()));
    let visitor = cookies::visitor_id(&cookie_value, &account).ok_or(Error::NotFound)?;
    let is_robot = bot::classify(user_agent(&parts.headers)).is_bot();
    let arrival = service::click(&cx, code, channel, Follower { visitor, is_robot, too_many }).await?.ok_or(Error::NotFound)?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("utm_source", "referral")
        .append_pair("utm_medium", channel.name())
        .append_pair("utm_campaign", &arrival.campaign_name);
    let location = format!("/p/{account}/{}?{}", arrival.page, query.finish());
    let mut response = (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())]).into_response();
    if known.is_none() && !is_robot {
        response = with_cookie(response, &cookie(&env, cookies::VISITOR.to_owned(), cookie_value, "/".to_owned(), cookies::VISITOR_S));
    }
    if let Some(click) = arrival.remembered {
        let value = link::click(&env.signing_key, &account, &click);
        let remembered = cookie(&env, link::click_name(arrival.campaign), value, format!("/p/{account}"), arrival.window_ms / 1_000);
        response = with_cookie(response, &remembered);
    }
    Ok(response)
}

async fn status_page(State(env): State<Env>, Path(token): Path<String>, request: Request) -> Outcome {
    let (parts, _) = request.into_parts();
    let address = client::address_of(&parts, &env.settings.public.trusted_proxies);
    let (cx, id) = service::status_page(&env, &token, address).await?;
    if let Some(closed) = closed(&cx) {
        return Ok(closed);
    }
    let standing = service::standing(&cx, id).await?;
    let base = env.settings.public_base_url();
    let (account, status_url) = (cx.account(), format!("{base}/l/{token}"));
    let panel = Panel { base: &base, account: &account.slug, status_url: &status_url, standing: &standing, lang: account.lang };
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    Ok((headers, status::page(&panel, account.zone)).into_response())
}

#[derive(Deserialize)]
struct Shared {
    channel: String,
}

async fn share(
    State(env): State<Env>,
    Path(token): Path<String>,
    Extension(counter): Extension<Counter>,
    parts: Parts,
    Form(Shared { channel }): Form<Shared>,
) -> Outcome {
    check_rate(&env, &counter, &parts)?;
    let address = client::address_of(&parts, &env.settings.public.trusted_proxies);
    let (cx, id) = service::status_page(&env, &token, address).await?;
    let channel = Channel::from_name(&channel).filter(|channel| Channel::SHARED.contains(channel)).ok_or(Error::NotFound)?;
    if cx.account().status == AccountStatus::Active {
        service::share(&cx, id, channel).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")], SCRIPT)
}

/// What a visitor is told of an account that serves nothing now.
fn closed(cx: &AccountCx) -> Option<Response> {
    let lang = cx.account().lang;
    match cx.account().status {
        AccountStatus::Active => None,
        AccountStatus::Paused => {
            Some((StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "3600")], visitor::holding_page(lang)).into_response())
        }
        AccountStatus::Archived => Some((StatusCode::GONE, visitor::gone_page(lang)).into_response()),
    }
}

/// True above the rate; far above it the sender is told to come back later.
fn check_rate(env: &Env, counter: &Counter, parts: &Parts) -> Result<bool> {
    let address = client::address_of(parts, &env.settings.public.trusted_proxies);
    match counter.0.lock().unwrap_or_else(PoisonError::into_inner).note(address, env.now(), PER_MINUTE) {
        Verdict::Fine => Ok(false),
        Verdict::Suspect => Ok(true),
        Verdict::Refuse { retry_after_s } => Err(Error::Later { retry_after: Duration::from_secs(u64::from(retry_after_s)), busy: false }),
    }
}

fn cookie(env: &Env, name: String, value: String, path: String, max_age_s: i64) -> Cookie<'static> {
    Cookie::build((name, value))
        .path(path)
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(env.settings.public_base_url().starts_with("https://"))
        .max_age(cookie::time::Duration::seconds(max_age_s))
        .build()
}

fn user_agent(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default()
}
