//! An account's home, the agency's overview, and the search.

use axum::response::{IntoResponse as _, Redirect};
use maud::Markup;

use crate::{
    accounts::{model::Right, service as accounts},
    backups::service as backups,
    base::{
        error::{Error, Result},
        form::RawForm,
        lang::Message,
        period::{DEFAULT_DAYS, Period},
    },
    dashboard::{
        order, service, texts,
        views::{
            home::{self, Home},
            overview::{self, Overview},
            search::{self, Search},
        },
        wanted::Wanted,
    },
    operations::service::first_day,
    web::{
        failure::Failure,
        gate::Audience,
        menu::Menu,
        query::Query,
        routes::Routes,
        screen::{AccountScreen, PageResult, Screen},
    },
};

/// Leads that an account's home shows.
const NEWEST: u32 = 8;

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/accounts", Audience::Known, list)
        .get("/accounts/{account}", Audience::Account(Right::ReadLeads), at_home)
        .get("/accounts/{account}/search", Audience::Account(Right::ReadLeads), find)
        .get("/accounts/{account}/search/found", Audience::Account(Right::ReadLeads), found)
}

async fn list(screen: Screen, query: Query) -> PageResult {
    let Some(principal) = screen.visit.principal.clone() else { return Err(Failure(Error::Unauthenticated)) };
    let all = accounts::list(&screen.env).await?.into_iter();
    let own: Vec<_> = all.filter_map(|account| principal.actor_in(account.id).map(|actor| (account, actor))).collect();
    let (lang, all) = (screen.lang(), own.len());
    let rows = service::overview(&screen.env, own).await?;
    let sort = order::wanted(&query.0).or_else(|_| order::wanted(&RawForm::default()))?;
    let may_add = principal.actor.may(Right::Administer);
    let backups = if may_add { backups::trouble(&screen.env).await? } else { None };
    let first_day = match &screen.visit.user {
        Some(user) if may_add => first_day::left(&screen.env, user).await?,
        _ => None,
    };
    let token = screen.form_token();
    let rows = order::arranged(rows, query.0.text("q"), sort);
    let shown = Overview {
        lang,
        query: &query.0,
        rows: &rows,
        all,
        may_add,
        backups: backups.as_ref(),
        first_day: first_day.as_ref(),
        form_token: &token,
    };
    screen.show(texts::ACCOUNTS.get(lang), Menu::Accounts, overview::overview(&shown)).await
}

/// An agent's day begins with their leads, everybody else's with the account's figures.
async fn at_home(page: AccountScreen, query: Query) -> PageResult {
    if page.cx.may(Right::Look) { figures(&page, &query.0).await } else { Ok(Redirect::to(&page.path("/leads/today")).into_response()) }
}

async fn figures(page: &AccountScreen, query: &RawForm) -> PageResult {
    let (cx, lang) = (&page.cx, page.lang());
    let (zone, now) = (cx.account().zone, cx.now());
    let today = zone.day_of(now);
    let (wanted, fault) = understood(Wanted::parse(query, today), Wanted { period: Period::last(DEFAULT_DAYS, today), funnel: None })?;
    let figures = service::figures(cx, wanted).await?;
    let attention = service::attention(cx, figures.readiness).await?;
    let newest = service::newest(cx, NEWEST, lang).await?;
    let base = page.path("");
    let fault = fault.map(|fault| fault.get(lang).to_owned());
    let shown = Home {
        lang,
        zone,
        now,
        today,
        base: &base,
        query,
        figures: &figures,
        attention,
        newest: &newest,
        may_make_content: cx.may(Right::Content),
        fault: fault.as_deref(),
    };
    let body = home::home(&shown);
    match fault {
        None => page.show(texts::HOME.get(lang), Menu::Overview, body).await,
        Some(_) => page.show_again(texts::HOME.get(lang), Menu::Overview, body).await,
    }
}

/// What was asked for, or what is shown instead and what was wrong.
fn understood(asked: Result<Wanted>, instead: Wanted) -> Result<(Wanted, Option<Message>)> {
    match asked {
        Ok(wanted) => Ok((wanted, None)),
        Err(error) => {
            let errors = error.into_field_errors()?;
            let fault = errors.iter().next().map(|(_, message)| message.clone());
            Ok((instead, fault))
        }
    }
}

async fn find(page: AccountScreen, query: Query) -> PageResult {
    let lang = page.lang();
    let typed = query.0.text("q").to_owned();
    let body = searched(&page, &typed, search::page).await?;
    page.show(texts::SEARCH.get(lang), Menu::Overview, body).await
}

/// The results alone, as one types.
async fn found(page: AccountScreen, query: Query) -> PageResult {
    let typed = query.0.text("q").to_owned();
    let results = searched(&page, &typed, search::results).await?;
    Ok(page.fragment(results))
}

async fn searched(page: &AccountScreen, typed: &str, draw: fn(&Search<'_>) -> Markup) -> Result<Markup> {
    let (cx, lang) = (&page.cx, page.lang());
    let found = service::find(cx, typed, lang).await?;
    let base = page.path("");
    Ok(draw(&Search { lang, zone: cx.account().zone, now: cx.now(), base: &base, typed, found: &found }))
}
