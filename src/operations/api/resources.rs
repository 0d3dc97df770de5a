//! What the appliance takes of its box, over the API and for monitoring systems.

use axum::{Json as Answer, extract::State, http::header, response::IntoResponse};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::model::Right,
    base::time::Timestamp,
    env::Env,
    operations::{
        exposition::CONTENT_TYPE,
        report::{CacheFigures, FileFigures, MachineFigures, Report, RouteFigures, Standing, StatementFigures, Warning},
        resources::{self, Point, Span},
        service::{metrics, resources as service},
    },
    web::{
        failure::{Failure, Problems},
        gate::Audience,
        query::Query,
        routes::Routes,
    },
};

/// What the appliance takes of its box.
#[derive(Serialize, ToSchema)]
struct Resources {
    #[schema(value_type = String, format = DateTime)]
    as_of: Timestamp,
    /// Routes, statements and caches are counted since then.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    machine: MachineFigures,
    now: Standing,
    /// The span of `points`.
    span: &'static str,
    /// Minutes that one point stands for.
    step_minutes: i64,
    points: Vec<PointJson>,
    /// Those that took most time in all first.
    routes: Vec<RouteFigures>,
    slow_statements: Vec<StatementFigures>,
    caches: Vec<CacheFigures>,
    files: Vec<FileFigures>,
    warnings: Vec<WarningJson>,
}

/// Some minutes together.
#[derive(Serialize, ToSchema)]
#[schema(as = ResourcePoint)]
struct PointJson {
    /// When they begin.
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
    /// Null where no sample was taken.
    #[schema(required)]
    figures: Option<Point>,
}

/// What somebody should look after.
#[derive(Serialize, ToSchema)]
#[schema(as = ResourceWarning)]
struct WarningJson {
    /// `disk-nearly-full`, `disk-fills-up` or `memory-grows`
    key: &'static str,
    message: String,
    remedy: &'static str,
}

pub fn routes(routes: Routes) -> Routes {
    routes.api(Audience::Agency(Right::Look), routes!(show)).api(Audience::Agency(Right::Look), routes!(metrics_text))
}

/// Memory, processor, disk, connections, queues, caches, requests and slow statements, and how they were in the last hour, day, week or
/// 30 days.
#[utoipa::path(get, path = "/api/v1/system/resources", tag = "system",
    params(("span" = Option<String>, Query, pattern = "^(hour|day|week|month)$", description = "How far back `points` go; `day` unless given")),
    responses((status = 200, body = Resources), Problems))]
async fn show(State(env): State<Env>, query: Query) -> Result<Answer<Resources>, Failure> {
    let span = Span::wanted(&query.0)?;
    Ok(Answer(told(service::report(&env, span).await?)))
}

/// The same counters as text for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "system",
    responses((status = 200, body = String, content_type = "text/plain", description = "The exposition format, version 0.0.4"), Problems))]
async fn metrics_text(State(env): State<Env>) -> Result<impl IntoResponse, Failure> {
    Ok(([(header::CONTENT_TYPE, CONTENT_TYPE)], metrics::metrics(&env).await?))
}

fn told(report: Report) -> Resources {
    let Report { as_of, started_at, machine, standing, span, now_minute, points, routes, statements, caches, files, warnings, .. } = report;
    let at = |place| resources::start_of(span, now_minute, place);
    Resources {
        as_of,
        started_at,
        machine,
        now: standing,
        span: span.name(),
        step_minutes: span.step(),
        points: points.into_iter().enumerate().map(|(place, figures)| PointJson { at: at(place), figures }).collect(),
        routes,
        slow_statements: statements,
        caches,
        files,
        warnings: warnings.into_iter().map(warning).collect(),
    }
}

fn warning(warning: Warning) -> WarningJson {
    WarningJson { key: warning.key(), message: warning.what().en, remedy: warning.remedy().en }
}
