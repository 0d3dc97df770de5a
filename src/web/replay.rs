//! `Idempotency-Key`: the same POST, asked again within a day, gets the same answer and is not carried out again.

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use sha2::{Digest as _, Sha256};

use crate::{
    accounts::{model::AccountStatus, service::AccountCx},
    base::error::{Error, Result},
    db::{
        Class,
        idempotency::{self, Answer, Key},
    },
    env::Env,
    web::{body, failure::Failure},
};

/// Bytes of a key.
pub const LONGEST_KEY: usize = 200;

/// Runs an API request, once for each key.
pub async fn run(env: &Env, request: Request, next: Next) -> Response {
    let has_key = request.method() == Method::POST && request.headers().contains_key("idempotency-key");
    if !has_key {
        return next.run(request).await;
    }
    run_once(env, request, next).await.unwrap_or_else(|error| Failure(error).into_response())
}

async fn run_once(env: &Env, request: Request, next: Next) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let bytes = body::read(body, body::ADMIN_LIMIT_BYTES).await?;
    let given = parts.headers.get("idempotency-key").map(HeaderValue::as_bytes).unwrap_or_default();
    if given.is_empty() || given.len() > LONGEST_KEY {
        return Err(Error::field("Idempotency-Key", KEY_LENGTH));
    }
    let credentials = parts.headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
    let asked = [credentials, parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), given];
    let mut hash = Sha256::new();
    for part in asked {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    let key = Key { request: hash.finalize().into(), body: Sha256::digest(&bytes).into() };
    let cx = parts.extensions.remove::<AccountCx>();
    if let Some(answer) = kept(env, cx.as_ref(), key).await? {
        return Ok(replayed(answer));
    }
    if let Some(cx) = &cx {
        parts.extensions.insert(cx.clone().with_request_key(key));
    }
    let env = env.clone();
    // On a task of its own: a client that hangs up must not keep the answer from being remembered.
    let carrying_out = tokio::spawn(async move {
        let response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
        keep(&env, cx.as_ref(), key, response).await
    });
    carrying_out.await.map_err(|cause| Error::internal("a request with a key", cause))?
}

const KEY_LENGTH: crate::base::lang::Text =
    crate::base::lang::text("Idempotency-Key는 1자에서 200자까지입니다.", "An Idempotency-Key has 1 to 200 characters.");

async fn kept(env: &Env, cx: Option<&AccountCx>, key: Key) -> Result<Option<Answer>> {
    let now = env.now();
    match cx {
        Some(cx) => cx.read(move |conn| idempotency::find(conn, key, now)).await,
        None => env.db.control().read(move |conn| idempotency::find(conn, key, now)).await,
    }
}

/// Remembers the answer of a request that was carried out; one that failed may be tried again.
async fn keep(env: &Env, cx: Option<&AccountCx>, key: Key, response: Response) -> Result<Response> {
    if !response.status().is_success() {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let bytes = body::read(body, usize::MAX).await?;
    let answer = Answer { status: parts.status.as_u16(), body: bytes.to_vec() };
    match cx {
        // What is done in an archived account all the same, such as an erasure, has noted no key.
        Some(cx) if cx.account().status == AccountStatus::Archived => {
            cx.write_upkeep(move |tx| idempotency::keep(tx, key, &answer, tx.now())).await?;
        }
        Some(cx) => cx.write(move |tx| idempotency::finish(tx, key, &answer)).await?,
        // What the agency's own requests make can't be made twice anyhow: an account's slug is its own key.
        None => env.db.control().write(Class::Person, move |tx| idempotency::keep(tx, key, &answer, tx.now())).await?,
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

fn replayed(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::OK);
    (status, [(header::CONTENT_TYPE, "application/json"), (header::HeaderName::from_static("idempotent-replayed"), "true")], answer.body)
        .into_response()
}
