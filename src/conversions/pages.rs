//! The pages of conversions: the list, the months, and taking one back.

use crate::{
    accounts::model::Right,
    base::{error::FieldErrors, form::RawForm, ids::ConversionId},
    conversions::{
        model::{Months, Wanted, parse_reason},
        service, texts,
        views::{
            list::{self, Shown},
            months, void as void_view,
        },
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
    routes
        .get("/accounts/{account}/conversions", Audience::Account(Right::Look), list)
        .get("/accounts/{account}/conversions/monthly", Audience::Account(Right::Look), monthly)
        .get("/accounts/{account}/conversions/{id}/void", Audience::Account(Right::Manage), ask)
        .post("/accounts/{account}/conversions/{id}/void", Audience::Account(Right::Manage), void)
}

async fn list(page: AccountScreen, query: Query) -> PageResult {
    let wanted = Wanted::parse(&query.0, page.cx.account().zone)?;
    let filtered = !wanted.filter.is_empty();
    let (found, funnels) = service::list_named(&page.cx, wanted, query.page()?).await?;
    let account = page.cx.account();
    let may_void = page.cx.may(Right::Manage);
    let shown = Shown { slug: &account.slug, zone: account.zone, query: &query.0, funnels: &funnels, found: &found, filtered, may_void };
    page.show(texts::TITLE.get(page.lang()), Menu::Conversions, list::list(page.lang(), &shown)).await
}

async fn monthly(page: AccountScreen, query: Query) -> PageResult {
    let months = Months::parse(&query.0, page.cx.account().zone.day_of(page.cx.now()))?;
    let rows = service::monthly(&page.cx, months).await?;
    let body = months::months(page.lang(), &page.path("/conversions"), months, &rows);
    page.show(texts::MONTHS_TITLE.get(page.lang()), Menu::Conversions, body).await
}

async fn ask(page: AccountScreen, Id(id): Id<ConversionId>) -> PageResult {
    let found = service::named(&page.cx, id).await?;
    if found.conversion.voided_at.is_some() {
        return Ok(page.refuse("/conversions", &texts::VOIDED_ALREADY.into()));
    }
    let (typed, errors) = (RawForm::default(), FieldErrors::default());
    let body = void_view::void(page.lang(), &page.path(""), page.cx.account().zone, &found, (&typed, &errors), &page.form_token());
    page.show(texts::VOID_TITLE.get(page.lang()), Menu::Conversions, body).await
}

async fn void(page: AccountScreen, Id(id): Id<ConversionId>, Form(form): Form) -> PageResult {
    let outcome = match parse_reason(form.text("reason")) {
        Ok(reason) => service::void(&page.cx, id, reason).await,
        Err(fault) => Err(fault),
    };
    let errors = match outcome {
        Ok(_) => return Ok(page.redirect("/conversions", texts::IS_VOIDED)),
        Err(error) => error.into_field_errors()?,
    };
    let found = service::named(&page.cx, id).await?;
    let body = void_view::void(page.lang(), &page.path(""), page.cx.account().zone, &found, (&form, &errors), &page.form_token());
    page.show_again(texts::VOID_TITLE.get(page.lang()), Menu::Conversions, body).await
}
