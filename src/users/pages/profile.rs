//! What somebody sees and changes about themselves.

use axum::Extension;

use crate::{
    accounts::model::Actor,
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        lang::Text,
        secret::Secret,
    },
    users::{
        model::{OpenSession, PasswordChange, ProfileChange, User},
        pages::origin,
        service::{LoginThrottle, profile, second_factor},
        texts,
        views::profile as views,
    },
    web::{
        components::field,
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{Form, PageResult, Screen},
    },
};

const PATH: &str = "/profile";
/// Where the second factor is set up; the gate sends owners here who owe one.
pub const SECOND_FACTOR: &str = "/profile/second-factor";

pub fn routes(routes: Routes) -> Routes {
    routes
        .get(PATH, Audience::Known, show)
        .post(PATH, Audience::Known, save)
        .post("/profile/password", Audience::Known, change_password)
        .post("/profile/sessions", Audience::Known, end_sessions)
        .get(SECOND_FACTOR, Audience::Entering, second_factor)
        .post(SECOND_FACTOR, Audience::Entering, enrol)
        .post("/profile/second-factor/codes", Audience::Known, renew_codes)
        .post("/profile/second-factor/off", Audience::Known, turn_off)
}

/// Whoever sits at this page.
fn reader(screen: &Screen) -> Result<(User, Actor)> {
    let principal = screen.visit.principal.as_ref().ok_or(Error::Unauthenticated)?;
    Ok((screen.visit.user.clone().ok_or(Error::Unauthenticated)?, principal.actor.clone()))
}

async fn show(screen: Screen) -> PageResult {
    show_with(&screen, None, &FieldErrors::default()).await
}

async fn save(screen: Screen, Form(form): Form) -> PageResult {
    let (user, actor) = reader(&screen)?;
    let saved = match ProfileChange::parse(&form) {
        Ok(change) => profile::update(&screen.env, &actor, user.id, change).await,
        Err(error) => Err(error),
    };
    done_or_again(&screen, &form, saved, texts::SAVED).await
}

async fn change_password(screen: Screen, Extension(throttle): Extension<LoginThrottle>, Form(form): Form) -> PageResult {
    let (user, actor) = reader(&screen)?;
    let token = screen.visit.session_token.clone().unwrap_or_default();
    let changed = match PasswordChange::parse(&form) {
        Ok(change) => match profile::check_password(&screen.env, &throttle, &user, change.current.clone(), &origin(&screen)).await {
            Ok(()) => profile::change_password(&screen.env, &actor, user.id, &change, &token).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    done_or_again(&screen, &RawForm::default(), changed, texts::PASSWORD_CHANGED).await
}

/// Ends the session named, or all but this one.
async fn end_sessions(screen: Screen, Form(form): Form) -> PageResult {
    let (user, actor) = reader(&screen)?;
    if let Some(name) = form.filled("session") {
        let session = OpenSession::hash_of_name(name).ok_or(Error::NotFound)?;
        profile::end_session(&screen.env, &actor, user.id, session).await?;
    } else {
        let token = screen.visit.session_token.clone().unwrap_or_default();
        profile::end_other_sessions(&screen.env, &actor, user.id, &token).await?;
    }
    Ok(screen.redirect(PATH, texts::SESSIONS_ENDED))
}

async fn second_factor(screen: Screen) -> PageResult {
    show_second_factor(&screen, &RawForm::default(), &FieldErrors::default()).await
}

async fn enrol(screen: Screen, Form(form): Form) -> PageResult {
    let (user, actor) = reader(&screen)?;
    match second_factor::enrol(&screen.env, &actor, user.id, form.text("sealed"), form.text("code")).await {
        Ok(codes) => show_codes(&screen, &codes).await,
        Err(error) => show_second_factor(&screen, &form, &error.into_field_errors()?).await,
    }
}

async fn renew_codes(screen: Screen, Extension(throttle): Extension<LoginThrottle>, Form(form): Form) -> PageResult {
    let (user, actor) = reader(&screen)?;
    match confirmed(&screen, &throttle, &user, &form).await {
        Ok(()) => show_codes(&screen, &second_factor::renew_codes(&screen.env, &actor, user.id).await?).await,
        Err(error) => show_second_factor(&screen, &RawForm::default(), &error.into_field_errors()?).await,
    }
}

async fn turn_off(screen: Screen, Extension(throttle): Extension<LoginThrottle>, Form(form): Form) -> PageResult {
    let (user, actor) = reader(&screen)?;
    match confirmed(&screen, &throttle, &user, &form).await {
        Ok(()) => {
            second_factor::turn_off(&screen.env, &actor, user.id).await?;
            Ok(screen.redirect(PATH, texts::TOTP_OFF_DONE))
        }
        Err(error) => show_second_factor(&screen, &RawForm::default(), &error.into_field_errors()?).await,
    }
}

async fn confirmed(screen: &Screen, throttle: &LoginThrottle, user: &User, form: &RawForm) -> Result<()> {
    let typed = Secret::new(form.raw("current_password").unwrap_or_default());
    profile::check_password(&screen.env, throttle, user, typed, &origin(screen)).await
}

async fn done_or_again(screen: &Screen, form: &RawForm, outcome: Result<()>, done: Text) -> PageResult {
    match outcome {
        Ok(()) => Ok(screen.redirect(PATH, done)),
        Err(error @ Error::Later { .. }) => Ok(screen.refuse(PATH, &error.message())),
        Err(error) => show_with(screen, Some(form), &error.into_field_errors()?).await,
    }
}

async fn show_with(screen: &Screen, typed: Option<&RawForm>, errors: &FieldErrors) -> PageResult {
    let (user, _) = reader(screen)?;
    let lang = screen.lang();
    let sessions = profile::sessions(&screen.env, user.id).await?;
    let stored = RawForm::from([("name", user.name.as_str()), ("locale", user.lang.tag())]);
    let values = typed.filter(|form| !form.is_empty()).unwrap_or(&stored);
    let token = screen.form_token();
    let is_this = |session: &OpenSession| profile::is_same(session, screen.visit.session_token.as_deref());
    let shown = views::Profile {
        form: field::Form::new(lang, values, errors),
        user: &user,
        sessions: &sessions.iter().map(|session| (session, is_this(session))).collect::<Vec<_>>(),
        now: screen.env.now(),
        form_token: &token,
    };
    let body = views::profile(&shown);
    let title = texts::PROFILE.get(lang);
    if errors.is_empty() { screen.show(title, Menu::Accounts, body).await } else { screen.show_again(title, Menu::Accounts, body).await }
}

async fn show_second_factor(screen: &Screen, typed: &RawForm, errors: &FieldErrors) -> PageResult {
    let (user, _) = reader(screen)?;
    let (lang, token) = (screen.lang(), screen.form_token());
    let form = field::Form::new(lang, typed, errors);
    let body = if user.has_totp {
        views::second_factor_on(form, second_factor::codes_left(&screen.env, user.id).await?, &token)
    } else {
        let enrolment = second_factor::begin(&screen.env, &user, typed.filled("sealed")).await?;
        let is_owed = second_factor::is_owed(&screen.env, &user);
        views::enrolment(form, (&enrolment.sealed, &enrolment.spelled, &enrolment.uri), is_owed, &token)
    };
    let title = texts::SECOND_FACTOR.get(lang);
    if errors.is_empty() { screen.show(title, Menu::Accounts, body).await } else { screen.show_again(title, Menu::Accounts, body).await }
}

/// The codes are seen this once, so they stand in the answer itself and not behind a redirect.
async fn show_codes(screen: &Screen, codes: &[String]) -> PageResult {
    let lang = screen.lang();
    screen.show(texts::RECOVERY_CODES.get(lang), Menu::Accounts, views::recovery_codes(lang, codes)).await
}
