//! The pages of an account's webhook and of the agency's.

use crate::{
    accounts::model::Right,
    base::{error::FieldErrors, form::RawForm, secret::Secret},
    web::{
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult, Screen},
    },
    webhooks::{
        model::Endpoint,
        service, texts,
        views::{self, Shown},
    },
};

/// Below an account's address, and the agency's own.
const PATH: &str = "/settings/webhook";

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/settings/webhook", Audience::Agency(Right::Administer), show_agency)
        .post("/settings/webhook", Audience::Agency(Right::Administer), save_agency)
        .post("/settings/webhook/secret", Audience::Agency(Right::Administer), rotate_agency)
        .post("/settings/webhook/removal", Audience::Agency(Right::Administer), remove_agency)
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

async fn show_agency(screen: Screen) -> PageResult {
    draw_agency(&screen, None, None).await
}

async fn save_agency(screen: Screen, Form(form): Form) -> PageResult {
    match service::save_agency(&screen.env, &screen.acting()?, form.text("url")).await {
        Ok(Some(secret)) => draw_agency(&screen, Some(secret), None).await,
        Ok(None) => Ok(screen.redirect(PATH, texts::SAVED)),
        Err(error) => draw_agency(&screen, None, Some((form, error.into_field_errors()?))).await,
    }
}

async fn rotate_agency(screen: Screen) -> PageResult {
    let secret = service::rotate_agency(&screen.env, &screen.acting()?).await?;
    draw_agency(&screen, Some(secret), None).await
}

async fn remove_agency(screen: Screen) -> PageResult {
    service::remove_agency(&screen.env, &screen.acting()?).await?;
    Ok(screen.redirect(PATH, texts::REMOVED))
}

/// What was typed, and what was wrong with it.
type Again = Option<(RawForm, FieldErrors)>;

async fn draw(page: &AccountScreen, secret: Option<Secret>, again: Again) -> PageResult {
    let endpoint = service::find(&page.cx).await?;
    let failed = again.is_some();
    let (typed, errors) = again.unwrap_or_else(|| first_form(endpoint.as_ref()));
    let (base, path, token) = (page.path(""), page.path(PATH), page.form_token());
    let shown = Shown {
        lang: page.lang(),
        path: &path,
        account: Some(&base),
        is_set_up: endpoint.is_some(),
        secret: secret.as_ref(),
        form_token: &token,
    };
    let (title, body) = (texts::TITLE.get(page.lang()), views::webhook(&shown, &typed, &errors));
    if failed { page.show_again(title, Menu::Settings, body).await } else { page.show(title, Menu::Settings, body).await }
}

async fn draw_agency(screen: &Screen, secret: Option<Secret>, again: Again) -> PageResult {
    let endpoint = service::of_agency(&screen.env).await?;
    let failed = again.is_some();
    let (typed, errors) = again.unwrap_or_else(|| first_form(endpoint.as_ref()));
    let token = screen.form_token();
    let shown = Shown {
        lang: screen.lang(),
        path: PATH,
        account: None,
        is_set_up: endpoint.is_some(),
        secret: secret.as_ref(),
        form_token: &token,
    };
    let (title, body) = (texts::TITLE.get(screen.lang()), views::webhook(&shown, &typed, &errors));
    if failed { screen.show_again(title, Menu::Alarms, body).await } else { screen.show(title, Menu::Alarms, body).await }
}

fn first_form(endpoint: Option<&Endpoint>) -> (RawForm, FieldErrors) {
    let url = endpoint.map(|endpoint| endpoint.url.as_str()).unwrap_or_default();
    (RawForm::from([("url", url)]), FieldErrors::default())
}
