//! Backups over the API, for agency tokens.

use axum::{Json as Answer, extract::State};
use utoipa_axum::routes;

use crate::{
    accounts::model::Right,
    backups::{report::Report, service},
    env::Env,
    web::{
        failure::{Failure, Problems},
        gate::Audience,
        routes::Routes,
    },
};

pub fn routes(routes: Routes) -> Routes {
    routes.api(Audience::Agency(Right::Administer), routes!(backups))
}

/// How backups stand: the last good one, every whole one that is kept here or off-site, when each account was last restored as a test,
/// and what the repository takes of the disk. Nothing in it is secret.
#[utoipa::path(get, path = "/api/v1/system/backups", tag = "system", responses((status = 200, body = Report), Problems))]
async fn backups(State(env): State<Env>) -> Result<Answer<Report>, Failure> {
    Ok(Answer(service::report(&env).await?))
}
