//! Scores over the API.

use axum::{Json as Answer, response::IntoResponse};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::{model::Right, service::AccountCx},
    base::{
        error::Error,
        ids::{CustomerId, LeadId},
        time::Timestamp,
    },
    scoring::{
        change::Preview,
        entry::{self, RawCaps, RawEngagement, RawFit, RawModel, RawTest, RawThresholds},
        grade::Grade,
        model::{Distribution, Versioned},
        service, wording,
    },
    web::{
        body::Json,
        failure::{Failure, Problems},
        gate::Audience,
        query::{Id, Query},
        routes::Routes,
    },
};

/// The score of a lead at this moment.
#[derive(Serialize, ToSchema)]
struct ScoreJson {
    #[schema(value_type = i64)]
    lead_id: LeadId,
    /// For what the lead is; below 0 when more speaks against it.
    fit: i64,
    /// For what it does.
    engagement: i64,
    /// 0 to 100.
    total: i64,
    grade: Grade,
    /// What the total is made of; their points add up to it.
    lines: Vec<LineJson>,
    #[schema(value_type = String, format = DateTime)]
    computed_at: Timestamp,
}

/// One rule and what it gave.
#[derive(Serialize, ToSchema)]
struct LineJson {
    /// In the account's language; so is the reason.
    rule: String,
    points: i64,
    reason: String,
}

/// A score model with its version.
#[derive(Serialize, ToSchema)]
struct ScoreModelJson {
    /// Counted from 1; the active model has the greatest.
    version: i64,
    #[schema(value_type = String, format = DateTime)]
    activated_at: Timestamp,
    /// Blank for the model that every account begins with.
    activated_by: String,
    fit: Vec<RawFit>,
    engagement: Vec<RawEngagement>,
    disqualifiers: Vec<RawTest>,
    caps: RawCaps,
    thresholds: RawThresholds,
}

/// A score model. What an answer says beyond the rules may be sent along and is not looked at, so that an answer can be sent back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ScoreModelBody {
    /// Points for what a lead is.
    #[schema(max_items = 50)]
    fit: Vec<RawFit>,
    /// Points for what a lead does.
    #[schema(max_items = 50)]
    engagement: Vec<RawEngagement>,
    /// A lead for which one of them holds has a total of 0.
    #[serde(default)]
    #[schema(max_items = 50)]
    disqualifiers: Vec<RawTest>,
    #[serde(default)]
    caps: RawCaps,
    thresholds: RawThresholds,
    #[serde(default, rename = "version")]
    _version: Value,
    #[serde(default, rename = "activated_at")]
    _activated_at: Value,
    #[serde(default, rename = "activated_by")]
    _activated_by: Value,
}

/// What a model would change.
#[derive(Serialize, ToSchema)]
struct PreviewJson {
    /// Leads looked at; suspects are none.
    leads: i64,
    /// By the scores of now.
    before: DistributionJson,
    /// By the model that was sent.
    after: DistributionJson,
    /// Leads that would enter a better grade.
    up: i64,
    /// Leads that would enter a worse grade.
    down: i64,
    /// Some of those that would cross, 25 of each direction at most.
    crossings: Vec<CrossingJson>,
}

/// How many leads stand where.
#[derive(Serialize, ToSchema)]
struct DistributionJson {
    /// By tens of the total; the last holds 90 to 100.
    #[schema(value_type = Vec<i64>, min_items = 10, max_items = 10)]
    buckets: [i64; 10],
    grades: GradesJson,
}

/// Leads by grade.
#[derive(Serialize, ToSchema)]
#[expect(non_snake_case, reason = "grades are called so")]
struct GradesJson {
    A: i64,
    B: i64,
    C: i64,
    D: i64,
}

/// A lead that would cross.
#[derive(Serialize, ToSchema)]
struct CrossingJson {
    #[schema(value_type = i64)]
    lead_id: LeadId,
    #[schema(value_type = i64)]
    customer_id: CustomerId,
    before: i64,
    after: i64,
    from: Grade,
    to: Grade,
}

pub fn routes(routes: Routes) -> Routes {
    routes
        .api(Audience::Account(Right::ReadLeads), routes!(of_lead))
        .api(Audience::Account(Right::Look), routes!(model))
        .api(Audience::Account(Right::Content), routes!(activate))
        .api(Audience::Account(Right::Content), routes!(preview))
}

/// The score of a lead, with the lines it is made of
///
/// Computed at the moment of asking, by the active model. A suspect has none.
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/leads/{id}/score", tag = "scores",
    params(("account" = String, Path), ("id" = i64, Path, description = "The lead's id")),
    responses((status = 200, body = ScoreJson), Problems)
)]
async fn of_lead(cx: AccountCx, Id(id): Id<LeadId>) -> Result<impl IntoResponse, Failure> {
    let reader = wording::Reader { lang: cx.account().lang, zone: cx.account().zone, masks: cx.masks() };
    let explained = service::explain(&cx, id).await?;
    let lines = wording::lines(&explained.version.model, &explained.facts, &explained.score.lines, reader);
    Ok(Answer(ScoreJson {
        lead_id: id,
        fit: explained.score.fit,
        engagement: explained.score.engagement,
        total: explained.score.total,
        grade: explained.grade,
        lines: lines.into_iter().map(|line| LineJson { rule: line.rule, points: line.points, reason: line.reason }).collect(),
        computed_at: explained.at,
    }))
}

/// The active score model, or an old version of it
#[utoipa::path(
    get, path = "/api/v1/accounts/{account}/score-model", tag = "scores",
    params(
        ("account" = String, Path),
        ("version" = Option<i64>, Query, minimum = 1, description = "The active one unless given"),
    ),
    responses((status = 200, body = ScoreModelJson), Problems)
)]
async fn model(cx: AccountCx, query: Query) -> Result<impl IntoResponse, Failure> {
    let found = match query.filter("version") {
        Some(version) => service::version(&cx, version.parse().map_err(|_| Error::NotFound)?).await?,
        None => service::active(&cx).await?,
    };
    Ok(Answer(ScoreModelJson::from(found)))
}

/// Activate a score model
///
/// It becomes a new version, by which all leads are scored in the background; the rules that are active already stay the version they
/// are. Sending the rules of an old version puts it back.
#[utoipa::path(
    put, path = "/api/v1/accounts/{account}/score-model", tag = "scores",
    params(("account" = String, Path)),
    request_body = ScoreModelBody,
    responses((status = 200, body = ScoreModelJson), Problems)
)]
async fn activate(cx: AccountCx, Json(body): Json<ScoreModelBody>) -> Result<impl IntoResponse, Failure> {
    let model = entry::parse(&body.into())?;
    Ok(Answer(ScoreModelJson::from(service::activate(&cx, model).await?)))
}

/// What a score model would change, without activating it
#[utoipa::path(
    post, path = "/api/v1/accounts/{account}/score-model/preview", tag = "scores",
    params(("account" = String, Path)),
    request_body = ScoreModelBody,
    responses((status = 200, body = PreviewJson), Problems)
)]
async fn preview(cx: AccountCx, Json(body): Json<ScoreModelBody>) -> Result<impl IntoResponse, Failure> {
    let model = entry::parse(&body.into())?;
    let preview = service::preview(&cx, model, |_| true).await?.unwrap_or_default();
    Ok(Answer(PreviewJson::from(preview)))
}

impl From<ScoreModelBody> for RawModel {
    fn from(sent: ScoreModelBody) -> Self {
        Self { fit: sent.fit, engagement: sent.engagement, disqualifiers: sent.disqualifiers, caps: sent.caps, thresholds: sent.thresholds }
    }
}

impl From<Versioned> for ScoreModelJson {
    fn from(found: Versioned) -> Self {
        let RawModel { fit, engagement, disqualifiers, caps, thresholds } = entry::of(&found.model);
        Self {
            version: found.version,
            activated_at: found.activated_at,
            activated_by: found.activated_by,
            fit,
            engagement,
            disqualifiers,
            caps,
            thresholds,
        }
    }
}

impl From<Preview> for PreviewJson {
    fn from(preview: Preview) -> Self {
        let crossing = |example: crate::scoring::change::Example| CrossingJson {
            lead_id: example.lead,
            customer_id: example.customer,
            before: example.before,
            after: example.after,
            from: example.from,
            to: example.to,
        };
        Self {
            leads: preview.leads,
            before: preview.before.into(),
            after: preview.after.into(),
            up: preview.up,
            down: preview.down,
            crossings: preview.examples.into_iter().map(crossing).collect(),
        }
    }
}

impl From<Distribution> for DistributionJson {
    fn from(Distribution { buckets, grades: [a, b, c, d] }: Distribution) -> Self {
        Self { buckets, grades: GradesJson { A: a, B: b, C: c, D: d } }
    }
}
