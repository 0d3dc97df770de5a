//! The one place where an [`Error`] becomes HTTP: a status here, and its words in the form that the door speaks.

use std::sync::Arc;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use crate::base::{
    error::Error,
    lang::{Lang, Text, text},
};

/// A handler's error. It carries no words yet: the door it leaves by adds them (`frame.rs`).
#[derive(Debug)]
pub struct Failure(pub Error);

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        if let Error::Later { retry_after, .. } = &self.0 {
            let seconds = HeaderValue::from(retry_after.as_secs().max(1));
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response.extensions_mut().insert(Arc::new(self.0));
        response
    }
}

/// The error that a response carries, if a handler failed.
pub fn of(response: &Response) -> Option<Arc<Error>> {
    response.extensions().get::<Arc<Error>>().cloned()
}

pub const fn status(error: &Error) -> StatusCode {
    match error {
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Conflict { .. } => StatusCode::CONFLICT,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Later { busy: false, .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Later { busy: true, .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// A problem document (RFC 9457).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// `about:blank`: the status says it all.
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    request_id: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldProblem>,
}

/// One faulty field of a request.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct FieldProblem {
    field: String,
    message: String,
}

/// The API's answer to an error, with the request id under which the operator finds its cause.
pub fn problem(error: &Error, lang: Lang, request_id: &str) -> Response {
    let status = status(error);
    let errors = match error {
        Error::Invalid(errors) => {
            errors.iter().map(|(field, message)| FieldProblem { field: field.to_owned(), message: message.get(lang).to_owned() }).collect()
        }
        Error::Conflict { field, message } => vec![FieldProblem { field: (*field).to_owned(), message: message.get(lang).to_owned() }],
        _ => Vec::new(),
    };
    told(status, error.message().get(lang), request_id, errors)
}

/// The API's answer to a method that an address does not take.
pub fn wrong_method(lang: Lang, request_id: &str) -> Response {
    told(StatusCode::METHOD_NOT_ALLOWED, WRONG_METHOD.get(lang), request_id, Vec::new())
}

const WRONG_METHOD: Text = text(
    "이 주소는 이 메서드를 받지 않습니다. Allow 헤더를 확인해 주세요.",
    "This address does not take this method. See the Allow header.",
);

fn told(status: StatusCode, detail: &str, request_id: &str, errors: Vec<FieldProblem>) -> Response {
    let body = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or_default(),
        status: status.as_u16(),
        detail: detail.to_owned(),
        request_id: request_id.to_owned(),
        errors,
    };
    let mut response = (status, Json(body)).into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}

/// The answers that every operation of the API may give besides its own, for the document.
#[derive(utoipa::IntoResponses)]
pub enum Problems {
    /// No credentials, or wrong ones
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(#[to_schema] Problem),
    /// The role forbids it
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(#[to_schema] Problem),
    /// There is no such thing in this account
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(#[to_schema] Problem),
    /// It collides with what is there
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(#[to_schema] Problem),
    /// The body is too large
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(#[to_schema] Problem),
    /// The input is wrong
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(#[to_schema] Problem),
    /// Too many requests
    #[response(status = 429, content_type = "application/problem+json")]
    TooOften(#[to_schema] Problem),
    /// Busy
    #[response(status = 503, content_type = "application/problem+json")]
    Busy(#[to_schema] Problem),
}
