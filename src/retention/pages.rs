//! Where periods are chosen: an account's in its settings, the access log's by owners. `persons` is where a person is erased.

mod persons;

use crate::{
    accounts::model::{Actor, Right},
    base::{
        error::{Error, FieldErrors, Result},
        form::RawForm,
        time::Zone,
    },
    retention::{
        model::{Cutoff, Kind, Periods, parse_access_log},
        service, texts,
        views::{self, Line, PREVIEW, Shown},
    },
    web::{
        failure::Failure,
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{AccountScreen, Form, PageResult, Screen},
    },
};

const PATH: &str = "/settings/retention";

pub fn routes(routes: Routes) -> Routes {
    persons::routes(routes)
        .get("/accounts/{account}/settings/retention", Audience::Account(Right::Settings), account)
        .post("/accounts/{account}/settings/retention", Audience::Account(Right::Settings), choose)
        .get(PATH, Audience::Agency(Right::Administer), agency)
        .post(PATH, Audience::Agency(Right::Administer), choose_agency)
}

async fn account(page: AccountScreen) -> PageResult {
    let typed = service::of_account(&page.cx).await?.to_form();
    show(&page, &typed, None, None).await
}

/// Saves the periods, or says what they would mean before that.
async fn choose(page: AccountScreen, Form(form): Form) -> PageResult {
    let periods = match Periods::parse(&form) {
        Ok(periods) => periods,
        Err(error) => return show(&page, &form, Some(error.into_field_errors()?), None).await,
    };
    if is_preview(&form) {
        let lines = lines(&page, periods).await?;
        return show(&page, &form, None, Some(&lines)).await;
    }
    service::save(&page.cx, periods).await?;
    Ok(page.redirect(PATH, texts::SAVED))
}

async fn agency(screen: Screen) -> PageResult {
    let months = service::access_log_months(&screen.env).await?;
    show_agency(&screen, &RawForm::from([(Kind::AccessLog.name(), months.to_string().as_str())]), None, None).await
}

async fn choose_agency(screen: Screen, Form(form): Form) -> PageResult {
    let months = match parse_access_log(&form) {
        Ok(months) => months,
        Err(error) => return show_agency(&screen, &form, Some(error.into_field_errors()?), None).await,
    };
    if is_preview(&form) {
        let rows = service::access_log_dry_run(&screen.env, months).await?;
        let line = Line { kind: Kind::AccessLog, cutoff: Cutoff::of(months, Zone::default(), screen.env.now()), rows };
        return show_agency(&screen, &form, None, Some(&[line])).await;
    }
    service::save_access_log(&screen.env, &actor_of(&screen)?, months).await?;
    Ok(screen.redirect(PATH, texts::SAVED))
}

async fn lines(page: &AccountScreen, periods: Periods) -> Result<[Line; 3]> {
    let found = service::dry_run(&page.cx, periods).await?;
    let cutoff = |kind| Cutoff::of(periods.of(kind), page.cx.account().zone, page.cx.now());
    let line = |kind, rows| Line { kind, cutoff: cutoff(kind), rows };
    Ok([line(Kind::Interactions, found.interactions), line(Kind::Archive, found.archive), line(Kind::Conversions, found.conversions)])
}

async fn show(page: &AccountScreen, typed: &RawForm, errors: Option<FieldErrors>, dry_run: Option<&[Line]>) -> PageResult {
    let (is_again, token) = (errors.is_some(), page.form_token());
    let errors = errors.unwrap_or_default();
    let shown = Shown { lang: page.lang(), form_token: &token, typed, errors: &errors, dry_run };
    let body = views::of_account(&shown, &page.path(""));
    let title = texts::TITLE.get(page.lang());
    if is_again { page.show_again(title, Menu::Settings, body).await } else { page.show(title, Menu::Settings, body).await }
}

async fn show_agency(screen: &Screen, typed: &RawForm, errors: Option<FieldErrors>, dry_run: Option<&[Line]>) -> PageResult {
    let (is_again, token, lang) = (errors.is_some(), screen.form_token(), screen.lang());
    let errors = errors.unwrap_or_default();
    let shown = Shown { lang, form_token: &token, typed, errors: &errors, dry_run };
    let body = views::of_agency(&shown, ("/access-log", Menu::AccessLog.label().get(lang)));
    let title = texts::AGENCY_TITLE.get(lang);
    if is_again { screen.show_again(title, Menu::AccessLog, body).await } else { screen.show(title, Menu::AccessLog, body).await }
}

fn is_preview(form: &RawForm) -> bool {
    form.text(PREVIEW.0) == PREVIEW.1
}

fn actor_of(screen: &Screen) -> Result<Actor, Failure> {
    screen.visit.principal.as_ref().map(|principal| principal.actor.clone()).ok_or(Failure(Error::Unauthenticated))
}
