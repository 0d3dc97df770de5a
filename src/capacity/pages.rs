//! The capacity page, for owners.

use axum::response::IntoResponse as _;

use crate::{
    accounts::model::Right,
    capacity::{
        service, texts,
        views::page::{self, Shown},
    },
    web::{
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{PageResult, Screen},
    },
};

/// Days of the past that are drawn.
const HISTORY_DAYS: i32 = 365;

pub fn routes(routes: Routes) -> Routes {
    let owner = Audience::Agency(Right::Administer);
    routes.get("/capacity", owner, show).post("/capacity/measure", owner, measure)
}

async fn show(screen: Screen) -> PageResult {
    let measuring = service::progress(&screen.env).map(|progress| (progress.done, progress.total));
    let report = service::report(&screen.env).await?;
    let history = service::history(&screen.env, HISTORY_DAYS).await?;
    let token = screen.form_token();
    let shown = Shown { lang: screen.lang(), now: screen.env.now(), report: &report, history: &history, measuring, form_token: &token };
    screen.show(texts::CAPACITY.get(screen.lang()), Menu::Capacity, page::page(&shown)).await
}

async fn measure(screen: Screen) -> PageResult {
    service::begin(&screen.env).await?;
    Ok(screen.redirect("/capacity", texts::BEGUN).into_response())
}
