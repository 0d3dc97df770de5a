//! The page of conversions.

use crate::{
    accounts::model::Right,
    conversions::{
        model::Wanted,
        service, texts,
        views::{self, Shown},
    },
    web::{
        gate::Audience,
        menu::Menu,
        query::Query,
        routes::Routes,
        screen::{AccountScreen, PageResult},
    },
};

pub fn routes(routes: Routes) -> Routes {
    routes.get("/accounts/{account}/conversions", Audience::Account(Right::Look), list)
}

async fn list(page: AccountScreen, query: Query) -> PageResult {
    let wanted = Wanted::parse(&query.0)?;
    let filtered = !wanted.filter.is_empty();
    let (found, funnels) = service::list_named(&page.cx, wanted, query.page()?).await?;
    let account = page.cx.account();
    let shown = Shown { slug: &account.slug, zone: account.zone, query: &query.0, funnels: &funnels, found: &found, filtered };
    page.show(texts::TITLE.get(page.lang()), Menu::Conversions, views::list(page.lang(), &shown)).await
}
