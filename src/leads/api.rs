//! Leads in the API.

use axum::{http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{error::Error, ids::LeadId, page::PageInfo, time::Timestamp},
    customers::model::Entered,
    interactions::touch::Touch,
    leads::{
        entry::{EnteredLead, LeadChange, RawChange, RawLead},
        model::{Lead, LeadStatus},
        query::LeadQuery,
        service,
    },
    web::{
        body::{Json, sent},
        failure::{Failure, Problems},
        gate::Audience,
        query::{Id, Listed, Query},
        routes::Routes,
    },
};

type Answer<T> = std::result::Result<T, Failure>;

/// A page of leads.
#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the answer in the document only")]
struct LeadList {
    data: Vec<Lead>,
    page: PageInfo,
}

/// A lead to be made: for a known customer, or for one who is recognised by phone or e-mail, or else made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LeadBody {
    #[schema(minimum = 1)]
    customer_id: Option<i64>,
    customer: Option<LeadCustomer>,
    #[schema(minimum = 1)]
    landing_page_id: Option<i64>,
    /// Its first stage is entered.
    #[schema(minimum = 1)]
    funnel_id: Option<i64>,
    /// At most 200 characters like the five that follow, white space around it not counted.
    source: Option<String>,
    medium: Option<String>,
    campaign: Option<String>,
    term: Option<String>,
    content: Option<String>,
    referrer: Option<String>,
    #[schema(value_type = Option<LeadStatus>)]
    status: Option<String>,
    work_status: Option<String>,
    #[schema(minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    value: Option<i64>,
    #[schema(minimum = 1)]
    assignee_id: Option<i64>,
    #[schema(value_type = Option<String>, format = DateTime)]
    callback_at: Option<Timestamp>,
    #[schema(value_type = Option<Object>)]
    form: Option<Map<String, Value>>,
}

/// Whom a new lead is of. What is already known of a customer is not overwritten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LeadCustomer {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    company: Option<String>,
}

/// Changes to a lead. Keys that are not sent stay as they are; null takes a value away where there may be none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LeadPatch {
    #[schema(value_type = Option<LeadStatus>)]
    status: Option<String>,
    work_status: Option<String>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 0, maximum = 1_000_000_000_000_000_i64)]
    value: Option<Option<i64>>,
    /// A user who may enter the account.
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<i64>, minimum = 1)]
    assignee_id: Option<Option<i64>>,
    #[serde(default, deserialize_with = "sent")]
    #[schema(value_type = Option<String>, format = DateTime)]
    callback_at: Option<Option<Timestamp>>,
    /// Replaces all answers.
    #[schema(value_type = Option<Object>)]
    form: Option<Map<String, Value>>,
}

/// Where a lead is moved.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StageChoice {
    /// The key of a stage of the lead's funnel.
    #[schema(pattern = "^[a-z0-9_]{1,40}$")]
    stage: String,
}

pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Audience::Account(Right::ReadLeads), routes!(list))
        .api(Audience::Account(Right::Manage), routes!(create))
        .api(Audience::Account(Right::ReadLeads), routes!(get))
        .api(Audience::Account(Right::WorkLeads), routes!(change))
        .api(Audience::Account(Right::Manage), routes!(delete))
        .api(Audience::Account(Right::WorkLeads), routes!(move_to_stage))
        .api(Audience::Account(Right::Manage), routes!(accept))
        .api(Audience::Account(Right::Manage), routes!(reject))
}

/// The leads of an account
///
/// Leads that may be spam are left out unless `suspect` asks for them.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/leads", tag = "leads",
    params(
        ("account" = String, Path, description = "The account's slug"),
        ("page" = Option<u32>, Query, description = "Counted from 1"),
        ("per_page" = Option<u32>, Query, description = "50 unless given, 200 at most"),
        ("cursor" = Option<String>, Query, description = "`page.next` of the answer before"),
        ("sort" = Option<String>, Query, pattern = "^-?(created_at|updated_at|stage_entered_at|score)$", description = "created_at, updated_at, stage_entered_at or score; a minus before it turns it round. By score only leads that have one are listed"),
        ("q" = Option<String>, Query, description = "Searches the customers' names, phones and addresses"),
        ("suspect" = Option<String>, Query, pattern = "^(true|false|any)$", description = "`true` for suspects only, without those that were rejected unless `status` asks for them; `any` for all"),
        ("status" = Option<LeadStatus>, Query, description = "Those of one status only"),
        ("work_status" = Option<String>, Query, description = "Those of one work status only"),
        ("funnel_id" = Option<i64>, Query, description = "Those in one funnel"),
        ("stage" = Option<String>, Query, description = "Those in a stage of this key"),
        ("landing_page_id" = Option<i64>, Query, description = "Those that came through one landing page"),
        ("customer_id" = Option<i64>, Query, description = "Those of one customer"),
        ("assignee_id" = Option<String>, Query, pattern = "^(none|[0-9]{1,18})$", description = "Those of one assignee; `none` for those that nobody has"),
        ("source" = Option<String>, Query, description = "Those of one source"),
        ("campaign" = Option<String>, Query, description = "Those of one campaign"),
        ("grade" = Option<String>, Query, pattern = "^[ABCD]$", description = "Those of one grade"),
        ("from" = Option<String>, Query, format = Date, description = "Received on this day or later, 2026-11-22"),
        ("to" = Option<String>, Query, format = Date, description = "Received on this day or earlier"),
        ("fields" = Option<String>, Query, description = "Names of the fields wanted, with commas between"),
    ),
    responses((status = 200, body = LeadList), Problems)
)]
async fn list(cx: AccountCx, query: Query) -> Answer<impl IntoResponse> {
    let wanted = LeadQuery::parse(&query.0, cx.account().zone)?;
    Ok(Listed::new(service::list(&cx, wanted).await?, &query)?)
}

/// Make a lead
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/leads", tag = "leads",
    params(("account" = String, Path, description = "The account's slug")),
    request_body = LeadBody,
    responses((status = 201, body = Lead), Problems)
)]
async fn create(cx: AccountCx, Json(body): Json<LeadBody>) -> Answer<impl IntoResponse> {
    let lead = service::create(&cx, body.entered()?).await?;
    Ok((StatusCode::CREATED, axum::Json(lead)))
}

/// One lead
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/leads/{id}", tag = "leads",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The lead's id")),
    responses((status = 200, body = Lead), Problems)
)]
async fn get(cx: AccountCx, Id(id): Id<LeadId>) -> Answer<impl IntoResponse> {
    Ok(axum::Json(service::reveal_lead(&cx, id).await?))
}

/// Change a lead
#[utoipa::path(
    patch, path = "/api/v1/accounts/{account}/leads/{id}", tag = "leads",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The lead's id")),
    request_body = LeadPatch,
    responses((status = 200, body = Lead), Problems)
)]
async fn change(cx: AccountCx, Id(id): Id<LeadId>, Json(patch): Json<LeadPatch>) -> Answer<impl IntoResponse> {
    let change = LeadChange::parse(&patch.into())?;
    Ok(axum::Json(service::update(&cx, id, change).await?))
}

/// Delete a lead with its interactions and conversions
#[utoipa::path(
    delete, path = "/api/v1/accounts/{account}/leads/{id}", tag = "leads",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The lead's id")),
    responses((status = 204), Problems)
)]
async fn delete(cx: AccountCx, Id(id): Id<LeadId>) -> Answer<impl IntoResponse> {
    service::delete(&cx, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Move a lead to a stage of its funnel, forward or back
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/leads/{id}/stage", tag = "leads",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The lead's id")),
    request_body = StageChoice,
    responses((status = 200, body = Lead), Problems)
)]
async fn move_to_stage(cx: AccountCx, Id(id): Id<LeadId>, Json(body): Json<StageChoice>) -> Answer<impl IntoResponse> {
    Ok(axum::Json(service::move_to_stage(&cx, id, body.stage).await?))
}

/// Accept a suspect as a lead
///
/// It counts from now on as if it had never been set apart. For any other lead nothing happens.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/leads/{id}/acceptance", tag = "leads",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The lead's id")),
    responses((status = 200, body = Lead), Problems)
)]
async fn accept(cx: AccountCx, Id(id): Id<LeadId>) -> Answer<impl IntoResponse> {
    Ok(axum::Json(service::accept(&cx, id).await?))
}

/// Reject a lead as invalid
///
/// A suspect stays apart; any lead stays where it is with the status `invalid`.
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/leads/{id}/rejection", tag = "leads",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The lead's id")),
    responses((status = 200, body = Lead), Problems)
)]
async fn reject(cx: AccountCx, Id(id): Id<LeadId>) -> Answer<impl IntoResponse> {
    Ok(axum::Json(service::reject(&cx, id).await?))
}

impl LeadBody {
    fn entered(self) -> Result<EnteredLead, Error> {
        let touch = Touch {
            source: self.source,
            medium: self.medium,
            campaign: self.campaign,
            term: self.term,
            content: self.content,
            referrer: self.referrer,
        };
        let details = RawChange {
            status: self.status,
            work_status: self.work_status,
            value: Some(self.value),
            assignee_id: Some(self.assignee_id),
            callback_at: Some(self.callback_at),
            form: self.form,
        };
        EnteredLead::parse(RawLead {
            customer_id: self.customer_id,
            customer: self.customer.map(Entered::from),
            landing_page_id: self.landing_page_id,
            funnel_id: self.funnel_id,
            touch,
            details,
        })
    }
}

impl From<LeadCustomer> for Entered {
    fn from(sent: LeadCustomer) -> Self {
        Self { name: sent.name, phone: sent.phone, email: sent.email, company: sent.company, ..Self::default() }
    }
}

impl From<LeadPatch> for RawChange {
    fn from(sent: LeadPatch) -> Self {
        Self {
            status: sent.status,
            work_status: sent.work_status,
            value: sent.value,
            assignee_id: sent.assignee_id,
            callback_at: sent.callback_at,
            form: sent.form,
        }
    }
}
