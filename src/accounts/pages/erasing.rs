//! Erasing an account, and what is known of those that were erased.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse as _, Response},
};

use crate::{
    accounts::{
        model::{ErasedAccount, Holding, Right},
        service::erasing as service,
        texts,
        views::{certificate::certificate, erasing as views},
    },
    backups::service as backups,
    base::{
        error::{Error, Result},
        ids::AccountId,
        time::Zone,
    },
    env::Env,
    users::service as users,
    web::{
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult, Screen},
    },
};

const PATH: &str = "/erased-accounts";

pub fn routes(routes: Routes) -> Routes {
    let owner = Audience::Agency(Right::Administer);
    routes.post("/accounts/{account}/erase", Audience::Account(Right::Erase), erase).get(PATH, owner, list).get(
        "/erased-accounts/{id}/certificate",
        owner,
        download,
    )
}

async fn erase(page: AccountScreen, Form(form): Form) -> PageResult {
    let account = page.cx.account();
    if form.text("confirm").trim() != account.name {
        return Ok(page.refuse("/settings", &texts::ERASE_NAME_DIFFERS.into()));
    }
    service::erase(page.cx.env(), page.cx.actor(), &account.slug).await?;
    Ok(page.screen.redirect(PATH, texts::ERASED))
}

async fn list(screen: Screen) -> PageResult {
    let mut erased = Vec::new();
    for account in service::list(&screen.env).await? {
        let held = backups::holding(&screen.env, &account).await?;
        erased.push((account, held));
    }
    // The agency has no time zone of its own.
    let body = views::list(screen.lang(), Zone::default(), screen.env.now(), &erased);
    screen.show(texts::ERASED_ACCOUNTS.get(screen.lang()), Menu::Accounts, body).await
}

/// As a file: it is meant to leave the browser, and carries its own style.
async fn download(screen: Screen, Path(id): Path<String>) -> PageResult {
    let id = id.parse().map(AccountId).map_err(|_| Error::NotFound)?;
    let erased = service::get(&screen.env, id).await?;
    let held = backups::holding(&screen.env, &erased).await?;
    Ok(as_file(&screen.env, &erased, &held).await?)
}

async fn as_file(env: &Env, erased: &ErasedAccount, held: &[Holding]) -> Result<Response> {
    let agency = users::agency_name(env).await?.unwrap_or_default();
    let page = certificate(&agency, erased, held, Zone::default()).into_string();
    let name = format!("attachment; filename=\"erasure-{}-{}.html\"", erased.slug, Zone::default().day_of(erased.at));
    Ok(([(header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)], page).into_response())
}
