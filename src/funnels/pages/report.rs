//! The report of a funnel, as a page and as a file.

use crate::{
    accounts::model::Right,
    base::ids::FunnelId,
    funnels::{
        pages::{export, funnel::place},
        query::ReportQuery,
        service, texts,
        views::report::{self, Shown},
    },
    web::{
        gate::Audience,
        menu::Menu,
        query::{Id, Query},
        routes::Routes,
        screen::{AccountScreen, PageResult},
    },
};

pub fn routes(routes: Routes) -> Routes {
    routes.get("/accounts/{account}/funnels/{id}/report", Audience::Account(Right::Look), show).get(
        "/accounts/{account}/funnels/{id}/report/file",
        Audience::Account(Right::Export),
        file,
    )
}

async fn show(screen: AccountScreen, Id(id): Id<FunnelId>, query: Query) -> PageResult {
    let today = screen.cx.account().zone.day_of(screen.cx.now());
    let asked = ReportQuery::parse(&query.0, today)?;
    let period = asked.period;
    let told = service::report(&screen.cx, id, asked).await?;
    let title = texts::REPORT_OF.with(&[("name", &told.name)]);
    let may_export = screen.cx.may(Right::Export);
    let body = report::report(&Shown { place: &place(&screen), query: &query.0, period, today, told: &told, may_export });
    screen.show(title.get(screen.lang()), Menu::Funnels, body).await
}

async fn file(screen: AccountScreen, Id(id): Id<FunnelId>, query: Query) -> PageResult {
    let asked = ReportQuery::parse(&query.0, screen.cx.account().zone.day_of(screen.cx.now()))?;
    let told = service::report(&screen.cx, id, asked).await?;
    service::note_export(&screen.cx, id).await?;
    let name = format!("funnel-{id}-{}-{}", told.from, told.to);
    Ok(export::table(screen.lang(), &told).download(&name))
}
