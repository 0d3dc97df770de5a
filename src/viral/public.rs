//! What visitors reach: a participant's link, and the participant's own page.

use axum::{
    Extension, Router,
    extract::{Path, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};

use crate::{
    accounts::{model::AccountStatus, service::hosts},
    base::error::Error,
    capture::cookies,
    env::Env,
    interactions::bot,
    viral::{
        channel::Channel,
        code, link,
        panel::Panel,
        service::{self, Follower},
        views::status,
    },
    web::{
        body,
        failure::Failure,
        query::Query,
        screen::with_cookie,
        visitors::{self, Counter},
    },
};

/// Requests a minute from one address that are usual; from ten times that on the sender is told to slow down.
const PER_MINUTE: u32 = 120;
/// A share is one short field.
const SHARE_LIMIT_BYTES: usize = 1 << 10;

const SCRIPT: &str = include_str!("../../assets/visitors/l.js");

type Outcome = std::result::Result<Response, Failure>;

/// The visitors' routes of viral loops.
pub fn routes() -> Router<Env> {
    Router::new()
        .route("/r/{account}/{code}", get(follow))
        .route("/l/{token}", get(status_page))
        .route("/l/{token}/share", post(share))
        .route("/l.js", get(script))
        .layer(Extension(Counter::default()))
}

async fn follow(
    State(env): State<Env>,
    Path((account, code)): Path<(String, String)>,
    query: Query,
    Extension(counter): Extension<Counter>,
    request: Request,
) -> Outcome {
    let (parts, _) = request.into_parts();
    let too_many = counter.note(&env, visitors::address(&env, &parts), PER_MINUTE)?;
    let cx = visitors::enter(&env, &parts, &account).await?;
    if let Some(closed) = visitors::closed(&cx) {
        return Ok(closed);
    }
    let code = code::parse(&code).ok_or(Error::NotFound)?;
    let channel = Channel::from_name(query.0.text("by")).unwrap_or_default();
    let (value, new_cookie) = visitors::known_or_new(&env, &parts.headers);
    let visitor = cookies::visitor_id(&value, &account).ok_or(Error::NotFound)?;
    let is_robot = bot::classify(&visitors::user_agent(&parts.headers)).is_bot();
    let arrival = service::click(&cx, code, channel, Follower { visitor, is_robot, too_many }).await?.ok_or(Error::NotFound)?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("utm_source", "referral")
        .append_pair("utm_medium", channel.name())
        .append_pair("utm_campaign", &arrival.campaign_name);
    let pages = visitors::pages_path(&parts, &account);
    let location = format!("{pages}/{}?{}", arrival.page, query.finish());
    let mut response = (StatusCode::FOUND, [(header::LOCATION, location), (header::CACHE_CONTROL, "no-store".to_owned())]).into_response();
    if let Some(cookie) = new_cookie.filter(|_| !is_robot) {
        response = with_cookie(response, &cookie);
    }
    if let Some(click) = arrival.remembered {
        let value = link::click(&env.signing_key, &account, &click);
        let name = link::click_name(arrival.campaign);
        let path = if pages.is_empty() { "/" } else { pages.as_str() };
        let remembered = visitors::cookie(&env, name, value, path, arrival.window_ms / 1_000);
        response = with_cookie(response, &remembered);
    }
    Ok(response)
}

async fn status_page(State(env): State<Env>, Path(token): Path<String>, request: Request) -> Outcome {
    let (parts, _) = request.into_parts();
    let (cx, id) = service::status_page(&env, &token, visitors::address(&env, &parts)).await?;
    visitors::check_home(&parts, &cx.account().slug)?;
    if let Some(closed) = visitors::closed(&cx) {
        return Ok(closed);
    }
    let standing = service::standing(&cx, id).await?;
    let base = hosts::origin(&env, cx.account());
    let (account, status_url) = (cx.account(), format!("{base}/l/{token}"));
    let panel = Panel { base: &base, account: &account.slug, status_url: &status_url, standing: &standing, lang: account.lang };
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    Ok((headers, status::page(&panel, account.zone)).into_response())
}

async fn share(State(env): State<Env>, Path(token): Path<String>, Extension(counter): Extension<Counter>, request: Request) -> Outcome {
    let (parts, sent) = request.into_parts();
    let address = visitors::address(&env, &parts);
    counter.note(&env, address, PER_MINUTE)?;
    let form = body::form(&parts.headers, body::read(sent, SHARE_LIMIT_BYTES).await?).await?.fields;
    let (cx, id) = service::status_page(&env, &token, address).await?;
    visitors::check_home(&parts, &cx.account().slug)?;
    let channel = Channel::from_name(form.text("channel")).filter(|channel| Channel::SHARED.contains(channel)).ok_or(Error::NotFound)?;
    if cx.account().status == AccountStatus::Active {
        service::share(&cx, id, channel).await?;
    }
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")], SCRIPT)
}
