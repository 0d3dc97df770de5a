//! The page of an account's webhook.

use crate::{
    accounts::model::Right,
    base::{error::FieldErrors, form::RawForm, secret::Secret},
    web::{
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult},
    },
    webhooks::{
        service, texts,
        views::{self, Shown},
    },
};

const PATH: &str = "/settings/webhook";

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/accounts/{account}/settings/webhook", Audience::Account(Right::Settings), show)
        .post("/accounts/{account}/settings/webhook", Audience::Account(Right::Settings), save)
        .post("/accounts/{account}/settings/webhook/secret", Audience::Account(Right::Settings), rotate)
        .post("/accounts/{account}/settings/webhook/test", Audience::Account(Right::Settings), test)
        .post("/accounts/{account}/settings/webhook/removal", Audience::Account(Right::Settings), remove)
}

async fn show(page: AccountScreen) -> PageResult {
    draw(&page, None, None).await
}

async fn save(page: AccountScreen, Form(form): Form) -> PageResult {
    match service::save(&page.cx, form.text("url")).await {
        // Not a redirect: nothing but this answer may carry the secret.
        Ok(Some(secret)) => draw(&page, Some(secret), None).await,
        Ok(None) => Ok(page.redirect(PATH, texts::SAVED)),
        Err(error) => draw(&page, None, Some((form, error.into_field_errors()?))).await,
    }
}

async fn rotate(page: AccountScreen) -> PageResult {
    let secret = service::rotate(&page.cx).await?;
    draw(&page, Some(secret), None).await
}

async fn test(page: AccountScreen) -> PageResult {
    service::queue_test(&page.cx).await?;
    Ok(page.redirect("/settings/deliveries", texts::TESTED))
}

async fn remove(page: AccountScreen) -> PageResult {
    service::remove(&page.cx).await?;
    Ok(page.redirect(PATH, texts::REMOVED))
}

async fn draw(page: &AccountScreen, secret: Option<Secret>, again: Option<(RawForm, FieldErrors)>) -> PageResult {
    let endpoint = service::find(&page.cx).await?;
    let failed = again.is_some();
    let (typed, errors) = again.unwrap_or_else(|| {
        let url = endpoint.as_ref().map(|endpoint| endpoint.url.as_str()).unwrap_or_default();
        (RawForm::from([("url", url)]), FieldErrors::default())
    });
    let (base, token) = (page.path(""), page.form_token());
    let shown = Shown { lang: page.lang(), base: &base, is_set_up: endpoint.is_some(), secret: secret.as_ref(), form_token: &token };
    let (title, body) = (texts::TITLE.get(page.lang()), views::webhook(&shown, &typed, &errors));
    if failed { page.show_again(title, Menu::Settings, body).await } else { page.show(title, Menu::Settings, body).await }
}
