//! The page of all settings, for owners.

use crate::{
    accounts::model::Right,
    operations::{
        service::{first_day, settings as service},
        settings::{Part, PartKind, Standing, Wanted},
        texts::settings as texts,
        views::settings::{self as views, Shown},
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
    routes.get("/settings", Audience::Agency(Right::Administer), show)
}

async fn show(screen: Screen, query: Query) -> PageResult {
    let wanted = Wanted::parse(&query.0);
    let mut parts = service::parts(&screen.env).await?;
    if let Some(user) = &screen.visit.user {
        let progress = first_day::progress(&screen.env, user).await?;
        let standing = if progress.is_done() { Standing::Good } else { Standing::Plain };
        let state = texts::FIRST_DAY_STATE.with(&[("done", &progress.done()), ("all", &progress.all())]);
        parts.insert(0, Part { kind: PartKind::FirstDay, standing, state, can_be_tried: false });
    }
    let (sections, file, token) = (service::keys(&screen.env, &wanted), service::file(&screen.env), screen.form_token());
    let shown = Shown { lang: screen.lang(), query: &query.0, parts: &parts, sections: &sections, file: &file, form_token: &token };
    screen.show(texts::TITLE.get(screen.lang()), Menu::AgencySettings, views::page(&shown)).await
}
