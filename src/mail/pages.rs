//! The pages of the agency's mail server and of an account's.

use axum::response::Response;

use crate::{
    accounts::model::{Actor, Right},
    base::{
        email::Email,
        error::{Error, FieldErrors, Result},
        form::RawForm,
        lang::Message,
    },
    mail::{
        model::{Source, Stored, Typed},
        service, texts,
        views::{self, Shown},
    },
    web::{
        failure::Failure,
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult, Screen},
    },
};

const AGENCY_PATH: &str = "/mail";
const ACCOUNT_PATH: &str = "/settings/mail";

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/mail", Audience::Agency(Right::Administer), agency)
        .post("/mail", Audience::Agency(Right::Administer), save_agency)
        .post("/mail/test", Audience::Agency(Right::Administer), test_agency)
        .post("/mail/removal", Audience::Agency(Right::Administer), remove_agency)
        .get("/accounts/{account}/settings/mail", Audience::Account(Right::Settings), account)
        .post("/accounts/{account}/settings/mail", Audience::Account(Right::Settings), save_account)
        .post("/accounts/{account}/settings/mail/test", Audience::Account(Right::Settings), test_account)
        .post("/accounts/{account}/settings/mail/removal", Audience::Account(Right::Settings), remove_account)
}

async fn agency(screen: Screen) -> PageResult {
    show_agency(&screen, None).await
}

async fn save_agency(screen: Screen, Form(form): Form) -> PageResult {
    let actor = actor_of(&screen)?;
    let saved = match Typed::parse(&form) {
        Ok(typed) => service::save_agency(&screen.env, &actor, typed).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(screen.redirect(AGENCY_PATH, texts::SAVED)),
        Err(error) => show_agency(&screen, Some((form, error.into_field_errors()?))).await,
    }
}

async fn test_agency(screen: Screen) -> PageResult {
    let Some(to) = reader_of(&screen) else { return Ok(screen.refuse(AGENCY_PATH, &texts::NOBODY_TO_TEST.into())) };
    let tested = service::test_agency(&screen.env, to.clone(), screen.lang()).await?;
    Ok(tell(&screen, AGENCY_PATH, &to, tested))
}

async fn remove_agency(screen: Screen) -> PageResult {
    service::remove_agency(&screen.env, &actor_of(&screen)?).await?;
    Ok(screen.redirect(AGENCY_PATH, texts::REMOVED))
}

async fn account(page: AccountScreen) -> PageResult {
    show_account(&page, None).await
}

async fn save_account(page: AccountScreen, Form(form): Form) -> PageResult {
    let saved = match Typed::parse(&form) {
        Ok(typed) => service::save_account(&page.cx, typed).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(page.redirect(ACCOUNT_PATH, texts::SAVED)),
        Err(error) => show_account(&page, Some((form, error.into_field_errors()?))).await,
    }
}

async fn test_account(page: AccountScreen) -> PageResult {
    let Some(to) = reader_of(&page.screen) else { return Ok(page.refuse(ACCOUNT_PATH, &texts::NOBODY_TO_TEST.into())) };
    let tested = service::test_account(&page.cx, to.clone(), page.lang()).await?;
    Ok(tell(&page.screen, &page.path(ACCOUNT_PATH), &to, tested))
}

async fn remove_account(page: AccountScreen) -> PageResult {
    service::remove_account(&page.cx).await?;
    Ok(page.redirect(ACCOUNT_PATH, texts::REMOVED))
}

/// What was typed, and what was wrong with it.
type Again = Option<(RawForm, FieldErrors)>;

async fn show_agency(screen: &Screen, again: Again) -> PageResult {
    let stored = service::of_agency(&screen.env).await?;
    let source = if stored.is_some() { Source::Agency } else { Source::Nobody };
    let (typed, errors) = again.clone().unwrap_or_else(|| (first_form(stored.as_ref()), FieldErrors::default()));
    let token = screen.form_token();
    let reader = reader_of(screen);
    let shown = Shown {
        lang: screen.lang(),
        path: AGENCY_PATH,
        account: None,
        source,
        in_use: stored.as_ref(),
        own: stored.as_ref(),
        reader: reader.as_ref().map(Email::as_str),
        form_token: &token,
    };
    let (title, body) = (texts::TITLE.get(screen.lang()), views::server(&shown, &typed, &errors));
    match again {
        None => screen.show(title, Menu::Mail, body).await,
        Some(_) => screen.show_again(title, Menu::Mail, body).await,
    }
}

async fn show_account(page: &AccountScreen, again: Again) -> PageResult {
    let own = service::of_account(&page.cx).await?;
    let (source, in_use) = service::in_use(&page.cx).await?;
    let (typed, errors) = again.clone().unwrap_or_else(|| (first_form(own.as_ref()), FieldErrors::default()));
    let (path, base, token) = (page.path(ACCOUNT_PATH), page.path(""), page.form_token());
    let reader = reader_of(&page.screen);
    let shown = Shown {
        lang: page.lang(),
        path: &path,
        account: Some(&base),
        source,
        in_use: in_use.as_ref(),
        own: own.as_ref(),
        reader: reader.as_ref().map(Email::as_str),
        form_token: &token,
    };
    let (title, body) = (texts::TITLE.get(page.lang()), views::server(&shown, &typed, &errors));
    match again {
        None => page.show(title, Menu::Settings, body).await,
        Some(_) => page.show_again(title, Menu::Settings, body).await,
    }
}

fn first_form(stored: Option<&Stored>) -> RawForm {
    stored.map_or_else(|| RawForm::from([("port", "587"), ("security", "starttls")]), Stored::to_form)
}

fn tell(screen: &Screen, path: &str, to: &Email, tested: std::result::Result<Message, Message>) -> Response {
    match tested {
        Ok(answer) => {
            let told = |lang| texts::TESTED.with(&[("email", to), ("answer", &answer.get(lang))]).get(lang).to_owned();
            screen.redirect(path, Message { ko: told(crate::base::lang::Lang::Ko), en: told(crate::base::lang::Lang::En) })
        }
        Err(why) => screen.refuse(path, &why),
    }
}

fn reader_of(screen: &Screen) -> Option<Email> {
    screen.visit.user.as_ref().and_then(|user| Email::parse(&user.email).ok())
}

fn actor_of(screen: &Screen) -> Result<Actor, Failure> {
    screen.visit.principal.as_ref().map(|principal| principal.actor.clone()).ok_or(Failure(Error::Unauthenticated))
}
