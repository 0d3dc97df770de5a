//! Recurring work: its page, a run's page, and the button that runs one now.

use axum::{Extension, extract::Path, response::IntoResponse as _};

use crate::{
    accounts::{
        model::{Account, Right},
        service as accounts,
    },
    base::{error::Error, ids::JobRunId},
    operations::{
        runs::{Filter, Lines, Order},
        service::runs as service,
        texts,
        views::jobs::{self as views, PATH, Place, Shown},
    },
    web::{
        failure::Failure,
        gate::Audience,
        menu::Menu,
        query::{Id, Query},
        routes::Routes,
        screen::{Form, PageResult, Screen},
    },
};

pub fn routes(routes: Routes) -> Routes {
    let owner = Audience::Agency(Right::Administer);
    routes.get(PATH, owner, list).poll("/jobs/under-way", owner, under_way).get("/jobs/runs/{id}", owner, run).post(
        "/jobs/{name}/run",
        owner,
        run_now,
    )
}

async fn list(screen: Screen, Extension(lines): Extension<Lines>, query: Query) -> PageResult {
    let filter = Filter::parse(&query.0)?;
    let sort = query.sort(&Order::OFFERED, Order::DEFAULT)?;
    let filtered = !filter.is_any();
    let found = service::list(&screen.env, filter, query.page()?, sort).await?;
    let standings = service::standings(&screen.env, &lines).await?;
    let open = service::open(&screen.env).await?;
    let accounts = accounts::list(&screen.env).await?;
    let shown = Shown { standings: &standings, open: &open, query: &query.0, filtered, found: &found };
    let token = screen.form_token();
    let body = views::list(&place(&screen, &token, &lines, &accounts), &shown);
    screen.show(texts::JOBS.get(screen.lang()), Menu::Jobs, body).await
}

/// The part of the page that is asked for again.
async fn under_way(screen: Screen, Extension(lines): Extension<Lines>) -> PageResult {
    let open = service::open(&screen.env).await?;
    Ok(views::under_way(&place(&screen, "", &lines, &[]), &open).into_response())
}

async fn run(screen: Screen, Extension(lines): Extension<Lines>, Id(id): Id<JobRunId>) -> PageResult {
    let (run, shares) = service::get(&screen.env, id).await?;
    let accounts = accounts::list(&screen.env).await?;
    let sharing: Vec<&Account> = accounts.iter().filter(|account| shares.iter().any(|share| share.account == account.id)).collect();
    let token = screen.form_token();
    let body = views::run(&place(&screen, &token, &lines, &accounts), &run, &sharing);
    screen.show(lines.label(&run.job).get(screen.lang()), Menu::Jobs, body).await
}

async fn run_now(screen: Screen, (Extension(lines), Path(name)): (Extension<Lines>, Path<String>), Form(form): Form) -> PageResult {
    let line = lines.find(&name).ok_or(Error::NotFound)?;
    let principal = screen.visit.principal.as_ref().ok_or(Error::Unauthenticated)?;
    match service::ask(&screen.env, &principal.actor, line, form.filled("account")).await {
        Ok(_) => Ok(screen.redirect(PATH, texts::ASKED_FOR)),
        Err(error) => match error.into_field_errors() {
            Ok(errors) => {
                let why = errors.iter().next().map_or_else(|| texts::ASKED_ALREADY.into(), |(_, message)| message.clone());
                Ok(screen.refuse(PATH, &why))
            }
            Err(error) => Err(Failure(error)),
        },
    }
}

fn place<'a>(screen: &Screen, form_token: &'a str, lines: &'a Lines, accounts: &'a [Account]) -> Place<'a> {
    Place { lang: screen.lang(), zone: service::agency_zone(), now: screen.env.now(), form_token, lines, accounts }
}
