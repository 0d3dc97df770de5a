//! Conversions over the API.

use axum::{Json as Answer, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{
        error::Error,
        ids::{FunnelId, LeadId},
        money::{Currency, Money},
        page::PageInfo,
        time::Timestamp,
    },
    conversions::{
        model::{Conversion, Report, Wanted},
        service,
    },
    web::{
        body::Json,
        failure::{Failure, Problems},
        gate::Audience,
        query::{Listed, Query},
        routes::Routes,
    },
};

/// One page of conversions.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Listed` answers")]
struct ConversionList {
    data: Vec<Conversion>,
    page: PageInfo,
}

/// A conversion to be recorded. What is left out is taken from the lead and its funnel.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewConversionJson {
    #[schema(minimum = 1)]
    lead_id: i64,
    /// The lead's funnel unless given.
    #[schema(minimum = 1)]
    funnel_id: Option<i64>,
    /// The stage in which the lead stands, unless given.
    #[schema(pattern = "^[a-z0-9_]{1,40}$")]
    stage: Option<String>,
    /// In the currency's smallest unit; the lead's value unless given.
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    value: Option<i64>,
    /// That of the funnel, and none other.
    #[schema(pattern = "^[A-Za-z]{3}$")]
    currency: Option<String>,
    /// Now unless given; never in the future.
    #[schema(value_type = Option<String>, format = DateTime)]
    converted_at: Option<Timestamp>,
}

pub fn routes(routes: Routes) -> Routes {
    routes.api(Audience::Account(Right::Look), routes!(list)).api(Audience::Account(Right::Manage), routes!(create))
}

/// The conversions, the newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/conversions", tag = "conversions",
    params(("account" = String, Path), ("page" = Option<u32>, Query), ("per_page" = Option<u32>, Query),
        ("cursor" = Option<String>, Query), ("sort" = Option<String>, Query, pattern = "^-?(converted_at)$", description = "`converted_at` or `-converted_at`"),
        ("funnel_id" = Option<i64>, Query), ("lead_id" = Option<i64>, Query), ("stage" = Option<String>, Query),
        ("fields" = Option<String>, Query)),
    responses((status = 200, body = ConversionList), Problems))]
async fn list(cx: AccountCx, query: Query) -> Result<impl IntoResponse, Failure> {
    let page = service::list(&cx, Wanted::parse(&query.0)?, query.page()?).await?;
    Ok(Listed::new(page, &query)?)
}

/// Records a conversion that happened elsewhere, or without its lead being moved. A lead converts once in each stage.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/conversions", tag = "conversions", params(("account" = String, Path)),
    request_body = NewConversionJson, responses((status = 201, body = Conversion), Problems))]
async fn create(cx: AccountCx, Json(sent): Json<NewConversionJson>) -> Result<impl IntoResponse, Failure> {
    let currency = sent.currency.as_deref().map(Currency::parse).transpose().map_err(|message| Error::field("currency", message))?;
    let report = Report {
        lead: LeadId(sent.lead_id),
        funnel: sent.funnel_id.map(FunnelId),
        stage: sent.stage,
        value: sent.value.map(Money),
        currency,
        at: sent.converted_at.unwrap_or_else(|| cx.now()),
    };
    let conversion = service::report(&cx, report.checked(cx.now())?).await?;
    Ok((StatusCode::CREATED, Answer(conversion)))
}
