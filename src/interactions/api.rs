//! A lead's interactions over the API.

use axum::{Json as Answer, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{ids::LeadId, page::PageInfo, time::Timestamp},
    interactions::{
        model::{Interaction, InteractionKind, NewInteraction},
        service,
    },
    web::{
        body::Json,
        failure::{Failure, Problems},
        gate::Audience,
        query::{Id, Listed, Query},
        routes::Routes,
    },
};

/// One page of interactions.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Listed` answers")]
struct InteractionList {
    data: Vec<Interaction>,
    page: PageInfo,
}

/// An interaction to be added: what somebody did for the lead, or reports of it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewInteractionJson {
    /// Any kind but `form_submit`, `stage_change`, `tag_change` and `conversion`, which go along with the change itself.
    #[schema(value_type = InteractionKind)]
    kind: String,
    /// At most 16 KB, nested at most 8 levels deep. A note needs its `text`.
    #[schema(value_type = Option<Object>)]
    data: Option<Map<String, Value>>,
    /// Now unless given; never in the future.
    #[schema(value_type = Option<String>, format = DateTime)]
    occurred_at: Option<Timestamp>,
}

pub fn routes(routes: Routes) -> Routes {
    routes.api(Audience::Account(Right::ReadLeads), routes!(list)).api(Audience::Account(Right::WorkLeads), routes!(add))
}

/// What happened with a lead, newest first.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/leads/{id}/interactions", tag = "interactions",
    params(("account" = String, Path), ("id" = i64, Path), ("page" = Option<u32>, Query), ("per_page" = Option<u32>, Query),
        ("cursor" = Option<String>, Query), ("fields" = Option<String>, Query)),
    responses((status = 200, body = InteractionList), Problems))]
async fn list(cx: AccountCx, Id(lead): Id<LeadId>, query: Query) -> Result<impl IntoResponse, Failure> {
    Ok(Listed::new(service::reveal(&cx, lead, query.page()?).await?, &query)?)
}

/// Adds an interaction to a lead.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/leads/{id}/interactions", tag = "interactions",
    params(("account" = String, Path), ("id" = i64, Path)), request_body = NewInteractionJson,
    responses((status = 201, body = Interaction), Problems))]
async fn add(cx: AccountCx, Id(lead): Id<LeadId>, Json(sent): Json<NewInteractionJson>) -> Result<impl IntoResponse, Failure> {
    let new = NewInteraction::parse(&sent.kind, sent.data, sent.occurred_at, cx.now())?;
    Ok((StatusCode::CREATED, Answer(service::add(&cx, lead, new).await?)))
}
