//! The page of certificates.

use crate::{
    accounts::model::Right,
    base::time::Zone,
    operations::{
        service::certificates as service,
        texts::certificates as texts,
        views::certificates::{self as views, Mode, PATH, Shown},
    },
    web::{
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{Form, PageResult, Screen},
    },
};

pub fn routes(routes: Routes) -> Routes {
    let owner = Audience::Agency(Right::Administer);
    routes.get(PATH, owner, list).post("/settings/certificates/try", owner, try_now)
}

async fn list(screen: Screen) -> PageResult {
    let settings = &screen.env.settings;
    let mode = match (settings.tls.is_on(), settings.admin_base_url().starts_with("https://")) {
        (true, _) => Mode::Ourselves,
        (false, true) => Mode::Proxy,
        (false, false) => Mode::Nobody,
    };
    let hosts = service::list(&screen.env).await?;
    let token = screen.form_token();
    // The agency has no time zone of its own.
    let shown = Shown { lang: screen.lang(), zone: Zone::default(), now: screen.env.now(), form_token: &token, mode, hosts: &hosts };
    screen.show(texts::TITLE.get(screen.lang()), Menu::AgencySettings, views::page(&shown)).await
}

async fn try_now(screen: Screen, Form(form): Form) -> PageResult {
    service::try_now(&screen.env, &screen.acting()?, form.text("host")).await?;
    Ok(screen.redirect(PATH, texts::TRYING))
}
