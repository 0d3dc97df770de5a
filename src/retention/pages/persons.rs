//! Where a person is erased, and the register of those who were.

use crate::{
    accounts::model::Right,
    base::{
        error::{Error, FieldErrors},
        form::RawForm,
        ids::CustomerId,
    },
    retention::{
        erasure::Reason,
        service, texts,
        views::persons::{self as views, Asked},
    },
    web::{
        gate::Audience,
        menu::Menu,
        query::{Id, Query},
        routes::Routes,
        screen::{AccountScreen, Form, PageResult},
    },
};

pub fn routes(routes: Routes) -> Routes {
    let erases = Audience::Account(Right::Erase);
    routes.get("/accounts/{account}/customers/{id}/erase", erases, ask).post("/accounts/{account}/customers/{id}/erase", erases, erase).get(
        "/accounts/{account}/settings/erasures",
        Audience::Account(Right::Settings),
        register,
    )
}

async fn ask(page: AccountScreen, Id(id): Id<CustomerId>) -> PageResult {
    show(&page, id, &RawForm::default(), None).await
}

async fn erase(page: AccountScreen, Id(id): Id<CustomerId>, Form(form): Form) -> PageResult {
    let (customer, _) = service::preview(&page.cx, id).await?;
    let mut errors = FieldErrors::default();
    let reason = errors.take("reason", Reason::from_name(form.text("reason")).ok_or_else(|| texts::REASON_MISSING.into()));
    let called = if page.cx.masks_lists() { customer.masked() } else { customer }.called(page.lang());
    if form.text("confirm").trim() != called {
        errors.add("confirm", texts::CONFIRM_DIFFERS);
    }
    let Some(reason) = reason.filter(|_| errors.is_empty()) else {
        return show(&page, id, &form, Some(errors)).await;
    };
    match service::erase(&page.cx, id, reason).await {
        Ok(_) => Ok(page.redirect("/settings/erasures", texts::ERASED)),
        Err(error @ (Error::Invalid(_) | Error::Conflict { .. })) => show(&page, id, &form, Some(error.into_field_errors()?)).await,
        Err(error) => Err(error.into()),
    }
}

async fn register(page: AccountScreen, query: Query) -> PageResult {
    let found = service::register(&page.cx, query.page()?).await?;
    let clock = (page.cx.account().zone, page.cx.now());
    let body = views::register(page.lang(), clock, &page.path(""), &query.0, &found);
    page.show(texts::REGISTER.get(page.lang()), Menu::Settings, body).await
}

async fn show(page: &AccountScreen, id: CustomerId, typed: &RawForm, errors: Option<FieldErrors>) -> PageResult {
    let (customer, rows) = service::preview(&page.cx, id).await?;
    let called = if page.cx.masks_lists() { customer.masked() } else { customer }.called(page.lang());
    let (is_again, token, path) = (errors.is_some(), page.form_token(), format!("{}/{id}", page.path("/customers")));
    let errors = errors.unwrap_or_default();
    let asked = Asked { lang: page.lang(), form_token: &token, typed, errors: &errors, customer: (&path, &called), rows: &rows };
    let body = views::ask(&asked);
    let title = texts::ERASE.get(page.lang());
    if is_again { page.show_again(title, Menu::Customers, body).await } else { page.show(title, Menu::Customers, body).await }
}
