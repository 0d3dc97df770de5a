//! The score model in the admin UI.

use std::sync::Arc;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Redirect},
};

use crate::{
    accounts::model::Right,
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
    },
    scoring::{
        editor::{self, Step},
        entry::{self, RawModel},
        model::Model,
        service::{self, Previewing},
        texts,
        views::{
            editor::{self as editor_view, Editor},
            overview::{self, Overview},
            place::Place,
            preview,
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
    let (look, content) = (Audience::Account(Right::Look), Audience::Account(Right::Content));
    routes
        .get("/accounts/{account}/scoring", look, show)
        .get("/accounts/{account}/scoring/edit", content, edit)
        .post("/accounts/{account}/scoring/edit", content, save)
        .get("/accounts/{account}/scoring/previews/{id}", content, show_preview)
        .post("/accounts/{account}/scoring/previews/{id}/apply", content, apply)
        .post("/accounts/{account}/scoring/versions/{id}/restore", content, restore)
}

async fn show(screen: AccountScreen) -> PageResult {
    let active = service::active(&screen.cx).await?;
    let versions = service::versions(&screen.cx).await?;
    let distribution = screen.cx.read(service::distribution).await?;
    let running = service::running(&screen.cx).await?;
    let body =
        overview::overview(&place(&screen), &Overview { versions: &versions, active: &active, distribution: &distribution, running });
    screen.show(texts::TITLE.get(screen.lang()), Menu::Scoring, body).await
}

async fn edit(screen: AccountScreen, query: Query) -> PageResult {
    let begun = query.filter("preview").and_then(|id| service::find_preview(&screen.cx, id));
    let model = match (begun, query.filter("version").map(str::parse)) {
        (Some(preview), _) => preview.model.clone(),
        (None, Some(version)) => service::version(&screen.cx, version.map_err(|_| Error::NotFound)?).await?.model,
        (None, None) => service::active(&screen.cx).await?.model,
    };
    let raw = entry::of(&model);
    show_editor(&screen, &raw, &editor::values(&raw), None).await
}

async fn save(screen: AccountScreen, Form(form): Form) -> PageResult {
    let (raw, errors) = editor::read(&form);
    let step = Step::parse(&form);
    if matches!(step, Step::Add(_) | Step::Remove(..)) {
        let raw = editor::step(raw, step);
        return show_editor(&screen, &raw, &editor::values(&raw), None).await;
    }
    if !errors.is_empty() {
        // As it was typed: what is no number can't be shown in any other way.
        return show_editor(&screen, &raw, &form, Some(errors)).await;
    }
    let raw = editor::without_blanks(raw);
    match entry::parse(&raw) {
        Ok(model) if step == Step::Apply => activate(&screen, model).await,
        Ok(model) => {
            let id = service::begin_preview(&screen.cx, model);
            Ok(Redirect::to(&screen.path(&format!("/scoring/previews/{id}"))).into_response())
        }
        Err(fault) => show_editor(&screen, &raw, &editor::values(&raw), Some(fault.into_field_errors()?)).await,
    }
}

async fn show_preview(screen: AccountScreen, Id(id): Id<String>) -> PageResult {
    let Ok(begun) = preview_of(&screen, &id) else {
        return Ok(screen.refuse("/scoring/edit", &texts::PREVIEW_GONE.into()));
    };
    let place = place(&screen);
    let (progress, outcome) = begun.ask();
    let is_running = outcome.is_none();
    let body = match outcome {
        None => preview::running(&place, progress),
        Some(Ok(found)) => preview::done(&place, &id, &found),
        Some(Err(())) => preview::stopped(&place, &id),
    };
    let mut page = screen.show(texts::PREVIEW_TITLE.get(screen.lang()), Menu::Scoring, body).await?;
    if is_running {
        page.headers_mut().insert(header::REFRESH, HeaderValue::from_static("1"));
    }
    Ok(page)
}

async fn apply(screen: AccountScreen, Id(id): Id<String>) -> PageResult {
    match preview_of(&screen, &id) {
        Ok(begun) => activate(&screen, begun.model.clone()).await,
        Err(_) => Ok(screen.refuse("/scoring/edit", &texts::PREVIEW_GONE.into())),
    }
}

async fn restore(screen: AccountScreen, Id(version): Id<i64>) -> PageResult {
    service::restore(&screen.cx, version).await?;
    Ok(screen.redirect("/scoring", texts::RESTORED))
}

async fn activate(screen: &AccountScreen, model: Model) -> PageResult {
    let before = service::active(&screen.cx).await?.version;
    let activated = service::activate(&screen.cx, model).await?;
    Ok(screen.redirect("/scoring", if activated.version == before { texts::UNCHANGED } else { texts::ACTIVATED }))
}

fn preview_of(screen: &AccountScreen, id: &str) -> Result<Arc<Previewing>> {
    service::find_preview(&screen.cx, id).ok_or(Error::NotFound)
}

async fn show_editor(screen: &AccountScreen, raw: &RawModel, values: &RawForm, errors: Option<FieldErrors>) -> PageResult {
    let is_again = errors.is_some();
    let errors = errors.unwrap_or_default();
    let body = editor_view::editor(&place(screen), &Editor { raw, values, errors: &errors });
    let title = texts::EDIT_TITLE.get(screen.lang());
    if is_again { screen.show_again(title, Menu::Scoring, body).await } else { screen.show(title, Menu::Scoring, body).await }
}

fn place(screen: &AccountScreen) -> Place {
    Place {
        lang: screen.lang(),
        base: screen.path(""),
        zone: screen.cx.account().zone,
        may_change: screen.cx.may(Right::Content),
        form_token: screen.form_token(),
    }
}
