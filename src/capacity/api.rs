//! Capacity over the API, for agency tokens.

use axum::{Json as Answer, extract::State};
use utoipa_axum::routes;

use crate::{
    accounts::model::Right,
    capacity::{report::Report, service},
    env::Env,
    web::{
        failure::{Failure, Problems},
        gate::Audience,
        routes::Routes,
    },
};

pub fn routes(routes: Routes) -> Routes {
    routes.api(Audience::Agency(Right::Administer), routes!(capacity))
}

/// How full everything is: rows and bytes of the nine tables against the plan and the sizing study, when the plan and the disk are
/// reached, and what larger boxes would carry. Rows are those of now; sizes are measured each night.
#[utoipa::path(get, path = "/api/v1/system/capacity", tag = "system", responses((status = 200, body = Report), Problems))]
async fn capacity(State(env): State<Env>) -> Result<Answer<Report>, Failure> {
    Ok(Answer(service::report(&env).await?))
}
