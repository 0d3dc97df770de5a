//! What stands behind the question mark: the page of a list, its order, its filters, the fields wanted.

use std::{convert::Infallible, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::request::Parts,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    base::{
        error::{Error, Result},
        form::RawForm,
        lang::{Text, text},
        page::{Page, PageRequest, Sort},
    },
    web::{document, failure::Failure, gate},
};

const UNKNOWN_FIELD: Text = text("다음 항목 중에서 골라 주세요: {names}", "Choose among these fields: {names}");

/// The query of a list, read leniently: an unknown name is left to whoever knows it.
#[derive(Clone, Debug, Default)]
pub struct Query(pub RawForm);

impl Query {
    /// `page`, `per_page` and `cursor`.
    pub fn page(&self) -> Result<PageRequest> {
        PageRequest::parse(self.0.filled("page"), self.0.filled("per_page"), self.0.filled("cursor"))
    }

    /// `sort`, among the offered columns, and its text.
    pub fn sort<C: Copy>(&self, offered: &[(&str, C)], default: &str) -> Result<(Sort<C>, String)> {
        let text = self.0.filled("sort").unwrap_or(default);
        Ok((Sort::parse(text, offered)?, text.to_owned()))
    }

    /// A filter's value; absent when it was not sent or is blank.
    pub fn filter(&self, name: &str) -> Option<&str> {
        self.0.filled(name)
    }

    /// The names in `fields=id,name`; absent when all are wanted.
    pub fn fields(&self) -> Option<Vec<String>> {
        self.0.filled("fields").map(|names| names.split(',').map(|name| name.trim().to_owned()).collect())
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> std::result::Result<Self, Infallible> {
        let pairs = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        Ok(Self(RawForm::new(pairs.map(|(name, value)| (name.into_owned(), value.into_owned())).collect())))
    }
}

/// The id at the end of a path. What is no number is nobody's id.
#[derive(Clone, Copy, Debug)]
pub struct Id<T>(pub T);

impl<T: std::str::FromStr + Send, S: Send + Sync> FromRequestParts<S> for Id<T> {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> std::result::Result<Self, Failure> {
        let text = gate::path_param(parts, "id").await.unwrap_or_default();
        text.parse().map(Self).map_err(|_| Failure(Error::NotFound))
    }
}

/// One page of a list as the API answers it, with the fields that were asked for.
pub struct Listed<T> {
    page: Arc<Page<T>>,
    fields: Option<Vec<String>>,
}

impl<T> Listed<T> {
    /// Refuses fields that such a row does not have.
    pub fn new(page: impl Into<Arc<Page<T>>>, query: &Query) -> Result<Self>
    where
        T: ToSchema,
    {
        let fields = query.fields();
        if let Some(fields) = &fields {
            let mut schemas = Vec::new();
            T::schemas(&mut schemas);
            let names = document::property_names(&T::schema(), &schemas.into_iter().collect());
            if fields.iter().any(|field| !names.contains(field)) {
                return Err(Error::field("fields", UNKNOWN_FIELD.with(&[("names", &names.join(", "))])));
            }
        }
        Ok(Self { page: page.into(), fields })
    }
}

impl<T: Serialize> IntoResponse for Listed<T> {
    fn into_response(self) -> Response {
        let Some(fields) = self.fields else { return axum::Json(&*self.page).into_response() };
        let rows: std::result::Result<Vec<Value>, _> = self.page.data.iter().map(serde_json::to_value).collect();
        match rows {
            Ok(mut rows) => {
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    row.retain(|name, _| fields.iter().any(|field| field == name));
                }
                axum::Json(Page { data: rows, page: self.page.page.clone() }).into_response()
            }
            Err(cause) => Failure(Error::internal("a list's rows", cause)).into_response(),
        }
    }
}
