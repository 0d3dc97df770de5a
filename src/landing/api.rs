//! Landing pages in the API.

use axum::{extract::Path, http::StatusCode, response::IntoResponse};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{error::Error, ids::PageId, page::PageInfo, period::Period},
    landing::{
        model::{LandingPage, NewPage, PageChange, PageFields, PageStatus, Version},
        query::PageQuery,
        service,
        stats::Stats,
    },
    web::{
        body::Json,
        failure::{Failure, Problems},
        gate::Audience,
        query::{Id, Listed, Query},
        routes::Routes,
    },
};

type Answer<T> = std::result::Result<T, Failure>;

/// A page with the address where visitors find it.
#[derive(Serialize, ToSchema)]
#[schema(as = LandingPageWithUrl)]
struct Located {
    #[serde(flatten)]
    page: LandingPage,
    url: String,
}

/// A page of landing pages.
#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the answer in the document only")]
struct LandingPageList {
    data: Vec<Located>,
    page: PageInfo,
}

/// A page of versions.
#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the answer in the document only")]
struct LandingPageVersionList {
    data: Vec<Version>,
    page: PageInfo,
}

/// A draft's address.
#[derive(Serialize, ToSchema)]
struct Preview {
    /// Shows the draft for an hour to whoever has it.
    url: String,
}

pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Audience::Account(Right::Look), routes!(list))
        .api(Audience::Account(Right::Content), routes!(create))
        .api(Audience::Account(Right::Look), routes!(get))
        .api(Audience::Account(Right::Content), routes!(change, delete))
        .api(Audience::Account(Right::Content), routes!(publish, unpublish))
        .api(Audience::Account(Right::Look), routes!(stats))
        .api(Audience::Account(Right::Look), routes!(versions))
        .api(Audience::Account(Right::Content), routes!(restore))
        .api(Audience::Account(Right::Content), routes!(preview))
}

/// The landing pages of an account
///
/// `html` is null in a list, unless `fields` names it.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/landing-pages", tag = "landing pages",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("page" = Option<u32>, Query, description = "Counted from 1"),
        ("per_page" = Option<u32>, Query, description = "50 unless given, 200 at most"),
        ("cursor" = Option<String>, Query, description = "`page.next` of the answer before"),
        ("sort" = Option<String>, Query, pattern = "^-?(created_at|title|updated_at)$", description = "created_at, title or updated_at; a minus before it turns it round"),
        ("status" = Option<PageStatus>, Query, description = "Those of one status only"),
        ("funnel_id" = Option<i64>, Query, description = "Those of one funnel only"),
        ("q" = Option<String>, Query, description = "Occurs in the title or the slug"),
        ("fields" = Option<String>, Query, description = "Names of the fields wanted, with commas between"),
    ),
    responses((status = 200, body = LandingPageList), Problems)
)]
async fn list(cx: AccountCx, query: Query) -> Answer<impl IntoResponse> {
    let page = service::list(&cx, PageQuery::parse(&query.0)?).await?;
    Ok(Listed::new(page.map(|page| located(&cx, page)), &query)?)
}

/// Make a landing page
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/landing-pages", tag = "landing pages",
    params(("account" = String, Path, description = "The account's slug")),
    request_body = PageFields,
    responses((status = 201, body = Located), Problems)
)]
async fn create(cx: AccountCx, Json(fields): Json<PageFields>) -> Answer<impl IntoResponse> {
    let page = service::create(&cx, NewPage::parse(fields, cx.account().lang)?).await?;
    Ok((StatusCode::CREATED, axum::Json(located(&cx, page))))
}

/// One landing page
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/landing-pages/{id}", tag = "landing pages",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The page's id")),
    responses((status = 200, body = Located), Problems)
)]
async fn get(cx: AccountCx, Id(id): Id<PageId>) -> Answer<impl IntoResponse> {
    let page = service::get(&cx, id).await?;
    Ok(axum::Json(located(&cx, page)))
}

/// Change a landing page
///
/// Visitors see the new slug and status at once, everything else when the page is published again.
#[utoipa::path(
    patch, path = "/api/v1/accounts/{account}/landing-pages/{id}", tag = "landing pages",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The page's id")),
    request_body = PageFields,
    responses((status = 200, body = Located), Problems)
)]
async fn change(cx: AccountCx, Id(id): Id<PageId>, Json(fields): Json<PageFields>) -> Answer<impl IntoResponse> {
    let page = service::change(&cx, id, PageChange::parse(fields, cx.account().lang)?).await?;
    Ok(axum::Json(located(&cx, page)))
}

/// Delete a landing page that never brought a lead
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account}/landing-pages/{id}", tag = "landing pages",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The page's id")),
    responses((status = 204), Problems)
)]
async fn delete(cx: AccountCx, Id(id): Id<PageId>) -> Answer<impl IntoResponse> {
    service::delete(&cx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Publish a landing page
///
/// What the draft holds becomes a version, which visitors see at once. No body is needed.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/landing-pages/{id}/publication", tag = "landing pages",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The page's id")),
    responses((status = 200, body = Located), Problems)
)]
async fn publish(cx: AccountCx, Id(id): Id<PageId>) -> Answer<impl IntoResponse> {
    let page = service::publish(&cx, id).await?;
    Ok(axum::Json(located(&cx, page)))
}

/// Take a landing page back to draft
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account}/landing-pages/{id}/publication", tag = "landing pages",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The page's id")),
    responses((status = 204), Problems)
)]
async fn unpublish(cx: AccountCx, Id(id): Id<PageId>) -> Answer<impl IntoResponse> {
    service::unpublish(&cx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Views and opt-ins of a landing page
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/landing-pages/{id}/stats", tag = "landing pages",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("id" = i64, Path, description = "The page's id"),
        ("from" = Option<String>, Query, format = Date, description = "The first day, 2026-11-22; `days` before the last unless given"),
        ("to" = Option<String>, Query, format = Date, description = "The last day; today unless given"),
        ("days" = Option<i32>, Query, minimum = 1, maximum = 400, description = "30 unless given"),
    ),
    responses((status = 200, body = Stats), Problems)
)]
async fn stats(cx: AccountCx, Id(id): Id<PageId>, query: Query) -> Answer<impl IntoResponse> {
    let period = Period::parse(&query.0, cx.account().zone.day_of(cx.now()))?;
    let (_, stats) = service::stats(&cx, id, period).await?;
    Ok(axum::Json(stats))
}

/// The publications of a landing page, the newest first
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/landing-pages/{id}/versions", tag = "landing pages",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("id" = i64, Path, description = "The page's id"),
        ("page" = Option<u32>, Query, description = "Counted from 1"),
        ("per_page" = Option<u32>, Query, description = "50 unless given, 200 at most"),
        ("cursor" = Option<String>, Query, description = "`page.next` of the answer before"),
        ("fields" = Option<String>, Query, description = "Names of the fields wanted, with commas between"),
    ),
    responses((status = 200, body = LandingPageVersionList), Problems)
)]
async fn versions(cx: AccountCx, Id(id): Id<PageId>, query: Query) -> Answer<impl IntoResponse> {
    Ok(Listed::new(service::versions(&cx, id, query.page()?).await?, &query)?)
}

/// Bring a version back into the draft
///
/// Visitors see it once the page is published, as another version.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/landing-pages/{id}/versions/{number}/restoration", tag = "landing pages",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("id" = i64, Path, description = "The page's id"),
        ("number" = i64, Path, description = "The version's number"),
    ),
    responses((status = 200, body = Located), Problems)
)]
async fn restore(cx: AccountCx, Id(id): Id<PageId>, path: Path<(String, String, String)>) -> Answer<impl IntoResponse> {
    let number = path.2.parse().map_err(|_| Error::NotFound)?;
    let page = service::restore(&cx, id, number).await?;
    Ok(axum::Json(located(&cx, page)))
}

/// An address that shows the draft for an hour
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/landing-pages/{id}/preview", tag = "landing pages",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The page's id")),
    responses((status = 201, body = Preview), Problems)
)]
async fn preview(cx: AccountCx, Id(id): Id<PageId>) -> Answer<impl IntoResponse> {
    service::get(&cx, id).await?;
    Ok((StatusCode::CREATED, axum::Json(Preview { url: service::preview_url(&cx, id) })))
}

fn located(cx: &AccountCx, page: LandingPage) -> Located {
    let url = service::url(cx, &page.slug);
    Located { page, url }
}
