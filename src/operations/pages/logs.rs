//! The log, for owners, and the diagnostics that they may take along.

use axum::{
    http::{HeaderValue, header},
    response::IntoResponse as _,
};

use crate::{
    accounts::{model::Right, service as accounts},
    operations::{
        log_filter::Filter,
        service::{diagnostics, logs as service, runs::agency_zone},
        texts::logs as texts,
        views::logs::{self as views, BUNDLE, PATH, Shown},
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
    routes.get(PATH, owner, list).post(BUNDLE, owner, take)
}

async fn list(screen: Screen, query: Query) -> PageResult {
    let filter = Filter::parse(&query.0)?;
    let filtered = !filter.is_any();
    let found = service::page(&screen.env, filter, query.0.filled("cursor")).await?;
    let accounts = accounts::list(&screen.env).await?;
    let (token, log) = (screen.form_token(), &screen.env.settings.log);
    let shown = Shown {
        lang: screen.lang(),
        zone: agency_zone(),
        form_token: &token,
        query: &query.0,
        filtered,
        lines: &found.lines,
        older: found.older.map(|place| place.to_string()),
        unreadable: found.unreadable,
        accounts: &accounts,
        keep_days: log.keep_days,
        max_mb: log.max_mb,
    };
    screen.show(texts::LOGS.get(screen.lang()), Menu::Logs, views::page(&shown)).await
}

async fn take(screen: Screen) -> PageResult {
    let packed = diagnostics::take(&screen.env, &screen.acting()?).await?;
    let name = format!("attachment; filename=\"dangol-diagnostics-{}.tar.gz\"", agency_zone().day_of(screen.env.now()));
    let mut response = packed.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/gzip"));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
