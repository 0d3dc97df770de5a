//! Funnels in the API.

use std::collections::BTreeMap;

use axum::{http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{ids::FunnelId, page::PageInfo},
    funnels::{
        model::{Funnel, FunnelChange, FunnelStatus, NewFunnel, RawFunnel, RawStage},
        query::{FunnelQuery, ReportQuery},
        service, template,
        told::Told,
    },
    leads::service as leads,
    web::{
        body::Json,
        failure::{Failure, Problems},
        gate::Audience,
        query::{Id, Listed, Query},
        routes::Routes,
    },
};

type Answer<T> = std::result::Result<T, Failure>;

/// A page of funnels.
#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the answer in the document only")]
struct FunnelList {
    data: Vec<Funnel>,
    page: PageInfo,
}

/// Changes to a funnel. Keys that are not sent stay as they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct FunnelPatch {
    /// At most 60 characters, white space around it not counted.
    #[schema(min_length = 1)]
    name: Option<String>,
    #[schema(value_type = Option<FunnelStatus>)]
    status: Option<String>,
    /// All stages in their order. One that is left out is removed.
    #[schema(min_items = 1, max_items = 50)]
    stages: Option<Vec<RawStage>>,
    #[schema(value_type = Option<String>, pattern = "^[A-Za-z]{3}$")]
    currency: Option<String>,
    /// Where the leads of removed stages go: the removed stage's key to that of one that stays.
    #[serde(default)]
    moves: BTreeMap<String, String>,
}

pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Audience::Account(Right::Look), routes!(list))
        .api(Audience::Account(Right::Content), routes!(create))
        .api(Audience::Account(Right::Look), routes!(get))
        .api(Audience::Account(Right::Content), routes!(change, delete))
        .api(Audience::Account(Right::Look), routes!(report))
}

/// The funnels of an account
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/funnels", tag = "funnels",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("page" = Option<u32>, Query, description = "Counted from 1"),
        ("per_page" = Option<u32>, Query, description = "50 unless given, 200 at most"),
        ("cursor" = Option<String>, Query, description = "`page.next` of the answer before"),
        ("sort" = Option<String>, Query, pattern = "^-?(created_at|name|updated_at)$", description = "created_at, name or updated_at; a minus before it turns it round"),
        ("status" = Option<FunnelStatus>, Query, description = "Those of one status only"),
        ("fields" = Option<String>, Query, description = "Names of the fields wanted, with commas between"),
    ),
    responses((status = 200, body = FunnelList), Problems)
)]
async fn list(cx: AccountCx, query: Query) -> Answer<impl IntoResponse> {
    Ok(Listed::new(service::list(&cx, FunnelQuery::parse(&query.0)?).await?, &query)?)
}

/// Make a funnel
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/funnels", tag = "funnels",
    params(("account" = String, Path, description = "The account's slug")),
    request_body = RawFunnel,
    responses((status = 201, body = Funnel), Problems)
)]
async fn create(cx: AccountCx, Json(raw): Json<RawFunnel>) -> Answer<impl IntoResponse> {
    let new = NewFunnel::parse(&raw, template::stages(cx.account().lang))?;
    Ok((StatusCode::CREATED, axum::Json(service::create(&cx, new).await?)))
}

/// One funnel
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/funnels/{id}", tag = "funnels",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The funnel's id")),
    responses((status = 200, body = Funnel), Problems)
)]
async fn get(cx: AccountCx, Id(id): Id<FunnelId>) -> Answer<impl IntoResponse> {
    Ok(axum::Json((*service::cached(&cx, id).await?).clone()))
}

/// Change a funnel
#[utoipa::path(
    patch, path = "/api/v1/accounts/{account}/funnels/{id}", tag = "funnels",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The funnel's id")),
    request_body = FunnelPatch,
    responses((status = 200, body = Funnel), Problems)
)]
async fn change(cx: AccountCx, Id(id): Id<FunnelId>, Json(patch): Json<FunnelPatch>) -> Answer<impl IntoResponse> {
    let raw = RawFunnel { name: patch.name, status: patch.status, stages: patch.stages, currency: patch.currency };
    let change = FunnelChange::parse(&raw)?;
    Ok(axum::Json(leads::change_funnel(&cx, id, change, patch.moves).await?))
}

/// Delete a funnel that nothing uses
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account}/funnels/{id}", tag = "funnels",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The funnel's id")),
    responses((status = 204), Problems)
)]
async fn delete(cx: AccountCx, Id(id): Id<FunnelId>) -> Answer<impl IntoResponse> {
    service::delete(&cx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a funnel brought in a period
///
/// Told from daily figures, which outlive leads and interactions. The stages are those that the funnel had in the period.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/funnels/{id}/report", tag = "funnels",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("id" = i64, Path, description = "The funnel's id"),
        ("from" = Option<String>, Query, format = Date, description = "The first day, 2026-11-22, in the account's zone; `days` before the last unless given"),
        ("to" = Option<String>, Query, format = Date, description = "The last day; today unless given"),
        ("days" = Option<i32>, Query, minimum = 1, maximum = 400, description = "30 unless given"),
        ("source" = Option<String>, Query, description = "Of one source only; `(none)` for those without"),
        ("campaign" = Option<String>, Query, description = "Of one campaign only; `(none)` for those without"),
        ("landing_page_id" = Option<i64>, Query, description = "Of one landing page only"),
        ("device" = Option<String>, Query, pattern = "^(unknown|desktop|mobile|tablet)$", description = "Of one kind of device only"),
    ),
    responses((status = 200, body = Told), Problems)
)]
async fn report(cx: AccountCx, Id(id): Id<FunnelId>, query: Query) -> Answer<impl IntoResponse> {
    let asked = ReportQuery::parse(&query.0, cx.account().zone.day_of(cx.now()))?;
    Ok(axum::Json(service::report(&cx, id, asked).await?))
}
