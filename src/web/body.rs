//! Bodies of requests: forms in their two encodings, and JSON that says which key is wrong.

use axum::{
    body::{Body, Bytes},
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
    http::{HeaderMap, header},
};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_path_to_error::{Path, Segment};

use crate::{
    base::{
        error::{Error, Result},
        form::RawForm,
        lang::{Text, text},
    },
    web::{failure::Failure, objects::ObjectsOnly},
};

/// The largest body the admin's origin takes: a landing page of 512 KB, escaped.
pub const ADMIN_LIMIT_BYTES: usize = 4 << 20;
/// The largest form of somebody who is not logged in.
pub const STRANGER_LIMIT_BYTES: usize = 64 << 10;
/// Fields of one form: a body of nothing but separators must not become millions of them.
const FIELDS: usize = 2_000;

const NOT_JSON: Text = text("본문이 올바른 JSON이 아닙니다: {cause}", "The body is not valid JSON: {cause}");
const UNKNOWN_KEY: Text = text("알 수 없는 항목입니다. 이 항목을 빼고 다시 보내 주세요.", "This key is unknown. Leave it out.");
const WRONG_VALUE: Text = text("값이 맞지 않습니다: {cause}", "This value does not fit: {cause}");
const NOT_A_FORM: Text = text("양식을 읽을 수 없습니다. 다시 보내 주세요.", "The form can't be read. Please send it again.");

/// A form that was sent, with its files.
#[derive(Clone, Debug, Default)]
pub struct SentForm {
    pub fields: RawForm,
    pub files: Vec<Upload>,
}

/// A file of a form.
#[derive(Clone, Debug)]
pub struct Upload {
    pub field: String,
    pub content_type: Option<String>,
    pub bytes: Bytes,
}

/// The whole body, unless it is larger than the limit.
pub async fn read(body: Body, limit_bytes: usize) -> Result<Bytes> {
    let collected = Limited::new(body, limit_bytes)
        .collect()
        .await
        .map_err(|cause| if cause.is::<LengthLimitError>() { Error::TooLarge { limit_bytes } } else { Error::field("body", NOT_A_FORM) })?;
    Ok(collected.to_bytes())
}

/// The fields of a form body, urlencoded or multipart by its content type.
pub async fn form(headers: &HeaderMap, bytes: Bytes) -> Result<SentForm> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if content_type.starts_with("multipart/form-data") {
        return multipart(content_type, bytes).await;
    }
    let pairs = form_urlencoded::parse(&bytes).map(|(name, value)| (name.into_owned(), value.into_owned()));
    let fields: Vec<_> = pairs.take(FIELDS + 1).collect();
    if fields.len() > FIELDS {
        return Err(Error::field("body", NOT_A_FORM));
    }
    Ok(SentForm { fields: RawForm::new(fields), files: Vec::new() })
}

/// A JSON body read into its type. An unknown key or a wrong value is named.
pub fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(ObjectsOnly(&mut deserializer)).map_err(|fault| {
        let cause = fault.inner().to_string();
        if !fault.inner().is_data() {
            return Error::field("body", NOT_JSON.with(&[("cause", &cause)]));
        }
        let path = place(fault.path());
        match unknown_key(&cause) {
            Some(key) if path.is_empty() || path == key || path.ends_with(&format!(".{key}")) => {
                Error::field(if path.is_empty() { key } else { &path }, UNKNOWN_KEY)
            }
            Some(key) => Error::field(format!("{path}.{key}"), UNKNOWN_KEY),
            None => Error::field(if path.is_empty() { "body" } else { &path }, WRONG_VALUE.with(&[("cause", &cause)])),
        }
    })?;
    deserializer.end().map_err(|cause| Error::field("body", NOT_JSON.with(&[("cause", &cause)])))?;
    Ok(value)
}

/// A JSON body as a handler's argument.
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _state: &S) -> std::result::Result<Self, Failure> {
        let bytes = read(request.into_body(), ADMIN_LIMIT_BYTES).await?;
        Ok(Self(json(&bytes)?))
    }
}

/// For a key of a PATCH that can be null: tells a null, which takes the value away, from a key that was not sent.
/// `#[serde(default, deserialize_with = "body::sent")] company: Option<Option<String>>`
pub fn sent<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

async fn multipart(content_type: &str, bytes: Bytes) -> Result<SentForm> {
    let fault = |_| Error::field("body", NOT_A_FORM);
    let request = Request::builder()
        .header(header::CONTENT_TYPE, content_type)
        .body(Body::from(bytes))
        .map_err(|cause| Error::internal("a form's request", cause))?;
    // The body was read within its own limit already.
    let mut request = request;
    DefaultBodyLimit::disable().apply(&mut request);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| Error::field("body", NOT_A_FORM))?;
    let mut sent = SentForm::default();
    while let Some(part) = parts.next_field().await.map_err(fault)? {
        let field = part.name().unwrap_or_default().to_owned();
        if part.file_name().is_some() {
            let content_type = part.content_type().map(str::to_owned);
            let bytes = part.bytes().await.map_err(fault)?;
            if !bytes.is_empty() {
                sent.files.push(Upload { field, content_type, bytes });
            }
        } else {
            sent.fields.push(field, String::from_utf8_lossy(&part.bytes().await.map_err(fault)?));
        }
    }
    Ok(sent)
}

/// Where a value stands, in the spelling of all field errors: `stages.2.key`.
fn place(path: &Path) -> String {
    let part = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(index.to_string()),
        Segment::Map { key } => Some(key.clone()),
        Segment::Enum { variant } => Some(variant.clone()),
        Segment::Unknown => None,
    };
    path.iter().filter_map(part).collect::<Vec<_>>().join(".")
}

/// The key in serde's sentence about an unknown one.
fn unknown_key(cause: &str) -> Option<&str> {
    cause.strip_prefix("unknown field `")?.split('`').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        inner: Option<Inner>,
        #[serde(default)]
        list: Vec<Inner>,
        #[serde(default, deserialize_with = "sent")]
        object: Option<Option<serde_json::Value>>,
    }

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        size: u8,
    }

    fn faulty_field(body: &str) -> String {
        match json::<Outer>(body.as_bytes()) {
            Err(Error::Invalid(errors)) => errors.iter().next().map(|(field, _)| field.to_owned()).unwrap_or_default(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_wrong_key_is_named() {
        assert_eq!(faulty_field(r#"{"colour":1}"#), "colour");
        assert_eq!(faulty_field(r#"{"inner":{"colour":1}}"#), "inner.colour");
        assert_eq!(faulty_field(r#"{"inner":{"size":"big"}}"#), "inner.size");
        assert_eq!(faulty_field("{"), "body");
        assert_eq!(faulty_field("[]"), "body");
        let inner = json::<Outer>(br#"{"inner":{"size":1}}"#).expect("fits").inner;
        assert_eq!(inner.map(|inner| inner.size), Some(1));
    }

    #[test]
    fn an_array_is_no_object() {
        assert_eq!(faulty_field("[null]"), "body");
        assert_eq!(faulty_field(r#"{"inner":[1]}"#), "inner");
        assert_eq!(faulty_field(r#"{"list":[[1]]}"#), "list.0");
        assert_eq!(faulty_field(r#"{"list":[{"size":1},{"colour":1}]}"#), "list.1.colour");
        let free = r#"{"inner":null,"list":[{"size":1}],"object":{"a":[1,-2,0.5,"x",true,null,{"b":[]}]}}"#;
        let read = json::<Outer>(free.as_bytes()).expect("fits");
        assert_eq!((read.list.len(), read.object.flatten()), (1, Some(serde_json::json!({"a": [1, -2, 0.5, "x", true, null, {"b": []}]}))));
    }
}
