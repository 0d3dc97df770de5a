//! Viral loops over the API.

use axum::{Json as Answer, http::StatusCode, response::IntoResponse};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{
        ids::{CustomerId, ReferralId, ViralCampaignId, ViralLoopId},
        page::PageInfo,
        period::Period,
    },
    viral::{
        entry::{RawCampaign, parse_reason},
        figures::ViralReport,
        model::{CampaignStatus, NewParticipant, Referral, ViralCampaign, ViralLoop},
        query::{CampaignQuery, LoopQuery, ReferralQuery},
        service,
        transition::ReferralState,
    },
    web::{
        body::Json,
        failure::{Failure, Problems},
        gate::Audience,
        query::{Id, Listed, Query},
        routes::Routes,
    },
};

type Outcome<T> = std::result::Result<T, Failure>;

/// One page of campaigns.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Listed` answers")]
struct ViralCampaignList {
    data: Vec<ViralCampaign>,
    page: PageInfo,
}

/// One page of participants.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Listed` answers")]
struct ViralLoopList {
    data: Vec<ViralLoop>,
    page: PageInfo,
}

/// One page of referrals.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Listed` answers")]
struct ReferralList {
    data: Vec<Referral>,
    page: PageInfo,
}

/// A customer who is to take part.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewViralLoop {
    #[schema(minimum = 1)]
    campaign_id: i64,
    /// One who does not take part in the campaign yet.
    #[schema(minimum = 1)]
    customer_id: i64,
    /// The participant of the same campaign who brought them: makes a referral.
    #[schema(minimum = 1)]
    referred_by: Option<i64>,
}

/// Why a referral is decided so.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReferralDecision)]
struct Decision {
    /// One line of at most 200 characters.
    #[schema(min_length = 1)]
    reason: String,
}

pub fn routes(routes: Routes) -> Routes {
    let (look, content, manage) = (Audience::Account(Right::Look), Audience::Account(Right::Content), Audience::Account(Right::Manage));
    routes
        .api(look, routes!(list_campaigns))
        .api(content, routes!(create_campaign))
        .api(look, routes!(get_campaign))
        .api(content, routes!(change_campaign))
        .api(look, routes!(report))
        .api(look, routes!(list_referrals))
        .api(look, routes!(list_loops))
        .api(manage, routes!(create_loop))
        .api(look, routes!(get_loop))
        .api(manage, routes!(approve))
        .api(manage, routes!(void))
}

/// The viral campaigns of an account
#[utoipa::path(get, path = "/api/v1/accounts/{account}/viral-campaigns", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug"),
        ("page" = Option<u32>, Query, description = "Counted from 1"),
        ("per_page" = Option<u32>, Query, description = "50 unless given, 200 at most"),
        ("cursor" = Option<String>, Query, description = "`page.next` of the answer before"),
        ("sort" = Option<String>, Query, pattern = "^-?(created_at|name)$", description = "created_at or name; a minus before it turns it round"),
        ("status" = Option<CampaignStatus>, Query, description = "Those of one status only"),
        ("landing_page_id" = Option<i64>, Query, description = "Those of one landing page only"),
        ("fields" = Option<String>, Query, description = "Names of the fields wanted, with commas between")),
    responses((status = 200, body = ViralCampaignList), Problems))]
async fn list_campaigns(cx: AccountCx, query: Query) -> Outcome<impl IntoResponse> {
    Ok(Listed::new(service::list(&cx, CampaignQuery::parse(&query.0)?).await?, &query)?)
}

/// Make a viral campaign
///
/// `name` and `landing_page_id` are needed. It is a draft unless its status says otherwise.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/viral-campaigns", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug")),
    request_body = RawCampaign, responses((status = 201, body = ViralCampaign), Problems))]
async fn create_campaign(cx: AccountCx, Json(raw): Json<RawCampaign>) -> Outcome<impl IntoResponse> {
    Ok((StatusCode::CREATED, Answer(service::create(&cx, raw).await?)))
}

/// One viral campaign
#[utoipa::path(get, path = "/api/v1/accounts/{account}/viral-campaigns/{id}", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The campaign's id")),
    responses((status = 200, body = ViralCampaign), Problems))]
async fn get_campaign(cx: AccountCx, Id(id): Id<ViralCampaignId>) -> Outcome<impl IntoResponse> {
    Ok(Answer(service::get(&cx, id).await?))
}

/// Change a viral campaign
///
/// Rewards that were withheld are granted as far as the change allows it.
#[utoipa::path(patch, path = "/api/v1/accounts/{account}/viral-campaigns/{id}", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The campaign's id")),
    request_body = RawCampaign, responses((status = 200, body = ViralCampaign), Problems))]
async fn change_campaign(cx: AccountCx, Id(id): Id<ViralCampaignId>, Json(raw): Json<RawCampaign>) -> Outcome<impl IntoResponse> {
    Ok(Answer(service::change(&cx, id, raw).await?))
}

/// The report of a campaign
///
/// K = invites per participant × conversion of invites. An invite is a counted share or, where more visitors came by links, a visitor.
#[utoipa::path(get, path = "/api/v1/accounts/{account}/viral-campaigns/{id}/report", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The campaign's id"),
        ("from" = Option<String>, Query, description = "First day, such as 2026-11-01"),
        ("to" = Option<String>, Query, description = "Last day, included; today unless given"),
        ("days" = Option<i32>, Query, minimum = 1, maximum = 400, description = "Days up to the last one, where no first day is given; 30 unless given")),
    responses((status = 200, body = ViralReport), Problems))]
async fn report(cx: AccountCx, Id(id): Id<ViralCampaignId>, query: Query) -> Outcome<impl IntoResponse> {
    let period = Period::parse(&query.0, cx.account().zone.day_of(cx.now()))?;
    let mut report = service::report(&cx, id, period).await?;
    if cx.masks_lists() {
        report.mask();
    }
    Ok(Answer(report))
}

/// The referrals of a campaign
#[utoipa::path(get, path = "/api/v1/accounts/{account}/viral-campaigns/{id}/referrals", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The campaign's id"),
        ("page" = Option<u32>, Query, description = "Counted from 1"),
        ("per_page" = Option<u32>, Query, description = "50 unless given, 200 at most"),
        ("cursor" = Option<String>, Query, description = "`page.next` of the answer before"),
        ("sort" = Option<String>, Query, pattern = "^-?(created_at)$", description = "created_at; a minus before it turns it round"),
        ("state" = Option<ReferralState>, Query, description = "Those in one state only"),
        ("fields" = Option<String>, Query, description = "Names of the fields wanted, with commas between")),
    responses((status = 200, body = ReferralList), Problems))]
async fn list_referrals(cx: AccountCx, Id(id): Id<ViralCampaignId>, query: Query) -> Outcome<impl IntoResponse> {
    let found = service::list_referrals(&cx, id, ReferralQuery::parse(&query.0)?).await?;
    Ok(Listed::new(found.map(|named| named.referral), &query)?)
}

/// The participants of an account's campaigns
#[utoipa::path(get, path = "/api/v1/accounts/{account}/viral-loops", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug"),
        ("page" = Option<u32>, Query, description = "Counted from 1"),
        ("per_page" = Option<u32>, Query, description = "50 unless given, 200 at most"),
        ("cursor" = Option<String>, Query, description = "`page.next` of the answer before"),
        ("sort" = Option<String>, Query, pattern = "^-?(created_at|approved)$", description = "created_at or, within a campaign, approved; a minus before it turns it round"),
        ("campaign_id" = Option<i64>, Query, description = "Those of one campaign only"),
        ("customer_id" = Option<i64>, Query, description = "Those of one customer only"),
        ("referred_by" = Option<i64>, Query, description = "Those whom one participant brought"),
        ("code" = Option<String>, Query, description = "The one with this code"),
        ("fields" = Option<String>, Query, description = "Names of the fields wanted, with commas between")),
    responses((status = 200, body = ViralLoopList), Problems))]
async fn list_loops(cx: AccountCx, query: Query) -> Outcome<impl IntoResponse> {
    Ok(Listed::new(service::list_loops(&cx, LoopQuery::parse(&query.0)?).await?, &query)?)
}

/// Make a participant of a customer
///
/// Whoever submits on a campaign's page becomes one without this.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/viral-loops", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug")),
    request_body = NewViralLoop, responses((status = 201, body = ViralLoop), Problems))]
async fn create_loop(cx: AccountCx, Json(sent): Json<NewViralLoop>) -> Outcome<impl IntoResponse> {
    let new = NewParticipant {
        campaign: ViralCampaignId(sent.campaign_id),
        customer: CustomerId(sent.customer_id),
        referred_by: sent.referred_by.map(ViralLoopId),
    };
    Ok((StatusCode::CREATED, Answer(service::create_loop(&cx, new).await?)))
}

/// One participant
#[utoipa::path(get, path = "/api/v1/accounts/{account}/viral-loops/{id}", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The participant's id")),
    responses((status = 200, body = ViralLoop), Problems))]
async fn get_loop(cx: AccountCx, Id(id): Id<ViralLoopId>) -> Outcome<impl IntoResponse> {
    Ok(Answer(service::get_loop(&cx, id).await?))
}

/// Approve a referral
///
/// One that is pending or flagged, or void after it had qualified; its rewards are granted at once.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/referrals/{id}/approval", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The referral's id")),
    request_body = Decision, responses((status = 200, body = Referral), Problems))]
async fn approve(cx: AccountCx, Id(id): Id<ReferralId>, Json(sent): Json<Decision>) -> Outcome<impl IntoResponse> {
    Ok(Answer(service::approve(&cx, id, parse_reason(&sent.reason)?).await?))
}

/// Void a referral
///
/// The rewards that it earned are taken back. Until somebody approves it again it stays void.
#[utoipa::path(post, path = "/api/v1/accounts/{account}/referrals/{id}/void", tag = "viral loops",
    params(("account" = String, Path, description = "The account's slug"), ("id" = i64, Path, description = "The referral's id")),
    request_body = Decision, responses((status = 200, body = Referral), Problems))]
async fn void(cx: AccountCx, Id(id): Id<ReferralId>, Json(sent): Json<Decision>) -> Outcome<impl IntoResponse> {
    Ok(Answer(service::void(&cx, id, parse_reason(&sent.reason)?).await?))
}
