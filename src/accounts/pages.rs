//! The agency's overview, new accounts and their settings.

use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect, Response},
};

use crate::{
    accounts::{
        model::{Account, AccountChange, NewAccount, Right},
        service::{self, AccountCx},
        texts,
        views::{self, Figures, Home, Row},
    },
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        time::Day,
    },
    landing::service as landing,
    leads::service as leads,
    rollups::{
        model::{CONVERSIONS, CUSTOMERS, LEADS},
        service as rollups,
    },
    web::{
        failure::Failure,
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult, Screen},
    },
};

/// Leads that an account's first page shows.
const NEWEST_SHOWN: u32 = 8;

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/", Audience::Anyone, front)
        .get("/accounts", Audience::Known, list)
        .get("/accounts/new", Audience::Agency(Right::Administer), new_form)
        .post("/accounts/new", Audience::Agency(Right::Administer), create)
        .get("/accounts/{account}", Audience::Account(Right::ReadLeads), home)
        .get("/accounts/{account}/settings", Audience::Account(Right::Settings), settings)
        .post("/accounts/{account}/settings", Audience::Account(Right::Settings), change)
        .post("/accounts/{account}/status/{status}", Audience::Account(Right::Administer), set_status)
}

async fn front() -> Response {
    Redirect::to("/accounts").into_response()
}

async fn list(screen: Screen) -> PageResult {
    let Some(principal) = screen.visit.principal.clone() else { return Err(Failure(Error::Unauthenticated)) };
    let mut rows = Vec::new();
    for account in service::list(&screen.env).await? {
        if principal.reaches(account.id) {
            rows.push(row(&screen, account).await?);
        }
    }
    let lang = screen.lang();
    let may_add = principal.actor.may(Right::Administer);
    screen.show(texts::ACCOUNTS.get(lang), Menu::Accounts, views::list(lang, &rows, may_add)).await
}

/// An account's figures; one whose file is set aside still has its row.
async fn row(screen: &Screen, account: Account) -> Result<Row> {
    let env = &screen.env;
    let actor = screen.visit.principal.as_ref().and_then(|principal| principal.actor_in(account.id)).ok_or(Error::Unauthenticated)?;
    let today = account.zone.day_of(env.now());
    let figures = match service::enter(env, &account.slug, actor.into()).await {
        Ok(cx) if cx.may(Right::Look) => figures(&cx, today).await.ok(),
        Ok(_) | Err(_) => None,
    };
    let (fault, size_bytes) = (env.db.fault(&account.slug), env.db.size_bytes(&account.slug));
    Ok(Row { account, figures, fault, size_bytes })
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

async fn home(page: AccountScreen) -> PageResult {
    let cx = &page.cx;
    if !cx.may(Right::Look) {
        // An agent's day begins with their leads.
        return Ok(Redirect::to(&page.path("/leads")).into_response());
    }
    let (lang, zone, now) = (page.lang(), cx.account().zone, cx.now());
    let figures = figures(cx, zone.day_of(now)).await?;
    let (conversions, has_pages) = cx.read(|conn| Ok((rollups::counter(conn, CONVERSIONS)?, !landing::names(conn)?.is_empty()))).await?;
    let (newest, contacts) = leads::newest(cx, NEWEST_SHOWN).await?;
    let base = page.path("");
    let shown = Home { lang, zone, now, base: &base, figures, conversions, has_pages, newest: &newest, contacts: &contacts };
    page.show(texts::HOME.get(lang), Menu::Overview, views::home(&shown, page.cx.may(Right::Settings))).await
}

async fn figures(cx: &AccountCx, today: Day) -> Result<Figures> {
    cx.read(move |conn| {
        Ok(Figures {
            leads_today: rollups::leads_on(conn, today)?,
            leads: rollups::counter(conn, LEADS)?,
            customers: rollups::counter(conn, CUSTOMERS)?,
        })
    })
    .await
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
    let may_change = page.cx.may(Right::Settings);
    let none = FieldErrors::default();
    let body = views::settings(lang, account, &page.form_token(), typed, errors.as_ref().unwrap_or(&none), may_change);
    match errors {
        None => page.show(texts::SETTINGS.get(lang), Menu::Settings, body).await,
        Some(_) => page.show_again(texts::SETTINGS.get(lang), Menu::Settings, body).await,
    }
}
