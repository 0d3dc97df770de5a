//! Recurring work in the API: how each job stands, and its history.

use axum::{
    Extension,
    extract::{FromRequestParts, State as Env_},
    http::request::Parts,
    response::IntoResponse,
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::routes;

use crate::{
    accounts::model::Right,
    base::{
        error::Error,
        page::{Page, PageInfo, SortValue},
        time::Timestamp,
    },
    env::Env,
    operations::{
        runs::{By, Filter, JobRun, Line, Lines, Order, Scope, Standing, State},
        service::runs as service,
    },
    web::{
        failure::{Failure, Problems},
        gate::{self, Audience},
        query::{Listed, Query},
        routes::Routes,
    },
};

/// A recurring job.
#[derive(Debug, Serialize, ToSchema)]
struct JobJson {
    name: String,
    label: String,
    purpose: String,
    /// Five fields of cron, read on the clock of the accounts or of the agency.
    schedule: String,
    scope: ScopeJson,
    /// Is somebody waiting for it to begin?
    asked: bool,
    /// The newest run; null before the first.
    last_run: Option<RunJson>,
    /// By each time zone that it goes by.
    next_runs: Vec<NextJson>,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ScopeJson {
    /// Once for the whole agency.
    Agency,
    /// For each account by its own clock.
    Accounts,
}

#[derive(Debug, Serialize, ToSchema)]
struct NextJson {
    time_zone: String,
    #[schema(value_type = String, format = DateTime)]
    at: Timestamp,
}

/// A run of a job.
#[derive(Debug, Serialize, ToSchema)]
struct RunJson {
    id: i64,
    job: String,
    state: State,
    /// Who wanted it.
    by: By,
    /// Does it make up for what was missed or cut off?
    late: bool,
    /// While it is only asked for: when that was.
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    /// Until now, while it is under way.
    duration_ms: i64,
    /// How far it is, in what the job counts.
    done: i64,
    /// Null when it is not known beforehand.
    total: Option<i64>,
    /// Null before it has ended.
    rows: Option<i64>,
    /// Null where it ran inside the server, or has not ended.
    peak_bytes: Option<i64>,
    notes: Vec<NoteJson>,
}

/// Something that a run had to say.
#[derive(Debug, Serialize, ToSchema)]
struct NoteJson {
    /// A slug; null where it concerns the agency.
    account: Option<String>,
    /// Did it go wrong?
    fault: bool,
    text: String,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the answer in the document only")]
struct JobList {
    data: Vec<JobJson>,
    page: PageInfo,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "stands for the answer in the document only")]
struct JobRunList {
    data: Vec<RunJson>,
    page: PageInfo,
}

pub fn routes(routes: Routes) -> Routes {
    routes.api(Audience::Agency(Right::Administer), routes!(list)).api(Audience::Agency(Right::Administer), routes!(runs))
}

/// Recurring work: when each job runs, and how its last run went. By name.
#[utoipa::path(get, path = "/api/v1/system/jobs", tag = "system",
    params(("page" = Option<u32>, Query), ("per_page" = Option<u32>, Query), ("cursor" = Option<String>, Query),
        ("sort" = Option<String>, Query, pattern = "^-?name$", description = "name; a minus before it turns it round"),
        ("fields" = Option<String>, Query)),
    responses((status = 200, body = JobList), Problems))]
async fn list(Env_(env): Env_<Env>, Extension(lines): Extension<Lines>, query: Query) -> Result<impl IntoResponse, Failure> {
    let request = query.page()?;
    let sort = query.sort(&[("name", ())], "name")?;
    let standings = service::standings(&env, &lines).await?;
    let now = env.now();
    let page = Page::of(standings, &request, &sort, |standing| (SortValue::Text(standing.line.name.to_owned()), 0))?;
    Ok(Listed::new(page.map(|standing| job(standing, now)), &query)?)
}

/// The runs of one job, the newest first.
#[utoipa::path(get, path = "/api/v1/system/jobs/{name}/runs", tag = "system",
    params(("name" = String, Path), ("page" = Option<u32>, Query), ("per_page" = Option<u32>, Query), ("cursor" = Option<String>, Query),
        ("sort" = Option<String>, Query, pattern = "^-?started_at$", description = "started_at; a minus before it turns it round"),
        ("state" = Option<State>, Query), ("fields" = Option<String>, Query)),
    responses((status = 200, body = JobRunList), Problems))]
async fn runs(Env_(env): Env_<Env>, Named(line): Named, query: Query) -> Result<impl IntoResponse, Failure> {
    let filter = Filter { job: Some(line.name.to_owned()), ..Filter::parse(&query.0)? };
    let sort = query.sort(&Order::OFFERED, Order::DEFAULT)?;
    let page = service::list(&env, filter, query.page()?, sort).await?;
    let now = env.now();
    Ok(Listed::new(page.map(|run| run_json(run, now)), &query)?)
}

/// The line of the job in the path.
struct Named(Line);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Failure> {
        let name = gate::path_param(parts, "name").await.unwrap_or_default();
        let line = parts.extensions.get::<Lines>().and_then(|lines| lines.find(&name)).copied();
        line.map(Self).ok_or(Failure(Error::NotFound))
    }
}

fn job(standing: Standing, now: Timestamp) -> JobJson {
    let Standing { line, last, is_asked, next } = standing;
    JobJson {
        name: line.name.to_owned(),
        label: line.label.en.to_owned(),
        purpose: line.purpose.en.to_owned(),
        schedule: line.cron.to_owned(),
        scope: if line.scope == Scope::Agency { ScopeJson::Agency } else { ScopeJson::Accounts },
        asked: is_asked,
        last_run: last.map(|run| run_json(run, now)),
        next_runs: next.into_iter().map(|(zone, at)| NextJson { time_zone: zone.name().to_owned(), at }).collect(),
    }
}

fn run_json(run: JobRun, now: Timestamp) -> RunJson {
    RunJson {
        id: run.id.0,
        duration_ms: run.duration_ms(now),
        job: run.job,
        state: run.state,
        by: run.by,
        late: run.late,
        started_at: run.started_at,
        ended_at: run.ended_at,
        done: run.progress.done,
        total: run.progress.total,
        rows: run.rows,
        peak_bytes: run.peak_bytes,
        notes: run.told.into_iter().map(|told| NoteJson { account: told.account, fault: told.is_fault, text: told.what.en }).collect(),
    }
}
