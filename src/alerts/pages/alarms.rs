//! The operator's pages: what is wrong, and who is told.

use axum::extract::Path;

use crate::{
    accounts::model::Right,
    alerts::{
        model::Receivers,
        service, texts,
        views::alarms::{self as views, Look, Ways},
    },
    base::{
        error::{Error, FieldErrors},
        form::RawForm,
        ids::AlarmId,
        time::Zone,
    },
    web::{
        failure::Failure,
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{Form, PageResult, Screen},
    },
};

const LIST: &str = "/alarms";
const SETTINGS: &str = "/settings/alarms";

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/alarms", Audience::Agency(Right::Administer), list)
        .post("/alarms/{id}/seen", Audience::Agency(Right::Administer), see)
        .get("/settings/alarms", Audience::Agency(Right::Administer), settings)
        .post("/settings/alarms", Audience::Agency(Right::Administer), save)
        .post("/settings/alarms/test", Audience::Agency(Right::Administer), test)
        .post("/settings/alarms/deliveries/{id}/repetition", Audience::Agency(Right::Administer), send_again)
}

async fn list(screen: Screen) -> PageResult {
    let (open, past) = (service::open_alarms(&screen.env).await?, service::past_alarms(&screen.env).await?);
    let token = screen.form_token();
    screen.show(texts::ALARMS.get(screen.lang()), Menu::Alarms, views::list(look(&screen, &token), &open, &past)).await
}

async fn see(screen: Screen, Path(id): Path<String>) -> PageResult {
    let id: AlarmId = id.parse().map_err(|_| Failure(Error::NotFound))?;
    service::see(&screen.env, &screen.acting()?, id).await?;
    Ok(screen.redirect(LIST, texts::SEEN))
}

async fn settings(screen: Screen) -> PageResult {
    draw(&screen, None).await
}

async fn save(screen: Screen, Form(form): Form) -> PageResult {
    let saved = match Receivers::parse(&form) {
        Ok(receivers) => service::save_receivers(&screen.env, &screen.acting()?, receivers).await,
        Err(error) => Err(error),
    };
    match saved {
        Ok(()) => Ok(screen.redirect(SETTINGS, texts::SAVED)),
        Err(error) => draw(&screen, Some((form, error.into_field_errors()?))).await,
    }
}

async fn test(screen: Screen) -> PageResult {
    if service::test(&screen.env, &screen.acting()?).await? {
        Ok(screen.redirect(SETTINGS, texts::TESTED))
    } else {
        Ok(screen.refuse(SETTINGS, &texts::NOBODY_TO_TELL.into()))
    }
}

async fn send_again(screen: Screen, Path(id): Path<String>) -> PageResult {
    let id = id.parse().map_err(|_| Failure(Error::NotFound))?;
    service::send_again_for_agency(&screen.env, &screen.acting()?, id).await?;
    Ok(screen.redirect(SETTINGS, texts::SENT_AGAIN))
}

async fn draw(screen: &Screen, again: Option<(RawForm, FieldErrors)>) -> PageResult {
    let chosen = service::receivers(&screen.env).await?;
    let (has_mail_server, has_webhook) = service::ways(&screen.env).await?;
    let ways = Ways { is_chosen: chosen.is_some(), has_mail_server, has_webhook };
    let sent = service::agency_deliveries(&screen.env).await?;
    let is_again = again.is_some();
    let (typed, errors) = again.unwrap_or_else(|| (chosen.unwrap_or_default().to_form(), FieldErrors::default()));
    let (title, token) = (texts::RECEIVERS.get(screen.lang()), screen.form_token());
    let body = views::settings(look(screen, &token), ways, &sent, &typed, &errors);
    if is_again { screen.show_again(title, Menu::Alarms, body).await } else { screen.show(title, Menu::Alarms, body).await }
}

fn look<'a>(screen: &Screen, form_token: &'a str) -> Look<'a> {
    Look { lang: screen.lang(), zone: Zone::default(), now: screen.env.now(), form_token }
}
