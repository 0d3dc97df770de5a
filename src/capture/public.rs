//! What visitors reach: landing pages, their forms, the tracking script's events.

use std::sync::Arc;

use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::{FromRequestParts, Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use maud::{Markup, html};
use serde_json::json;

use crate::{
    accounts::{
        model::AccountStatus,
        service::{AccountCx, hosts},
    },
    assets,
    base::{
        error::{Error, FieldErrors},
        form::RawForm,
        ids::PageId,
        lang::Lang,
    },
    capture::{
        cookies,
        model::{Batch, Circumstances, EVENTS_AT_ONCE, EVENTS_LIMIT_BYTES, FORM_LIMIT_BYTES, Sender, form_of_json},
        service, texts,
    },
    env::Env,
    interactions::touch::Touch,
    landing::{
        model::ThankYou,
        served::{self, ServedPage},
        service::{self as landing, Served},
        visitor,
    },
    viral::{link, panel, service as viral},
    web::{
        body,
        failure::Failure,
        frame::WantsProblem,
        gate,
        screen::with_cookie,
        visitors::{self, Counter, header_text, user_agent},
    },
};

/// Counts by client address.
#[derive(Clone, Default)]
struct Doorkeeper {
    submissions: Counter,
    events: Counter,
}

/// Event batches a minute from one address that are usual; from ten times that on the sender is told to slow down.
const EVENT_BATCHES_PER_MINUTE: u32 = 60;

/// Clicks of participants' links that one browser may bring along.
const CLICKS: usize = 20;

const TRACKER: &str = include_str!("../../assets/visitors/t.js");

type Outcome = Result<Response, Failure>;

/// The visitors' routes.
pub fn routes() -> Router<Env> {
    Router::new()
        .route("/p/{account}/{page}", get(page).post(submit))
        .route("/p/{account}/{page}/thanks", get(thanks))
        .route("/", get(page).post(submit))
        .route("/{page}", get(page).post(submit))
        .route("/{page}/thanks", get(thanks))
        .route("/v/{token}", get(preview))
        .route("/t.js", get(tracker))
        .route("/t/{account}", post(events))
        .layer(Extension(Doorkeeper::default()))
}

async fn page(State(env): State<Env>, asked: Asked, request: Request) -> Outcome {
    let (parts, _) = request.into_parts();
    let (cx, page) = match find(&env, &parts, &asked).await? {
        Found::Page(cx, page, _) => (cx, page),
        Found::Other(response) => return Ok(response),
    };
    let known = header_text(&parts.headers, header::IF_NONE_MATCH).split(',').any(|tag| tag.trim() == page.etag);
    let mut response = if known { StatusCode::NOT_MODIFIED.into_response() } else { page_body(&page, &parts.headers) };
    let headers = response.headers_mut();
    if let Ok(etag) = HeaderValue::from_str(&page.etag) {
        headers.insert(header::ETAG, etag);
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(with_visitor_cookies(&cx, &parts, response))
}

async fn submit(State(env): State<Env>, asked: Asked, Extension(doorkeeper): Extension<Doorkeeper>, request: Request) -> Outcome {
    let (parts, body) = request.into_parts();
    let wants_json = wants_json(&parts.headers);
    let outcome = take_in(&env, &asked, &doorkeeper, &parts, body, wants_json).await;
    let mut response = outcome.into_response();
    if wants_json {
        response.extensions_mut().insert(WantsProblem);
    }
    Ok(response)
}

async fn take_in(env: &Env, asked: &Asked, doorkeeper: &Doorkeeper, parts: &Parts, body: Body, wants_json: bool) -> Outcome {
    let (cx, page, slug) = match find(env, parts, asked).await? {
        Found::Page(cx, page, slug) => (cx, page, slug),
        Found::Other(response) if wants_json => return Err(Failure(error_of(response.status()))),
        Found::Other(response) => return Ok(response),
    };
    let too_many = doorkeeper.submissions.note(env, visitors::address(env, parts), env.settings.public.submissions_per_minute)?;
    let bytes = body::read(body, FORM_LIMIT_BYTES).await?;
    let form = form_of(&parts.headers, bytes).await?;
    let lang = cx.account().lang;
    let submission = match page.form.parse(&form) {
        Ok(submission) => submission,
        Err(errors) if wants_json => return Err(Failure(Error::Invalid(errors))),
        Err(errors) => return page_again(&cx, parts, &page, &form, &errors),
    };
    let circumstances = circumstances(&cx, parts, &form, too_many).await?;
    let captured = service::capture(&cx, &page, submission, &form, circumstances).await?;
    let account = cx.account().slug.as_str();
    let path = format!("{}/{slug}", visitors::pages_path(parts, account));
    let redirect = match &page.thank_you {
        ThankYou::Redirect(address) => address.clone(),
        ThankYou::Message(_) => format!("{path}/thanks"),
    };
    tracing::debug!(account.slug = account, page = slug, lang = lang.tag(), "a submission was taken in");
    let response = if wants_json {
        (StatusCode::CREATED, axum::Json(json!({ "status": "accepted", "redirect": redirect }))).into_response()
    } else {
        (StatusCode::SEE_OTHER, [(header::LOCATION, redirect)]).into_response()
    };
    let Some(participant) = captured.participant else { return Ok(response) };
    let value = link::participant(&env.signing_key, account, participant);
    Ok(with_cookie(response, &visitors::cookie(env, link::PARTICIPANT, value, &path, link::PARTICIPANT_S)))
}

async fn thanks(State(env): State<Env>, asked: Asked, request: Request) -> Outcome {
    let (parts, _) = request.into_parts();
    match find(&env, &parts, &asked).await? {
        Found::Other(response) => Ok(response),
        Found::Page(cx, page, _) => {
            let lang = cx.account().lang;
            let message = match &page.thank_you {
                ThankYou::Message(message) => message.as_str(),
                ThankYou::Redirect(_) => "",
            };
            let panel = share_panel(&cx, &parts, lang).await?;
            Ok(visitor::thanks_page_with(texts::THANKS.get(lang), message, lang, &panel).into_response())
        }
    }
}

/// The submitter's own link, where the page has a campaign that runs; empty otherwise.
async fn share_panel(cx: &AccountCx, parts: &Parts, lang: Lang) -> Result<Markup, Failure> {
    let (env, slug) = (cx.env(), &cx.account().slug);
    let me = gate::cookie(&parts.headers, link::PARTICIPANT).and_then(|cookie| link::participant_of(&env.signing_key, slug, &cookie));
    let Some(id) = me else { return Ok(html! {}) };
    match viral::standing(cx, id).await {
        Ok(standing) if standing.runs => {
            let base = hosts::origin(env, cx.account());
            let status_url = link::status_url(&base, &env.signing_key, slug, id);
            Ok(panel::on_thanks(&panel::Panel { base: &base, account: slug, status_url: &status_url, standing: &standing, lang }))
        }
        Ok(_) | Err(Error::NotFound) => Ok(html! {}),
        Err(error) => Err(error.into()),
    }
}

async fn preview(State(env): State<Env>, Path(token): Path<String>, request: Request) -> Outcome {
    let (parts, _) = request.into_parts();
    visitors::check_home(&parts, landing::previewed_account(&env, &token).ok_or(Error::NotFound)?)?;
    let html = landing::preview(&env, &token).await?.ok_or(Error::NotFound)?;
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::HeaderName::from_static("x-robots-tag"), "noindex")];
    Ok((headers, Html(html)).into_response())
}

async fn tracker() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=3600")], TRACKER)
}

async fn events(
    State(env): State<Env>,
    Path(account): Path<String>,
    Extension(doorkeeper): Extension<Doorkeeper>,
    request: Request,
) -> Outcome {
    let (parts, body) = request.into_parts();
    let too_many = doorkeeper.events.note(&env, visitors::address(&env, &parts), EVENT_BATCHES_PER_MINUTE)?;
    let cx = visitors::enter(&env, &parts, &account).await?;
    let bytes = body::read(body, EVENTS_LIMIT_BYTES).await?;
    let wrong = || Error::field("events", texts::BATCH_FORM.with(&[("n", &EVENTS_AT_ONCE)]));
    let batch: Batch = serde_json::from_slice(&bytes).map_err(|_| wrong())?;
    if batch.events.len() > EVENTS_AT_ONCE {
        return Err(Failure(wrong()));
    }
    let response = StatusCode::ACCEPTED.into_response();
    if cx.account().status != AccountStatus::Active || batch.events.is_empty() {
        return Ok(response);
    }
    let (cookie, response) = visitor_cookie(&cx, &parts, response);
    if let Some(visitor) = cookies::visitor_id(&cookie, &account) {
        let sender = Sender { visitor, user_agent: user_agent(&parts.headers), too_many };
        service::note_events(&cx, sender, batch.events).await?;
    }
    Ok(response)
}

/// What a program is told where a person would see a page.
fn error_of(status: StatusCode) -> Error {
    match status {
        StatusCode::SERVICE_UNAVAILABLE => Error::Later { retry_after: visitors::PAUSED_FOR, busy: true },
        _ => Error::NotFound,
    }
}

/// Which page is asked for: `/p/{account}/{page}`, or `/{page}` and `/` under an account's own host name.
struct Asked {
    account: String,
    page: AskedPage,
}

enum AskedPage {
    Slug(String),
    /// The one that is chosen for the host name's `/`.
    Front(Option<PageId>),
}

impl FromRequestParts<Env> for Asked {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _env: &Env) -> Result<Self, Failure> {
        let (account, slug) = (gate::path_param(parts, "account").await, gate::path_param(parts, "page").await);
        match (account, slug, visitors::hosted(parts)) {
            (Some(account), Some(slug), _) => Ok(Self { account, page: AskedPage::Slug(slug) }),
            (_, Some(slug), Some(hosted)) => Ok(Self { account: hosted.slug.clone(), page: AskedPage::Slug(slug) }),
            (_, None, Some(hosted)) => Ok(Self { account: hosted.slug.clone(), page: AskedPage::Front(hosted.root_page) }),
            (_, _, None) => Err(Failure(Error::NotFound)),
        }
    }
}

enum Found {
    /// A page and its slug.
    Page(AccountCx, Arc<ServedPage>, String),
    /// What a visitor is told instead of a page.
    Other(Response),
}

async fn find(env: &Env, parts: &Parts, asked: &Asked) -> Result<Found, Failure> {
    let cx = visitors::enter(env, parts, &asked.account).await?;
    if let Some(closed) = visitors::closed(&cx) {
        return Ok(Found::Other(closed));
    }
    let lang = cx.account().lang;
    let other = |status: StatusCode, page: Markup| Ok(Found::Other((status, page).into_response()));
    let slug = match &asked.page {
        AskedPage::Slug(slug) => Some(slug.clone()),
        AskedPage::Front(None) => None,
        AskedPage::Front(Some(id)) => landing::slug_of(&cx, *id).await?,
    };
    let Some(slug) = slug else { return other(StatusCode::NOT_FOUND, visitor::not_found_page(lang)) };
    match landing::published(env, &cx, &slug).await? {
        Served::Live(page) => Ok(Found::Page(cx, page, slug)),
        Served::Archived => other(StatusCode::GONE, visitor::gone_page(lang)),
        Served::Missing => other(StatusCode::NOT_FOUND, visitor::not_found_page(lang)),
    }
}

/// The page in the smallest form that the browser takes.
fn page_body(page: &ServedPage, headers: &HeaderMap) -> Response {
    let accepted = header_text(headers, header::ACCEPT_ENCODING);
    let (encoding, bytes): (Option<&'static str>, Bytes) = if assets::accepts(accepted, "br") {
        (Some("br"), page.brotli.clone())
    } else if assets::accepts(accepted, "gzip") {
        (Some("gzip"), page.gzip.clone())
    } else {
        (None, page.identity.clone())
    };
    let mut response = ([(header::CONTENT_TYPE, HTML)], bytes).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

const HTML: &str = "text/html; charset=utf-8";

/// The page again with what was typed and what is wrong with it.
fn page_again(cx: &AccountCx, parts: &Parts, page: &ServedPage, form: &RawForm, errors: &FieldErrors) -> Outcome {
    let html = page.with_faults(served::site(&cx.account().slug, cx.account().lang), form, errors)?;
    let response = (StatusCode::UNPROCESSABLE_ENTITY, [(header::CACHE_CONTROL, "no-store")], Html(html)).into_response();
    Ok(with_visitor_cookies(cx, parts, response))
}

async fn circumstances(cx: &AccountCx, parts: &Parts, form: &RawForm, too_many: bool) -> Result<Circumstances, Error> {
    let env = cx.env();
    let path = parts.uri.path();
    let own_hosts = landing::hosts_of(cx).await?;
    let own_hosts: Vec<&str> = own_hosts.iter().map(String::as_str).collect();
    let referer = Some(header_text(&parts.headers, header::REFERER)).filter(|text| !text.is_empty());
    Ok(Circumstances {
        address: visitors::address(env, parts),
        user_agent: user_agent(&parts.headers),
        visitor: gate::cookie(&parts.headers, cookies::VISITOR).and_then(|cookie| cookies::visitor_id(&cookie, &cx.account().slug)),
        opened_at: gate::cookie(&parts.headers, cookies::OPENED)
            .and_then(|cookie| cookies::opened_at(&env.signing_key, path, &cookie, env.now())),
        touch: Touch::of(parts.uri.query().unwrap_or_default(), form, referer, &own_hosts),
        too_many,
        clicks: gate::cookies(&parts.headers)
            .filter(|(name, _)| name.starts_with(link::CLICK))
            .filter_map(|(_, value)| link::clicked(&env.signing_key, &cx.account().slug, &value))
            .take(CLICKS)
            .collect(),
    })
}

/// Tells the browser who it is, and when it opened this page; a page that was opened before keeps its time.
fn with_visitor_cookies(cx: &AccountCx, parts: &Parts, response: Response) -> Response {
    let (_, response) = visitor_cookie(cx, parts, response);
    let env = cx.env();
    let path = parts.uri.path();
    let opened =
        gate::cookie(&parts.headers, cookies::OPENED).and_then(|cookie| cookies::opened_at(&env.signing_key, path, &cookie, env.now()));
    if opened.is_some() {
        return response;
    }
    let value = cookies::opened(&env.signing_key, path, env.now());
    with_cookie(response, &visitors::cookie(env, cookies::OPENED, value, path, cookies::OPENED_S))
}

/// The visitor's cookie, made and sent along where there is none.
fn visitor_cookie(cx: &AccountCx, parts: &Parts, response: Response) -> (String, Response) {
    match visitors::known_or_new(cx.env(), &parts.headers) {
        (value, Some(new)) => (value, with_cookie(response, &new)),
        (value, None) => (value, response),
    }
}

async fn form_of(headers: &HeaderMap, bytes: Bytes) -> Result<RawForm, Error> {
    if header_text(headers, header::CONTENT_TYPE).starts_with("application/json") {
        return form_of_json(&body::json(&bytes)?).ok_or_else(|| Error::field("body", texts::NOT_AN_OBJECT));
    }
    Ok(body::form(headers, bytes).await?.fields)
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accepts = header_text(headers, header::ACCEPT);
    let sends_json = header_text(headers, header::CONTENT_TYPE).starts_with("application/json");
    accepts.contains("application/json") || (sends_json && !accepts.contains("text/html"))
}
