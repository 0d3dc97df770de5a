//! The sheet with the recovery key: asked for, then shown in the answer and nowhere kept.

use axum::{
    http::{HeaderValue, header::CACHE_CONTROL},
    response::Response,
};

use crate::{
    backups::{service, texts, views::sheet as views},
    base::{error::FieldErrors, form::RawForm},
    operations::service::runs,
    web::{
        menu::Menu,
        screen::{Form, PageResult, Screen},
    },
};

pub async fn ask(screen: Screen) -> PageResult {
    draw(&screen, None).await
}

pub async fn show(screen: Screen, Form(form): Form) -> PageResult {
    match service::key::show(&screen.env, &screen.acting()?, form.text("reason")).await {
        Ok(sheet) => {
            let body = views::sheet(screen.lang(), runs::agency_zone(), &sheet);
            let shown = screen.show(texts::SHEET.get(screen.lang()), Menu::Backups, body).await?;
            Ok(unkept(shown))
        }
        Err(error) => draw(&screen, Some((form, error.into_field_errors()?))).await,
    }
}

async fn draw(screen: &Screen, again: Option<(RawForm, FieldErrors)>) -> PageResult {
    let shown_at = service::key::shown_at(&screen.env).await?;
    let is_again = again.is_some();
    let (typed, errors) = again.unwrap_or_default();
    let token = screen.form_token();
    let body = views::ask(screen.lang(), runs::agency_zone(), &token, shown_at, &typed, &errors);
    let title = texts::SHEET.get(screen.lang());
    if is_again { screen.show_again(title, Menu::Backups, body).await } else { screen.show(title, Menu::Backups, body).await }
}

/// No browser and nothing between keeps what is on it.
fn unkept(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
