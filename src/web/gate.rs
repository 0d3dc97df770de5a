//! The gate before every handler: who is it, may they, and did they mean it.
//!
//! A route names its audience when it is registered (`routes.rs`); the gate lets nobody else through. It alone opens accounts for
//! handlers, and it takes no form that did not come from one of our own pages.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequestParts, RawPathParams, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Redirect, Response},
};
use cookie::Cookie;

use crate::{
    accounts::{
        model::Right,
        service::{self as accounts, AccountCx},
    },
    base::{
        error::{Error, Result},
        lang::{Lang, Text, text},
        sign,
    },
    env::Env,
    users::{
        model::{Principal, Reach, User},
        service::{self as users, Asks, second_factor},
    },
    web::{body, client, failure::Failure, layout::Theme, replay},
};

/// Who may call a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    Anyone,
    /// Whoever is logged in, or holds a token.
    Known,
    /// Whoever is logged in, even while they still owe the second factor that is asked of owners.
    Entering,
    /// People and tokens of the agency who have this right.
    Agency(Right),
    /// Whoever may enter the account in the path, and has this right in it.
    Account(Right),
}

/// Which kind of client a route speaks to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A browser with a session cookie.
    Page,
    /// A program with a token.
    Api,
}

/// What the gate of one route needs.
#[derive(Clone)]
pub struct Gate {
    pub env: Env,
    pub door: Door,
    pub audience: Audience,
    pub asks: Asks,
}

/// What is known of a request, for handlers.
#[derive(Clone, Debug)]
pub struct Visit {
    pub principal: Option<Principal>,
    pub user: Option<User>,
    pub session_token: Option<String>,
    pub lang: Lang,
    pub theme: Theme,
    pub address: std::net::IpAddr,
    /// Path and query, to come back to.
    pub path: String,
    pub user_agent: String,
    /// The cookies of a log-in that waits for its code, and of a browser that somebody has logged in with before, as they came.
    pub second_step: Option<String>,
    pub device: Option<String>,
}

/// The cookie of a log-in that waits for its code.
pub const SECOND_STEP: &str = "second-step";
/// The cookie of a browser that somebody has logged in with before.
pub const DEVICE: &str = "device";
/// Where a second factor is set up.
const SECOND_FACTOR_PAGE: &str = "/profile/second-factor";

const FORBIDDEN: Text =
    text("이 작업을 할 권한이 없습니다. 대행사 관리자에게 요청해 주세요.", "Your role does not allow this. Ask the agency's owner.");
const OWES_SECOND_FACTOR: Text = text("먼저 2단계 인증을 켜 주세요.", "Turn the second step of your log-in on first.");
const FOREIGN_FORM: Text = text(
    "이 양식은 우리 화면에서 온 것이 아니거나 너무 오래되었습니다. 화면을 새로 고친 뒤 다시 해 주세요.",
    "This form did not come from one of our pages, or is too old. Reload the page and try again.",
);

/// The name of the session cookie: bound to HTTPS and this host where there is HTTPS.
pub fn session_cookie(env: &Env) -> &'static str {
    if env.settings.admin_base_url().starts_with("https://") { "__Host-dangol" } else { "dangol" }
}

/// The token that every form of a visit carries. It is bound to the session, or to no session at all.
pub fn form_token(env: &Env, session_token: Option<&str>) -> String {
    sign::signature(&env.signing_key, "form", session_token.unwrap_or("nobody"))
}

/// Lets a request through to its handler, or not.
pub async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match admit(&gate, &mut parts, body).await {
        Ok(Admitted::Come(body)) => match gate.door {
            Door::Api => replay::run(&gate.env, Request::from_parts(parts, body), next).await,
            Door::Page => next.run(Request::from_parts(parts, body)).await,
        },
        Ok(Admitted::Elsewhere(path)) => Redirect::to(&path).into_response(),
        Err(error) => Failure(error).into_response(),
    }
}

enum Admitted {
    Come(Body),
    /// To a page that comes first.
    Elsewhere(String),
}

async fn admit(gate: &Gate, parts: &mut Parts, body: Body) -> Result<Admitted> {
    let visit = recognise(gate, parts).await?;
    if gate.audience != Audience::Anyone && visit.principal.is_none() {
        return if gate.door == Door::Page && parts.method == Method::GET {
            let next: String = form_urlencoded::byte_serialize(visit.path.as_bytes()).collect();
            Ok(Admitted::Elsewhere(format!("/login?next={next}")))
        } else {
            Err(Error::Unauthenticated)
        };
    }
    let is_open = matches!(gate.audience, Audience::Anyone | Audience::Entering);
    if !is_open && visit.user.as_ref().is_some_and(|user| second_factor::is_owed(&gate.env, user)) {
        return if parts.method == Method::GET {
            Ok(Admitted::Elsewhere(SECOND_FACTOR_PAGE.to_owned()))
        } else {
            Err(Error::Forbidden(OWES_SECOND_FACTOR.into()))
        };
    }
    if let Some(cx) = check_audience(gate, parts, visit.principal.as_ref()).await? {
        parts.extensions.insert(cx);
    }
    let changes = !matches!(parts.method, Method::GET | Method::HEAD);
    let session_token = visit.session_token.clone();
    parts.extensions.insert(visit);
    if gate.door == Door::Page && changes {
        check_origin(&parts.headers)?;
        let limit = if session_token.is_some() { body::ADMIN_LIMIT_BYTES } else { body::STRANGER_LIMIT_BYTES };
        let bytes = body::read(body, limit).await?;
        let form = body::form(&parts.headers, bytes).await?;
        check_form_token(gate, &form, session_token.as_deref())?;
        parts.extensions.insert(Arc::new(form));
        return Ok(Admitted::Come(Body::empty()));
    }
    Ok(Admitted::Come(body))
}

async fn recognise(gate: &Gate, parts: &Parts) -> Result<Visit> {
    let env = &gate.env;
    let address = client::address_of(parts, &env.settings.public.trusted_proxies);
    let header_text = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut visit = Visit {
        principal: None,
        user: None,
        session_token: None,
        lang: cookie(&parts.headers, "lang")
            .and_then(|tag| Lang::from_tag(&tag))
            .unwrap_or_else(|| Lang::from_accept(header_text(header::ACCEPT_LANGUAGE))),
        theme: theme(&parts.headers),
        address,
        path: parts.uri.path_and_query().map_or_else(|| "/".into(), ToString::to_string),
        user_agent: header_text(header::USER_AGENT).to_owned(),
        second_step: cookie(&parts.headers, SECOND_STEP),
        device: cookie(&parts.headers, DEVICE),
    };
    match gate.door {
        Door::Page => {
            if let Some(token) = cookie(&parts.headers, session_cookie(env))
                && let Some((principal, user)) = users::by_session(env, &token, address, gate.asks).await?
            {
                visit.lang = principal.lang;
                (visit.principal, visit.user, visit.session_token) = (Some(principal), Some(user), Some(token));
            }
        }
        Door::Api => {
            if let Some(token) = header_text(header::AUTHORIZATION).strip_prefix("Bearer ") {
                visit.principal = users::by_token(env, token.trim(), address).await?;
            }
        }
    }
    Ok(visit)
}

async fn check_audience(gate: &Gate, parts: &mut Parts, principal: Option<&Principal>) -> Result<Option<AccountCx>> {
    let forbidden = || Error::Forbidden(FORBIDDEN.into());
    match gate.audience {
        Audience::Anyone | Audience::Known | Audience::Entering => Ok(None),
        Audience::Agency(right) => match principal {
            Some(principal) if principal.reach == Reach::Agency && principal.actor.may(right) => Ok(None),
            _ => Err(forbidden()),
        },
        Audience::Account(right) => {
            let slug = path_param(parts, "account").await.ok_or(Error::NotFound)?;
            let account = accounts::find(&gate.env, &slug).await?.ok_or(Error::NotFound)?;
            // Somebody else's account is not there, whatever the role.
            let actor = principal.and_then(|principal| principal.actor_in(account.id)).ok_or(Error::NotFound)?;
            if !actor.may(right) {
                return Err(forbidden());
            }
            accounts::enter(&gate.env, &slug, Arc::new(actor)).await.map(Some)
        }
    }
}

/// A parameter of the matched route's path.
pub async fn path_param(parts: &mut Parts, name: &str) -> Option<String> {
    let params = RawPathParams::from_request_parts(parts, &()).await.ok()?;
    params.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_owned())
}

/// The colours a reader has chosen.
pub fn theme(headers: &HeaderMap) -> Theme {
    cookie(headers, "theme").and_then(|tag| Theme::from_tag(&tag)).unwrap_or_default()
}

/// A cookie's value.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    cookies(headers).find(|(known, _)| known == name).map(|(_, value)| value)
}

/// All cookies with their names.
pub fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (String, String)> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let cookies = texts.flat_map(Cookie::split_parse).filter_map(std::result::Result::ok);
    cookies.map(|cookie| (cookie.name().to_owned(), cookie.value().to_owned()))
}

/// Did one of our own pages send it? The browser says so in `Sec-Fetch-Site`, older ones in `Origin`.
fn check_origin(headers: &HeaderMap) -> Result<()> {
    let text_of = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let ours = match (text_of("sec-fetch-site"), text_of("origin"), text_of("host")) {
        (Some(site), ..) => site == "same-origin",
        (None, Some(origin), Some(host)) => origin.split_once("://").is_some_and(|(_, origin_host)| origin_host == host),
        _ => false,
    };
    if ours { Ok(()) } else { Err(Error::Forbidden(FOREIGN_FORM.into())) }
}

fn check_form_token(gate: &Gate, form: &body::SentForm, session_token: Option<&str>) -> Result<()> {
    use subtle::ConstantTimeEq as _;
    let expected = form_token(&gate.env, session_token);
    if bool::from(form.fields.text("form_token").as_bytes().ct_eq(expected.as_bytes())) {
        Ok(())
    } else {
        Err(Error::Forbidden(FOREIGN_FORM.into()))
    }
}
