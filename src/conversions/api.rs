//! Conversions over the API.

use axum::{Json as Answer, http::StatusCode, response::IntoResponse};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{
        error::Error,
        ids::{ConversionId, FunnelId, LeadId},
        money::{Currency, Money},
        page::PageInfo,
        time::Timestamp,
    },
    conversions::{
        model::{Conversion, Months, Report, Wanted, parse_reason},
        service,
    },
    rollups::model::MonthRow,
    web::{
        body::Json,
        failure::{Failure, Problems},
        gate::Audience,
        query::{Id, Listed, Query},
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

/// Why a conversion is taken back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Voiding {
    /// At most 500 characters, white space around it not counted.
    #[schema(min_length = 1)]
    reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
struct MonthlyConversions {
    /// The first month.
    from: String,
    /// The last month, included.
    to: String,
    /// Oldest first; months, funnels and stages without conversions are left out.
    data: Vec<MonthOfConversions>,
}

#[derive(Debug, Serialize, ToSchema)]
struct MonthOfConversions {
    /// `2026-11`, in the account's time zone.
    month: String,
    funnel_id: i64,
    /// The funnel's name today; null when it was deleted.
    funnel: Option<String>,
    /// The stage's key.
    stage: String,
    /// The stage's name today, or its key when the funnel has it no more.
    stage_name: String,
    currency: String,
    count: i64,
    /// In the currency's smallest unit.
    value: i64,
}

impl MonthOfConversions {
    fn of(row: MonthRow) -> Self {
        Self {
            month: row.month.to_string(),
            funnel_id: row.funnel.0,
            funnel: row.funnel_name,
            stage: row.stage,
            stage_name: row.stage_name,
            currency: row.currency.to_string(),
            count: row.conversions,
            value: row.value.0,
        }
    }
}

pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Audience::Account(Right::Look), routes!(list))
        .api(Audience::Account(Right::Manage), routes!(create))
        .api(Audience::Account(Right::Manage), routes!(void))
        .api(Audience::Account(Right::Look), routes!(monthly))
}

/// The conversions, the newest first unless sorted otherwise.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/conversions", tag = "conversions",
    params(("account" = String, Path), ("page" = Option<u32>, Query), ("per_page" = Option<u32>, Query),
        ("cursor" = Option<String>, Query), ("sort" = Option<String>, Query, pattern = "^-?(converted_at)$", description = "`converted_at` or `-converted_at`"),
        ("funnel_id" = Option<i64>, Query), ("lead_id" = Option<i64>, Query), ("stage" = Option<String>, Query),
        ("voided" = Option<bool>, Query, description = "Those that were voided, or those that count; both unless given"),
        ("from" = Option<String>, Query, format = Date, description = "The first day, in the account's zone"),
        ("to" = Option<String>, Query, format = Date, description = "The last day"),
        ("fields" = Option<String>, Query)),
    responses((status = 200, body = ConversionList), Problems))]
async fn list(cx: AccountCx, query: Query) -> Result<impl IntoResponse, Failure> {
    let page = service::list(&cx, Wanted::parse(&query.0, cx.account().zone)?, query.page()?).await?;
    Ok(Listed::new(page, &query)?)
}

/// Records a conversion that happened elsewhere, or without its lead being moved. A lead converts once in each stage, unless the
/// stage counts each time.
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

/// Takes a conversion back. It stays in the lists, marked as voided, and leaves the figures of its own day; its lead keeps its status.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/conversions/{id}/void", tag = "conversions",
    params(("account" = String, Path), ("id" = i64, Path, description = "The conversion's id")),
    request_body = Voiding, responses((status = 200, body = Conversion), Problems))]
async fn void(cx: AccountCx, Id(id): Id<ConversionId>, Json(sent): Json<Voiding>) -> Result<impl IntoResponse, Failure> {
    Ok(Answer(service::void(&cx, id, parse_reason(&sent.reason)?).await?))
}

/// Conversions by month, funnel, stage and currency, without voided ones. Kept longer than the conversions themselves.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/conversions/monthly", tag = "conversions",
    params(("account" = String, Path),
        ("from" = Option<String>, Query, pattern = "^[0-9]{4}-[0-9]{2}$", description = "The first month, 2026-01; eleven before the last unless given"),
        ("to" = Option<String>, Query, pattern = "^[0-9]{4}-[0-9]{2}$", description = "The last month; this one unless given"),
        ("funnel_id" = Option<i64>, Query)),
    responses((status = 200, body = MonthlyConversions), Problems))]
async fn monthly(cx: AccountCx, query: Query) -> Result<impl IntoResponse, Failure> {
    let months = Months::parse(&query.0, cx.account().zone.day_of(cx.now()))?;
    let rows = service::monthly(&cx, months).await?;
    Ok(Answer(MonthlyConversions {
        from: months.from.to_string(),
        to: months.to.to_string(),
        data: rows.into_iter().map(MonthOfConversions::of).collect(),
    }))
}
