//! Landing pages in the admin UI.

use axum::response::{IntoResponse as _, Redirect};

use crate::{
    accounts::model::Right,
    base::{
        error::{Error, FieldErrors},
        form::RawForm,
        ids::PageId,
        lang::{Message, Text},
        page::PageRequest,
        period::{DEFAULT_DAYS, Period},
    },
    funnels::service as funnels,
    landing::{
        editor::{self, Act},
        encoding::{self, Converted},
        model::{LandingPage, NewPage, PageChange, PageFields},
        query::PageQuery,
        service,
        starter::STARTER,
        texts,
        views::{
            editor::{Editor, editor as editor_page},
            list::{self, List, Row},
            side::Side,
            stats as stats_view,
        },
    },
    web::{
        body::SentForm,
        gate::Audience,
        menu::Menu,
        query::{Id, Query},
        routes::Routes,
        screen::{AccountScreen, Form, FormWithFiles, PageResult},
    },
};

const LIST: &str = "/landing-pages";

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/accounts/{account}/landing-pages", Audience::Account(Right::Look), list)
        .get("/accounts/{account}/landing-pages/new", Audience::Account(Right::Content), new)
        .post("/accounts/{account}/landing-pages", Audience::Account(Right::Content), create)
        .get("/accounts/{account}/landing-pages/{id}", Audience::Account(Right::Look), edit)
        .post("/accounts/{account}/landing-pages/{id}", Audience::Account(Right::Content), save)
        .get("/accounts/{account}/landing-pages/{id}/stats", Audience::Account(Right::Look), figures)
        .get("/accounts/{account}/landing-pages/{id}/preview", Audience::Account(Right::Look), preview)
        .post("/accounts/{account}/landing-pages/{id}/publication", Audience::Account(Right::Content), publish)
        .post("/accounts/{account}/landing-pages/{id}/withdrawal", Audience::Account(Right::Content), withdraw)
        .post("/accounts/{account}/landing-pages/{id}/archive", Audience::Account(Right::Content), archive)
        .post("/accounts/{account}/landing-pages/{id}/restoration", Audience::Account(Right::Content), restore)
        .post("/accounts/{account}/landing-pages/{id}/deletion", Audience::Account(Right::Content), delete)
}

async fn list(page: AccountScreen, query: Query) -> PageResult {
    let cx = &page.cx;
    let mut asked = query.0.clone();
    if asked.filled("sort").is_none() {
        asked.push("sort", list::DEFAULT_SORT);
    }
    let found = service::list(cx, PageQuery::parse(&asked)?).await?;
    let Period { from, to } = last_days(&page);
    let (names, figures) = cx.read(move |conn| Ok((funnels::names(conn)?, service::figures(conn, from, to)?))).await?;
    let rows = found.map(|row| Row {
        url: service::url(cx, &row.slug),
        funnel: names.iter().find(|(id, _)| Some(*id) == row.funnel_id).map(|(_, name)| name.clone()),
        figures: figures.get(&row.id).copied().unwrap_or_default(),
        page: row,
    });
    let (lang, path) = (page.lang(), page.path(LIST));
    let shown = List { lang, zone: cx.account().zone, path: &path, query: &query.0, may_write: may_write(&page) };
    page.show(texts::PAGES.get(lang), Menu::Pages, list::list(&shown, &rows)).await
}

async fn new(page: AccountScreen) -> PageResult {
    let body = list::new_page(page.lang(), &page.path(LIST), &page.form_token(), &RawForm::default(), &FieldErrors::default());
    page.show(texts::NEW_PAGE.get(page.lang()), Menu::Pages, body).await
}

async fn create(page: AccountScreen, FormWithFiles(sent): FormWithFiles) -> PageResult {
    let (lang, file) = (page.cx.account().lang, uploaded(&sent));
    let text = |name: &str| sent.fields.filled(name).map(str::to_owned);
    let html = file.as_ref().map_or_else(|| STARTER.get(lang).to_owned(), |file| file.html.clone());
    let fields = PageFields { title: text("title"), slug: text("slug"), html: Some(html), ..PageFields::default() };
    let outcome = match NewPage::parse(fields, lang) {
        Ok(new) => service::create(&page.cx, new).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(made) => Ok(page.redirect(&below(made.id), said(texts::MADE.into(), texts::MADE_FROM, file.as_ref()))),
        Err(error) => {
            let errors = error.into_field_errors()?;
            let body = list::new_page(page.lang(), &page.path(LIST), &page.form_token(), &sent.fields, &errors);
            page.show_again(texts::NEW_PAGE.get(page.lang()), Menu::Pages, body).await
        }
    }
}

async fn edit(page: AccountScreen, Id(id): Id<PageId>) -> PageResult {
    let stored = service::get(&page.cx, id).await?;
    let typed = editor::typed(&stored);
    show_editor(&page, &stored, &typed, &FieldErrors::default(), false).await
}

async fn save(page: AccountScreen, Id(id): Id<PageId>, FormWithFiles(sent): FormWithFiles) -> PageResult {
    let stored = service::get(&page.cx, id).await?;
    let act = editor::act(&sent.fields);
    if let Act::Rows(act) = act {
        return show_editor(&page, &stored, &editor::with_rows(&sent.fields, act), &FieldErrors::default(), true).await;
    }
    let file = uploaded(&sent);
    let mut fields = editor::read(&sent.fields, stored.html.as_deref().unwrap_or_default());
    if let Some(file) = &file {
        fields.html = Some(file.html.clone());
    }
    let outcome = match PageChange::parse(fields, page.cx.account().lang) {
        Ok(change) => service::change(&page.cx, id, change).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(_) if act == Act::Publish => {
            service::publish(&page.cx, id).await?;
            Ok(page.redirect(&below(id), said(texts::SAVED_AND_PUBLISHED.into(), texts::SAVED_FROM, file.as_ref())))
        }
        Ok(_) => Ok(page.redirect(&below(id), said(texts::SAVED.into(), texts::SAVED_FROM, file.as_ref()))),
        Err(error) => {
            let errors = editor::faults(&error.into_field_errors()?);
            show_editor(&page, &stored, &sent.fields, &errors, false).await
        }
    }
}

async fn figures(page: AccountScreen, Id(id): Id<PageId>, query: Query) -> PageResult {
    let today = page.cx.account().zone.day_of(page.cx.now());
    let period = Period::parse(&query.0, today)?;
    let (title, stats) = service::stats(&page.cx, id, period).await?;
    let path = page.path(LIST);
    let shown = stats_view::Shown { lang: page.lang(), path: &path, id, title: &title, query: &query.0, period, today, stats: &stats };
    let heading = texts::STATS_OF.with(&[("title", &title)]);
    page.show(heading.get(page.lang()), Menu::Pages, stats_view::stats(&shown)).await
}

async fn preview(page: AccountScreen, Id(id): Id<PageId>) -> PageResult {
    service::get(&page.cx, id).await?;
    Ok(Redirect::to(&service::preview_url(&page.cx, id)).into_response())
}

async fn publish(page: AccountScreen, Id(id): Id<PageId>) -> PageResult {
    service::publish(&page.cx, id).await?;
    Ok(page.redirect(&below(id), texts::IS_PUBLISHED))
}

async fn withdraw(page: AccountScreen, Id(id): Id<PageId>) -> PageResult {
    let before = service::get(&page.cx, id).await?;
    service::unpublish(&page.cx, id).await?;
    let was_archived = before.status == crate::landing::model::PageStatus::Archived;
    Ok(page.redirect(&below(id), if was_archived { texts::IS_BACK } else { texts::IS_UNPUBLISHED }))
}

async fn archive(page: AccountScreen, Id(id): Id<PageId>) -> PageResult {
    service::archive(&page.cx, id).await?;
    Ok(page.redirect(&below(id), texts::IS_ARCHIVED))
}

async fn restore(page: AccountScreen, Id(id): Id<PageId>, Form(form): Form) -> PageResult {
    let number = form.text("number").parse().map_err(|_| Error::NotFound)?;
    service::restore(&page.cx, id, number).await?;
    Ok(page.redirect(&below(id), texts::IS_RESTORED.with(&[("n", &number)])))
}

async fn delete(page: AccountScreen, Id(id): Id<PageId>) -> PageResult {
    match service::delete(&page.cx, id).await {
        Ok(()) => Ok(page.redirect(LIST, texts::IS_DELETED)),
        Err(error @ Error::Conflict { .. }) => {
            let stored = service::get(&page.cx, id).await?;
            show_editor(&page, &stored, &editor::typed(&stored), &error.into_field_errors()?, false).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_editor(page: &AccountScreen, stored: &LandingPage, typed: &RawForm, errors: &FieldErrors, is_unsaved: bool) -> PageResult {
    const VERSIONS_SHOWN: u32 = 20;
    let (cx, lang, id) = (&page.cx, page.lang(), stored.id);
    let figures = service::total(cx, id, last_days(page)).await?;
    let versions = service::versions(cx, id, PageRequest { size: VERSIONS_SHOWN, ..PageRequest::default() }).await?;
    let mut choices = vec![(String::new(), texts::WITHOUT_FUNNEL.get(lang).to_owned())];
    choices.extend(cx.read(funnels::names).await?.into_iter().map(|(id, name)| (id.to_string(), name)));
    let (path, form_token, url) = (page.path(LIST), page.form_token(), service::url(cx, &stored.slug));
    let body = editor_page(&Editor {
        lang,
        path: &path,
        form_token: &form_token,
        page: stored,
        typed,
        errors,
        funnels: &choices,
        is_unsaved,
        may_write: may_write(page),
        side: Side { zone: cx.account().zone, url: &url, versions: &versions.data, figures },
    });
    if errors.is_empty() {
        page.show(&stored.title, Menu::Pages, body).await
    } else {
        page.show_again(&stored.title, Menu::Pages, body).await
    }
}

fn uploaded(sent: &SentForm) -> Option<Converted> {
    let file = sent.files.iter().find(|file| file.field == "file")?;
    Some(encoding::to_utf8(&file.bytes, file.content_type.as_deref()))
}

/// What was done, and which encoding a file was read in where it was not UTF-8 already.
fn said(done: Message, from: Text, file: Option<&Converted>) -> Message {
    let Some(file) = file else { return done };
    let mut message = if file.encoding == "UTF-8" { done } else { from.with(&[("encoding", &file.encoding)]) };
    if file.lossy {
        message.ko = format!("{} {}", message.ko, texts::LOSSY.ko);
        message.en = format!("{} {}", message.en, texts::LOSSY.en);
    }
    message
}

fn last_days(page: &AccountScreen) -> Period {
    Period::last(DEFAULT_DAYS, page.cx.account().zone.day_of(page.cx.now()))
}

fn may_write(page: &AccountScreen) -> bool {
    page.cx.may(Right::Content)
}

fn below(id: PageId) -> String {
    format!("{LIST}/{id}")
}
