//! Erasing a person over the API.

use axum::{Json as Answer, http::StatusCode, response::IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{ids::CustomerId, time::Timestamp},
    retention::{erasure::Reason, model::Erasure, service},
    web::{
        body::Json,
        failure::{Failure, Problems},
        gate::Audience,
        query::Id,
        routes::Routes,
    },
};

/// Why a person is erased.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ErasureOrder {
    reason: Reason,
}

/// A person who was erased, as the register has it.
#[derive(Debug, Serialize, ToSchema)]
struct ErasureJson {
    id: i64,
    customer_id: i64,
    reason: Reason,
    #[schema(value_type = String, format = DateTime)]
    erased_at: Timestamp,
    /// From when on the files hold no trace of what was deleted; null until they have been written anew, the next night at the latest.
    #[schema(value_type = Option<String>, format = DateTime)]
    tidied_at: Option<Timestamp>,
    rows: Vec<ErasedRows>,
}

/// How many rows of a table there were.
#[derive(Debug, Serialize, ToSchema)]
struct ErasedRows {
    table: String,
    rows: i64,
}

impl From<Erasure> for ErasureJson {
    fn from(erasure: Erasure) -> Self {
        Self {
            id: erasure.id,
            customer_id: erasure.customer.0,
            reason: erasure.reason,
            erased_at: erasure.at,
            tidied_at: erasure.tidied_at,
            rows: erasure.rows.into_iter().map(|(table, rows)| ErasedRows { table, rows }).collect(),
        }
    }
}

pub fn routes(routes: Routes) -> Routes {
    routes.api(Audience::Account(Right::Erase), routes!(erase))
}

/// Erases a person for good: everywhere in the account, and again after any restore. A slip is what DELETE is for.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/customers/{id}/erasure", tag = "customers",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path)),
    request_body = ErasureOrder, responses((status = 201, body = ErasureJson), Problems))]
async fn erase(cx: AccountCx, Id(id): Id<CustomerId>, Json(order): Json<ErasureOrder>) -> Result<impl IntoResponse, Failure> {
    Ok((StatusCode::CREATED, Answer(ErasureJson::from(service::erase(&cx, id, order.reason).await?))))
}
