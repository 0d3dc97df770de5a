//! The resources page: what the appliance takes of its box.

use axum::response::IntoResponse as _;

use crate::{
    accounts::model::Right,
    base::time::Zone,
    operations::{
        resources::Span,
        service::resources as service,
        texts,
        views::resources::{self as views, Shown},
    },
    web::{
        gate::Audience,
        menu::Menu,
        query::Query,
        routes::Routes,
        screen::{PageResult, Screen},
    },
};

pub fn routes(routes: Routes) -> Routes {
    let owner = Audience::Agency(Right::Administer);
    routes.get(views::PATH, owner, show).poll(views::NOW, owner, now).poll(views::CHARTS, owner, charts)
}

async fn show(screen: Screen, query: Query) -> PageResult {
    let report = service::report(&screen.env, Span::wanted(&query.0)?).await?;
    let body = views::page(&shown(&screen, &report));
    screen.show(texts::RESOURCES.get(screen.lang()), Menu::Resources, body).await
}

/// The figures of the moment alone, for an open page.
async fn now(screen: Screen, query: Query) -> PageResult {
    let report = service::report(&screen.env, Span::wanted(&query.0)?).await?;
    Ok(views::now(&shown(&screen, &report)).into_response())
}

async fn charts(screen: Screen, query: Query) -> PageResult {
    let report = service::report(&screen.env, Span::wanted(&query.0)?).await?;
    Ok(views::charts(&shown(&screen, &report)).into_response())
}

fn shown<'a>(screen: &Screen, report: &'a crate::operations::report::Report) -> Shown<'a> {
    // The agency has no time zone of its own.
    Shown { lang: screen.lang(), zone: Zone::default(), report }
}
