//! New accounts and their settings.

pub mod access_log;
pub mod erasing;
pub mod hosts;

use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect, Response},
};

use crate::{
    accounts::{
        model::{AccountChange, NewAccount, Right},
        service, texts, views,
    },
    base::{
        error::{Error, FieldErrors},
        form::RawForm,
    },
    web::{
        components::field,
        failure::Failure,
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult, Screen},
    },
};

pub fn routes(routes: Routes) -> Routes {
    hosts::routes(erasing::routes(access_log::routes(routes)))
        .get("/", Audience::Anyone, front)
        .get("/accounts/new", Audience::Agency(Right::Administer), new_form)
        .post("/accounts/new", Audience::Agency(Right::Administer), create)
        .get("/accounts/{account}/settings", Audience::Account(Right::Settings), settings)
        .post("/accounts/{account}/settings", Audience::Account(Right::Settings), change)
        .post("/accounts/{account}/status/{status}", Audience::Account(Right::Administer), set_status)
}

async fn front() -> Response {
    Redirect::to("/accounts").into_response()
}

async fn new_form(screen: Screen) -> PageResult {
    let typed = RawForm::from([("time_zone", "Asia/Seoul"), ("locale", screen.lang().tag())]);
    show_new(&screen, &typed, None).await
}

async fn create(screen: Screen, Form(form): Form) -> PageResult {
    let Some(principal) = &screen.visit.principal else { return Err(Failure(Error::Unauthenticated)) };
    let created = match NewAccount::parse(&form) {
        Ok(new) => service::create(&screen.env, &principal.actor, new).await,
        Err(error) => Err(error),
    };
    match created {
        Ok(account) => Ok(screen.redirect(&format!("/accounts/{}", account.slug), texts::CREATED)),
        Err(error) => show_new(&screen, &form, Some(error.into_field_errors()?)).await,
    }
}

async fn settings(page: AccountScreen) -> PageResult {
    let account = page.cx.account();
    let mut typed = RawForm::from([("name", account.name.as_str()), ("time_zone", account.zone.name()), ("locale", account.lang.tag())]);
    if account.mask_lists {
        typed.push("mask_lists", "on");
    }
    show_settings(&page, &typed, None).await
}

async fn change(page: AccountScreen, Form(form): Form) -> PageResult {
    let changed = match AccountChange::parse(&form) {
        Ok(change) => {
            // A box that is not ticked is not sent.
            let change = AccountChange { mask_lists: Some(form.ticked("mask_lists")), ..change };
            service::update(page.cx.env(), page.cx.actor(), &page.cx.account().slug, change).await
        }
        Err(error) => Err(error),
    };
    match changed {
        Ok(_) => Ok(page.redirect("/settings", texts::SAVED)),
        Err(error) => show_settings(&page, &form, Some(error.into_field_errors()?)).await,
    }
}

async fn set_status(page: AccountScreen, Path((_, status)): Path<(String, String)>) -> PageResult {
    let change = AccountChange::parse(&RawForm::from([("status", status.as_str())]))?;
    match service::update(page.cx.env(), page.cx.actor(), &page.cx.account().slug, change).await {
        Ok(_) => Ok(page.redirect("/settings", texts::SAVED)),
        Err(Error::Conflict { message, .. }) => Ok(page.refuse("/settings", &message)),
        Err(error) => Err(Failure(error)),
    }
}

async fn show_new(screen: &Screen, typed: &RawForm, errors: Option<FieldErrors>) -> PageResult {
    let lang = screen.lang();
    let body = views::new(lang, &screen.form_token(), typed, errors.as_ref().unwrap_or(&FieldErrors::default()));
    match errors {
        None => screen.show(texts::ADD.get(lang), Menu::Accounts, body).await,
        Some(_) => screen.show_again(texts::ADD.get(lang), Menu::Accounts, body).await,
    }
}

async fn show_settings(page: &AccountScreen, typed: &RawForm, errors: Option<FieldErrors>) -> PageResult {
    let (lang, account) = (page.lang(), page.cx.account());
    let none = FieldErrors::default();
    let form = field::Form::new(lang, typed, errors.as_ref().unwrap_or(&none));
    let body = views::settings(account, &page.form_token(), form, page.cx.actor());
    match errors {
        None => page.show(texts::SETTINGS.get(lang), Menu::Settings, body).await,
        Some(_) => page.show_again(texts::SETTINGS.get(lang), Menu::Settings, body).await,
    }
}
