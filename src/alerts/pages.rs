//! The pages of an account's alerts and of what was sent. `alarms` are the operator's.

mod alarms;

use axum::extract::Path;

use crate::{
    accounts::model::Right,
    alerts::{
        model::{Progress, Settings},
        service, texts,
        views::{self, Listed, Shown},
    },
    base::{
        error::{Error, FieldErrors},
        form::RawForm,
    },
    mail::{model::Source, service as mail},
    web::{
        failure::Failure,
        gate::Audience,
        menu::Menu,
        query::Query,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult},
    },
};

const PATH: &str = "/settings/alerts";
const DELIVERIES: &str = "/settings/deliveries";

pub fn routes(routes: Routes) -> Routes {
    alarms::routes(routes)
        .get("/accounts/{account}/settings/alerts", Audience::Account(Right::Settings), show)
        .post("/accounts/{account}/settings/alerts", Audience::Account(Right::Settings), save)
        .get("/accounts/{account}/settings/deliveries", Audience::Account(Right::Settings), deliveries)
        .post("/accounts/{account}/settings/deliveries/{id}/repetition", Audience::Account(Right::Settings), send_again)
}

async fn show(page: AccountScreen) -> PageResult {
    draw(&page, None).await
}

async fn save(page: AccountScreen, Form(form): Form) -> PageResult {
    let saved = match Settings::parse(&form) {
        Ok(settings) => service::save(&page.cx, settings).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(page.redirect(PATH, texts::SAVED)),
        Err(error) => draw(&page, Some((form, error.into_field_errors()?))).await,
    }
}

async fn draw(page: &AccountScreen, again: Option<(RawForm, FieldErrors)>) -> PageResult {
    let chosen = service::find(&page.cx).await?;
    let (base, token) = (page.path(""), page.form_token());
    let shown = Shown {
        lang: page.lang(),
        base: &base,
        is_chosen: chosen.is_some(),
        has_mail_server: mail::in_use(&page.cx).await?.0 != Source::Nobody,
        has_webhook: page.cx.read(service::has_webhook).await?,
        full_help: if page.cx.account().mask_lists { texts::VEILED_HELP } else { texts::FULL_HELP },
        failed: service::failed(&page.cx).await?,
        form_token: &token,
    };
    let is_again = again.is_some();
    let (typed, errors) = again.unwrap_or_else(|| (chosen.unwrap_or_default().to_form(), FieldErrors::default()));
    let (title, body) = (texts::TITLE.get(page.lang()), views::alerts(&shown, &typed, &errors));
    if is_again { page.show_again(title, Menu::Settings, body).await } else { page.show(title, Menu::Settings, body).await }
}

async fn deliveries(page: AccountScreen, query: Query) -> PageResult {
    let progress = query.filter("state").and_then(Progress::from_name);
    let found = service::deliveries(&page.cx, progress, query.page()?).await?;
    let failed = service::failed(&page.cx).await?;
    let (base, token, zone) = (page.path(""), page.form_token(), page.cx.account().zone);
    let listed = Listed {
        lang: page.lang(),
        zone,
        now: page.cx.now(),
        base: &base,
        query: &query.0,
        progress,
        failed,
        found: &found,
        form_token: &token,
    };
    page.show(texts::DELIVERIES.get(page.lang()), Menu::Settings, views::deliveries(&listed)).await
}

async fn send_again(page: AccountScreen, Path((_, id)): Path<(String, String)>) -> PageResult {
    let id = id.parse().map_err(|_| Failure(Error::NotFound))?;
    service::send_again(&page.cx, id).await?;
    Ok(page.redirect(DELIVERIES, texts::SENT_AGAIN))
}
