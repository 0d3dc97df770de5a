//! Log-in, log-out, set-up, and what a person prefers.

pub mod members;
pub mod profile;

use std::sync::Arc;

use axum::{
    Extension,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
};

use crate::{
    base::{
        error::{Error, FieldErrors},
        form::RawForm,
        lang::{Lang, Message},
        secret::Secret,
        time::HOUR_MS,
    },
    operations::first_day::model::Step as FirstDay,
    users::{
        model::NewAgency,
        service::{
            self, LoginThrottle,
            log_in::{self, Entry, Login, Origin, Outcome},
        },
        texts, views,
    },
    web::{
        failure::Failure,
        gate::{Audience, DEVICE, SECOND_STEP, session_cookie},
        layout::Theme,
        query::Query,
        routes::Routes,
        screen::{Form, PageResult, Screen, with_cookie},
    },
};

/// The secret part of the one-time set-up address; absent once there is a user.
#[derive(Clone)]
pub struct SetupKey(pub Option<Arc<str>>);

const YEAR_S: i64 = 365 * 24 * 3600;

pub fn routes(routes: Routes) -> Routes {
    members::routes(profile::routes(routes))
        .get("/login", Audience::Anyone, login_form)
        .post("/login", Audience::Anyone, log_in)
        .get("/login/code", Audience::Anyone, code_form)
        .post("/login/code", Audience::Anyone, confirm)
        .post("/logout", Audience::Entering, log_out)
        .get("/setup/{key}", Audience::Anyone, set_up_form)
        .post("/setup/{key}", Audience::Anyone, set_up)
        .post("/preferences", Audience::Anyone, prefer)
}

async fn login_form(screen: Screen, query: Query) -> Response {
    if screen.visit.principal.is_some() {
        return Redirect::to("/accounts").into_response();
    }
    show_login(&screen, StatusCode::OK, &query.0, None)
}

async fn log_in(screen: Screen, Extension(throttle): Extension<LoginThrottle>, Form(form): Form) -> PageResult {
    let password = Secret::new(form.raw("password").unwrap_or_default());
    let login = Login { email: form.text("email").to_owned(), password, origin: origin(&screen) };
    match log_in::log_in(&screen.env, &throttle, login).await {
        Ok(Outcome::In(entry)) => Ok(enter(&screen, &form, entry)),
        Ok(Outcome::CodeWanted(waiting)) => {
            let next: String = form_urlencoded::byte_serialize(form.text("next").as_bytes()).collect();
            let cookie = screen.cookie(SECOND_STEP, waiting, Some(log_in::STEP_MS / 1000));
            Ok(with_cookie(Redirect::to(&format!("/login/code?next={next}")).into_response(), &cookie))
        }
        Err(Error::Invalid(_)) => Ok(show_login(&screen, StatusCode::UNPROCESSABLE_ENTITY, &form, Some(&texts::WRONG_LOGIN.into()))),
        Err(error @ Error::Later { busy: false, .. }) => {
            Ok(show_login(&screen, StatusCode::TOO_MANY_REQUESTS, &form, Some(&error.message())))
        }
        Err(error) => Err(Failure(error)),
    }
}

async fn code_form(screen: Screen, query: Query) -> PageResult {
    if !log_in::awaits_code(&screen.env, screen.visit.second_step.as_deref().unwrap_or_default()).await? {
        return Ok(screen.refuse("/login", &texts::CODE_LATE.into()));
    }
    Ok(show_second_step(&screen, StatusCode::OK, &query.0, &FieldErrors::default()))
}

async fn confirm(screen: Screen, Extension(throttle): Extension<LoginThrottle>, Form(form): Form) -> PageResult {
    let waiting = screen.visit.second_step.clone().unwrap_or_default();
    match log_in::confirm(&screen.env, &throttle, &waiting, form.text("code"), origin(&screen)).await {
        Ok(entry) => Ok(with_cookie(enter(&screen, &form, entry), &screen.cookie(SECOND_STEP, String::new(), Some(0)))),
        Err(Error::Unauthenticated) => Ok(screen.refuse("/login", &texts::CODE_LATE.into())),
        Err(Error::Invalid(errors)) => Ok(show_second_step(&screen, StatusCode::UNPROCESSABLE_ENTITY, &form, &errors)),
        Err(error @ Error::Later { busy: false, .. }) => {
            let mut errors = FieldErrors::default();
            errors.add("code", error.message());
            Ok(show_second_step(&screen, StatusCode::TOO_MANY_REQUESTS, &form, &errors))
        }
        Err(error) => Err(Failure(error)),
    }
}

/// Where a form that lets somebody in was sent from.
pub fn origin(screen: &Screen) -> Origin {
    Origin { address: screen.visit.address, user_agent: screen.visit.user_agent.clone(), device: screen.visit.device.clone() }
}

/// Into the admin, with a session and as a known device.
pub fn enter(screen: &Screen, form: &RawForm, entry: Entry) -> Response {
    let lifetime_s = i64::try_from(screen.env.settings.admin.session_hours).unwrap_or(12) * HOUR_MS / 1000;
    let session = screen.cookie(session_cookie(&screen.env), entry.token, Some(lifetime_s));
    let next = local_path(form.text("next")).unwrap_or("/accounts");
    let response = with_cookie(Redirect::to(next).into_response(), &session);
    with_cookie(response, &screen.cookie(DEVICE, entry.device, Some(YEAR_S)))
}

async fn log_out(screen: Screen) -> PageResult {
    if let Some(token) = &screen.visit.session_token {
        service::log_out(&screen.env, token).await?;
    }
    let gone = screen.cookie(session_cookie(&screen.env), String::new(), Some(0));
    Ok(with_cookie(screen.redirect("/login", texts::LOGGED_OUT), &gone))
}

async fn set_up_form(screen: Screen, Path(key): Path<String>, Extension(setup): Extension<SetupKey>) -> PageResult {
    check_key(&screen, &setup, &key).await?;
    Ok(show_set_up(&screen, StatusCode::OK, &RawForm::default(), &FieldErrors::default()))
}

async fn set_up(
    screen: Screen,
    Path(key): Path<String>,
    Extension(setup): Extension<SetupKey>,
    Extension(throttle): Extension<LoginThrottle>,
    mut form: Form,
) -> PageResult {
    check_key(&screen, &setup, &key).await?;
    match NewAgency::parse(&form.0, screen.lang()) {
        Ok(new) => service::set_up(&screen.env, new).await?,
        Err(Error::Invalid(errors)) => return Ok(show_set_up(&screen, StatusCode::UNPROCESSABLE_ENTITY, &form.0, &errors)),
        Err(error) => return Err(Failure(error)),
    };
    form.0.push("next", FirstDay::SecondFactor.path());
    log_in(screen, Extension(throttle), form).await
}

/// Theme and language, also for somebody who is not logged in.
async fn prefer(screen: Screen, Form(form): Form) -> PageResult {
    let back = local_path(form.text("return_to")).unwrap_or("/");
    let mut response = Redirect::to(back).into_response();
    if let Some(theme) = Theme::from_tag(form.text("theme")) {
        response = with_cookie(response, &screen.theme_cookie(theme, YEAR_S));
    }
    if let Some(lang) = form.filled("lang").and_then(Lang::from_tag) {
        if let Some(user) = &screen.visit.user {
            service::choose_language(&screen.env, user.id, lang).await?;
        }
        response = with_cookie(response, &screen.cookie("lang", lang.tag().into(), Some(YEAR_S)));
    }
    Ok(response)
}

async fn check_key(screen: &Screen, setup: &SetupKey, key: &str) -> Result<(), Error> {
    use subtle::ConstantTimeEq as _;
    let matches = setup.0.as_ref().is_some_and(|right| bool::from(right.as_bytes().ct_eq(key.as_bytes())));
    if !matches || !service::needs_setup(&screen.env).await? {
        return Err(Error::Forbidden(texts::SETUP_EXPIRED.into()));
    }
    Ok(())
}

fn show_login(screen: &Screen, status: StatusCode, typed: &RawForm, refusal: Option<&Message>) -> Response {
    let lang = screen.lang();
    screen.show_bare(status, texts::LOG_IN.get(lang), views::login(lang, &screen.form_token(), typed, refusal))
}

fn show_second_step(screen: &Screen, status: StatusCode, typed: &RawForm, errors: &FieldErrors) -> Response {
    let lang = screen.lang();
    screen.show_bare(status, texts::CODE_TITLE.get(lang), views::second_step(lang, &screen.form_token(), typed, errors))
}

fn show_set_up(screen: &Screen, status: StatusCode, typed: &RawForm, errors: &FieldErrors) -> Response {
    let lang = screen.lang();
    screen.show_bare(status, texts::SET_UP.get(lang), views::set_up(lang, &screen.form_token(), typed, errors))
}

/// A path on this origin: nothing that a browser could read as another host.
fn local_path(path: &str) -> Option<&str> {
    let second = path.as_bytes().get(1);
    (path.starts_with('/') && !matches!(second, Some(b'/' | b'\\')) && !path.chars().any(char::is_control)).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_sent_to_another_host() {
        assert_eq!(local_path("/accounts/a?q=1"), Some("/accounts/a?q=1"));
        for elsewhere in ["//evil.example", "/\\evil.example", "https://evil.example", "", "/\tx"] {
            assert_eq!(local_path(elsewhere), None, "{elsewhere}");
        }
    }
}
