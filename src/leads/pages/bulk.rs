//! Changing many leads at once: what to do, how far it is, what came of it.

use crate::{
    accounts::model::Right,
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::BulkRunId,
    },
    leads::{
        bulk::{Kind, Order, Which},
        pages::place,
        service::bulk::{self, Progress},
        texts,
        views::bulk::{self as view, Shown},
        work_status,
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
    let manages = Audience::Account(Right::Manage);
    routes
        .get("/accounts/{account}/leads/bulk", manages, runs)
        .get("/accounts/{account}/leads/bulk/new", manages, new)
        .post("/accounts/{account}/leads/bulk/new", manages, start)
        .get("/accounts/{account}/leads/bulk/{id}", manages, run)
        .post("/accounts/{account}/leads/bulk/{id}/cancel", manages, cancel)
        .post("/accounts/{account}/leads/bulk/{id}/resume", manages, resume)
}

async fn runs(screen: AccountScreen) -> PageResult {
    let found = bulk::runs(&screen.cx).await?;
    let place = place(&screen).await?;
    let rows: Vec<Shown> = found.iter().map(shown).collect();
    screen.show(texts::BULK_HISTORY.get(screen.lang()), Menu::Leads, view::runs(&place, &rows)).await
}

async fn new(screen: AccountScreen, query: Query) -> PageResult {
    let mut values = query.0;
    values.push("work_status", work_status::DEFAULT);
    show_form(&screen, &values, FieldErrors::default()).await
}

async fn start(screen: AccountScreen, Form(form): Form) -> PageResult {
    let started = match Order::parse(&form, screen.cx.account().zone) {
        Ok(order) => bulk::start(&screen.cx, order).await,
        Err(fault) => Err(fault),
    };
    match started {
        Ok(id) => Ok(screen.redirect(&format!("/leads/bulk/{id}"), texts::BULK_STARTED)),
        Err(fault) => {
            let errors = fault.into_field_errors()?;
            show_form(&screen, &form, errors).await
        }
    }
}

async fn run(screen: AccountScreen, Id(id): Id<BulkRunId>) -> PageResult {
    let found = bulk::progress(&screen.cx, id).await?;
    let place = place(&screen).await?;
    let title = view::told(&place, &found.run.action);
    screen.show(&title, Menu::Leads, view::run(&place, &shown(&found))).await
}

async fn cancel(screen: AccountScreen, Id(id): Id<BulkRunId>) -> PageResult {
    bulk::cancel(&screen.cx, id).await?;
    Ok(screen.redirect(&format!("/leads/bulk/{id}"), texts::BULK_CANCELLED))
}

async fn resume(screen: AccountScreen, Id(id): Id<BulkRunId>) -> PageResult {
    bulk::resume(&screen.cx, id).await?;
    Ok(screen.redirect(&format!("/leads/bulk/{id}"), texts::BULK_RESUMED))
}

async fn show_form(screen: &AccountScreen, values: &RawForm, errors: FieldErrors) -> PageResult {
    let kind = Kind::from_name(values.text("action")).ok_or(Error::NotFound)?;
    let (which, count) = wanted(screen, values).await?;
    let place = place(screen).await?;
    let body = view::form(&place, values, &errors, &which, kind, count);
    let title = kind.label().get(screen.lang());
    if errors.is_empty() { screen.show(title, Menu::Leads, body).await } else { screen.show_again(title, Menu::Leads, body).await }
}

/// The leads that are meant, and how many they are; none where nobody was chosen.
async fn wanted(screen: &AccountScreen, values: &RawForm) -> Result<(Which, i64)> {
    let which = Which::parse(values, &mut FieldErrors::default());
    let count = bulk::count(&screen.cx, &which).await?;
    Ok((which, count))
}

fn shown(found: &Progress) -> Shown<'_> {
    Shown { run: &found.run, skipped: &found.skipped, at_work: found.at_work }
}
