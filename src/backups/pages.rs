//! The pages of backups, for owners: `list` shows what there is, `settings` what is chosen, `key` the sheet.

mod key;
mod restore;
mod settings;

use axum::{Extension, extract::Path, response::IntoResponse as _};

use crate::{
    accounts::model::Right,
    backups::{
        model::Step,
        service, texts,
        views::list::{self as views, AtWork, PATH, Shown},
    },
    base::error::Error,
    operations::{
        runs::{Lines, State},
        service::runs,
    },
    web::{
        failure::Failure,
        gate::Audience,
        menu::Menu,
        routes::Routes,
        screen::{PageResult, Screen},
    },
};

const OWNER: Audience = Audience::Agency(Right::Administer);

pub fn routes(routes: Routes) -> Routes {
    routes
        .get("/backups", OWNER, list)
        .poll("/backups/under-way", OWNER, under_way)
        .post("/backups/steps/{step}/run", OWNER, run_now)
        .get("/backups/key", OWNER, key::ask)
        .post("/backups/key", OWNER, key::show)
        .get("/backups/restore", OWNER, restore::choose)
        .get("/backups/restore/preview", OWNER, restore::look)
        .get("/backups/restore/leads", OWNER, restore::leads)
        .post("/backups/restore", OWNER, restore::begin)
        .get("/backups/restores/{id}", OWNER, restore::show)
        .poll("/backups/restores/{id}/progress", OWNER, restore::progress)
        .post("/backups/restore/kept", OWNER, restore::put_back)
        .get("/backups/restore/shown/{slug}", OWNER, restore::shown)
        .post("/backups/restore/shown/{slug}/place", OWNER, restore::put_in_place)
        .post("/backups/restore/shown/{slug}/removal", OWNER, restore::remove_shown)
        .get("/settings/backups", OWNER, settings::show)
        .post("/settings/backups", OWNER, settings::save)
        .post("/settings/backups/store", OWNER, settings::save_store)
        .post("/settings/backups/store/test", OWNER, settings::test_store)
        .post("/settings/backups/store/removal", OWNER, settings::remove_store)
}

async fn list(screen: Screen) -> PageResult {
    let report = service::report(&screen.env).await?;
    let at_work = at_work(&screen).await?;
    let token = screen.form_token();
    let shown = Shown {
        lang: screen.lang(),
        zone: runs::agency_zone(),
        now: screen.env.now(),
        form_token: &token,
        report: &report,
        at_work: &at_work,
        key_shown: service::key::shown_at(&screen.env).await?.is_some(),
    };
    screen.show(texts::BACKUPS.get(screen.lang()), Menu::Backups, views::page(&shown)).await
}

/// The part of the page that is asked for again.
async fn under_way(screen: Screen) -> PageResult {
    Ok(views::under_way(screen.lang(), &at_work(&screen).await?).into_response())
}

async fn run_now(screen: Screen, (Extension(lines), Path(name)): (Extension<Lines>, Path<String>)) -> PageResult {
    let step = Step::ALL.into_iter().find(|step| step.job() == name).ok_or(Error::NotFound)?;
    let line = lines.find(step.job()).ok_or(Error::NotFound)?;
    match runs::ask(&screen.env, &screen.acting()?, line, None).await {
        Ok(_) => Ok(screen.redirect(PATH, texts::ASKED_FOR)),
        Err(Error::Conflict { message, .. }) => Ok(screen.refuse(PATH, &message)),
        Err(error) => Err(Failure(error)),
    }
}

/// Steps that run or wait to.
async fn at_work(screen: &Screen) -> Result<Vec<AtWork>, Failure> {
    let now = screen.env.now();
    let open = runs::open(&screen.env).await?;
    let of_step = |step: Step| {
        let run = open.iter().find(|run| run.job == step.job())?;
        let (done, total) = (run.progress.done, run.progress.total);
        Some(AtWork { step, waits: run.state == State::Asked, done, total, elapsed_ms: run.duration_ms(now) })
    };
    Ok(Step::ALL.into_iter().filter_map(of_step).collect())
}
