//! What is chosen about backups: how long they stay, and the off-site copy.

use crate::{
    backups::{
        model::Settings,
        offsite::{Offsite, Typed},
        service, texts,
        views::settings::{self as views, Shown},
    },
    base::{error::FieldErrors, form::RawForm},
    web::{
        menu::Menu,
        screen::{Form, PageResult, Screen},
    },
};

const PATH: &str = "/settings/backups";

/// What was typed into one of the two forms, and what was wrong with it.
#[derive(Default)]
struct Again {
    settings: Option<(RawForm, FieldErrors)>,
    store: Option<(RawForm, FieldErrors)>,
}

pub async fn show(screen: Screen) -> PageResult {
    draw(&screen, Again::default()).await
}

pub async fn save(screen: Screen, Form(form): Form) -> PageResult {
    let saved = match Settings::parse(&form) {
        Ok(settings) => service::save_settings(&screen.env, &screen.acting()?, settings).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(screen.redirect(PATH, texts::SAVED)),
        Err(error) => draw(&screen, Again { settings: Some((form, error.into_field_errors()?)), store: None }).await,
    }
}

pub async fn save_store(screen: Screen, Form(form): Form) -> PageResult {
    let saved = match Typed::parse(&form) {
        Ok(typed) => service::save_store(&screen.env, &screen.acting()?, typed).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(screen.redirect(PATH, texts::STORE_SAVED)),
        Err(error) => draw(&screen, Again { store: Some((form, error.into_field_errors()?)), settings: None }).await,
    }
}

/// Tries the store as it is kept.
pub async fn test_store(screen: Screen) -> PageResult {
    match service::test_store(&screen.env).await? {
        Ok(said) => Ok(screen.redirect(PATH, said)),
        Err(why) => Ok(screen.refuse(PATH, &why)),
    }
}

pub async fn remove_store(screen: Screen) -> PageResult {
    service::remove_store(&screen.env, &screen.acting()?).await?;
    Ok(screen.redirect(PATH, texts::STORE_REMOVED))
}

async fn draw(screen: &Screen, again: Again) -> PageResult {
    let (settings, store) = (service::settings(&screen.env).await?, service::store(&screen.env).await?);
    let is_again = again.settings.is_some() || again.store.is_some();
    let fresh = |form: RawForm| (form, FieldErrors::default());
    let stored = || store.as_ref().map_or_else(Offsite::empty_form, |stored| stored.offsite.to_form());
    let settings_form = again.settings.unwrap_or_else(|| fresh(settings.to_form()));
    let store_form = again.store.unwrap_or_else(|| fresh(stored()));
    let token = screen.form_token();
    let directory = screen.env.settings.backup_directory().display().to_string();
    let (live_bytes, disk) = service::sizes(&screen.env).await?;
    let shown = Shown {
        lang: screen.lang(),
        form_token: &token,
        directory: &directory,
        settings: (&settings_form.0, &settings_form.1),
        store: (&store_form.0, &store_form.1),
        is_set_up: store.is_some(),
        chosen: settings,
        live_bytes,
        disk,
    };
    let (title, body) = (texts::SETTINGS.get(screen.lang()), views::page(&shown));
    if is_again { screen.show_again(title, Menu::Backups, body).await } else { screen.show(title, Menu::Backups, body).await }
}
