//! The page of an account's own host names.

use crate::{
    accounts::{
        host::{HostChange, HostName, NewHost, host_of},
        model::Right,
        service::hosts,
        texts::hosts as texts,
        views::hosts::{self as views, Shown},
    },
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        ids::{HostId, PageId},
    },
    landing::service as landing,
    operations::service::certificates,
    web::{
        components::field,
        gate::Audience,
        menu::Menu,
        query::Id,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult},
    },
};

const PATH: &str = "/settings/domains";

pub fn routes(routes: Routes) -> Routes {
    let settings = Audience::Account(Right::Settings);
    routes
        .get("/accounts/{account}/settings/domains", settings, show)
        .post("/accounts/{account}/settings/domains", settings, add)
        .post("/accounts/{account}/settings/domains/{id}", settings, choose_page)
        .post("/accounts/{account}/settings/domains/{id}/check", settings, check)
        .post("/accounts/{account}/settings/domains/{id}/main", settings, make_main)
        .post("/accounts/{account}/settings/domains/{id}/main/removal", settings, unmake_main)
        .post("/accounts/{account}/settings/domains/{id}/removal", settings, remove)
}

async fn show(page: AccountScreen) -> PageResult {
    draw(&page, &RawForm::default(), None).await
}

async fn add(page: AccountScreen, Form(form): Form) -> PageResult {
    let added = match new_host(&form) {
        Ok(new) => hosts::add(&page.cx, new).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(_) => Ok(page.redirect(PATH, texts::ADDED)),
        Err(error) => draw(&page, &form, Some(error.into_field_errors()?)).await,
    }
}

async fn choose_page(page: AccountScreen, Id(id): Id<HostId>, Form(form): Form) -> PageResult {
    let change = HostChange { root_page: Some(page_in(&form, &views::root_field(id))?), is_main: None };
    hosts::change(&page.cx, id, change).await?;
    Ok(page.redirect(PATH, texts::SAVED))
}

async fn check(page: AccountScreen, Id(id): Id<HostId>) -> PageResult {
    let host = hosts::check(&page.cx, id).await?;
    let said = texts::CHECKED_NAME.with(&[("name", &host.name.readable())]);
    Ok(page.redirect(PATH, said))
}

async fn make_main(page: AccountScreen, Id(id): Id<HostId>) -> PageResult {
    hosts::change(&page.cx, id, HostChange { is_main: Some(true), root_page: None }).await?;
    Ok(page.redirect(PATH, texts::SAVED))
}

async fn unmake_main(page: AccountScreen, Id(id): Id<HostId>) -> PageResult {
    hosts::change(&page.cx, id, HostChange { is_main: Some(false), root_page: None }).await?;
    Ok(page.redirect(PATH, texts::SAVED))
}

async fn remove(page: AccountScreen, Id(id): Id<HostId>) -> PageResult {
    hosts::remove(&page.cx, id).await?;
    Ok(page.redirect(PATH, texts::REMOVED))
}

fn new_host(form: &RawForm) -> Result<NewHost> {
    let name = HostName::parse(form.text("name")).map_err(|message| Error::field("name", message))?;
    Ok(NewHost { name, root_page: page_in(form, "root_page_id")?, is_main: false })
}

fn page_in(form: &RawForm, field: &str) -> Result<Option<PageId>> {
    form.filled(field).map(str::parse).transpose().map_err(|_| Error::field("root_page_id", texts::NO_SUCH_PAGE))
}

async fn draw(page: &AccountScreen, typed: &RawForm, errors: Option<FieldErrors>) -> PageResult {
    let (cx, lang) = (&page.cx, page.lang());
    let (known, names) = (hosts::list(cx).await?, cx.read(landing::names).await?);
    let certificates = certificates::list(cx.env()).await?;
    let (path, base, token) = (page.path(PATH), page.path(""), page.form_token());
    let (now, visitors) = (cx.now(), cx.env().settings.public_base_url());
    let none = FieldErrors::default();
    let shown = Shown {
        lang,
        zone: cx.account().zone,
        now,
        path: &path,
        base: &base,
        form_token: &token,
        visitors: &visitors,
        own_host: host_of(&visitors),
        slug: &cx.account().slug,
        hosts: &known,
        pages: &names,
        certificates: &certificates,
    };
    let body = views::page(&shown, field::Form::new(lang, typed, errors.as_ref().unwrap_or(&none)));
    match errors {
        None => page.show(texts::TITLE.get(lang), Menu::Settings, body).await,
        Some(_) => page.show_again(texts::TITLE.get(lang), Menu::Settings, body).await,
    }
}
